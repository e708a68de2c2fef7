"""What in a feed says that an article has changed: an entry's date that moved on, other words in it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipelines.language.folding import letters_and_marks
from pipelines.model import AboutArticle, Entry, Taken

RESTAMPED_ENTRIES = 5
"""From so many entries that change at once, and more than stay, it is the feed that stamps its items with the time of
the poll, or writes them otherwise, and not an editor: their pages are not asked for again."""


def edited_articles(taken: Taken, last_fetched: Callable[[int], datetime | None]) -> tuple[int, ...]:
    """The articles whose pages are to be asked again, each once. last_fetched: when a page of an article was."""
    edited = [about.article_id for about in taken.about if _is_edited(about, last_fetched)]
    if len(edited) >= RESTAMPED_ENTRIES and len(edited) > taken.untouched:
        return ()
    return tuple(dict.fromkeys(edited))


def _is_edited(about: AboutArticle, last_fetched: Callable[[int], datetime | None]) -> bool:
    before, after = about.before, about.after
    if before is not None and (_has_moved_on(before, after) or _says_otherwise(before, after)):
        return True
    if after.date_modified is None or (before is not None and before.date_modified is not None):
        return False
    fetched = last_fetched(about.article_id)
    return fetched is not None and after.date_modified > fetched


def _has_moved_on(before: Entry, after: Entry) -> bool:
    """Whether the entry's own date has moved forward; a date that was not there before is none."""
    was, now = before.date_modified or before.date_published, after.date_modified or after.date_published
    return was is not None and now is not None and now > was


def _says_otherwise(before: Entry, after: Entry) -> bool:
    """Whether a title, summary or text that was there reads otherwise, counters aside."""
    pairs = (
        (before.title, after.title),
        (before.summary, after.summary),
        (before.content_html, after.content_html),
    )
    return any(was and now and was != now and _reads_otherwise(was, now) for was, now in pairs)


def _reads_otherwise(was: str, now: str) -> bool:
    from pipelines.revisions.noise import is_only_counted

    return letters_and_marks(was) != letters_and_marks(now) and not is_only_counted(was, now)
