"""Which story an article belongs to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.dedup.stories import choose_story, within_window
from pipelines.model import TextMatch

DAY = datetime(2026, 3, 4, tzinfo=UTC)


def copy_of(story_id: int, days: int) -> TextMatch:
    return TextMatch(article_id=story_id, site="bote.test", story_id=story_id, date=DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("candidates", "choice"),
    [
        pytest.param([], (None, ()), id="none starts a story"),
        pytest.param([4, 4], (4, ()), id="one is joined"),
        pytest.param([9, 2, 5], (2, (5, 9)), id="the oldest takes the others in"),
    ],
)
def test_the_oldest_story_stays(candidates: list[int], choice: tuple[int | None, tuple[int, ...]]) -> None:
    assert choose_story(candidates) == choice


def test_the_window_reaches_both_ways_and_includes_its_last_day() -> None:
    copies = [copy_of(1, -31), copy_of(2, -30), copy_of(3, 0), copy_of(4, 30), copy_of(5, 31)]
    assert within_window(copies, DAY, 30) == (2, 3, 4)
