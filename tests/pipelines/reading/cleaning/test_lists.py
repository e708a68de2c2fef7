"""Which lists are the article's, and which lead away from it."""

from __future__ import annotations

import pytest
from moor import PROSE, copy_of, read

from pipelines.model import Article, Block, Link, Metadata
from pipelines.reading.cleaning.lists import announces
from pipelines.reading.cleaning.normaliser import normalise


def links(*texts: str, item: str = "<li><a href='/2026/{n}'>{text}</a></li>", around: str = "<ul>{}</ul>") -> str:
    return around.format("".join(item.format(n=n, text=text) for n, text in enumerate(texts)))


NAMES = ("Ada Thorn", "Osric Vale", "Thea Lind")
HEADLINES = (
    "Old weighing house to lose its roof",
    "Choir sings until the stove goes out",
    "Nobody wants the ladder of the sexton",
)
ANNOUNCED = {
    "English": ("<p>The prize for the whitest wax of the year went to these three members:</p>", NAMES),
    "Greek": ("<p>Το βραβείο για το πιο λευκό κερί της χρονιάς πήραν τα εξής τρία μέλη:</p>", NAMES),
    "Chinese": ("<p>今年最白的蜂蠟獎頒給了以下三位會員：</p>", NAMES),
    "Hindi": ("<p>इस साल के सबसे सफेद मोम का पुरस्कार इन तीन सदस्यों को मिला:-</p>", NAMES),
    "a dash": ("<p>Der Preis für das weißeste Wachs des Jahres ging an diese drei –</p>", NAMES),
    "headlines": ("<p>The paper has written three times about the house in which they meet:</p>", HEADLINES),
}


@pytest.mark.parametrize(("announcement", "items"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_links_that_a_sentence_announces_stay(announcement: str, items: tuple[str, ...]) -> None:
    assert copy_of(announcement + links(*items))[1:] == items


def test_announced_links_in_paragraphs_stay() -> None:
    items = links(*HEADLINES, item="<p><a href='/2026/{n}'>{text}</a></p>", around="{}")
    assert (
        copy_of("<p>The paper has written three times about the house in which they meet:</p>" + items)[1:] == HEADLINES
    )


def test_items_that_go_on_behind_their_link_stay() -> None:
    items = "<ol><li><a href=/s>The smith</a>, with nine.</li><li><a href=/x>The sexton</a>, with two.</li></ol>"
    assert copy_of(f"<p>Two members still have hives behind their houses:</p>{items}")[1:] == (
        "The smith, with nine.",
        "The sexton, with two.",
    )


RUNS = {
    "list": links(*HEADLINES),
    "list of cards": links(*HEADLINES, item="<li><h3><a href='/2026/{n}'>{text}</a></h3></li>"),
    "paragraphs in bold": links(*HEADLINES, item="<p><b><a href='/2026/{n}'>{text}</a></b></p>", around="{}"),
    "list behind a label": "<p>Zobbel dats:</p>" + links(*HEADLINES),
}


@pytest.mark.parametrize("middle", RUNS.values(), ids=RUNS)
def test_headlines_that_nothing_announces_go(middle: str) -> None:
    article = read(middle)
    assert not set(HEADLINES) & set(article.paragraphs)
    assert [r.text for r in article.removals if r.kind == "read_more" and r.text in HEADLINES] == list(HEADLINES)


JAPANESE = (
    "石の家の屋根が春に取り壊されることに",
    "合唱団はストーブが消えるまで歌い続ける",
    "墓守のはしごを欲しがる人はいなかった",
)


def test_headlines_in_a_script_without_spaces_go() -> None:
    assert not set(JAPANESE) & set(read(links(*JAPANESE), lang="ja").paragraphs)


def test_a_page_that_lists_links_keeps_them() -> None:
    items = [f"{text}, part {n} of the story" for n in range(4) for text in HEADLINES]
    blocks = [
        Block(role="list_item", text=text, links=(Link(url="http://moor.test/2026/x", text=text),), link_density=1.0)
        for text in items
    ]
    article = Article(
        url="http://moor.test/2026/links",
        canonical=None,
        metadata=Metadata(),
        blocks=(Block(role="paragraph", text=PROSE[0]), *blocks, Block(role="paragraph", text=PROSE[1])),
    )
    assert normalise(article).paragraphs == (PROSE[0], *items, PROSE[1])


def test_names_that_stand_among_the_paragraphs_stay() -> None:
    middle = "<p>The prize went to three members, as it does each year.</p>" + links(*NAMES)
    assert copy_of(middle)[1:] == NAMES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Four ports are served:", True),
        ("He said: “These are they:”", True),
        ("ท่าเรือมีดังนี้:", True),
        ("កំពង់ផែមាន៖", True),
        ("ወደቦቹ፦", True),
        ("Note: it was late.", False),
        ("At 10:15", False),
    ],
)
def test_what_a_sentence_does_not_end_with_announces(text: str, expected: bool) -> None:
    assert announces(text) is expected


RECIPE = """
<h2>Ingredients</h2><ul><li>200 g honey</li><li>4 eggs</li><li>Salt</li></ul>
<h2>Steps</h2><ol><li>Beat the eggs.</li><li>Add the honey.</li><li>Wait.</li></ol>
"""


def test_ingredients_and_steps_stay_with_their_headings() -> None:
    assert copy_of(RECIPE) == (
        "Ingredients", "200 g honey", "4 eggs", "Salt", "Steps", "Beat the eggs.", "Add the honey.", "Wait.",
    )  # fmt: skip
