"""The standfirst between headline and text is copy; what only stands near it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.model import Article, Block, Metadata
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.cleaning.standfirst import find_standfirst

HEADLINE = "Ferry company moves its winter quay upriver"
SUMMARY = "Passengers will walk further, but the crossing no longer waits for the tide."
TEXT = (
    "The company told passengers on Tuesday that the boats would leave from the timber wharf until the end of March.",
    "The harbour board agreed to the move in a vote that nobody outside the board had been told about beforehand.",
)
TOLD = Metadata(headline=HEADLINE, description=SUMMARY)


def dropped(text: str, path: str = "main>article>header.top>p", *, role: str = "paragraph") -> Block:
    return Block(role=role, text=text, path=path, kept=False, inside=False)  # type: ignore[arg-type]


def blocks(*between: Block) -> tuple[Block, ...]:
    head = Block(role="heading", text=HEADLINE, path="main>article>header.top>h0", kept=False, inside=False)
    return (head, *between, *(Block(role="paragraph", text=text, path="main>article>div.text>p") for text in TEXT))


def body(*between: Block, metadata: Metadata = TOLD) -> tuple[str, ...]:
    article = Article(url="http://quay.test/1", canonical=None, metadata=metadata, blocks=blocks(*between))
    return normalise(article).paragraphs


def test_the_line_below_the_headline_that_equals_the_description_is_copy() -> None:
    assert body(dropped("Tuesday, by A. Ost"), dropped(SUMMARY)) == (SUMMARY, *TEXT)


def test_a_description_that_was_cut_short_is_enough() -> None:
    long = f"{SUMMARY} The fare stays as it is, and so does the boat, says the company's new timetable."
    cut = replace(TOLD, description=f"{SUMMARY} The fare stays…")
    assert body(dropped(long), metadata=cut) == (long, *TEXT)


def test_the_description_outside_the_article_is_the_template_s() -> None:
    assert body(dropped(SUMMARY, "header.site>p")) == TEXT


def test_the_description_in_the_text_s_own_element_is_copy() -> None:
    assert body(replace(dropped(SUMMARY, "main>div.box>p"), inside=True)) == (SUMMARY, *TEXT)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(dropped("Another line that the page shows below its headline"), id="not-the-description"),
        pytest.param(dropped(SUMMARY, "main>figure>p.lead-image-caption", role="caption"), id="caption"),
        pytest.param(replace(dropped(SUMMARY), figure=0), id="figure"),
        pytest.param(replace(dropped(SUMMARY), link_density=1.0), id="link"),
        pytest.param(replace(dropped(SUMMARY), boilerplate="promo"), id="boilerplate-of-the-site"),
        pytest.param(dropped(SUMMARY, role="heading"), id="heading"),
    ],
)
def test_other_lines_below_the_headline_stay_dropped(block: Block) -> None:
    assert body(block) == TEXT


def test_a_description_made_of_the_texts_first_paragraph_adds_nothing() -> None:
    assert body(dropped(TEXT[0]), metadata=replace(TOLD, description=TEXT[0])) == TEXT


def test_what_stands_above_the_headline_is_no_standfirst() -> None:
    rows = (dropped(SUMMARY), *blocks())
    assert find_standfirst(rows, TOLD) is None


def test_any_heading_may_stand_for_a_headline_in_other_words() -> None:
    other = replace(TOLD, headline="Winter timetable leaves from the timber wharf")
    assert find_standfirst(blocks(dropped(SUMMARY)), other) == 1


@pytest.mark.parametrize("metadata", [Metadata(), Metadata(headline=HEADLINE)], ids=["nothing", "headline"])
def test_a_page_that_says_nothing_has_none(metadata: Metadata) -> None:
    assert find_standfirst(blocks(dropped(SUMMARY)), metadata) is None
    assert find_standfirst((), metadata) is None
