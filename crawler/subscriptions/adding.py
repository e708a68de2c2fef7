"""Feeds to add: which of those that were asked for, under which address, and what is worth saying about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.subscriptions.feedsfile import FeedsFile
from crawler.subscriptions.surveying import FoundFeed, Survey
from crawler.subscriptions.wording import facts_in_words, line
from pipelines.language.counted import counted
from pipelines.model import FeedSource
from pipelines.web.urls import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFeed:
    """The feed to add for an address that was typed."""

    typed: str
    url: str
    notes: tuple[str, ...] = ()
    """One line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """An address that leads to no feed."""

    typed: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What of a list of feeds is added to a file."""

    new: tuple[FeedSource, ...]
    known: tuple[FeedSource, ...]
    """In the file already."""
    repeated: tuple[FeedSource, ...]
    """In the list twice."""


def merge(file: FeedsFile, sources: Iterable[FeedSource]) -> Merge:
    """The feeds that the file does not have, whatever their spelling."""
    keys = {url_key(source.url) for source in file.sources}
    new: dict[str, FeedSource] = {}
    known: list[FeedSource] = []
    repeated: list[FeedSource] = []
    for source in sources:
        key = url_key(source.url)
        if key in keys:
            known.append(source)
        elif key in new:
            repeated.append(source)
        else:
            new[key] = source
    return Merge(new=tuple(new.values()), known=tuple(known), repeated=tuple(repeated))


def choose(survey: Survey, wanted: FeedSource, now: datetime) -> ChosenFeed | NoFeed:
    """The first feed of an address. wanted: what the user asks for beside it."""
    feeds, page = survey.feeds(), survey.page
    if not feeds:
        if page is None or page.reason is not None:
            why = line(page.problem) if page is not None else "it was not asked, the check was stopped"
        else:
            why = "it is no feed, and no feed was found on it"
        return NoFeed(typed=survey.given, why=why)
    feed, others = feeds[0], feeds[1:]
    return ChosenFeed(typed=survey.given, url=feed.url, notes=tuple(_notes(survey.given, feed, others, wanted, now)))


def _notes(
    typed: str, feed: FoundFeed, others: tuple[FoundFeed, ...], wanted: FeedSource, now: datetime
) -> Iterable[str]:
    evidence = feed.finding.lead.evidence
    if evidence != "given":
        how = "announces" if evidence == "announced" else "does not announce, but has"
        yield f"{typed} is a page; it {how} this feed"
    elif feed.finding.moved:
        yield f"{typed} has moved here for good"
    title = f"{line(feed.facts.title)}: " if feed.facts.title else ""
    yield f"{title}{facts_in_words(feed.facts, now)}"
    yield from (f"problem: {line(problem)}" for problem in feed.facts.problems)
    if feed.facts.text == "full" and wanted.full_text == "page":
        yield 'it carries whole articles: with full_text = "feed" they are taken from it'
    if others:
        yield f"{counted(len(others), 'other feed')} there: {' '.join(other.url for other in others)}"


def listed(choice: ChosenFeed, wanted: FeedSource) -> FeedSource:
    """The feed as it is written into the file."""
    return replace(wanted, url=choice.url)
