"""A page that shows less than its feed, and pages that take too long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from invented import prose

from pipelines.clock import Clock
from pipelines.errors import TaskCrashed, TaskTimeout
from pipelines.model import Entry, Page, ReadPage, Rejection
from pipelines.run.page_reader import PageReader
from pipelines.run.run import Run, RunConfig

WALL = b"""<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry stays",
"datePublished": "2026-03-01T10:00:00Z", "isAccessibleForFree": false}</script></head><body><main><article>
<h1>The ferry stays in harbour</h1><p>The ferry did not sail on Monday, and nobody could say why it had not.</p>
<p>Subscribe to continue reading.</p></article></main></body></html>"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run.open_at(RunConfig(db=tmp_path / "news.db", workers=1), Clock())
    run.store.runs.begin("feeds", {})
    yield run
    run.close("finished", "done")


@pytest.fixture
def reader(run: Run) -> PageReader:
    return PageReader(run)


def page(content: str | None) -> Page:
    return Page(
        url="http://gazette.test/ferry",
        fetched_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        body=WALL,
        entry=Entry(guid="1", url="http://gazette.test/ferry", title="The ferry", content_html=content),
    )


def test_a_paywall_s_stub_is_refused_and_says_why(reader: PageReader) -> None:
    refused = asyncio.run(reader.read(page(None)))
    assert isinstance(refused, Rejection)
    assert refused.reason == "paywall"


def test_the_feed_s_own_text_stands_in_for_a_paywall(reader: PageReader) -> None:
    read = asyncio.run(reader.read(page("".join(f"<p>{text}</p>" for text in prose("ferry")))))
    assert isinstance(read, ReadPage)
    assert list(read.article.paragraphs) == prose("ferry")
    assert read.page.origin == "feed"
    assert read.article.metadata.provenance["article_body"].source == "feed"
    assert read.article.metadata.provenance["article_body"].raw.startswith("paywall: ")


def test_a_teaser_does_not_stand_in_for_a_paywall(reader: PageReader) -> None:
    teaser = f"<p>{prose('ferry')[0]}</p><p><a href='http://gazette.test/ferry'>Continue reading</a></p>"
    refused = asyncio.run(reader.read(page(teaser)))
    assert isinstance(refused, Rejection)
    assert refused.reason == "paywall"
    assert refused.detail.endswith("; the feed has only a teaser: it ends with 'Continue reading'")


def test_a_site_whose_pages_take_too_long_has_less_time_for_the_others(
    run: Run, reader: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, float]] = []

    async def give(task: object, page: Page, *_: object, deadline_s: float) -> Rejection:
        given.append((page.url, deadline_s))
        if "gazette" in page.url:
            raise TaskTimeout(f"longer than {deadline_s:g} s")
        if "mill" in page.url:
            raise TaskCrashed("the worker died")
        return Rejection(url=page.url, reason="empty", detail="", seen_at=page.fetched_at)

    monkeypatch.setattr(run.pool, "run", give)
    for number in range(5):
        for host in ("www.gazette.test", "mill.test", "echo.test"):
            refused = asyncio.run(reader.read_once(replace(page(None), url=f"http://{host}/{number}")))
            assert isinstance(refused, Rejection)
    assert [seconds for url, seconds in given if "gazette" in url] == [20.0, 10.0, 5.0, 2.5, 2.5]
    assert {seconds for url, seconds in given if "gazette" not in url} == {20.0}
