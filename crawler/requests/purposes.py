"""Purposes: what a request of a poll is for, and which others an answer gives cause to. Pure.

A poll may take several requests: redirects, the feeds that a home page names, the parts of a sitemap index; and after
the answer, where it gives cause: a proof that the server's 304 is stale, older pages of the feed and its site's news
sitemap for what a gap lost, a look at a dead feed's site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from crawler.requests.discovery import find_feeds, find_sitemaps
from pipelines.following.failures import LOOK_AGAIN, is_dead
from pipelines.following.gaps import older_pages, within
from pipelines.model import Entry, Failure, FeedState, FoundIn, Gap, ParsedFeed
from pipelines.web.urls import host_of

MAX_CANDIDATES = 3
"""Feeds of one home page that are tried, in the order in which it names them."""
MAX_OLDER_PAGES = 10
MAX_SITEMAPS = 3
Purpose = Literal["poll", "discovered", "part", "proof", "older", "robots", "sitemap", "site", "candidate"]
"""What a request is for: the feed itself, a feed that its page names, a part of a sitemap index, a proof that its 304
is stale; what a gap lost: an older page, robots.txt (which names sitemaps), a sitemap; where it is dead: its site, and
a feed that the site names."""
ABOUT_ITSELF: frozenset[Purpose] = frozenset({"poll", "discovered"})
_ROUTE: dict[Purpose, str] = {
    "proof": "proof",
    "older": "gap",
    "robots": "gap",
    "sitemap": "gap",
    "site": "site",
    "candidate": "site",
}
FOUND_IN: dict[Purpose, FoundIn] = {"older": "archive", "sitemap": "sitemap", "robots": "sitemap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One address under way: what its answer belongs to."""

    feed: FeedState
    asked: str
    """The address that the request is about: the feed's own, a part's, an older page's."""
    url: str
    """The address of the request under way: `asked`, or where it led."""
    purpose: Purpose = "poll"
    conditional: bool = True
    hops: tuple[str, ...] = ()
    moved_to: str | None = None
    """Where permanent redirects have led so far."""
    only_permanent: bool = True
    candidates: tuple[str, ...] = ()
    """Addresses that are still to be tried."""
    gap: Gap | None = None
    """For what a gap lost."""
    page: int = 0
    """Number of the older page."""

    @property
    def key(self) -> str:
        """InFlight's key: a purpose has one, however many requests it takes."""
        return f"feed {self.feed.id} {_ROUTE.get(self.purpose, '')} {self.asked}"

    @property
    def user_listed(self) -> bool:
        """robots.txt binds what was discovered, not what the user listed."""
        return self.purpose in ("robots", "proof") or (self.purpose == "poll" and self.feed.fetch_url == self.feed.url)


def part(poll: Poll, url: str) -> Poll:
    """A part of a sitemap index."""
    return Poll(feed=poll.feed, asked=url, url=url, purpose="part")


def proof(poll: Poll) -> Poll:
    """The same once more with the conditions of the version before, which has changed: a 304 would be stale."""
    return replace(poll, purpose="proof", asked=poll.url, conditional=True, hops=())


def named_by(poll: Poll, page: bytes) -> Poll | None:
    """The next of the feeds that a page names, which was taken for a feed; None where there is none left."""
    candidates, purpose = poll.candidates, poll.purpose
    if purpose == "poll":
        candidates, purpose = find_feeds(page, poll.url)[:MAX_CANDIDATES], "discovered"
    if not candidates or purpose not in ("discovered", "candidate"):
        return None
    following = replace(poll, url=candidates[0], candidates=candidates[1:], purpose=purpose, hops=())
    return replace(following, moved_to=None)


# ------------------------------------------------------------------------------------------------- what a gap lost


def recovery(poll: Poll, feed: ParsedFeed, gap: Gap) -> Poll:
    """Where to look for what was lost: in the feed's older pages where it has some, else in its site's news sitemap."""
    url = older_pages(feed, poll.url, 1)
    if url is not None and _fits(url, poll):
        return Poll(feed=poll.feed, asked=url, url=url, purpose="older", gap=gap, page=1, conditional=False)
    return robots(poll, gap)


def robots(poll: Poll, gap: Gap) -> Poll:
    """robots.txt, which names sitemaps."""
    url = urljoin(poll.url, "/robots.txt")
    return Poll(feed=poll.feed, asked=url, url=url, purpose="robots", gap=gap, conditional=False)


def sitemaps(poll: Poll, robots_txt: bytes) -> Iterator[Poll]:
    """Those that robots.txt names."""
    for url in find_sitemaps(robots_txt)[:MAX_SITEMAPS]:
        yield replace(poll, purpose="sitemap", asked=url, url=url, page=0, hops=())


def recovered(poll: Poll, feed: ParsedFeed) -> tuple[tuple[Entry, ...], list[Poll]]:
    """The entries of the gap that an older page or a sitemap has, and where there may be more."""
    gap = poll.gap
    assert gap is not None
    entries = within(gap, feed.entries)
    if poll.purpose == "sitemap":
        children = feed.children[:MAX_SITEMAPS] if poll.page == 0 else ()
        return entries, [replace(poll, asked=child, url=child, page=1, hops=()) for child in children]
    reaches_back = any(entry.date_published is not None and entry.date_published < gap.start for entry in feed.entries)
    url = older_pages(feed, poll.asked, poll.page + 1)
    if not entries or reaches_back or poll.page >= MAX_OLDER_PAGES or not url or not _fits(url, poll):
        return entries, []
    return entries, [replace(poll, asked=url, url=url, page=poll.page + 1, hops=())]


def _fits(url: str, poll: Poll) -> bool:
    """An older page of a feed stands where the feed does."""
    return host_of(url) == host_of(poll.url) and url not in (poll.url, poll.asked)


# ------------------------------------------------------------------------------------------------------ dead feeds


def site_of_dead(poll: Poll, failure: Failure, now: datetime, *, gone: bool = False) -> Poll | None:
    """A dead feed's site, which may name a new address, once in a while; None where it is not to be asked."""
    feed = poll.feed
    dead = gone or is_dead(failure, feed.consecutive_failures + 1, feed.last_fetch_success, now)
    if poll.purpose != "poll" or not dead or (feed.looked_for is not None and now - feed.looked_for < LOOK_AGAIN):
        return None
    url = feed.homepage or urljoin(feed.fetch_url, "/")
    return None if url == poll.url else Poll(feed=feed, asked=url, url=url, purpose="site", conditional=False)


def named_by_site(poll: Poll, page: bytes) -> Poll | None:
    """The first feed, other than the dead one, that its site names; None where it names none."""
    known = {poll.feed.url, poll.feed.fetch_url, *poll.hops}
    candidates = tuple(url for url in find_feeds(page, poll.url) if url not in known)[:MAX_CANDIDATES]
    if not candidates:
        return None
    return replace(poll, purpose="candidate", url=candidates[0], candidates=candidates[1:], hops=())
