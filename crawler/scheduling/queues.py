"""What waits to leave, by host: a queue for each kind of request."""

from __future__ import annotations

import heapq
from abc import abstractmethod
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrapy import Request

from crawler.scheduling.in_flight import Kind


class Turns:
    """Hosts, each at the moment from which it may be asked; the one that has waited longest comes first."""

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
        """Gives a host that has work its turn. opens_at: None: it waits for unblock()."""
        if host in self._hosts:
            return
        self._hosts.add(host)
        if opens_at is None:
            self._blocked.add(host)
        else:
            self._count += 1
            heapq.heappush(self._heap, (opens_at, self._count, host))

    def unblock(self, host: str, opens_at: float | None) -> None:
        """Gives a host its turn again, a request to which came back."""
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


class Source(Protocol):
    """What knows the work of one kind: feeds that are due, pages of the frontier, known pages to be asked again."""

    @abstractmethod
    def hosts(self) -> Iterable[str]:
        """The hosts with work that may leave now."""

    @abstractmethod
    def ask(self, host: str) -> Iterator[Any]:
        """The next request of a host, or the items that stand for requests which are not made; nothing without work."""

    def next_due_s(self) -> float | None:
        """Seconds until the earliest work that this run waits for; None where it waits for none."""
        return None


@dataclass(slots=True, kw_only=True)
class Queue:
    """The requests of one kind that are to leave."""

    kind: Kind
    window: int
    """How many may be under way."""
    look_every_s: float = 0.0
    """The least time between two looks at the source."""
    turns: Turns = field(default_factory=Turns)
    following: defaultdict[str, deque[Request]] = field(default_factory=lambda: defaultdict(deque))
    """Requests that an answer gave cause to, by host; they go first."""
    look_at: float = 0.0
    """When the source is looked at again, monotonic seconds."""

    def take_following(self, host: str) -> Request | None:
        """The next of the requests that an answer gave cause to; None without one."""
        waiting = self.following.get(host)
        if not waiting:
            return None
        request = waiting.popleft()
        if not waiting:
            del self.following[host]
        return request

    def limit(self) -> int:
        """How many may be under way. What waits for the next hop of a redirect does not count: were all of them such,
        nothing would leave any more."""
        return self.window + sum(map(len, self.following.values()))
