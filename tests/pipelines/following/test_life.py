"""What becomes of a feed by a poll: state and poll in, state and events out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.following import rhythm
from pipelines.following.life import follow, propose
from pipelines.model import Entry, FeedEvent, FeedPoll, FeedState, Gap, ParsedFeed, Proposal, Stated

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL, NEW = "https://bote.test/feed.xml", "https://bote.test/new.xml"
FEED = FeedState(
    id=1,
    url=URL,
    fetch_url=URL,
    validators="old",
    last_fetch_success=NOON - HOUR,
    last_full_answer=NOON - HOUR,
    listed_entries=20,
)
FAILING = replace(FEED, status="failing", consecutive_failures=2, last_failure="dns", last_error="no such host")
GONE = replace(FEED, status="gone", consecutive_failures=1, last_failure="http_4xx", last_error="HTTP 410: gone")
BODY = ParsedFeed(format="rss20", title="Der Bote", homepage="https://bote.test/", stated=Stated(ttl_minutes=30))
WELL = FeedPoll(feed_id=1, url=URL, fetched_at=NOON, outcome="new", http_status=200, feed=BODY, listed=8)
NOT_MODIFIED = replace(WELL, outcome="not_modified", http_status=304, feed=None, listed=None)
FAILED = replace(NOT_MODIFIED, outcome="failed", http_status=503, failure="http_5xx", error="HTTP 503")
WITH_GAP = replace(WELL, gap=Gap(start=NOON - HOUR, end=NOON, missed=7))
NO_FEED = replace(FAILED, outcome="not_a_feed", failure="not_a_feed", error="an HTML page")
GONE_NOW = replace(FAILED, outcome="gone", http_status=410, failure="http_4xx", error="HTTP 410: gone")


def after(state: FeedState, *polls: FeedPoll, new: tuple[Entry, ...] = ()) -> FeedState:
    for poll in polls:
        state, _ = follow(state, poll, new, NOON)
    return state


def events(state: FeedState, poll: FeedPoll) -> list[str]:
    return [event.event for event in follow(state, poll, (), NOON)[1]]


@pytest.mark.parametrize(
    ("state", "poll", "status", "noted"),
    [
        pytest.param(FEED, WELL, "active", [], id="well"),
        pytest.param(FEED, NOT_MODIFIED, "active", [], id="not modified"),
        pytest.param(FEED, FAILED, "failing", ["failing"], id="fails"),
        pytest.param(FEED, NO_FEED, "failing", ["failing"], id="no feed any more"),
        pytest.param(FEED, GONE_NOW, "gone", ["gone"], id="goes"),
        pytest.param(FAILING, FAILED, "failing", [], id="fails again"),
        pytest.param(FAILING, NOT_MODIFIED, "active", ["recovered"], id="recovers"),
        pytest.param(FAILING, GONE_NOW, "gone", ["gone"], id="fails, then goes"),
        pytest.param(GONE, GONE_NOW, "gone", [], id="still gone"),
        pytest.param(GONE, WELL, "active", ["returned"], id="returns"),
        pytest.param(GONE, FAILED, "failing", ["failing"], id="gone, then fails"),
        pytest.param(FEED, replace(FAILED, outcome="moved"), "active", [], id="an answer on the way"),
    ],
)
def test_a_change_of_status_is_an_event_and_only_that(
    state: FeedState, poll: FeedPoll, status: str, noted: list[str]
) -> None:
    assert (after(state, poll).status, events(state, poll)) == (status, noted)


def test_a_failure_is_counted_and_leaves_what_was_learned() -> None:
    failed = after(FEED, FAILED, FAILED)
    assert (failed.consecutive_failures, failed.last_failure, failed.last_error) == (2, "http_5xx", "HTTP 503")
    assert (failed.last_fetch_attempt, failed.last_fetch_success) == (NOON, FEED.last_fetch_success)
    assert (failed.rhythm, failed.validators, failed.listed_entries) == (FEED.rhythm, "old", 20)
    assert failed.next_fetch_attempt is not None
    assert failed.next_fetch_attempt > NOON


def test_a_success_ends_a_failure() -> None:
    well = after(replace(FAILING, proposed_url=NEW), NOT_MODIFIED)
    assert (well.consecutive_failures, well.last_failure, well.last_error, well.proposed_url) == (0, None, None, None)
    assert well.last_fetch_success == well.last_fetch_attempt == NOON


def test_what_is_gone_is_never_asked_again() -> None:
    assert after(replace(FEED, next_fetch_attempt=NOON), GONE_NOW).next_fetch_attempt is None


@pytest.mark.parametrize("poll", [WELL, NOT_MODIFIED, FAILED, GONE_NOW, WITH_GAP, replace(WELL, part=True)])
def test_no_answer_changes_what_the_user_has_configured(poll: FeedPoll) -> None:
    state = replace(FEED, every_minutes=5, listed_title="My Bote", full_text="feed")
    for name in ("id", "url", "every_minutes", "listed_title", "full_text"):
        assert getattr(after(state, poll), name) == getattr(state, name)


@pytest.mark.parametrize(("listed", "title"), [("My Bote", "My Bote"), (None, "Der Bote")])
def test_a_body_describes_its_feed_and_the_user_s_title_outranks_it(listed: str | None, title: str) -> None:
    described = after(replace(FEED, listed_title=listed), WELL, replace(WELL, feed=ParsedFeed(format="atom10")))
    assert (described.title, described.homepage) == (title, "https://bote.test/")
    assert (described.format, described.stated) == ("atom10", Stated())


def test_not_modified_is_counted_until_a_body_comes() -> None:
    silent = after(FEED, NOT_MODIFIED, NOT_MODIFIED)
    assert (silent.not_modified_in_a_row, silent.last_full_answer) == (2, FEED.last_full_answer)
    same_bytes = after(silent, replace(NOT_MODIFIED, listed=20))
    assert (same_bytes.not_modified_in_a_row, same_bytes.last_full_answer) == (0, NOON)


def test_validators_are_kept_until_replaced() -> None:
    assert after(FEED, NOT_MODIFIED, FAILED).validators == "old"
    assert after(FEED, replace(WELL, validators="new")).validators == "new"


def test_a_stale_304_is_noted_once() -> None:
    proof = replace(NOT_MODIFIED, stale_304="its body has changed")
    assert (after(FEED, proof).unconditional, events(FEED, proof)) == ("its body has changed", ["unconditional"])
    assert events(after(FEED, proof), proof) == []
    assert after(FEED, proof, WELL).unconditional == "its body has changed"


@pytest.mark.parametrize("way", ["part", "archive", "moved"])
def test_what_is_no_answer_of_the_feed_itself_says_nothing_of_it(way: str) -> None:
    more: dict[str, Any] = {"part": {"part": True}, "archive": {"found_in": "archive"}, "moved": {"outcome": "moved"}}
    poll = replace(WELL, validators="of all parts", **more[way])
    known = after(FAILING, poll, new=(Entry(guid="1", url=None),))
    learned = known.rhythm is not None
    assert learned == (way == "part")
    told = replace(FAILING, validators="of all parts", last_new_entry=NOON, rhythm=known.rhythm)
    assert (known, events(FAILING, poll)) == (told, [])


# ---------------------------------------------------------------------------------------------------------- its address


def test_a_permanent_redirect_is_adopted_when_it_is_confirmed() -> None:
    moved = replace(WELL, moved_to=NEW)
    twice = after(FEED, moved, moved)
    assert (twice.fetch_url, twice.moved_to, twice.moved_times) == (URL, NEW, 2)
    thrice, [event] = follow(twice, moved, (), NOON)
    assert (thrice.fetch_url, thrice.moved_to, thrice.moved_times) == (NEW, None, 0)
    assert (event.event, event.old, event.new) == ("moved", URL, NEW)


@pytest.mark.parametrize("between", [WELL, replace(WELL, moved_to="https://login.test/")])
def test_a_redirect_that_was_not_meant_is_forgotten(between: FeedPoll) -> None:
    moved = replace(WELL, moved_to=NEW)
    assert after(FEED, moved, moved, between, moved).moved_times == 1
    assert after(FEED, moved, FAILED, moved).moved_times == 2


def test_an_address_that_its_page_names_is_adopted_at_once() -> None:
    found, [event] = follow(FEED, replace(WELL, fetch_url=NEW), (), NOON)
    assert found.fetch_url == NEW
    assert event == FeedEvent(event="discovered", detail="its page names it", old=URL, new=NEW)


def test_a_proposal_is_noted_once_and_not_asked() -> None:
    proposal = Proposal(feed_id=1, looked_at=NOON, url=NEW, key="")
    state, [event] = propose(GONE, proposal)
    assert state == replace(GONE, looked_for=NOON, proposed_url=NEW)
    assert (event.event, event.old, event.new) == ("proposed", URL, NEW)
    later = NOON + HOUR
    for again in (replace(proposal, looked_at=later), replace(proposal, looked_at=later, url=None)):
        assert propose(state, again) == (replace(state, looked_for=later), ())


# -------------------------------------------------------------------------------------------------------- the next poll


def test_entries_that_were_lost_shorten_the_wait_unless_it_is_the_user_s() -> None:
    assert events(FEED, WITH_GAP) == ["gap"]
    slow, soon = after(FEED, WELL).interval_minutes, after(FEED, WITH_GAP).interval_minutes
    assert slow is not None
    assert soon == pytest.approx(slow / 2, abs=0.1)
    assert after(replace(FEED, every_minutes=30), WITH_GAP).next_fetch_attempt == NOON + HOUR / 2
    asked = replace(WITH_GAP, not_before=NOON + 9 * HOUR)
    assert after(FEED, asked).next_fetch_attempt == NOON + 9 * HOUR


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        pytest.param(NOON - HOUR, 11, id="its own date"),
        pytest.param(NOON - 9 * HOUR, 10, id="a date before the last poll: in the middle"),
        pytest.param(NOON + HOUR, 10, id="a date to come: in the middle"),
        pytest.param(None, 10, id="no date: in the middle"),
    ],
)
def test_a_new_entry_teaches_the_rhythm(date: datetime | None, hour: int) -> None:
    asked_before = replace(FEED, last_fetch_success=NOON - 4 * HOUR)
    known = rhythm.decode(after(asked_before, WELL, new=(Entry(guid="1", url=None, date_modified=date),)).rhythm)
    assert [n for n, count in enumerate(known.counts) if count] == [6 * 24 + hour]
