"""Polls: each feed asked once; every answer becomes FeedPolls. purposes.py says what is asked besides."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.feeds import Dialect, parse_feed, slices
from crawler.network.answers import Hop, Miss, ends_early, header, headers_of
from crawler.network.credentials import Keyring
from crawler.network.outcomes import ENDED_EARLY
from crawler.requests import purposes
from crawler.requests.conditional import (
    fresh_until,
    is_same_body,
    known_items,
    offers_the_same,
    remember,
    request_headers,
)
from crawler.requests.cycle import RequestCycle
from crawler.requests.purposes import FOUND_IN, Poll
from crawler.requests.unread import Unread, unread
from crawler.scheduling.in_flight import InFlight
from crawler.scheduling.scheduler import Scheduler
from pipelines.errors import TaskError
from pipelines.following.stale_304 import may_be_stale
from pipelines.model import Failure as FailureClass
from pipelines.model import FeedPoll, ParsedFeed, PollOutcome, Proposal
from pipelines.run.polls import gap_of
from pipelines.run.run import Run

MAX_NOTED = 500
"""Characters of polls.error."""


class FeedPolling(RequestCycle[Poll]):
    """Asks for the feeds that are to be polled.

    afresh: without conditions, whatever is remembered. recovers: looks for what a gap lost. dialects: of
    feeds, that are not ours.
    """

    kind = "poll"
    may_end_early = True

    def __init__(
        self,
        run: Run,
        in_flight: InFlight,
        scheduler: Scheduler,
        keyring: Keyring,
        *,
        afresh: bool = False,
        recovers: bool = True,
        dialects: tuple[Dialect, ...] = (),
    ) -> None:
        super().__init__(run, in_flight, scheduler)
        self._keyring = keyring
        self._afresh = afresh
        self._recovers = recovers
        self._waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        """Feeds to poll, by host."""
        self._queued: set[int] = set()
        """The same."""
        self._dialects = dialects
        self._validators: dict[int, str | None] = {}
        """Of the feeds under way; the parts of an index add to them as they come."""
        self._under_way: Counter[int] = Counter()

    # -------------------------------------------------------------------------------------------- the feeds to poll

    def add(self, feed_id: int, host: str) -> None:
        """Queues a feed."""
        self._waiting[host].append(feed_id)
        self._queued.add(feed_id)

    def waiting(self) -> set[int]:
        """The feeds that are still to be polled."""
        return self._queued

    def is_to_come(self, feed_id: int) -> bool:
        """Whether a feed has still to be asked, or to answer."""
        return feed_id in self._queued or self.is_under_way(feed_id)

    def hosts(self) -> list[str]:
        """The hosts with feeds to poll."""
        return list(self._waiting)

    def ask(self, host: str) -> Iterator[Request]:
        """The poll of a host's next feed; those of one that asked for more time than a run waits are left out."""
        feeds = self._waiting.get(host)
        if feeds and self._scheduler.held_until(host, self.kind) is None:
            feed_id = feeds.popleft()
            self._queued.discard(feed_id)
            yield self._first_request(feed_id)
        if not feeds or self._scheduler.held_until(host, self.kind) is not None:
            self._queued.difference_update(self._waiting.pop(host, ()))

    def is_under_way(self, feed_id: int) -> bool:
        """Whether a feed has been asked and has no outcome yet."""
        return self._under_way[feed_id] > 0

    def ended(self, feed_id: int) -> None:
        """One of the addresses of a feed has its outcome."""
        self._under_way[feed_id] -= 1
        if self._under_way[feed_id] <= 0:
            del self._under_way[feed_id]
            self._validators.pop(feed_id, None)

    def _first_request(self, feed_id: int) -> Request:
        feed = self._run.store.feeds.state(feed_id)
        self._validators[feed_id] = feed.validators
        conditional = not (self._afresh or feed.unconditional or may_be_stale(feed, self._run.now()))
        return self._request(Poll(feed=feed, asked=feed.fetch_url, url=feed.fetch_url, conditional=conditional))

    def _request(self, poll: Poll) -> Request:
        if poll.key not in self._in_flight:
            self._under_way[poll.feed.id] += 1
        return self.request(poll, poll.url, poll.hops)

    def headers(self, subject: Poll, url: str) -> dict[str, str]:
        """Its conditions and its credentials."""
        known = self._validators.get(subject.feed.id) if subject.purpose != "proof" else subject.feed.validators
        return {
            **(request_headers(known, url) if subject.conditional else {}),
            **self._keyring.headers_for(subject.feed.url, url),
        }

    def is_above_robots(self, subject: Poll) -> bool:
        """robots.txt binds what was discovered, not what the user listed."""
        return subject.user_listed

    # ------------------------------------------------------------------------------------------------------- answers

    def take(
        self,
        subject: Poll,
        response: Response,
        hops: tuple[str, ...],  # noqa: ARG002  the poll has them
        now: datetime,
    ) -> Iterator[Any] | AsyncIterator[Any]:
        """What a body brings; it is parsed where it is not the one that is known."""
        if subject.purpose == "proof":
            return iter([self._poll(subject, now, "unchanged", http_status=response.status)])
        if subject.purpose in ("robots", "site"):
            return self._look_around(response, subject, now)
        if is_same_body(self._validators.get(subject.feed.id), subject.url, response.body):
            return iter([self._same_body(response, subject, now)])
        return self._read(response, subject, now)

    def follow(
        self, subject: Poll, hop: Hop, response: Response, hops: tuple[str, ...], now: datetime
    ) -> Iterator[FeedPoll | Request]:
        """The next request, after a row for this one; permanent redirects, and they alone, are remembered."""
        permanent = subject.only_permanent and hop.permanent
        moved_to = hop.url if permanent else subject.moved_to
        following = replace(subject, url=hop.url, hops=hops, moved_to=moved_to, only_permanent=permanent)
        yield self._request(following)
        yield self._poll(subject, now, "moved", http_status=response.status, error=f"led to {hop.url}")

    def miss(self, subject: Poll, miss: Miss, now: datetime, response: Response | None = None) -> Iterator[Any]:
        """No body came. A 304 to the conditions of an outdated version is stale."""
        if miss.http_status == 304 and response is not None:
            fresh = fresh_until(headers_of(response), now)
            proven = "answers 304 to the validators of a version that it does not serve any more"
            stale = proven if subject.purpose == "proof" else None
            yield self._poll(subject, now, "not_modified", http_status=304, stale_304=stale, fresh_until=fresh)
        elif miss.http_status == 410 and subject.purpose == "poll":
            yield from self._look_for_new_address(subject, "http_4xx", now, gone=True)
            yield self._poll(subject, now, "gone", http_status=410, failure="http_4xx", error="HTTP 410: gone")
        else:
            status, not_before = miss.http_status, miss.not_before
            yield from self._failed(subject, now, miss.failure, miss.line, http_status=status, not_before=not_before)

    def account_for_bug(self, subject: Poll, failure: Failure) -> FeedPoll | Proposal:
        """A failed poll; nothing further is looked for."""
        return self._failure(subject, self._run.now(), "error", f"error: {failure.getErrorMessage()}"[:300])

    def _same_body(self, response: Response, poll: Poll, now: datetime) -> FeedPoll:
        """The bytes that were remembered, from a server that does not know conditions."""
        items = len(known_items(self._validators.get(poll.feed.id), poll.url))
        return self._poll(
            poll,
            now,
            "not_modified",
            http_status=response.status,
            listed=items or poll.feed.listed_entries,
            fresh_until=fresh_until(headers_of(response), now),
        )

    async def _read(self, response: Response, poll: Poll, now: datetime) -> AsyncIterator[Any]:
        body = unread(response.body, known_items(self._validators.get(poll.feed.id), poll.url))
        if body.unread == 0 and poll.purpose in ("poll", "part"):
            yield self._nothing_new(response, poll, body, now)
            return
        try:
            feed = await self._parse(response, poll, body.to_parse)
            if feed is not None and body.unread is not None and len(feed.entries) != body.unread:
                body = replace(body, to_parse=response.body, unread=None)
                feed = await self._parse(response, poll, body.to_parse)
        except TaskError as error:
            outcomes = self._failed(poll, now, "unreadable", str(error), http_status=response.status)
        else:
            if ends_early(response) and (feed is None or not (feed.entries or feed.children)):
                outcomes = self._failed(poll, now, "connection", ENDED_EARLY, http_status=response.status)
            elif feed is None:
                outcomes = self._look_further(response, poll, now)
            elif poll.purpose in ("candidate", "older", "sitemap"):
                outcomes = self._found(response, poll, feed, now)
            else:
                outcomes = self._taken(response, poll, feed, body, now)
        for outcome in outcomes:
            yield outcome

    async def _parse(self, response: Response, poll: Poll, body: bytes) -> ParsedFeed | None:
        content_type = header(response, "Content-Type") or ""
        return await self._run.pool.run(
            parse_feed, body, poll.url, content_type, self._dialects, deadline_s=self._run.config.feed_deadline_s
        )

    def _nothing_new(self, response: Response, poll: Poll, body: Unread, now: datetime) -> FeedPoll:
        """The body has changed, and none of its entries: a build date, a counter."""
        return self._poll(
            poll,
            now,
            "unchanged",
            http_status=response.status,
            validators=None if ends_early(response) else self._remember(response, poll, body.cut),
            error=_noted(response),
            listed=len(body.cut.items) if body.cut is not None else None,
            fresh_until=fresh_until(headers_of(response), now),
        )

    def _remember(self, response: Response, poll: Poll, cut: slices.Slices | None) -> str:
        items = slices.digests(cut) if cut is not None else ()
        known = remember(self._validators.get(poll.feed.id), poll.url, headers_of(response), response.body, items=items)
        self._validators[poll.feed.id] = known
        return known

    def _taken(
        self, response: Response, poll: Poll, feed: ParsedFeed, body: Unread, now: datetime
    ) -> Iterator[Request | FeedPoll]:
        """A feed was read. An index keeps no validators: its parts may change while it does not. Nor does a body that
        ended early, whose rest is still to come; what it does not list was not lost."""
        for child in () if poll.purpose == "part" else feed.children:
            yield self._request(purposes.part(poll, child))
        before = self._validators.get(poll.feed.id)
        listed, is_whole = len(feed.entries), not ends_early(response)
        if body.cut is not None and (body.unread is not None or len(body.cut.items) == listed):
            listed, whole_cut = len(body.cut.items), body.cut
        else:
            whole_cut = None
        taken = self._poll(
            poll,
            now,
            "new",
            http_status=response.status,
            feed=feed,
            listed=listed,
            validators=self._remember(response, poll, whole_cut) if is_whole and not feed.children else before,
            error=_noted(response, feed),
            fetch_url=poll.url if poll.purpose == "discovered" else None,
            fresh_until=fresh_until(headers_of(response), now),
        )
        if poll.purpose != "poll" or feed.children or not is_whole:
            yield taken
            return
        if body.unread is None and (gap := gap_of(self._run.store, poll.feed, taken)) is not None:
            if self._recovers:
                yield self._request(purposes.recovery(poll, feed, gap))
            taken = replace(taken, gap=gap)
        if not poll.conditional and not poll.feed.unconditional:
            if offers_the_same(before, poll.url, headers_of(response)):
                taken = replace(taken, stale_304="its body has changed, and its ETag or Last-Modified has not")
            elif request_headers(before, poll.url):
                yield self._request(purposes.proof(poll))
        yield taken

    def _look_further(self, response: Response, poll: Poll, now: datetime) -> Iterator[Any]:
        """This is no feed; perhaps it is a page that names some."""
        following = purposes.named_by(poll, response.body)
        if following is not None:
            yield self._request(following)
            return
        names_none = "this is no feed, and it names none"
        error = names_none if poll.purpose == "poll" else "the feeds that this page names are none"
        yield from self._failed(poll, now, "not_a_feed", error, outcome="not_a_feed", http_status=response.status)

    def _found(self, response: Response, poll: Poll, feed: ParsedFeed, now: datetime) -> Iterator[Any]:
        """A document that was looked for."""
        if poll.purpose == "candidate":
            yield self._propose(poll, now, poll.url)
            return
        entries, further = purposes.recovered(poll, feed)
        for following in further:
            yield self._request(following)
        found = replace(feed, entries=entries, children=())
        listed, error = len(feed.entries), _noted(response, feed)
        yield self._poll(poll, now, "new", http_status=response.status, feed=found, listed=listed, error=error)

    def _look_around(self, response: Response, poll: Poll, now: datetime) -> Iterator[Any]:
        """robots.txt, for the sitemaps that it names; or a dead feed's site, for the feeds that it names."""
        if poll.purpose == "robots":
            for following in purposes.sitemaps(poll, response.body):
                yield self._request(following)
            yield self._poll(poll, now, "unchanged", http_status=response.status)
            return
        candidate = purposes.named_by_site(poll, response.body)
        if candidate is not None:
            yield self._request(candidate)
        else:
            yield self._propose(poll, now, None)

    def _look_for_new_address(
        self, poll: Poll, failure: FailureClass, now: datetime, *, gone: bool = False
    ) -> Iterator[Request]:
        site = purposes.site_of_dead(poll, failure, now, gone=gone)
        if site is not None:
            yield self._request(site)

    def _propose(self, poll: Poll, now: datetime, url: str | None) -> Proposal:
        return Proposal(feed_id=poll.feed.id, looked_at=now, url=url, key=poll.key)

    # --------------------------------------------------------------------------------------------------------- items

    def _failed(
        self, poll: Poll, now: datetime, failure: FailureClass, error: str, **known: Any
    ) -> Iterator[Request | FeedPoll | Proposal]:
        """What follows from a failure, and the failure itself."""
        if poll.purpose == "older":
            assert poll.gap is not None
            yield self._request(purposes.robots(poll, poll.gap))
        yield from self._look_for_new_address(poll, failure, now)
        yield self._failure(poll, now, failure, error, **known)

    def _failure(
        self,
        poll: Poll,
        now: datetime,
        failure: FailureClass,
        error: str,
        *,
        outcome: PollOutcome = "failed",
        **known: Any,
    ) -> FeedPoll | Proposal:
        """A poll that failed. Where a dead feed's site was looked at, there is nothing to propose."""
        if poll.purpose in ("site", "candidate"):
            return self._propose(poll, now, None)
        return self._poll(poll, now, outcome, failure=failure, error=error, **known)

    def _poll(self, poll: Poll, now: datetime, outcome: PollOutcome, **known: Any) -> FeedPoll:
        return FeedPoll(
            feed_id=poll.feed.id,
            url=poll.asked,
            fetched_at=now,
            outcome=outcome,
            conditional=poll.conditional,
            moved_to=poll.moved_to if poll.purpose == "poll" else None,
            found_in=FOUND_IN.get(poll.purpose, "feed"),
            part=poll.purpose == "part",
            key=None if outcome == "moved" else poll.key,
            **known,
        )


def _noted(response: Response, feed: ParsedFeed | None = None) -> str | None:
    """What was wrong with a body that could be read, one line; None where nothing was."""
    early = (f"{ENDED_EARLY}; what came was read",) if ends_early(response) else ()
    return "; ".join((*early, *(feed.problems if feed else ())))[:MAX_NOTED] or None
