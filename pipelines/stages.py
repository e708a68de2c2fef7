"""The Scrapy pipeline classes, thin: each hands its item to the desk and passes on what is not its own.

Page -> ArchivePipeline -> Page -> ReadPipeline -> ReadPage | Rejection -> FilePipeline -> Filed | Rejection
Page of a recheck ->               ReadPipeline -> Checked ->              FilePipeline
FeedPoll, Proposal, Rejection, Checked -> FilePipeline
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Protocol, cast

from scrapy.crawler import Crawler

from pipelines import checking
from pipelines.desk import Desk
from pipelines.errors import StoreError
from pipelines.model import Checked, FeedPoll, Kept, Page, Proposal, ReadPage, Rejection

logger = logging.getLogger(__name__)

TICK_S = 0.25
"""How often a batch is looked at that may be due for its commit."""


class HasDesk(Protocol):
    """What a spider of ours has."""

    desk: Desk

    def cannot_go_on(self, error: StoreError) -> None:
        """End the run: the file failed."""


class _Stage:
    """Finds the desk that the spider opened."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        return cls(crawler)

    @property
    def desk(self) -> Desk:
        return cast("HasDesk", self._crawler.spider).desk


class ArchivePipeline(_Stage):
    """Stores the raw response, before anything can fail. One to a recheck is stored when it is an edit: the archive has
    the page that it would be compared with, and it can be asked for again."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Page) and item.recheck is None:
            self.desk.keep_raw(item)
        return item


class ReadPipeline(_Stage):
    """Reads the page in a worker process."""

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Page):
            return await checking.read_page(self.desk, item)
        return item


class FilePipeline(_Stage):
    """Decides and writes, in one step: no other item comes between a decision and its rows."""

    _ticker: asyncio.Task[None] | None = None

    async def open_spider(self) -> None:
        self._ticker = asyncio.get_running_loop().create_task(self._commit_on_time())

    def process_item(self, item: Any) -> Any:
        desk = self.desk
        if isinstance(item, ReadPage):
            return desk.file(item)
        if isinstance(item, Rejection):
            desk.reject(item)
        elif isinstance(item, Checked):
            checking.settle(desk, item)
        elif isinstance(item, Kept):
            checking.keep(desk, item)
        elif isinstance(item, FeedPoll):
            desk.record(item)
        elif isinstance(item, Proposal):
            desk.propose(item)
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
                self.desk.store.writer.commit_if_due()
            except StoreError as error:
                cast("HasDesk", self._crawler.spider).cannot_go_on(error)
                return
