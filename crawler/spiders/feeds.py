"""The feeds spider: polls what is due, then works the frontier until nothing is."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import config
from crawler.fetching import PageFetching, window_of
from crawler.polling import FeedPolling
from crawler.sources import read_sources
from crawler.spiders.base import DeskSpider
from pipelines.errors import SettingError
from pipelines.model import FeedSource

logger = logging.getLogger(__name__)


class FeedsSpider(DeskSpider):
    """Follows the configured feeds. `-a due=all` polls every one; `-a only=FEED_URL` polls one."""

    name = "feeds"
    polling: FeedPolling
    fetching: PageFetching
    sources: Iterable[FeedSource]

    def __init__(
        self,
        *args: Any,
        due: str = "",
        only: str = "",
        sources: Iterable[FeedSource] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if due not in {"", "all"}:
            raise SettingError(f"due={due}: leave it out (feeds whose time has come) or say due=all")
        self.everything = due == "all"
        self.only = only or None
        self.given_sources = sources

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        limits = window_of(
            settings.getint("CONCURRENT_REQUESTS"),
            settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            config.tries(settings),
            config.patience_s(settings),
        )
        settings.set("USER_AGENT", config.user_agent(settings), priority="spider")
        spider.polling = FeedPolling(spider.desk, spider.in_flight)
        spider.fetching = PageFetching(spider.desk, spider.in_flight, limits)
        spider.sources = (
            read_sources(Path(settings["COPYDESK_FEEDS"])) if spider.given_sources is None else spider.given_sources
        )
        return spider

    async def start(self) -> AsyncIterator[Any]:
        feeds = self.desk.store.feeds
        feeds.sync(self.sources)
        due = feeds.due(everything=self.everything, only=self.only)
        logger.info("%d feeds to poll, %d entries waiting", len(due), self.waiting())
        async for outcome in self.fetching.work(self.polling.requests(due)):
            yield outcome
        await self.study()

    def hand_back(self) -> None:
        super().hand_back()
        self.fetching.stopping = True

    def account_for_failed_callback(self, failure: Failure, response: Response | None) -> None:
        """As for every spider; a poll is recorded as failed."""
        request = getattr(response, "request", None)
        poll = request.meta.get("poll") if request is not None else None
        if poll is not None:
            self.desk.record(self.polling.bug(poll, failure))
            self.in_flight.end(poll.key)
        super().account_for_failed_callback(failure, response)
