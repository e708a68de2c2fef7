"""Dates as feeds and pages write them: one reading and one table of zones for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

from dateutil import parser as dateutil_parser

from pipelines.web.calendars import find_days, month_named, plain_digits

MAX_CHARS = 100
EARLIEST_YEAR = 1700
"""Archives put old papers online; a year before this is how some software writes "no date"."""
LATEST_YEAR = 2200
"""A year beyond it is of another calendar (2569 of the Buddhist era is 2026), or how "never" is written."""
_UNIX_ZERO = (date(1969, 12, 31), date(1970, 1, 1))
"""The days of Unix's second 0 in all zones: with a time of day it is what programs print that have no date."""
_MIDNIGHT_ZEROS = frozenset(
    datetime(*day)  # noqa: DTZ001
    for day in ((1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1))
)
"""The same of SQL Server, Excel and the Macintosh."""
AHEAD = timedelta(days=1)
"""How far a date may lie after the fetch."""

_ZONES: Mapping[str, timezone] = {
    # Hours east of Greenwich. UT, GMT, EST to PDT are those of RFC 822 and of RFC 2822, 4.3; ET, CT, MT, PT and AT are
    # their standard time. The others are abbreviations to which the IANA tz database gives one offset alone (2026), the
    # German MEZ and MESZ, MET and MEST, which it once had, and SGT, TRT, BRT and ART, where it now has numbers. Of two
    # meanings, the one that papers write: BST is Britain's and not Bangladesh's, AST and ADT are Atlantic and not
    # Arabian, CST and PST American and not China's, Cuba's, Manila's. Left out, so UTC: IST (India, Ireland, Israel).
    name: timezone(timedelta(hours=hours))
    for hours, names in (
        (-10, "HST"), (-9, "AKST"), (-8, "PST PT AKDT"), (-7, "MST MT PDT"), (-6, "CST CT MDT"), (-5, "EST ET CDT"),
        (-4, "AST AT EDT"), (-3.5, "NST"), (-3, "ADT BRT ART"), (-2.5, "NDT"), (0, "UTC GMT UT Z WET"),
        (1, "CET MEZ MET BST WEST WAT"), (2, "CEST MESZ MEST EET SAST CAT"), (3, "EEST MSK МСК TRT EAT IDT"),
        (5, "PKT"), (7, "WIB"), (8, "HKT SGT WITA AWST"), (9, "JST KST WIT"), (9.5, "ACST"), (10, "AEST"),
        (10.5, "ACDT"), (11, "AEDT"), (12, "NZST"), (13, "NZDT"),
    )
    for name in names.split()
}  # fmt: skip
ZONES = frozenset(name.casefold() for name in _ZONES)
"""All their names, in lower case."""
_NAMES = "|".join(sorted(_ZONES, key=len, reverse=True))
_OFFSET = r"[+−-](?:0?\d|1[0-4])(?::?[0-5]\d)?(?!\d|:\d)"
# Nothing before it: 10:00-11:30 is from one hour to another.
_LONE = rf"(?:(?<=[\s,(\[])|(?<=:\d\d:\d\d)|(?=\+|.\d{{4}})){_OFFSET}"
_REMARK = r"[)\]]?(?:\s?\([^)\d]*\))?"  # what follows a zone: (CET), (Central European Standard Time)
# The zone behind a clock, in capitals where more follows: "10:00 et 11:00" is French.
_ZONE_OF_CLOCK = re.compile(
    r"(?:[:.hH]\d\d(?:[.,]\d+)?|(?i:[ap]\.?\s?m\b\.?|\b(?:uhr|hrs?)\b)|[分분時时點点시])[\s,]*"
    rf"(?P<zone>[(\[]?(?:((?:{_NAMES})(?!\w)|(?i:{_NAMES})(?=\s?[,|)\]]|$))(?:\s?({_OFFSET}))?|({_LONE})){_REMARK})"
)
_ZONE_AT_END = re.compile(
    rf"\s(?P<zone>[(\[]?(?:({_NAMES})(?:\s?({_OFFSET}))?|([+−-](?:0\d|1[0-4])[0-5]\d)){_REMARK})$", re.IGNORECASE
)
_Z_BESIDE_NAME = re.compile(rf"(?<=\d)Z(?=\s?[(\[]?(?:{_NAMES})\b)")
"""10:00Z EST: a pattern's literal behind a clock that shows the zone's time."""
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d)"
    r"(?:[T ]\s?(\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?)\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?|Z|[+-]\d\d:\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_RFC822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s?)?(\d\d?)[\s-]([a-z]{3,9})[\s-](\d\d|\d{4})"
    r"(?:\s(\d\d?(?=:)|\d\d):?(\d\d)(?::(\d\d))?(?:\s(GMT|UTC|[+-]\d{4}))?)?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?", re.ASCII)
