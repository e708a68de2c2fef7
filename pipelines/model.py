"""The types that pass from stage to stage; each stage consumes one and returns the next.

    FeedSource -> FeedState -> FeedPoll(ParsedFeed(Entry ...))      what is followed
    Lease -> Page -> Article -> CleanArticle -> Filing               what is read
    Rejection                                                        what is not, and why

All are frozen and hold tuples. Times are aware and UTC. None means "not known" and nothing else. Bulky fields are left
out of the repr, since Scrapy logs items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

# ---------------------------------------------------------------------------------------------- what is followed

FullText = Literal["page", "feed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """One configured feed: a [[feeds]] table of feeds.toml, a line of a text file, an outline of an OPML file."""

    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    every_minutes: int | None = None
    """Minutes between polls as the user wants them; None leaves it to copydesk."""
    full_text: FullText = "page"
    """"page": fetch each entry's page. "feed": the feed's own text is the article; pages are not asked for."""
    enabled: bool = True


FeedStatus = Literal["active", "failing", "gone", "paused"]
Failure = Literal[
    "dns",
    "refused",
    "tls",
    "timeout",
    "connection",
    "rate_limited",
    "http_4xx",
    "http_5xx",
    "not_a_feed",
    "robots",
    "blocked_address",
    "redirect",
    "too_large",
    "unreadable",
    "error",
]
"""Why a poll failed, as far as it tells when another one makes sense (following/failures.py)."""
FoundIn = Literal["feed", "archive", "sitemap"]
"""Where an entry was met: in the feed itself, or, after a gap, in its older pages or its site's news sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a feed says about when it may be asked again; None or empty where it says nothing."""

    ttl_minutes: int | None = None
    """RSS 2.0 `ttl`."""
    update_minutes: int | None = None
    """sy:updatePeriod divided by sy:updateFrequency."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day, 0 to 23, GMT (RSS 2.0 `skipHours`), in which it does not change."""
    skip_days: tuple[int, ...] = ()
    """Days of the week, Monday is 0, GMT (RSS 2.0 `skipDays`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the store remembers of a feed, as it is needed to ask it and to judge its answer."""

    id: int
    url: str
    """As configured."""
    fetch_url: str
    """Asked now: discovered on a home page, or moved to."""
    status: FeedStatus = "active"
    full_text: FullText = "page"
    every_minutes: int | None = None
    validators: str | None = field(default=None, repr=False)
    """Opaque to the store; crawler.conditional knows what it holds."""
    homepage: str | None = None
    consecutive_failures: int = 0
    last_fetch_attempt: datetime | None = None
    last_fetch_success: datetime | None = None
    last_full_answer: datetime | None = None
    """When it last answered with a body; None where it never did."""
    not_modified_in_a_row: int = 0
    """304 answers since then."""
    unconditional: str | None = None
    """Why it is asked without conditions; None where its 304 is believed."""
    listed_entries: int | None = None
    """Entries in its last body."""
    rhythm: str | None = field(default=None, repr=False)
    """following.rhythm, encoded."""
    stated: Stated = Stated()
    interval_minutes: float | None = None
    """The wait that was last chosen for it."""
    moved_to: str | None = None
    """Where permanent redirects lead; not adopted yet."""
    moved_times: int = 0
    """Polls in a row that were led there."""
    looked_for: datetime | None = None
    """When its site was last looked at for a new address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as its feed states it. Nothing is invented: what the feed does not say is None or empty."""

    guid: str | None
    url: str | None
    """The absolute link as the feed has it (feedburner:origLink outranks link); None without one (the row then has "").
    It may be unfetchable (javascript:, data:, too long): the spider refuses it as a bad_link."""
    title: str | None = None
    date_published: datetime | None = None
    date_published_raw: str | None = None
    date_modified: datetime | None = None
    date_modified_raw: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = field(default=None, repr=False)
    content_html: str | None = field(default=None, repr=False)
    """The full text in the feed (content:encoded, Atom content, JSON Feed content_html); None without one."""
    image_url: str | None = None
    """The entry's own picture (media:content, media:thumbnail, an image enclosure), absolute; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed body, decoded."""

    format: str
    """"rss20", "atom10", "rdf10", "json11", "sitemap", "sitemapindex" ...: the dialect as found."""
    title: str | None = None
    homepage: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    children: tuple[str, ...] = field(default=(), repr=False)
    """The sitemaps that a sitemap index names, newest first."""
    problems: tuple[str, ...] = ()
    """What was wrong with the body and yet could be read around."""
    stated: Stated = Stated()
    self_url: str | None = None
    """Where the feed says that it lives (atom:link rel=self, JSON Feed feed_url), absolute."""
    older: str | None = None
    """The document with the entries before these (RFC 5005 prev-archive, else next; JSON Feed next_url), absolute."""
    generator: str | None = None
    """The software that made it, as it names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutArticle:
    """What a feed says of an article that is here: an entry that is not as it was."""

    article_id: int
    before: Entry | None
    """None: it was not known from this feed."""
    after: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a poll's entries were to the store."""

    new: tuple[Entry, ...] = ()
    """Those that were not known from the feed."""
    about: tuple[AboutArticle, ...] = ()
    untouched: int = 0
    """Those that are as they were."""


