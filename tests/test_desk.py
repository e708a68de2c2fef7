"""What the desk makes of a page that shows less than its feed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from invented import prose

from pipelines.clock import Clock
from pipelines.desk import Desk, DeskConfig
from pipelines.errors import TaskCrashed, TaskTimeout
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


def test_a_site_whose_pages_take_too_long_has_less_time_for_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, float]] = []

    async def run(task: object, page: Page, *_: object, deadline_s: float) -> Rejection:
        given.append((page.url, deadline_s))
        if "gazette" in page.url:
            raise TaskTimeout(f"longer than {deadline_s:g} s")
        if "mill" in page.url:
            raise TaskCrashed("the worker died")
        return Rejection(url=page.url, reason="empty", detail="", seen_at=page.fetched_at)

    monkeypatch.setattr(desk.pool, "run", run)
    for number in range(5):
        for host in ("www.gazette.test", "mill.test", "echo.test"):
            refused = asyncio.run(desk.read_once(replace(page(None), url=f"http://{host}/{number}")))
            assert isinstance(refused, Rejection)
    assert [seconds for url, seconds in given if "gazette" in url] == [20.0, 10.0, 5.0, 2.5, 2.5]
    assert {seconds for url, seconds in given if "gazette" not in url} == {20.0}
