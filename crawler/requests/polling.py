"""Polls: each feed asked once, and whatever comes back turned into FeedPolls; errands.py says what is asked besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.feeds import parse_feed, slices
from crawler.network.credentials import Keyring
from crawler.network.outcomes import (
    PERMANENT_REDIRECTS,
    REDIRECTS,
    Refusal,
    classify_failure,
    classify_status,
    judge_failure,
    judge_status,
    next_hop,
    parse_retry_after,
)
from crawler.requests import errands
from crawler.requests.conditional import (
    fresh_until,
    is_same_body,
    known_items,
    offers_the_same,
    remember,
    request_headers,
)
from crawler.requests.errands import FOUND_IN, Poll
from crawler.requests.fetching import hold
from crawler.requests.responses import header, headers_of
from crawler.requests.unread import Unread, unread
from crawler.scheduling.dispatch import Dispatch
from crawler.scheduling.inflight import InFlight
from crawler.scheduling.pacing import OVERLOADED
from pipelines.errors import TaskError
from pipelines.following.honesty import may_be_lied_to
from pipelines.model import Failure as FailureClass
from pipelines.model import FeedPoll, ParsedFeed, PollOutcome, Proposal
from pipelines.run.polls import gap_of
from pipelines.run.run import Run
from pipelines.web.urls import host_of

FEED_PRIORITY = 10
"""Feeds before pages: they say which pages there are."""


class FeedPolling:
    """Makes the requests of the polls and reads their answers.

    afresh: without conditions, whatever is remembered. recovers: looks for what a gap lost.
    """

    def __init__(
        self,
        run: Run,
        in_flight: InFlight,
        dispatch: Dispatch,
        keyring: Keyring,
        *,
        afresh: bool = False,
        recovers: bool = True,
    ) -> None:
        self._run = run
        self._in_flight = in_flight
        self._dispatch = dispatch
        self._keyring = keyring
        self._afresh = afresh
        self._recovers = recovers
        self._validators: dict[int, str | None] = {}
        """Of the feeds under way; the parts of an index add to them as they come."""
        self._under_way: Counter[int] = Counter()

    def request(self, feed_id: int) -> Request:
        """The request that polls a feed."""
        feed = self._run.store.feeds.state(feed_id)
        self._validators[feed_id] = feed.validators
        conditional = not (self._afresh or feed.unconditional or may_be_lied_to(feed, self._run.now()))
        return self._request(Poll(feed=feed, asked=feed.fetch_url, url=feed.fetch_url, conditional=conditional))

    def _request(self, poll: Poll) -> Request:
        if poll.key not in self._in_flight:
            self._in_flight.add(poll.key, "poll")
            self._under_way[poll.feed.id] += 1
        known = self._validators.get(poll.feed.id) if poll.errand != "proof" else poll.feed.validators
        return Request(
            poll.url,
            callback=self.answer,
            errback=self.failed,
            headers={
                **(request_headers(known, poll.url) if poll.conditional else {}),
                **self._keyring.headers_for(poll.feed.url, poll.url),
            },
            priority=FEED_PRIORITY,
            dont_filter=True,
            cb_kwargs={"poll": poll},
            meta={"poll": poll, "dont_obey_robotstxt": poll.user_listed},
        )

    def _send(self, poll: Poll) -> None:
        self._dispatch.follow(self._request(poll), host_of(poll.url) or "", "poll")

    # ------------------------------------------------------------------------------------------------------- answers

    async def answer(self, response: Response, poll: Poll) -> AsyncIterator[Any]:
        """The items that follow from a response; requests that follow go to Dispatch."""
        now, status = self._run.now(), response.status
        assert response.request is not None
        self._dispatch.back(response.request, status)
        if status in REDIRECTS:
            outcomes = self._follow(response, poll, now)
        elif judge_status(status) is not None:
            outcomes = self._without_body(response, poll, now)
        elif poll.errand == "proof":
            outcomes = iter([self._poll(poll, now, "unchanged", http_status=status)])
        elif poll.errand in ("robots", "site"):
            outcomes = self._look_around(response, poll, now)
        elif is_same_body(self._validators.get(poll.feed.id), poll.url, response.body):
            outcomes = iter([self._same_body(response, poll, now)])
        else:
            async for outcome in self._read(response, poll, now):
                yield outcome
            return
        for outcome in outcomes:
            yield outcome

    def _without_body(self, response: Response, poll: Poll, now: datetime) -> Iterator[FeedPoll | Proposal]:
        """A status that brings no feed. A 304 to the conditions of an outdated version is a lie."""
        status = response.status
        if status == 304:
            fresh = fresh_until(headers_of(response), now)
            lie = "answers 304 to the validators of a version that it does not serve any more"
            lie_told = lie if poll.errand == "proof" else None
            yield self._poll(poll, now, "not_modified", http_status=304, lie=lie_told, fresh_until=fresh)
        elif status == 410 and poll.errand == "poll":
            yield self._poll(poll, now, "gone", http_status=410, failure="http_4xx", error="HTTP 410: gone")
            self._look_for_new_address(poll, "http_4xx", now, gone=True)
        else:
            until = parse_retry_after(header(response, "Retry-After"), now)
            if until is not None and status in OVERLOADED:
                hold(self._dispatch, self._run, host_of(response.url) or "", until, f"HTTP {status}")
            failed = classify_status(status)
            yield self._failed(poll, now, failed, f"HTTP {status}", http_status=status, not_before=until)

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

    def failed(self, failure: Failure) -> Iterator[FeedPoll | Proposal]:
        """No response came, or none was asked for."""
        request: Request = failure.request  # type: ignore[attr-defined]
        poll: Poll = request.meta["poll"]
        self._dispatch.back(request, None)
        assert failure.value is not None
        reason, detail, _ = judge_failure(failure.value)
        not_before = getattr(failure.value, "not_before", None)
        failed = classify_failure(failure.value)
        yield self._failed(poll, self._run.now(), failed, f"{reason}: {detail}", not_before=not_before)

    def bug(self, poll: Poll, failure: Failure) -> FeedPoll | Proposal:
        """A callback of ours raised: the poll is accounted for all the same."""
        return self._failed(poll, self._run.now(), "error", f"error: {failure.getErrorMessage()}"[:300])

    def is_under_way(self, feed_id: int) -> bool:
        """Whether a feed has been asked and has no outcome yet."""
        return self._under_way[feed_id] > 0

    def ended(self, feed_id: int) -> None:
        """One of the addresses of a feed has its outcome."""
        self._under_way[feed_id] -= 1
        if self._under_way[feed_id] <= 0:
            del self._under_way[feed_id]
            self._validators.pop(feed_id, None)

    def _follow(self, response: Response, poll: Poll, now: datetime) -> Iterator[Any]:
        hop = next_hop(poll.url, response.status, header(response, "Location"), poll.hops)
        if isinstance(hop, Refusal):
            detail = f"{hop.reason}: {hop.detail}"
            yield self._failed(poll, now, "redirect", detail, http_status=response.status)
            return
        permanent = poll.only_permanent and response.status in PERMANENT_REDIRECTS
        yield self._poll(poll, now, "moved", http_status=response.status, error=f"led to {hop}")
        moved_to = hop if permanent else poll.moved_to
        self._send(replace(poll, url=hop, hops=(*poll.hops, poll.url), moved_to=moved_to, only_permanent=permanent))

    async def _read(self, response: Response, poll: Poll, now: datetime) -> AsyncIterator[Any]:
        body = unread(response.body, known_items(self._validators.get(poll.feed.id), poll.url))
        if body.unread == 0 and poll.errand in ("poll", "part"):
            yield self._nothing_new(response, poll, body, now)
            return
        try:
            feed = await self._parse(response, poll, body.to_parse)
            if feed is not None and body.unread is not None and len(feed.entries) != body.unread:
                body = replace(body, to_parse=response.body, unread=None)
                feed = await self._parse(response, poll, body.to_parse)
        except TaskError as error:
            yield self._failed(poll, now, "unreadable", str(error), http_status=response.status)
            return
        if feed is None:
            outcomes = self._look_further(response, poll, now)
        elif poll.errand in ("candidate", "older", "sitemap"):
            outcomes = iter([self._found(response, poll, feed, now)])
        else:
            outcomes = iter([self._taken(response, poll, feed, body, now)])
        for outcome in outcomes:
            yield outcome

    async def _parse(self, response: Response, poll: Poll, body: bytes) -> ParsedFeed | None:
        content_type = header(response, "Content-Type") or ""
        return await self._run.pool.run(
            parse_feed, body, poll.url, content_type, deadline_s=self._run.config.feed_deadline_s
        )

    def _nothing_new(self, response: Response, poll: Poll, body: Unread, now: datetime) -> FeedPoll:
        """The body has changed, and none of its entries: a build date, a counter."""
        return self._poll(
            poll,
            now,
            "unchanged",
            http_status=response.status,
            validators=self._remember(response, poll, body.cut),
            listed=len(body.cut.items) if body.cut is not None else None,
            fresh_until=fresh_until(headers_of(response), now),
        )

    def _remember(self, response: Response, poll: Poll, cut: slices.Slices | None) -> str:
        items = slices.digests(cut) if cut is not None else ()
        known = remember(self._validators.get(poll.feed.id), poll.url, headers_of(response), response.body, items=items)
        self._validators[poll.feed.id] = known
        return known

    def _taken(self, response: Response, poll: Poll, feed: ParsedFeed, body: Unread, now: datetime) -> FeedPoll:
        """A feed was read. An index keeps no validators: its parts may change while it does not."""
        for child in () if poll.errand == "part" else feed.children:
            self._send(errands.part(poll, child))
        before = self._validators.get(poll.feed.id)
        listed = len(feed.entries)
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
            validators=before if feed.children else self._remember(response, poll, whole_cut),
            fetch_url=poll.url if poll.errand == "discovered" else None,
            fresh_until=fresh_until(headers_of(response), now),
        )
        if poll.errand != "poll" or feed.children:
            return taken
        if body.unread is None and (gap := gap_of(self._run.store, poll.feed, taken)) is not None:
            if self._recovers:
                self._send(errands.recovery(poll, feed, gap))
            taken = replace(taken, gap=gap)
        if not poll.conditional and not poll.feed.unconditional:
            if offers_the_same(before, poll.url, headers_of(response)):
                return replace(taken, lie="its body has changed, and its ETag or Last-Modified has not")
            if request_headers(before, poll.url):
                self._send(errands.proof(poll))
        return taken

    def _look_further(self, response: Response, poll: Poll, now: datetime) -> Iterator[FeedPoll | Proposal]:
        """This is no feed; perhaps it is a page that names some."""
        following = errands.named_by(poll, response.body)
        if following is not None:
            self._send(following)
            return
        names_none = "this is no feed, and it names none"
        error = names_none if poll.errand == "poll" else "the feeds that this page names are none"
        yield self._failed(poll, now, "not_a_feed", error, outcome="not_a_feed", http_status=response.status)

    def _found(self, response: Response, poll: Poll, feed: ParsedFeed, now: datetime) -> FeedPoll | Proposal:
        """A document that was looked for."""
        if poll.errand == "candidate":
            return self._propose(poll, now, poll.url)
        entries, further = errands.recovered(poll, feed)
        for errand in further:
            self._send(errand)
        found = replace(feed, entries=entries, children=())
        return self._poll(poll, now, "new", http_status=response.status, feed=found, listed=len(feed.entries))

    def _look_around(self, response: Response, poll: Poll, now: datetime) -> Iterator[FeedPoll | Proposal]:
        """robots.txt, for the sitemaps that it names; or a dead feed's site, for the feeds that it names."""
        if poll.errand == "robots":
            for errand in errands.sitemaps(poll, response.body):
                self._send(errand)
            yield self._poll(poll, now, "unchanged", http_status=response.status)
            return
        candidate = errands.named_by_site(poll, response.body)
        if candidate is not None:
            self._send(candidate)
        else:
            yield self._propose(poll, now, None)

    def _look_for_new_address(self, poll: Poll, failure: FailureClass, now: datetime, *, gone: bool = False) -> None:
        site = errands.site_of_dead(poll, failure, now, gone=gone)
        if site is not None:
            self._send(site)

    def _propose(self, poll: Poll, now: datetime, url: str | None) -> Proposal:
        return Proposal(feed_id=poll.feed.id, looked_at=now, url=url, key=poll.key)

    # --------------------------------------------------------------------------------------------------------- items

    def _failed(
        self,
        poll: Poll,
        now: datetime,
        failure: FailureClass,
        error: str,
        *,
        outcome: PollOutcome = "failed",
        http_status: int | None = None,
        not_before: datetime | None = None,
    ) -> FeedPoll | Proposal:
        if poll.errand in ("site", "candidate"):
            return self._propose(poll, now, None)
        if poll.errand == "older":
            assert poll.gap is not None
            self._send(errands.robots(poll, poll.gap))
        self._look_for_new_address(poll, failure, now)
        return self._poll(
            poll, now, outcome, http_status=http_status, failure=failure, error=error, not_before=not_before
        )

    def _poll(self, poll: Poll, now: datetime, outcome: PollOutcome, **known: Any) -> FeedPoll:
        return FeedPoll(
            feed_id=poll.feed.id,
            url=poll.asked,
            fetched_at=now,
            outcome=outcome,
            conditional=poll.conditional,
            moved_to=poll.moved_to if poll.errand == "poll" else None,
            found_in=FOUND_IN.get(poll.errand, "feed"),
            part=poll.errand == "part",
            key=None if outcome == "moved" else poll.key,
            **known,
        )
