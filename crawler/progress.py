"""What an operator sees while a crawl runs: a display on a terminal, a line a minute elsewhere, a line at the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.spiders.base import PIPELINE_RAISED, RunSpider
from pipelines.language.counted import counted

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

logger = logging.getLogger(__name__)

REDRAW_S = 0.5
LINE_EVERY_S = 60.0


class QuietFormatter(LogFormatter):
    """No line per page or item: rows hold what happened to each."""

    def crawled(self, request: Any, response: Any, spider: Any) -> LogFormatterResult:
        return None  # type: ignore[return-value]

    def scraped(self, item: Any, response: Response | None, spider: Spider) -> LogFormatterResult:  # type: ignore[override]
        return None  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A run's counts at one moment."""

    counts: Mapping[str, int]
    """Run.counts."""
    waiting: int
    """Pages that are still to be asked for; for saved pages, to be read."""
    under_way: int
    seconds: float
    """Since the run began."""

    def total(self, group: str) -> int:
        """All counts of a group: "pages", "rejections", "polls"."""
        return sum(n for name, n in self.counts.items() if name.startswith(group + "."))

    @property
    def done(self) -> int:
        """Pages with an outcome."""
        return self.total("pages") + self.total("rejections")

    @property
    def rate(self) -> float:
        """Pages a second, over the whole run."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    def line(self) -> str:
        """The tally in one line, for logs."""
        parts = [f"{counted(self.total('pages'), 'page')} filed{self._listed('pages')}"]
        if refused := self.total("rejections"):
            parts.append(f"{refused} refused{self._listed('rejections')}")
        if checks := self.total("checks"):
            parts.append(f"{checks} checked again{self._listed('checks')}")
        if polls := self.total("polls") - self.counts.get("polls.moved", 0):
            entries = counted(self.counts.get("entries.new", 0), "new entry", "new entries")
            parts.insert(0, f"{counted(polls, 'feed')} polled{self._listed('polls')}, {entries}")
        if learned := self.total("sites"):
            reprocessed = self.total("reread")
            pages = counted(reprocessed, "page")
            parts.append(f"{counted(learned, 'site')} learned, {pages} read again{self._listed('reread')}")
        if overridden := self.total("overruled"):
            parts.append(f"{counted(overridden, 'page')} read again by changed site rules")
        if raised := self.counts.get(PIPELINE_RAISED):
            parts.append(f"an item pipeline raised for {counted(raised, 'article')}")
        if self.waiting or self.under_way:
            parts.append(f"{self.waiting} waiting, {self.under_way} under way")
        elif not any(self.counts.values()):
            return "nothing was due"
        return f"{'; '.join(parts)}; {self.rate:.1f} pages/s"

    def _listed(self, group: str) -> str:
        """ " (12 new, 3 same)", commonest first; nothing where there is nothing."""
        found = [(name.split(".", 1)[1], n) for name, n in self.counts.items() if name.startswith(group + ".") and n]
        named = sorted(found, key=lambda each: (-each[1], each[0]))
        return f" ({', '.join(f'{n} {name}' for name, n in named)})" if named else ""


def tally_table(tally: Tally) -> Table:
    """The tally as the display shows it."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_row("feeds polled", str(tally.total("polls")), tally._listed("polls").strip(" ()"))  # noqa: SLF001
    table.add_row("pages filed", str(tally.total("pages")), tally._listed("pages").strip(" ()"))  # noqa: SLF001
    table.add_row("refused", str(tally.total("rejections")), tally._listed("rejections").strip(" ()"))  # noqa: SLF001
    if tally.total("checks"):
        table.add_row("checked again", str(tally.total("checks")), tally._listed("checks").strip(" ()"))  # noqa: SLF001
    if tally.total("sites"):
        table.add_row("sites learned", str(tally.total("sites")), f"{tally.total('reread')} pages read again")
    table.add_row("waiting", str(tally.waiting), f"{tally.under_way} under way, {tally.rate:.1f} pages/s")
    return table


class Progress:
    """Shows the tally of a running crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._live: Live | None = None
        self._task: asyncio.Task[None] | None = None
        self._began = time.monotonic()
        self._streams: list[tuple[logging.StreamHandler[Any], Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        progress = cls(crawler)
        crawler.signals.connect(progress.start, signal=signals.spider_opened)
        crawler.signals.connect(progress.stop, signal=signals.spider_closed)
        return progress

    def start(self) -> None:
        self._began = time.monotonic()
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True, soft_wrap=True), auto_refresh=False, transient=True)
            self._live.start()
            self._log_above_display()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Leaves the terminal as it was, and one line that says what the run did."""
        if self._task is None:
            return
        self._task.cancel()
        self._task = None
        for handler, stream in self._streams:
            handler.setStream(stream)
        if self._live is not None:
            self._live.stop()
        logger.info("%s", self._tally().line())

    async def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(REDRAW_S if self._live else LINE_EVERY_S)
                if self._live:
                    self._live.update(tally_table(self._tally()), refresh=True)
                else:
                    logger.info("%s", self._tally().line())

    def _tally(self) -> Tally:
        spider = self._crawler.spider
        assert isinstance(spider, RunSpider)
        return Tally(
            counts=spider.run.counts,
            waiting=spider.waiting() if spider.run.open else 0,
            under_way=len(spider.in_flight),
            seconds=time.monotonic() - self._began,
        )

    def _log_above_display(self) -> None:
        """Log lines go through the display, which keeps itself below them."""
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.__stderr__:
                self._streams.append((handler, handler.stream))
                handler.setStream(sys.stderr)
