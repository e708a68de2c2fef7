"""Numbers and their nouns, for logs and reports."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun.

    >>> counted(1, "feed"), counted(0, "feed"), counted(2, "entry", "entries")
    ('1 feed', '0 feeds', '2 entries')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {plural or noun + 's'}"
