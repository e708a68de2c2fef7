"""The order of a run's requests: polls, redirects and pages leave in turn over their hosts, each when its host is open.

Two lanes take turns, each with a window of its own, so that neither a thousand polls nor a thousand pages keep the
other waiting. In a lane every host with work has one turn; a host that was asked queues again behind the others.
Rechecks of known articles have the places that neither lane can use, at hosts where neither has anything to ask.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from scrapy import Request
from twisted.python.failure import Failure

from crawler.network.outcomes import Refused
from crawler.scheduling.inflight import Group, InFlight
from crawler.scheduling.pacing import Pacing

TURN = "turn"
"""Key of a request's meta: what Pacing gave when it left."""
LOOK_AGAIN_S = 0.5
"""While something is under way, the lanes are looked at this often at least."""
LOOK_SHARE = 20
"""Looking for hosts may take one part in so many of the time."""


CHECK_SHARE = 4
"""Of the places, one in so many may be a recheck's at a time."""
CHECK_TAIL_S = 300.0
"""A run that has nothing but rechecks left makes them for this long; the rest wait for the next one."""


class Turns:
    """Hosts, each at the moment from which it may be asked; the one that has waited longest first."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str]] = []
        self._hosts: set[str] = set()
        self._blocked: set[str] = set()
        """Hosts with work and no free place."""
        self._count = 0

    def __len__(self) -> int:
        return len(self._hosts)

    def __contains__(self, host: str) -> bool:
        return host in self._hosts

    def add(self, host: str, opens_at: float | None) -> None:
        """The host has work. opens_at: None: it waits for unblock()."""
        if host in self._hosts:
            return
        self._hosts.add(host)
        if opens_at is None:
            self._blocked.add(host)
        else:
            self._count += 1
            heapq.heappush(self._heap, (opens_at, self._count, host))

    def unblock(self, host: str, opens_at: float | None) -> None:
        """A request to the host came back."""
        if host in self._blocked and opens_at is not None:
            self._blocked.discard(host)
            self._hosts.discard(host)
            self.add(host, opens_at)

    def take(self, now: float) -> str | None:
        """The next host whose moment has come; it has no turn until it is added again."""
        if not self._heap or self._heap[0][0] > now:
            return None
        host = heapq.heappop(self._heap)[2]
        self._hosts.discard(host)
        return host

    def next_at(self) -> float | None:
        """The earliest moment of all; None where no host waits for one."""
        return self._heap[0][0] if self._heap else None


class PollSource(Protocol):
    """What makes the polls' requests."""

    def request(self, feed_id: int) -> Request: ...


class PageSource(Protocol):
    """What knows the pages that wait."""

    def hosts(self) -> Iterable[str]: ...

    def ask(self, host: str) -> Iterator[Any]: ...

    def next_due_s(self) -> float | None: ...


class CheckSource(Protocol):
    """What knows the known articles that are asked again."""

    def hosts(self) -> Iterable[str]: ...

    def ask(self, host: str) -> Iterator[Any]: ...


