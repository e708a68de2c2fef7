"""A page as it arrived, the blocks that it consists of, and why one is not taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from pipelines.model.asking import Revisit
from pipelines.model.feeds import Entry
from pipelines.model.rules import Override

OptOutSignal = Literal["robots_tag", "robots_meta", "tdm_header", "tdm_meta", "content_signal", "robots_agents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A site's word against mining its text, in one of the ways that there are to say it."""

    signal: OptOutSignal
    value: str
    """What it says, one line."""


PageOrigin = Literal["web", "file", "feed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A document as it arrived, before anything has looked into it."""

    url: str
    """Where it was found in the end, fragment dropped."""
    fetched_at: datetime
    body: bytes = field(repr=False)
    """Content encodings undone, character encoding not."""
    content_type: str = "text/html"
    """The media type with its parameters, as the server stated it."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    origin: PageOrigin = "web"
    """"feed": the body is the feed's own text, since the page was refused or the feed is followed for its text."""
    redirects: tuple[str, ...] = ()
    """The URLs that led here, in order, the one asked for first; empty without a redirect."""
    cookies: tuple[str, ...] = ()
    """The names of the cookies that the redirects had set and the last request carried."""
    entry: Entry | None = field(default=None, repr=False)
    """The feed entry that led here; evidence for headline, dates and authors."""
    page_key: str | None = None
    """The frontier's key of that entry; None outside the frontier."""
    instead: str = ""
    """Of a feed's own text: why it stands for its page. Not archived."""
    revisit: Revisit | None = field(default=None, repr=False)
    """Set where a known article's page was asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link inside a block."""

    url: str
    """Absolute."""
    text: str


RemovalKind = Literal[
    "caption",
    "credit",
    "read_more",
    "source_line",
    "byline",
    "date_line",
    "promo",
    "repeated",
    "share",
    "headline",
    "other",
]

BlockRole = Literal["paragraph", "heading", "list_item", "quote", "table_row", "caption", "preformatted"]


MOSTLY_LINKS = 0.5
"""Share of a block's text inside links from which it is a link, or a list of them."""
FEW_LINKS = 0.3
"""The share that prose stays below."""
ALL_LINKS = 0.95
"""The share from which a block is a link and nothing else, a full stop or an arrow aside."""


class Linked:
    """What its links make of a block."""

    __slots__ = ()

    @property
    def link_density(self) -> float:
        """Share of the text's characters that stand inside links, 0 to 1."""
        raise NotImplementedError

    @property
    def is_mostly_links(self) -> bool:
        return self.link_density >= MOSTLY_LINKS

    @property
    def has_few_links(self) -> bool:
        return self.link_density < FEW_LINKS

    @property
    def is_all_links(self) -> bool:
        return self.link_density >= ALL_LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Linked):
    """One run of text of a page, in document order."""

    role: BlockRole
    """caption: text of a figure (figcaption and what else stands in it), or of an element that labels an image."""
    text: str
    """White space collapsed to single spaces, else as the page has it. Cells of a table row are joined by " | "."""
    path: str = ""
    """The element and its ancestors, "main>article.story>div.body>p": tags and classes, digits folded to 0."""
    links: tuple[Link, ...] = ()
    """Left out where the block is neither kept nor inside."""
    link_density: float = 0.0
    """Share of the text's characters that stand inside links, 0 to 1."""
    kept: bool = True
    """Whether this text counts as the article's: the judge's word, corrected by the site's profile."""
    against: str = ""
    """What the judge found most against it, where it does not keep it: "text", "card", "extractor" ..."""
    inside: bool = True
    """Stands in the article's own element. Blocks outside it are there for the site's profile, and no one else."""
    boilerplate: RemovalKind | None = None
    """What the site's profile counts it as; None for body text, or without a profile."""
    furniture_rule: str = ""
    """The rule by which it does, "site.repeated"; "" without `boilerplate`."""
    figure: int | None = None
    """Index into Article.images of the image that this block stands with; None outside figures."""
    below: int | None = None
    """Index into Article.images of the image that it stands right below, a paragraph by its form; None elsewhere."""
    emphasis: float = 0.0
    """Share of the text's characters in b, strong, em or i, 0 to 1."""
    override: Override | None = None
    """What a person's rules for the site say of it; None without such a rule."""


class Glance(NamedTuple):
    """What is asked of a block where nothing but its place is judged."""

    role: BlockRole
    path: str
    size: int
    """Characters."""
    link_density: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """An image inside the article's own element."""

    url: str
    """Absolute."""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One source's word on one field."""

    source: str
    """"json-ld", "meta:og:title", "feed", "h1", "time", "text" ..."""
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which claim a field follows, and its rivals; a row's provenance is made of these."""

    source: str
    raw: str
    others: tuple[Candidate, ...] = ()
    """Claims that differ from the chosen one, in order of trust."""
    precision: Literal["second", "day"] | None = None
    """For dates: what the raw string states; None for other fields."""


Reason = Literal[
    "robots", "http_status", "timeout", "dns", "connection", "tls", "too_large", "not_html", "blocked_address",
    "redirect", "bad_link", "not_an_article", "consent_wall", "paywall", "soft_404", "empty", "extraction_limit",
    "too_old", "error",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a URL is not in the data."""

    url: str
    """What was asked for: the entry's link (byte for byte), or the file's URL."""
    reason: Reason
    detail: str
    """One line for a person."""
    seen_at: datetime
    http_status: int | None = None
    page_key: str | None = None
    """Set: every entry of the frontier with this key is answered by this rejection, under its own URL."""
    not_before: datetime | None = None
    """When the same request may succeed: the entry waits until then. None: it is not asked for again."""

    @classmethod
    def of(cls, page: Page, reason: Reason, detail: str) -> Rejection:
        """Of a page that was fetched."""
        return cls(
            url=page.url,
            reason=reason,
            detail=detail,
            seen_at=page.fetched_at,
            http_status=page.status,
            page_key=page.page_key,
        )
