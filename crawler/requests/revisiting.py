"""Revisits: the pages of known articles asked again, conditionally; every answer becomes a Revisited or a Page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.network.answers import Hop, Miss
from crawler.requests.conditional import is_same_body, recall, remember, request_headers
from crawler.requests.cycle import RequestCycle, page_from
from crawler.requests.fetching import FOLLOWED
from crawler.scheduling.in_flight import InFlight
from crawler.scheduling.scheduler import Scheduler
from pipelines.model import GoneReason, Page, Revisit, Revisited, RevisitOutcome
from pipelines.reading.feed_text import feed_text_page, own_text
from pipelines.run.run import Run
from pipelines.web.urls import is_root, strip_fragment

GONE: dict[int, GoneReason] = {404: "http_404", 410: "http_410", 451: "http_451"}


class PageRevisiting(RequestCycle[Revisit]):
    """Asks for the pages whose time has come, where nothing new is to be asked for."""

    kind = "revisit"

    def __init__(self, run: Run, in_flight: InFlight, scheduler: Scheduler) -> None:
        super().__init__(run, in_flight, scheduler)
        self._rechecks = run.store.rechecks
        self._mode = run.config.revisit

    def hosts(self) -> list[str]:
        """The hosts with pages that are due, without those that asked for more time than a run waits."""
        due = self._rechecks.hosts(self._mode)
        return [host for host in due if self._scheduler.held_until(host, self.kind) is None]

    def ask(self, host: str) -> Iterator[Request | Page]:
        """The page of a host that is most worth asking; none of one that asked for more time than a run waits."""
        if self._scheduler.held_until(host, self.kind) is not None:
            return
        revisit = self._rechecks.lease(host, self._mode)
        if revisit is None:
            return
        self._in_flight.add(revisit.key, self.kind)
        if revisit.full_text == "feed" and revisit.entry is not None and own_text(revisit.entry, None).stands_in:
            now = self._run.now()
            page = feed_text_page(revisit.entry, url=revisit.url, fetched_at=now, page_key=None, instead=FOLLOWED)
            yield replace(page, revisit=revisit)
        else:
            yield self.request(self._with_validators(revisit), strip_fragment(revisit.url))

    def _with_validators(self, revisit: Revisit) -> Revisit:
        """Those of the last check, else of the response in the archive that the article's rows rest on."""
        known = self._run.store.articles.page_fetched(revisit.page_key) if revisit.validators is None else None
        archived = self._run.archive.validators(revisit.url, known) if known is not None else None
        if archived is None:
            return revisit
        return replace(revisit, validators=recall(revisit.url, dict(archived[0]), archived[1]))

    # --------------------------------------------------------------------------------------------------- answers

    def headers(self, subject: Revisit, url: str) -> dict[str, str]:
        """Its conditions."""
        return request_headers(subject.validators, url)

    def take(
        self, subject: Revisit, response: Response, hops: tuple[str, ...], now: datetime
    ) -> Iterator[Revisited | Page]:
        """The page, to be compared; or that it has not changed, where its bytes say so."""
        if not hops and is_same_body(subject.validators, subject.url, response.body):
            yield _revisited(subject, "unchanged", now, status=response.status)
            return
        page = page_from(response, hops, now, subject.entry)
        known = remember(subject.validators, page.url, dict(page.headers), page.body)
        yield replace(page, revisit=replace(subject, validators=known))

    def follow(
        self, subject: Revisit, hop: Hop, response: Response, hops: tuple[str, ...], now: datetime
    ) -> Iterator[Any]:
        """The next request; an article that leads to its site's front page is gone."""
        if is_root(hop.url) and not is_root(subject.url):
            detail = f"redirects to the front page {hop.url}"
            yield _revisited(subject, "gone", now, status=response.status, detail=detail, gone="front_page")
        else:
            yield from super().follow(subject, hop, response, hops, now)

    def miss(
        self,
        subject: Revisit,
        miss: Miss,
        now: datetime,
        response: Response | None = None,  # noqa: ARG002  the miss says it
    ) -> Iterator[Revisited]:
        """The page has not changed, is gone, or could not be had."""
        status = miss.http_status
        if status == 304:
            yield _revisited(subject, "unchanged", now, status=status)
        elif status in GONE:
            yield _revisited(subject, "gone", now, status=status, detail=miss.line, gone=GONE[status])
        else:
            outcome: RevisitOutcome = "failed" if miss.may_pass else "kept"
            yield _revisited(subject, outcome, now, status=status, detail=miss.line, not_before=miss.not_before)

    def account_for_bug(self, subject: Revisit, failure: Failure) -> Revisited:
        """A failed check; it is made again later."""
        return failed_revisit(subject, self._run.now(), failure)


def failed_revisit(revisit: Revisit, now: datetime, failure: Failure) -> Revisited:
    """What a known page gets for which a callback or a pipeline of ours raised; it is asked again later."""
    return _revisited(revisit, "failed", now, detail=f"error: {failure.getErrorMessage()}"[:300])


def _revisited(
    revisit: Revisit,
    outcome: RevisitOutcome,
    now: datetime,
    *,
    status: int | None = None,
    detail: str | None = None,
    gone: GoneReason | None = None,
    not_before: datetime | None = None,
) -> Revisited:
    return Revisited(
        revisit=revisit,
        outcome=outcome,
        seen_at=now,
        detail=detail,
        http_status=status,
        gone=gone,
        not_before=not_before,
    )
