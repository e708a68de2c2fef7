"""`scrapy crawl`: Scrapy's own, with checks before the start, an honest exit status, and a stop that loses nothing."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import inspect
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FeedExporter

from crawler.reports.command import IN_USE
from crawler.reports.notice import failed_run, give_notice, run_not_begun
from pipelines.errors import CopydeskError, SettingError, StoreError, StoreInUse, WorkersBroken

if TYPE_CHECKING:
    from pipelines.run.run import Run

logger = logging.getLogger(__name__)

GRACE_S = 3.0
"""What has not arrived this long after the first signal goes back to the frontier."""
DRAIN_S = 5.0
"""Pages that have arrived get this long to be read and stored."""


class Command(ScrapyCrawl):
    """Exit status: 0 all that was fetched is stored; 1 a row could not be stored, or an item pipeline of the user's
    raised; 2 the run could not start; 3 another crawl is running."""

    def short_desc(self) -> str:
        return "Follow the feeds (feeds) or read saved pages (pages)"

    def long_desc(self) -> str:
        return (
            "scrapy crawl feeds: polls the feeds of COPYDESK_FEEDS (feeds.toml) whose time has come, fetches what is "
            "new and files it in COPYDESK_DB (news.db). -a due=all polls every feed; -a only=FEED_URL polls one. "
            "scrapy crawl pages -a path=FILE|DIR: reads saved .html, .html.gz and .txt instead of the network. "
            "It ends when nothing is due; with --until-idle it waits for what falls due soon, with --continuous it "
            "stays until it is told to end. Exit status: 0 all that was fetched is stored, 1 a row could not be "
            "stored or an item pipeline of yours raised, 2 the run could not start, 3 another crawl is running on this "
            "database."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        mode = parser.add_mutually_exclusive_group()
        for name, what in (
            ("until-idle", "stay until no feed or page falls due within COPYDESK_IDLE_S seconds"),
            ("continuous", "stay, and poll feeds as they fall due, until SIGTERM or Ctrl-C"),
        ):
            mode.add_argument(f"--{name}", dest="mode", action="store_const", const=name, default="once", help=what)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        _import_https()
        if opts.loglevel is None:  # Scrapy's chatter is for those who ask for a level
            # A filter, since Scrapy resets the level of this logger before it writes its first line.
            logging.getLogger("scrapy.utils.log").addFilter(lambda record: record.levelno >= logging.WARNING)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args not in (["feeds"], ["pages"]):
            super().run(args, opts)
            return
        from crawler.configuration import config
        from pipelines.run.run import Run

        if opts.loglevel is None:
            logging.getLogger("scrapy").setLevel(logging.WARNING)
        try:
            crawler = self._create_crawler(args[0])
            given = self._check(args[0], opts.spargs, opts.mode)
            run = Run.open_at(config.run_config(self._settings), config.run_clock(self._settings))
        except StoreInUse as error:
            sys.stderr.write(f"copydesk: {error}\n")
            self.exitcode = IN_USE
            return
        except CopydeskError as error:
            sys.stderr.write(f"copydesk: {error}\n")
            self.exitcode = 2
            self._give_notice(run_not_begun(Path(str(self._settings.get("COPYDESK_DB") or "news.db")), str(error)))
            return
        for name in ("scrapy.core.scraper", "scrapy.core.engine", "scrapy.utils.signal"):
            logging.getLogger(name).addFilter(_is_no_store_error)
        self._crawl(crawler, run, given)
        if self.exitcode:
            self._give_notice(failed_run(run.config.db))

    def _give_notice(self, run: dict[str, Any]) -> None:
        from crawler.configuration import config

        try:
            give_notice(config.on_failure(self._settings), run)
        except SettingError:  # which was the error
            return

    @property
    def _settings(self) -> Any:
        assert self.settings is not None
        return self.settings

    def _check(self, name: str, spargs: dict[str, str], mode: str) -> dict[str, Any]:
        """The spider's arguments. Raises SettingError for whatever would make the run fail later."""
        from crawler.configuration import config, plugins
        from crawler.configuration.sources import read_sources
        from crawler.spiders.feeds import FeedsSpider
        from crawler.spiders.pages import PagesSpider, find_saved_pages

        spider_class = FeedsSpider if name == "feeds" else PagesSpider
        known = [p for p in inspect.signature(spider_class.__init__).parameters if p in {"due", "only", "path"}]
        for argument in spargs:
            if argument not in known:
                raise SettingError(f"-a {argument}: crawl {name} takes {' and '.join(f'-a {k}=' for k in known)}")
        plugins.feed_dialects(self._settings)
        plugins.check_pipelines(self._settings)
        config.tries(self._settings)
        config.patience_s(self._settings)
        config.idle_s(self._settings)
        config.on_failure(self._settings)
        if mode != "once" and (name == "pages" or spargs.get("only")):
            raise SettingError(f"--{mode} is for crawl feeds without -a only=")
        if name == "pages":
            find_saved_pages(Path(spargs.get("path") or _missing("-a path=FILE|DIR")))
            return dict(spargs)
        if spargs.get("due", "all") != "all":
            raise SettingError(f"-a due={spargs['due']}: leave it out (feeds whose time has come) or say due=all")
        sources = read_sources(Path(self._settings["COPYDESK_FEEDS"]))
        only = spargs.get("only")
        if only and only not in {source.url for source in sources}:
            raise SettingError(f"-a only={only}: {self._settings['COPYDESK_FEEDS']} has no such feed")
        return {**spargs, "sources": sources, "mode": mode}

    def _crawl(self, crawler: Crawler, run: Run, given: dict[str, Any]) -> None:
        from crawler.configuration import config
        from crawler.spiders.base import PIPELINE_RAISED

        assert self.crawler_process is not None
        if "sources" in given and not str(self._settings.get("COPYDESK_CONTACT") or "").strip():
            logger.warning("COPYDESK_CONTACT is not set: publishers cannot tell whom to write to")
        self.crawler_process.crawl(crawler, run=run, **given)
        told = config.on_failure(self._settings)
        Shutdown(self.crawler_process, crawler, run, told).install()
        known = set(run.store.subscriptions.known_urls())
        if any(source.url not in known for source in given.get("sources", ())) or run.store.frontier.waiting():
            run.pool.prepare()
        gc.freeze()  # what was imported is here to stay
        gc.set_threshold(20_000, 20, 20)
        self.crawler_process.start(install_signal_handlers=False)
        run.close("failed", "the crawl could not start")
        raised = run.counts[PIPELINE_RAISED]
        self.exitcode = int(bool(run.failures or raised or self.crawler_process.bootstrap_failed))


