"""Relating an article to others: its copies found and compared, its links and its story brought up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pipelines.language.folding import tokens
from pipelines.model import CopyText, Placed, StoryCredit, StoryLink, WasText
from pipelines.reading.cleaning.attribution import agency_of_byline, agency_of_credit, agency_of_date_line
from pipelines.store.stories import Stories
from pipelines.stories.fingerprints import Fingerprint, fingerprint, pack, unpack
from pipelines.stories.grouping import are_near, link_of, regroup
from pipelines.stories.near_duplicates import compare


def link_to_story(
    stories: Stories, placed: Placed, read: tuple[str, bytes], *, window_days: int, now: datetime
) -> None:
    """Finds the copies of an article that is new or has changed, and regroups the stories that this touches.

    read: the text_hash of the page that was read, and its fingerprint as ReadPage has it. To be called in the unit in
    which the article was filed.
    """
    if not placed.is_new and not placed.was:
        return
    for was in placed.was:
        _forget(stories, was)
    article = stories.text(placed.article_id)
    if article is None:
        raise KeyError(placed.article_id)
    text_hash, packed = read
    if article.text_hash != text_hash:  # another page stands for it
        packed = pack(fingerprint(article.body))
    text = unpack(packed)
    sketch = text.sketch()
    links = _links(stories, article, text, sketch, window_days)
    stories.keep_sketch(article.article_id, sketch, article.date)
    stories.keep_fingerprint(article.article_id, packed)
    before = stories.replace_links(article.article_id, links)
    linked = before | {link.other_id if link.article_id == article.article_id else link.article_id for link in links}
    touched = {article.story_id, *(was.story_id for was in placed.was)}
    touched |= stories.stories_of(linked)
    if placed.is_new and not placed.was:
        _join(stories, article, touched, now=now)
    else:
        _regroup(stories, article, touched, is_new=placed.is_new, now=now)


def unrelate(stories: Stories, gone: WasText, *, now: datetime) -> None:
    """Takes a deleted article out of its story, which falls apart where only that one held it together, and ends where
    it was the last. To be called in the unit in which its row was deleted."""
    _forget(stories, gone)
    members = stories.members({gone.story_id})
    if not members:
        stories.remove(gone.story_id)
        return
    change = regroup(members, stories.links_among(members))
    made = {number: stories.start(now) for number in sorted(set(change.story_of.values()))}
    stories.move({each: made[story] for each, story in change.story_of.items()})
    for story, new in change.split:
        stories.note(story, "split", made[new], now, gone.article_id)
    for story in sorted({gone.story_id, *made.values()}):
        stories.credit(story, credit_of(stories.first_of(story)))


def _forget(stories: Stories, was: WasText) -> None:
    """What was kept of a text that the article does not have any more."""
    packed = stories.drop_fingerprint(was.article_id)
    if packed is not None:
        stories.drop_sketch(was.article_id, unpack(packed).sketch(), was.date)


def _links(
    stories: Stories, article: CopyText, text: Fingerprint, sketch: Sequence[int], window_days: int
) -> list[StoryLink]:
    links = []
    headline = tokens(article.headline or "")
    candidates = stories.candidates(sketch, article.date, window_days)
    for other in stories.compared([each.article_id for each in candidates]):
        if other.article_id == article.article_id or not are_near(article.date, other.date, window_days):
            continue
        likeness = compare(text, unpack(other.fingerprint), (headline, tokens(other.headline or "")))
        if likeness is not None and likeness.is_copy:
            links.append(link_of(article, other, likeness))
    return links


def _join(stories: Stories, article: CopyText, touched: set[int], *, now: datetime) -> None:
    """A new article makes one story of those that it touches, the oldest; what regroup() would say, without looking at
    every link of a story that may have thousands.

    That a new article's own story, a moment old, became part of another is no event.
    """
    oldest = min(touched)
    stories.move(dict.fromkeys(stories.members(touched - {oldest}), oldest))
    for story in sorted(touched - {oldest}):
        stories.end(story, oldest)
        if story != article.story_id:
            stories.note(story, "merged", oldest, now, article.article_id)
    stories.credit(oldest, credit_of(stories.first_of(oldest)))


def _regroup(stories: Stories, article: CopyText, touched: set[int], *, is_new: bool, now: datetime) -> None:
    """Brings the touched stories up to date; one that is empty became part of the article's."""
    members = stories.members(touched)
    change = regroup(members, stories.links_among(members))
    made = {number: stories.start(now) for number in sorted(set(change.story_of.values())) if number < 0}
    story_of = {each: made.get(story, story) for each, story in change.story_of.items()}
    stories.move(story_of)
    for story, new in change.split:
        stories.note(story, "split", made[new], now, article.article_id)
    own = story_of.get(article.article_id, article.story_id)
    emptied = [(story, own) for story in sorted(touched - set(members.values()))]
    for story, heir in (*change.merged, *emptied):
        stories.end(story, heir)
        if not (is_new and story == article.story_id):
            stories.note(story, "merged", heir, now, article.article_id)
    for story in sorted({story_of.get(each, story) for each, story in members.items()}):
        stories.credit(story, credit_of(stories.first_of(story)))


def credit_of(copies: Sequence[CopyText]) -> StoryCredit | None:
    """Whose report a story is: the agency that most of its copies name, by the best evidence there is; where none names
    one, the site that had it first, of several. None for what one site has alone.

    copies: the earliest first.
    """
    evidence = (
        ("credit_text", [agency_of_credit(copy.credit_text) for copy in copies]),
        ("dateline", [agency_of_date_line(copy.body) for copy in copies]),
        ("byline", [agency_of_byline(copy.authors) for copy in copies]),
    )
    for source, found in evidence:
        named = Counter(name for name in found if name is not None)
        if named:
            agency = min(named, key=lambda name: (-named[name], name))
            return StoryCredit(agency=agency, source=source)  # type: ignore[arg-type]
    sites = {copy.site for copy in copies}
    first = copies[0].site if copies else None
    return StoryCredit(agency=first, source="first") if len(sites) > 1 and first is not None else None
