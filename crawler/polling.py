"""Polls: each feed asked once, and whatever comes back turned into one FeedPoll."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.conditional import is_same_body, remember, request_headers
from crawler.discovery import find_feeds
from crawler.feeds import parse_feed
from crawler.inflight import InFlight
from crawler.outcomes import REDIRECTS, Refusal, judge_failure, judge_status, next_hop, parse_retry_after
from crawler.responses import header, headers_of
from crawler.spiders.base import poll_key
from pipelines.desk import Desk
from pipelines.errors import TaskError
from pipelines.model import FeedPoll, FeedState, ParsedFeed, PollOutcome
from pipelines.urls import host_of

FEED_PRIORITY = 10
"""Feeds before pages: they say which pages there are."""
MAX_CANDIDATES = 3
"""Feeds of one home page that are tried, in the order in which it names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One address of a feed under way: what its answer belongs to."""

    feed: FeedState
    asked: str
    """The address that the poll is about: the feed's own, or a part of a sitemap index."""
    url: str
    """The address of the request under way: `asked`, or where it led."""
    hops: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    """Feeds of the home page that are still to be tried."""
    discovered: bool = False
    """The request is for a feed that a home page names."""
    part: bool = False
    """A part of a sitemap index."""

    @property
    def key(self) -> str:
        return poll_key(self.feed.id, self.asked)

    @property
    def user_listed(self) -> bool:
        """robots.txt binds what was discovered, not what the user listed."""
        return not (self.discovered or self.part or self.feed.fetch_url != self.feed.url)


class FeedPolling:
    """Makes the requests of the polls and reads their answers."""

    def __init__(self, desk: Desk, in_flight: InFlight) -> None:
        self._desk = desk
        self._in_flight = in_flight
        self._validators: dict[int, str | None] = {}

    def requests(self, feeds: Iterable[FeedState]) -> Iterator[Request]:
        """One request per feed."""
        for feed in feeds:
            self._validators[feed.id] = feed.validators
            yield self._request(Poll(feed=feed, asked=feed.fetch_url, url=feed.fetch_url))

    def _request(self, poll: Poll) -> Request:
        self._in_flight.add(poll.key, host_of(poll.url) or "", "poll")
        return Request(
            poll.url,
            callback=self.answer,
            errback=self.failed,
            headers=request_headers(self._validators[poll.feed.id], poll.url),
            priority=FEED_PRIORITY,
            dont_filter=True,
            cb_kwargs={"poll": poll},
            meta={"poll": poll, "dont_obey_robotstxt": poll.user_listed},
        )

    async def answer(self, response: Response, poll: Poll) -> AsyncIterator[Any]:
        """The items and requests that follow from a response."""
        now, status = self._desk.now(), response.status
        if status in REDIRECTS:
            for outcome in self._follow(response, poll, now):
                yield outcome
        elif status == 304:
            yield self._poll(poll, now, "not_modified", http_status=304)
        elif status == 410 and not (poll.part or poll.discovered):
            yield self._poll(poll, now, "gone", http_status=410, error="HTTP 410: gone")
        elif judge_status(status) is not None:
            until = parse_retry_after(header(response, "Retry-After"), now)
            yield self._poll(poll, now, "failed", http_status=status, error=f"HTTP {status}", not_before=until)
        elif is_same_body(self._validators[poll.feed.id], poll.url, response.body):
            yield self._poll(poll, now, "not_modified", http_status=status)
        else:
            async for outcome in self._read(response, poll, now):
                yield outcome

    def failed(self, failure: Failure) -> Iterator[FeedPoll]:
        """No response came, or none was asked for."""
        poll: Poll = failure.request.meta["poll"]  # type: ignore[attr-defined]
        reason, detail, _ = judge_failure(failure.value) if failure.value else ("error", "failed", True)
        not_before = getattr(failure.value, "not_before", None)
        yield self._poll(poll, self._desk.now(), "failed", error=f"{reason}: {detail}", not_before=not_before)

    def bug(self, poll: Poll, failure: Failure) -> FeedPoll:
        """A callback of ours raised: the poll is accounted for all the same."""
        return self._poll(poll, self._desk.now(), "failed", error=f"error: {failure.getErrorMessage()}"[:300])

    def _follow(self, response: Response, poll: Poll, now: datetime) -> Iterator[Any]:
        hop = next_hop(poll.url, response.status, header(response, "Location"), poll.hops)
        if isinstance(hop, Refusal):
            yield self._poll(poll, now, "failed", http_status=response.status, error=f"{hop.reason}: {hop.detail}")
            return
        yield self._poll(poll, now, "moved", http_status=response.status, error=f"led to {hop}")
        yield self._request(replace(poll, url=hop, hops=(*poll.hops, poll.url)))

    async def _read(self, response: Response, poll: Poll, now: datetime) -> AsyncIterator[Any]:
        content_type = header(response, "Content-Type") or ""
        try:
            feed = await self._desk.pool.run(
                parse_feed, response.body, poll.url, content_type, deadline_s=self._desk.config.feed_deadline_s
            )
        except TaskError as error:
            yield self._poll(poll, now, "failed", http_status=response.status, error=str(error))
            return
        if feed is None:
            yield self._look_further(response, poll, now)
            return
        for child in () if poll.part else feed.children:
            yield self._request(Poll(feed=poll.feed, asked=child, url=child, part=True))
        yield self._taken(response, poll, feed, now)

    def _taken(self, response: Response, poll: Poll, feed: ParsedFeed, now: datetime) -> FeedPoll:
        """A feed was read. An index keeps no validators: its parts may change while it does not."""
        known = self._validators[poll.feed.id]
        if not feed.children:
            known = remember(known, poll.url, headers_of(response), response.body)
            self._validators[poll.feed.id] = known
        found = poll.url if poll.discovered and not poll.part else None
        return self._poll(poll, now, "new", http_status=response.status, feed=feed, validators=known, fetch_url=found)

    def _look_further(self, response: Response, poll: Poll, now: datetime) -> Request | FeedPoll:
        """This is no feed; perhaps it is a page that names some."""
        candidates = poll.candidates
        if not poll.discovered and not poll.part:
            candidates = find_feeds(response.body, poll.url)[:MAX_CANDIDATES]
        if candidates:
            return self._request(replace(poll, url=candidates[0], candidates=candidates[1:], discovered=True, hops=()))
        error = (
            "this is no feed, and it names none" if not poll.discovered else "the feeds that this page names are none"
        )
        return self._poll(poll, now, "not_a_feed", http_status=response.status, error=error)

    def _poll(self, poll: Poll, now: datetime, outcome: PollOutcome, **known: Any) -> FeedPoll:
        return FeedPoll(feed_id=poll.feed.id, url=poll.asked, fetched_at=now, outcome=outcome, **known)
