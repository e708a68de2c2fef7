"""What a poll makes of its feed: state, next attempt, moves, trust in its 304, and an event for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.following import rhythm
from pipelines.following.failures import retry_after_failure
from pipelines.model import FeedChange, FeedEvent, FeedPoll, FeedState

CONFIRMATIONS = 3
"""Polls in a row that a permanent redirect must lead to one place before it is adopted: a login page or a broken
balancer answers 301 for an afternoon."""
DEFAULT_INTERVAL = timedelta(minutes=60)
GAP_SHORTENS = 0.5
"""After a gap the next wait is cut to this share: what was learned was too slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the store found new in a poll."""

    new: int = 0
    """Entries that were not known from this feed."""
    appeared: tuple[datetime, ...] = ()
    """Their own dates, as far as they have some."""


def follow(feed: FeedState, poll: FeedPoll, found: Found, now: datetime) -> FeedChange:
    """The feed after this poll. A poll of one of its parts, or of its older pages, only teaches its rhythm."""
    if poll.part or poll.found_in != "feed" or poll.outcome == "moved":
        return _unchanged(feed, _learned(feed, poll, found) if poll.part else feed.rhythm)
    if poll.outcome == "gone":
        return _gone(feed, poll)
    if poll.outcome in ("failed", "not_a_feed"):
        return _failed(feed, poll, now)
    return _succeeded(feed, poll, found, now)


def _unchanged(feed: FeedState, learned: str | None) -> FeedChange:
    return FeedChange(
        status=feed.status,
        next_fetch_attempt=None,
        interval_minutes=feed.interval_minutes,
        consecutive_failures=feed.consecutive_failures,
        last_failure=None,
        last_error=None,
        succeeded=False,
        fetch_url=feed.fetch_url,
        moved_to=feed.moved_to,
        moved_times=feed.moved_times,
        rhythm=learned,
        unconditional=feed.unconditional,
        not_modified_in_a_row=feed.not_modified_in_a_row,
        last_full_answer=feed.last_full_answer,
        listed_entries=feed.listed_entries,
    )


def _gone(feed: FeedState, poll: FeedPoll) -> FeedChange:
    error = poll.error or f"gone (HTTP {poll.http_status})"
    events = () if feed.status == "gone" else (FeedEvent(event="gone", detail=error, old=feed.status, new="gone"),)
    return replace(
        _unchanged(feed, feed.rhythm),
        status="gone",
        consecutive_failures=feed.consecutive_failures + 1,
        last_failure=poll.failure or "http_4xx",
        last_error=error,
        events=events,
    )


def _failed(feed: FeedState, poll: FeedPoll, now: datetime) -> FeedChange:
    failure = poll.failure or "error"
    error = poll.error or poll.outcome
    interval = timedelta(minutes=feed.every_minutes) if feed.every_minutes else DEFAULT_INTERVAL
    again = retry_after_failure(
        failure,
        feed.consecutive_failures + 1,
        interval=interval,
        now=now,
        seed=feed.id,
        not_before=poll.not_before,
    )
    events = (FeedEvent(event="failing", detail=error, old=feed.status, new="failing"),)
    return replace(
        _unchanged(feed, feed.rhythm),
        status="failing",
        next_fetch_attempt=again,
        consecutive_failures=feed.consecutive_failures + 1,
        last_failure=failure,
        last_error=error,
        events=() if feed.status == "failing" else events,
    )


def _succeeded(feed: FeedState, poll: FeedPoll, found: Found, now: datetime) -> FeedChange:
    learned = _learned(feed, poll, found)
    answered = poll.outcome != "not_modified" or poll.listed is not None
    listed = _listed(poll, feed)
    next_at, minutes = rhythm.next_poll(rhythm.decode(learned), bounds(feed, poll), now=now, seed=feed.id)
    if poll.gap is not None and not feed.every_minutes:
        minutes *= GAP_SHORTENS
        next_at = max(now + timedelta(minutes=minutes), poll.not_before or now)
    moved_to, moved_times, fetch_url, events = _moved(feed, poll)
    if feed.status == "gone":
        events = (*events, FeedEvent(event="returned", detail="it answers again", old="gone", new="active"))
    elif feed.status == "failing":
        after = f"after {feed.consecutive_failures} failed polls"
        events = (*events, FeedEvent(event="recovered", detail=after, old="failing", new="active"))
    if poll.stale_304 and not feed.unconditional:
        events = (*events, FeedEvent(event="unconditional", detail=poll.stale_304))
    if poll.gap is not None:
        events = (*events, FeedEvent(event="gap", detail=_of_gap(poll)))
    return FeedChange(
        status="active",
        next_fetch_attempt=next_at,
        interval_minutes=round(minutes, 1),
        consecutive_failures=0,
        last_failure=None,
        last_error=None,
        succeeded=True,
        fetch_url=fetch_url,
        moved_to=moved_to,
        moved_times=moved_times,
        rhythm=learned,
        unconditional=feed.unconditional or poll.stale_304,
        not_modified_in_a_row=0 if answered else feed.not_modified_in_a_row + 1,
        last_full_answer=poll.fetched_at if answered else feed.last_full_answer,
        listed_entries=listed,
        events=events,
    )


def bounds(feed: FeedState, poll: FeedPoll) -> rhythm.Bounds:
    """What else than its rhythm decides when the feed is asked after a poll that succeeded."""
    return rhythm.Bounds(
        every_minutes=feed.every_minutes,
        stated=poll.feed.stated if poll.feed is not None else feed.stated,
        fresh_until=poll.fresh_until,
        not_before=poll.not_before,
        listed=_listed(poll, feed),
    )


def _listed(poll: FeedPoll, feed: FeedState) -> int | None:
    """How many entries the feed lists."""
    if poll.listed is not None:
        return poll.listed
    return len(poll.feed.entries) if poll.feed is not None else feed.listed_entries


def _learned(feed: FeedState, poll: FeedPoll, found: Found) -> str:
    known = rhythm.decode(feed.rhythm)
    appeared = _appeared(found.appeared, found.new, poll.fetched_at, feed.last_fetch_success)
    return rhythm.encode(rhythm.learn(known, appeared, asked=poll.fetched_at, before=feed.last_fetch_success))


def _appeared(dates: Sequence[datetime], new: int, asked: datetime, before: datetime | None) -> tuple[datetime, ...]:
    """When the new entries appeared: by their own dates, where these lie between the polls; else in the middle."""
    if before is None:
        return tuple(date for date in dates if date <= asked)
    middle = before + (asked - before) / 2
    own = [date if before <= date <= asked else middle for date in dates]
    return (*own, *[middle] * (new - len(own)))


def _moved(feed: FeedState, poll: FeedPoll) -> tuple[str | None, int, str, tuple[FeedEvent, ...]]:
    """(moved_to, moved_times, fetch_url, events): a permanent redirect is adopted when it has been confirmed."""
    if poll.fetch_url is not None and poll.fetch_url != feed.fetch_url:
        found = FeedEvent(event="discovered", detail="its page names it", old=feed.fetch_url, new=poll.fetch_url)
        return None, 0, poll.fetch_url, (found,)
    if poll.moved_to is None or poll.moved_to == feed.fetch_url:
        return None, 0, feed.fetch_url, ()
    times = feed.moved_times + 1 if poll.moved_to == feed.moved_to else 1
    if times < CONFIRMATIONS:
        return poll.moved_to, times, feed.fetch_url, ()
    detail = f"moved permanently, by {times} polls in a row"
    return None, 0, poll.moved_to, (FeedEvent(event="moved", detail=detail, old=feed.fetch_url, new=poll.moved_to),)


def _of_gap(poll: FeedPoll) -> str:
    assert poll.gap is not None
    return (
        f"some {poll.gap.missed} entries came and went from {poll.gap.start.isoformat()} to {poll.gap.end.isoformat()}"
    )
