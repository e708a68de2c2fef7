"""The parts of a page that have a heading of their own, beside the part that is called as the page is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from pipelines.language.folding import letters
from pipelines.language.scripts import PROSE_CHARACTERS, is_spelt_in, spelt_length
from pipelines.reading.document.blocks import RawBlock

LEVELS = {"h1": 1, "h2": 2, "h3": 3}
HEADING_DEPTH = 3
"""Elements between a heading's words and its <h1> at most."""
LEAST_TITLE = 8
"""Letters and digits, as an alphabet would spell them; so are the other lengths."""
COVERED = 0.4
"""Share of a title that a heading must hold to be it; what is left is the site's name, or a kicker."""
COMMON_WORDS = 0.6
"""Share of the words of heading and title that are in both, where sites word the two differently."""
LEAST_WORDS = 4
LEAST_HEADLINE = 20


@dataclass(frozen=True)
class Heading:
    """A heading of one of the three upper levels."""

    place: int
    """Index of its block."""
    element: HtmlElement
    """Its <h1>, <h2> or <h3>."""
    block: RawBlock

    @property
    def level(self) -> int:
        """1 for <h1>."""
        return LEVELS[str(self.element.tag)]

    @cached_property
    def key(self) -> str:
        """Its letters and digits in lower case."""
        return letters(self.block.text)

    @cached_property
    def reads_as_headline(self) -> bool:
        """Whether it is longer than the headings of sections and boxes are."""
        return len(self.block.text.split()) >= LEAST_WORDS or spelt_length(self.key) >= LEAST_HEADLINE


@dataclass(frozen=True)
class Part:
    """What stands below a heading, and the elements by which it is apart from the page's own headline."""

    heading: Heading
    holder: HtmlElement
    """The outermost element around the heading, itself included, in which neither the page's own stands nor another
    that is not below it in rank."""
    own_holder: HtmlElement
    """The outermost around the page's own headline that the heading does not stand in."""

    @property
    def is_flat(self) -> bool:
        """Whether its heading stands right among the paragraphs, as those of sections do."""
        return self.holder is self.heading.element

    def elements_from(self, element: HtmlElement) -> list[HtmlElement]:
        """The element and what is around it, up to the holder of its side."""
        top = self.holder if element is self.heading.element else self.own_holder
        found = [element]
        while found[-1] is not top and (parent := found[-1].getparent()) is not None:
            found.append(parent)
        return found


@dataclass(frozen=True)
class Extent:
    """Where a part begins and ends."""

    elements: tuple[HtmlElement, ...]
    places: range
    """Of its blocks."""


def headings_of(blocks: Sequence[RawBlock]) -> list[Heading]:
    """The page's headings outside its boilerplate."""
    found: list[Heading] = []
    for place, block in enumerate(blocks):
        if block.role != "heading" or block.outside:
            continue
        here: HtmlElement | None = block.element
        for _ in range(HEADING_DEPTH):
            if here is None or here.tag in LEVELS:
                break
            here = here.getparent()
        if here is not None and here.tag in LEVELS and not (found and found[-1].element is here):
            found.append(Heading(place, here, block))
    return found


def find_own(headings: Sequence[Heading], blocks: Sequence[RawBlock], titles: Iterable[str]) -> Heading | None:
    """The heading that is the page's title, the last of several above the text; None where none is."""
    for title in titles:
        key, words = letters(title), frozenset(title.casefold().split())
        called = [heading for heading in headings if _is_titled(heading, key)] or [
            heading for heading in headings if _shares_words(heading, words)
        ]
        if called:
            first = called[0]
            text = next((n for n in range(first.place + 1, len(blocks)) if is_paragraph(blocks[n])), len(blocks))
            return [heading for heading in called if heading.place < text and heading.key == first.key][-1]
    return None


