"""Forms, headers and asides that a page stands in: their names say that what they hold is not the article."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.boilerplate import stands_outside

MAIN_SHARE = 0.3
"""A form or header that holds more of the page's text than this is the page."""


def take_back(blocks: Sequence[RawBlock], wrappers: Sequence[tuple[int, int]]) -> None:
    """Takes back the verdict on those that hold a large part of the page's text.

    wrappers: the blocks of each, from and to.
    """
    sure = sum(len(block.text) for block in blocks if not block.anchors)
    for start, end in wrappers:
        inside = blocks[start:end]
        if sum(len(block.text) for block in inside) <= MAIN_SHARE * sure:
            continue  # far too little, links counted or not
        if _prose(inside) > MAIN_SHARE * _prose(blocks):
            for block in inside:
                block.outside = stands_outside(block.element)


def _prose(blocks: Sequence[RawBlock]) -> int:
    """Characters in blocks that are not mostly links."""
    return sum(len(block.text) for block in blocks if not block.is_mostly_links)
