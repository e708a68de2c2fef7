"""What is followed: feeds, their entries, a poll and what it makes of its feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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
    """A feed as its row in the table feeds has it: each field is the column of its name.

    It holds what is needed to ask the feed and to judge its answer, and all that following/ makes of an answer. A new
    column takes three edits: the schema, the field here, the rule in following/; tests ask for its description. What no
    answer decides has no field: tags, listed, same_as.
    """

    id: int
    url: str
    """As configured."""
    fetch_url: str
    """Asked now: discovered on a home page, or moved to."""
    listed_title: str | None = None
    """As configured."""
    every_minutes: int | None = None
    full_text: FullText = "page"
    status: FeedStatus = "active"
    title: str | None = None
    """The configured one, else the feed's own."""
    homepage: str | None = None
    format: str | None = None
    """ParsedFeed.format of its last body."""
    stated: Stated = Stated()
    next_fetch_attempt: datetime | None = None
    """None: at once where it is followed, never where it is gone."""
    interval_minutes: float | None = None
    """The wait that was last chosen for it."""
    last_fetch_attempt: datetime | None = None
    last_fetch_success: datetime | None = None
    last_full_answer: datetime | None = None
    """When it last answered with a body; None where it never did."""
    last_new_entry: datetime | None = None
    """When a poll last brought an entry that was not known."""
    consecutive_failures: int = 0
    last_failure: Failure | None = None
    """None when the last poll succeeded."""
    last_error: str | None = None
    validators: str | None = field(default=None, repr=False)
    """Opaque to the store; crawler.requests.conditional knows what it holds."""
    not_modified_in_a_row: int = 0
    """304 answers since its last body."""
    unconditional: str | None = None
    """Why it is asked without conditions; None where its 304 is believed."""
    listed_entries: int | None = None
    """Entries in its last body."""
    rhythm: str | None = field(default=None, repr=False)
    """following.rhythm, encoded."""
    moved_to: str | None = None
    """Where permanent redirects lead; not adopted yet."""
    moved_times: int = 0
    """Polls in a row that were led there."""
    looked_for: datetime | None = None
    """When its site was last looked at for a new address."""
    proposed_url: str | None = None
    """A feed that its site names while it is dead; None where none is known, and when it has answered again."""


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
    stale_304: str | None = None
    """What proves that the server answers 304 though its feed has changed."""
    fresh_until: datetime | None = None
    """Until when the server calls the answer fresh (Cache-Control max-age, Expires); None where it does not say."""
    failure: Failure | None = None
    """None when the poll succeeded."""
    error: str | None = None
    """One line: why the poll failed (also for feeds.last_error), or what was wrong with a body that could be read."""
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
class Proposal:
    """What a look at a dead feed's site found."""

    feed_id: int
    looked_at: datetime
    url: str | None
    """A feed that seems to have taken its place; None where there is none."""
    key: str
    """InFlight's key."""
