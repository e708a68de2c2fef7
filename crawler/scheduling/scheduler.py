"""The order of a run's requests: polls, pages and checks leave in turn over their hosts, each when its host is open.

Three queues, each with a window of its own, so that neither a thousand polls nor a thousand pages keep the other
waiting. In a queue every host with work has one turn; a host that was asked queues again behind the others. Polls and
pages take turns; checks of known articles have the places that neither can use, at hosts where neither has anything to
ask.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from twisted.python.failure import Failure

from crawler.network.outcomes import held
from crawler.scheduling.in_flight import InFlight, Kind
from crawler.scheduling.queues import Queue, Source
from crawler.scheduling.throttle import Throttle
from pipelines.web.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

KIND = "kind"
"""Key of a request's meta: the queue in which it waits."""
TURN = "turn"
"""Key of a request's meta: what the throttle gave when it left."""
LOOK_AGAIN_S = 0.5
"""While something is under way, the queues are looked at this often at least."""
LOOK_SHARE = 20
"""Looking for hosts may take one part in so many of the time."""
REVISIT_SHARE = 4
"""Of the places, one in so many may be a check's at a time."""
REVISIT_TAIL_S = 300.0
"""A run that has nothing but checks left makes them for this long; the rest wait for the next one."""


class Scheduler:
    """Lets the requests of a run leave."""

    def __init__(
        self,
        throttle: Throttle,
        in_flight: InFlight,
        *,
        window: int,
        patience_s: float,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.throttle = throttle
        self.stopping = False
        self.pausing = False
        """Nothing more leaves; work() ends when what is under way has ended, and may be begun again."""
        self._in_flight = in_flight
        self._patience_s = patience_s
        self._now = now
        self._monotonic = monotonic
        self._revisits = Queue(kind="revisit", window=max(1, window // (2 * REVISIT_SHARE)), look_every_s=LOOK_AGAIN_S)
        self._first = deque((Queue(kind="poll", window=window), Queue(kind="page", window=window)))
        """The queues that take turns; the one whose turn it is stands first."""
        self._queues: dict[Kind, Queue] = {queue.kind: queue for queue in (*self._first, self._revisits)}
        self._held: dict[tuple[Kind, str], datetime] = {}
        """Hosts that are not asked any more in this run, and until when."""
        self._revisits_end_at: float | None = None
        """Set while nothing else is left."""

    # ------------------------------------------------------------------------------------------------ what is to leave

    def add(self, request: Request) -> None:
        """Queues a request that an answer gave cause to; it leaves before what else there is to ask of its host."""
        queue, host = self._queues[request.meta[KIND]], host_of(request.url) or ""
        queue.following[host].append(request)
        queue.turns.add(host, self.throttle.opens_at(host))

    def came_back(self, request: Request, status: int | None) -> None:
        """Notes that a request of ours came back, with a response or without (status None)."""
        turn, latency_s = request.meta.get(TURN), request.meta.get("download_latency")
        host = self.throttle.came_back(turn, status=status, latency_s=latency_s) if turn else None
        if host is not None:
            for queue in self._queues.values():
                queue.turns.unblock(host, self.throttle.opens_at(host))

    def hold(self, host: str, until: datetime, kinds: Iterable[Kind] = ("poll", "page", "revisit")) -> None:
        """Leaves a host alone that asks for time; for longer than a run waits, it is asked nothing more in this one."""
        seconds = (until - self._now()).total_seconds()
        if seconds <= self._patience_s:
            self.throttle.hold(host, seconds)
        else:
            self._held.update({(kind, host): until for kind in kinds})

    def held_until(self, host: str, kind: Kind) -> datetime | None:
        """Until when the host is left alone, which is longer than this run waits; None where it is not."""
        until = self._held.get((kind, host))
        return until if until is not None and until > self._now() else None

    def next_release(self) -> datetime | None:
        """When the first of the hosts that are left alone may be asked again; None where there are none."""
        now = self._now()
        return min((until for until in self._held.values() if until > now), default=None)

    # ------------------------------------------------------------------------------------------------------- the run

    async def work(self, sources: Mapping[Kind, Source]) -> AsyncIterator[Any]:
        """Requests and items until nothing is due and nothing is under way."""
        looked = False
        while not self.stopping and not (self.pausing and not len(self._in_flight)):
            for outcome in self._leaving(sources) if not self.pausing else ():
                yield outcome
            wait_s = self._seconds_to_wait(sources)
            if wait_s is not None:
                looked = False
                await self._in_flight.change(wait_s)
            elif looked:
                return
            else:  # what the last answer brought may have come since the sources were looked at
                looked = True
                for queue in self._queues.values():
                    queue.look_at = 0.0

    def _leaving(self, sources: Mapping[Kind, Source]) -> Iterator[Any]:
        """What may leave now: while polls and pages both have work, each gets every second place that is free."""
        for queue in self._first:
            self._look(queue, sources)
        idle = 0
        while idle < len(self._first) and self.throttle.room() > 0:
            queue = self._first[0]
            self._first.rotate()
            asked = yield from self._turn(queue, sources)
            idle = 0 if asked else idle + 1
        if not self._are_revisits_over():
            self._look(self._revisits, sources)
        while self.throttle.room() > 0:
            if not (yield from self._turn(self._revisits, sources)):
                return

    def _turn(self, queue: Queue, sources: Mapping[Kind, Source]) -> Generator[Any, None, bool]:
        """What the queue's next host is asked; whether there was one."""
        lent = 0 if queue is self._revisits else self.throttle.slow()
        if self._in_flight.of(queue.kind) >= queue.limit() + lent:
            return False
        host, now = queue.turns.take(self._monotonic()), self._monotonic()
        if host is None:
            return False
        opens_at = self.throttle.opens_at(host)
        if queue is self._revisits and any(host in other.turns for other in self._first):
            queue.turns.add(host, now + LOOK_AGAIN_S)
            return True
        if opens_at is None or opens_at > now:
            queue.turns.add(host, opens_at)
            return True
        left = False
        for outcome in self._next(queue, host, sources):
            left = True
            if isinstance(outcome, Request):
                outcome.meta[TURN] = self.throttle.leave(host)
            yield outcome
        if left:
            queue.turns.add(host, self.throttle.opens_at(host))
        return True

    def _next(self, queue: Queue, host: str, sources: Mapping[Kind, Source]) -> Iterator[Any]:
        """What is next at a host: nothing, or one request (or the rows of pages that are not asked for)."""
        followed = queue.take_following(host)
        if followed is not None:
            until = self.held_until(host, queue.kind)
            yield from [followed] if until is None else self._refuse(followed, host, until)
        elif queue.kind in sources and not (queue is self._revisits and self._are_revisits_over()):
            yield from sources[queue.kind].ask(host)

    def _refuse(self, request: Request, host: str, until: datetime) -> Iterator[Any]:
        """What follows where a redirect leads to a host that is left alone; requests that follow queue."""
        failure = Failure(held(host, until))  # type: ignore[no-untyped-call]
        failure.request = request  # type: ignore[attr-defined]
        assert request.errback is not None, "each of our requests has one"
        for outcome in request.errback(failure):
            if isinstance(outcome, Request):
                self.add(outcome)
            else:
                yield outcome

    def _look(self, queue: Queue, sources: Mapping[Kind, Source]) -> None:
        """Gives each host with work a turn. Where nothing is under way, nothing else would make one look again."""
        began = self._monotonic()
        if queue.kind not in sources or (began < queue.look_at and len(self._in_flight)):
            return
        for host in sources[queue.kind].hosts():
            if host not in queue.turns:
                queue.turns.add(host, self.throttle.opens_at(host))
        ended = self._monotonic()
        queue.look_at = ended + max(queue.look_every_s, LOOK_SHARE * (ended - began))

    def _are_revisits_over(self) -> bool:
        """Whether this run has made checks alone for long enough."""
        now = self._monotonic()
        if any(queue.turns or self._in_flight.of(queue.kind) for queue in self._first):
            self._revisits_end_at = None
        elif self._revisits_end_at is None:
            self._revisits_end_at = now + REVISIT_TAIL_S
        return self._revisits_end_at is not None and now >= self._revisits_end_at

    def _seconds_to_wait(self, sources: Mapping[Kind, Source]) -> float | None:
        """Until something may leave that could not now; None when nothing will in this run."""
        now = self._monotonic()
        moments = [at - now for queue in self._queues.values() if (at := queue.turns.next_at()) is not None]
        if len(self._in_flight):
            return max(0.01, min([LOOK_AGAIN_S, *(s for s in moments if s > 0)]))
        if not moments and any(queue.turns for queue in self._queues.values()):
            return LOOK_AGAIN_S
        due = [s for source in sources.values() if (s := source.next_due_s()) is not None and s <= self._patience_s]
        moments += [s + 0.05 for s in due]
        return max(0.01, min(moments)) if moments else None


class SchedulerForScrapy(BaseScheduler):
    """The spider's scheduler as Scrapy's engine has it (setting SCHEDULER; docs/decisions/0020).

    A request that work() let leave has its turn and goes on at once; any other, which a callback yielded, queues.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._leaving: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SchedulerForScrapy:
        return cls(crawler.spider.scheduler)  # type: ignore[union-attr]

    def has_pending_requests(self) -> bool:
        return bool(self._leaving)

    def enqueue_request(self, request: Request) -> bool:
        if TURN in request.meta:
            self._leaving.append(request)
        else:
            self._scheduler.add(request)
        return True

    def next_request(self) -> Request | None:
        return self._leaving.popleft() if self._leaving else None
