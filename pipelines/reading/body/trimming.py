"""What stands around the text and is none of it: the page's heading above, the boxes of another element behind.

Thresholds were tried on the dev pages (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.language.scripts import PROSE_CHARACTERS
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.containment import Inside, smallest_element

BODY_SHARE = 0.75
"""Share of the kept text that the element must hold behind which nothing is body text: at 0.9 half of the gain is
lost, at 0.6 articles in several parts lose the last of them."""
FEWEST_PARAGRAPHS = 3
"""Fewer do not show where a text stands: one long paragraph in a quote's box may be three quarters of a short one."""
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
    return block.role != "heading" and len(block.text) >= PROSE_CHARACTERS


def _h1(element: HtmlElement) -> HtmlElement | None:
    """The <h1> that the element is, or stands in."""
    here: HtmlElement | None = element
    for _ in range(DEPTH):
        if here is None or here.tag == "h1":
            return here
        here = here.getparent()
    return None


def behind_text(blocks: Sequence[RawBlock], kept: Sequence[bool]) -> int:
    """The place from which blocks stand behind the element that holds most of the text: prompts, notices, other
    stories. That of no block where no element but the page does."""
    paragraphs = [
        block
        for place, block in enumerate(blocks)
        if kept[place] and _is_paragraph(block) and not (place and _is_teaser_title(blocks[place - 1]))
    ]
    body = smallest_element(paragraphs, BODY_SHARE)
    if body is None or body.tag in ("body", "html"):
        return len(blocks)
    inside = Inside(body)
    if sum(inside(block.element) for block in paragraphs) < FEWEST_PARAGRAPHS:
        return len(blocks)
    return 1 + max(place for place, block in enumerate(blocks) if kept[place] and inside(block.element))


def _is_paragraph(block: RawBlock) -> bool:
    return block.role not in ("heading", "caption") and block.has_few_links


def _is_teaser_title(block: RawBlock) -> bool:
    return block.role == "heading" and block.is_mostly_links
