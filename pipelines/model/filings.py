"""What is decided about an article, and where it was placed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipelines.model.articles import Change, CleanArticle, Image, Removal
from pipelines.model.readings import Version
from pipelines.model.stories import WasText

UrlKind = Literal["link", "redirect", "canonical", "amp", "print", "mobile", "duplicate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A URL that was read, and what it said: what identity is decided on."""

    url: str
    """Page.url."""
    url_key: str
    article_id: int
    canonical_key: str | None
    """urls.url_key of a same-site canonical that may count (not the site's root); None without one."""
    text_hash: str
    headline: str | None
    date_published: datetime | None
    article_body: str | None = field(default=None, repr=False)
    """Its text; None where that is what the article's row shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article row, as far as a decision needs it."""

    id: int
    url: str
    url_key: str
    site: str | None
    text_hash: str
    headline: str | None
    article_body: str = field(repr=False)
    authors: tuple[str, ...]
    date_published: datetime | None
    date_modified: datetime | None
    first_seen: datetime
    story_id: int
    page_key: str
    """url_key of the sighting whose content the row shows."""
    canonical: str | None = None
    """What that page claims as its canonical, as it claims it; it may not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """A sighting of one particular text, on whatever site."""

    article_id: int
    site: str | None
    headline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The decision on one clean article; the store carries it out in one unit.

    new        insert a row
    revised    a later fetch of a URL that was read before and has really changed: update, and keep a revision
    same       nothing but last_fetched and the URLs change
    duplicate  another page of an article that is here: a sighting; the row takes its content only if `replaces`
    """

    verdict: Literal["new", "revised", "same", "duplicate"]
    article: CleanArticle
    site: str | None
    url: str
    """articles.url."""
    url_key: str
    page_key: str
    """url_key of the page that was read."""
    canonical_key: str | None
    text_hash: str
    article_id: int | None
    """None for new."""
    replaces: bool
    """The row shows this page's content from now on."""
    urls: tuple[tuple[str, UrlKind], ...]
    """Every URL under which the article was met in this fetch, fragments dropped."""
    change: Change | None = None
    """Set for revised."""
    readdressed: tuple[tuple[int, str, str], ...] = ()
    """(article id, url, url_key): rows that lose a canonical URL to which they have no claim any more."""
    joins: tuple[int, ...] = ()
    """Other rows that turn out to be this article: they become part of article_id, and are deleted."""
    shows: int | None = None
    """One of joins, whose content the row takes; None: this page's if `replaces`, else the row's own."""
    before: Version | None = None
    """What a revision says; None: what the row said."""
    fetched_at: datetime
    status: int = 200


FiledVerdict = Literal["new", "revised", "same", "duplicate", "reprocessed"]
"""Filing.verdict; reprocessed: no editor changed the article, it is read by better rules or from a better source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledArticle:
    """An article that has its rows, as it goes on to other item pipelines and to exports: plain fields, flat.

    Its text and metadata are those of the page that was read, under the names of the columns of articles.
    """

    verdict: FiledVerdict
    replaces: bool
    """Whether the article's row takes its content from here; else it has it already, or from another of its pages."""
    change: Change | None
    """What an editor changed, where the verdict is revised."""
    article_id: int
    """articles.id."""
    run_id: int
    """runs.id."""
    url: str
    """articles.url."""
    page_url: str
    """Where the page was found."""
    site: str | None
    fetched_at: str
    """Times are written as in the columns, "2026-03-01T10:00:00+00:00"."""
    headline: str | None
    description: str | None
    article_body: str = field(repr=False)
    word_count: int
    authors: tuple[str, ...]
    credit_text: str | None
    date_published: str | None
    date_published_raw: str | None
    date_modified: str | None
    date_modified_raw: str | None
    in_language: str | None
    article_section: str | None
    keywords: tuple[str, ...]
    image_url: str | None
    is_accessible_for_free: bool | None
    article_type: str | None
    confidence: float | None
    extractor: str
    text_hash: str
    removals: tuple[Removal, ...] = field(repr=False)
    images: tuple[Image, ...] = field(repr=False)
    corrections: tuple[str, ...] = field(repr=False)
    """Corrections and editor's notes, in the text or beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a filing did to the rows of articles."""

    article_id: int
    is_new: bool
    was: tuple[WasText, ...] = ()
    """Rows whose text, headline or date are not what they were, deleted ones included; none where nothing that stories
    look at has changed."""
