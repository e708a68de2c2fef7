"""What has been asked for and has no outcome yet."""

import asyncio

from crawler.scheduling.in_flight import InFlight


def test_a_key_counts_once() -> None:
    under_way = InFlight()
    under_way.add("a")
    under_way.add("a")
    under_way.add("b")
    assert (len(under_way), "a" in under_way) == (2, True)
    under_way.end("a")
    assert len(under_way) == 1


def test_polls_and_pages_are_counted_apart() -> None:
    under_way = InFlight()
    under_way.add("feed 1", "poll")
    under_way.add("a")
    assert (under_way.of("poll"), under_way.of("page")) == (1, 1)
    under_way.end("feed 1")
    assert (under_way.of("poll"), under_way.of("page")) == (0, 1)


def test_an_outcome_told_twice_is_counted_once() -> None:
    under_way = InFlight()
    under_way.add("a")
    under_way.add("b")
    under_way.end("a")
    under_way.end("a")
    assert len(under_way) == 1


def test_change_wakes_when_something_ends_and_not_before() -> None:
    async def scene() -> tuple[bool, bool]:
        under_way = InFlight()
        under_way.add("a")
        early = await under_way.change(0.01)
        asyncio.get_running_loop().call_later(0.01, under_way.end, "a")
        return early, await under_way.change(5)

    assert asyncio.run(scene()) == (False, True)
