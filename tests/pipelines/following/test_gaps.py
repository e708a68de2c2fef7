"""Whether a feed lost entries between two polls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.following.gaps import Listed, find_gap, older_pages, within
from pipelines.model import Entry, Gap, ParsedFeed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(number: int) -> Listed:
    """The entry published `number` hours after noon."""
    return Listed(guid=f"g{number}", url=f"https://bote.test/{number}", date=NOON + number * HOUR)


def window(last: int, size: int = 10) -> list[Listed]:
    """What a feed lists after entry `last`: its newest `size`, newest first."""
    return [entry(number) for number in range(last, last - size, -1)]


def gap(before: list[Listed], now: list[Listed], hours: float = 12, asked: float = 60) -> Gap | None:
    return find_gap(before, now, asked_before=NOON + hours * HOUR, asked=NOON + asked * HOUR, rate_per_hour=None)


def test_a_gap_is_where_nothing_of_the_poll_before_is_left() -> None:
    assert gap(window(10), window(40)) == Gap(start=NOON + 10 * HOUR, end=NOON + 31 * HOUR, missed=20)
    assert gap(window(10), window(19)) is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(window(10), [replace(one, guid=f"new-{one.guid}") for one in window(12)], id="guids changed"),
        pytest.param(
            window(10), [replace(one, url=f"{one.url}?utm_source=x") for one in window(12)], id="links changed"
        ),
        pytest.param(window(10), window(10)[5:], id="some were deleted"),
        pytest.param(window(10), [], id="emptied"),
        pytest.param([], window(10), id="first entries"),
        pytest.param(window(10, 1), window(11, 1), id="one item, replaced by habit"),
        pytest.param(window(10), window(-5), id="older ones come back"),
        pytest.param(window(10), list(reversed(window(15))), id="another order"),
    ],
)
def test_what_is_no_gap(before: list[Listed], now: list[Listed]) -> None:
    assert gap(before, now) is None


def test_an_entry_that_stays_on_top_for_months_does_not_hide_a_gap() -> None:
    pinned = Listed(guid="notice", url="https://bote.test/notice", date=NOON - 900 * HOUR)
    found = gap([pinned, *window(10)], [pinned, *window(40)])
    assert found is not None
    assert found.start == NOON + 10 * HOUR


def test_without_dates_the_gap_is_the_time_between_the_polls() -> None:
    def bare(ones: list[Listed]) -> list[Listed]:
        return [replace(one, date=None) for one in ones]

    found = find_gap(bare(window(10)), bare(window(40)), asked_before=NOON, asked=NOON + 10 * HOUR, rate_per_hour=2.0)
    assert found == Gap(start=NOON, end=NOON + 10 * HOUR, missed=19)


@given(st.integers(3, 20), st.integers(0, 60), st.integers(20, 80))
def test_a_steady_feed_has_a_gap_just_where_its_window_was_replaced(size: int, more: int, first: int) -> None:
    found = gap(window(first, size), window(first + more, size), hours=first, asked=first + more)
    lost = more - size
    if lost < 0:
        assert found is None
    else:
        assert found is not None
        assert found.missed == lost


@pytest.mark.parametrize(
    ("feed", "url", "page", "expected"),
    [
        (
            ParsedFeed(format="atom10", older="http://a.test/2025.xml"),
            "http://a.test/feed",
            1,
            "http://a.test/2025.xml",
        ),
        (ParsedFeed(format="rss20"), "http://a.test/feed/", 1, "http://a.test/feed/?paged=2"),
        (ParsedFeed(format="rss20"), "http://a.test/feed/?paged=2", 2, "http://a.test/feed/?paged=3"),
        (ParsedFeed(format="rss20"), "http://a.test/rss.xml", 1, None),
    ],
)
def test_older_pages(feed: ParsedFeed, url: str, page: int, expected: str | None) -> None:
    assert older_pages(feed, url, page) == expected


def test_only_what_may_have_been_lost_is_taken_in() -> None:
    lost = Gap(start=NOON, end=NOON + 5 * HOUR, missed=4)
    dated = [Entry(guid=None, url=f"u{n}", date_published=NOON + n * HOUR) for n in (-30, -1, 2, 6, 30)]
    undated = Entry(guid=None, url="undated")
    assert [one.url for one in within(lost, [*dated, undated])] == ["u-1", "u2", "u6", "undated"]
