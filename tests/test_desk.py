"""What the desk makes of a page that shows less than its feed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from invented import prose

from pipelines.clock import Clock
from pipelines.desk import Desk, DeskConfig
from pipelines.model import Entry, Page, ReadPage, Rejection

WALL = b"""<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry stays",
"datePublished": "2026-03-01T10:00:00Z", "isAccessibleForFree": false}</script></head><body><main><article>
<h1>The ferry stays in harbour</h1><p>The ferry did not sail on Monday, and nobody could say why it had not.</p>
<p>Subscribe to continue reading.</p></article></main></body></html>"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.open_at(DeskConfig(db=tmp_path / "news.db", workers=1), Clock())
    desk.store.runs.begin("feeds", {})
    yield desk
    desk.close("finished", "done")


def page(content: str | None) -> Page:
    return Page(
        url="http://gazette.test/ferry",
        fetched_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        body=WALL,
        entry=Entry(guid="1", url="http://gazette.test/ferry", title="The ferry", content_html=content),
    )


def test_a_paywall_s_stub_is_refused_and_says_why(desk: Desk) -> None:
    refused = asyncio.run(desk.read(page(None)))
    assert isinstance(refused, Rejection)
    assert refused.reason == "paywall"


def test_the_feed_s_own_text_stands_in_for_a_paywall(desk: Desk) -> None:
    read = asyncio.run(desk.read(page("".join(f"<p>{text}</p>" for text in prose("ferry")))))
    assert isinstance(read, ReadPage)
    assert list(read.article.paragraphs) == prose("ferry")
    assert read.page.origin == "feed"
    assert read.article.metadata.provenance["article_body"].source == "feed"
    assert read.article.metadata.provenance["article_body"].raw.startswith("paywall: ")


def test_a_teaser_does_not_stand_in_for_a_paywall(desk: Desk) -> None:
    teaser = f"<p>{prose('ferry')[0]}</p><p><a href='http://gazette.test/ferry'>Continue reading</a></p>"
    refused = asyncio.run(desk.read(page(teaser)))
    assert isinstance(refused, Rejection)
    assert refused.reason == "paywall"
    assert refused.detail.endswith("; the feed has only a teaser: it ends with 'Continue reading'")
