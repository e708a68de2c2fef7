"""Moments, spans and sizes in words, for people who look at feeds."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds.facts import FeedFacts
from crawler.feeds.titles import plain
from pipelines.language.counted import counted


def span(seconds: float) -> str:
    """About how long.

    >>> span(50), span(3540), span(5400), span(200_000)
    ('1 min', '59 min', '1.5 h', '2 days')
    """
    minutes = abs(seconds) / 60
    if minutes < 90:
        return f"{max(1, round(minutes))} min"
    if minutes < 36 * 60:
        return f"{minutes / 60:.1f}".removesuffix(".0") + " h"
    return f"{round(minutes / 1440)} days"


def when(moment: datetime | None, now: datetime) -> str:
    """A moment as seen from now; "never" where there is none.

    >>> from datetime import UTC
    >>> when(datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 1, 13, tzinfo=UTC))
    '3 h ago'
    """
    if moment is None:
        return "never"
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 30:
        return "now"
    return f"in {span(seconds)}" if seconds > 0 else f"{span(seconds)} ago"


def size(count: int) -> str:
    """Bytes.

    >>> size(900), size(14_200), size(3_500_000)
    ('900 bytes', '14.2 kB', '3.5 MB')
    """
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def line(text: object) -> str:
    """Text from elsewhere as one line without control characters: what goes to a terminal must not steer it."""
    return plain(str(text))


def text_in_words(facts: FeedFacts) -> str:
    """How much of its articles a feed carries."""
    match facts.text:
        case "full":
            return f"full text, some {facts.words} words each"
        case "teasers":
            return f"teasers, some {facts.words} words each"
        case "titles":
            return "titles without text"


def facts_in_words(facts: FeedFacts, now: datetime) -> str:
    """A feed in one line, its title left out."""
    if facts.children:
        return f"{facts.format}, {counted(len(facts.children), 'sitemap')}"
    newest = f"newest {when(facts.newest, now)}" if facts.newest else "without dates"
    parts = [facts.format, counted(facts.entries, "entry", "entries")]
    if facts.entries:
        parts += [newest, text_in_words(facts)]
    return ", ".join(parts)
