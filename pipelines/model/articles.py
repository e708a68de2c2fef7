"""What a page says: its metadata, its text, and everything that was cut from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipelines.model.pages import Block, Chosen, PageImage, RemovalKind

Change = Literal["headline", "correction", "addition", "deletion", "rewrite", "metadata"]

LIVE_BLOG = "LiveBlogPosting"
"""Metadata.article_type of a text that grows while something goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page, and the feed entry behind it, say about the article."""

    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    credit_text: str | None = None
    """Agencies named by the metadata; the source line's are added by the normaliser."""
    date_published: datetime | None = None
    date_published_raw: str | None = None
    date_modified: datetime | None = None
    date_modified_raw: str | None = None
    in_language: str | None = None
    """ISO 639-1 of the text, whatever html lang claims; None when the text is too short to tell."""
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    image_url: str | None = None
    is_accessible_for_free: bool | None = None
    article_type: str | None = None
    """schema.org's type of article as the page states it, "NewsArticle", "LiveBlogPosting"; None without one."""
    provenance: Mapping[str, Chosen] = field(default_factory=dict, repr=False)
    """By column name, for each field that had a source to name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page, read: its blocks and the metadata, before anything is cut."""

    url: str
    """Page.url."""
    canonical: str | None
    """rel=canonical, else og:url, absolute, as the page claims it; None without a claim."""
    metadata: Metadata
    blocks: tuple[Block, ...] = field(repr=False)
    images: tuple[PageImage, ...] = field(default=(), repr=False)
    extractor: str = ""
    """Names and versions of what read the page, "judge 0c1d2e3f with trafilatura 2.3.1"."""
    sureness: Mapping[str, float] = field(default_factory=dict)
    """What speaks for and against the choice of blocks, by name, each 0 to 1 (pipelines/reading/confidence.py has their
    meaning)."""
    rules: str | None = None
    """SiteRules.digest of the person's rules by which it was read; None without any."""
    body_rule: str = ""
    """SiteRule.name of the rule that says which element is the article's own; "" without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A block that is not in article_body, and the rule that cut it."""

    kind: RemovalKind
    text: str
    """Exactly what was cut."""
    rule: str
    """The rule's stable name, "related-link.phrase"."""
    position: int
    """Number of article_body's paragraphs before it."""
    url: str | None = None
    """The (first) link that it carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of the article."""

    position: int
    """0 for the first."""
    url: str | None
    """None where only the caption is known (a text document)."""
    caption: str | None = None
    """Without its credit."""
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure it is that the body is the article, all of it and nothing else."""

    value: float
    """0 to 1: the chance that it is so, as the reasons let expect."""
    reasons: Mapping[str, float] = field(default_factory=dict)
    """By name, each 0 to 1 (pipelines/reading/confidence.py explains them)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """An article as it will be filed: paragraphs, what was cut, what it shows."""

    url: str
    canonical: str | None
    metadata: Metadata
    """credit_text includes the source line's names; authors a byline's where nothing else named any."""
    paragraphs: tuple[str, ...] = field(repr=False)
    removals: tuple[Removal, ...] = field(default=(), repr=False)
    images: tuple[Image, ...] = field(default=(), repr=False)
    extractor: str = ""
    profile_id: int | None = None
    """The site profile by which it was read; None without one."""
    rules: str | None = None
    """SiteRules.digest of the person's rules by which it was read; None without any."""
    confidence: Confidence | None = None
    notes: tuple[str, ...] = field(default=(), repr=False)
    """Corrections and editor's notes, in the text or beside it."""

    @property
    def article_body(self) -> str:
        """Plain text, one blank line between paragraphs."""
        return "\n\n".join(self.paragraphs)
