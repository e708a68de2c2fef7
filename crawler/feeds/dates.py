"""A feed's date strings as moments."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

from dateutil import parser as dateutil_parser

MAX_CHARS = 100
EARLIEST_YEAR = 1800
"""0001-01-01 is how some software writes "no date"."""

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ]\s*(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
# What dateutil reads as one thing and others as another: 04/05/2026, 031231, 2013-01-27-01.
_TWO_WAYS = re.compile(r"(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]\d\d|(?:\d{1,7}|\d{9,})$|\d{4}-\d\d?-\d\d?-")
# Names that people write and RFC 822 does not know, hours east of Greenwich. Left out are those with two meanings
# (IST, CST in China, BST in Bangladesh): RFC 822 decides on the American ones, Britain on BST.
_ZONES = {
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
    "SAST": 2, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "WIB": 7, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "BRT": -3, "ART": -3, "UTC": 0, "GMT": 0, "UT": 0, "Z": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ADT": -3,
    "ET": -5, "CT": -6, "MT": -7, "PT": -8, "AT": -4,
}  # fmt: skip


def parse_date(raw: str | None) -> datetime | None:
    """The moment in UTC; None for no date, one that names no day, and one that can be read in two ways.

    No zone, or a name that nobody knows, is UTC; no time is midnight UTC of that day.

    >>> parse_date("Mon, 05 Jan 2026 10:00:00 +0100")
    datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone.utc)
    """
    text = " ".join((raw or "").split())
    if not text or len(text) > MAX_CHARS:
        return None
    try:
        moment = _from_iso(text) or _from_rfc822(text) or _from_words(text)
        if moment is None:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment.replace(microsecond=0) if moment.year >= EARLIEST_YEAR else None


def _from_iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    day, time, zone = match.groups()
    zone = "+00:00" if zone in (None, "Z", "z", "UTC", "GMT") else zone
    return datetime.fromisoformat(f"{day}T{(time or '00:00').replace(',', '.')}{zone}")


def _from_rfc822(text: str) -> datetime | None:
    if re.search(r"\b[ap]\.?m\b", text, re.IGNORECASE):
        return None
    text = re.sub(r"\s(?:GMT|UTC)?\s?([+-])(\d\d?):?(\d\d)?$", lambda m: f" {m[1]}{int(m[2]):02}{m[3] or '00'}", text)
    parts = parsedate_tz(text)
    if parts is None or not re.search(r"[A-Za-z]{3}", text):
        return None
    if not re.search(r"\d\d(\d\d)?\b.*\d|\d\d?\W.*\d\d", text):
        return None
    offset = parts[9]
    last = text.rsplit(" ", 1)[-1].strip("()").upper()
    zone = timezone(timedelta(hours=_ZONES[last])) if last in _ZONES else timezone(timedelta(seconds=offset or 0))
    return datetime(*parts[:6], tzinfo=zone)


def _from_words(text: str) -> datetime | None:
    """What dateutil understands, but nothing that it would fill in, and nothing that is read in two ways."""
    if _TWO_WAYS.match(text) or not re.search(r"\d{4}", text):
        return None
    readings = set()
    # Two defaults that differ in year, month and day: what they do not agree on, the text does not say.
    for default in (datetime(2001, 1, 1), datetime(2002, 2, 2)):  # noqa: DTZ001
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            readings.add(dateutil_parser.parse(text, default=default, tzinfos=_zone))
    return readings.pop() if len(readings) == 1 else None


def _zone(name: str | None, offset_s: int | None) -> tzinfo | None:
    if offset_s is not None:
        return timezone(timedelta(seconds=offset_s))
    hours = _ZONES.get((name or "").upper())
    return None if hours is None else timezone(timedelta(hours=hours))
