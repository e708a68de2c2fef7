"""The article's headline: what the page shows as one, held against what it states as one.

Readers see a heading; og:title, JSON-LD and <title> may be written for search engines. The rules were counted on the
pages of the four development sets where heading and first stated title differ; each says how often it was right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.language.folding import letters, tokens
from pipelines.language.scripts import count_words
from pipelines.model import Candidate, Chosen
from pipelines.reading.metadata.candidates import Evidence, choose
from pipelines.reading.metadata.headlines import is_wrapped, strip_day, strip_kickers, strip_site, tidy
from pipelines.reading.metadata.jsonld import text_of

LONGEST = 400
"""Characters of a headline; of a longer one its beginning is taken, where no source has a shorter."""
LONGEST_RAW = 20_000
"""Of one in provenance."""
FEWEST_WORDS = 4
"""Of a heading that stands against all else: what is shorter names a section, "News release", "Our blog"."""
COMMON = 0.4
"""Share of the words of the shorter of two titles that the other has too, from which both are of one article."""
MOST_H1 = 3
"""More <h1> of which none is like a stated title name sections."""
READS_AS, WRAPS, SHARES_WORDS = 3, 2, 1
"""How like a heading is to a stated title."""


@dataclass(frozen=True)
class _Title:
    """A stated title, or a heading, without the site's name."""

    source: str
    text: str

    @cached_property
    def key(self) -> str:
        return letters(self.text)

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(tokens(self.text))

    def likeness(self, other: _Title) -> int:
        if self.key == other.key:
            return READS_AS
        if is_wrapped(self.text, other.text) or is_wrapped(other.text, self.text):
            return WRAPS
        fewer = min(self.words.total(), other.words.total())
        return SHARES_WORDS if fewer and (self.words & other.words).total() >= COMMON * fewer else 0

    def reads_as(self, other: _Title) -> bool:
        return self.key == other.key


def find_headline(evidence: Evidence) -> Chosen | None:
    """What the headline follows, and the titles that differ; None where the page names none, or only its site.

    The raw text may be longer than a headline: shortened() is what is filed.
    """
    claims = [claim for claim in _claims(evidence) if claim.raw]
    lines = [line for heading in evidence.headings for line in heading.lines]
    rivals = [text for text in (*(claim.raw for claim in claims), *lines) if len(text) <= LONGEST]
    stated = _plainest_first(list(_without_site(claims, evidence.sites, rivals)))
    heading = _shown(evidence, stated, rivals)
    if heading is None and not stated:
        longest = (
            Candidate(source=claim.source, raw=claim.raw[:LONGEST_RAW]) for claim in claims if len(claim.raw) > LONGEST
        )
        return choose(longest)
    chosen = stated[0] if heading is None else _decide(heading, stated, claims)
    titles = [chosen, *stated, *([heading] if heading is not None else [])]
    return choose(Candidate(source=title.source, raw=title.text) for title in titles)


def shortened(raw: str) -> str:
    """The headline's beginning, in whole words where it has any.

    >>> shortened("herring " * 90)[-15:]
    'herring herring'
    """
    if len(raw) <= LONGEST:
        return raw
    cut = raw[: LONGEST + 1].rpartition(" ")[0]
    return cut.rstrip() or raw[:LONGEST]


def _claims(evidence: Evidence) -> Iterator[Candidate]:
    """What the page and its feed entry state, most trusted first."""
    metas = evidence.metas("headline")
    yield from metas[:1]
    yield Candidate(source="json-ld", raw=text_of(evidence.node.get("headline")) or "")
    yield from metas[1:3]
    title = next((str(e.text_content()) for e in evidence.document.elements.title), "")
    yield Candidate(source="title", raw=tidy(title))
    yield Candidate(source="json-ld:name", raw=text_of(evidence.node.get("name")) or "")
    yield Candidate(source="feed", raw=tidy(evidence.page.entry.title if evidence.page.entry else ""))


def _without_site(claims: Sequence[Candidate], sites: frozenset[str], rivals: Sequence[str]) -> Iterator[_Title]:
    for claim in claims:
        if len(claim.raw) <= LONGEST:
            title = _Title(claim.source, strip_day(strip_site(claim.raw, sites, rivals)))
            if title.key and title.key not in sites:
                yield title


def _plainest_first(stated: list[_Title]) -> list[_Title]:
    """The titles, but first the JSON-LD headline that the first one merely wraps."""
    for title in stated[1:]:
        if title.source == "json-ld" and is_wrapped(title.text, stated[0].text):
            return [title, *(other for other in stated if other is not title)]
    return stated


