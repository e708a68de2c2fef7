"""Moments as pages and feeds write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

from dateutil import parser as dateutil_parser

from pipelines.extract.calendars import find_days

EARLIEST_YEAR = 1700
"""Archives put old papers online; a year before this is a placeholder."""
AHEAD = timedelta(days=1)
"""How far a date may lie after the fetch."""

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}[\s-]+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?(?!.*[ap]\.?m)"
)
_TIME = re.compile(r"\d{1,2}\s*[:hH]\s*\d{2}|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])|\d\s*[ap]\.?m\b|T\d{4,6}", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])\s?[:.hH]\s?([0-5]\d)(?![\d.])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_ISO_WITH_ZONE_SPACE = re.compile(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s+([+-]\d\d:?\d\d|Z|UTC|GMT)$")
_ZONES: Mapping[str, timezone] = {
    # Names that mean one offset wherever they are written; others are too ambiguous to shift a time by.
    "UTC": UTC, "GMT": UTC, "Z": UTC, "UT": UTC, "WET": UTC,
    "CET": timezone(timedelta(hours=1)), "CEST": timezone(timedelta(hours=2)), "MEZ": timezone(timedelta(hours=1)),
    "MESZ": timezone(timedelta(hours=2)), "EET": timezone(timedelta(hours=2)), "EEST": timezone(timedelta(hours=3)),
    "MSK": timezone(timedelta(hours=3)), "JST": timezone(timedelta(hours=9)), "KST": timezone(timedelta(hours=9)),
    "SAST": timezone(timedelta(hours=2)), "EAT": timezone(timedelta(hours=3)), "WAT": timezone(timedelta(hours=1)),
    "EST": timezone(timedelta(hours=-5)), "EDT": timezone(timedelta(hours=-4)), "CDT": timezone(timedelta(hours=-5)),
    "MST": timezone(timedelta(hours=-7)), "MDT": timezone(timedelta(hours=-6)), "PST": timezone(timedelta(hours=-8)),
    "PDT": timezone(timedelta(hours=-7)), "AEST": timezone(timedelta(hours=10)), "AEDT": timezone(timedelta(hours=11)),
    "NZST": timezone(timedelta(hours=12)), "NZDT": timezone(timedelta(hours=13)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that could be read."""

    at: datetime
    """Aware, UTC."""
    precision: Literal["second", "day"]
    on: date
    """The day as it was written, in its own zone."""


def read_moment(raw: str, *, day_first: bool = False) -> Moment | None:
    """The moment that a string states; None where it states none.

    day_first: how 04/03/2026 is meant. A time without a zone is taken as UTC; a day without a time is midnight UTC of
    that day.

    >>> read_moment("2026-03-04T23:30:00-05:00").at.isoformat()
    '2026-03-05T04:30:00+00:00'
    >>> read_moment("Wed, 04 Mar 2026 09:00:00 GMT").precision
    'second'
    >>> read_moment("2026-03-04").precision
    'day'
    >>> read_moment("4 de marzo de 2026").at.isoformat()
    '2026-03-04T00:00:00+00:00'
    """
    text = " ".join(raw.split()).strip("\"'")
    if not 6 <= len(text) <= 80 or not any(c.isdigit() for c in text):
        return None
    found = (
        _from_iso(text)
        or _from_epoch(text)
        or _from_rfc822(text)
        or _from_words(text, day_first)
        or _from_calendar(text, day_first)
    )
    if found is None:
        return None
    has_time = bool(_TIME.search(text)) or bool(_EPOCH.fullmatch(text))
    try:
        aware = found.replace(tzinfo=UTC) if found.tzinfo is None or not has_time else found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    if aware.year < EARLIEST_YEAR:
        return None
    if not has_time:
        return Moment(aware.replace(hour=0, minute=0, second=0, microsecond=0), "day", found.date())
    return Moment(aware.replace(microsecond=0), "second", found.date())


def is_credible(moment: Moment, fetched_at: datetime) -> bool:
    """Whether a moment is not more than a day after the fetch."""
    return moment.at <= fetched_at + AHEAD


def _from_iso(text: str) -> datetime | None:
    if spaced := _ISO_WITH_ZONE_SPACE.match(text):
        zone = spaced[2]
        text = spaced[1] + ("+00:00" if zone in ("Z", "UTC", "GMT") else zone)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _from_rfc822(text: str) -> datetime | None:
    if not _RFC822.match(text):  # the parser takes nearly anything, and reads 9:05 p.m. as 9:05
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_words(text: str, day_first: bool) -> datetime | None:
    """dateutil, asked only for strings that state year, month and day; it would fill in today's."""
    text = re.sub(r"\b([ap])\.m\.", r"\1m", text, flags=re.IGNORECASE).replace("|", " ").replace("•", " ")
    day_first = day_first or bool(re.match(r"\s*\d{1,2}\.\s*\d{1,2}\.\s*\d{4}", text))
    # Which of the parts were stated shows in whether two different defaults give the same answer.
    answers = []
    for default in (datetime(1903, 5, 11), datetime(1904, 7, 13)):  # noqa: DTZ001  placeholders, not moments
        try:
            answers.append(dateutil_parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone_of))
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, RecursionError):
            return None
    first, second = answers
    return first if first.date() == second.date() else None


def _from_calendar(text: str, day_first: bool) -> datetime | None:
    """A day with its month's name in any language, and the time beside it."""
    days = find_days(text, day_first=day_first)
    if len(days) != 1:
        return None
    day = days[0]
    clock = _CLOCK.search(text[: day.start] + " | " + text[day.end :])
    if clock is None:
        return datetime(day.on.year, day.on.month, day.on.day)  # noqa: DTZ001  read_moment gives the zone
    zone = next((_ZONES[word] for word in re.findall(r"\b[A-Z]{2,4}\b", text) if word in _ZONES), UTC)
    return datetime(day.on.year, day.on.month, day.on.day, int(clock[1]), int(clock[2]), tzinfo=zone)


def _zone_of(name: str | None, offset_s: int | None) -> timezone | None:
    if offset_s is not None:
        try:
            return timezone(timedelta(seconds=offset_s))
        except ValueError:
            return None
    return _ZONES.get(name or "")
