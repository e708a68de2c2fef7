"""The desk: one run's open files, worker pool and tally, and the order in which a page is worked."""

from __future__ import annotations

import contextlib
import logging
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pipelines.clock import Clock
from pipelines.confidence import with_reasons
from pipelines.dedup.identity import decide
from pipelines.dedup.parameters import path_of
from pipelines.errors import StoreError, TaskError, TaskTimeout
from pipelines.feedtext import feed_text_page, is_beginning, may_say_more, own_text
from pipelines.following.rechecks import age_counts_from, next_check
from pipelines.model import (
    FeedPoll,
    Filed,
    Filing,
    OptOut,
    Page,
    Proposal,
    ReadPage,
    RecheckMode,
    Rejection,
    StoredProfile,
    Unchanged,
    Watch,
)
from pipelines.pool import WorkerPool
from pipelines.presuming import presume_known
from pipelines.reading import PRELOAD, REDESIGNED, read_page
from pipelines.recording import record_poll
from pipelines.relating import Fingerprints, relate
from pipelines.rules.book import RuleBook
from pipelines.store.archive import PageArchive
from pipelines.store.retention import PRUNED
from pipelines.store.store import Store
from pipelines.urls import host_of, site_of, url_key

logger = logging.getLogger(__name__)

STUBS = frozenset(("paywall", "consent_wall", "not_an_article", "empty"))
"""Reasons for which a page's feed may be asked for the text instead."""
MOST_PROFILES = 400
"""Profiles that are kept at hand; one takes some 50 kB, and a run may meet 20,000 sites."""
MOST_HALVINGS = 3
"""A site's pages have half the time for each of them that took too long: a thousand such pages would keep all workers
for hours. An eighth is still many times what a page takes."""
TAUGHT_IN = 16
"""Of so many new pages of a site whose profile could answer alone, one is shown to trafilatura all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskConfig:
    """The settings of a run, read once (crawler/settings.py has names and defaults)."""

    db: Path
    workers: int = 0
    """0: one per core."""
    page_deadline_s: float = 20.0
    page_memory_mb: int = 512
    feed_deadline_s: float = 20.0
    commit_rows: int = 200
    commit_s: float = 1.0
    synchronous: Literal["NORMAL", "FULL"] = "NORMAL"
    lock_wait_s: float = 30.0
    story_window_days: int = 30
    recheck: RecheckMode = "polite"
    rules: RuleBook = field(default_factory=RuleBook)
    """A person's, by host."""
    preload: tuple[str, ...] = ()
    """Modules whose functions the workers run beside read_page."""

    @property
    def worker_count(self) -> int:
        return self.workers or os.cpu_count() or 1


