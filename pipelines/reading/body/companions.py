"""The other articles that a page shows in full beside its own, as pages do that go on when one scrolls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.language.scripts import spelt_length
from pipelines.language.wordlists import any_of
from pipelines.model import FEW_LINKS
from pipelines.reading.body.sections import (
    LEVELS,
    Extent,
    Heading,
    Part,
    are_alike,
    extent_of,
    find_own,
    find_parts,
    headings_of,
    is_paragraph,
)
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.containment import Inside
from pipelines.reading.document.inventory import take_inventory
from pipelines.reading.document.parsing import Document
from pipelines.reading.metadata.bylines import WORDS, names_in
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import is_article, read_nodes, text_of
from pipelines.web.calendars import find_days
from pipelines.web.classnames import anywhere, in_words

MOST_HEADINGS = 60
"""A page with more of them is a list, or made to keep us busy."""
LEAST_TEXT = 300
"""Characters below another article's headline, in two paragraphs at least; teasers have less."""
SIGNED_WITHIN = 4
"""Blocks below a headline among which its byline and date are looked for."""
SIGNED_LENGTH = 100
MANY = 3
"""Parts with a doubtful sign from which on they may as well be a live blog's entries, reviews, chapters."""
AS_LONG = 0.7
"""Share of the length of many linked parts that the page's own text must have to be one of them."""
WHOLE = 3
"""Paragraphs of an <article> that is complete, so that what stands outside it is not its continuation."""

