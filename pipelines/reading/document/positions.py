"""Where a page's texts stand: in which element, and how far from the headline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters, digits

from lxml.html import HtmlElement

from pipelines.language.folding import letters

_UNREAD = frozenset(("script", "style", "noscript", "option", "textarea"))
_ENDS = ("body", "html")
_MOST = 300
"""Texts of one page that are looked at."""
_LONGEST_HEADLINE = 400
_PLAIN = frozenset(ascii_letters + digits)
"""Characters with which the letters() of a text that begins with them begin, but for their case."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where one text stands."""

    text: str
    """One line."""
    before: str
    """The text before this one."""
    after: str
    """The text after it; empty for the page's last."""
    at: int
    """Characters of text before it on the page."""
    element: HtmlElement


@dataclass(frozen=True, slots=True)
class Plan:
    """The texts of a page that were asked for, and where its headline stands."""

    positions: tuple[Position, ...]
    heads: tuple[int, ...]
    """Where the headline ends, in characters; empty where it is not found."""
    around: frozenset[HtmlElement]
    """The elements that hold it."""

    def distance(self, position: Position) -> int | None:
        """Characters of text from the nearest headline's end to the place; None without a headline."""
        return min((position.at - head for head in self.heads), key=remoteness, default=None)

    def chain(self, element: HtmlElement) -> list[HtmlElement]:
        """The element and its ancestors, as far as they do not hold the headline."""
        found: list[HtmlElement] = []
        here: HtmlElement | None = element
        while here is not None and here.tag not in _ENDS and here not in self.around:
            found.append(here)
            here = here.getparent()
        return found


def find_positions(
    tree: HtmlElement,
    headings: Sequence[HtmlElement],
    headline: str | None,
    wanted: Callable[[str, str, HtmlElement], bool],
) -> Plan:
    """The positions of the texts that are wanted, in document order.

    headings: the page's h1 elements. wanted: asked with a text, the one before it, and its element.
    """
    title = letters(headline or "")
    openings = {letters(next((text for text in map(str, h.itertext()) if text.strip()), "")) for h in headings}
    sought = {key for key in (title, *openings) if key}
    shortest = max(4, min(map(len, sought), default=_LONGEST_HEADLINE))
    longest = min(_LONGEST_HEADLINE, 2 * max(map(len, sought), default=0) + 10)
    others = _PLAIN.difference(*((key[0], key[0].upper()) for key in sought))
    heads: dict[bool, list[int]] = {True: [], False: []}
    positions: list[Position] = []
    at, before = 0, ""
    waiting: Position | None = None
    for text, element in _texts(tree):
        if waiting is not None:
            positions.append(replace(waiting, after=text))
            waiting = None
        if shortest <= len(text) <= longest and text[0] not in others and (key := letters(text)) in sought:
            heads[key[:20] in title or title[:20] in key].append(at + len(text))
        if len(positions) < _MOST and wanted(text, before, element):
            waiting = Position(text, before, "", at, element)
        at += len(text)
        before = text
    if waiting is not None:
        positions.append(waiting)
    around = frozenset(ancestor for heading in headings[:3] for ancestor in heading.iterancestors())
    return Plan(tuple(positions), tuple((heads[True] or heads[False])[:_MOST]), around)


def nearness(distance: int | None) -> int:
    """0 to 4 for a distance from the headline."""
    if distance is None:
        return 1
    steps = ((0, 400, 4), (400, 1500, 3), (-150, 0, 3), (-600, -150, 1))
    return next((weight for low, high, weight in steps if low <= distance <= high), int(distance > 0))


def remoteness(distance: int) -> int:
    """What belongs to the headline stands below it rather than above."""
    return distance if distance >= 0 else -3 * distance


def _texts(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The page's texts in document order, each with its element."""
    body = tree.find("body")
    if body is None:
        return
    opened: list[HtmlElement] = []
    for element in body.iter("*"):
        parent = element.getparent()
        while opened and opened[-1] is not parent:
            text = opened.pop().tail
            if text and opened and not text.isspace():
                yield " ".join(text.split()), opened[-1]
        text = element.text
        if text and not text.isspace() and element.tag not in _UNREAD:
            yield " ".join(text.split()), element
        opened.append(element)
    while len(opened) > 1:
        text = opened.pop().tail
        if text and not text.isspace():
            yield " ".join(text.split()), opened[-1]