_RUN = re.compile(r"((?:1[789]|20)\d{6})(\d{4}(?:\d\d)?)?", re.ASCII)
_HOUR = re.compile(r"\d\s?(?:[:.h時时點点시]|[ap]\.?\s?m)|T\d", re.IGNORECASE)
"""What every clock has, quickly told: a zone without a clock means nothing."""
_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "lt", "mn", "eu", "fa"))
"""Languages that write the year before the month (CLDR): 26/03/04 is of 2026 there, and of 2004 elsewhere."""
_ENGLISH_MONTH = re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(午前|午後|上午|下午|오전|오후)\s?)?(?<![\d.:])([01]?\d|2[0-3])\s?"
    r"(?:[:.h]\s?([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?(?!\.?\d)(?:\s?([ap])\.?\s?m\b)?"
    r"|([ap])\.?\s?m\b|[時时點点시](?:\s?([0-5]?\d)\s?[分분])?)",
    re.IGNORECASE,
)
"""10:15, 10.15, 10h15, 10:15:30 p.m., 10 a.m., 10時15分, 오후 3:05."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that could be read."""

    at: datetime
    """Aware, UTC, without fractions of a second."""
    precision: Literal["second", "day"]
    on: date
    """The day as it was written, in its own zone."""


def read_moment(raw: str, *, day_first: bool | None = None, language: str | None = None) -> Moment | None:
    """The moment that a string states; None where it states none, and where it could be read in two ways.

    day_first: how 04/03/2026 is meant; None where nobody knows, and then it is no date. language: ISO 639-1, for names
    that mean two months, and years of two digits that may stand first. A time without a zone, or with
    a name that nobody knows, is UTC; a day without a time is midnight UTC of that day.

    >>> read_moment("2026-03-04T23:30:00-05:00").at.isoformat()
    '2026-03-05T04:30:00+00:00'
    >>> read_moment("Wed, 04 Mar 2026 09:00:00 BST").at.isoformat()
    '2026-03-04T08:00:00+00:00'
    >>> read_moment("4 de marzo de 2026").precision
    'day'
    >>> read_moment("04/03/2026"), read_moment("04/03/2026", day_first=True).on.month
    (None, 3)
    """
    text = plain_digits(" ".join(raw.split())).strip("\"'")
    if not 6 <= len(text) <= MAX_CHARS:
        return None
    try:
        if text.isdigit():
            stated = _from_digits(text)
        else:
            stated = _from_iso(text) or _from_rfc822(text) or _from_text(text, day_first, language)
        return None if stated is None or _is_no_date(stated) else _moment(stated)
    except (ValueError, OverflowError):  # a form that is clear, and no such day or hour
        return None


def parse_date(raw: str | None, language: str | None = None) -> datetime | None:
    """The moment that a feed's string states, in UTC; None as for read_moment, and for 04/03/2026.

    language: the feed's, which tells names of months that mean two. For numbers it would be a guess: software that
    writes no RFC 822 there writes en-us as its language anywhere.

    >>> parse_date("Mon, 05 Jan 2026 10:00:00 +0100")
    datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone.utc)
    """
    moment = read_moment(raw or "", language=language[:2].lower() if language else None)
    return moment.at if moment else None


def is_credible(moment: Moment, fetched_at: datetime) -> bool:
    """Whether a moment is not more than a day after the fetch."""
    return moment.at <= fetched_at + AHEAD


def _is_no_date(stated: date) -> bool:
    """Whether this is what programs print for "none", or a year of another calendar."""
    if not EARLIEST_YEAR <= stated.year <= LATEST_YEAR:
        return True
    if not isinstance(stated, datetime):
        return False
    return stated.date() in _UNIX_ZERO or stated.replace(tzinfo=None) in _MIDNIGHT_ZEROS


def _moment(stated: date) -> Moment:
    """A date alone is a day; a datetime without a zone is UTC."""
    if not isinstance(stated, datetime):
        return Moment(datetime(stated.year, stated.month, stated.day, tzinfo=UTC), "day", stated)
    at = stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated.astimezone(UTC)
    return Moment(at.replace(microsecond=0), "second", stated.date())


def _from_digits(text: str) -> date | None:
    """Seconds or milliseconds since 1970, or YYYYMMDD with or without hhmm or hhmmss; another number is no date."""
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if run := _RUN.fullmatch(text):
        return datetime.fromisoformat(f"{run[1]}T{run[2]}") if run[2] else date.fromisoformat(run[1])
    return None


