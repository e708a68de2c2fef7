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

from crawler.scheduling.dispatch import Dispatch, Turns
from crawler.scheduling.inflight import Group, InFlight
from crawler.scheduling.pacing import Limits, Pacing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Known:
    """Known pages by host, to be asked again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pages: dict[str, deque[str]] = {}

    def hosts(self) -> list[str]:
        return [host for host, pages in self.pages.items() if pages]

    def ask(self, host: str) -> Iterator[Any]:
        if self.pages.get(host):
            page = self.pages[host].popleft()
            self.world.in_flight.add(page, "check")
            yield Request(f"http://{host}/{page}", meta={"key": page})


class World:
    """Feeds and pages by host; every request is answered as soon as it has left."""

    def __init__(
        self,
        *,
        places: int = 4,
        window: int = 8,
        per_host: int = 2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.in_flight = InFlight()
        self.dispatch = Dispatch(
            Pacing(Limits(places=places, per_host=per_host, delay_s=0), monotonic=monotonic),
            self.in_flight,
            window=window,
            patience_s=10,
            now=lambda: NOON,
            monotonic=monotonic,
        )
        self.pages: dict[str, deque[str]] = {}
        self.known = Known(self)
        self.left: list[str] = []
        self.most_out = 0

    def request(self, feed_id: int) -> Request:
        self.in_flight.add(f"feed {feed_id}", "poll")
        return Request(f"http://feed{feed_id}.test/", meta={"key": f"feed {feed_id}"})

    def hosts(self) -> list[str]:
        return [host for host, pages in self.pages.items() if pages]

    def next_due_s(self) -> None:
        return None

    def ask(self, host: str) -> Iterator[Any]:
        if self.dispatch.held_until(host, "page") is not None and self.pages[host]:
            yield f"refused {self.pages[host].popleft()}"
        elif self.pages.get(host):
            page = self.pages[host].popleft()
            self.in_flight.add(page)
            yield Request(f"http://{host}/{page}", meta={"key": page})

    def run(self, answers_at_once: int = 1) -> list[str]:
        async def scene() -> None:
            out: deque[Request] = deque()
            async for outcome in self.dispatch.work(self, self, self.known):
                if not isinstance(outcome, Request):
                    self.left.append(outcome)
                    continue
                self.left.append(outcome.url)
                out.append(outcome)
                self.most_out = max(self.most_out, len(out))
                if len(out) >= answers_at_once:
                    request = out.popleft()
                    self.dispatch.back(request, 200)
                    self.in_flight.end(request.meta["key"])

        asyncio.run(asyncio.wait_for(scene(), 10))
        return self.left


def test_hosts_take_turns_so_that_a_long_queue_does_not_stand_before_a_short_one() -> None:
    world = World()
    world.pages = {"long.test": deque(map(str, range(60))), "a.test": deque("x"), "b.test": deque("y")}
    left = world.run()
    assert len(left) == 62
    assert {"http://a.test/x", "http://b.test/y"} <= set(left[:4])


def test_polls_and_pages_leave_side_by_side_and_nothing_is_left() -> None:
    world = World()
    for number in range(30):
        world.dispatch.add_feed(number, f"feed{number}.test")
    world.pages = {f"h{n}.test": deque([f"p{n}"]) for n in range(30)}
    left = world.run()
    assert len(left) == len(set(left)) == 60
    assert not len(world.in_flight)


def test_a_redirect_goes_before_what_waits_at_its_host() -> None:
    world = World(per_host=1)
    world.pages = {"a.test": deque("123")}
    hop = Request("http://a.test/hop", meta={"key": "hop"})
    world.in_flight.add("hop")
    world.dispatch.follow(hop, "a.test", "page")
    assert world.run()[0] == "http://a.test/hop"


def test_a_host_that_asks_for_long_is_asked_no_more_and_its_pages_have_their_outcome() -> None:
    world = World()
    world.pages = {"busy.test": deque("12"), "a.test": deque("x")}
    world.dispatch.add_feed(7, "busy.test")
    world.dispatch.hold("busy.test", NOON + timedelta(hours=1))
    assert sorted(world.run()) == ["http://a.test/x", "refused 1", "refused 2"]


def test_a_hold_may_bind_pages_alone() -> None:
    world = World()
    world.dispatch.add_feed(7, "busy.test")
    world.dispatch.hold("busy.test", NOON + timedelta(hours=1), ("page",))
    assert world.run() == ["http://feed7.test/"]


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
        world.dispatch.add_feed(number, f"feed{number}.test")
    world.pages = {f"h{n}.test": deque([f"p{n}"]) for n in range(20)}
    left = world.run()
    assert sum("feed" in url for url in left[:10]) == 5


def test_known_pages_are_asked_again_behind_everything_new_at_their_host() -> None:
    world = World()
    world.dispatch.add_feed(7, "a.test")
    world.pages = {"a.test": deque(["new1", "new2", "new3"])}
    world.known.pages = {"a.test": deque(["old1", "old2"]), "b.test": deque(["old3"])}
    left = world.run()
    assert len(left) == 7
    places = [left.index(f"http://a.test/{page}") for page in ("new1", "new2", "new3", "old1", "old2")]
    assert max(places[:3]) < min(places[3:])
    assert left.index("http://feed7.test/") < min(places[3:])


def test_known_pages_have_the_places_that_no_new_page_can_use() -> None:
    world = World()
    world.pages = {f"h{n}.test": deque([f"p{n}"]) for n in range(30)}
    world.known.pages = {f"k{n}.test": deque([f"k{n}"]) for n in range(30)}
    left = world.run()
    assert len(left) == 60
    assert not any("/k" in url for url in left[:30])


def test_a_host_that_asks_for_long_keeps_its_known_pages_for_later() -> None:
    world = World()
    world.known.pages = {"busy.test": deque("12"), "a.test": deque("x")}
    world.dispatch.hold("busy.test", NOON + timedelta(hours=1))
    assert world.run() == ["http://a.test/x"]
    assert list(world.known.pages["busy.test"]) == ["1", "2"]


def test_a_run_with_nothing_but_known_pages_left_comes_to_an_end() -> None:
    clock = iter(range(0, 1_000_000, 40))
    world = World(monotonic=lambda: float(next(clock)))
    world.known.pages = {f"k{n}.test": deque([f"k{n}"]) for n in range(500)}
    assert 0 < len(world.run()) < 100
    assert not len(world.in_flight)


def test_a_redirect_of_a_check_is_followed() -> None:
    world = World()
    hop = Request("http://a.test/hop", meta={"key": "hop"})
    world.in_flight.add("hop", "check")
    world.dispatch.follow(hop, "a.test", "check")
    assert world.run() == ["http://a.test/hop"]


@pytest.mark.parametrize("group", ["page", "check"])
def test_redirects_at_more_hosts_than_the_window_is_wide_do_not_stop_the_run(group: Group) -> None:
    world = World(places=4, window=8)
    queues = {f"h{n}.test": deque([f"p{n}"]) for n in range(40)}
    (world if group == "page" else world.known).pages = queues

    async def scene() -> int:
        left = 0
        async for request in world.dispatch.work(world, world, world.known):
            left += 1
            world.dispatch.back(request, 301 if "hop" not in request.url else 200)
            if "hop" in request.url:
                world.in_flight.end(request.meta["key"])
            else:
                hop = Request(f"{request.url}/hop", meta={"key": request.meta["key"]})
                world.dispatch.follow(hop, request.url.split("/")[2], group)
        return left

    assert asyncio.run(asyncio.wait_for(scene(), 10)) == 80
