"""Scrapy's item processor, thin: each item first becomes rows, then what was filed goes through ITEM_PIPELINES.

    Page, Revisited, Rejection, FeedPoll, Proposal -> rows -> FiledArticle -> ITEM_PIPELINES, exports (FEEDS, -O)

What is no filed article goes no further: it has its row.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Protocol, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.pipelines import ItemPipelineManager
from twisted.python.failure import Failure

from pipelines.errors import StoreError
from pipelines.model import FeedPoll, FiledArticle, Page, Proposal, Rejection, Revisited
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
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

    def end_item(self, item: Any) -> None:
        """The item has gone all its way."""

    def account_for_failed_item(self, item: Any, failure: Failure) -> None:
        """The item could not be made rows; its way ends here."""

    def account_for_failed_pipeline(self) -> None:
        """A pipeline of the user's raised: the article has its rows."""


class RunProcessor:
    """Takes what the spider brings through its run, and what was filed through the user's pipelines."""

    _ticker: asyncio.Task[None] | None = None

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._others = ItemPipelineManager.from_crawler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def _spider(self) -> HasRun:
        return cast("HasRun", self._crawler.spider)

    async def open_spider_async(self) -> None:
        await self._others.open_spider_async()
        self._ticker = asyncio.get_running_loop().create_task(self._commit_on_time())

    async def process_item_async(self, item: Any) -> Any:
        """The filed article as the user's pipelines leave it. Raises DropItem for all else, and what they raise.

        The account of what is under way ends last, so that slow pipelines slow the crawl and nothing piles up.
        """
        spider = self._spider
        try:
            filed = await self._file(item)
        except Exception:
            spider.account_for_failed_item(item, Failure())  # type: ignore[no-untyped-call]
            raise
        if filed is None:
            spider.end_item(item)
            raise DropItem("it has its row, and is no filed article", log_level="DEBUG")
        try:
            return await self._others.process_item_async(filed)
        except DropItem:
            raise
        except Exception:
            spider.account_for_failed_pipeline()
            raise
        finally:
            spider.end_item(item)

    async def _file(self, item: Any) -> FiledArticle | None:
        """The item's rows; the article, where it came to one. What was read again at a run's end is filed already."""
        spider = self._spider
        if isinstance(item, FiledArticle):
            return item
        if isinstance(item, Page):
            from pipelines.run.pages import take_page

            outcome = await take_page(spider.run, spider.reader, spider.filer, item)
            if isinstance(outcome, Revisited):
                return outcome.filed
            return outcome if isinstance(outcome, FiledArticle) else None
        return spider.filer.take(item) if isinstance(item, Rejection | Revisited | FeedPoll | Proposal) else None

    async def close_spider_async(self) -> None:
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker
        await self._others.close_spider_async()

    async def _commit_on_time(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                self._spider.run.store.writer.commit_if_due()
            except StoreError as error:
                self._spider.cannot_go_on(error)
                return
