"""A survey of one address: which URLs to try for feeds, in which order, and what came of each. No network here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from crawler.configuration.sources import url_problem
from crawler.feeds.facts import FeedFacts
from crawler.requests.discovery import find_feeds, find_linked, find_sitemaps, guess_feeds, is_for_news
from pipelines.model import Reason
from pipelines.web.urls import url_key

MAX_SITEMAPS = 3
"""Of a site, and of an index: a site may have thousands."""

Evidence = Literal["given", "announced", "linked", "usual place", "sitemap"]
"""Why a URL is tried, from the best reason to the weakest."""
Purpose = Literal["look", "robots"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL to try."""

    url: str
    evidence: Evidence
    purpose: Purpose = "look"
    is_part: bool = False
    """A part of a sitemap index; its own parts are not tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of a lead."""

    lead: Lead
    url: str
    """Where it led in the end."""
    moved: bool = False
    """Whether only permanent redirects led there, and at least one."""
    status: int | None = None
    facts: FeedFacts | None = None
    """None for what is no feed."""
    reason: Reason | None = None
    """Why there was no answer; None where there was one, or where it was no feed."""
    problem: str | None = None
    """Why this is no feed, one line; None for a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed of the surveyed address."""

    finding: Finding
    facts: FeedFacts
    also_at: tuple[str, ...] = ()
    """Other addresses with the same entries, or of the same document."""

    @property
    def url(self) -> str:
        """The address to follow: a redirect that may change is left to do its work."""
        return self.finding.url if self.finding.moved else self.finding.lead.url


@dataclass(slots=True)
class Survey:
    """Says what to try next. With first(), and answered() for each lead that it gave, it comes to an end.

    thorough: everything is tried. Else the guesses are only tried where the page announces no feed that is one.
    """

    given: str
    thorough: bool = True
    findings: list[Finding] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _open: int = 0
    _later: list[Lead] = field(default_factory=list)

    def first(self) -> Lead:
        """The address itself."""
        self._seen.add(url_key(self.given))
        self._open += 1
        return Lead(url=self.given, evidence="given")

    def answered(self, finding: Finding, body: bytes = b"") -> list[Lead]:
        """What is to be tried because of this finding; body: where it is no feed."""
        self._open -= 1
        self._seen.add(url_key(finding.url))
        self.findings.append(finding)
        leads = list(self._following(finding, body))
        if not self._open and self._later and not self.feeds():
            leads, self._later = list(self._new(self._later)), []
        return leads

    def feeds(self) -> tuple[FoundFeed, ...]:
        """The feeds that were found, by the reason for which they were tried; each once, whatever its addresses."""
        found: list[FoundFeed] = []
        for finding in sorted(self.findings, key=_rank):
            facts = finding.facts
            if facts is None or not _is_to_follow(finding, facts):
                continue
            duplicate = next((n for n, other in enumerate(found) if _are_one(other, finding, facts)), None)
            if duplicate is None:
                found.append(FoundFeed(finding=finding, facts=facts))
            else:
                found[duplicate] = _with_alias(found[duplicate], finding)
        return tuple(found)

    def rest(self) -> tuple[Finding, ...]:
        """What was tried and is no feed to follow; robots.txt was not tried as one."""
        return tuple(
            finding
            for finding in self.findings
            if finding.lead.purpose == "look" and not (finding.facts and _is_to_follow(finding, finding.facts))
        )

    @property
    def page(self) -> Finding | None:
        """What the address itself is; None before it has answered."""
        return next((finding for finding in self.findings if finding.lead.evidence == "given"), None)

    def _following(self, finding: Finding, body: bytes) -> Iterator[Lead]:
        lead, facts = finding.lead, finding.facts
        if lead.purpose == "robots":
            sitemaps = find_sitemaps(body)[:MAX_SITEMAPS]
            yield from self._new([Lead(url=url, evidence="sitemap") for url in sitemaps])
        elif lead.evidence == "sitemap" and facts is not None and not lead.is_part:
            parts = [url for url in facts.children if is_for_news(url)][:MAX_SITEMAPS]
            yield from self._new([Lead(url=url, evidence="sitemap", is_part=True) for url in parts])
        elif lead.evidence == "given" and facts is None and finding.reason in (None, "http_status"):
            yield from self._new([Lead(url=url, evidence="announced") for url in find_feeds(body, finding.url)])
            guesses = [Lead(url=url, evidence="linked") for url in find_linked(body, finding.url)]
            guesses += [Lead(url=url, evidence="usual place") for url in guess_feeds(finding.url)]
            guesses.append(Lead(url=urljoin(finding.url, "/robots.txt"), evidence="sitemap", purpose="robots"))
            if self.thorough:
                yield from self._new(guesses)
            else:
                self._later = guesses

    def _new(self, leads: list[Lead]) -> Iterator[Lead]:
        """Those whose URL can be asked for, and has not been."""
        for lead in leads:
            url = _askable(lead.url)
            if url is not None and url_key(url) not in self._seen:
                self._seen.add(url_key(url))
                self._open += 1
                yield replace(lead, url=url)


def _askable(url: str) -> str | None:
    """A URL that a page names, escaped as it is sent and can be written down; None for what is none."""
    try:
        escaped = safe_url_string(url)
    except ValueError:
        return None
    return escaped if url_problem(escaped) is None else None


_ORDER: dict[Evidence, int] = {"given": 0, "announced": 1, "linked": 2, "usual place": 3, "sitemap": 4}


def _rank(finding: Finding) -> int:
    return _ORDER[finding.lead.evidence]


def _is_to_follow(finding: Finding, facts: FeedFacts) -> bool:
    """A sitemap that nobody asked for is a feed where it is one of news."""
    return finding.lead.evidence == "given" or (facts.is_news and not facts.children)


def _with_alias(feed: FoundFeed, finding: Finding) -> FoundFeed:
    """The feed with one more address: that which was asked for where it led to the feed's own."""
    url = finding.lead.url if finding.url == feed.finding.url else finding.url
    known = {feed.url, feed.finding.url, *feed.also_at}
    return feed if url in known else replace(feed, also_at=(*feed.also_at, url))


def _are_one(other: FoundFeed, finding: Finding, facts: FeedFacts) -> bool:
    if url_key(other.finding.url) == url_key(finding.url):
        return True
    same = facts.entries_digest is not None and facts.entries_digest == other.facts.entries_digest
    return same and facts.text == other.facts.text
