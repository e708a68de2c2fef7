"""What feeds put below a text."""

from __future__ import annotations

import pytest
from invented import prose

from pipelines.model import Article, Block, CleanArticle, Link, Metadata
from pipelines.reading.cleaning.normaliser import normalise

URL = "http://bote.test/2026/ferry"
TITLE = "The ferry stays in harbour"
PAGE = Link(url=URL, text=TITLE)
HOME = Link(url="http://www.bote.test/", text="Bote")


def read(text: str, *links: Link, at: int | None = None) -> CleanArticle:
    blocks = [Block(role="paragraph", text=line) for line in prose("footer")]
    blocks.insert(len(blocks) if at is None else at, Block(role="paragraph", text=text, links=links))
    return normalise(Article(url=URL, canonical=None, metadata=Metadata(headline=TITLE), blocks=tuple(blocks)))


@pytest.mark.parametrize(
    "words",
    [
        "The post {} appeared first on {}.",
        "Der Beitrag {} erschien zuerst auf {}.",
        "L’article {} est apparu en premier sur {}.",
        "La entrada {} se publicó primero en {}.",
        "Artykuł {} pochodzi z serwisu {}.",
        "Сообщение {} появились сначала на {}.",
        "投稿 {} は {} に最初に表示されました。",
    ],
)
@pytest.mark.parametrize("page", [PAGE, Link(url=f"{URL}/?utm_source=rss", text=TITLE), Link(url="x:1", text=TITLE)])
def test_where_a_text_appeared_first_is_no_part_of_it_in_any_language(words: str, page: Link) -> None:
    text = words.format(TITLE, "Bote")
    got = read(text, page, HOME)
    assert list(got.paragraphs) == prose("footer")
    assert [(removal.kind, removal.rule, removal.text) for removal in got.removals] == [
        ("promo", "promo.feed-footer", text)
    ]


def test_a_line_that_names_the_address_is_a_footer_too() -> None:
    got = read(f"The original is at {URL}", Link(url=URL, text=URL))
    assert list(got.paragraphs) == prose("footer")


@pytest.mark.parametrize(
    ("text", "links", "at"),
    [
        (f"The post {TITLE} appeared first on Bote.", (PAGE, HOME), 1),
        (f"The post {TITLE} appeared first on Bote.", (), None),
        (f"{TITLE}, wrote Bote, and that was how the islanders heard of it at all. " + prose("x", 1)[0], (PAGE,), None),
        (f"A play called {TITLE} opens on Friday.", (Link(url="http://stage.test/play", text=TITLE),), None),
    ],
    ids=["above the end", "no links", "long", "elsewhere"],
)
def test_prose_is_no_footer(text: str, links: tuple[Link, ...], at: int | None) -> None:
    assert text in read(text, *links, at=at).paragraphs