def _is_titled(heading: Heading, title: str) -> bool:
    """Whether heading and title are the same, the site's name and kickers aside."""
    shorter, longer = sorted((heading.key, title), key=len)
    return (
        len(shorter) >= COVERED * len(longer)
        and (longer.startswith(shorter) or longer.endswith(shorter))
        and spelt_length(shorter) >= LEAST_TITLE
    )


def _shares_words(heading: Heading, title: frozenset[str]) -> bool:
    if len(title) < LEAST_WORDS:
        return False
    words = set(heading.block.text.casefold().split())
    common = len(words & title)
    return common >= LEAST_WORDS and common >= COMMON_WORDS * max(len(words), len(title))


def is_paragraph(block: RawBlock) -> bool:
    """Whether a block is text as articles have it."""
    return (
        is_spelt_in(block.text, PROSE_CHARACTERS)
        and block.role not in ("heading", "caption")
        and not block.outside
        and block.has_few_links
    )


def find_parts(headings: Sequence[Heading], own: Heading) -> Iterator[Part]:
    """The headings of other words than the page's own that do not stand above it in rank, each with its elements."""
    chain = [own.element, *own.element.iterancestors()]
    depth_of = {element: depth for depth, element in enumerate(chain)}
    for number, heading in enumerate(headings):
        if heading.key == own.key or heading.level < own.level:
            continue
        rivals = _around_neighbours(headings, number)
        holder = heading.element
        while (parent := holder.getparent()) is not None and parent not in depth_of and parent not in rivals:
            holder = parent
        here = holder.getparent()
        while here is not None and here not in depth_of:
            here = here.getparent()
        if here is not None and depth_of[here]:
            yield Part(heading, holder, chain[depth_of[here] - 1])


def _around_neighbours(headings: Sequence[Heading], number: int) -> set[HtmlElement]:
    """The elements around the nearest headings before and behind one that do not stand below it in rank."""
    level = headings[number].level
    found: set[HtmlElement] = set()
    for places in (range(number - 1, -1, -1), range(number + 1, len(headings))):
        near = next((n for n in places if headings[n].level <= level), None)
        if near is not None:
            found.update(headings[near].element.iterancestors())
    return found


def extent_of(part: Part, blocks: Sequence[RawBlock], headings: Sequence[Heading]) -> Extent:
    """The part's holder and its blocks. Where the holder holds no paragraph and is a head like that of the page's own
    article, or the heading alone, what follows it in the same element, up to another such head, goes with it."""
    parent = part.holder.getparent()
    start, end = part.heading.place, part.heading.place + 1
    while start and _child_of(parent, blocks[start - 1].element) is part.holder:
        start -= 1
    while end < len(blocks) and _child_of(parent, blocks[end].element) is part.holder:
        end += 1
    is_head = part.is_flat or are_alike(part.holder, part.own_holder)
    if not is_head or any(is_paragraph(block) for block in blocks[start:end]):
        return Extent((part.holder,), range(start, end))
    heads = {heading.element for heading in headings if heading.place >= end}
    elements = {part.holder: None}
    for follower in part.holder.itersiblings():
        is_next = follower.tag == part.holder.tag and any(element in heads for element in follower.iter(*LEVELS))
        if is_next or follower is part.own_holder:
            break
        elements[follower] = None
    while end < len(blocks) and _child_of(parent, blocks[end].element) in elements:
        end += 1
    return Extent(tuple(elements), range(start, end))


def are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements have a name and a class in common, or both a name that says enough without one."""
    if one.tag != other.tag:
        return False
    classes, others = set((one.get("class") or "").split()), set((other.get("class") or "").split())
    return bool(classes & others) or (not classes and not others and one.tag not in ("div", "td", "li", "span"))


def _child_of(parent: HtmlElement | None, element: HtmlElement) -> HtmlElement | None:
    """The child of an element in which another one stands, or that it is; None where it stands elsewhere."""
    here, around = element, element.getparent()
    while around is not None and around is not parent:
        here, around = around, around.getparent()
    return here if around is not None else None