@dataclass(slots=True, kw_only=True)
class Desk:
    """What the spider and the pipelines share. Made by `open`, which raises StoreError."""

    config: DeskConfig
    clock: Clock
    store: Store
    archive: PageArchive
    pool: WorkerPool
    counts: Counter[str] = field(default_factory=Counter)
    """What this run did, by "pages.new", "rejections.robots", "polls.not_modified" ..."""
    failures: int = 0
    """Rows that could not be stored: the run's exit status."""
    sites_read: Counter[str] = field(default_factory=Counter)
    """Pages read in this run, by site: what study.py looks at."""
    strange_pages: Counter[str] = field(default_factory=Counter)
    """Those of them of which the site's profile knows little."""
    paths: set[str] = field(default_factory=set)
    """Paths under which this run has read a page beside others: what presuming.py looks at."""
    open: bool = True
    _overruns: Counter[str] = field(default_factory=Counter)
    """Pages of this run that took longer than they may, by site."""
    _profiles: dict[str, StoredProfile | None] = field(default_factory=dict)
    _fingerprints: Fingerprints = field(default_factory=Fingerprints)

    @property
    def rules(self) -> RuleBook:
        return self.config.rules

    @classmethod
    def open_at(cls, config: DeskConfig, clock: Clock) -> Desk:
        """Opens both files. Raises StoreError where one cannot be used or another crawl holds it."""
        store = Store.open(
            config.db,
            clock=clock,
            commit_rows=config.commit_rows,
            commit_s=config.commit_s,
            synchronous=config.synchronous,
            lock_wait_s=config.lock_wait_s,
        )
        try:
            archive = PageArchive.beside(config.db, synchronous=config.synchronous, lock_wait_s=config.lock_wait_s)
        except StoreError:
            store.close()
            raise
        store.writer.before_commit = archive.commit
        pool = WorkerPool(
            workers=config.worker_count, memory_mb=config.page_memory_mb, preload=(*PRELOAD, *config.preload)
        )
        return cls(config=config, clock=clock, store=store, archive=archive, pool=pool)

    def keep_raw(self, page: Page) -> None:
        """The page as it arrived, into the archive: before anything has looked into it. None of a pruned article."""
        if not self._is_pruned(page):
            self.archive.store(page)

    async def read(self, page: Page) -> ReadPage | Rejection:
        """The page's article; where the page is a wall or a stub and its feed has the text, that of the feed."""
        if self._is_pruned(page):
            return Rejection.of(page, "too_old", PRUNED)
        read, entry = await self.read_once(page), page.entry
        if entry is None or page.origin != "web":
            return read
        refused = read if isinstance(read, Rejection) else None
        shown = read.article.article_body if isinstance(read, ReadPage) else ""
        if refused.reason not in STUBS if refused else not may_say_more(entry, shown):
            return read
        usual = self.store.frontier.usual_text(page.page_key) if page.page_key is not None else None
        own = own_text(entry, usual)
        if not own.stands_in:
            return replace(refused, detail=f"{refused.detail}; {own.remark}") if refused and own.remark else read
        why = f"{refused.reason}: {refused.detail}" if refused else "the page shows only the beginning"
        told = feed_text_page(entry, url=page.url, fetched_at=page.fetched_at, page_key=page.page_key, instead=why)
        by_feed = await self.read_once(told)
        if isinstance(by_feed, Rejection) or not (refused or is_beginning(shown, by_feed.article.article_body)):
            return read
        self.keep_raw(told)
        return by_feed

    def _is_pruned(self, page: Page) -> bool:
        return self.store.pruned.knows((page.url, *page.redirects))

    async def read_once(self, page: Page) -> ReadPage | Rejection:
        """Read by a worker, under a deadline and a memory limit."""
        profile, quickly = self.manner(page)
        site = site_of(page.url) or ""
        try:
            return await self.pool.run(
                partial(read_page, quickly=quickly, rules=self.rules.for_url(page.url)),
                page,
                profile,
                deadline_s=self.config.page_deadline_s / 2 ** min(self._overruns[site], MOST_HALVINGS),
            )
        except TaskError as error:
            self._overruns[site] += isinstance(error, TaskTimeout)
            logger.warning("%s cost a worker process, and is left out: %s", page.url, error)
            return Rejection.of(page, "extraction_limit", str(error))

    def manner(self, page: Page) -> tuple[StoredProfile | None, bool]:
        """How a page is read now: by which profile, and whether that may answer alone."""
        profile = self._profile_of(page)
        return profile, profile is not None and self._may_be_quick(page)

    def _profile_of(self, page: Page) -> StoredProfile | None:
        """The profile of the page's site; none changes before the run's last page has been read."""
        site = site_of(page.url)
        if site is None or page.origin == "feed":
            return None
        if site not in self._profiles:
            while len(self._profiles) >= MOST_PROFILES:
                del self._profiles[next(iter(self._profiles))]
            self._profiles[site] = self.store.profiles.latest(site)
        profile = self._profiles[site]
        return profile if profile is not None and profile.text else None

    def adopt(self, profile: StoredProfile) -> None:
        """The site's pages are read by this profile from now on."""
        self._profiles[profile.site] = profile

    def _may_be_quick(self, page: Page) -> bool:
        """Whether the profile may answer alone. Not where trafilatura was asked before, since a page that did not
        change must not read otherwise; and not for one page in TAUGHT_IN, so that there is more to learn from."""
        taught = self.archive.readings.is_taught(page.url)
        if taught is not None:
            return not taught
        return blake2b(url_key(page.url).encode("utf-8", "replace"), digest_size=1).digest()[0] % TAUGHT_IN != 0

    def file(self, read: ReadPage) -> Filed:
        """Decides what the article is, and writes it: one unit, so that it is never half filed."""
        page, frontier = read.page, self.store.frontier
        self.keep_reading(read)
        links = frontier.links(page.page_key) if page.page_key is not None else ()
        with self.store.writer.unit():
            filing = decide(read.article, page, self.store.articles, met=links, comparison=read.comparison)
            article_id = self.place(filing)
            frontier.settle(page.page_key or filing.page_key, article_id)
            self.store.rejections.resolve({page.url, *page.redirects, *links})
            if page.page_key is not None and filing.verdict == "new":
                self._watch(article_id, read)
        self.counts[f"pages.{filing.verdict}"] += 1
        return Filed(article_id=article_id, verdict=filing.verdict, page_key=page.page_key, url=page.url)

    def _watch(self, article_id: int, read: ReadPage) -> None:
        """A new article's page is asked again; what its feed told is not, but when the feed says that it changed."""
        fetched, key = read.page.fetched_at, read.page.page_key
        in_feed = key is not None and self.store.frontier.in_feed(key)
        since = age_counts_from(read.article.metadata.date_published, fetched, in_feed=in_feed)
        due = None
        if read.page.origin == "web":
            watch = Watch(since=since, fetched_at=fetched)
            due = next_check(watch, self.config.recheck, fetched, seed=article_id)
        self.store.rechecks.watch(article_id, host_of(read.page.url) or "", since, fetched, due)

    def keep_reading(self, read: ReadPage) -> None:
        """The reading into the archive, and what the run needs to know of the site."""
        self.archive.readings.keep(read.page, read.reading)
        site = site_of(read.page.url)
        if site is None or read.reading is None:
            return
        self.sites_read[site] += 1
        sure = read.article.confidence
        self.strange_pages[site] += sure is not None and sure.reasons.get("known", 1.0) < REDESIGNED

    def archived(self, page_id: int, *, body: bool = False) -> Page | None:
        """A page of the archive, with the entry that led to it."""
        page = self.archive.load(page_id, body=body)
        if page is None or page.page_key is None:
            return page
        return replace(page, entry=self.store.frontier.entry(page.page_key))

    def outruns(self, archived: Page) -> datetime | None:
        """Of a page in the archive that was fetched later than its rows know: their last fetch; None of any other.

        The archive is committed first. What a crash leaves between the two commits was never filed: taken for what the
        rows rest on, an edit would pass for known.
        """
        known = self.store.articles.page_fetched(url_key(archived.url))
        return known if known is not None and archived.fetched_at > known else None

    def refile(self, read: ReadPage) -> None:
        """Files a page that was read again by better rules: no revision, and its entries follow."""
        page = read.page
        links = self.store.frontier.links(page.page_key) if page.page_key is not None else ()
        if read.reading is not None:
            self.archive.readings.keep(page, read.reading)
        with self.store.writer.unit():
            filing = decide(read.article, page, self.store.articles, met=links, reread=True)
            self.store.frontier.settle(page.page_key or filing.page_key, self.place(filing))

    def place(self, filing: Filing) -> int:
        """The article's rows, and its story's; the article's id."""
        placed = self.store.articles.file(filing)
        window_days, stories = self.config.story_window_days, self.store.stories
        relate(stories, placed, self._fingerprints, window_days=window_days, now=filing.fetched_at)
        path = path_of(filing.page_key)
        if path not in self.paths and self.store.url_parameters.has_siblings(path):
            self.paths.add(path)
        return placed.article_id

    def keep_text(self, page_key: str, profile: StoredProfile, unchanged: Unchanged) -> None:
        """The page was read by the profile, and its text stays as it is; how sure that is may have changed."""
        with self.store.writer.unit():
            self.store.profiles.mark_read(page_key, profile)
            reasons = self.store.articles.reasons(page_key)
            if unchanged.known is not None and reasons is not None:
                more = {"known": unchanged.known, "agreement": reasons.get("agreement", 1.0)}
                self.store.articles.set_confidence(page_key, profile.id, with_reasons(reasons, more))

    def reject(self, rejection: Rejection) -> None:
        """A rejections row for the URL, and for every entry that waits for it."""
        self.store.rejections.record(rejection)
        self.counts[f"rejections.{rejection.reason}"] += 1

    def record(self, poll: FeedPoll) -> None:
        """The poll with its entries and validators, and what it makes of its feed: one unit."""
        with self.store.writer.unit():
            new = record_poll(self.store, poll, self.now())
            presumed = presume_known(self.store, poll)
        self.counts["entries.new"] += new
        self.counts[f"polls.{poll.outcome}"] += 1
        if presumed:
            self.counts["entries.presumed"] += presumed
        if poll.found_in != "feed":
            self.counts["entries.recovered"] += new

    def note_opt_outs(self, url: str, said: Iterable[OptOut]) -> None:
        """What a site says about mining its text."""
        site = site_of(url)
        if site is not None:
            self.store.opt_outs.record(site, url, said)

    def propose(self, proposal: Proposal) -> None:
        """A look at a dead feed's site."""
        self.store.feeds.propose(proposal)

    def now(self) -> datetime:
        return self.clock.now()

    def close(self, status: Literal["finished", "interrupted", "failed"], reason: str) -> None:
        """Ends the run: its row, both files, the workers. A second call does nothing.

        What a failing file does not take any more is a failure of the run, told in one line.
        """
        if not self.open:
            return
        self.open = False
        try:
            with contextlib.ExitStack() as stack:
                stack.callback(self.pool.close, kill=status != "finished")
                stack.callback(self.store.close)
                stack.callback(self.archive.close)
                if self.store.runs.current_or_none is not None:
                    self._end(status, reason)
        except StoreError as error:
            self.failures += 1
            logger.error("the run's end could not be stored: %s", error)  # noqa: TRY400  the line says it all

    def _end(self, status: Literal["finished", "interrupted", "failed"], reason: str) -> None:
        if status == "interrupted":
            self.store.frontier.release_all()
            self.store.rechecks.release_all()
        self.store.runs.finish(status, reason, dict(sorted(self.counts.items())))
