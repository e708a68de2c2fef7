"""How fast each host is asked."""

from __future__ import annotations

import pytest

from crawler import settings
from crawler.scheduling.throttle import LENT, Limits, Throttle


class Hands:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def throttle(hands: Hands, *, delay_s: float = 0.25, places: int = 4) -> Throttle:
    return Throttle(Limits(places=places, per_host=2, delay_s=delay_s), monotonic=hands)


def answered(throttled: Throttle, host: str, status: int | None = 200, latency_s: float | None = 0.1) -> None:
    throttled.came_back(throttled.leave(host), status=status, latency_s=latency_s)


def test_a_host_is_asked_one_thing_until_it_has_answered_and_then_per_host(hands: Hands) -> None:
    throttled = throttle(hands, delay_s=0)
    first = throttled.leave("a.test")
    assert throttled.opens_at("a.test") is None
    assert throttled.opens_at("b.test") == 0.0
    throttled.came_back(first, status=200, latency_s=0.1)
    throttled.leave("a.test")
    assert throttled.opens_at("a.test") is not None
    throttled.leave("a.test")
    assert throttled.opens_at("a.test") is None


def test_the_delay_follows_the_time_that_answers_take_up_at_once_and_down_by_halves(hands: Hands) -> None:
    throttled = throttle(hands)
    answered(throttled, "a.test", latency_s=4.0)
    assert throttled.delay_s("a.test") == 2.0
    answered(throttled, "a.test", latency_s=0.0)
    assert throttled.delay_s("a.test") == 1.0
    for _ in range(10):
        answered(throttled, "a.test", latency_s=0.0)
    assert throttled.delay_s("a.test") == 0.25
    answered(throttled, "a.test", latency_s=300.0)
    assert throttled.delay_s("a.test") == 15.0
    throttled.leave("a.test")
    assert throttled.opens_at("a.test") == 115.0


def test_without_a_delay_none_is_learned(hands: Hands) -> None:
    throttled = throttle(hands, delay_s=0)
    answered(throttled, "a.test", latency_s=4.0)
    assert throttled.delay_s("a.test") == 0


def test_an_overloaded_host_is_asked_one_thing_at_a_time_and_more_slowly(hands: Hands) -> None:
    throttled = throttle(hands, delay_s=0)
    for delay in (1.0, 2.0, 4.0):
        answered(throttled, "a.test", status=429)
        assert throttled.delay_s("a.test") == delay
    throttled.leave("a.test")
    assert throttled.opens_at("a.test") is None
    assert throttled.delay_s("b.test") == 0


def test_an_error_page_does_not_speed_a_host_up(hands: Hands) -> None:
    throttled = throttle(hands)
    answered(throttled, "a.test", latency_s=4.0)
    answered(throttled, "a.test", status=500, latency_s=0.0)
    assert throttled.delay_s("a.test") == 2.0


def test_robots_and_retry_after_are_kept(hands: Hands) -> None:
    throttled = throttle(hands)
    answered(throttled, "a.test")
    throttled.crawl_delay("a.test", 5.0)
    assert throttled.opens_at("a.test") == 105.0
    hands.now = 105.0
    throttled.leave("a.test")
    assert throttled.opens_at("a.test") == 110.0
    throttled.hold("a.test", 60.0)
    assert throttled.opens_at("a.test") == 165.0


def test_slow_hosts_lend_their_places_up_to_a_bound(hands: Hands) -> None:
    throttled = throttle(hands, places=2)
    turns = [throttled.leave(f"slow{n}.test") for n in range(2)]
    assert throttled.room() == 0
    hands.now += 6
    assert (throttled.slow(), throttled.room()) == (2, 2)
    for n in range(2, 8):
        throttled.leave(f"slow{n}.test")
    hands.now += 6
    assert throttled.room() == 0
    throttled.came_back(turns[0], status=200, latency_s=12)
    assert throttled.room() == 1


def test_a_request_that_came_back_twice_counts_once(hands: Hands) -> None:
    throttled = throttle(hands)
    turn = throttled.leave("a.test")
    assert throttled.came_back(turn, status=200, latency_s=0.1) == "a.test"
    assert throttled.came_back(turn, status=200, latency_s=0.1) is None
    assert throttled.room() == 4


def test_every_request_that_may_be_out_can_wait_for_a_name() -> None:
    most_out = (1 + LENT) * settings.CONCURRENT_REQUESTS
    assert most_out <= settings.REACTOR_THREADPOOL_MAXSIZE


def test_a_crawl_delay_counts_from_the_answer_since_nobody_knows_when_the_request_arrived(hands: Hands) -> None:
    throttled = throttle(hands)
    answered(throttled, "a.test")
    throttled.crawl_delay("a.test", 2.0)
    hands.now += 2.0
    turn = throttled.leave("a.test")
    hands.now += 0.7
    throttled.came_back(turn, status=200, latency_s=0.7)
    assert throttled.opens_at("a.test") == hands.now + 2.0
