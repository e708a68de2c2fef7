"""Lines around the element that holds the text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.model import Article, Block, BlockRole, CleanArticle, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise

BODY = "main>article>div.body>p"
PROSE = tuple(
    f"The {colour} ferry of Tarn was laid up on {day}, since its boiler had not been looked at in a generation."
    for colour, day in (
        ("green", "Monday"),
        ("white", "Tuesday"),
        ("black", "Wednesday"),
        ("amber", "Thursday"),
        ("brown", "Friday"),
        ("violet", "Saturday"),
    )
)


def block(text: str, path: str = BODY, *, role: BlockRole = "paragraph", link: float = 0.0) -> Block:
    links = (Link(url="http://tarn.test/other", text=text),) if link else ()
    return Block(role=role, text=text, path=path, link_density=link, links=links)


def read(*blocks: Block) -> CleanArticle:
    return normalise(Article(url="http://tarn.test/a", canonical=None, metadata=Metadata(), blocks=blocks))


def body() -> list[Block]:
    return [block(text) for text in PROSE]


def rules(clean: CleanArticle) -> Sequence[str]:
    return [removal.rule for removal in clean.removals]


@pytest.mark.parametrize(
    ("above", "rule"),
    [
        pytest.param(block("Harbour", "main>article>header.top>p.kicker"), "stray.above-text", id="kicker"),
        pytest.param(block("Harbour", "main>article>header.top>h0", role="heading"), "stray.above-text", id="heading"),
        pytest.param(
            block("All that is known of the ferries of Tarn", "main>ul.trail>li", role="list_item", link=1.0),
            "edge.links-above",
            id="link",
        ),
    ],
)
def test_a_short_line_or_link_above_the_texts_element_goes(above: Block, rule: str) -> None:
    clean = read(above, *body())
    assert clean.paragraphs == PROSE
    assert rules(clean) == [rule]


def test_a_standfirst_above_the_texts_element_stays() -> None:
    line = "Six ferries of one small town stay in harbour, and nobody has looked at their boilers."
    assert read(block(line, "main>article>header.top>p.lead"), *body()).paragraphs == (line, *PROSE)


def test_a_text_that_begins_in_another_element_stays_whole() -> None:
    first = [block(text.replace("ferry", "tug"), "main>article>div.intro>p") for text in PROSE[:2]]
    heading = block("Harbour", "main>article>div.intro>h0", role="heading")
    assert read(heading, *first, *body()).paragraphs[0] == "Harbour"


def test_what_stands_behind_the_texts_element_goes() -> None:
    tail = [
        block("Tell us what you saw.", "main>section.join>p"),
        block("Any photographs of the quay are welcome, too.", "main>section.join>ul>li", role="list_item"),
    ]
    clean = read(*body(), *tail)
    assert clean.paragraphs == PROSE
    assert rules(clean) == ["stray.behind-text"] * 2


def test_a_second_part_of_the_text_stays() -> None:
    second = [block(text.replace("ferry", "tug"), "main>article>div.part>p") for text in PROSE[:3]]
    assert len(read(*body(), *second).paragraphs) == 9


def test_lists_and_quotes_in_the_texts_element_stay() -> None:
    last = [
        block("The boiler of the green ferry", "main>article>div.body>ul>li", role="list_item"),
        block("We looked at the other one.", "main>article>div.body>blockquote.big>p", role="quote"),
    ]
    assert len(read(*body(), *last).paragraphs) == 8


def test_an_element_without_a_name_says_nothing() -> None:
    blocks = [block(text, "div>div>p") for text in PROSE]
    assert len(read(*blocks, block("Tell us what you saw.", "div>section>p")).paragraphs) == 7


def test_what_is_left_reads_the_same_again() -> None:
    clean = read(block("Harbour", "main>header.top>p"), *body(), block("Tell us what you saw.", "main>div.join>p"))
    again = read(*(Block(role="paragraph", text=text) for text in clean.paragraphs))
    assert again.paragraphs == clean.paragraphs
