"""Relating an article to others: its copies found and compared, its links and its story brought up to date."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from datetime import datetime

from pipelines.language.folding import tokens
from pipelines.model import CopyText, Fingerprint, Placed, StoryCredit, StoryLink, WasText
from pipelines.reading.cleaning.attribution import agency_of_byline, agency_of_credit, agency_of_date_line
from pipelines.store.stories import Stories
from pipelines.stories.fingerprints import fingerprint
from pipelines.stories.grouping import are_near, link_of, regroup
from pipelines.stories.near_duplicates import compare
from pipelines.stories.shingles import Shingled

MOST_WORDS = 1_500_000
"""Of the fingerprints that are kept at hand, some 25 bytes each: 3,000 articles of usual length, which is enough for a
template's family, and for a wide story."""


class Fingerprints:
    """The fingerprints of the texts that were looked at last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Shingled] = OrderedDict()
        self._words = 0

    def of(self, article: CopyText | WasText) -> Shingled:
        found = self._kept.get(article.text_hash)
        if found is None:
            return self.know(article.text_hash, fingerprint(article.body))
        self._kept.move_to_end(article.text_hash)
        return found

    def know(self, text_hash: str, text: Fingerprint) -> Shingled:
        """A text's, which a worker has made."""
        found = self._kept.get(text_hash)
        if found is None:
            found = self._kept[text_hash] = Shingled(text)
            self._words += len(text.words)
            while self._words > MOST_WORDS and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._words -= len(oldest.print.words)
        self._kept.move_to_end(text_hash)
        return found


def link_to_story(
    stories: Stories, placed: Placed, fingerprints: Fingerprints, *, window_days: int, now: datetime
) -> None:
    """Finds the copies of an article that is new or has changed, and regroups the stories that this touches.

    To be called in the unit in which the article was filed.
    """
    if not placed.is_new and not placed.was:
        return
    for was in placed.was:
        stories.drop_sketch(was.article_id, fingerprints.of(was).print.sketch, was.date)
    article = stories.text(placed.article_id)
    if article is None:
        raise KeyError(placed.article_id)
    sketch = fingerprints.of(article).print.sketch
    links = _links(stories, article, sketch, fingerprints, window_days)
    stories.keep_sketch(article.article_id, sketch, article.date)
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
    stories.drop_sketch(gone.article_id, fingerprint(gone.body).sketch, gone.date)
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


def _links(
    stories: Stories, article: CopyText, sketch: Sequence[int], fingerprints: Fingerprints, window_days: int
) -> list[StoryLink]:
    links = []
    mine, headline = fingerprints.of(article), tokens(article.headline or "")
    candidates = stories.candidates(sketch, article.date, window_days)
    for other in stories.texts([each.article_id for each in candidates]):
        if other.article_id == article.article_id or not are_near(article.date, other.date, window_days):
            continue
        likeness = compare(mine, fingerprints.of(other), (headline, tokens(other.headline or "")))
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
