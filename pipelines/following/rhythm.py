"""When a feed's entries appear, by the hour of the week, and when it is asked next because of that.

docs/decisions/0011 has the figures by which this was chosen (bench/polling.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from pipelines.model import Stated

HOURS = 168
_WEEK_S = HOURS * 3600.0
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
"""A Monday."""

FADES = 0.87
"""What a week's counts are worth a week later: half in a month."""
# How many hours of silence or news outweigh what is expected without them: of the whole feed, of an hour of the day, of
# a day of the week, of one hour of the week.
_PRIOR_RATE = 0.5
_WEIGHT_OF_PRIOR, _WEIGHT_OF_HOUR, _WEIGHT_OF_DAY, _WEIGHT_OF_CELL = 2.0, 0.1, 2.0, 4.0

KEPT_CLOSE = 14.2
"""Minutes between polls in the hours in which a newsroom works: what a poll every 15 minutes keeps for 95 % of the
entries, all of those that appear then are seen within."""
SHARE_KEPT_CLOSE = 0.965
"""Of a feed's entries; the hours that bring the last few are as many again, and are asked seldom."""
MOST_HOURS_KEPT_CLOSE = 0.6
"""Of the week. A feed whose entries need more has no hours of its own."""
LEAST_RATE_KEPT_CLOSE = 0.5
"""Entries an hour, in these hours."""
PATIENCE = 16.0
"""What an hour of delay of one entry is worth, in polls; where no hours are kept close, the wait follows from it."""
SILENCE = 6.0
"""Entries that should have come since the last one: from there on the feed is taken to have slowed down as much. By
chance a silence like this comes once in four hundred times."""
SHORTEST, LONGEST = 14.2, 24 * 60.0
"""Minutes, where nothing is about to be lost."""
SHORTEST_OF_ALL = 4.0
LONGEST_BETWEEN_HOURS = 300.0
"""Minutes, in the quiet hours of a feed that has busy ones."""
SHARE_OF_WINDOW = 0.5
"""Of the entries that a feed lists, so many may be new before it is asked: the others prove that none was lost."""
MOST_STATED = 60.0
"""Minutes for which what the publisher states is obeyed: many state a day and publish by the hour."""
_JITTER = 0.04
_NOTHING_STATED = Stated()
_WORTH = [(1 - FADES**weeks) / (1 - FADES) for weeks in range(60)]
"""What so many weeks of watching an hour are worth today."""


class Rhythm(msgspec.Struct, frozen=True):
    """Counts of new entries by hour of the week (UTC, Monday 0:00 is 0), faded by week."""

    since: float | None = None
    """Start of what was observed, in seconds from _EPOCH; None: nothing was."""
    until: float = 0.0
    counts: tuple[float, ...] = ()
    """168 of them; empty for none at all."""
    last: float | None = None
    """When the newest entry appeared; None where there was none."""


_DECODER = msgspec.json.Decoder(Rhythm)


def encode(rhythm: Rhythm) -> str:
    """One line, at most some 900 bytes."""
    counts = tuple([round(count, 2) if count % 1 else int(count) for count in rhythm.counts])
    since = None if rhythm.since is None else round(rhythm.since)
    last = None if rhythm.last is None else round(rhythm.last)
    return msgspec.json.encode(Rhythm(since, round(rhythm.until), counts, last)).decode()


def decode(text: str | None) -> Rhythm:
    """The inverse; an empty Rhythm for None and for what cannot be read."""
    try:
        rhythm = _DECODER.decode(text or "{}")
    except msgspec.MsgspecError:
        return Rhythm()
    return rhythm if len(rhythm.counts) in (0, HOURS) and all(map(math.isfinite, rhythm.counts)) else Rhythm()


