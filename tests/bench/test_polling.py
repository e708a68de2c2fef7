"""The simulator of polling policies."""

from __future__ import annotations

import random

import polling
import pytest


def test_a_poll_sees_what_was_published_since_and_loses_what_the_feed_lists_no_more() -> None:
    begin = polling.WARM_UP_DAYS * 1440.0
    stream = polling.Stream(published=[begin + n for n in range(1, 101)], listed=10)
    tally = polling.simulate(stream, polling.Fixed(60), 1, 0.0)
    assert (tally.entries, tally.lost) == (100, 80)
    assert (tally.median, tally.p95) == (14.5, 28.0)
    assert tally.requests == 1440 // 60


@pytest.mark.parametrize("policy", polling.POLICIES)
def test_every_entry_is_seen_or_lost_under_every_policy(policy: str) -> None:
    stream = polling.truncated(random.Random(3), polling.WARM_UP_DAYS + 4)
    tally = polling.simulate(stream, polling.POLICIES[policy](1), 2, 7.0)
    assert 0 <= tally.lost < tally.entries
    assert tally.p95 is not None
    assert tally.median is not None
    assert tally.median <= tally.p95
