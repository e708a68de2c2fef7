"""The desk: one run's open files, worker pool and tally, and the order in which a page is worked."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines.clock import Clock
from pipelines.dedup.identity import decide
from pipelines.errors import StoreError, TaskError
from pipelines.model import FeedPoll, Filed, Page, ReadPage, Rejection
from pipelines.pool import WorkerPool
from pipelines.reading import PRELOAD, read_page
from pipelines.store.archive import PageArchive
from pipelines.store.store import Store


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
    story_window_days: int = 30
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
    open: bool = True

    @classmethod
    def open_at(cls, config: DeskConfig, clock: Clock) -> Desk:
        """Opens both files. Raises StoreError where one cannot be used or another crawl holds it."""
        store = Store.open(
            config.db,
            clock=clock,
            commit_rows=config.commit_rows,
            commit_s=config.commit_s,
            synchronous=config.synchronous,
        )
        try:
            archive = PageArchive.beside(config.db, synchronous=config.synchronous)
        except StoreError:
            store.close()
            raise
        store.writer.before_commit = archive.commit
        pool = WorkerPool(
            workers=config.worker_count, memory_mb=config.page_memory_mb, preload=(*PRELOAD, *config.preload)
        )
        return cls(config=config, clock=clock, store=store, archive=archive, pool=pool)

    def keep_raw(self, page: Page) -> None:
        """The page as it arrived, into the archive: before anything has looked into it."""
        self.archive.store(page)

    async def read(self, page: Page) -> ReadPage | Rejection:
        """The page's article, read by a worker under a deadline and a memory limit."""
        try:
            return await self.pool.run(read_page, page, deadline_s=self.config.page_deadline_s)
        except TaskError as error:
            return Rejection(
                url=page.url,
                reason="extraction_limit",
                detail=str(error),
                seen_at=page.fetched_at,
                http_status=page.status,
                page_key=page.page_key,
            )

    def file(self, read: ReadPage) -> Filed:
        """Decides what the article is, and writes it: one unit, so that it is never half filed."""
        page, frontier = read.page, self.store.frontier
        links = frontier.links(page.page_key) if page.page_key is not None else ()
        with self.store.writer.unit():
            filing = decide(
                read.article, page, self.store.articles, met=links, window_days=self.config.story_window_days
            )
            article_id = self.store.articles.file(filing)
            frontier.settle(page.page_key or filing.page_key, article_id)
            self.store.rejections.resolve({page.url, *page.redirects, *links})
        self.counts[f"pages.{filing.verdict}"] += 1
        return Filed(article_id=article_id, verdict=filing.verdict, page_key=page.page_key, url=page.url)

    def reject(self, rejection: Rejection) -> None:
        """A rejections row for the URL, and for every entry that waits for it."""
        self.store.rejections.record(rejection)
        self.counts[f"rejections.{rejection.reason}"] += 1

    def record(self, poll: FeedPoll) -> None:
        """The poll with its entries and validators, in one unit."""
        self.counts["entries.new"] += self.store.feeds.record(poll)
        self.counts[f"polls.{poll.outcome}"] += 1

    def now(self) -> datetime:
        return self.clock.now()

    def close(self, status: Literal["finished", "interrupted", "failed"], reason: str) -> None:
        """Ends the run: its row, both files, the workers. A second call does nothing."""
        if not self.open:
            return
        self.open = False
        try:
            if status == "interrupted":
                self.store.frontier.release_all()
            self.store.runs.finish(status, reason, dict(sorted(self.counts.items())))
        finally:
            self.archive.close()
            self.store.close()
            self.pool.close(kill=status != "finished")
