"""What both spiders are: a crawl with a run, a run row, and an account of what is under way."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.configuration import config
from crawler.requests.cycle import SUBJECT, RequestCycle
from crawler.requests.fetching import rejection_for_bug
from crawler.requests.revisiting import failed_revisit
from crawler.scheduling.in_flight import InFlight, Kind
from crawler.scheduling.scheduler import KIND
from pipelines.errors import StoreError, WorkersBroken
from pipelines.language.counted import counted
from pipelines.model import FeedPoll, FiledArticle, Page, Proposal, Rejection, Revisit, Revisited
from pipelines.run.filer import Filer
from pipelines.run.learning import learn_of_teachers, learn_sites
from pipelines.run.page_reader import PageReader
from pipelines.run.run import Run

logger = logging.getLogger(__name__)

VERSIONED = ("copydesk", "scrapy", "trafilatura", "lxml", "feedparser", "py3langid", "sqlite-utils")
PIPELINE_RAISED = "pipelines.raised"
"""Run.counts: articles for which a pipeline of the user's raised."""
RunStatus = Literal["finished", "interrupted", "failed"]
_STATUS_OF: dict[str, RunStatus] = {"finished": "finished", "shutdown": "interrupted", "cancelled": "interrupted"}


class RunSpider(Spider):
    """Opens the run, begins the run, keeps InFlight true, and ends the run with its counts."""

    run: Run
    reader: PageReader
    filer: Filer
    stopping = False
    _closing: asyncio.Task[None] | None = None

    def __init__(self, *args: Any, run: Run | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given_run = run
        self.in_flight = InFlight()
        self._lessons: set[asyncio.Task[None]] = set()
        """Sites that are being learned."""
        self.cycles: Mapping[Kind, RequestCycle[Any]] = {}
        """What makes the run's requests; empty where nothing is fetched."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Any:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.run = spider.given_run or Run.open_at(config.run_config(settings), config.run_clock(settings))
        spider.reader, spider.filer = PageReader(spider.run), Filer(spider.run)
        crawler.signals.connect(spider.begin_run, signal=signals.spider_opened)
        crawler.signals.connect(spider.end_run, signal=signals.spider_closed)
        crawler.signals.connect(spider.account_for_failed_callback, signal=signals.spider_error)
        return spider

    # ------------------------------------------------------------------------------------------------ the run's row

    def begin_run(self) -> None:
        try:
            self.run.store.runs.begin(self.name, run_versions(self.run.config.read_by))
            self.run.store.frontier.release_all()
            self.run.store.rechecks.release_all()
            if self.run.store.postponed.recall():
                logger.warning("an earlier run's clock was ahead of this one's: what it put off is due now")
        except StoreError as error:
            self.run.failures += 1
            self.stopping = True
            logger.error("the run ends here: %s", error)  # noqa: TRY400  the line says it all

    async def start(self) -> AsyncIterator[Any]:
        try:
            async for outcome in self.work():
                yield outcome
        except (StoreError, WorkersBroken) as error:
            self.cannot_go_on(error)

    def work(self) -> AsyncIterator[Any]:
        """Every request and item of the run, in their order; an async generator."""
        raise NotImplementedError

    def end_run(self, reason: str) -> None:
        status = "interrupted" if reason.startswith("closespider_") else _STATUS_OF.get(reason, "failed")
        if self.run.failures:
            status, reason = "failed", f"{self.run.failures} rows could not be stored"
        elif status == "finished" and (lost := self.run.store.frontier.leased() + self.run.store.rechecks.leased()):
            self.run.failures += lost
            status, reason = "failed", f"{lost} pages were asked for and have no outcome"
            logger.error("%s; they wait for the next run", reason)
        elif status == "finished" and (raised := self.run.counts[PIPELINE_RAISED]):
            status, reason = "failed", f"an item pipeline raised for {counted(raised, 'article')}; all are filed"
        self.run.close(status, reason)

    def waiting(self) -> int:
        """Pages that this run may still ask for."""
        return self.run.store.frontier.waiting()

    async def learn(self) -> None:
        """What every run ends with: sites learned, and articles read again.

        A failing file or pool ends the run.
        """
        try:
            await learn_sites(self.run, self.reader, self.filer, self.is_ending, pass_on=self.pass_on)
        except (StoreError, WorkersBroken) as error:
            self.cannot_go_on(error)

    def learn_soon(self, site: str) -> None:
        """Learns a site whose teachers have been read; its other pages wait for that, and the run does."""
        key = f"learn {site}"
        if key in self.in_flight:
            return
        self.in_flight.add(key)
        lesson = asyncio.get_running_loop().create_task(self._learn_of_teachers(site))
        self._lessons.add(lesson)

        def ended(lesson: asyncio.Task[None]) -> None:
            self._lessons.discard(lesson)
            self.go_on(site)
            self.in_flight.end(key)

        lesson.add_done_callback(ended)

    def go_on(self, site: str) -> None:
        """The site has been learned, as far as it can be: its other pages wait no more."""
        self.run.teachers.dismiss(site)

    async def _learn_of_teachers(self, site: str) -> None:
        try:
            await learn_of_teachers(self.run, self.reader, self.filer, site, self.is_ending, pass_on=self.pass_on)
        except (StoreError, WorkersBroken) as error:
            self.cannot_go_on(error)
        except Exception:
            self.run.failures += 1
            logger.exception("%s could not be learned", site)

    def is_ending(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.stopping or not self.run.open

    async def pass_on(self, article: FiledArticle) -> None:
        """Takes an article that was read again through the user's pipelines, as an item, where its row has changed."""
        if not article.replaces:
            return
        await self.crawler.engine.scraper.start_itemproc_async(article, response=None)

    def cannot_go_on(self, error: StoreError | WorkersBroken) -> None:
        """The file or the workers failed: nothing is wrong with a page, and the run ends here."""
        self.run.failures += 1
        self.give_up(str(error))

    def hand_back(self) -> None:
        """Stop asking; what has not arrived waits for the next run."""
        self.stopping = True

    # ------------------------------------------------------------------------------------------------- every outcome

    def end_item(self, item: Any) -> None:
        """An item has gone all its way, through the user's pipelines too: what it belongs to is no longer under way."""
        key = key_of(item)
        if key is not None:
            self.in_flight.end(key)

    def account_for_failed_item(self, item: Any, failure: Failure) -> None:
        """An item that could not be made rows becomes a rejection, and the run fails.

        Where the file or the workers failed, nothing is wrong with the page: it waits for the next run, and this one
        ends here.
        """
        self.run.failures += 1
        logger.error("%s could not be stored: %s", _name_of(item), failure.getErrorMessage())
        if isinstance(failure.value, WorkersBroken | StoreError):
            self.give_up(failure.getErrorMessage())
        elif (revisit := revisit_of(item)) is not None:
            self.take_instead(failed_revisit(revisit, self.run.now(), failure))
        elif isinstance(item, Page):
            self.take_instead(rejection_for_bug(item.url, item.page_key, self.run.now(), failure))
        self.end_item(item)

    def account_for_failed_pipeline(self) -> None:
        """A pipeline of the user's raised, as Scrapy logs: the article has its rows, and the run ends as failed."""
        self.run.counts[PIPELINE_RAISED] += 1

    def account_for_failed_callback(self, failure: Failure, response: Response | None) -> None:
        """A callback that raised is a bug of ours: what it was about gets its outcome all the same. Where the file
        failed, it has none, and waits for the next run."""
        if isinstance(failure.value, StoreError | WorkersBroken):
            self.cannot_go_on(failure.value)
            return
        self.run.failures += 1
        request = getattr(response, "request", None)
        cycle = self.cycles.get(request.meta.get(KIND)) if request is not None else None
        if request is not None and cycle is not None:
            outcome = cycle.account_for_bug(request.cb_kwargs[SUBJECT], failure)
            self.take_instead(outcome)
            self.end_item(outcome)

    def take_instead(self, outcome: Rejection | Revisited | FeedPoll | Proposal) -> None:
        """What stands for the outcome that a bug of ours has prevented."""
        try:
            self.filer.take(outcome)
        except Exception:
            logger.exception("%s could not be stored either", _name_of(outcome))

    def give_up(self, why: str) -> None:
        """The run cannot go on: ask for nothing more, and close."""
        if not self.stopping:
            self.hand_back()
            logger.error("the run ends here: %s", why)
            close = self.crawler.engine.close_spider_async(reason="cannot go on")
            self._closing = asyncio.get_running_loop().create_task(close)


def revisit_of(item: Any) -> Revisit | None:
    """The revisit that an item came of; None for any other."""
    return item.revisit if isinstance(item, Revisited | Page) else None


def key_of(item: Any) -> str | None:
    """InFlight's key for an item; None for one that ends nothing."""
    if isinstance(item, FeedPoll | Proposal):
        return item.key
    if (revisit := revisit_of(item)) is not None:
        return revisit.key
    if isinstance(item, Page | Rejection):
        return item.page_key or item.url
    return None


def run_versions(extractor: str = "") -> dict[str, str]:
    """What did the work, for runs.versions. extractor: the name of one that is not ours."""
    found = {"python": sys.version.split()[0]}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed as a package"
    return found | ({"extractor": extractor} if extractor else {})


def _name_of(item: Any) -> str:
    return f"{type(item).__name__} {getattr(item, 'url', '')}"
