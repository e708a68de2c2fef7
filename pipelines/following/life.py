"""What becomes of a feed by a poll: state and poll in, state and events out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from pipelines.following import rhythm
from pipelines.following.failures import retry_after_failure
from pipelines.model import Entry, FeedEvent, FeedPoll, FeedState, Gap, ParsedFeed, Proposal

CONFIRMATIONS = 3
"""Polls in a row that a permanent redirect must lead to one place before it is adopted: a login page or a broken
balancer answers 301 for an afternoon."""
DEFAULT_INTERVAL = timedelta(minutes=60)
GAP_SHORTENS = 0.5
"""After a gap the next wait is cut to this share: what was learned was too slow."""

Followed: TypeAlias = tuple[FeedState, tuple[FeedEvent, ...]]
"""A feed as it is now, and the changes that are worth a row."""


def follow(state: FeedState, poll: FeedPoll, new: Sequence[Entry], now: datetime) -> Followed:
    """The feed after this poll.

    new: the entries that were not known from it. A poll of one of its parts, or of its older pages, or one that led
    elsewhere says nothing of the feed itself.
    """
    if poll.validators is not None:
        state = replace(state, validators=poll.validators)
    if new:
        state = replace(state, last_new_entry=poll.fetched_at)
    if poll.part:
        return replace(state, rhythm=_learned(state, poll, new)), ()
    if poll.found_in != "feed" or poll.outcome == "moved":
        return state, ()
    if poll.outcome == "gone":
        return _gone(state, poll)
    if poll.outcome in ("failed", "not_a_feed"):
        return _failed(state, poll, now)
    return _succeeded(state, poll, new, now)


def propose(state: FeedState, proposal: Proposal) -> Followed:
    """A dead feed after a look at its site; nothing is asked at the proposed address before the user says so."""
    after = replace(state, looked_for=proposal.looked_at, proposed_url=proposal.url or state.proposed_url)
    if after.proposed_url == state.proposed_url:
        return after, ()
    detail = "its site names this feed now; put it into the feeds file if it is the right one"
    return after, (FeedEvent(event="proposed", detail=detail, old=state.fetch_url, new=proposal.url),)


def _gone(state: FeedState, poll: FeedPoll) -> Followed:
    error = poll.error or f"gone (HTTP {poll.http_status})"
    after = replace(
        state,
        status="gone",
        next_fetch_attempt=None,
        last_fetch_attempt=poll.fetched_at,
        consecutive_failures=state.consecutive_failures + 1,
        last_failure=poll.failure or "http_4xx",
        last_error=error,
    )
    return after, _turned(state, "gone", error)


def _failed(state: FeedState, poll: FeedPoll, now: datetime) -> Followed:
    failure, failures = poll.failure or "error", state.consecutive_failures + 1
    error = poll.error or poll.outcome
    interval = timedelta(minutes=state.every_minutes) if state.every_minutes else DEFAULT_INTERVAL
    after = replace(
        state,
        status="failing",
        next_fetch_attempt=retry_after_failure(
            failure, failures, interval=interval, now=now, seed=state.id, not_before=poll.not_before
        ),
        last_fetch_attempt=poll.fetched_at,
        consecutive_failures=failures,
        last_failure=failure,
        last_error=error,
    )
    return after, _turned(state, "failing", error)


def _turned(state: FeedState, status: Literal["gone", "failing"], error: str) -> tuple[FeedEvent, ...]:
    """The event of a feed that was not in this state before."""
    return () if state.status == status else (FeedEvent(event=status, detail=error, old=state.status, new=status),)


def _succeeded(state: FeedState, poll: FeedPoll, new: Sequence[Entry], now: datetime) -> Followed:
    learned = _learned(state, poll, new)
    answered = poll.outcome != "not_modified" or poll.listed is not None
    next_at, minutes = rhythm.next_poll(rhythm.decode(learned), bounds(state, poll), now=now, seed=state.id)
    if poll.gap is not None and not state.every_minutes:
        minutes *= GAP_SHORTENS
        next_at = max(now + timedelta(minutes=minutes), poll.not_before or now)
    moved_to, moved_times, fetch_url, events = _moved(state, poll)
    if state.status == "gone":
        events = (*events, FeedEvent(event="returned", detail="it answers again", old="gone", new="active"))
    elif state.status == "failing":
        times = f"after {state.consecutive_failures} failed polls"
        events = (*events, FeedEvent(event="recovered", detail=times, old="failing", new="active"))
    if poll.stale_304 and not state.unconditional:
        events = (*events, FeedEvent(event="unconditional", detail=poll.stale_304))
    if poll.gap is not None:
        events = (*events, FeedEvent(event="gap", detail=_of_gap(poll.gap)))
    after = replace(
        _described(state, poll.feed),
        status="active",
        next_fetch_attempt=next_at,
        interval_minutes=round(minutes, 1),
        last_fetch_attempt=poll.fetched_at,
        last_fetch_success=poll.fetched_at,
        last_full_answer=poll.fetched_at if answered else state.last_full_answer,
        consecutive_failures=0,
        last_failure=None,
        last_error=None,
        not_modified_in_a_row=0 if answered else state.not_modified_in_a_row + 1,
        unconditional=state.unconditional or poll.stale_304,
        listed_entries=_listed(state, poll),
        rhythm=learned,
        fetch_url=fetch_url,
        moved_to=moved_to,
        moved_times=moved_times,
        proposed_url=None,
    )
    return after, events


def _described(state: FeedState, feed: ParsedFeed | None) -> FeedState:
    """The feed as its body describes it; the user's title outranks the feed's own."""
    if feed is None:
        return state
    return replace(
        state,
        title=_known(state.listed_title, _known(feed.title, state.title)),
        homepage=_known(feed.homepage, state.homepage),
        format=feed.format,
        stated=feed.stated,
    )


def _known(first: str | None, second: str | None) -> str | None:
    return second if first is None else first


def bounds(state: FeedState, poll: FeedPoll) -> rhythm.Bounds:
    """What else than its rhythm decides when the feed is asked after a poll that succeeded."""
    return rhythm.Bounds(
        every_minutes=state.every_minutes,
        stated=poll.feed.stated if poll.feed is not None else state.stated,
        fresh_until=poll.fresh_until,
        not_before=poll.not_before,
        listed=_listed(state, poll),
    )


def _listed(state: FeedState, poll: FeedPoll) -> int | None:
    """How many entries the feed lists."""
    if poll.listed is not None:
        return poll.listed
    return len(poll.feed.entries) if poll.feed is not None else state.listed_entries


def _learned(state: FeedState, poll: FeedPoll, new: Sequence[Entry]) -> str:
    appeared = _appeared(new, poll.fetched_at, state.last_fetch_success)
    known = rhythm.decode(state.rhythm)
    return rhythm.encode(rhythm.learn(known, appeared, asked=poll.fetched_at, before=state.last_fetch_success))


def _appeared(new: Sequence[Entry], asked: datetime, before: datetime | None) -> tuple[datetime, ...]:
    """When the new entries appeared: by their own dates, where these lie between the polls; else in the middle."""
    dates = [date for entry in new if (date := entry.date_published or entry.date_modified) is not None]
    if before is None:
        return tuple(date for date in dates if date <= asked)
    middle = before + (asked - before) / 2
    own = [date if before <= date <= asked else middle for date in dates]
    return (*own, *[middle] * (len(new) - len(own)))


def _moved(state: FeedState, poll: FeedPoll) -> tuple[str | None, int, str, tuple[FeedEvent, ...]]:
    """(moved_to, moved_times, fetch_url, events): a permanent redirect is adopted when it has been confirmed."""
    if poll.fetch_url is not None and poll.fetch_url != state.fetch_url:
        found = FeedEvent(event="discovered", detail="its page names it", old=state.fetch_url, new=poll.fetch_url)
        return None, 0, poll.fetch_url, (found,)
    if poll.moved_to is None or poll.moved_to == state.fetch_url:
        return None, 0, state.fetch_url, ()
    times = state.moved_times + 1 if poll.moved_to == state.moved_to else 1
    if times < CONFIRMATIONS:
        return poll.moved_to, times, state.fetch_url, ()
    detail = f"moved permanently, by {times} polls in a row"
    return None, 0, poll.moved_to, (FeedEvent(event="moved", detail=detail, old=state.fetch_url, new=poll.moved_to),)


def _of_gap(gap: Gap) -> str:
    return f"some {gap.missed} entries came and went from {gap.start.isoformat()} to {gap.end.isoformat()}"
