"""Blocks are found in trafilatura's text though it took something out of their middle."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from pipelines.reading.body.alignment import align
from pipelines.reading.document.blocks import RawBlock

WHOLE = "The mill pond was drained on Monday, and the carp were carried to the abbey in buckets before it was dark."


def kept(text: str, line: str) -> tuple[bool, ...]:
    """Whether the block of this text is found in the line, and the page's other block."""
    blocks = [RawBlock(HtmlElement(), "paragraph", one, outside=False, figure=None) for one in (text, "The mill pond")]
    return align(blocks, line).kept


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(WHOLE.replace(" on Monday", ""), id="one hole"),
        pytest.param(WHOLE.replace(" pond", "").replace(" in buckets", ""), id="two holes"),
        pytest.param(WHOLE.replace("mill ", "").replace("to the abbey ", "").replace("before ", ""), id="three"),
        pytest.param(WHOLE.replace("The mill pond ", ""), id="the beginning is gone"),
        pytest.param(WHOLE.replace(" before it was dark", ""), id="the end is gone"),
    ],
)
def test_a_line_with_holes_is_its_block_s(line: str) -> None:
    assert kept(WHOLE, line) == (True, False)
    assert align([RawBlock(HtmlElement(), "paragraph", WHOLE, outside=False, figure=None)], line).explained == 1.0


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("The mill pond was drained, and nobody knows who has the key of the sluice.", id="same beginning"),
        pytest.param("Nobody had been seen at the gate of the abbey before it was dark.", id="same end"),
        pytest.param("The mill pond was dark.", id="too little"),
    ],
)
def test_a_line_that_only_begins_or_ends_alike_is_another_s(line: str) -> None:
    assert kept(WHOLE, line) == (False, False)
