"""How long a feed that failed is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from pipelines.following.failures import BACKOFFS, is_dead, retry_after_failure
from pipelines.model import Failure

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def wait(failure: Failure, failures: int, interval: timedelta = timedelta(minutes=1), seed: int = 7) -> timedelta:
    return retry_after_failure(failure, failures, interval=interval, now=NOON, seed=seed, not_before=None) - NOON


def test_every_class_has_a_backoff_that_grows_and_ends() -> None:
    assert set(BACKOFFS) == set(get_args(Failure))
    for failure in BACKOFFS:
        waits = [wait(failure, n) for n in range(1, 30)]
        assert waits[0] < waits[-1] <= 1.2 * 7 * DAY
        assert wait(failure, 10**6) <= 1.2 * 7 * DAY


def test_what_passes_by_itself_is_tried_sooner_than_what_somebody_has_to_mend() -> None:
    assert wait("timeout", 1) < wait("dns", 1) < wait("http_4xx", 1) < wait("blocked_address", 1)
    assert wait("http_5xx", 30) <= 1.2 * DAY < wait("http_4xx", 30)


def test_no_wait_undercuts_the_feeds_own_interval_or_what_the_publisher_asks_for() -> None:
    assert wait("timeout", 1, interval=30 * DAY) == 30 * DAY
    asked = NOON + 3 * DAY
    assert retry_after_failure("http_5xx", 1, interval=HOUR, now=NOON, seed=1, not_before=asked) == asked


def test_feeds_that_failed_together_do_not_come_back_together_and_the_same_feed_always_does() -> None:
    waits = {wait("timeout", 4, seed=seed) for seed in range(100)}
    assert len(waits) > 90
    assert max(waits) <= 1.5 * min(waits)
    assert wait("timeout", 4) == wait("timeout", 4)


@pytest.mark.parametrize(
    ("failure", "failures", "days", "dead"),
    [
        ("http_4xx", 3, 3, True),
        ("http_4xx", 2, 30, False),
        ("http_4xx", 9, 1, False),
        ("dns", 3, None, True),
        ("timeout", 50, 50, False),
        ("http_5xx", 50, 50, False),
    ],
)
def test_a_site_is_looked_at_when_its_feed_has_failed_for_days_in_a_lasting_way(
    failure: Failure, failures: int, days: int | None, dead: bool
) -> None:
    last = None if days is None else NOON - days * DAY
    assert is_dead(failure, failures, last, NOON) == dead
