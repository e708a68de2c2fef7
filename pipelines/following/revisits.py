"""When the page of a known article is asked again: a series that thins out with its age, and what moves the next step.

Most edits come within hours of publication, corrections within days (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from pipelines.model import RevisitMode, RevisitOutcome, RevisitState

_H, _D = timedelta(hours=1), timedelta(days=1)

SERIES: Mapping[RevisitMode, tuple[timedelta, ...]] = {
    "off": (),
    "polite": (2 * _H, 8 * _H, _D, 2 * _D, 4 * _D, 7 * _D),
    "close": (_H / 2, _H, 3 * _H, 6 * _H, 12 * _H, _D, 2 * _D, 4 * _D, 7 * _D, 14 * _D),
}
"""Ages at which an article's page is asked again."""
GONE_AFTER = (_D, 7 * _D, 30 * _D)
"""After it was found gone, a page is asked again, to see whether it is back."""
TOO_SOON = 0.25
"""A step is left out that falls this share of itself, or less, after the last fetch."""
CALM = 3
"""From so many unchanged answers in a row on, every second step is left out, but never the last."""
EDITED_AGE = 0.125
"""After an edit the next check comes after the first step of the series, or after this share of the article's age; each
unchanged answer doubles that."""
MOST_DOUBLED = 3
"""After so many, the series alone says when."""
LONGEST_WATCHED = 30 * _D
"""An article that is still being edited is watched beyond its series, but not beyond this age."""
OLD = 7 * _D
"""What is published longer ago when it is first fetched is old."""
EARLY = 0.1
"""Each wait is cut by up to this share, by the article's number: what was published together is not asked together."""

FEED_PAUSE_AFTER_EDIT = _H / 4
FEED_PAUSE = _H
LONGEST_FEED_PAUSE = _D
"""A feed's word brings a page at most once in FEED_PAUSE after a check that found nothing, twice as long after each
further one. There are feeds that date everything anew with each poll."""

RETRY = _H
MOST_RETRIES = 4
"""A page that could not be had is tried again after an hour, two, four; then the series goes on."""


def age_counts_from(published: datetime | None, first_fetched: datetime, *, in_feed: bool = True) -> datetime:
    """From when an article's age counts: its publication, where it states a time of day that has passed.

    in_feed: a feed listed it, and no sitemap. Feeds list news: what they list for the first time although it is old by
    its date counts as new. Sitemaps list everything, and say by lastmod what has changed.
    """
    if published is None or published > first_fetched:
        return first_fetched
    if in_feed and (published.time() == published.time().min or first_fetched - published > OLD):
        return first_fetched
    return published


def after_revisit(watch: RevisitState, outcome: RevisitOutcome, now: datetime) -> RevisitState:
    """What is remembered once a check has its outcome."""
    asked = replace(watch, fetched_at=now, checks=watch.checks + 1)
    match outcome:
        case "failed":
            return replace(asked, failures=watch.failures + 1, fetched_at=watch.fetched_at)
        case "gone":
            return replace(asked, gone=watch.gone + 1, failures=0, unchanged=0)
        case "revised":
            return replace(asked, unchanged=0, failures=0, gone=0, edits=watch.edits + 1)
        case _:
            return replace(asked, unchanged=watch.unchanged + 1, failures=0, gone=0)


def next_revisit(
    watch: RevisitState,
    mode: RevisitMode,
    now: datetime,
    *,
    seed: int,
    not_before: datetime | None = None,
) -> datetime | None:
    """When the page is asked again by the clock; None: not any more.

    not_before: its host asked for time. seed: the article's number.
    """
    due = _due(watch, mode, now, seed=seed)
    return due if due is None or not_before is None else max(due, not_before)


def announced_revisit(watch: RevisitState, now: datetime) -> datetime:
    """When the page may be asked because its feed says that it changed: at once, but for feeds that say so always."""
    if not watch.checks:
        return now
    pause = FEED_PAUSE_AFTER_EDIT if not watch.unchanged else FEED_PAUSE * float(2 ** min(watch.unchanged - 1, 10))
    return max(now, watch.fetched_at + min(pause, LONGEST_FEED_PAUSE))


def _due(watch: RevisitState, mode: RevisitMode, now: datetime, *, seed: int) -> datetime | None:
    if 0 < watch.failures < MOST_RETRIES:
        return now + RETRY * float(2 ** (watch.failures - 1))
    series = SERIES[mode]
    if not series:
        return None
    if watch.gone:
        return now + GONE_AFTER[watch.gone - 1] if watch.gone <= len(GONE_AFTER) else None
    step = _next_step(watch, series, now)
    age = now - watch.since
    if watch.edits and watch.unchanged <= MOST_DOUBLED and age < LONGEST_WATCHED:
        soon = now + max(series[0], EDITED_AGE * age) * float(2**watch.unchanged)
        step = soon if step is None else min(step, soon)
    return None if step is None else step - EARLY * _spread(seed, watch.checks) * (step - now)


def _next_step(watch: RevisitState, series: tuple[timedelta, ...], now: datetime) -> datetime | None:
    """The next step of the series that is ahead; None where there is none."""
    earliest = max(now, watch.fetched_at)
    ahead = [step for step in series if watch.since + (1 - TOO_SOON) * step > earliest]
    if not ahead:
        return None
    calm = watch.unchanged >= CALM and len(ahead) > 2
    return watch.since + ahead[1 if calm else 0]


def _spread(seed: int, checks: int) -> float:
    """A number from 0 to 1 that is the same for the same article and check."""
    return blake2b(f"{seed} {checks}".encode(), digest_size=2).digest()[0] / 255