def _shown(evidence: Evidence, stated: Sequence[_Title], rivals: Sequence[str]) -> _Title | None:
    """The heading that is most like what the page states: an <h1>, or where none is like it one of another level."""
    found = list(_rated(evidence, stated, rivals))
    ones = [rated for rated in found if rated.level == 1]
    lower = [rated for rated in found if rated.level > 1 and rated.like >= WRAPS]
    best = max(ones, key=lambda rated: rated.rank, default=None)
    # Boxes below the text have headings too, and words of it in them.
    if best is not None and (best.like >= WRAPS or (best.like and best.is_above)):
        return best.title
    if lower:
        return max(lower, key=lambda rated: rated.rank).title
    usable = best is not None and len(ones) <= MOST_H1 and (best.is_above or not stated)
    return best.title if best is not None and usable else None


class _Rated(NamedTuple):
    """A heading, and how like it is to what the page states."""

    title: _Title
    level: int
    is_above: bool
    like: int
    place: int

    @property
    def rank(self) -> tuple[int, bool, int]:
        return self.like, self.is_above, self.place


def _rated(evidence: Evidence, stated: Sequence[_Title], rivals: Sequence[str]) -> Iterator[_Rated]:
    """The headings, and the lines of those that hold several: a kicker may stand in one of them.

    One that perhaps stands aside counts where it reads as the first stated title: the <h1> of a trail of breadcrumbs
    is written for search engines.
    """
    for place, heading in enumerate(evidence.headings):
        if heading.level > 1 and not heading.is_above:
            continue  # a sub-heading
        texts = [heading.text, *heading.lines] if len(heading.lines) > 1 else heading.lines
        claims = [Candidate(source=f"h{heading.level}", raw=text) for text in texts]
        for title in _without_site(claims, evidence.sites, rivals):
            if not heading.is_aside or (stated and title.reads_as(stated[0])):
                like = max((title.likeness(other) for other in stated), default=0)
                yield _Rated(title, heading.level, heading.is_above, like, place)


def _decide(heading: _Title, stated: Sequence[_Title], claims: Sequence[Candidate]) -> _Title:
    """The heading, or a stated title."""
    if not stated:
        return heading
    first = stated[0]
    if says_it := _saying(heading, stated):
        return says_it
    if rest := strip_kickers(heading.text, first.text):
        return _Title(heading.source, rest)  # Each has a kicker of its own, which is no part of the headline.
    return first if _is_outvoted(heading, stated, claims) else heading  # (heading right 101 times, first 31)


def _saying(heading: _Title, stated: Sequence[_Title]) -> _Title | None:
    """The stated title that is the heading's text; None where none is."""
    first = stated[0]
    if first.reads_as(heading):
        return first
    for title in (first, *_witnesses(stated)):
        if is_wrapped(title.text, heading.text) == "kicker":
            return title  # The heading's element holds a kicker too. (title right 17 times, heading 3)
    return next((title for title in stated if title.reads_as(heading)), None)  # (42 times, first 9)


def _is_outvoted(heading: _Title, stated: Sequence[_Title], claims: Sequence[Candidate]) -> bool:
    """Whether the first stated title is believed against a heading that no source repeats."""
    first = stated[0]
    like = heading.likeness(first)
    is_agreed = any(title.reads_as(first) for title in _witnesses(stated) if title is not first)
    if like >= WRAPS:  # A kicker where nobody agrees with it is og:title's own. (agreed: 5 to 2, else: 1 to 17)
        return is_agreed and is_wrapped(heading.text, first.text) == "kicker"
    if like:  # All that is stated agrees against one heading. (7 to 8; 2 to 0 on news sites)
        return is_agreed and any(title.source == "title" and title.reads_as(first) for title in stated)
    # The heading is of something else. (11 to 5)
    return is_agreed or count_words(heading.text) < FEWEST_WORDS or _is_rest(heading, first, claims)


def _witnesses(stated: Sequence[_Title]) -> Iterator[_Title]:
    """The titles that are not made for <head>: what readers of the feed and of the data see."""
    return (title for title in stated if title.source in ("json-ld", "feed"))


def _is_rest(heading: _Title, first: _Title, claims: Sequence[Candidate]) -> bool:
    """Whether a heading is what a title has beside the headline: the site's name, or the section's."""
    whole = (first.key + heading.key, heading.key + first.key)
    return any(letters(claim.raw) in whole for claim in claims)
