"""Rechecks: the pages of known articles asked again, conditionally, and every answer into a Checked or a Page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.network.outcomes import REDIRECTS, Refusal, judge_failure, judge_status, next_hop, parse_retry_after
from crawler.requests.conditional import is_same_body, recall, remember, request_headers
from crawler.requests.fetching import FOLLOWED, hold
from crawler.requests.responses import header, headers_of
from crawler.scheduling.dispatch import Dispatch
from crawler.scheduling.inflight import InFlight
from crawler.scheduling.pacing import OVERLOADED
from pipelines.model import Checked, CheckOutcome, GoneReason, Page, Recheck
from pipelines.reading.feed_text import feed_text_page, own_text
from pipelines.run.run import Run
from pipelines.web.urls import host_of, is_root, strip_fragment

GONE: dict[int, GoneReason] = {404: "http_404", 410: "http_410", 451: "http_451"}


class PageRechecking:
    """Asks for the pages whose time has come, where nothing new is to be asked for."""

    def __init__(self, run: Run, in_flight: InFlight, dispatch: Dispatch) -> None:
        self._run = run
        self._rechecks = run.store.rechecks
        self._mode = run.config.recheck
        self._in_flight = in_flight
        self._dispatch = dispatch

    def hosts(self) -> list[str]:
        """The hosts with pages that are due."""
        return self._rechecks.hosts(self._mode)

    def ask(self, host: str) -> Iterator[Request | Page]:
        """The page of a host that is most worth asking; none of one that asked for more time than a run waits."""
        if self._dispatch.held_until(host, "check") is not None:
            return
        recheck = self._rechecks.lease(host, self._mode)
        if recheck is None:
            return
        self._in_flight.add(recheck.key, "check")
        if recheck.full_text == "feed" and recheck.entry is not None and own_text(recheck.entry, None).stands_in:
            now = self._run.now()
            page = feed_text_page(recheck.entry, url=recheck.url, fetched_at=now, page_key=None, instead=FOLLOWED)
            yield replace(page, recheck=recheck)
        else:
            yield self._request(self._with_validators(recheck), strip_fragment(recheck.url), ())

    def _with_validators(self, recheck: Recheck) -> Recheck:
        """Those of the last check, else of the response in the archive that the article's rows rest on."""
        known = self._run.store.articles.page_fetched(recheck.page_key) if recheck.validators is None else None
        archived = self._run.archive.validators(recheck.url, known) if known is not None else None
        if archived is None:
            return recheck
        return replace(recheck, validators=recall(recheck.url, dict(archived[0]), archived[1]))

    def _request(self, recheck: Recheck, url: str, hops: tuple[str, ...]) -> Request:
        return Request(
            url,
            callback=self.answer,
            errback=self.failed,
            headers=request_headers(recheck.validators, url),
            dont_filter=True,
            cb_kwargs={"recheck": recheck, "hops": hops},
            meta={"recheck": recheck},
        )

    # --------------------------------------------------------------------------------------------------- answers

    def answer(self, response: Response, recheck: Recheck, hops: tuple[str, ...]) -> Iterator[Any]:
        """What follows from a response: an outcome, a page to be compared, or the next hop of a redirect."""
        now, status = self._run.now(), response.status
        assert response.request is not None
        self._dispatch.back(response.request, status)
        if status in REDIRECTS:
            yield from self._follow(response, recheck, hops, now)
        elif status == 304:
            yield _checked(recheck, "unchanged", now, status=304)
        elif status in GONE:
            yield _checked(recheck, "gone", now, status=status, detail=f"HTTP {status}", gone=GONE[status])
        elif (judged := judge_status(status)) is not None:
            until = parse_retry_after(header(response, "Retry-After"), now)
            if until is not None and status in OVERLOADED:
                hold(self._dispatch, self._run, host_of(response.url) or recheck.host, until, f"HTTP {status}")
            outcome: CheckOutcome = "failed" if judged[1] else "kept"
            yield _checked(recheck, outcome, now, status=status, detail=f"HTTP {status}", not_before=until)
        elif not hops and is_same_body(recheck.validators, recheck.url, response.body):
            yield _checked(recheck, "unchanged", now, status=status)
        else:
            yield self._page(response, recheck, hops, now)

    def _page(self, response: Response, recheck: Recheck, hops: tuple[str, ...], now: datetime) -> Page:
        headers, url = headers_of(response), strip_fragment(response.url)
        known = remember(recheck.validators, url, headers, response.body)
        return Page(
            url=url,
            fetched_at=now,
            body=response.body,
            content_type=header(response, "Content-Type") or "",
            status=response.status,
            headers=tuple(headers.items()),
            redirects=hops,
            entry=recheck.entry,
            recheck=replace(recheck, validators=known),
        )

    def failed(self, failure: Failure) -> Iterator[Checked]:
        """No response came, or none was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        recheck: Recheck = request.cb_kwargs["recheck"]
        self._dispatch.back(request, None)
        assert failure.value is not None
        reason, detail, may_pass = judge_failure(failure.value)
        not_before = getattr(failure.value, "not_before", None)
        outcome: CheckOutcome = "failed" if may_pass else "kept"
        yield _checked(recheck, outcome, self._run.now(), detail=f"{reason}: {detail}", not_before=not_before)

    def _follow(self, response: Response, recheck: Recheck, hops: tuple[str, ...], now: datetime) -> Iterator[Checked]:
        here, status = strip_fragment(response.url), response.status
        hop = next_hop(here, status, header(response, "Location"), hops)
        if isinstance(hop, Refusal):
            yield _checked(recheck, "kept", now, status=status, detail=f"{hop.reason}: {hop.detail}")
        elif is_root(hop) and not is_root(recheck.url):
            detail = f"redirects to the front page {hop}"
            yield _checked(recheck, "gone", now, status=status, detail=detail, gone="front_page")
        else:
            following = self._request(recheck, hop, (*hops, here))
            self._dispatch.follow(following, host_of(hop) or recheck.host, "check")


def _checked(
    recheck: Recheck,
    outcome: CheckOutcome,
    now: datetime,
    *,
    status: int | None = None,
    detail: str | None = None,
    gone: GoneReason | None = None,
    not_before: datetime | None = None,
) -> Checked:
    return Checked(
        recheck=recheck,
        outcome=outcome,
        seen_at=now,
        detail=detail,
        http_status=status,
        gone=gone,
        not_before=not_before,
    )
