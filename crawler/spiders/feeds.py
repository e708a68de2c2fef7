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
from crawler.dispatch import Dispatch
from crawler.fetching import PageFetching
from crawler.inflight import Group
from crawler.pacing import LENT, Pacing
from crawler.polling import FeedPolling
from crawler.rechecking import PageRechecking
from crawler.sources import read_sources
from crawler.spiders.base import DeskSpider
from pipelines.errors import SettingError
from pipelines.model import FeedPoll, FeedSource, Proposal
from pipelines.urls import host_of

logger = logging.getLogger(__name__)


class FeedsSpider(DeskSpider):
    """Follows the configured feeds. `-a due=all` polls every one; `-a only=FEED_URL` polls one."""

    name = "feeds"
    dispatch: Dispatch
    polling: FeedPolling
    fetching: PageFetching
    rechecking: PageRechecking
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
        settings.set("USER_AGENT", config.user_agent(settings), priority="spider")
        patience_s = config.patience_s(settings)
        places = settings.getint("CONCURRENT_REQUESTS")
        spider.dispatch = Dispatch(
            Pacing(config.pacing_limits(settings)),
            spider.in_flight,
            window=2 * places,
            patience_s=patience_s,
            now=spider.desk.now,
        )
        spider.polling = FeedPolling(spider.desk, spider.in_flight, spider.dispatch)
        spider.fetching = PageFetching(
            spider.desk, spider.in_flight, spider.dispatch, tries=config.tries(settings), patience_s=patience_s
        )
        spider.rechecking = PageRechecking(spider.desk, spider.in_flight, spider.dispatch)
        # Pacing spreads the requests over time and hosts; Scrapy's own delay would be added to it, and its places
        # would be held by slow hosts.
        settings.set("CONCURRENT_REQUESTS", (1 + LENT) * places, priority="spider")
        settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        spider.sources = (
            read_sources(Path(settings["COPYDESK_FEEDS"])) if spider.given_sources is None else spider.given_sources
        )
        return spider

    async def start(self) -> AsyncIterator[Any]:
        feeds = self.desk.store.feeds
        feeds.sync(self.sources)
        due = feeds.due(everything=self.everything, only=self.only)
        logger.info("%d feeds to poll, %d entries waiting", len(due), self.waiting())
        for host, (until, _) in self.desk.store.hosts.held().items():
            groups: tuple[Group, ...] = ("page", "check")
            self.dispatch.hold(host, until, groups if self.everything or self.only else ("poll", *groups))
        for feed in due:
            self.dispatch.add_feed(feed.id, host_of(feed.fetch_url) or "")
        del due
        async for outcome in self.dispatch.work(self.polling, self.fetching, self.rechecking):
            yield outcome
        await self.study()

    def end_item(self, item: Any) -> None:
        super().end_item(item)
        if isinstance(item, FeedPoll | Proposal) and item.key is not None:
            self.polling.ended(item.feed_id)

    def hand_back(self) -> None:
        super().hand_back()
        self.dispatch.stopping = True

    def account_for_failed_callback(self, failure: Failure, response: Response | None) -> None:
        """As for every spider; a poll is recorded as failed."""
        request = getattr(response, "request", None)
        poll = request.meta.get("poll") if request is not None else None
        if poll is not None:
            outcome = self.polling.bug(poll, failure)
            if isinstance(outcome, FeedPoll):
                self.desk.record(outcome)
            self.in_flight.end(poll.key)
            self.polling.ended(poll.feed.id)
        super().account_for_failed_callback(failure, response)
