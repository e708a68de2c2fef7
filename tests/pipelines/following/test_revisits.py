"""When known articles are asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.following import revisits
from pipelines.following.revisits import after_revisit, age_counts_from, announced_revisit, next_revisit
from pipelines.model import RevisitMode, RevisitOutcome, RevisitState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
H, D = timedelta(hours=1), timedelta(days=1)
NEW = RevisitState(since=NOON, fetched_at=NOON)


def life(mode: RevisitMode, answers: dict[int, RevisitOutcome] | None = None, *, seed: int = 1) -> list[timedelta]:
    """The ages at which an article is asked again by a crawl that always runs. answers: by check, else unchanged."""
    watch, now, ages = NEW, NOON, []
    while (due := next_revisit(watch, mode, now, seed=seed)) is not None:
        now = due
        ages.append(now - NOON)
        watch = after_revisit(watch, (answers or {}).get(len(ages), "unchanged"), now)
    return ages


@pytest.mark.parametrize(
    ("mode", "steps"),
    [
        ("off", []),
        ("polite", [2 * H, 8 * H, D, 4 * D, 7 * D]),
        ("close", [H / 2, H, 3 * H, 12 * H, 2 * D, 7 * D, 14 * D]),
    ],
)
def test_the_series_thins_out_with_the_age_and_ends(mode: RevisitMode, steps: list[timedelta]) -> None:
    ages = life(mode)
    assert len(ages) == len(steps)
    for age, step, before in zip(ages, steps, [timedelta(0), *ages], strict=False):
        assert step - revisits.EARLY * (step - before) <= age <= step


def test_a_calm_article_is_asked_seldomer_than_one_that_is_edited() -> None:
    edited = life("close", {2: "revised", 4: "revised"})
    assert len(edited) > len(life("close"))
    assert edited[2] - edited[1] <= H / 2
    assert edited[4] - edited[3] < 3 * H
    assert edited[-1] <= 14 * D


def test_an_article_that_is_edited_all_the_time_is_not_watched_for_ever() -> None:
    always: dict[int, RevisitOutcome] = dict.fromkeys(range(1, 1000), "revised")
    ages = life("polite", always)
    assert ages[-1] < 1.2 * revisits.LONGEST_WATCHED
    assert len(ages) < 50


def test_what_was_published_together_is_not_asked_together() -> None:
    firsts = {life("polite", seed=seed)[0] for seed in range(50)}
    assert len(firsts) > 25
    assert life("polite", seed=7) == life("polite", seed=7)


@pytest.mark.parametrize(
    ("fetched", "first"),
    [
        pytest.param(timedelta(0), 2 * H, id="at once"),
        pytest.param(1 * H, 2 * H, id="an hour later"),
        pytest.param(1.75 * H, 8 * H, id="shortly before the first step"),
        pytest.param(5 * D, 7 * D, id="days later"),
        pytest.param(6 * D, None, id="when the series is all but over"),
        pytest.param(30 * D, None, id="old when it was found"),
    ],
)
def test_an_article_found_late_enters_the_series_at_its_age(fetched: timedelta, first: timedelta | None) -> None:
    now = NOON + fetched
    due = next_revisit(replace(NEW, fetched_at=now), "polite", now, seed=1)
    if first is None:
        assert due is None
    else:
        assert due is not None
        assert fetched < due - NOON <= first
        assert due - NOON >= first - revisits.EARLY * (first - fetched)


def test_steps_that_nobody_took_are_made_up_for_by_one_check() -> None:
    late = NOON + 3 * D
    watch = after_revisit(NEW, "unchanged", late)
    due = next_revisit(watch, "polite", late, seed=1)
    assert due is not None
    assert due > NOON + 3.8 * D


def test_a_failure_is_tried_again_soon_and_not_without_end() -> None:
    now, watch, waits = NOON + 2 * H, NEW, []
    for _ in range(revisits.MOST_RETRIES):
        watch = after_revisit(watch, "failed", now)
        due = next_revisit(watch, "polite", now, seed=1)
        assert due is not None
        waits.append(due - now)
        now = due
    assert waits[:3] == [H, 2 * H, 4 * H]
    assert now > NOON + 20 * H


def test_a_host_that_asks_for_time_gets_it() -> None:
    until = NOON + 3 * D
    assert next_revisit(after_revisit(NEW, "failed", NOON), "polite", NOON, seed=1, not_before=until) == until


def test_a_page_that_is_gone_is_looked_for_three_times() -> None:
    now, watch, ages = NOON + 2 * H, NEW, []
    while True:
        watch = after_revisit(watch, "gone", now)
        due = next_revisit(watch, "polite", now, seed=1)
        if due is None:
            break
        ages.append(due - now)
        now = due
    assert ages == [D, 7 * D, 30 * D]


@pytest.mark.parametrize(
    ("watch", "wait"),
    [
        pytest.param(NEW, timedelta(0), id="never asked again yet"),
        pytest.param(replace(NEW, checks=1, edits=1), H / 4, id="after an edit"),
        pytest.param(replace(NEW, checks=1, unchanged=1), H, id="after one that found nothing"),
        pytest.param(replace(NEW, checks=4, unchanged=4), 8 * H, id="after four"),
        pytest.param(replace(NEW, checks=40, unchanged=40), D, id="after forty"),
        pytest.param(replace(NEW, checks=1, unchanged=1, fetched_at=NOON - 5 * H), timedelta(0), id="long ago"),
    ],
)
def test_a_feed_s_word_brings_a_page_at_once_unless_it_was_wrong_before(watch: RevisitState, wait: timedelta) -> None:
    assert announced_revisit(watch, NOON) == NOON + wait


def test_what_a_feed_lists_for_the_first_time_is_new_and_what_a_sitemap_lists_is_as_old_as_it_says() -> None:
    published = NOON - 8 * D
    assert age_counts_from(published, NOON) == NOON
    assert age_counts_from(published, NOON, in_feed=False) == published


@pytest.mark.parametrize(
    ("published", "since"),
    [
        pytest.param(NOON - 5 * H, NOON - 5 * H, id="published before"),
        pytest.param(NOON - 6 * D, NOON - 6 * D, id="published days before"),
        pytest.param(None, NOON, id="no date"),
        pytest.param(NOON + H, NOON, id="ahead of its time"),
        pytest.param(NOON.replace(hour=0), NOON, id="a day without a time"),
    ],
)
def test_an_age_counts_from_the_publication_where_that_is_known(published: datetime | None, since: datetime) -> None:
    assert age_counts_from(published, NOON) == since


def test_what_a_feed_asked_for_is_tried_again_even_where_nothing_is_asked_by_the_clock() -> None:
    failed = after_revisit(NEW, "failed", NOON)
    assert next_revisit(failed, "off", NOON, seed=1) == NOON + H
    assert next_revisit(after_revisit(failed, "unchanged", NOON + H), "off", NOON + H, seed=1) is None
