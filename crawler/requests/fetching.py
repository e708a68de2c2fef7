"""Fetching: the frontier's leases turned into requests, and every answer into a Page or a Rejection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.network import optouts
from crawler.network.outcomes import (
    REDIRECTS,
    Refusal,
    judge_failure,
    judge_status,
    next_hop,
    parse_retry_after,
    retry_at,
)
from crawler.requests.responses import header, headers_of
from crawler.scheduling.dispatch import Dispatch
from crawler.scheduling.inflight import InFlight
from crawler.scheduling.pacing import OVERLOADED
from pipelines.model import Lease, Page, Reason, Rejection
from pipelines.reading.feed_text import OwnText, feed_text_page, own_text
from pipelines.run.filer import Filer
from pipelines.run.run import Run
from pipelines.web.urls import host_of, strip_fragment

FIRST_RETRY_S = 2.0
"""Wait before the second try of a page in a run; doubled for each further one."""
FOLLOWED = "the feed is followed for its text"
"""Why a feed's own text stands for a page that was not asked for."""
REFUSED_AT_ONCE = 50
"""Pages of a host that asked for time which get their rows in one turn."""


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
    """Asks for the pages that the frontier leases to this run."""

    def __init__(
        self, run: Run, filer: Filer, in_flight: InFlight, dispatch: Dispatch, *, tries: int, patience_s: float
    ) -> None:
        self._run = run
        self._filer = filer
        self._frontier = run.store.frontier
        self._in_flight = in_flight
        self._dispatch = dispatch
        self._most_tries = tries
        self._patience_s = patience_s
        self._tries: Counter[str] = Counter()

    # --------------------------------------------------------------------------------------------------- the frontier

    def hosts(self) -> list[str]:
        """The hosts with pages that may be asked for now."""
        return self._frontier.hosts()

    def next_due_s(self) -> float | None:
        """Seconds until the earliest of the pages that must wait may be asked for; None if none must wait."""
        due = self._frontier.next_due()
        return None if due is None else (due - self._run.now()).total_seconds()

    def ask(self, host: str) -> Iterator[Request | Page | Rejection]:
        """The next page of a host; of one that asked for more time than a run waits, the rejections of its pages."""
        held_until = self._dispatch.held_until(host, "page")
        for lease in self._frontier.lease(host, 1 if held_until is None else REFUSED_AT_ONCE):
            self._in_flight.add(lease.page_key)
            if held_until is not None:
                detail = f"{host} has asked for time until {held_until:%Y-%m-%d %H:%M} UTC"
                miss = Miss(reason="http_status", detail=detail, may_pass=True, not_before=held_until, again=False)
                yield from self._miss(lease, miss, self._run.now())
            elif lease.full_text == "feed" and self._own_text(lease).stands_in:
                yield self._feed_text_page(lease, FOLLOWED)
            else:
                yield self._request(lease, strip_fragment(lease.url), ())

    # --------------------------------------------------------------------------------------------------- one page

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
        now, status = self._run.now(), response.status
        assert response.request is not None
        self._dispatch.back(response.request, status)
        if status in REDIRECTS:
            yield from self._follow(response, lease, hops, now)
        elif (judged := judge_status(status)) is not None:
            until = parse_retry_after(header(response, "Retry-After"), now)
            if until is not None and status in OVERLOADED:
                hold(self._dispatch, self._run, host_of(response.url) or lease.host, until, f"HTTP {status}")
            miss = Miss(
                reason=judged[0], detail=f"HTTP {status}", may_pass=judged[1], http_status=status, not_before=until
            )
            yield from self._miss(lease, miss, now)
        else:
            headers = headers_of(response)
            said = (*optouts.from_headers(headers), *optouts.from_html(response.body))
            self._filer.note_opt_outs(strip_fragment(response.url), said)
            yield Page(
                url=strip_fragment(response.url),
                fetched_at=now,
                body=response.body,
                content_type=header(response, "Content-Type") or "",
                status=status,
                headers=tuple(headers.items()),
                redirects=hops,
                entry=lease.entry,
                page_key=lease.page_key,
            )

    def failed(self, failure: Failure) -> Iterator[Any]:
        """No response came, or none was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lease: Lease = request.cb_kwargs["lease"]
        self._dispatch.back(request, None)
        assert failure.value is not None
        reason, detail, may_pass = judge_failure(failure.value)
        not_before = getattr(failure.value, "not_before", None)
        miss = Miss(reason=reason, detail=detail, may_pass=may_pass, not_before=not_before, again=reason != "robots")
        yield from self._miss(lease, miss, self._run.now())

    def _follow(self, response: Response, lease: Lease, hops: tuple[str, ...], now: datetime) -> Iterator[Any]:
        here = strip_fragment(response.url)
        hop = next_hop(here, response.status, header(response, "Location"), hops)
        if isinstance(hop, Refusal):
            miss = Miss(reason=hop.reason, detail=hop.detail, may_pass=False, http_status=response.status)
            yield from self._miss(lease, miss, now)
        else:
            self._dispatch.follow(self._request(lease, hop, (*hops, here)), host_of(hop) or lease.host, "page")

    def _miss(self, lease: Lease, miss: Miss, now: datetime) -> Iterator[Page | Rejection]:
        """A second try in this run, the feed's own text in its place, or a rejection: one of these."""
        key = lease.page_key
        self._tries[key] += 1
        if miss.may_pass and miss.again and self._tries[key] < self._most_tries and not self._dispatch.stopping:
            pause = timedelta(seconds=FIRST_RETRY_S * 2 ** (self._tries[key] - 1))
            until = max(now + pause, miss.not_before or now)
            if (until - now).total_seconds() <= self._patience_s:
                self._try_later(lease, until)
                return
        own = self._own_text(lease)
        if own.stands_in:
            yield self._feed_text_page(lease, f"{miss.reason}: {miss.detail}")
            return
        again_at = max(retry_at(lease.attempts, now), miss.not_before or now) if miss.may_pass else None
        yield Rejection(
            url=lease.url,
            reason=miss.reason,
            detail=f"{miss.detail}; {own.remark}" if own.remark else miss.detail,
            seen_at=now,
            http_status=miss.http_status,
            page_key=key,
            not_before=again_at,
        )

    def _try_later(self, lease: Lease, until: datetime) -> None:
        """Back to the frontier."""
        self._frontier.give_back(lease.page_key, until)
        self._in_flight.end(lease.page_key)

    def _own_text(self, lease: Lease) -> OwnText:
        """What the feed itself has of the page's text."""
        if lease.entry.content_html:
            return own_text(lease.entry, self._frontier.usual_text(lease.page_key))
        remark = "the feed has only a teaser: no text, and it is followed for it" if lease.full_text == "feed" else ""
        return OwnText(stands_in=False, remark=remark)

    def _feed_text_page(self, lease: Lease, why: str) -> Page:
        now = self._run.now()
        return feed_text_page(lease.entry, url=lease.url, fetched_at=now, page_key=lease.page_key, instead=why)


def hold(dispatch: Dispatch, run: Run, host: str, until: datetime, reason: str) -> None:
    """The host asked for time: in this run, and in those that come before `until`."""
    dispatch.hold(host, until)
    run.store.hosts.hold(host, until, reason)
