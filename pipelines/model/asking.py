"""What is to be asked for: a page of the frontier, a known page again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipelines.model.feeds import Entry, FullText


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A page to fetch, taken from the frontier by this run: all waiting entries whose links mean the same page."""

    page_key: str
    """urls.url_key of the link."""
    host: str
    url: str
    """The link to ask for: that of the entry met first."""
    entry: Entry = field(repr=False)
    """The entry met first."""
    feed_url: str
    full_text: FullText = "page"
    attempts: int = 0
    """Earlier runs in which this page could not be had."""

    @property
    def key(self) -> str:
        """InFlight's key."""
        return self.page_key


RevisitMode = Literal["off", "polite", "close"]
"""How closely known articles are watched (COPYDESK_RECHECK)."""

RevisitCause = Literal["schedule", "feed"]

RevisitOutcome = Literal["unchanged", "revised", "moved", "replaced", "kept", "gone", "failed"]
"""What came of asking a known article's page again:

unchanged  304, the same bytes, or other bytes with the same article in them
revised    an editor changed it
moved      it redirects to another page with the same text
replaced   the page now shows what the article's feed stood in for
kept       the page shows a wall, a stub or a design that cannot be trusted; the article stays as it was
gone       there is no page any more; the article stays
failed     no answer; it is asked again
"""

GoneReason = Literal["http_404", "http_410", "http_451", "front_page", "redirect", "soft_404"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitState:
    """What is remembered of an article's checks."""

    since: datetime
    """From when its age counts."""
    fetched_at: datetime
    """When its page was last fetched, or asked for."""
    checks: int = 0
    unchanged: int = 0
    """Answers in a row that brought nothing new."""
    failures: int = 0
    """Checks in a row without an answer."""
    gone: int = 0
    """Checks in a row that found no page."""
    edits: int = 0
    """Checks that found an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A known article's page that is to be asked again, taken by this run."""

    article_id: int
    page_key: str
    """url_key of the page whose content the row shows."""
    host: str
    url: str
    """Where that page was found."""
    cause: RevisitCause
    validators: str | None = field(default=None, repr=False)
    """Opaque to the store, as a feed's; None until a check has seen other bytes than the archive has."""
    entry: Entry | None = field(default=None, repr=False)
    """The entry met first for the article."""
    full_text: FullText = "page"

    @property
    def key(self) -> str:
        """InFlight's key."""
        return f"check {self.article_id}"
