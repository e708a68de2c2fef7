"""What came of asking a known page again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.model.asking import GoneReason, Revisit, RevisitOutcome
from pipelines.model.filings import FiledArticle
from pipelines.model.pages import Page
from pipelines.model.readings import ReadPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """What came of asking a known article's page again."""

    revisit: Revisit
    outcome: RevisitOutcome
    seen_at: datetime
    detail: str | None = None
    """One line for a person; None where there is nothing to say."""
    http_status: int | None = None
    gone: GoneReason | None = None
    """Set for gone."""
    validators: str | None = field(default=None, repr=False)
    """Replaces what the store holds; None leaves it."""
    not_before: datetime | None = None
    """Its host asked for time until then."""
    page: Page | None = field(default=None, repr=False)
    """The response, where the archive is to keep it."""
    read: ReadPage | None = field(default=None, repr=False)
    """What is to be filed; None where nothing is."""
    filed: FiledArticle | None = field(default=None, repr=False)
    """Once it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """A page of a known article, met by another link, that shows a wall or a stub now: the article stays as it was."""

    article_id: int
    page: Page
    """Without its body."""
    why: str
    """One line for a person."""
