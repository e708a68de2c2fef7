"""The one way of a request: made, answered, followed where it leads, and ended by an outcome."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.network import chain_cookies
from crawler.network.answers import Hop, Miss, header, headers_of, judge_answer, judge_silence
from crawler.scheduling.in_flight import InFlight, Kind
from crawler.scheduling.queues import Source
from crawler.scheduling.scheduler import KIND, Scheduler
from pipelines.model import Entry, Page
from pipelines.run.run import Run
from pipelines.web.urls import host_of, strip_fragment

SUBJECT = "subject"
"""Key of a request's cb_kwargs: what it asks for."""


class Subject(Protocol):
    """What is asked for by one request, or by several where redirects lead on."""

    @property
    def key(self) -> str:
        """InFlight's key."""


S = TypeVar("S", bound=Subject)


class RequestCycle(Source, Generic[S]):
    """Asks for the subjects of one kind. Callbacks yield what a Scrapy callback does: items, and requests that follow.

    A subclass says what it makes of an answer; each way ends with an item that has the subject's key, or goes on with
    a request.
    """

    kind: ClassVar[Kind]
    may_end_early: ClassVar[bool] = False
    """Whether what came of a body is taken where the rest did not come."""

    def __init__(self, run: Run, in_flight: InFlight, scheduler: Scheduler) -> None:
        self._run = run
        self._in_flight = in_flight
        self._scheduler = scheduler

    # ------------------------------------------------------------------------------------- what a subclass decides

    @abstractmethod
    def take(
        self, subject: S, response: Response, hops: tuple[str, ...], now: datetime
    ) -> Iterator[Any] | AsyncIterator[Any]:
        """What follows from a success. hops: the URLs that led to it by redirects, in order."""

    @abstractmethod
    def miss(self, subject: S, miss: Miss, now: datetime, response: Response | None = None) -> Iterator[Any]:
        """What follows where the subject did not come. response: what came instead; None where nothing did."""

    @abstractmethod
    def account_for_bug(self, subject: S, failure: Failure) -> Any:
        """The outcome, an item, of a subject for which a callback or a pipeline raised."""

    def follow(self, subject: S, hop: Hop, response: Response, hops: tuple[str, ...], now: datetime) -> Iterator[Any]:  # noqa: ARG002  for those who look closer
        """What follows from a redirect that is followed. hops: with the response's own URL."""
        yield self.request(subject, hop.url, hops)

    def headers(self, subject: S, url: str) -> Mapping[str, str]:  # noqa: ARG002  for those who have some
        """Headers of the subject's request to a URL: its conditions, its credentials."""
        return {}

    def is_above_robots(self, subject: S) -> bool:  # noqa: ARG002  for those who are
        """Whether robots.txt does not bind the subject, since the user listed it."""
        return False

    # ------------------------------------------------------------------------------------------------- the one way

    def request(self, subject: S, url: str, hops: tuple[str, ...] = ()) -> Request:
        """The request for a subject, which is under way from now on."""
        self._in_flight.add(subject.key, self.kind)
        return Request(
            url,
            callback=self.answer,
            errback=self.failed,
            headers=dict(self.headers(subject, url)),
            dont_filter=True,
            cb_kwargs={SUBJECT: subject, "hops": hops},
            meta={KIND: self.kind, "dont_obey_robotstxt": self.is_above_robots(subject)},
        )

    def answer(self, response: Response, subject: S, hops: tuple[str, ...]) -> Iterator[Any] | AsyncIterator[Any]:
        """What follows from a response."""
        assert response.request is not None
        self._scheduler.came_back(response.request, response.status)
        now = self._run.now()
        answer = judge_answer(response, hops, now, may_end_early=self.may_end_early)
        if answer is None:
            return self.take(subject, response, hops, now)
        if isinstance(answer, Hop):
            return _with_cookies(
                response, self.follow(subject, answer, response, (*hops, strip_fragment(response.url)), now)
            )
        if answer.asks_for_time and answer.not_before is not None:
            self._leave_alone(host_of(response.url) or "", answer.not_before, answer.detail)
        return self.miss(subject, answer, now, response)

    def failed(self, failure: Failure) -> Iterator[Any]:
        """What follows where no response came, or none was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        self._scheduler.came_back(request, None)
        return self.miss(request.cb_kwargs[SUBJECT], judge_silence(failure.value), self._run.now())

    def _leave_alone(self, host: str, until: datetime, why: str) -> None:
        """The host asked for time: in this run, and in those that come before `until`."""
        self._scheduler.hold(host, until)
        self._run.store.hosts.hold(host, until, why)


def _with_cookies(response: Response, following: Iterator[Any]) -> Iterator[Any]:
    """What follows from a redirect, its next request with the cookies of the chain."""
    for each in following:
        if isinstance(each, Request) and each.cb_kwargs["hops"]:
            chain_cookies.carry(response, each)
        yield each


def page_from(response: Response, hops: tuple[str, ...], now: datetime, entry: Entry | None) -> Page:
    """The page that a response brings. hops: the URLs that led to it by redirects. entry: what led there."""
    return Page(
        url=strip_fragment(response.url),
        fetched_at=now,
        body=response.body,
        content_type=header(response, "Content-Type") or "",
        status=response.status,
        headers=tuple(headers_of(response).items()),
        redirects=hops,
        cookies=chain_cookies.sent(response),
        entry=entry,
    )
