"""Numbers and their nouns, for logs, reports and pages."""

from __future__ import annotations


def counted(count: float, noun: str, plural: str | None = None) -> str:
    """A number and its noun.

    >>> counted(1, "feed"), counted(0, "feed"), counted(1200, "entry", "entries")
    ('1 feed', '0 feeds', '1,200 entries')
    """
    return f"{count:,.0f} {noun}" if count == 1 else f"{count:,.0f} {plural or noun + 's'}"