FIRM = frozenset(("addressed", "typed", "apart"))
DOUBTFUL = frozenset(("linked", "signed", "alike"))
"""Signs that a live blog's entries, a list's reviews and chapters may bear as well."""
LIKE_OWN = frozenset(("signed", "alike"))
"""Both of which they do not bear."""

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report)/?$")
_SIGNATURE = (anywhere("signature"), in_words("signature_words"))
_BY = re.compile(rf"^(?:{any_of(WORDS['openings'])})\b|(?:{any_of(WORDS['reporters'])})", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"src|image|img|picture|poster|background|bg|style|icon|logo|api|ajax|class|action|type", re.IGNORECASE
)
"""Attributes that hold addresses of other things than pages."""
_ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/[^\s#]*[^\s#/]/?(?:\?[^\s#]*)?$")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|mp[34]|js|json|css|xml|pdf)$", re.IGNORECASE)


def stated_titles(document: Document) -> Iterator[str]:
    """What the page calls its article, most trusted first. JSON-LD is read where nothing else says it: to read it takes
    longer than all the rest."""
    stated = False
    for element in document.elements.meta:
        if (element.get("property") or element.get("name") or "").lower() in ("og:title", "twitter:title"):
            stated = True
            yield tidy(element.get("content"))
    for element in document.elements.title:
        yield tidy(str(element.text_content()))
    for node in () if stated else read_nodes(document.elements.script):
        if is_article(node):
            yield text_of(node.get("headline")) or ""


def find_companions(blocks: Sequence[RawBlock], titles: Iterable[str], url: str = "") -> tuple[HtmlElement, ...]:
    """The elements that hold other articles; none where no heading of the page is called as the page says.

    titles: what the page calls its article, most trusted first; asked for no more than needed. url: the page's.
    """
    headings = headings_of(blocks)
    if not 2 <= len(headings) <= MOST_HEADINGS:
        return ()
    own = find_own(headings, blocks, titles)
    if own is None:
        return ()
    return tuple(_Search(blocks, headings, own, urlsplit(url).path.rstrip("/")).elements())


def marks_of(blocks: Sequence[RawBlock], companions: Sequence[HtmlElement]) -> tuple[bool, ...]:
    """For each block whether it belongs to another article."""
    insides = [Inside(element) for element in companions]
    return tuple(any(inside(block.element) for inside in insides) for block in blocks)


def without(document: Document, companions: Sequence[HtmlElement]) -> Document:
    """The document without these elements; they are taken out of its tree."""
    for element in companions:
        element.drop_tree()
    return replace(document, elements=take_inventory(document.tree))


@dataclass(frozen=True)
class _Candidate:
    """A part with enough text to be an article."""

    part: Part
    extent: Extent
    length: int
    signs: frozenset[str]


class _Search:
    """The search through one page."""

    def __init__(self, blocks: Sequence[RawBlock], headings: Sequence[Heading], own: Heading, path: str) -> None:
        self.blocks, self.headings, self.own, self.path = blocks, headings, own, path
        self.parts = list(find_parts(headings, own))

    @cached_property
    def paragraphs(self) -> Mapping[int, int]:
        """The length of each paragraph by its place."""
        return {n: spelt_length(block.text) for n, block in enumerate(self.blocks) if is_paragraph(block)}

    @cached_property
    def with_text(self) -> frozenset[HtmlElement]:
        """The elements that hold a paragraph."""
        found: set[HtmlElement] = set()
        for place in self.paragraphs:
            here: HtmlElement | None = self.blocks[place].element
            while here is not None and here not in found:
                found.add(here)
                here = here.getparent()
        return frozenset(found)

    @cached_property
    def own_is_signed(self) -> bool:
        return self._is_signed(self.own)

    def elements(self) -> Iterator[HtmlElement]:
        """The elements of the parts that are other articles."""
        found = list(self._candidates())
        for one in found:
            if one.signs & FIRM or one.signs >= LIKE_OWN or self._holds(one, found):
                yield from one.extent.elements

    def _holds(self, one: _Candidate, found: Sequence[_Candidate]) -> bool:
        """Whether signs that parts of one article may bear as well are believed: where few parts are of its kind, or,
        for a link, where the page's own text is as long as theirs."""
        doubtful = one.signs & DOUBTFUL
        if len(doubtful) < (2 if _needs_two(one.part) else 1):
            return False
        if sum(are_alike(one.part.holder, part.holder) for part in self.parts) < MANY:
            return True
        others = [other for other in found if "linked" in other.signs]
        own = self._length(range(self.own.place, min(other.extent.places.start for other in found)))
        return "linked" in doubtful and own >= AS_LONG * median(other.length for other in others)

    def _candidates(self) -> Iterator[_Candidate]:
        """The parts with text below their heading, none above it, and a sign that they are articles."""
        taken = range(0)
        for part in self.parts:
            if part.heading.place in taken or not (signs := frozenset(self._signs(part))):
                continue
            extent = extent_of(part, self.blocks, self.headings)
            places = extent.places
            end = places.start if places.start > self.own.place else len(self.blocks)
            inside = [n for n in places if n in self.paragraphs]
            length = self._length(places)
            if len(inside) < 2 or length < LEAST_TEXT or inside[0] < part.heading.place:
                continue
            if not self._length(range(self.own.place, end)):
                continue
            if "apart" in signs and not self._is_whole(part, places):
                signs -= {"apart"}
            if signs:
                taken = places
                yield _Candidate(part, extent, length, signs)

    def _length(self, places: range) -> int:
        """Characters of the paragraphs among these places."""
        return sum(length for n, length in self.paragraphs.items() if n in places)

    # --------------------------------------------------------------------------------------------------------- signs

    def _signs(self, part: Part) -> Iterator[str]:
        """What says that a part is another article. A doubtful sign is left out where it would not be enough."""
        if self._is_addressed(part):
            yield "addressed"
        if _is_typed(part, self.own):
            yield "typed"
        is_linked = self._is_linked(part.heading)
        if is_linked:
            yield "linked"
        if not part.heading.reads_as_headline:
            return
        if (
            part.heading.place > self.own.place
            and _article_around(self.own, part) is not None
            and not _is_in_article(part)
        ):
            yield "apart"
        is_alike = not part.is_flat and part.heading.level == self.own.level and self._is_like_own(part)
        if is_alike:
            yield "alike"
        if (is_linked or is_alike or not _needs_two(part)) and self._is_signed(part.heading) and self.own_is_signed:
            yield "signed"

    def _is_addressed(self, part: Part) -> bool:
        """Whether an element around the headline states the address of another page."""
        for element in part.elements_from(part.heading.element):
            for name, value in element.items():
                if "/" in value and not _NO_PAGE.search(str(name)) and self._is_another_page(str(value)):
                    return True
        return False

    def _is_another_page(self, address: str) -> bool:
        address = address.strip()
        if not _ADDRESS.match(address):
            return False
        path = urlsplit(address).path.rstrip("/")
        return path != self.path and not _FILE.search(path)

    def _is_linked(self, heading: Heading) -> bool:
        """Whether the headline is a link to another page of the site."""
        links = heading.block.links
        if len(links) != 1 or heading.block.link_density < 1 - FEW_LINKS:
            return False
        return not links[0][0].startswith("http") and self._is_another_page(links[0][0])

    def _is_signed(self, heading: Heading) -> bool:
        """Whether a byline or a date stands between the headline and its text."""
        for place in range(heading.place + 1, min(heading.place + 1 + SIGNED_WITHIN, len(self.blocks))):
            block = self.blocks[place]
            if block.element.tag in LEVELS or is_paragraph(block):
                return False
            if len(block.text) <= SIGNED_LENGTH and _reads_as_signature(block):
                return True
        return False

    def _is_like_own(self, part: Part) -> bool:
        """Whether the part stands in an element like the page's own: both hold the text below their headlines, or both
        are the head above it."""
        return any(
            are_alike(one, other) and (one in self.with_text) is (other in self.with_text)
            for one in part.elements_from(self.own.element)[1:]
            for other in part.elements_from(part.heading.element)[1:]
        )

    def _is_whole(self, part: Part, places: range) -> bool:
        """Whether the page's own <article> holds all text above the part."""
        inside = Inside(_article_around(self.own, part))
        above = [n for n in self.paragraphs if self.own.place < n < places.start]
        return len(above) >= WHOLE and all(inside(self.blocks[n].element) for n in above)


def _needs_two(part: Part) -> bool:
    """Whether one doubtful sign is not enough: the part begins right among the page's paragraphs, or stands in the same
    <article> as the page's own headline and in none of its own."""
    if part.is_flat or _is_in_article(part):
        return part.is_flat
    return next(part.own_holder.iterancestors("article"), None) is not None


def _is_in_article(part: Part) -> bool:
    """Whether the part stands in an <article> that the page's own headline does not stand in."""
    return any(element.tag == "article" for element in part.elements_from(part.heading.element))


def _article_around(own: Heading, part: Part) -> HtmlElement | None:
    """The outermost <article> around the page's own headline that the part does not stand in."""
    found = [element for element in part.elements_from(own.element) if element.tag == "article"]
    return found[-1] if found else None


def _is_typed(part: Part, own: Heading) -> bool:
    """Whether part and page are both marked up as articles."""
    for element in (part.heading.element, own.element):
        stated = [e.get("itemtype") or e.get("typeof") for e in part.elements_from(element)]
        if not any(kind and _ARTICLE_TYPE.search(kind) for kind in stated):
            return False
    return True


def _reads_as_signature(block: RawBlock) -> bool:
    """Whether a short block is a byline or a date, by its mark-up or its words."""
    element = block.element
    if element.tag in ("time", "address") or next(element.iter("time", "address"), None) is not None:
        return True
    around = element.getparent()
    names = (element.get("class") or "", (around.get("class") or "") if around is not None else "")
    if any(pattern.search(name) for pattern in _SIGNATURE for name in names):
        return True
    return bool(_BY.search(block.text) and names_in([block.text])) or bool(find_days(block.text))