PollOutcome = Literal["new", "unchanged", "not_modified", "moved", "gone", "not_a_feed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Entries that came and went between two polls of a feed."""

    start: datetime
    """The newest moment that the poll before knew of."""
    end: datetime
    """The oldest entry of this poll that can follow it."""
    missed: int
    """How many there were, by the feed's rate; an estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPoll:
    """One answer, or the lack of one; stored with its entries and validators in one transaction.

    outcome: new and unchanged are for the store to tell apart (it knows the entries); a poll with a parsed feed arrives
    as "new". "not_modified" is a 304 or the same bytes again. "moved" is an intermediate answer: the poll goes on where
    it led.
    """

    feed_id: int
    url: str
    """The address that was asked."""
    fetched_at: datetime
    outcome: PollOutcome
    http_status: int | None = None
    fetch_url: str | None = None
    """The address to ask from now on, discovered on a home page; None leaves it as it is."""
    moved_to: str | None = None
    """Where permanent redirects, and they alone, led from the feed's address; None without one."""
    validators: str | None = field(default=None, repr=False)
    """Replaces what the store holds; None leaves it as it is."""
    feed: ParsedFeed | None = None
    listed: int | None = None
    """Entries in the body; more than the parsed ones where the known were left out. None without a body."""
    conditional: bool = True
    """Whether it was asked with conditions: only then is a 304 an answer."""
    lie: str | None = None
    """What proves that the server answers 304 though its feed has moved on."""
    fresh_until: datetime | None = None
    """Until when the server calls the answer fresh (Cache-Control max-age, Expires); None where it does not say."""
    failure: Failure | None = None
    """None when the poll succeeded."""
    error: str | None = None
    """One line for feeds.last_error; None when the poll succeeded."""
    not_before: datetime | None = None
    """The publisher asked to be left alone until then (Retry-After)."""
    gap: Gap | None = None
    """What was lost since the poll before."""
    found_in: FoundIn = "feed"
    """"archive", "sitemap": one of the requests that look for what a gap lost. It says nothing of the feed itself."""
    part: bool = False
    """A part of a sitemap index. It says nothing of the feed itself either."""
    key: str | None = None
    """InFlight's key, where this is the end of what it was asked for."""


FeedEventKind = Literal[
    "added",
    "unlisted",
    "listed",
    "paused",
    "resumed",
    "failing",
    "recovered",
    "gone",
    "returned",
    "discovered",
    "moved",
    "proposed",
    "unconditional",
    "gap",
    "same_feed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """A change of a feed's state."""

    event: FeedEventKind
    detail: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChange:
    """What a poll makes of a feed's state: the columns of its row that are set anew."""

    status: FeedStatus
    next_fetch_attempt: datetime | None
    """None: never asked again."""
    interval_minutes: float | None
    consecutive_failures: int
    last_failure: Failure | None
    last_error: str | None
    succeeded: bool
    fetch_url: str
    moved_to: str | None
    moved_times: int
    rhythm: str | None = field(default=None, repr=False)
    unconditional: str | None = None
    not_modified_in_a_row: int = 0
    last_full_answer: datetime | None = None
    listed_entries: int | None = None
    events: tuple[FeedEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a look at a dead feed's site found."""

    feed_id: int
    looked_at: datetime
    url: str | None
    """A feed that seems to have taken its place; None where there is none."""
    key: str
    """InFlight's key."""


OptOutSignal = Literal["robots_tag", "robots_meta", "tdm_header", "tdm_meta", "content_signal", "robots_agents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A site's word against mining its text, in one of the ways that there are to say it."""

    signal: OptOutSignal
    value: str
    """What it says, one line."""


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


RecheckMode = Literal["off", "polite", "close"]
"""How closely known articles are watched (COPYDESK_RECHECK)."""
RecheckCause = Literal["schedule", "feed"]
CheckOutcome = Literal["unchanged", "revised", "moved", "replaced", "kept", "gone", "failed"]
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
class Watch:
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
class Recheck:
    """A known article's page that is to be asked again, taken by this run."""

    article_id: int
    page_key: str
    """url_key of the page whose content the row shows."""
    host: str
    url: str
    """Where that page was found."""
    cause: RecheckCause
    validators: str | None = field(default=None, repr=False)
    """Opaque to the store, as a feed's; None until a check has seen other bytes than the archive has."""
    entry: Entry | None = field(default=None, repr=False)
    """The entry met first for the article."""
    full_text: FullText = "page"

    @property
    def key(self) -> str:
        """InFlight's key."""
        return f"check {self.article_id}"


# --------------------------------------------------------------------------------------------------- what is read

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
    entry: Entry | None = field(default=None, repr=False)
    """The feed entry that led here; evidence for headline, dates and authors."""
    page_key: str | None = None
    """The frontier's key of that entry; None outside the frontier."""
    instead: str = ""
    """Of a feed's own text: why it stands for its page. Not archived."""
    recheck: Recheck | None = field(default=None, repr=False)
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


RuleDirective = Literal[
    "body", "title", "author", "date", "strip", "strip_id_or_class", "strip_image_src", "keep"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """One line of a person's rules for a site."""

    directive: RuleDirective
    where: str
    """The file and the line, "example.org.txt:3"."""
    xpath: str | None = None
    """What it points to; None for a `keep` that names a text."""
    text: str | None = None
    """Of such a `keep`: what a line that stays contains."""

    @property
    def name(self) -> str:
        """As removals.rule has it, "site_rules.strip example.org.txt:3"."""
        return f"site_rules.{self.directive} {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """A person's rules for the pages of a host, in the order of their file."""

    host: str
    """As the file is named: "example.org", or ".example.org" for the hosts below it."""
    digest: str
    """Stands for the rules: another one means that its pages are to be read again."""
    rules: tuple[SiteRule, ...] = field(repr=False)


class Ruling(NamedTuple):
    """A person's word on one block; it outranks the extractor's, the site profile's and every other rule's."""

    act: Literal["cut", "keep", "body"]
    """body: stands in the element that is the article's own, and is copy unless something else says what it is."""
    rule: str
    """SiteRule.name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
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
    """Whether this text counts as the article's: trafilatura's word, corrected by the site's profile."""
    inside: bool = True
    """Stands in the article's own element. Blocks outside it are there for the site's profile, and no one else."""
    furniture: RemovalKind | None = None
    """What the site's profile counts it as; None for copy, or without a profile."""
    furniture_rule: str = ""
    """The rule by which it does, "site.repeated"; "" without `furniture`."""
    figure: int | None = None
    """Index into Article.images of the image that this block stands with; None outside figures."""
    emphasis: float = 0.0
    """Share of the text's characters in b, strong, em or i, 0 to 1."""
    ruling: Ruling | None = None
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
class Claim:
    """One source's word on one field."""

    source: str
    """"json-ld", "meta:og:title", "feed", "h1", "time", "text" ..."""
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which claim a field follows, and its rivals; a row's provenance is made of these."""

    source: str
    raw: str
    others: tuple[Claim, ...] = ()
    """Claims that differ from the chosen one, in order of trust."""
    precision: Literal["second", "day"] | None = None
    """For dates: what the raw string states; None for other fields."""


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
    provenance: Mapping[str, Choice] = field(default_factory=dict, repr=False)
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
    """Names and versions of what read the page, "trafilatura 2.3.1 fast"."""
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
    """0 to 1: the mean of the reasons that are known."""
    reasons: Mapping[str, float] = field(default_factory=dict)
    """By name, each 0 to 1 (pipelines/confidence.py explains them)."""


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
class Former:
    """What an article said before an edit, as the rules of today read it."""

    headline: str | None
    body: str = field(repr=False)
    authors: tuple[str, ...]
    date_published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a later fetch of a page has changed, both fetches being read by the same rules."""

    change: Change | None = None
    """None: nothing that counts."""
    distrust: str | None = None
    """Why the later fetch does not show the article: a wall, a stub, another design. The row stays as it is."""
    before: Former | None = None
    """None: as the row has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page with its clean article: what leaves the worker."""

    page: Page
    """Without its body and headers: the archive has them."""
    article: CleanArticle
    reading: Reading | None = None
    """None where the site's profile has no say: a text document, a feed's own text."""
    comparison: Comparison | None = None
    """With what a row shows of this very page; None where none does, or both are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """What a new profile makes of a page whose text it leaves as it is."""

    known: float | None = None
    """Share of the text in places that the profile knows; None where it has no say on the page."""


# ---------------------------------------------------------------------------------------------- what is not read

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


# ------------------------------------------------------------------------------------------------ what is filed

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


ParameterVerdict = Literal["noise", "selects", "open"]
"""What a parameter is on a site: another value shows the same article, another article, or nobody knows yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the pages under one path say of one parameter."""

    parameter: str
    is_same: bool
    """Two values led to one article."""
    is_different: bool
    """Two URLs alike but for it led to two articles."""
    one: str
    other: str
    """The URLs that show it: two articles, else one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumption:
    """A URL taken for a known page without being read."""

    article_id: int
    parameters: tuple[str, ...]
    """Those that tell it from that page, in alphabetical order: all of them noise."""


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
    before: Former | None = None
    """What a revision says; None: what the row said."""
    fetched_at: datetime
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of asking a known article's page again."""

    recheck: Recheck
    outcome: CheckOutcome
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page of a known article, met by another link, that shows a wall or a stub now: the article stays as it was."""

    article_id: int
    page: Page
    """Without its body."""
    why: str
    """One line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a page that was filed."""

    article_id: int
    verdict: Literal["new", "revised", "same", "duplicate"]
    page_key: str | None
    url: str
    """Page.url."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WasText:
    """What an article's row said before a filing changed or deleted it: what stories knew of it."""

    article_id: int
    body: str = field(repr=False)
    text_hash: str
    date: datetime
    """date_published, else the first fetch."""
    story_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a filing did to the rows of articles."""

    article_id: int
    is_new: bool
    was: tuple[WasText, ...] = ()
    """Rows whose text, headline or date are not what they were, deleted ones included; none where nothing that stories
    look at has changed."""


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
    """Two articles whose texts are copies of one."""

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
