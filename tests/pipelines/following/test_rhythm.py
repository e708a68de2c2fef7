"""When a feed is asked next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.following.rhythm import Bounds, Rhythm, decode, encode, expected, learn, next_poll
from pipelines.model import Stated

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
PLAIN = Bounds()
moments = st.integers(0, 60 * 24 * 60).map(lambda minute: MONDAY + timedelta(minutes=minute))


def newsroom(weeks: int = 4) -> Rhythm:
    """Learned from a paper that publishes five entries an hour from 8 to 16, Monday to Friday."""
    rhythm, before = Rhythm(), None
    for day in range(7 * weeks):
        for hour in range(24):
            asked = MONDAY + timedelta(days=day, hours=hour + 1)
            works = day % 7 < 5 and 8 <= hour < 16
            appeared = [asked - timedelta(minutes=12 * n + 1) for n in range(5)] if works else []
            rhythm = learn(rhythm, appeared, asked=asked, before=before)
            before = asked
    return rhythm


def minutes(rhythm: Rhythm, now: datetime, bounds: Bounds = PLAIN) -> float:
    return next_poll(rhythm, bounds, now=now, seed=1)[1]


def after(weeks: int, **more: float) -> datetime:
    return MONDAY + timedelta(weeks=weeks, **more)


def test_a_newsroom_is_asked_often_while_it_works_and_seldom_else() -> None:
    rhythm = newsroom()
    assert minutes(rhythm, after(4, hours=10)) < 15
    assert minutes(rhythm, after(4, hours=18)) > 120
    assert minutes(rhythm, after(4, days=5, hours=10)) > 120


def test_the_wait_ends_soon_after_the_newsroom_opens() -> None:
    moment, _ = next_poll(newsroom(), Bounds(), now=after(4, hours=7, minutes=30), seed=1)
    assert after(4, hours=8) < moment < after(4, hours=8, minutes=15)


def test_what_is_expected_follows_the_hours() -> None:
    rhythm = newsroom()
    day = expected(rhythm, after(4), after(4, days=1))
    assert 25 < day < 45
    assert expected(rhythm, after(4, hours=8), after(4, hours=16)) > 0.9 * day
    assert expected(rhythm, after(4), after(4)) == 0


def test_a_feed_that_falls_silent_is_asked_less_and_less() -> None:
    rhythm, waits = newsroom(), []
    for days in range(1, 40):
        rhythm = learn(rhythm, [], asked=after(4, days=days), before=after(4, days=days - 1))
        waits.append(minutes(rhythm, after(4, days=days, hours=10)))
    mondays = waits[6::7]
    assert waits[0] < 15 < mondays[0]
    assert mondays == sorted(mondays)
    assert mondays[-1] > 100


def test_a_new_feed_is_asked_within_the_hour() -> None:
    assert 14 < minutes(Rhythm(), MONDAY) < 60


def test_the_first_poll_tells_the_rate_of_the_past() -> None:
    weekly = [MONDAY - timedelta(weeks=n) for n in range(8)]
    hourly = [MONDAY - timedelta(hours=n) for n in range(30)]
    later = MONDAY + timedelta(hours=30)
    waits = [minutes(learn(Rhythm(), past, asked=MONDAY, before=None), later) for past in (weekly, hourly)]
    assert waits[0] > 4 * waits[1]


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [
        pytest.param(Bounds(every_minutes=7), 7, 7, id="the user's word"),
        pytest.param(Bounds(every_minutes=7, stated=Stated(ttl_minutes=60)), 7, 7, id="the user's word outranks ttl"),
        pytest.param(Bounds(stated=Stated(ttl_minutes=40)), 40, 40, id="ttl"),
        pytest.param(Bounds(stated=Stated(update_minutes=1440)), 60, 60, id="a day is not believed"),
        pytest.param(Bounds(fresh_until=after(4, hours=10, minutes=30)), 30, 30, id="max-age"),
        pytest.param(Bounds(listed=4, stated=Stated(ttl_minutes=60)), 15, 30, id="nothing may be lost"),
        pytest.param(Bounds(not_before=after(4, hours=13)), 180, 180, id="Retry-After"),
        pytest.param(Bounds(every_minutes=7, not_before=after(4, hours=13)), 180, 180, id="Retry-After outranks all"),
        pytest.param(Bounds(stated=Stated(skip_hours=(10, 11))), 120, 120, id="skipHours"),
        pytest.param(Bounds(stated=Stated(skip_days=(0,))), 14 * 60, 14 * 60, id="skipDays"),
        pytest.param(Bounds(every_minutes=20, stated=Stated(skip_hours=tuple(range(24)))), 20, 20, id="skips all"),
    ],
)
def test_bounds(bounds: Bounds, least: float, most: float) -> None:
    assert least - 0.01 <= minutes(newsroom(), after(4, hours=10), bounds) <= most + 0.01


def test_feeds_with_one_rhythm_are_not_asked_at_one_moment() -> None:
    rhythm = newsroom()
    asked = {next_poll(rhythm, Bounds(), now=after(4, hours=10), seed=seed)[0] for seed in range(50)}
    assert len(asked) > 40
    assert max(asked) - min(asked) < timedelta(minutes=1)


@given(st.lists(st.lists(moments, max_size=5), max_size=8), moments, st.integers(1, 50))
def test_whatever_is_learned_the_next_poll_is_within_bounds(
    polls: list[list[datetime]], now: datetime, listed: int
) -> None:
    rhythm, before = Rhythm(), None
    for appeared in polls:
        asked = max([*appeared, MONDAY if before is None else before])
        rhythm, before = learn(rhythm, appeared, asked=asked, before=before), asked
        assert decode(encode(rhythm)).counts == pytest.approx(rhythm.counts, abs=0.01)
    wait = minutes(rhythm, now, Bounds(listed=listed))
    assert 3.8 <= wait <= 24 * 60


@pytest.mark.parametrize("text", [None, "", "{}", "null", "[1]", '{"counts": [1]}', '{"since": "x"}', "\x00"])
def test_what_cannot_be_read_is_forgotten(text: str | None) -> None:
    assert decode(text) == Rhythm()


def test_it_is_kept_in_one_short_line() -> None:
    text = encode(newsroom(12))
    assert len(text) < 1000
    assert "\n" not in text
