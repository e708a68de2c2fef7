"""Times, numbers and the columns' own words, as a person says them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pipelines.language.counted import counted

REASONS: Mapping[str, str] = {
    "robots": "robots.txt disallows it",
    "http_status": "the server answered with an error",
    "timeout": "the server did not answer in time",
    "dns": "its host name could not be resolved",
    "connection": "no connection could be made",
    "tls": "no secure connection could be made",
    "too_large": "it is larger than allowed",
    "not_html": "it is not a web page",
    "blocked_address": "it leads to an address that may not be asked",
    "redirect": "its redirects lead nowhere",
    "bad_link": "the feed's link cannot be fetched",
    "not_an_article": "the page is not an article",
    "consent_wall": "the page shows a consent notice instead of its text",
    "paywall": "the page shows a paywall instead of its text",
    "soft_404": "the page says that it does not exist",
    "empty": "the page has no text",
    "extraction_limit": "the page took too long or too much memory to read",
    "too_old": "it is older than wanted",
    "error": "reading it failed",
}
"""rejections.reason."""

KINDS: Mapping[str, str] = {
    "caption": "Caption",
    "credit": "Picture credit",
    "read_more": "Related link",
    "source_line": "Source line",
    "byline": "Byline",
    "date_line": "Date line",
    "promo": "Promotion",
    "repeated": "Stands on other pages too",
    "share": "Share bar",
    "headline": "Headline",
    "other": "Other",
}
"""removals.kind."""

CHANGES: Mapping[str, str] = {
    "headline": "The headline was changed",
    "correction": "Figures or words were corrected",
    "addition": "Text was added",
    "deletion": "Text was taken out",
    "rewrite": "The text was rewritten",
    "metadata": "Text and headline stayed; something around them changed",
}
"""revisions.change."""

OUTCOMES: Mapping[str, str] = {
    "new": "new entries",
    "unchanged": "read, nothing new",
    "not_modified": "not modified (304)",
    "moved": "moved",
    "gone": "gone",
    "not_a_feed": "not a feed",
    "failed": "failed",
}
"""polls.outcome."""

SOURCES: Mapping[str, str] = {
    "json-ld": "the page's JSON-LD",
    "feed": "the feed",
    "text": "the page's text",
    "byline": "the byline",
    "h1": "the page's heading",
    "title": "the page's title",
    "time": "the page's <time> element",
    "itemprop": "the page's microdata",
    "url": "the address",
    "rel=canonical": "the page's rel=canonical",
    "mark-up": "the page's mark-up",
    **dict.fromkeys(("site_rules:title", "site_rules:author", "site_rules:date"), "your rules for the site"),
}
"""provenance.*.source; "meta:NAME" is a meta tag's."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def number(value: float) -> str:
    """
    >>> number(100000)
    '100,000'
    """
    return f"{value:,.0f}"


def parse(stamp: str | None) -> datetime | None:
    """A stored time; None for what cannot be read as one."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def said_day(stamp: str | None) -> str:
    """
    >>> said_day("2026-03-08T23:00:00+00:00"), said_day(None)
    ('8 March 2026', 'no date')
    """
    moment = parse(stamp)
    return f"{moment.day} {moment:%B %Y}" if moment else "no date"


def said_time(stamp: str | None) -> str:
    """
    >>> said_time("2026-03-08T07:00:12+00:00")
    '8 March 2026, 07:00 UTC'
    """
    moment = parse(stamp)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC" if moment else "no date"


def short_time(stamp: str | None) -> str:
    """For tables.

    >>> short_time("2026-03-08T07:00:12+00:00")
    '2026-03-08 07:00'
    """
    moment = parse(stamp)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"


def lapse(hours: float | None) -> str:
    """A length of time in its fitting unit.

    >>> lapse(0.5), lapse(2.7), lapse(72)
    ('30 minutes', '2.7 hours', '3 days')
    """
    if hours is None:
        return "an unknown time"
    if hours < 1:
        return counted(round(hours * 60), "minute")
    if hours < 48:
        return f"{hours:.1f}".removesuffix(".0") + (" hour" if hours == 1 else " hours")
    return counted(round(hours / 24), "day")


def hours_between(earlier: str | None, later: str | None) -> float | None:
    """None where either is no time."""
    start, end = parse(earlier), parse(later)
    return None if start is None or end is None else (end - start).total_seconds() / 3600


def days_before(stamp: str | None, days: int) -> str:
    """A bound for times: so many days before one; what is before every time if there is none.

    >>> days_before("2026-03-08T07:00:12+00:00", 7)
    '2026-03-01T07:00:12+00:00'
    """
    moment = parse(stamp)
    try:
        return (moment - timedelta(days=days)).isoformat() if moment else ""
    except OverflowError:
        return ""


def said_source(source: str | None) -> str:
    """
    >>> said_source("meta:article:published_time")
    'the meta tag article:published_time'
    """
    if not source:
        return "an unknown source"
    if source.startswith("meta:"):
        return f"the meta tag {source.removeprefix('meta:')}"
    return SOURCES.get(source, source)


def web_address(url: str | None) -> str | None:
    """The URL if a browser may be led there, that is by http or https; else None.

    >>> web_address("javascript:alert(1)"), web_address("https://bote.test/a")
    (None, 'https://bote.test/a')
    """
    if not url or any(ord(char) <= 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def language_tag(language: str | None) -> str | None:
    """What may stand in a lang attribute."""
    return language if language and _LANGUAGE.fullmatch(language) else None


def names(text: str | None) -> list[str]:
    """A JSON array of strings; [] for anything else."""
    found = read_json(text, [])
    return [str(name) for name in found] if isinstance(found, list) else []


def read_json(text: str | None, otherwise: Any) -> Any:
    """A JSON column's value; `otherwise` where it cannot be read."""
    try:
        return json.loads(text) if text else otherwise
    except ValueError:
        return otherwise
