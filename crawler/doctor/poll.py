"""The test poll: one feed asked once, by Scrapy's own engine with our settings; nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.configuration import config, plugins
from crawler.doctor.findings import Finding, ok, problem, warning
from crawler.feeds import Dialect, parse_feed
from crawler.network.answers import ends_early, header
from crawler.network.outcomes import ENDED_EARLY, REDIRECTS, judge_failure
from crawler.subscriptions.running import NO_ROWS
from pipelines.errors import SettingError

REMEDIES = {
    "dns": "is the name right, and does this machine resolve names? getent hosts NAME",
    "connection": "is this machine online; is a proxy needed (http_proxy, https_proxy)?",
    "timeout": "try again; else look at firewall and proxy",
    "tls": "is the clock right; are ca-certificates up to date; does a proxy replace certificates?",
    "blocked_address": "the name leads to a private address; open it with ALLOWED_ADDRESSES if that is meant",
}
REMEDY = "open it in a browser; is the address right?"
"""For all others."""


class PollSpider(Spider):
    """Asks for one URL and notes what came."""

    name = "doctor"

    def __init__(
        self, *args: Any, url: str = "", findings: list[Finding], dialects: Iterable[Dialect], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dialects = dialects
        self.url = url
        self.findings = findings

    async def start(self) -> AsyncIterator[Any]:
        # As a feed that the user listed: robots.txt is for what is found.
        yield Request(self.url, self.answer, errback=self.failed, meta={"dont_obey_robotstxt": True})

    def answer(self, response: Response) -> None:
        """Notes what the answer is."""
        self.findings += judge_answer(self.url, response, self.dialects)

    def failed(self, failure: Failure) -> None:
        """Notes why none came."""
        assert failure.value is not None
        reason, detail, _ = judge_failure(failure.value)
        remedy = REMEDIES.get(reason, REMEDY)
        self.findings.append(problem("test poll", f"{self.url}: {reason}: {detail}", remedy))


def judge_answer(url: str, response: Response, dialects: Iterable[Dialect] = ()) -> Iterator[Finding]:
    """What an answer means for a feed. dialects: that are not ours."""
    status = response.status
    if status in REDIRECTS:
        yield ok(
            "test poll", f"{url} answers: HTTP {status}, led to {header(response, 'Location')}; a crawl follows it"
        )
    elif status != 200:
        yield warning("test poll", f"{url} answers HTTP {status}", REMEDY)
    else:
        try:
            feed = parse_feed(response.body, url, header(response, "Content-Type") or "", dialects)
        except Exception as error:  # noqa: BLE001  whatever somebody else's dialect raises
            why = f"{type(error).__name__}: {error}"
            yield problem("test poll", f"{url} cannot be read: {why}", "mend what COPYDESK_FEED_DIALECTS names")
            return
        if feed is None and ends_early(response):
            yield problem("test poll", f"{url}: connection: {ENDED_EARLY}", REMEDIES["connection"])
        elif feed is None:
            yield ok("test poll", f"{url} answers with a page; a crawl looks for the feed that it names")
        else:
            said = f"; {ENDED_EARLY}, and a crawl reads what came" if ends_early(response) else ""
            yield ok("test poll", f"{url} answers: {feed.format}, {len(feed.entries)} entries{said}")


def poll(url: str, settings: Settings) -> list[Finding]:
    """Asks one feed. Starts the reactor, and so can be called once in a process."""
    findings: list[Finding] = []
    mine = settings.copy()
    mine.set("USER_AGENT", config.user_agent(settings), priority="cmdline")
    none = {"ITEM_PROCESSOR": NO_ROWS, "ITEM_PIPELINES": {}, "EXTENSIONS": {}, "LOG_INSTALL_ROOT_HANDLER": False}
    for name, value in none.items():
        mine.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(mine)
    try:
        dialects = plugins.feed_dialects(settings)
    except SettingError:  # a finding of the settings
        dialects = ()
    process.crawl(PollSpider, url=url, findings=findings, dialects=dialects)
    process.start()
    return findings or [problem("test poll", f"{url}: the engine could not start", "scrapy crawl feeds says more")]
