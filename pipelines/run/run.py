"""A run's open files, worker pool, clock and counts."""

from __future__ import annotations

import contextlib
import logging
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines.clock import Clock
from pipelines.errors import StoreError
from pipelines.model import OtherExtractor, Page, RevisitMode
from pipelines.reading.overrides.book import RuleBook
from pipelines.reading.tasks import PRELOAD
from pipelines.run.teachers import Teachers
from pipelines.store.archive import PageArchive, claim_archive
from pipelines.store.store import Store
from pipelines.web.urls import url_key
from pipelines.workers import Workers, WorkersFactory
from pipelines.workers.pool import WorkerPool

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
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
    revisit: RevisitMode = "polite"
    rules: RuleBook = field(default_factory=RuleBook)
    """A person's, by host."""
    extractor: OtherExtractor | None = None
    """None: ours."""
    preload: tuple[str, ...] = PRELOAD
    """Modules whose functions the workers run."""
    make_workers: WorkersFactory = WorkerPool

    @property
    def read_by(self) -> str:
        """Whose readings are not stale: OtherExtractor.name, "" for ours."""
        return self.extractor.name if self.extractor is not None else ""

    @property
    def worker_count(self) -> int:
        return self.workers or os.cpu_count() or 1


@dataclass(slots=True)
class PagesRead:
    """What the end of a run looks at."""

    by_site: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    """By site: those of which its profile knows little."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A run's files and workers, its clock, and what it has done so far. Made by open_at."""

    config: RunConfig
    clock: Clock
    store: Store
    archive: PageArchive
    pool: Workers
    counts: Counter[str] = field(default_factory=Counter)
    """What this run did, by "pages.new", "rejections.robots", "polls.not_modified" ..."""
    failures: int = 0
    """Rows that could not be stored: the run's exit status."""
    pages_read: PagesRead = field(default_factory=PagesRead)
    teachers: Teachers = field(default_factory=Teachers)
    open: bool = True

    @property
    def rules(self) -> RuleBook:
        return self.config.rules

    @classmethod
    def open_at(cls, config: RunConfig, clock: Clock) -> Run:
        """Opens both files. Raises StoreError where one cannot be used or another crawl holds it; what the workers'
        factory raises."""
        claim_archive(config.db)
        with contextlib.ExitStack() as undo:
            pool = config.make_workers(
                workers=config.worker_count, memory_mb=config.page_memory_mb, preload=config.preload
            )
            undo.callback(pool.close, kill=True)
            store = Store.open(
                config.db,
                clock=clock,
                commit_rows=config.commit_rows,
                commit_s=config.commit_s,
                synchronous=config.synchronous,
                lock_wait_s=config.lock_wait_s,
            )
            undo.callback(store.close)
            archive = PageArchive.beside(config.db, synchronous=config.synchronous, lock_wait_s=config.lock_wait_s)
            undo.pop_all()
        store.writer.before_commit = archive.commit
        return cls(config=config, clock=clock, store=store, archive=archive, pool=pool)

    def keep_raw(self, page: Page) -> None:
        """The page as it arrived, into the archive: before anything has looked into it. None of a pruned article."""
        if not self.is_pruned(page):
            self.archive.store(page)

    def is_pruned(self, page: Page) -> bool:
        return self.store.pruned.knows((page.url, *page.redirects))

    def archived(self, page_id: int, *, body: bool = False) -> Page | None:
        """A page of the archive, with the entry that led to it."""
        page = self.archive.load(page_id, body=body)
        if page is None or page.page_key is None:
            return page
        return replace(page, entry=self.store.frontier.entry(page.page_key))

    def earlier_fetch(self, page_key: str, page: Page) -> Page | None:
        """The fetch of a page from which its article's row was made, with what the page's entry says now; None where
        the archive has none."""
        found = self.archive.readings.load(page_key)
        old = self.archive.load(found[0]) if found is not None else self.archive.before(page)
        if old is not None and (known := self.outruns(old)):
            old = self.archive.before(replace(old, fetched_at=known))
        return None if old is None else replace(old, entry=page.entry)

    def outruns(self, archived: Page) -> datetime | None:
        """Of a page in the archive that was fetched later than its rows know: their last fetch; None of any other.

        The archive is committed first. What a crash leaves between the two commits was never filed: taken for what the
        rows rest on, an edit would pass for known.
        """
        known = self.store.articles.page_fetched(url_key(archived.url))
        return known if known is not None and archived.fetched_at > known else None

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
