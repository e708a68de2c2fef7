"""What a worker makes of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.model.articles import Article, Change, CleanArticle
from pipelines.model.pages import Page, Rejection
from pipelines.model.rules import SiteRules


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherExtractor:
    """An extractor that is not ours: it is handed to workers, which import it by its name."""

    name: str
    """Its dotted path."""
    extract: Callable[[Page, SiteRules | None], Article | Rejection] = field(repr=False)
    """A page with its body, and a person's rules for its host, which it may obey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """A site's profile, as the store has it."""

    id: int
    site: str
    version: int
    """1 for the site's first."""
    pages: int
    """Archived pages of the site that could be learned from when it was learned."""
    text: str = field(repr=False)
    """JSON; "" where those pages were too few or too much alike to say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page as the extractor saw it: what the site's next profile is learned from, and judges again."""

    taught: bool
    """Whether trafilatura's word is in it; else it is the profile's own, from which nothing can be learned."""
    article: bytes = field(repr=False)
    """packing.pack() of the Article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What of an article an edit can change."""

    headline: str | None
    body: str = field(repr=False)
    authors: tuple[str, ...] = ()
    date_published: datetime | None = None
    notes: tuple[str, ...] | None = None
    """Corrections and editor's notes, those beside the text included; None: what of the body reads as such."""
    loose: frozenset[str] = frozenset()
    """Folded lines of the page that are no body text wherever they stand: links, prompts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a later fetch of a page has changed, both fetches being read by the same rules."""

    change: Change | None = None
    """None: nothing that counts."""
    distrust: str | None = None
    """Why the later fetch does not show the article: a wall, a stub, another design. The row stays as it is."""
    before: Version | None = None
    """What the article said, as the rules of today read it; None: as the row has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page with its clean article: what leaves the worker."""

    page: Page
    """Without its body and headers: the archive has them."""
    article: CleanArticle
    fingerprint: bytes = field(repr=False)
    """Of the article's body; stories.fingerprints.pack() of it."""
    reading: Reading | None = None
    """None where the site's profile has no say: a text document, a feed's own text."""
    comparison: Comparison | None = None
    """With what a row shows of this very page; None where none does, or both are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """What a new profile makes of a page whose text it leaves as it is."""

    known: float | None = None
    """Share of the text in places that the profile knows; None where it has no say on the page."""
