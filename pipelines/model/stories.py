"""Articles beside their near-duplicates on other sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class WasText:
    """What an article's row said before a filing changed or deleted it: what stories knew of it."""

    article_id: int
    date: datetime
    """date_published, else the first fetch."""
    story_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedText:
    """An article that may be a copy of another."""

    article_id: int
    headline: str | None
    date: datetime
    """date_published, else the first fetch."""
    fingerprint: bytes = field(repr=False)
    """stories.fingerprints.pack() of its body's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyText:
    """An article as stories see it."""

    article_id: int
    site: str | None
    headline: str | None
    body: str = field(repr=False)
    authors: tuple[str, ...]
    credit_text: str | None
    date: datetime
    """date_published, else the first fetch."""
    story_id: int
    text_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """Two articles whose texts are near-duplicates: copies of one."""

    article_id: int
    other_id: int
    """The greater of the two ids."""
    similarity: float
    """Shared shingles over those of both."""
    containment: float
    """Shared shingles over those of the shorter text."""
    contained_id: int | None
    """The one that stands in the other as a whole; None where each has something of its own, or both are the same."""
    earlier_id: int | None
    """The one with the earlier date; None where both have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCredit:
    """Whose report a story is."""

    agency: str
    """An agency's name; for "first", the site that had it first."""
    source: Literal["credit_text", "dateline", "byline", "first"]