class Dispatch:
    """Lets the requests of a run leave."""

    def __init__(
        self,
        pacing: Pacing,
        in_flight: InFlight,
        *,
        window: int,
        patience_s: float,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pacing = pacing
        self.stopping = False
        self.pausing = False
        """Nothing more leaves; work() ends when what is under way has ended, and may be begun again."""
        self._in_flight = in_flight
        self._window = window
        self._patience_s = patience_s
        self._now = now
        self._monotonic = monotonic
        self._lanes: dict[Group, Turns] = {"poll": Turns(), "page": Turns()}
        self._order: deque[Group] = deque(self._lanes)
        self._feeds: defaultdict[str, deque[int]] = defaultdict(deque)
        """Feeds to poll, by host."""
        self._following: dict[Group, defaultdict[str, deque[Request]]] = {
            "poll": defaultdict(deque),
            "page": defaultdict(deque),
            "check": defaultdict(deque),
        }
        """Requests that follow from an answer, by host; they go first."""
        self._held: dict[tuple[Group, str], datetime] = {}
        """Hosts that are not asked any more in this run, and until when."""
        self._checks = Turns()
        self._checks_looked_at: float | None = None
        self._checks_end_at: float | None = None
        """Set while nothing else is left."""
        self._looked_at = 0.0
        self._look_pause_s = 0.0

    # ------------------------------------------------------------------------------------------------ what is to leave

    def add_feed(self, feed_id: int, host: str) -> None:
        """A feed is to be polled."""
        self._feeds[host].append(feed_id)
        self._lanes["poll"].add(host, self.pacing.opens_at(host))

    def follow(self, request: Request, host: str, group: Group) -> None:
        """A request that follows from an answer."""
        self._following[group][host].append(request)
        self._turns(group).add(host, self.pacing.opens_at(host))

    def back(self, request: Request, status: int | None) -> None:
        """A request of ours came back, with a response or without (status None)."""
        turn = request.meta.get(TURN)
        host = self.pacing.back(turn, status=status, latency_s=request.meta.get("download_latency")) if turn else None
        if host is not None:
            for lane in (*self._lanes.values(), self._checks):
                lane.unblock(host, self.pacing.opens_at(host))

    def hold(self, host: str, until: datetime, groups: Iterable[Group] = ("poll", "page", "check")) -> None:
        """The host asks for time; if that is more than a run waits, it is asked nothing more in this one."""
        seconds = (until - self._now()).total_seconds()
        if seconds <= self._patience_s:
            self.pacing.hold(host, seconds)
        else:
            self._held.update({(group, host): until for group in groups})

    def held_until(self, host: str, group: Group) -> datetime | None:
        """Until when the host is left alone, which is longer than this run waits; None where it is not."""
        until = self._held.get((group, host))
        return until if until is not None and until > self._now() else None

    def next_release(self) -> datetime | None:
        """When the first of the hosts that are left alone may be asked again; None where there are none."""
        now = self._now()
        return min((until for until in self._held.values() if until > now), default=None)

    def feeds_waiting(self) -> set[int]:
        """The feeds that are still to be polled."""
        return {feed_id for feeds in self._feeds.values() for feed_id in feeds}

    # ------------------------------------------------------------------------------------------------------- the run

    async def work(self, polls: PollSource, pages: PageSource, checks: CheckSource | None = None) -> AsyncIterator[Any]:
        """Requests and items until nothing is due and nothing is under way."""
        looked = False
        while not self.stopping and not (self.pausing and not len(self._in_flight)):
            for outcome in self._leaving(polls, pages) if not self.pausing else ():
                yield outcome
            for outcome in self._checking(checks) if checks is not None and not self.pausing else ():
                yield outcome
            wait_s = self._seconds_to_wait(pages)
            if wait_s is not None:
                looked = False
                await self._in_flight.change(wait_s)
            elif looked:
                return
            else:  # what the last answer brought may have come since pages and articles were looked at
                looked, self._look_pause_s, self._checks_looked_at = True, 0.0, None

    def _leaving(self, polls: PollSource, pages: PageSource) -> Iterator[Any]:
        """What may leave now, a lane at a time: while both have work, each gets every second place that is free."""
        self._look(pages)
        idle = 0
        while idle < len(self._lanes) and self.pacing.room() > 0:
            group = self._order[0]
            self._order.rotate()
            asked = yield from self._turn(group, polls, pages)
            idle = 0 if asked else idle + 1

    def _turn(self, group: Group, polls: PollSource, pages: PageSource) -> Generator[Any, None, bool]:
        """What the lane's next host is asked; whether there was one."""
        lane = self._lanes[group]
        if self._in_flight.of(group) >= self._limit(group):
            return False
        host = lane.take(self._monotonic())
        if host is None:
            return False
        opens_at = self.pacing.opens_at(host)
        if opens_at is None or opens_at > self._monotonic():
            lane.add(host, opens_at)
            return True
        left = False
        for outcome in self._next(group, host, polls, pages):
            left = True
            if isinstance(outcome, Request):
                outcome.meta[TURN] = self.pacing.leave(host)
            yield outcome
        if left:
            lane.add(host, self.pacing.opens_at(host))
        return True

    def _next(self, group: Group, host: str, polls: PollSource, pages: PageSource) -> Iterator[Any]:
        """What is next at a host: nothing, or one request (or the rows of pages that are not asked for)."""
        if following := self._following[group].get(host):
            followed = following.popleft()
            if not following:
                del self._following[group][host]
            until = self.held_until(host, group)
            yield from [followed] if until is None else _refuse(followed, host, until)
        elif group == "page":
            yield from pages.ask(host)
        else:
            feeds = self._feeds.get(host)
            if feeds and self.held_until(host, group) is None:
                yield polls.request(feeds.popleft())
                return
            self._feeds.pop(host, None)

    def _limit(self, group: Group) -> int:
        """How many of a group may be under way. What waits for the next hop of a redirect does not count: were all of
        them such, nothing would leave any more."""
        window = max(1, self._window // (2 * CHECK_SHARE)) if group == "check" else self._window + self.pacing.slow()
        return window + sum(map(len, self._following[group].values()))

    def _turns(self, group: Group) -> Turns:
        return self._checks if group == "check" else self._lanes[group]

    def _checking(self, checks: CheckSource) -> Iterator[Any]:
        """What may leave of the rechecks, behind polls and pages."""
        now = self._monotonic()
        if any(self._lanes.values()) or self._in_flight.of("poll") or self._in_flight.of("page"):
            self._checks_end_at = None
        elif self._checks_end_at is None:
            self._checks_end_at = now + CHECK_TAIL_S
        looked_at = self._checks_looked_at if len(self._in_flight) else None
        if not self._checks_over() and (looked_at is None or now - looked_at >= LOOK_AGAIN_S):
            self._checks_looked_at = now
            for host in checks.hosts():
                if self.held_until(host, "check") is None:
                    self._checks.add(host, self.pacing.opens_at(host))
        while self.pacing.room() > 0 and self._limit("check") > self._in_flight.of("check"):
            ready = self._checks.take(self._monotonic())
            if ready is None:
                return
            yield from self._check(checks, ready)

    def _checks_over(self) -> bool:
        """Whether this run has made rechecks alone for long enough."""
        return self._checks_end_at is not None and self._monotonic() >= self._checks_end_at

    def _check(self, checks: CheckSource, host: str) -> Iterator[Any]:
        """The next recheck of a host, or a redirect that follows from one; nothing where its host has better to do."""
        opens_at, now = self.pacing.opens_at(host), self._monotonic()
        if any(host in lane for lane in self._lanes.values()):
            self._checks.add(host, now + LOOK_AGAIN_S)
            return
        if opens_at is None or opens_at > now:
            self._checks.add(host, opens_at)
            return
        following = self._following["check"]
        outcomes: Iterator[Any] = iter(())
        if host in following:
            followed = following[host].popleft()
            if not following[host]:
                del following[host]
            until = self.held_until(host, "check")
            outcomes = iter([followed]) if until is None else _refuse(followed, host, until)
        elif not self._checks_over():
            outcomes = checks.ask(host)
        left = False
        for outcome in outcomes:
            left = True
            if isinstance(outcome, Request):
                outcome.meta[TURN] = self.pacing.leave(host)
            yield outcome
        if left:
            self._checks.add(host, self.pacing.opens_at(host))

    def _look(self, pages: PageSource) -> None:
        """Gives each host with pages a turn."""
        began = self._monotonic()
        if began - self._looked_at < self._look_pause_s:
            return
        lane = self._lanes["page"]
        for host in pages.hosts():
            if host not in lane:
                lane.add(host, self.pacing.opens_at(host))
        self._looked_at = self._monotonic()
        self._look_pause_s = LOOK_SHARE * (self._looked_at - began)

    def _seconds_to_wait(self, pages: PageSource) -> float | None:
        """Until something may leave that could not now; None when nothing will in this run."""
        now = self._monotonic()
        lanes = (*self._lanes.values(), self._checks)
        moments = [moment - now for lane in lanes if (moment := lane.next_at()) is not None]
        if len(self._in_flight):
            return max(0.01, min([LOOK_AGAIN_S, *(s for s in moments if s > 0)]))
        if not moments and any(lanes):
            return LOOK_AGAIN_S
        due_s = pages.next_due_s()
        if due_s is not None and due_s <= self._patience_s:
            moments.append(due_s + 0.05)
            self._look_pause_s = 0.0
        return max(0.01, min(moments)) if moments else None


def _refuse(request: Request, host: str, until: datetime) -> Iterator[Any]:
    """What follows where a redirect leads to a host that is left alone."""
    why = Refused("http_status", f"{host} has asked for time until {until:%Y-%m-%d %H:%M} UTC", until)
    failure = Failure(why)  # type: ignore[no-untyped-call]
    failure.request = request  # type: ignore[attr-defined]
    assert request.errback is not None, "each of our requests has one"
    yield from request.errback(failure)
