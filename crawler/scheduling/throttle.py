"""How fast each host is asked: places, delays that follow its answers, and the holds that it asks for.

Scrapy's own slots let a request that waits for its host take one of the places of all; so requests leave here only when
their host is ready for them, and Scrapy's slots keep what a request's middlewares add (robots.txt, Crawl-delay).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile

from crawler.network.outcomes import OVERLOADED

SLOW_S = 5.0
"""A request that is out for longer is at a slow host, and its place is lent to another one."""
LENT = 3
"""For each place, so many more may be lent while slow hosts keep theirs."""
LONGEST_DELAY_S = 15.0
"""To which a slow answer alone can lead; Scrapy's AutoThrottle goes to 60, of use where there is one host."""
REFUSED_DELAY_S = 60.0
"""To which answers such as 429 can lead."""
FIRST_REFUSED_DELAY_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is asked at once."""

    places: int
    """Requests out at once, those at slow hosts aside."""
    per_host: int
    delay_s: float
    """Least time between two requests to a host. 0 leaves delays out, but for those that a host asks for."""


@dataclass(slots=True)
class _Host:
    """What is known of a host in this run. Times are monotonic seconds."""

    delay_s: float
    out: int = 0
    opens_at: float = 0.0
    has_answered: bool = False
    asked_delay_s: float = 0.0
    """Crawl-delay."""
    overloaded: bool = False


@dataclass(slots=True)
class Throttle:
    """Says when a host may be asked, and learns from its answers."""

    limits: Limits
    monotonic: Callable[[], float] = time.monotonic
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _out: dict[int, tuple[str, float]] = field(default_factory=dict)
    """Requests that are out, the oldest first: host, and when each left."""
    _count: int = 0

    def room(self) -> int:
        """Requests that may leave now, whatever their hosts say."""
        slow = min(self.slow(), LENT * self.limits.places)
        return self.limits.places + slow - len(self._out)

    def slow(self) -> int:
        """Requests that have been out for more than SLOW_S seconds."""
        since = self.monotonic() - SLOW_S
        return sum(1 for _ in takewhile(lambda one: one[1] <= since, self._out.values()))

    def opens_at(self, host: str) -> float | None:
        """From when on the host may be asked once more; None until a request to it comes back.

        A host that has not answered yet, or says that it is overloaded, is asked one thing at a time.
        """
        state = self._hosts.get(host)
        if state is None:
            return 0.0
        at_once = self.limits.per_host if state.has_answered and not state.overloaded else 1
        return None if state.out >= at_once else state.opens_at

    def leave(self, host: str) -> int:
        """A request leaves for the host; what is returned is given to came_back()."""
        now, state = self.monotonic(), self._state(host)
        state.out += 1
        state.opens_at = max(state.opens_at, now + max(state.delay_s, state.asked_delay_s))
        self._count += 1
        self._out[self._count] = host, now
        return self._count

    def came_back(self, turn: int, *, status: int | None, latency_s: float | None) -> str | None:
        """A request came back; its host, None for a turn that is known no more.

        status: None without a response. latency_s: seconds until it began to answer; None where it did not.
        """
        host, left_at = self._out.pop(turn, (None, 0.0))
        if host is None:
            return None
        state = self._state(host)
        state.out -= 1
        state.has_answered = state.has_answered or status is not None
        if state.asked_delay_s:  # from the answer on: when the request arrived there is not known here
            state.opens_at = max(state.opens_at, self.monotonic() + state.asked_delay_s)
        if status in OVERLOADED:
            state.overloaded = True
            state.delay_s = min(max(2 * state.delay_s, FIRST_REFUSED_DELAY_S), REFUSED_DELAY_S)
            state.opens_at = max(state.opens_at, self.monotonic() + state.delay_s)
        elif status is not None and status < 400:
            state.overloaded = False
            self._adapt(state, latency_s)
        elif status is None and self.monotonic() - left_at > SLOW_S:
            self._adapt(state, self.monotonic() - left_at)
        return host

    def hold(self, host: str, seconds: float) -> None:
        """The host asks to be left alone for that long."""
        state = self._state(host)
        state.opens_at = max(state.opens_at, self.monotonic() + seconds)

    def crawl_delay(self, host: str, seconds: float) -> None:
        """Its robots.txt asks for so many seconds between requests."""
        state = self._state(host)
        state.asked_delay_s = max(state.asked_delay_s, seconds)
        if state.out or state.has_answered:
            state.opens_at = max(state.opens_at, self.monotonic() + seconds)

    def delay_s(self, host: str) -> float:
        """The time between two requests to the host as it is now, seconds."""
        state = self._hosts.get(host)
        return self.limits.delay_s if state is None else max(state.delay_s, state.asked_delay_s)

    def _adapt(self, state: _Host, latency_s: float | None) -> None:
        """As Scrapy's AutoThrottle: up at once, down by halves, so that per_host requests are out on average."""
        if latency_s is None or not self.limits.delay_s:
            return
        target = latency_s / self.limits.per_host
        state.delay_s = min(max(target, (state.delay_s + target) / 2, self.limits.delay_s), LONGEST_DELAY_S)

    def _state(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(self.limits.delay_s)
        return self._hosts[host]
