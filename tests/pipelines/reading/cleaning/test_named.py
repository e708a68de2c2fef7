"""Elements that are called what they are: their lines are cut where they are few, and kept where they are the story."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, Metadata
from pipelines.reading.cleaning.normaliser import normalise

TEXT = tuple(
    f"On the {day} morning of the strike the ferrymen met at the {place} and voted, as they had before, to stay ashore."
    for day, place in (("first", "wharf"), ("second", "chapel"), ("third", "inn"), ("fourth", "weir"))
)
LINE = "Seven photographs of the strike"


def cut(path: str, *lines: str) -> list[tuple[str, str]]:
    """Kind and rule of what is cut from a story with these lines, under that path, in its middle."""
    texts = [Block(role="paragraph", text=text, path="main>div.text>p") for text in TEXT]
    named = [Block(role="paragraph", text=line, path=path) for line in lines]
    blocks = (*texts[:2], *named, *texts[2:])
    clean = normalise(Article(url="http://ferry.test/1", canonical=None, metadata=Metadata(), blocks=blocks))
    assert set(TEXT) <= set(clean.paragraphs)
    return [(removal.kind, removal.rule) for removal in clean.removals]


@pytest.mark.parametrize(
    ("path", "kind", "rule"),
    [
        ("main>div.text>div.promoBox>p", "promo", "named.promo"),
        ("main>div.text>div.c-newsletter__teaser>p", "promo", "named.promo"),
        ("main>section.related-stories>div>p", "read_more", "named.related"),
        ("main>ul.social.links>li", "share", "named.share"),
        ("main>div.media-info>p", "credit", "named.media"),
        ("main>div.comments>p", "other", "named.notice"),
    ],
)
def test_a_line_in_an_element_with_such_a_name_is_cut(path: str, kind: str, rule: str) -> None:
    assert cut(path, LINE) == [(kind, rule)]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("main>div.text>p", id="no-such-name"),
        pytest.param("main>div.promoted>p.commented", id="part-of-a-word"),
        pytest.param("div.related>main>div>div.text>p", id="far-above"),
        pytest.param("", id="no-path"),
    ],
)
def test_a_line_elsewhere_stays(path: str) -> None:
    assert cut(path, LINE) == []


def test_what_is_much_of_the_text_stays_whatever_its_element_is_called() -> None:
    assert cut("main>div.social>p", *(f"The {n} paragraph of a story on ferrymen's {n} clubs." for n in "abcd")) == []
