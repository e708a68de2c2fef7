"""The page's own heading above its text, which is no part of it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extract.blocks import RawBlock

TEXT_CHARACTERS = 80
"""Characters of the paragraph at which the text begins."""
DEPTH = 3
"""Elements between a heading's words and its <h1> at most."""


def find_headline(blocks: Sequence[RawBlock], kept: Sequence[bool]) -> frozenset[int]:
    """The blocks of the page's only <h1> where it stands above the text: its headline, in whatever words it is."""
    tops: dict[HtmlElement, list[int]] = {}
    for place, block in enumerate(blocks):
        if block.role == "heading" and not block.outside and (h1 := _h1(block.element)) is not None:
            tops.setdefault(h1, []).append(place)
    if len(tops) != 1:
        return frozenset()
    (places,) = tops.values()
    text = next((i for i, block in enumerate(blocks) if kept[i] and _opens_text(block)), 0)
    return frozenset(place for place in places if place < text)


def _opens_text(block: RawBlock) -> bool:
    return block.role != "heading" and len(block.text) >= TEXT_CHARACTERS


def _h1(element: HtmlElement) -> HtmlElement | None:
    """The <h1> that the element is, or stands in."""
    here: HtmlElement | None = element
    for _ in range(DEPTH):
        if here is None or here.tag == "h1":
            return here
        here = here.getparent()
    return None