def _from_iso(text: str) -> date | None:
    """ISO 8601, with a space for its T as RFC 3339 allows, and XML Schema's day with a zone."""
    match = _ISO.fullmatch(text)
    if not match:
        return None
    day, clock, zone = match.groups()
    if not clock:
        return date.fromisoformat(day.upper())
    zone = "+00:00" if zone and zone[0] in "ZzUuGg" else zone or ""
    return datetime.fromisoformat(f"{day.upper()}T{clock}{zone}")


def _from_text(text: str, day_first: bool | None, language: str | None) -> date | None:
    """What is written beside the zone, in that zone."""
    if not any(map(str.isdigit, text)):
        return None
    text = _Z_BESIDE_NAME.sub("", text)
    match = _HOUR.search(text) and (_ZONE_OF_CLOCK.search(text) or _ZONE_AT_END.search(text))
    if not match:
        return _from_words(text, day_first, language)
    zone = _zone(*match.groups()[1:])
    text = f"{text[: match.start('zone')]} {text[match.end('zone') :]}".strip()
    stated = _from_iso(text) or _from_rfc822(text) or _from_words(text, day_first, language)
    return stated.replace(tzinfo=zone) if isinstance(stated, datetime) and not stated.tzinfo else stated


def _zone(name: str | None, beside: str | None, alone: str | None) -> timezone:
    """The zone of a name, of an offset, or of both: GMT+2 and EST-0500 mean the offset, of EST-5 the name is sure."""
    offset = alone or beside or ""
    digits = offset[1:].replace(":", "")
    if name and (not offset or (_ZONES[name.upper()] != UTC and len(digits) < 3)):
        return _ZONES[name.upper()]
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    east = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(east if offset[0] == "+" else -east)


def _from_rfc822(text: str) -> date | None:
    """A year of two digits is of this century up to 49, as RFC 2822, 4.3 has it."""
    match = _RFC822.fullmatch(text)
    month = match and month_named(match[2])
    if not match or not month:
        return None
    year = int(match[3])
    if len(match[3]) == 2:
        year += 2000 if year < 50 else 1900
    if not match[4]:
        return date(year, month, int(match[1]))
    zone = _zone(None, None, match[7]) if match[7] and match[7][0] in "+-" else UTC if match[7] else None
    return datetime(year, month, int(match[1]), int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=zone)


def _from_words(text: str, day_first: bool | None, language: str | None) -> date | None:
    """The one day that a text states, its month named in any language, with the time beside it."""
    short = day_first is not None and language not in _YEAR_FIRST
    days = find_days(text, language=language, short=short)
    if len(days) > 1 or (day_first is None and any(day.ambiguous for day in days)):
        return None
    clock = _CLOCK.search(f"{text[: days[0].start]} | {text[days[0].end :]}" if days else text)
    on = days[0].on if days else _from_guesses(_CLOCK.sub(" ", text), day_first)
    if on is None:
        return None
    if days and days[0].ambiguous and not day_first:
        on = on.replace(month=on.day, day=on.month)
    return datetime.combine(on, _time(clock)) if clock else on


def _from_guesses(text: str, day_first: bool | None) -> date | None:
    """The day that dateutil makes of a text, and nothing that it would fill in or could as well take for another.

    It is asked only for a year of four digits, which it would complete by the machine's clock, and for as many numbers
    as a day has: of 12-15 March 2026 it makes a day of 2015.
    """
    numbers = re.findall(r"\d+", text)
    if len(numbers) != (2 if _ENGLISH_MONTH.search(text) else 3) or not any(len(number) == 4 for number in numbers):
        return None
    text = text.replace("|", " ").replace("•", " ")
    starts = (True, False) if day_first is None else (day_first,)
    if len(numbers[0]) == 4:
        starts = (False,)  # of 2026 02 12 it would make the 2nd of December
    readings = set()
    # Two defaults that differ in year, month and day: what they do not agree on, the text does not say.
    for default in (datetime(1903, 5, 11), datetime(1904, 7, 13)):  # noqa: DTZ001
        for first in starts:
            try:
                readings.add(dateutil_parser.parse(text, default=default, dayfirst=first, ignoretz=True).date())
            except (ValueError, OverflowError, TypeError, AttributeError, IndexError, RecursionError):
                return None
    return readings.pop() if len(readings) == 1 else None


def _time(clock: re.Match[str]) -> time:
    half, hour, minute, second, mark, lone_mark, cjk_minute = clock.groups()
    hours = int(hour)
    halved = (mark or lone_mark or half or "").lower()
    if halved and hours <= 12:
        hours = hours % 12 + (12 if halved in ("p", "午後", "下午", "오후") else 0)
    return time(hours, int(minute or cjk_minute or 0), int(second or 0))
