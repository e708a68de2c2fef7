"""Which story an article belongs to: one value for all copies of one text, on whatever site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pipelines.model import TextMatch

WINDOW_DAYS = 30
"""Days between the dates of two copies. The same text a year later is a new event: a notice, a yearly recipe."""


def within_window(matches: Iterable[TextMatch], date: datetime, window_days: int = WINDOW_DAYS) -> tuple[int, ...]:
    """The stories of the copies whose own date is near enough to `date`."""
    window = timedelta(days=window_days)
    return tuple(match.story_id for match in matches if abs(match.date - date) <= window)


def choose_story(candidates: Iterable[int]) -> tuple[int | None, tuple[int, ...]]:
    """(the story to join, the stories that become part of it); the oldest id stays. (None, ()) starts a new one.

    >>> choose_story([7, 3, 7, 9])
    (3, (7, 9))
    """
    stories = sorted(set(candidates))
    return (stories[0], tuple(stories[1:])) if stories else (None, ())
