"""The feeds spider: polls what is due, then works the frontier until nothing is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from crawler.configuration import config, plugins
from crawler.configuration.sources import read_sources
from crawler.network.credentials import Keyring, bare, without_credentials
from crawler.requests.fetching import PageFetching
from crawler.requests.polling import FeedPolling
from crawler.requests.revisiting import PageRevisiting
from crawler.requests.teaching import Teaching
from crawler.scheduling.in_flight import Kind
from crawler.scheduling.run_mode import LEARN_EVERY_S, LOOK_EVERY_S, RunMode, seconds_to_wait
from crawler.scheduling.scheduler import Scheduler, SchedulerForScrapy
from crawler.scheduling.throttle import LENT, Throttle
from crawler.spiders.base import RunSpider, key_of
from pipelines.errors import SettingError, StoreError
from pipelines.language.counted import counted
from pipelines.model import FeedPoll, FeedSource, Proposal
from pipelines.web.urls import host_of

logger = logging.getLogger(__name__)


class FeedsSpider(RunSpider):
    """Follows the configured feeds. `-a due=all` polls every one; `-a only=FEED_URL` polls one."""

    name = "feeds"
    scheduler: Scheduler
    polling: FeedPolling
    teaching: Teaching
    sources: Iterable[FeedSource]

    def __init__(
        self,
        *args: Any,
        due: str = "",
        only: str = "",
        mode: RunMode = "once",
        sources: Iterable[FeedSource] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if due not in {"", "all"}:
            raise SettingError(f"due={due}: leave it out (feeds whose time has come) or say due=all")
        self.everything = due == "all"
        self.only = without_credentials(only) or None
        self.mode = mode
        self.idle_s = 0.0
        self.told_to_leave = asyncio.Event()
        self.given_sources = sources

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        settings.set("USER_AGENT", config.user_agent(settings), priority="spider")
        patience_s = config.patience_s(settings)
        spider.idle_s = config.idle_s(settings)
        places = settings.getint("CONCURRENT_REQUESTS")
        spider.scheduler = Scheduler(
            Throttle(config.throttle_limits(settings)),
            spider.in_flight,
            window=2 * places,
            patience_s=patience_s,
            now=spider.run.now,
        )
        # Throttle spreads the requests over time and hosts; Scrapy's own delay would be added to it, and its places
        # would be held by slow hosts.
        settings.set("CONCURRENT_REQUESTS", (1 + LENT) * places, priority="spider")
        settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        settings.set("SCHEDULER", SchedulerForScrapy, priority="spider")
        spider.sources = (
            read_sources(Path(settings["COPYDESK_FEEDS"])) if spider.given_sources is None else spider.given_sources
        )
        parts = spider.run, spider.in_flight, spider.scheduler
        keyring = Keyring(source.url for source in spider.sources)
        spider.polling = FeedPolling(*parts, keyring, dialects=plugins.feed_dialects(settings))
        spider.teaching = Teaching(spider.run, spider.in_flight, spider.polling, spider.learn_soon)
        tries = config.tries(settings)
        fetching = PageFetching(*parts, spider.filer, spider.teaching, tries=tries, patience_s=patience_s)
        spider.cycles = {"poll": spider.polling, "page": fetching, "revisit": PageRevisiting(*parts)}
        return spider

    async def work(self) -> AsyncIterator[Any]:
        self.run.store.subscriptions.sync(bare(source) for source in self.sources)
        for host, (until, _) in self.run.store.hosts.held().items():
            kinds: tuple[Kind, ...] = ("page", "revisit")
            self.scheduler.hold(host, until, kinds if self.everything or self.only else ("poll", *kinds))
        added = self._add_due(first=True)
        logger.info("%s to poll, %s waiting", counted(added, "feed"), counted(self.waiting(), "entry", "entries"))
        looking = asyncio.get_running_loop().create_task(self._look_again()) if self.mode != "once" else None
        try:
            while not self.stopping:
                async for outcome in self.scheduler.work(self.cycles):
                    yield outcome
                if not self.scheduler.pausing and not self.stopping and self.teaching.let_go():
                    continue
                await self.learn()
                self.scheduler.pausing = False
                if self.mode == "once" or not await self._wait():
                    break
        finally:
            if looking is not None:
                looking.cancel()

    def _add_due(self, *, first: bool = False) -> int:
        """Feeds whose time has come; those that are still to be asked, or whose host is left alone, are not added. The
        number of those that are. first: what `due` and `only` ask for."""
        waiting, added = self.polling.waiting(), 0
        everything, only = (self.everything, self.only) if first else (False, None)
        for feed in self.run.store.feeds.due(everything=everything, only=only):
            host = host_of(feed.fetch_url) or ""
            known = feed.id in waiting or self.polling.is_under_way(feed.id)
            if not known and self.scheduler.held_until(host, "poll") is None:
                self.polling.add(feed.id, host)
                added += 1
        return added

    async def _look_again(self) -> None:
        """While pages are fetched, feeds fall due; after an hour of that, it is time to study what came."""
        learned_at = looks = 0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if self.stopping or not self.run.open:
                return
            looks += 1
            try:
                self._add_due()
                self.run.store.runs.update_counts(dict(sorted(self.run.counts.items())))
            except StoreError as error:
                self.cannot_go_on(error)
                return
            if (looks - learned_at) * LOOK_EVERY_S >= LEARN_EVERY_S:
                learned_at, self.scheduler.pausing = looks, True

    async def _wait(self) -> bool:
        """Until something is due; False where the crawl ends instead."""
        store = self.run.store
        self.run.pages_read.by_site.clear()
        self.run.pages_read.strange.clear()
        while not self.stopping and self.run.open:
            self._add_due()
            if self.polling.waiting() or store.frontier.hosts():
                return True
            moments = (store.feeds.next_due(), store.frontier.next_due(), self.scheduler.next_release())
            seconds = seconds_to_wait(self.mode, moments, self.run.now(), self.idle_s)
            if seconds is None:
                return False
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told_to_leave.wait(), min(seconds, LOOK_EVERY_S))
        return False

    def go_on(self, site: str) -> None:
        self.teaching.go_on(site)

    def end_item(self, item: Any) -> None:
        super().end_item(item)
        if isinstance(item, FeedPoll | Proposal) and item.key is not None:
            self.polling.ended(item.feed_id)
        if (key := key_of(item)) is not None:
            self.teaching.ended(key)

    def hand_back(self) -> None:
        super().hand_back()
        self.scheduler.stopping = True
        self.told_to_leave.set()
