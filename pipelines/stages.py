"""The Scrapy pipeline, thin: it hands each item to the run's page way or filer, and passes on what came of it.

Page -> Filed | Kept | Checked | Rejection; FeedPoll, Proposal, Checked and Rejection as they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Protocol, cast

from scrapy.crawler import Crawler

from pipelines.errors import StoreError
from pipelines.model import Checked, FeedPoll, Page, Proposal, Rejection
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
from pipelines.run.pages import take_page
from pipelines.run.run import Run

logger = logging.getLogger(__name__)

TICK_S = 0.25
"""How often a batch is looked at that may be due for its commit."""


class HasRun(Protocol):
    """What a spider of ours has."""

    run: Run
    reader: PageReader
    filer: Filer

    def cannot_go_on(self, error: StoreError) -> None:
        """End the run: the file failed."""


class RunPipeline:
    """Takes what the spider brings through its run."""

    _ticker: asyncio.Task[None] | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def _spider(self) -> HasRun:
        return cast("HasRun", self._crawler.spider)

    async def open_spider(self) -> None:
        self._ticker = asyncio.get_running_loop().create_task(self._commit_on_time())

    async def process_item(self, item: Any) -> Any:
        spider = self._spider
        if isinstance(item, Page):
            return await take_page(spider.run, spider.reader, spider.filer, item)
        if isinstance(item, Rejection | Checked | FeedPoll | Proposal):
            spider.filer.take(item)
        return item

    async def close_spider(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker

    async def _commit_on_time(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                self._spider.run.store.writer.commit_if_due()
            except StoreError as error:
                self._spider.cannot_go_on(error)
                return
