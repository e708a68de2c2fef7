"""When to poll: publication streams and polling policies, simulated.

    python bench/polling.py [--days 30] [--seed 1] [--replicates 5] [--markdown] [--json FILE]

Streams publish by chance, from a rate that depends on the hour; each feed lists its newest entries only, so that what
is polled too rarely is lost. Each policy sees what a poller sees: the entries listed at the moment of each poll, with
their dates. Before the days that are counted, each policy polls the same stream for four weeks, to learn what it can.
Requests, the delay until an entry is first seen (median and 95th percentile, minutes) and entries never seen are
counted over the days that follow. Each row is the median over replicates with parameters drawn anew (a newsroom's
hours, its time zone, its rate); "worst p95" is the worst replicate.

Policies: fixed 15 and 60 minutes; rss-fetcher (Media Cloud: _check_auto_adjust in fetcher/tasks.py with the defaults of
fetcher/config.py: six hours at first; an hour less after a poll of which less than 33 % was known, ten minutes more
where 67 % or more was, an hour more where nothing was new for 31 days; between 10 minutes and a day); miniflux
(ScheduleNextCheck in internal/model/feed.go with the defaults of 2.2: a week's minutes divided by the week's entries,
between 5 minutes and a day), whose scheduler looks every 60 minutes (POLLING_FREQUENCY).
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.following import rhythm

START = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday."""
WARM_UP_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A feed's life: minutes from START at which its entries appear, and how many it lists."""

    published: Sequence[float]
    listed: int


# ------------------------------------------------------------------------------------------------------------ streams


def _poisson(rng: random.Random, days: int, rate: Callable[[float], float], most: float) -> list[float]:
    """Moments (minutes) of a Poisson process whose rate (entries an hour) depends on the moment; most: its maximum."""
    moments, at = [], 0.0
    while True:
        at += rng.expovariate(most / 60)
        if at >= days * 1440:
            return moments
        if rng.random() < rate(at) / most:
            moments.append(at)


def steady(rng: random.Random, days: int) -> Stream:
    """The same by day and by night."""
    rate = rng.uniform(0.7, 1.5)
    return Stream(published=_poisson(rng, days, lambda _: rate, rate), listed=30)


def bursty(rng: random.Random, days: int) -> Stream:
    """Five to ten at once, a few times a day: a wire that is filed in batches."""
    starts = _poisson(rng, days, lambda _: 0.15, 0.15)
    moments = sorted(start + rng.uniform(0, 20) for start in starts for _ in range(rng.randint(5, 10)))
    return Stream(published=[m for m in moments if m < days * 1440], listed=30)