def learn(rhythm: Rhythm, appeared: Sequence[datetime], *, asked: datetime, before: datetime | None) -> Rhythm:
    """What is known after a poll.

    appeared: when the entries appeared that were new in it. before: the poll before; None for the first one, whose
    entries are history, and tell only of the time since the oldest of them.
    """
    until = _seconds(asked)
    moments = sorted(_seconds(moment) for moment in appeared)
    if rhythm.since is None:
        moments = [moment for moment in moments if until - 12 * _WEEK_S < moment <= until]
        since = moments.pop(0) if before is None and moments else _seconds(before or asked)
        rhythm = Rhythm(since, since)
    counts = list(rhythm.counts) if rhythm.counts else [0.0] * HOURS
    assert rhythm.since is not None
    weeks = int(until // _WEEK_S) - int(rhythm.until // _WEEK_S)
    if weeks > 0:
        fade = FADES ** min(weeks, 60)
        counts = [count * fade for count in counts]
    for moment in moments:
        counts[int(moment // 3600) % HOURS] += FADES ** max(0, int(until // _WEEK_S) - int(moment // _WEEK_S))
    last = max([moment for moment in (rhythm.last, *moments[-1:]) if moment is not None], default=None)
    return Rhythm(rhythm.since, max(until, rhythm.until), tuple(counts), last)


def expected(rhythm: Rhythm, start: datetime, end: datetime) -> float:
    """The number of entries that may be expected between two moments."""
    rates = _rates(rhythm)
    return sum(rates[hour] * seconds / 3600 for hour, seconds in _hours(_seconds(start), _seconds(end)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What else decides when a feed is asked."""

    every_minutes: int | None = None
    """The user's word; None leaves it to us."""
    stated: Stated = _NOTHING_STATED
    fresh_until: datetime | None = None
    """Until when the server calls its answer fresh."""
    not_before: datetime | None = None
    """Retry-After."""
    listed: int | None = None
    """How many entries the feed lists: what is not seen before so many newer ones came is lost."""


def next_poll(rhythm: Rhythm, bounds: Bounds, *, now: datetime, seed: int) -> tuple[datetime, float]:
    """When to ask next, and after how many minutes.

    Retry-After holds whatever else is said. Then the user's own interval; then the loss of entries; then, for an hour
    at most, what the publisher states; then what was learned. seed: spreads feeds that would be asked at one moment.
    """
    if bounds.every_minutes is not None:
        minutes = float(bounds.every_minutes)
    else:
        minutes = waits(rhythm, bounds, now, 1 - _JITTER * _fraction(seed, now)).minutes
    moment = now + timedelta(minutes=minutes)
    if bounds.not_before is not None:
        moment = max(moment, bounds.not_before)
    moment = _skip(moment, bounds.stated)
    return moment, (moment - now).total_seconds() / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Minutes until the next poll, by each that has a say in it where the user has not."""

    learned: float
    stated: float
    """What the publisher states, up to MOST_STATED; 0 where it states nothing."""
    to_lose: float
    """Until an entry may be lost unseen; LONGEST where none is about to be."""

    @property
    def minutes(self) -> float:
        """What they come to."""
        return max(SHORTEST_OF_ALL, min(max(self.learned, self.stated), self.to_lose))


def waits(rhythm: Rhythm, bounds: Bounds, now: datetime, jitter: float = 1.0) -> Waits:
    """The waits, the learned one times the jitter. Each hour of the week has an interval; that wait is over when their
    shares of it add up to one.
    """
    rates = _rates(rhythm)
    close = _kept_close(rates)
    start = _seconds(now)
    share, due, minutes, to_lose = 0.0, 0.0, LONGEST, LONGEST
    most = SHARE_OF_WINDOW * bounds.listed if bounds.listed else math.inf
    for hour, seconds in _hours(start, start + LONGEST * 60):
        part, more = seconds / 60 / _interval(hour, rates[hour], close), rates[hour] * seconds / 3600
        if share < 1 <= share + part:
            minutes = (due + seconds * (1 - share) / part) / 60
        share += part
        if to_lose == LONGEST and most - more <= 0:
            to_lose = (due + seconds * most / more) / 60
        most -= more
        due += seconds
    stated = float(max(bounds.stated.ttl_minutes or 0, bounds.stated.update_minutes or 0))
    if bounds.fresh_until is not None:
        stated = max(stated, math.ceil((bounds.fresh_until - now).total_seconds() / 60))
    return Waits(learned=min(minutes, LONGEST) * jitter, stated=min(stated, MOST_STATED), to_lose=to_lose)


def _interval(hour: int, rate: float, close: frozenset[int]) -> float:
    """Minutes between polls in this hour of the week."""
    if close:
        return KEPT_CLOSE if hour in close else LONGEST_BETWEEN_HOURS
    return min(max(60 * math.sqrt(2 / (PATIENCE * rate)), SHORTEST), LONGEST) if rate > 0 else LONGEST


def _kept_close(rates: Sequence[float]) -> frozenset[int]:
    """The fewest hours that bring nearly all entries; none where these are most of the week, or bring little."""
    wanted = SHARE_KEPT_CLOSE * sum(rates)
    brought, close = 0.0, []
    for hour in sorted(range(HOURS), key=rates.__getitem__, reverse=True):
        if brought >= wanted:
            break
        brought += rates[hour]
        close.append(hour)
    if len(close) > MOST_HOURS_KEPT_CLOSE * HOURS or brought < LEAST_RATE_KEPT_CLOSE * len(close):
        return frozenset()
    return frozenset(close)


def _rates(rhythm: Rhythm) -> list[float]:
    """Entries an hour, for each hour of the week: what was counted, and where that is little, what its hour of the day
    and its day of the week lead to expect."""
    if rhythm.since is None or not rhythm.counts:
        return [_PRIOR_RATE] * HOURS
    counts, seen = rhythm.counts, _exposure(rhythm)
    rate = (sum(counts) + _PRIOR_RATE * _WEIGHT_OF_PRIOR) / (sum(seen) + _WEIGHT_OF_PRIOR)
    by_hour = [
        (sum(counts[hour::24]) + rate * _WEIGHT_OF_HOUR) / (sum(seen[hour::24]) + _WEIGHT_OF_HOUR) for hour in range(24)
    ]
    by_day = [
        (sum(counts[24 * day : 24 * day + 24]) + rate * _WEIGHT_OF_DAY)
        / (sum(seen[24 * day : 24 * day + 24]) + _WEIGHT_OF_DAY)
        for day in range(7)
    ]
    rates = [
        (counts[hour] + _WEIGHT_OF_CELL * by_hour[hour % 24] * by_day[hour // 24] / rate)
        / (seen[hour] + _WEIGHT_OF_CELL)
        for hour in range(HOURS)
    ]
    awaited = _awaited(rhythm, rates)
    return rates if awaited <= SILENCE else [rate * SILENCE / awaited for rate in rates]


def _awaited(rhythm: Rhythm, rates: Sequence[float]) -> float:
    """Entries that should have come since the last one did."""
    since = rhythm.since if rhythm.last is None else rhythm.last
    assert since is not None
    weeks, rest = divmod(max(0.0, rhythm.until - since), _WEEK_S)
    return weeks * sum(rates) + sum(rates[hour] * s / 3600 for hour, s in _hours(rhythm.until - rest, rhythm.until))


def _exposure(rhythm: Rhythm) -> list[float]:
    """For each hour of the week, how often it was observed, faded as the counts are."""
    assert rhythm.since is not None
    first, last = rhythm.since / 3600, rhythm.until / 3600
    whole, rest = divmod(max(0.0, last - first), HOURS)
    times = min(int(whole), 58)
    more = _WORTH[times + 1] - _WORTH[times]
    seen = [_WORTH[times]] * HOURS
    part = min(rest, 1 - first % 1)
    seen[math.floor(first) % HOURS] += part * more
    hours, part = divmod(rest - part, 1)
    next_hour = math.floor(first) + 1
    for hour in range(next_hour, next_hour + int(hours)):
        seen[hour % HOURS] += more
    seen[(next_hour + int(hours)) % HOURS] += part * more
    return seen


def _hours(start: float, end: float) -> Iterator[tuple[int, float]]:
    """The hours of the week between two moments, and how many seconds of each."""
    while start < end:
        stop = min(end, (start // 3600 + 1) * 3600)
        yield int(start // 3600) % HOURS, stop - start
        start = stop


def _skip(moment: datetime, stated: Stated) -> datetime:
    """The first moment that is not in one of the hours and days which the feed says to skip."""
    if not stated.skip_hours and not stated.skip_days:
        return moment
    for hours in range(HOURS + 1):
        later = moment if not hours else (moment + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
        if later.hour not in stated.skip_hours and later.weekday() not in stated.skip_days:
            return later
    return moment


def _seconds(moment: datetime) -> float:
    return (moment - _EPOCH).total_seconds()


def _fraction(seed: int, now: datetime) -> float:
    """A number from 0 to 1, always the same for one feed and moment."""
    return int.from_bytes(blake2b(f"{seed} {int(_seconds(now))}".encode(), digest_size=2).digest()) / 65536
