"""Fetching: the frontier's leases turned into requests, and every answer into a Page or a Rejection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.network import optouts
from crawler.network.answers import Miss, judge_silence
from crawler.network.outcomes import held, retry_at
from crawler.requests.cycle import RequestCycle, page_from
from crawler.requests.teaching import Teaching
from crawler.scheduling.in_flight import InFlight
from crawler.scheduling.scheduler import Scheduler
from pipelines.model import Lease, Page, Rejection
from pipelines.reading.feed_text import OwnText, feed_text_page, own_text
from pipelines.run.filer import Filer
from pipelines.run.run import Run
from pipelines.web.urls import strip_fragment

FIRST_RETRY_S = 2.0
"""Wait before the second try of a page in a run; doubled for each further one."""
FOLLOWED = "the feed is followed for its text"
"""Why a feed's own text stands for a page that was not asked for."""
REFUSED_AT_ONCE = 50
"""Pages of a host that asked for time which get their rows in one turn."""


class PageFetching(RequestCycle[Lease]):
    """Asks for the pages that the frontier leases to this run."""

    kind = "page"

    def __init__(
        self,
        run: Run,
        in_flight: InFlight,
        scheduler: Scheduler,
        filer: Filer,
        teaching: Teaching,
        *,
        tries: int,
        patience_s: float,
    ) -> None:
        super().__init__(run, in_flight, scheduler)
        self._teaching = teaching
        self._filer = filer
        self._frontier = run.store.frontier
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
        held_until = self._scheduler.held_until(host, self.kind)
        for lease in self._leases(host, 1 if held_until is None else REFUSED_AT_ONCE):
            self._in_flight.add(lease.key, self.kind)
            if held_until is not None:
                yield self._instead(lease, judge_silence(held(host, held_until)), self._run.now())
            elif lease.full_text == "feed" and self._own_text(lease).stands_in:
                yield self._feed_text_page(lease, FOLLOWED)
            else:
                yield self.request(lease, strip_fragment(lease.url))

    def _leases(self, host: str, most: int) -> list[Lease]:
        only = self._teaching.may_ask(host)
        return self._frontier.lease(host, most) if only is None else self._frontier.lease_first(only)

    # --------------------------------------------------------------------------------------------------- one page

    def take(self, subject: Lease, response: Response, hops: tuple[str, ...], now: datetime) -> Iterator[Page]:
        """The page; what its site says about mining its text is noted."""
        page = page_from(response, hops, now, subject.entry)
        said = (*optouts.from_headers(dict(page.headers)), *optouts.from_html(page.body))
        self._filer.note_opt_outs(page.url, said)
        yield replace(page, page_key=subject.page_key)

    def miss(
        self,
        subject: Lease,
        miss: Miss,
        now: datetime,
        response: Response | None = None,  # noqa: ARG002  the miss says it
    ) -> Iterator[Page | Rejection]:
        """A second try in this run, the feed's own text in its place, or a rejection: one of these."""
        key = subject.key
        self._tries[key] += 1
        again = miss.may_pass and miss.reason != "robots" and not self._scheduler.stopping
        if again and self._tries[key] < self._most_tries:
            pause = timedelta(seconds=FIRST_RETRY_S * 2 ** (self._tries[key] - 1))
            until = max(now + pause, miss.not_before or now)
            if (until - now).total_seconds() <= self._patience_s:
                self._try_later(subject, until)
                return
        yield self._instead(subject, miss, now)

    def account_for_bug(self, subject: Lease, failure: Failure) -> Rejection:
        """A rejection that says so."""
        return rejection_for_bug(subject.url, subject.page_key, self._run.now(), failure)

    def _instead(self, lease: Lease, miss: Miss, now: datetime) -> Page | Rejection:
        """What stands for a page that does not come in this run: the feed's own text, else a rejection."""
        own = self._own_text(lease)
        if own.stands_in:
            return self._feed_text_page(lease, f"{miss.reason}: {miss.detail}")
        again_at = max(retry_at(lease.attempts, now), miss.not_before or now) if miss.may_pass else None
        return Rejection(
            url=lease.url,
            reason=miss.reason,
            detail=f"{miss.detail}; {own.remark}" if own.remark else miss.detail,
            seen_at=now,
            http_status=miss.http_status,
            page_key=lease.page_key,
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


def rejection_for_bug(url: str, page_key: str | None, now: datetime, failure: Failure) -> Rejection:
    """What a page gets for which a callback or a pipeline of ours raised."""
    detail = f"{failure.type.__name__ if failure.type else 'error'}: {failure.getErrorMessage()}"[:500]
    return Rejection(url=url, reason="error", detail=detail, seen_at=now, page_key=page_key)
