"""Fetching: the frontier's leases turned into requests, and every answer into a Page or a Rejection."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.inflight import InFlight
from crawler.outcomes import REDIRECTS, Refusal, judge_failure, judge_status, next_hop, parse_retry_after, retry_at
from crawler.responses import header, headers_of
from pipelines.desk import Desk
from pipelines.feedtext import feed_text_page, stands_in
from pipelines.model import Lease, Page, Reason, Rejection
from pipelines.urls import is_fetchable, strip_fragment

FIRST_RETRY_S = 2.0
"""Wait before the second try of a page in a run; doubled for each further one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is asked at once, and how long a run waits."""

    window: int
    """Pages under way in all, and as many polls."""
    per_host: int
    """Pages under way at one host."""
    tries: int
    patience_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A page that did not come: what is needed to decide what follows."""

    reason: Reason
    detail: str
    may_pass: bool
    http_status: int | None = None
    not_before: datetime | None = None
    again: bool = True
    """Whether a second try within this run makes sense."""


class PageFetching:
    """Works the frontier until nothing is due."""

    def __init__(self, desk: Desk, in_flight: InFlight, limits: Limits) -> None:
        self._desk = desk
        self._frontier = desk.store.frontier
        self._in_flight = in_flight
        self._limits = limits
        self._hosts: deque[str] = deque()
        self._tries: Counter[str] = Counter()
        self._holds: dict[str, datetime] = {}
        self.stopping = False

    # --------------------------------------------------------------------------------------------------- the frontier

    async def work(self, polls: Iterator[Request]) -> AsyncIterator[Request | Page]:
        """Requests, and pages made of a feed's own text, until nothing is due and nothing is under way.

        polls: the requests of the feeds, taken from as earlier ones are answered.
        """
        while not self.stopping:
            for request in islice(polls, max(0, self._limits.window - self._in_flight.of("poll"))):
                yield request
            for lease in self._take_leases():
                yield self._ask(lease)
            wait_s = self._seconds_to_wait()
            if wait_s is None:
                return
            await self._in_flight.change(wait_s)

    def _take_leases(self) -> Iterator[Lease]:
        """Leases in turn over the hosts, so that a long queue at one does not stand before a short one at another."""
        now = self._desk.now()
        if not self._hosts:
            self._hosts.extend(self._frontier.hosts())
        for _ in range(len(self._hosts)):
            room = self._limits.window - self._in_flight.of("page")
            if room <= 0:
                return
            host = self._hosts.popleft()
            free = min(self._limits.per_host - self._in_flight.at(host), room)
            if self._holds.get(host, now) > now:
                continue
            leases = self._frontier.lease(host, free) if free > 0 else []
            if free <= 0 or len(leases) == free:
                self._hosts.append(host)  # there may be more
            for lease in leases:
                self._in_flight.add(lease.page_key, lease.host)
            yield from leases

    def _seconds_to_wait(self) -> float | None:
        """Until something may be leased that could not be now; None when nothing will be in this run."""
        if len(self._in_flight):
            return 0.5
        if self._hosts:
            return 0.01
        now = self._desk.now()
        moments = [m for m in (self._frontier.next_due(), *self._holds.values()) if m is not None and m > now]
        waits = [(m - now).total_seconds() for m in moments]
        soon = [w for w in waits if w <= self._limits.patience_s]
        return min(soon) + 0.05 if soon else None

    # --------------------------------------------------------------------------------------------------- one page

    def _ask(self, lease: Lease) -> Request | Page:
        if lease.full_text == "feed" and lease.entry.content_html:
            return self._feed_text_page(lease)
        return self._request(lease, strip_fragment(lease.url), ())

    def _request(self, lease: Lease, url: str, hops: tuple[str, ...]) -> Request:
        return Request(
            url,
            callback=self.answer,
            errback=self.failed,
            dont_filter=True,
            cb_kwargs={"lease": lease, "hops": hops},
            meta={"key": lease.page_key},
        )

    def answer(self, response: Response, lease: Lease, hops: tuple[str, ...]) -> Iterator[Any]:
        """What follows from a response: a page, the next hop of a redirect, or a miss."""
        now, status = self._desk.now(), response.status
        if status in REDIRECTS:
            yield from self._follow(response, lease, hops, now)
        elif (judged := judge_status(status)) is not None:
            until = parse_retry_after(header(response, "Retry-After"), now)
            miss = Miss(
                reason=judged[0], detail=f"HTTP {status}", may_pass=judged[1], http_status=status, not_before=until
            )
            yield from self._miss(lease, miss, now)
        else:
            yield Page(
                url=strip_fragment(response.url),
                fetched_at=now,
                body=response.body,
                content_type=header(response, "Content-Type") or "",
                status=status,
                headers=tuple(headers_of(response).items()),
                redirects=hops,
                entry=lease.entry,
                page_key=lease.page_key,
            )

    def failed(self, failure: Failure) -> Iterator[Any]:
        """No response came, or none was asked for."""
        lease: Lease = failure.request.cb_kwargs["lease"]  # type: ignore[attr-defined]
        assert failure.value is not None
        reason, detail, may_pass = judge_failure(failure.value)
        not_before = getattr(failure.value, "not_before", None)
        miss = Miss(reason=reason, detail=detail, may_pass=may_pass, not_before=not_before, again=reason != "robots")
        yield from self._miss(lease, miss, self._desk.now())

    def _follow(self, response: Response, lease: Lease, hops: tuple[str, ...], now: datetime) -> Iterator[Any]:
        here = strip_fragment(response.url)
        hop = next_hop(here, response.status, header(response, "Location"), hops)
        if isinstance(hop, str) and (why := is_fetchable(hop)) is not None:
            hop = Refusal(reason="redirect", detail=why)
        if isinstance(hop, Refusal):
            miss = Miss(reason=hop.reason, detail=hop.detail, may_pass=False, http_status=response.status)
            yield from self._miss(lease, miss, now)
        else:
            yield self._request(lease, hop, (*hops, here))

    def _miss(self, lease: Lease, miss: Miss, now: datetime) -> Iterator[Page | Rejection]:
        """A second try in this run, the feed's own text in its place, or a rejection: one of these."""
        key = lease.page_key
        self._tries[key] += 1
        if miss.may_pass and miss.again and self._tries[key] < self._limits.tries and not self.stopping:
            pause = timedelta(seconds=FIRST_RETRY_S * 2 ** (self._tries[key] - 1))
            until = max(now + pause, miss.not_before or now)
            if (until - now).total_seconds() <= self._limits.patience_s:
                self._try_later(lease, miss, until)
                return
        if stands_in(lease.entry):
            yield self._feed_text_page(lease)
            return
        again_at = max(retry_at(lease.attempts, now), miss.not_before or now) if miss.may_pass else None
        yield Rejection(
            url=lease.url,
            reason=miss.reason,
            detail=miss.detail,
            seen_at=now,
            http_status=miss.http_status,
            page_key=key,
            not_before=again_at,
        )

    def _try_later(self, lease: Lease, miss: Miss, until: datetime) -> None:
        """Back to the frontier; a host that asked for time gets it for all its pages."""
        self._frontier.give_back(lease.page_key, until)
        if miss.not_before is not None:
            self._holds[lease.host] = until
        self._in_flight.end(lease.page_key)

    def _feed_text_page(self, lease: Lease) -> Page:
        return feed_text_page(lease.entry, url=lease.url, fetched_at=self._desk.now(), page_key=lease.page_key)


def window_of(concurrent_requests: int, per_host: int, tries: int, patience_s: float) -> Limits:
    """Limits that keep the downloader busy: twice its places in all, one page in reserve at each host."""
    return Limits(window=2 * concurrent_requests, per_host=per_host + 1, tries=tries, patience_s=patience_s)
