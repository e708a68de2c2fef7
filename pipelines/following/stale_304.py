"""Stale 304s: when a feed that answers "not modified" is asked without conditions, to see whether it has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.following import rhythm
from pipelines.model import FeedState

CHECK_AFTER = timedelta(days=1)
"""A feed that has said nothing but 304 for this long is asked without conditions, where news are overdue."""
CHECK_ALWAYS_AFTER = timedelta(days=7)
OVERDUE = 3.0
"""Entries that the rhythm expected since the last body; fewer may just not have come."""
FEW_POLLS = 3
"""304 answers in a row before a feed that owes nothing is checked."""


def may_be_stale(feed: FeedState, now: datetime) -> bool:
    """Whether the feed's next 304 may be stale, so that the poll should leave its conditions out."""
    if feed.unconditional or not feed.not_modified_in_a_row or feed.last_full_answer is None:
        return False
    silent = now - feed.last_full_answer
    if silent >= CHECK_ALWAYS_AFTER:
        return feed.not_modified_in_a_row >= FEW_POLLS
    if silent < CHECK_AFTER:
        return False
    return rhythm.expected(rhythm.decode(feed.rhythm), feed.last_full_answer, now) >= OVERDUE
