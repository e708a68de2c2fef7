"""The database of an archive, opened for writing: the only way in."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from pipelines.clock import Clock
from pipelines.errors import StoreError, StoreInUse
from pipelines.store.disappearances import Disappearances
from pipelines.store.duplicate_subscriptions import DuplicateSubscriptions
from pipelines.store.feed_events import FeedEvents
from pipelines.store.feeds import Feeds
from pipelines.store.frontier import Frontier
from pipelines.store.hosts import Hosts
from pipelines.store.opt_outs import OptOuts
from pipelines.store.postponed import Postponed
from pipelines.store.rechecks import Rechecks
from pipelines.store.rejections import Rejections
from pipelines.store.retention import Pruned
from pipelines.store.runs import Runs
from pipelines.store.site_profiles import SiteProfiles
from pipelines.store.site_rules import AppliedRules
from pipelines.store.stories import Stories
from pipelines.store.subscriptions import Subscriptions
from pipelines.store.writer import BUSY_WAIT_S, Synchronous, Writer

if TYPE_CHECKING:
    from pipelines.store.articles import Articles

LOCK_WAIT_S = 0.2
"""Whoever asks whether a crawl is running (reader.is_in_use) holds the lock for some microseconds."""


class Store:
    """One crawl's hold on a database: the lock, the connection, and the tables by noun."""

    def __init__(self, lock: FileLock, writer: Writer, clock: Clock) -> None:
        self._lock = lock
        self.writer = writer
        self.runs = Runs(writer, clock)
        events = FeedEvents(writer, clock, self.runs)
        self.subscriptions = Subscriptions(writer, events)
        self.feeds = Feeds(writer, clock, self.runs, events)
        self.duplicate_subscriptions = DuplicateSubscriptions(writer, events)
        self.frontier = Frontier(writer, clock, self.runs)
        self.rejections = Rejections(writer, clock, self.runs)
        self.rechecks = Rechecks(writer, clock, self.runs)
        self.disappearances = Disappearances(writer)
        self.pruned = Pruned(writer, clock, self.runs)
        self.hosts = Hosts(writer, clock, self.runs)
        self.postponed = Postponed(writer, clock)
        self.opt_outs = OptOuts(writer, clock)
        self.profiles = SiteProfiles(writer, clock, self.runs)
        self.site_rules = AppliedRules(writer, clock, self.runs)
        self.stories = Stories(writer)

    @cached_property
    def articles(self) -> Articles:
        """The filed articles, and the index on which identity is decided."""
        from pipelines.store.articles import Articles

        return Articles(self.writer)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        commit_rows: int = 200,
        commit_s: float = 1.0,
        synchronous: Synchronous = "NORMAL",
        lock_wait_s: float = BUSY_WAIT_S,
    ) -> Store:
        """Take the lock, open or create the file, bring it up to date.

        Raises StoreInUse at once if another crawl holds the file, ForeignFile, OlderFile or NewerFile if it is not for
        us to write to, StoreError if it cannot be used at all.
        """
        lock = _lock(path)
        try:
            writer = Writer(
                path,
                commit_rows=commit_rows,
                commit_s=commit_s,
                synchronous=synchronous,
                busy_timeout_s=lock_wait_s,
            )
            return cls(lock, writer, clock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Commit, close the file, give up the lock; a second call does nothing."""
        if not self._lock.is_locked:
            return
        try:
            self.writer.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _lock(path: Path) -> FileLock:
    """The lock of the file itself, by whatever name it is reached. The kernel gives it back when the process dies."""
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the directory {path.parent} does not exist; create it first")
    lock = FileLock(f"{path.resolve()}.lock", timeout=LOCK_WAIT_S, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreInUse(
            f"{path} is being written to by another crawl; wait for it to end, or name another file"
        ) from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be locked for writing: {error}") from error
    return lock
