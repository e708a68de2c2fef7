"""When a feed's 304 is put to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.following import rhythm
from pipelines.following.stale_304 import may_be_stale
from pipelines.model import FeedState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BUSY = rhythm.encode(
    rhythm.learn(rhythm.Rhythm(), [NOON - n * DAY / 24 for n in range(400)], asked=NOON, before=NOON - 20 * DAY)
)
IDLE = rhythm.encode(rhythm.learn(rhythm.Rhythm(), [], asked=NOON, before=NOON - 80 * DAY))
FEED = FeedState(id=1, url="u", fetch_url="u", not_modified_in_a_row=1, last_full_answer=NOON, rhythm=BUSY)


@pytest.mark.parametrize(
    ("feed", "days", "stale"),
    [
        pytest.param(FEED, 2, True, id="news are overdue"),
        pytest.param(FEED, 0.9, False, id="silent for less than a day"),
        pytest.param(replace(FEED, rhythm=IDLE), 6, False, id="nothing is overdue"),
        pytest.param(replace(FEED, rhythm=IDLE), 8, False, id="a week of silence, one 304"),
        pytest.param(replace(FEED, rhythm=IDLE, not_modified_in_a_row=3), 8, True, id="a week of silence"),
        pytest.param(replace(FEED, unconditional="proven"), 8, False, id="is asked without conditions anyway"),
        pytest.param(replace(FEED, not_modified_in_a_row=0), 8, False, id="no 304"),
        pytest.param(replace(FEED, last_full_answer=None), 8, False, id="no body yet"),
    ],
)
def test_a_304_is_doubted_where_news_are_overdue_and_after_a_week(feed: FeedState, days: float, stale: bool) -> None:
    assert may_be_stale(feed, NOON + days * DAY) == stale
