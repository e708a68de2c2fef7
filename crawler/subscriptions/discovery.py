"""Discovery: the URLs of surveys asked for, and what they are."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.configuration import config, plugins
from crawler.feeds import Dialect
from crawler.feeds.facts import PRELOAD, look_into
from crawler.network import chain_cookies
from crawler.network.answers import Hop, Miss, header, judge_answer, judge_silence
from crawler.network.outcomes import OVERLOADED
from crawler.subscriptions.running import check_settings, crawl
from crawler.subscriptions.surveying import Finding, Lead, Survey
from pipelines.errors import TaskError
from pipelines.web.urls import host_of
from pipelines.workers import Workers

WORKERS = 2


def discover(settings: Settings, surveys: Sequence[Survey]) -> None:
    """Brings surveys to their end. The database is not touched. Raises CopydeskError."""
    check_settings(settings)
    run = config.run_config(settings)
    pool = run.make_workers(workers=WORKERS, memory_mb=run.page_memory_mb, preload=PRELOAD)
    try:
        pool.prepare()
        dialects = plugins.feed_dialects(settings)
        crawl(settings, Discoverer, surveys=surveys, pool=pool, deadline_s=run.feed_deadline_s, dialects=dialects)
    finally:
        pool.close()


@dataclass(slots=True)
class _Round:
    """A survey under way."""

    survey: Survey
    waiting: deque[Lead] = field(default_factory=deque)
    out: int = 0
    overloaded: set[str] = field(default_factory=set)
    """Hosts that have answered 429 or 503: they are left alone."""


class Discoverer(Spider):
    """Asks what surveys want to know. robots.txt binds all but the address that the user typed, as in a crawl."""

    name = "discover"

    def __init__(
        self,
        *args: Any,
        surveys: Sequence[Survey],
        pool: Workers,
        deadline_s: float,
        dialects: Sequence[Dialect],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.rounds = [_Round(survey, deque([survey.first()])) for survey in surveys]
        self.pool = pool
        self.deadline_s = deadline_s
        self.dialects = tuple(dialects)

    async def start(self) -> AsyncIterator[Any]:
        for each in self.rounds:
            for request in self._leaving(each):
                yield request

    def _leaving(self, each: _Round) -> Iterator[Request]:
        """The requests that may leave now: a survey has a few out at a time, so that a host can call a halt."""
        at_once = self.crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        while each.waiting and each.out < at_once:
            lead = each.waiting.popleft()
            host = host_of(lead.url)
            if host in each.overloaded:
                why = f"not asked: {host} has answered that it is asked too much"
                finding = Finding(lead=lead, url=lead.url, reason="http_status", problem=why)
                each.waiting += each.survey.answered(finding)
            else:
                each.out += 1
                yield self._request(each, lead, lead.url)

    def _request(
        self, each: _Round, lead: Lead, url: str, hops: tuple[str, ...] = (), *, moved: bool = True
    ) -> Request:
        return Request(
            url,
            callback=self.answer,
            errback=self.failed,
            dont_filter=True,
            cb_kwargs={"each": each, "lead": lead, "hops": hops, "moved": moved},
            meta={"dont_obey_robotstxt": lead.evidence == "given" or lead.purpose == "robots"},
        )

    async def answer(
        self, response: Response, each: _Round, lead: Lead, hops: tuple[str, ...], moved: bool
    ) -> AsyncIterator[Request]:
        """The requests that follow from a response."""
        if response.status in OVERLOADED:
            each.overloaded.add(host_of(response.url) or "")
        now = config.run_clock(self.crawler.settings).now()
        answer = judge_answer(response, hops, now, may_end_early=True)
        if isinstance(answer, Hop):
            following = self._request(each, lead, answer.url, (*hops, response.url), moved=moved and answer.permanent)
            chain_cookies.carry(response, following)
            yield following
            return
        if isinstance(answer, Miss):
            status, reason = answer.http_status, answer.reason
            finding = Finding(lead=lead, url=response.url, status=status, reason=reason, problem=answer.detail)
        else:
            finding = await self._look(response, lead, moved=moved and bool(hops))
        for request in self._after(each, finding, response.body):
            yield request

    def _after(self, each: _Round, finding: Finding, body: bytes = b"") -> Iterator[Request]:
        each.out -= 1
        each.waiting += each.survey.answered(finding, body)
        yield from self._leaving(each)

    async def _look(self, response: Response, lead: Lead, *, moved: bool) -> Finding:
        url, status = response.url, response.status
        if lead.purpose == "robots":
            return Finding(lead=lead, url=url, status=status, problem="a robots.txt")
        content_type = header(response, "Content-Type") or ""
        try:
            facts = await self.pool.run(
                look_into, response.body, url, content_type, self.dialects, deadline_s=self.deadline_s
            )
        except TaskError as error:
            return Finding(lead=lead, url=url, status=status, reason="extraction_limit", problem=str(error))
        problem = None if facts is not None else "not a feed"
        return Finding(lead=lead, url=url, moved=moved, status=status, facts=facts, problem=problem)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """No response came, or none was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        miss, lead = judge_silence(failure.value), request.cb_kwargs["lead"]
        finding = Finding(lead=lead, url=request.url, reason=miss.reason, problem=miss.line)
        yield from self._after(request.cb_kwargs["each"], finding)
