"""What leads away from the text at its two ends is cut, and the same lines in its middle are not."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise

URL = "http://lamp.test/a"
TEXT = (
    "The lighthouse service has published its winter timetable, and three of the lamps will be tended from the shore.",
    "Keepers on the outer skerries were told by letter, which reached two of them after the first shift had begun.",
    "The union of keepers has asked the ministry for a hearing, and for the cost of the fuel that the boat used.",
    "A decision is expected before the ice closes the sound, although nobody at the ministry would say on which side.",
    "Until then the lamps are lit from the shore, one after the other, by two men and a boy with a bicycle and a can.",
)
MORE = (
    "The inner lamp burns oil, as it has since the service was founded, and its keeper is paid by the month.",
    "The outer lamp was turned over to gas in the year of the strike, which nobody on the skerries has forgotten.",
    "Three more are to follow when the ice has gone, if the ministry finds the money for the pipes and the masts.",
    "The service says that it has asked for it twice.",
)


def prose(text: str, **fields: object) -> Block:
    return Block(**{"role": "paragraph", "text": text, **fields})  # type: ignore[arg-type]


def link(text: str, url: str = "http://lamp.test/b", **fields: object) -> Block:
    return prose(text, **{"links": (Link(url=url, text=text),), "link_density": 1.0, **fields})


def note(text: str, linked: str) -> Block:
    return prose(text, links=(Link(url="http://x.test/", text=linked),), link_density=0.2, emphasis=1.0)


def rules(
    *, above: tuple[Block, ...] = (), between: tuple[Block, ...] = (), behind: tuple[Block, ...] = ()
) -> list[str]:
    """The rules that cut lines of a story with these around it; its own text has to stay."""
    blocks = (*above, *map(prose, TEXT[:2]), *between, *map(prose, TEXT[2:]), *behind)
    clean = normalise(Article(url=URL, canonical=None, metadata=Metadata(), blocks=blocks))
    assert set(TEXT) <= set(clean.paragraphs)
    return [removal.rule for removal in clean.removals]


def title(text: str, url: str = "http://lamp.test/c") -> Block:
    return link(text, url, role="heading")


def test_links_above_the_text_are_cut() -> None:
    assert rules(above=(link("Coast", role="list_item"), link("Lamps", role="list_item"))) == ["edge.links-above"] * 2


def test_a_link_between_paragraphs_is_left_to_other_rules() -> None:
    assert rules(between=(link("Coast", role="list_item"),)) == []


def test_links_behind_the_text_are_cut() -> None:
    assert rules(behind=(link("Coast", role="list_item"), link("Lamps", role="list_item"))) == ["edge.links-behind"] * 2


def test_a_text_made_of_links_stays() -> None:
    blocks = (*(link(f"Lamp number {n}", role="list_item") for n in range(9)), prose(TEXT[0]), prose(TEXT[1]))
    clean = normalise(Article(url=URL, canonical=None, metadata=Metadata(), blocks=blocks))
    assert len(clean.paragraphs) == len(blocks)


def test_an_emphasised_note_with_a_link_behind_the_text_is_cut() -> None:
    assert rules(behind=(note("For more from the coast, see our page.", "our page"),)) == ["edge.notes-behind"]
    assert rules(behind=(prose("Write to lamps@lamp.test about it", emphasis=1.0),)) == ["edge.notes-behind"]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(prose("“Nobody asked the keepers,” said the union's clerk.", emphasis=1.0), id="no-link"),
        pytest.param(note(" ".join(TEXT), "timetable"), id="a-long-paragraph"),
        pytest.param(prose("The timetable is on the service's page.", link_density=0.3), id="not-emphasised"),
    ],
)
def test_a_last_paragraph_that_only_looks_like_a_note_stays(block: Block) -> None:
    assert rules(behind=(block,)) == []


def test_an_emphasised_note_inside_the_text_stays() -> None:
    assert rules(between=(note("The timetable is on the service's page.", "the service's page"),)) == []


def test_cards_of_other_stories_behind_the_text_are_cut_with_their_lines() -> None:
    cards = (title("Boat sinks"), prose("Nobody was on board."), title("Boat raised"), prose("It is dry again."))
    assert rules(behind=cards) == ["edge.teasers-behind"] * 4


def test_linked_headings_with_a_section_below_each_stay() -> None:
    sections = (title("Two lamps"), *map(prose, MORE[:2]), title("Three lamps"), *map(prose, MORE[2:]))
    assert rules(behind=sections) == []


def test_headings_that_lead_to_a_shop_stay() -> None:
    shop = "http://shop.test/"
    cards = (title("Lamp A", shop), prose("It is bright."), title("Lamp B", shop), prose("It is brighter."))
    assert rules(behind=cards) == []
