"""Whether a feed lost entries between two polls, and where they may still be found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines.model import Entry, Gap, ParsedFeed

FEWEST_LISTED = 3
"""A feed that lists fewer replaces all of them by habit: the item of the day."""
MARGIN = timedelta(hours=1)
"""Entries that are dated this long before the gap may have been published in it: dates are set when writing begins."""
_MOST_MISSED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as far as gaps are concerned."""

    guid: str | None
    url: str | None
    title: str | None = None
    date: datetime | None = None

    @property
    def names(self) -> frozenset[str]:
        """What it may be known by; guids change when a site moves, links when it adds parameters."""
        return frozenset(name for name in (self.guid, self.url, self.title) if name)


def listed(entry: Entry) -> Listed:
    """An entry of a feed, or of the store."""
    return Listed(guid=entry.guid, url=entry.url, title=entry.title, date=entry.date_published or entry.date_modified)


def find_gap(
    before: Sequence[Listed],
    now: Sequence[Listed],
    *,
    asked_before: datetime,
    asked: datetime,
    rate_per_hour: float | None,
) -> Gap | None:
    """What was lost between a poll that listed `before` and one that lists `now`; None where nothing was.

    A gap is where no entry of the earlier poll is left: entries may have come and gone unseen. Entries that stay on top
    for months do not count, by two signs: they are older than most of what has vanished, and few. A deletion leaves the
    others in place. rate_per_hour: the feed's, as far as it is learned; None leaves the estimate to the dates of `now`.
    """
    if len(before) < FEWEST_LISTED or len(now) < FEWEST_LISTED:
        return None
    names_now = frozenset[str]().union(*(one.names for one in now))
    stayed = [one for one in before if one.names & names_now]
    if stayed and not _are_pinned(stayed, [one for one in before if not one.names & names_now]):
        return None
    names_before = frozenset[str]().union(*(one.names for one in before))
    new = [one.date for one in now if one.date is not None and not one.names & names_before]
    start = max((one.date for one in before if one.date is not None and one.date <= asked_before), default=asked_before)
    following = [date for date in new if start < date <= asked]
    if new and not following:
        return None  # all that is new is older than what was known: the feed lists something else now
    end = min(following, default=asked)
    if end <= start:
        return None
    missed = _estimate(following, start, end, rate_per_hour)
    return Gap(start=start, end=end, missed=missed)


def _are_pinned(stayed: Sequence[Listed], vanished: Sequence[Listed]) -> bool:
    dates = [one.date for one in vanished if one.date is not None]
    if len(dates) < FEWEST_LISTED or 4 * len(stayed) > len(vanished):
        return False
    usual = median(date.timestamp() for date in dates)
    return all(one.date is not None and one.date.timestamp() < usual for one in stayed)


def _estimate(following: Sequence[datetime], start: datetime, end: datetime, rate_per_hour: float | None) -> int:
    """How many entries fit between, by the pace of those that follow."""
    hours = (end - start).total_seconds() / 3600
    span = (max(following) - min(following)).total_seconds() / 3600 if following else 0.0
    pace = (len(following) - 1) / span if span > 0 else (rate_per_hour or 0.0)
    return min(max(0, round(pace * hours - 1)), _MOST_MISSED)


def older_pages(feed: ParsedFeed, url: str, page: int) -> str | None:
    """The address of the entries before these: as the feed states it, else as WordPress has it; None without one.

    url: of the document at hand. page: how many older documents were asked for, this one included.

    >>> older_pages(ParsedFeed(format="rss20", generator="https://wordpress.org/?v=6"), "http://a.test/feed/?x=1", 1)
    'http://a.test/feed/?x=1&paged=2'
    """
    if feed.older is not None:
        return feed.older
    parts = urlsplit(url)
    if "wordpress" not in (feed.generator or "").lower() and not re.search(r"/feed/?$", parts.path):
        return None
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(page + 1))])))


def within(gap: Gap, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that may have been lost: dated within the gap, or not at all."""

    def fits(entry: Entry) -> bool:
        date = entry.date_published or entry.date_modified
        return date is None or gap.start - MARGIN <= date <= gap.end + MARGIN

    return tuple(entry for entry in entries if fits(entry))