def newsroom(per_day: float, *, weekend: float, at_full_hours: float = 0.0) -> Callable[[random.Random, int], Stream]:
    """A newsroom's day in some time zone: from the morning conference to the evening, with a few night shifts.

    weekend: the rate of Saturday and Sunday, as a share of the other days'. at_full_hours: the share of entries that
    are scheduled for :00 and :30.
    """

    def make(rng: random.Random, days: int) -> Stream:
        zone, opens, hours = rng.randint(-8, 12), rng.uniform(6.5, 9), rng.uniform(8.5, 11)
        peak = per_day / (hours * 0.97)

        def rate(minute: float) -> float:
            local = minute / 60 + zone
            hour, day = local % 24, int(local // 24) % 7
            into = hour - opens
            if 0 <= into < hours:
                share = 0.6 + 0.8 * math.sin(math.pi * into / hours) ** 2
            else:
                share = 0.03 * hours / (24 - hours)
            return peak * share * (weekend if day >= 5 else 1.0)

        moments = _poisson(rng, days, rate, 1.5 * peak)
        moments = [math.ceil(m / 30) * 30.0 if rng.random() < at_full_hours else m for m in moments]
        return Stream(published=sorted(m for m in moments if m < days * 1440), listed=25)

    return make


def weekly(rng: random.Random, days: int) -> Stream:
    """One entry a week, about the same hour."""
    day, hour = rng.randint(0, 6), rng.uniform(6, 20)
    moments = [(week * 7 + day) * 1440 + hour * 60 + rng.gauss(0, 60) for week in range(days // 7 + 1)]
    return Stream(published=sorted(m for m in moments if 0 <= m < days * 1440), listed=10)


def dead(rng: random.Random, days: int) -> Stream:
    """A newsroom that closed in the third week of the warm-up."""
    living = newsroom(30, weekend=0.4)(rng, days)
    return Stream(published=[m for m in living.published if m < 18 * 1440], listed=25)


def truncated(rng: random.Random, days: int) -> Stream:
    """A busy newsroom whose feed lists its last ten entries only."""
    busy = newsroom(260, weekend=0.6)(rng, days)
    return Stream(published=busy.published, listed=10)


def truncated_bursts(rng: random.Random, days: int) -> Stream:
    """Bursts, and ten entries listed."""
    return Stream(published=bursty(rng, days).published, listed=10)


STREAMS: dict[str, Callable[[random.Random, int], Stream]] = {
    "steady": steady,
    "bursty": bursty,
    "newsroom, 25 a day": newsroom(25, weekend=0.3),
    "newsroom, 60 a day": newsroom(60, weekend=0.35),
    "newsroom, 150 a day": newsroom(150, weekend=0.4),
    "newsroom, full hours": newsroom(60, weekend=0.35, at_full_hours=0.4),
    "weekly": weekly,
    "dead": dead,
    "truncated to 10": truncated,
    "bursts, truncated": truncated_bursts,
}

# ----------------------------------------------------------------------------------------------------------- policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a poller sees: the moments (minutes from START) of the entries listed, and of those the new ones."""

    at: float
    listed: Sequence[float]
    new: Sequence[float]


class Fixed:
    """The same wait always."""

    def __init__(self, minutes: float) -> None:
        self._minutes = minutes

    def wait(self, _answer: Answer) -> float:
        return self._minutes


class RssFetcher:
    """Media Cloud's, for a feed that states no update period."""

    FIRST, SHORTEST, LONGEST = 360.0, 10.0, 24 * 60.0

    def __init__(self) -> None:
        self._minutes = self.FIRST
        self._last_new = 0.0
        self._polled = False

    def wait(self, answer: Answer) -> float:
        known = 1 - len(answer.new) / len(answer.listed) if answer.listed else 1.0
        self._last_new = answer.at if answer.new else self._last_new
        if not self._polled:
            self._polled = True
        elif known >= 0.67:
            fresh = answer.at - self._last_new <= 31 * 1440
            self._minutes = min(self._minutes + (10 if fresh else 60), self.LONGEST)
        elif known < 0.33:
            shorter = self.FIRST if self._minutes > self.FIRST else self._minutes - 60
            self._minutes = max(shorter, self.SHORTEST)
        return self._minutes


class EntryFrequency:
    """miniflux's, looked at by a scheduler that wakes every hour."""

    def __init__(self) -> None:
        self._seen: list[float] = []

    def wait(self, answer: Answer) -> float:
        self._seen += answer.new
        weekly_count = sum(1 for moment in self._seen if moment > answer.at - 7 * 1440)
        minutes = 24 * 60.0 if not weekly_count else min(max(7 * 1440 / weekly_count, 5.0), 24 * 60.0)
        return math.ceil(minutes / 60) * 60.0


class Learned:
    """copydesk's: pipelines/following/rhythm.py, through the same functions as the crawler."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rhythm = rhythm.Rhythm()
        self._before: datetime | None = None

    def wait(self, answer: Answer) -> float:
        now = _moment(answer.at)
        appeared = [_moment(moment) for moment in answer.new]
        self._rhythm = rhythm.decode(
            rhythm.encode(rhythm.learn(self._rhythm, appeared, asked=now, before=self._before))
        )
        self._before = now
        bounds = rhythm.Bounds(listed=len(answer.listed) or None)
        return rhythm.next_poll(self._rhythm, bounds, now=now, seed=self._seed)[1]


POLICIES: dict[str, Callable[[int], Fixed | RssFetcher | EntryFrequency | Learned]] = {
    "every 15 minutes": lambda _: Fixed(15),
    "every 60 minutes": lambda _: Fixed(60),
    "rss-fetcher": lambda _: RssFetcher(),
    "miniflux entry_frequency": lambda _: EntryFrequency(),
    "copydesk": Learned,
}

# --------------------------------------------------------------------------------------------------------- simulation


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a policy did on a stream, per replicate."""

    requests: int
    median: float | None
    """Minutes until an entry was seen; None where there was none to see."""
    p95: float | None
    entries: int
    lost: int


def simulate(stream: Stream, policy: Fixed | RssFetcher | EntryFrequency | Learned, days: int, offset: float) -> Tally:
    """Polls from `offset` minutes on. Only what is published and asked after the warm-up counts."""
    begin, end = WARM_UP_DAYS * 1440.0, (WARM_UP_DAYS + days) * 1440.0
    at, seen_until, published, requests = offset, 0, 0, 0
    delays: list[float] = []
    lost = 0
    moments = stream.published
    while at < end + 2 * 1440:
        while published < len(moments) and moments[published] <= at:
            published += 1
        first_listed = max(0, published - stream.listed)
        counted = [m for m in moments[seen_until:first_listed] if begin <= m < end]
        lost += len(counted)
        new = moments[max(seen_until, first_listed) : published]
        delays += [at - m for m in new if begin <= m < end]
        if begin <= at < end:
            requests += 1
        seen_until = max(seen_until, published)
        at += policy.wait(Answer(at=at, listed=moments[first_listed:published], new=new))
    entries = sum(1 for m in moments if begin <= m < end)
    ordered = sorted(delays)
    return Tally(
        requests=requests,
        median=statistics.median(ordered) if ordered else None,
        p95=ordered[math.ceil(0.95 * len(ordered)) - 1] if ordered else None,
        entries=entries,
        lost=lost,
    )


def run(days: int, seed: int, replicates: int) -> dict[str, dict[str, list[Tally]]]:
    """stream -> policy -> one Tally for each replicate; every policy sees the same streams."""
    table: dict[str, dict[str, list[Tally]]] = {}
    for name, make in STREAMS.items():
        for replicate in range(replicates):
            rng = random.Random(f"{seed} {name} {replicate}")
            stream = make(rng, WARM_UP_DAYS + days + 2)
            offset = rng.uniform(0, 60)
            for policy, new in POLICIES.items():
                tally = simulate(stream, new(seed + replicate), days, offset)
                table.setdefault(name, {}).setdefault(policy, []).append(tally)
    return table


def _moment(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def _number(values: Sequence[float | None], pick: Callable[[list[float]], float]) -> str:
    known = [value for value in values if value is not None]
    return f"{pick(known):.1f}" if known else "-"


def rows(table: dict[str, dict[str, list[Tally]]]) -> list[list[str]]:
    """The table as text: medians over the replicates."""
    head = ["stream", "policy", "requests", "of every 15", "median", "p95", "worst p95", "lost", "of entries"]
    lines = [head]
    for stream, policies in table.items():
        base = policies["every 15 minutes"]
        for policy, tallies in policies.items():
            share = statistics.median(t.requests / b.requests for t, b in zip(tallies, base, strict=True))
            lines.append(
                [
                    stream,
                    policy,
                    f"{statistics.median(t.requests for t in tallies):.0f}",
                    f"{share:.2f}",
                    _number([t.median for t in tallies], statistics.median),
                    _number([t.p95 for t in tallies], statistics.median),
                    _number([t.p95 for t in tallies], max),
                    str(sum(t.lost for t in tallies)),
                    str(sum(t.entries for t in tallies)),
                ]
            )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicates", type=int, default=5)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    lines = rows(run(args.days, args.seed, args.replicates))
    if args.markdown:
        lines.insert(1, ["---"] * len(lines[0]))
        print("\n".join("| " + " | ".join(line) + " |" for line in lines))
    else:
        widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
        for line in lines:
            print(
                "  ".join(
                    cell.ljust(w) if n < 2 else cell.rjust(w)
                    for n, (cell, w) in enumerate(zip(line, widths, strict=True))
                )
            )
    if args.json:
        args.json.write_text(json.dumps([dict(zip(lines[0], line, strict=True)) for line in lines[1:]], indent=1))


if __name__ == "__main__":
    main()
