"""The elements that hold a page's blocks, as numbers: who stands in whom, how deep, and how much text each holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from pipelines.language.scripts import PROSE_CHARACTERS, spelt_length
from pipelines.model import FEW_LINKS
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.neighbours import speaks_of_others

LINKED = 0.9
"""Link density from which a block is one of a menu or a list of links."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Table = NDArray[np.float64]
"""A row for each block that is asked about."""

KINDS = ("main", "article", "section", "li", "table", "figure")
"""Elements of which it is known how far above a block the nearest one stands; some count as others."""
_KIND_OF = {kind: place for place, kind in enumerate(KINDS)} | {
    tag: KINDS.index(kind)
    for kind, tags in (("li", ("ul", "ol", "dl", "dd")), ("table", ("tr", "td", "th")), ("figure", ("figcaption",)))
    for tag in tags
}
OTHERS, BODY = len(KINDS), len(KINDS) + 1
"""The two that stand behind KINDS: an element called what other articles and comments are called, and itemprop's
articleBody."""
NONE = 12
"""The distance where there is no such element."""
_DIGITS = re.compile(r"[0-9]+")
_NO_LEVELS = (-1000,) * (BODY + 1)
ALIKE = 3
"""Siblings of one name that make a list of cards, comments or teasers."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Of one page. Arrays are by container unless they say otherwise; a container stands behind those that it is in."""

    own: Ints
    """By block: the container that is its element."""
    parent: Ints
    """-1 for the outermost."""
    depth: Ints
    tiers: tuple[Ints, ...]
    """The containers of each depth, deepest first; without the outermost, and without those that stand in none."""
    pair: Ints
    """A number for its name and its parent's; equal numbers, equal names."""
    triple: Ints
    """The same with the grandparent's."""
    name: Ints
    above: Ints
    """Distance to the nearest of each of KINDS, OTHERS and BODY: containers by kinds, NONE at most."""
    near: Ints
    """The innermost container around it that is one of several alike; -1 without one."""
    outer: Ints
    """The outermost such."""
    alike: Ints
    """How many siblings have its name, itself among them."""
    order: Ints
    """The how-manieth of these it is, from 1."""
    article: Ints
    """How many <article> with prose begin before or with it: 0 outside all of them."""
    articles: int
    sizes: Ints
    """By block: characters, as an alphabet would spell them."""
    linked: Floats
    """By block: link density."""
    wordy: Flags
    """By block: long, and not full of links."""
    prose: Flags
    """By block: wordy, and not outside the article by its mark-up."""

    def up(self, containers: Ints) -> Ints:
        """The parents; a container without one stays."""
        above = self.parent[containers]
        return np.where(above >= 0, above, containers)

    def sums(self, values: Floats | Ints) -> Floats:
        """What the blocks' values add up to in each container, whatever it holds included."""
        total: Floats = np.bincount(self.own, weights=values, minlength=len(self.parent)).astype(np.float64)
        for tier in self.tiers:
            total += np.bincount(self.parent[tier], weights=total[tier], minlength=len(total))
        return total

    def inside(self, container: int) -> Flags:
        """Which containers stand in this one, itself among them."""
        found = [False] * len(self.parent)
        parents = self.parent.tolist()
        for place, above in enumerate(parents):
            found[place] = place == container or (above >= 0 and found[above])
        return np.asarray(found)


def read_layout(blocks: Sequence[RawBlock]) -> Layout:
    """The containers of a page that has at least one block."""
    sizes = [spelt_length(block.text) for block in blocks]
    linked = [block.link_density for block in blocks]
    wordy = [size >= PROSE_CHARACTERS and link < FEW_LINKS for size, link in zip(sizes, linked, strict=True)]
    tree = _Tree()
    own = [tree.place(block.element) for block in blocks]
    held, counts = tree.held(own, sizes, wordy)
    parent, name = np.asarray(tree.parent), np.asarray(tree.name)
    order, alike = _siblings(parent, name)
    near, outer = tree.cards(alike.tolist(), counts)
    levels = tree.levels(place for place, link in zip(own, linked, strict=True) if link < LINKED)
    article, articles = tree.articles(held)
    depth = np.asarray(tree.depth)
    pair = _with_parents(name, name, parent)
    return Layout(
        own=np.asarray(own),
        parent=parent,
        depth=depth,
        tiers=_tiers(depth),
        pair=pair,
        triple=_with_parents(name, pair, parent),
        name=name,
        above=np.minimum(NONE, depth[:, None] - levels),
        near=np.asarray(near),
        outer=np.asarray(outer),
        alike=alike,
        order=order,
        article=np.asarray(article),
        articles=articles,
        sizes=np.asarray(sizes),
        linked=np.asarray(linked),
        wordy=np.asarray(wordy),
        prose=np.asarray([is_wordy and not block.outside for is_wordy, block in zip(wordy, blocks, strict=True)]),
    )


def _tiers(depth: Ints) -> tuple[Ints, ...]:
    order = np.argsort(depth, kind="stable")
    starts = np.searchsorted(depth[order], np.arange(1, depth.max() + 1))
    return tuple(np.split(order, starts)[:0:-1])


