"""How fast each host is asked."""

from __future__ import annotations

import pytest

from crawler import settings
from crawler.scheduling.pacing import LENT, Limits, Pacing


class Hands:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def pacing(hands: Hands, *, delay_s: float = 0.25, places: int = 4) -> Pacing:
    return Pacing(Limits(places=places, per_host=2, delay_s=delay_s), monotonic=hands)


def answered(pace: Pacing, host: str, status: int | None = 200, latency_s: float | None = 0.1) -> None:
    pace.back(pace.leave(host), status=status, latency_s=latency_s)


def test_a_host_is_asked_one_thing_until_it_has_answered_and_then_per_host(hands: Hands) -> None:
    pace = pacing(hands, delay_s=0)
    first = pace.leave("a.test")
    assert pace.opens_at("a.test") is None
    assert pace.opens_at("b.test") == 0.0
    pace.back(first, status=200, latency_s=0.1)
    pace.leave("a.test")
    assert pace.opens_at("a.test") is not None
    pace.leave("a.test")
    assert pace.opens_at("a.test") is None


def test_the_delay_follows_the_time_that_answers_take_up_at_once_and_down_by_halves(hands: Hands) -> None:
    pace = pacing(hands)
    answered(pace, "a.test", latency_s=4.0)
    assert pace.delay_s("a.test") == 2.0
    answered(pace, "a.test", latency_s=0.0)
    assert pace.delay_s("a.test") == 1.0
    for _ in range(10):
        answered(pace, "a.test", latency_s=0.0)
    assert pace.delay_s("a.test") == 0.25
    answered(pace, "a.test", latency_s=300.0)
    assert pace.delay_s("a.test") == 15.0
    pace.leave("a.test")
    assert pace.opens_at("a.test") == 115.0


def test_without_a_delay_none_is_learned(hands: Hands) -> None:
    pace = pacing(hands, delay_s=0)
    answered(pace, "a.test", latency_s=4.0)
    assert pace.delay_s("a.test") == 0


def test_an_overloaded_host_is_asked_one_thing_at_a_time_and_more_slowly(hands: Hands) -> None:
    pace = pacing(hands, delay_s=0)
    for delay in (1.0, 2.0, 4.0):
        answered(pace, "a.test", status=429)
        assert pace.delay_s("a.test") == delay
    pace.leave("a.test")
    assert pace.opens_at("a.test") is None
    assert pace.delay_s("b.test") == 0


def test_an_error_page_does_not_speed_a_host_up(hands: Hands) -> None:
    pace = pacing(hands)
    answered(pace, "a.test", latency_s=4.0)
    answered(pace, "a.test", status=500, latency_s=0.0)
    assert pace.delay_s("a.test") == 2.0


def test_robots_and_retry_after_are_kept(hands: Hands) -> None:
    pace = pacing(hands)
    answered(pace, "a.test")
    pace.crawl_delay("a.test", 5.0)
    assert pace.opens_at("a.test") == 105.0
    hands.now = 105.0
    pace.leave("a.test")
    assert pace.opens_at("a.test") == 110.0
    pace.hold("a.test", 60.0)
    assert pace.opens_at("a.test") == 165.0


def test_slow_hosts_lend_their_places_up_to_a_bound(hands: Hands) -> None:
    pace = pacing(hands, places=2)
    turns = [pace.leave(f"slow{n}.test") for n in range(2)]
    assert pace.room() == 0
    hands.now += 6
    assert (pace.slow(), pace.room()) == (2, 2)
    for n in range(2, 8):
        pace.leave(f"slow{n}.test")
    hands.now += 6
    assert pace.room() == 0
    pace.back(turns[0], status=200, latency_s=12)
    assert pace.room() == 1


def test_a_request_that_came_back_twice_counts_once(hands: Hands) -> None:
    pace = pacing(hands)
    turn = pace.leave("a.test")
    assert pace.back(turn, status=200, latency_s=0.1) == "a.test"
    assert pace.back(turn, status=200, latency_s=0.1) is None
    assert pace.room() == 4


def test_every_request_that_may_be_out_can_wait_for_a_name() -> None:
    most_out = (1 + LENT) * settings.CONCURRENT_REQUESTS
    assert most_out <= settings.REACTOR_THREADPOOL_MAXSIZE


def test_a_crawl_delay_counts_from_the_answer_since_nobody_knows_when_the_request_arrived(hands: Hands) -> None:
    pace = pacing(hands)
    answered(pace, "a.test")
    pace.crawl_delay("a.test", 2.0)
    hands.now += 2.0
    turn = pace.leave("a.test")
    hands.now += 0.7
    pace.back(turn, status=200, latency_s=0.7)
    assert pace.opens_at("a.test") == hands.now + 2.0
