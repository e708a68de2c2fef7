"""A story of a page of its own, with something in its middle."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.model import Article, CleanArticle, Page
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.extractor import extract

PROSE = (
    (
        "The beekeepers of Aldermoor met on Sunday in the old weighing house, because the village hall "
        "has been let to a choir that does not finish before nine and does not share the stove."
    ),
    (
        "Forty-one hives were lost over the winter, more than in any year since the ledger was begun, "
        "and the county vet has asked for a comb from each of them by the end of the month."
    ),
    (
        "A queen costs as much as a pair of boots this spring, says the treasurer, who has bought "
        "neither, and who thinks that the weather in February was worse for the bees than any mite."
    ),
    (
        "The association will meet again when the limes are in flower. Until then every member is to "
        "write down on which day the first bees flew, and how many of them came home."
    ),
)


def read(middle: str, lang: str = "en") -> CleanArticle:
    """The story, read from its page."""
    paragraphs = [f"<p>{text}</p>" for text in PROSE]
    body = "".join([*paragraphs[:2], middle, *paragraphs[2:]])
    html = (
        f"<!doctype html><html lang={lang}><head><title>Beekeepers count their losses</title></head><body>"
        "<header><a href=/>Moor Courier</a><nav><a href=/n>News</a></nav></header><main><article class=piece>"
        f"<h1>Beekeepers count their losses</h1><div class=piece-text>{body}</div></article></main>"
        "<footer><p>Moor Courier</p></footer></body></html>"
    )
    page = Page(
        url="http://moor.test/2026/bees", fetched_at=datetime(2026, 3, 5, 12, tzinfo=UTC), body=html.encode("utf-8")
    )
    article = extract(page)
    assert isinstance(article, Article), article
    return normalise(article)


def copy_of(middle: str, lang: str = "en") -> tuple[str, ...]:
    """The paragraphs of a story with this in its middle, those of the story aside."""
    paragraphs = read(middle, lang).paragraphs
    assert (*paragraphs[:2], *paragraphs[-2:]) == PROSE
    return paragraphs[2:-2]
