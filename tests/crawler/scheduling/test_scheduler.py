"""The order in which a run's requests leave."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy import Request

from crawler.scheduling.in_flight import InFlight, Kind
from crawler.scheduling.queues import Source, Turns
from crawler.scheduling.scheduler import KIND, Scheduler, SchedulerForScrapy
from crawler.scheduling.throttle import Limits, Throttle

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("poll", "page", "revisit")


class Works:
    """Work of one kind by host; every piece of it is a request, or the row that stands for one."""

    def __init__(self, world: World, kind: Kind) -> None:
        self.world = world
        self.kind = kind
        self.by_host: dict[str, deque[str]] = {}

    def hosts(self) -> list[str]:
        return [host for host, works in self.by_host.items() if works]

    def next_due_s(self) -> None:
        return None

    def ask(self, host: str) -> Iterator[Any]:
        works = self.by_host.get(host)
        if not works:
            return
        if self.world.scheduler.held_until(host, self.kind) is None:
            work = works.popleft()
            self.world.in_flight.add(work, self.kind)
            yield Request(f"http://{host}/{work}", meta={"key": work, KIND: self.kind})
        elif self.kind == "page":
            yield f"refused {works.popleft()}"


class World:
    """Feeds, pages and known pages by host; every request is answered as soon as it has left."""

    def __init__(
        self,
        *,
        places: int = 4,
        window: int = 8,
        per_host: int = 2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.in_flight = InFlight()
        self.scheduler = Scheduler(
            Throttle(Limits(places=places, per_host=per_host, delay_s=0), monotonic=monotonic),
            self.in_flight,
            window=window,
            patience_s=10,
            now=lambda: NOON,
            monotonic=monotonic,
        )
        self.feeds, self.pages, self.known = (Works(self, kind) for kind in KINDS)
        self.left: list[str] = []
        self.most_out = 0

    @property
    def sources(self) -> dict[Kind, Source]:
        return {works.kind: works for works in (self.feeds, self.pages, self.known)}

    def run(self, answers_at_once: int = 1) -> list[str]:
        async def scene() -> None:
            out: deque[Request] = deque()
            async for outcome in self.scheduler.work(self.sources):
                if not isinstance(outcome, Request):
                    self.left.append(outcome)
                    continue
                self.left.append(outcome.url)
                out.append(outcome)
                self.most_out = max(self.most_out, len(out))
                if len(out) >= answers_at_once:
                    request = out.popleft()
                    self.scheduler.came_back(request, 200)
                    self.in_flight.end(request.meta["key"])

        asyncio.run(asyncio.wait_for(scene(), 10))
        return self.left


def test_hosts_take_turns_so_that_a_long_queue_does_not_stand_before_a_short_one() -> None:
    world = World()
    world.pages.by_host = {"long.test": deque(map(str, range(60))), "a.test": deque("x"), "b.test": deque("y")}
    left = world.run()
    assert len(left) == 62
    assert {"http://a.test/x", "http://b.test/y"} <= set(left[:4])


def test_polls_and_pages_leave_side_by_side_and_nothing_is_left() -> None:
    world = World()
    for number in range(30):
        world.feeds.by_host[f"feed{number}.test"] = deque([f"feed{number}"])
    world.pages.by_host = {f"h{n}.test": deque([f"p{n}"]) for n in range(30)}
    left = world.run()
    assert len(left) == len(set(left)) == 60
    assert not len(world.in_flight)


def test_a_redirect_goes_before_what_waits_at_its_host() -> None:
    world = World(per_host=1)
    world.pages.by_host = {"a.test": deque("123")}
    hop = Request("http://a.test/hop", meta={"key": "hop", KIND: "page"})
    world.in_flight.add("hop")
    world.scheduler.add(hop)
    assert world.run()[0] == "http://a.test/hop"


def test_a_host_that_asks_for_long_is_asked_no_more_and_its_pages_have_their_outcome() -> None:
    world = World()
    world.pages.by_host = {"busy.test": deque("12"), "a.test": deque("x")}
    world.feeds.by_host["busy.test"] = deque(["feed7"])
    world.scheduler.hold("busy.test", NOON + timedelta(hours=1))
    assert sorted(world.run()) == ["http://a.test/x", "refused 1", "refused 2"]


def test_a_hold_may_bind_pages_alone() -> None:
    world = World()
    world.feeds.by_host["busy.test"] = deque(["feed7"])
    world.scheduler.hold("busy.test", NOON + timedelta(hours=1), ("page",))
    assert world.run() == ["http://busy.test/feed7"]


def test_turns_give_the_host_that_has_waited_longest_and_none_before_its_moment() -> None:
    turns = Turns()
    turns.add("late.test", 9.0)
    turns.add("a.test", 1.0)
    turns.add("b.test", 1.0)
    turns.add("a.test", 0.0)  # it has a turn already
    turns.add("full.test", None)
    assert [turns.take(5.0) for _ in range(3)] == ["a.test", "b.test", None]
    assert turns.next_at() == 9.0
    turns.unblock("full.test", 2.0)
    turns.unblock("unknown.test", 2.0)
    assert (turns.take(5.0), len(turns)) == ("full.test", 1)


def test_a_place_that_is_free_goes_to_polls_and_pages_in_turn() -> None:
    world = World(places=1, window=8)
    for number in range(20):
        world.feeds.by_host[f"feed{number}.test"] = deque([f"feed{number}"])
    world.pages.by_host = {f"h{n}.test": deque([f"p{n}"]) for n in range(20)}
    left = world.run()
    assert sum("feed" in url for url in left[:10]) == 5


def test_known_pages_are_asked_again_behind_everything_new_at_their_host() -> None:
    world = World()
    world.feeds.by_host["a.test"] = deque(["feed7"])
    world.pages.by_host = {"a.test": deque(["new1", "new2", "new3"])}
    world.known.by_host = {"a.test": deque(["old1", "old2"]), "b.test": deque(["old3"])}
    left = world.run()
    assert len(left) == 7
    places = [left.index(f"http://a.test/{page}") for page in ("new1", "new2", "new3", "old1", "old2")]
    assert max(places[:3]) < min(places[3:])
    assert left.index("http://a.test/feed7") < min(places[3:])


def test_known_pages_have_the_places_that_no_new_page_can_use() -> None:
    world = World()
    world.pages.by_host = {f"h{n}.test": deque([f"p{n}"]) for n in range(30)}
    world.known.by_host = {f"k{n}.test": deque([f"k{n}"]) for n in range(30)}
    left = world.run()
    assert len(left) == 60
    assert not any("/k" in url for url in left[:30])


def test_a_host_that_asks_for_long_keeps_its_known_pages_for_later() -> None:
    world = World()
    world.known.by_host = {"busy.test": deque("12"), "a.test": deque("x")}
    world.scheduler.hold("busy.test", NOON + timedelta(hours=1))
    assert world.run() == ["http://a.test/x"]
    assert list(world.known.by_host["busy.test"]) == ["1", "2"]


def test_a_run_with_nothing_but_known_pages_left_comes_to_an_end() -> None:
    clock = iter(range(0, 1_000_000, 40))
    world = World(monotonic=lambda: float(next(clock)))
    world.known.by_host = {f"k{n}.test": deque([f"k{n}"]) for n in range(500)}
    assert 0 < len(world.run()) < 100
    assert not len(world.in_flight)


def test_a_redirect_of_a_check_is_followed() -> None:
    world = World()
    hop = Request("http://a.test/hop", meta={"key": "hop", KIND: "revisit"})
    world.in_flight.add("hop", "revisit")
    world.scheduler.add(hop)
    assert world.run() == ["http://a.test/hop"]


@pytest.mark.parametrize("kind", ["page", "revisit"])
def test_redirects_at_more_hosts_than_the_window_is_wide_do_not_stop_the_run(kind: Kind) -> None:
    world = World(places=4, window=8)
    queues = {f"h{n}.test": deque([f"p{n}"]) for n in range(40)}
    (world.pages if kind == "page" else world.known).by_host = queues

    async def scene() -> int:
        left = 0
        async for request in world.scheduler.work(world.sources):
            left += 1
            world.scheduler.came_back(request, 301 if "hop" not in request.url else 200)
            if "hop" in request.url:
                world.in_flight.end(request.meta["key"])
            else:
                hop = Request(f"{request.url}/hop", meta={"key": request.meta["key"], KIND: kind})
                world.scheduler.add(hop)
        return left

    assert asyncio.run(asyncio.wait_for(scene(), 10)) == 80


def test_what_a_callback_yields_queues_and_what_has_its_turn_goes_on_to_the_engine() -> None:
    world = World(per_host=1)
    behind = SchedulerForScrapy(world.scheduler)
    world.pages.by_host = {"a.test": deque("x")}
    world.in_flight.add("hop")
    behind.enqueue_request(Request("http://a.test/hop", meta={"key": "hop", KIND: "page"}))
    assert behind.next_request() is None
    assert not behind.has_pending_requests()
    left = []

    async def scene() -> None:
        async for request in world.scheduler.work(world.sources):
            behind.enqueue_request(request)
            assert behind.has_pending_requests()
            taken = behind.next_request()
            assert taken is request
            left.append(request.url)
            world.scheduler.came_back(request, 200)
            world.in_flight.end(request.meta["key"])

    asyncio.run(asyncio.wait_for(scene(), 10))
    assert left == ["http://a.test/hop", "http://a.test/x"]


def test_a_hop_to_a_host_that_is_left_alone_has_its_outcome_and_what_follows_from_that_queues() -> None:
    world = World()

    def failed(_: Any) -> Iterator[Any]:
        yield Request("http://b.test/instead", meta={"key": "hop", KIND: "poll"})
        yield "an outcome"

    world.in_flight.add("hop", "poll")
    world.scheduler.hold("busy.test", NOON + timedelta(hours=1))
    world.scheduler.add(Request("http://busy.test/hop", errback=failed, meta={"key": "hop", KIND: "poll"}))
    assert world.run() == ["an outcome", "http://b.test/instead"]
