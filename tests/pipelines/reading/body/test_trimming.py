"""Headlines above the text and boxes behind it are not kept; the parts of a story are."""

from __future__ import annotations

from lxml.html import document_fromstring

from pipelines.reading.body.trimming import behind_text, find_headline
from pipelines.reading.document.walk import read_blocks

LINE = "The harbour board met on Monday and put off what it had been asked to settle in the spring of the year before. "


def kept(body: str, *dropped: str) -> list[str]:
    """Starts of the texts that stay when trafilatura has kept all but these."""
    found = read_blocks(document_fromstring(f"<html><body>{body}</body></html>"), "http://x.test/")
    marks = [block.text not in dropped for block in found.blocks]
    end = behind_text(found.blocks, marks)
    headline = find_headline(found.blocks, marks)
    return [
        block.text[:12].strip() for n, block in enumerate(found.blocks) if marks[n] and n < end and n not in headline
    ]


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


def test_boxes_behind_the_element_of_the_text_are_not_kept() -> None:
    boxes = "<div><p>Comment on this story.</p></div><div><h3>Popular</h3></div>"
    assert len(kept(f"<main><div>{text('One', 'Two', 'Three')}</div>{boxes}</main>")) == 3


def test_what_stands_above_the_element_of_the_text_is_kept() -> None:
    assert (
        kept(f"<main><p>Lead. {LINE}</p><div>{text('One', 'Two', 'Three', 'Four')}</div></main>")[0] == "Lead. The ha"
    )


def test_the_parts_of_a_story_are_kept() -> None:
    parts = "".join(f"<section>{text(f'{n}a', f'{n}b')}</section>" for n in range(4))
    assert len(kept(f"<main>{parts}</main>")) == 8


def test_a_short_story_is_not_cut_to_its_longest_element() -> None:
    assert len(kept(f"<main><blockquote><p>{LINE * 4}</p></blockquote><p>He left.</p></main>")) == 2


def test_teasers_do_not_widen_the_element_of_the_text() -> None:
    card = f"<div><h3><a href=/b>Another story</a></h3><p>{LINE}</p></div>"
    assert len(kept(f"<main><div>{text('One', 'Two', 'Three')}</div><section>{card * 3}</section></main>")) == 3


def test_nothing_kept_is_nothing_kept() -> None:
    assert kept("<p>One line.</p>", "One line.") == []
    assert kept("") == []