def _with_parents(names: Ints, above: Ints, parent: Ints) -> Ints:
    """A number for each container's name and what its parent has in `above`."""
    theirs = np.where(parent >= 0, above[parent], -1)
    numbers: Ints = np.unique(names * (len(names) + 1) + theirs + 1, return_inverse=True)[1]
    return numbers


def _siblings(parent: Ints, name: Ints) -> tuple[Ints, Ints]:
    """Among its siblings of one name, which each container is, and how many there are."""
    kinds, counts = np.unique((parent + 1) * len(name) + name, return_inverse=True, return_counts=True)[1:]
    together = np.argsort(kinds, kind="stable")
    order = np.empty_like(kinds)
    order[together] = np.arange(1, len(kinds) + 1) - np.repeat(np.cumsum(counts) - counts, counts)
    return order, counts[kinds]


class _Tree:
    """The containers while they are found, parents first."""

    def __init__(self) -> None:
        self._places: dict[HtmlElement, int] = {}
        self._numbers: dict[tuple[object, str], int] = {}
        self._names: dict[tuple[object, str], int] = {}
        self._elements: list[HtmlElement] = []
        self.parent: list[int] = []
        self.depth: list[int] = []
        self.name: list[int] = []

    def place(self, element: HtmlElement) -> int:
        """The element's, which is taken in with what it stands in where it is new."""
        places = self._places
        chain = []
        here: HtmlElement | None = element
        while here is not None and here not in places:
            chain.append(here)
            here = None if here.tag == "body" else here.getparent()
        above = places[here] if here is not None else -1
        for new in reversed(chain):
            above = self._take(new, above)
        return places[element]

    def _take(self, element: HtmlElement, above: int) -> int:
        place = self._places[element] = len(self.parent)
        tag, classes = element.tag, element.get("class") or ""
        name = self._names.get((tag, classes), -1)
        if name < 0:  # a page repeats its classes
            key = (tag, _DIGITS.sub("", classes))
            name = self._names[tag, classes] = self._numbers.setdefault(key, len(self._numbers))
        self._elements.append(element)
        self.parent.append(above)
        self.depth.append(self.depth[above] + 1 if above >= 0 else 0)
        self.name.append(name)
        return place

    def levels(self, own: Iterable[int]) -> Ints:
        """How deep the last element of each kind stands in and above each container; far above the page where there
        is none. Only for those that hold one of the given: names take the longest to read."""
        wanted = [False] * len(self.parent)
        for place in own:
            here = place
            while here >= 0 and not wanted[here]:
                wanted[here] = True
                here = self.parent[here]
        levels: list[tuple[int, ...]] = []
        for place, above in enumerate(self.parent):
            inherited = levels[above] if above >= 0 else _NO_LEVELS
            kinds = _kinds(self._elements[place]) if wanted[place] else ()
            depth = self.depth[place]
            levels.append(
                tuple([depth if kind in kinds else level for kind, level in enumerate(inherited)])
                if kinds
                else inherited
            )
        return np.fromiter(chain.from_iterable(levels), np.int64).reshape(len(levels), -1)

    def held(self, own: Sequence[int], sizes: Sequence[int], wordy: Sequence[bool]) -> tuple[list[int], list[int]]:
        """Characters of wordy blocks, and blocks, in each container."""
        held, counts = [0] * len(self.parent), [0] * len(self.parent)
        for place, size, is_wordy in zip(own, sizes, wordy, strict=True):
            held[place] += size * is_wordy
            counts[place] += 1 + is_wordy
        for place in range(len(held) - 1, 0, -1):
            above = self.parent[place]
            if above >= 0:
                held[above] += held[place]
                counts[above] += counts[place]
        return held, counts

    def cards(self, alike: Sequence[int], counts: Sequence[int]) -> tuple[list[int], list[int]]:
        """The innermost and the outermost of several alike that each container stands in."""
        near, outer = [-1] * len(self.parent), [-1] * len(self.parent)
        for place, above in enumerate(self.parent):
            if above < 0:
                continue
            if alike[place] >= ALIKE and counts[place] > 1:
                near[place] = place
                outer[place] = outer[above] if outer[above] >= 0 else place
            else:
                near[place], outer[place] = near[above], outer[above]
        return near, outer

    def articles(self, held: Sequence[int]) -> tuple[list[int], int]:
        """Which <article> each container stands in, and how many there are that hold prose."""
        article, count = [0] * len(self.parent), 0
        for place, above in enumerate(self.parent):
            article[place] = article[above] if above >= 0 else 0
            if self._elements[place].tag == "article" and held[place]:
                count += 1
                article[place] = count
        return article, count


def _kinds(element: HtmlElement) -> tuple[int, ...]:
    """Which of KINDS, OTHERS and BODY an element is."""
    tag = str(element.tag)
    found: tuple[int, ...] = (_KIND_OF[tag],) if tag in _KIND_OF else ()
    names = element.keys()
    if ("class" in names or "id" in names) and tag != "body" and speaks_of_others(element):
        found += (OTHERS,)
    if "itemprop" in names and (element.get("itemprop") or "").lower() in ("articlebody", "text"):
        found += (BODY,)
    return found