def _import_https() -> None:
    """Imports what Scrapy would import for its first request, while little waits for it and there are few modules.

    It looks at the source of whatever is importing it, and at the file of every module, three times over
    (scrapy.utils.deprecate.create_deprecated_class, 2.19): a tenth of the time of a run without news, were it later.
    """
    for name in ("scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory"):
        importlib.import_module(name)


def _is_no_store_error(record: logging.LogRecord) -> bool:
    """Of what Scrapy logs, all but the tracebacks of a failing file or pool: the spider says it in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, StoreError | WorkersBroken)


def _missing(what: str) -> str:
    raise SettingError(f"{what} is missing")


class Shutdown:
    """Ctrl-C and SIGTERM: stop asking, wait a moment for what is coming, store it. A second one leaves at once."""

    def __init__(self, process: Any, crawler: Crawler, run: Run, told: Sequence[str] = ()) -> None:
        self._told = told
        self._process = process
        self._crawler = crawler
        self._run = run
        self._task: asyncio.Task[None] | None = None

    def install(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: Any) -> None:
        from twisted.internet import reactor

        reactor.callFromThread(self._begin, signal.Signals(number).name)

    def _begin(self, name: str) -> None:
        if self._task is not None:
            self._leave()
        logger.info("%s: stopping; what has arrived is stored, the rest waits for the next run", name)
        self._task = asyncio.get_running_loop().create_task(self._stop())

    async def _stop(self) -> None:
        from crawler.spiders.base import RunSpider

        spider = self._crawler.spider
        if isinstance(spider, RunSpider):
            spider.hand_back()
        polite = asyncio.ensure_future(self._process.stop())
        await asyncio.wait({polite}, timeout=GRACE_S)
        waited = 0.0
        while self._run.pool.pending and waited < DRAIN_S:
            await asyncio.sleep(0.05)
            waited += 0.05
        await asyncio.sleep(0.1)  # the last page read is filed by the turn of the loop that follows
        if self._run.open:
            await self._end_what_is_behind()
            self._leave()

    async def _end_what_is_behind(self) -> None:
        """The user's item pipelines and exports are closed, as Scrapy would: what they hold may still be in memory."""
        exports, scraper = self._crawler.get_extension(FeedExporter), self._crawler.engine.scraper
        assert self._crawler.spider is not None
        try:
            await asyncio.wait_for(scraper.itemproc.close_spider_async(), DRAIN_S)
            if exports is not None:
                await asyncio.wait_for(exports.close_spider(self._crawler.spider), DRAIN_S)
        except Exception:
            logger.exception("an item pipeline or an export could not be closed")

    def _leave(self) -> None:
        """Downloads under way cannot be cut short through Scrapy: with everything stored, the process just ends."""
        from crawler.progress import Progress

        progress = self._crawler.get_extension(Progress)
        if progress is not None:
            progress.stop()
        self._run.close("interrupted", "shutdown")
        if self._run.failures:
            give_notice(self._told, failed_run(self._run.config.db))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(bool(self._run.failures)))
