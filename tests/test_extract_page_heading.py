"""The headline above the text is known."""

from __future__ import annotations

from lxml.html import document_fromstring

from pipelines.extract.page_heading import find_headline
from pipelines.extract.walk import read_blocks

LINE = "The harbour board met on Monday and put off what it had been asked to settle in the spring of the year before. "


def kept(body: str, *dropped: str) -> list[str]:
    """Starts of the texts that stay when trafilatura has kept all but these."""
    found = read_blocks(document_fromstring(f"<html><body>{body}</body></html>"), "http://x.test/")
    marks = [block.text not in dropped for block in found.blocks]
    headline = find_headline(found.blocks, marks)
    return [block.text[:12].strip() for n, block in enumerate(found.blocks) if marks[n] and n not in headline]


def text(*names: str) -> str:
    return "".join(f"<p>{name}. {LINE}</p>" for name in names)


def test_the_one_h1_above_the_text_is_the_headline() -> None:
    assert kept(f"<main><h1><span>Quay</span></h1><h2>Old</h2><div>{text('One', 'Two', 'Three')}</div></main>") == [
        "Old",
        "One. The har",
        "Two. The har",
        "Three. The h",
    ]


def test_an_h1_inside_the_text_is_a_heading() -> None:
    assert "Quay" in kept(f"<main>{text('One')}<h1>Quay</h1>{text('Two', 'Three')}</main>")


def test_of_several_h1_none_is_taken_for_the_headline() -> None:
    assert kept(f"<main><h1>Quay</h1><h1>Board</h1>{text('One')}</main>")[:2] == ["Quay", "Board"]
