"""Polls: each feed asked once, and whatever comes back turned into FeedPolls.

A poll may take several requests: redirects, the feeds that a home page names, the parts of a sitemap index; and after
the answer, where it gives cause: a proof that the server's 304 lies, older pages of the feed and its site's news
sitemap for what a gap lost, a look at a dead feed's site.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.conditional import fresh_until, is_same_body, known_items, offers_the_same, remember, request_headers
from crawler.credentials import Keyring
from crawler.discovery import find_feeds, find_sitemaps
from crawler.dispatch import Dispatch
from crawler.feeds import parse_feed, slices
from crawler.fetching import hold
from crawler.inflight import InFlight
from crawler.outcomes import (
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
from crawler.pacing import OVERLOADED
from crawler.responses import header, headers_of
from pipelines.desk import Desk
from pipelines.errors import TaskError
from pipelines.following.failures import is_dead
from pipelines.following.gaps import older_pages, within
from pipelines.following.honesty import LOOK_AGAIN, may_be_lied_to
from pipelines.model import Failure as FailureClass
from pipelines.model import FeedPoll, FeedState, FoundIn, Gap, ParsedFeed, PollOutcome, Proposal
from pipelines.recording import gap_of
from pipelines.urls import host_of

FEED_PRIORITY = 10
"""Feeds before pages: they say which pages there are."""
MAX_CANDIDATES = 3
"""Feeds of one home page that are tried, in the order in which it names them."""
MAX_OLDER_PAGES = 10
MAX_SITEMAPS = 3
KNOWN_PROVES = 3
"""So many known entries in a body prove that nothing was lost; fewer may be those that stay on top for months."""

Errand = Literal["poll", "discovered", "part", "proof", "older", "robots", "sitemap", "site", "candidate"]
"""What a request is for: the feed itself, a feed that its page names, a part of a sitemap index, a proof that its 304
lies; what a gap lost: an older page, robots.txt (which names sitemaps), a sitemap; where it is dead: its site, and a
feed that the site names."""
ABOUT_ITSELF: frozenset[Errand] = frozenset({"poll", "discovered"})
_ROUTE: dict[Errand, str] = {
    "proof": "proof",
    "older": "gap",
    "robots": "gap",
    "sitemap": "gap",
    "site": "site",
    "candidate": "site",
}
FOUND_IN: dict[Errand, FoundIn] = {"older": "archive", "sitemap": "sitemap", "robots": "sitemap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One address under way: what its answer belongs to."""

    feed: FeedState
    asked: str
    """The address that the request is about: the feed's own, a part's, an older page's."""
    url: str
    """The address of the request under way: `asked`, or where it led."""
    errand: Errand = "poll"
    conditional: bool = True
    hops: tuple[str, ...] = ()
    moved_to: str | None = None
    """Where permanent redirects have led so far."""
    only_permanent: bool = True
    candidates: tuple[str, ...] = ()
    """Addresses that are still to be tried."""
    gap: Gap | None = None
    """For what a gap lost."""
    page: int = 0
    """Number of the older page."""

    @property
    def key(self) -> str:
        """InFlight's key: an errand has one, however many requests it takes."""
        return f"feed {self.feed.id} {_ROUTE.get(self.errand, '')} {self.asked}"

    @property
    def user_listed(self) -> bool:
        """robots.txt binds what was discovered, not what the user listed."""
        return self.errand in ("robots", "proof") or (self.errand == "poll" and self.feed.fetch_url == self.feed.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body, and what of it is to be parsed."""

    cut: slices.Slices | None
    to_parse: bytes
    unread: int | None = None
    """Entries that are left in to_parse; None where it is the whole body."""


class FeedPolling:
    """Makes the requests of the polls and reads their answers."""

    def __init__(self, desk: Desk, in_flight: InFlight, dispatch: Dispatch, keyring: Keyring) -> None:
        self._desk = desk
        self._in_flight = in_flight
        self._dispatch = dispatch
        self._keyring = keyring
        self._validators: dict[int, str | None] = {}
        """Of the feeds under way; the parts of an index add to them as they come."""
        self._under_way: Counter[int] = Counter()

    def request(self, feed_id: int) -> Request:
        """The request that polls a feed."""
        feed = self._desk.store.feeds.state(feed_id)
        self._validators[feed_id] = feed.validators
        conditional = self._asks_conditionally(feed)
        return self._request(Poll(feed=feed, asked=feed.fetch_url, url=feed.fetch_url, conditional=conditional))

    def _asks_conditionally(self, feed: FeedState) -> bool:
        return not feed.unconditional and not may_be_lied_to(feed, self._desk.now())

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
        now, status = self._desk.now(), response.status
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
                hold(self._dispatch, self._desk, host_of(response.url) or "", until, f"HTTP {status}")
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
        yield self._failed(poll, self._desk.now(), failed, f"{reason}: {detail}", not_before=not_before)

    def bug(self, poll: Poll, failure: Failure) -> FeedPoll | Proposal:
        """A callback of ours raised: the poll is accounted for all the same."""
        return self._failed(poll, self._desk.now(), "error", f"error: {failure.getErrorMessage()}"[:300])

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
        body = self._cut(response, poll)
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

    def _cut(self, response: Response, poll: Poll) -> _Body:
        """What of a body has to be parsed: what is not known of it, where that is safe to tell."""
        cut = slices.cut(response.body)
        known = known_items(self._validators.get(poll.feed.id), poll.url)
        if cut is not None and known:
            rest, unread = slices.without(cut, known)
            if unread == 0 or len(cut.items) - unread >= KNOWN_PROVES:
                return _Body(cut=cut, to_parse=rest, unread=unread)
        return _Body(cut=cut, to_parse=response.body)

    async def _parse(self, response: Response, poll: Poll, body: bytes) -> ParsedFeed | None:
        content_type = header(response, "Content-Type") or ""
        return await self._desk.pool.run(
            parse_feed, body, poll.url, content_type, deadline_s=self._desk.config.feed_deadline_s
        )

    def _nothing_new(self, response: Response, poll: Poll, body: _Body, now: datetime) -> FeedPoll:
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

    def _taken(self, response: Response, poll: Poll, feed: ParsedFeed, body: _Body, now: datetime) -> FeedPoll:
        """A feed was read. An index keeps no validators: its parts may change while it does not."""
        for child in () if poll.errand == "part" else feed.children:
            self._send(Poll(feed=poll.feed, asked=child, url=child, errand="part"))
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
        if body.unread is None and (gap := gap_of(self._desk.store, poll.feed, taken)) is not None:
            self._recover(poll, feed, gap)
            taken = replace(taken, gap=gap)
        if not poll.conditional and not poll.feed.unconditional:
            if offers_the_same(before, poll.url, headers_of(response)):
                return replace(taken, lie="its body has changed, and its ETag or Last-Modified has not")
            if request_headers(before, poll.url):
                self._send(replace(poll, errand="proof", asked=poll.url, conditional=True, hops=()))
        return taken

    def _look_further(self, response: Response, poll: Poll, now: datetime) -> Iterator[FeedPoll | Proposal]:
        """This is no feed; perhaps it is a page that names some."""
        candidates, errand = poll.candidates, poll.errand
        if errand == "poll":
            candidates, errand = find_feeds(response.body, poll.url)[:MAX_CANDIDATES], "discovered"
        if candidates and errand in ("discovered", "candidate"):
            following = replace(poll, url=candidates[0], candidates=candidates[1:], errand=errand, hops=())
            self._send(replace(following, moved_to=None))
            return
        names_none = "this is no feed, and it names none"
        error = names_none if poll.errand == "poll" else "the feeds that this page names are none"
        yield self._failed(poll, now, "not_a_feed", error, outcome="not_a_feed", http_status=response.status)

    # ------------------------------------------------------------------------------------------- what a gap lost

    def _recover(self, poll: Poll, feed: ParsedFeed, gap: Gap) -> None:
        """Looks for what was lost: in the feed's older pages where it has some, else in its site's news sitemap."""
        url = older_pages(feed, poll.url, 1)
        if url is not None and self._fits(url, poll):
            self._send(Poll(feed=poll.feed, asked=url, url=url, errand="older", gap=gap, page=1, conditional=False))
        else:
            self._ask_robots(poll, gap)

    def _ask_robots(self, poll: Poll, gap: Gap) -> None:
        url = urljoin(poll.url, "/robots.txt")
        self._send(Poll(feed=poll.feed, asked=url, url=url, errand="robots", gap=gap, conditional=False))

    def _fits(self, url: str, poll: Poll) -> bool:
        """An older page of a feed stands where the feed does."""
        return host_of(url) == host_of(poll.url) and url not in (poll.url, poll.asked)

    def _found(self, response: Response, poll: Poll, feed: ParsedFeed, now: datetime) -> FeedPoll | Proposal:
        """A document that was looked for."""
        if poll.errand == "candidate":
            return self._propose(poll, now, poll.url)
        gap = poll.gap
        assert gap is not None
        entries = within(gap, feed.entries)
        if poll.errand == "older":
            reaches_back = any(
                entry.date_published is not None and entry.date_published < gap.start for entry in feed.entries
            )
            url = older_pages(feed, poll.asked, poll.page + 1)
            if entries and not reaches_back and poll.page < MAX_OLDER_PAGES and url and self._fits(url, poll):
                self._send(replace(poll, asked=url, url=url, page=poll.page + 1, hops=()))
        else:
            for child in feed.children[:MAX_SITEMAPS] if poll.page == 0 else ():
                self._send(replace(poll, asked=child, url=child, page=1, hops=()))
        found = replace(feed, entries=entries, children=())
        return self._poll(poll, now, "new", http_status=response.status, feed=found, listed=len(feed.entries))

    def _look_around(self, response: Response, poll: Poll, now: datetime) -> Iterator[FeedPoll | Proposal]:
        """robots.txt, for the sitemaps that it names; or a dead feed's site, for the feeds that it names."""
        if poll.errand == "robots":
            for url in find_sitemaps(response.body)[:MAX_SITEMAPS]:
                self._send(replace(poll, errand="sitemap", asked=url, url=url, page=0, hops=()))
            yield self._poll(poll, now, "unchanged", http_status=response.status)
            return
        known = {poll.feed.url, poll.feed.fetch_url, *poll.hops}
        candidates = tuple(url for url in find_feeds(response.body, poll.url) if url not in known)[:MAX_CANDIDATES]
        if candidates:
            self._send(replace(poll, errand="candidate", url=candidates[0], candidates=candidates[1:], hops=()))
        else:
            yield self._propose(poll, now, None)

    # --------------------------------------------------------------------------------------------------- dead feeds

    def _look_for_new_address(self, poll: Poll, failure: FailureClass, now: datetime, *, gone: bool = False) -> None:
        """Asks a dead feed's site for a new address, once in a while."""
        feed = poll.feed
        dead = gone or is_dead(failure, feed.consecutive_failures + 1, feed.last_fetch_success, now)
        if poll.errand != "poll" or not dead or (feed.looked_for is not None and now - feed.looked_for < LOOK_AGAIN):
            return
        url = feed.homepage or urljoin(feed.fetch_url, "/")
        if url != poll.url:
            self._send(Poll(feed=feed, asked=url, url=url, errand="site", conditional=False))

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
            self._ask_robots(poll, poll.gap)
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
