"""The rechecks table: when each known article's page is asked again, and what came of it last."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import Revisit, Revisited, RevisitMode, RevisitState
from pipelines.store.entries import read_entry
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

# Every statement reads what is due and no more: hundreds of thousands may wait for their day.
HOSTS = """
SELECT DISTINCT host FROM rechecks INDEXED BY rechecks_due
WHERE due <= :now AND lease_run_id IS NULL AND (cause = 'feed' OR :by_clock)
"""
# What a feed has announced comes first, then the youngest article.
LEASE = """
UPDATE rechecks SET lease_run_id = :run_id WHERE article_id = (
    SELECT article_id FROM rechecks INDEXED BY rechecks_by_host
    WHERE host = :host AND due <= :now AND lease_run_id IS NULL AND (cause = 'feed' OR :by_clock)
    ORDER BY cause, since DESC, article_id LIMIT 1
)
RETURNING *
"""
_PAGE = """
SELECT articles.page_key, coalesce(sightings.url, articles.url) AS url
FROM articles LEFT JOIN sightings ON sightings.url_key = articles.page_key
WHERE articles.id = :id
"""
_ENTRY = """
SELECT entries.*, feeds.full_text FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE entries.article_id = :id ORDER BY feeds.full_text = 'page', entries.id LIMIT 1
"""
_WATCH = """
INSERT INTO rechecks (article_id, host, since, due, fetched_at) VALUES (:article_id, :host, :since, :due, :fetched_at)
ON CONFLICT (article_id) DO NOTHING
"""
_ANNOUNCE = """
UPDATE rechecks SET cause = 'feed', due = CASE WHEN due < :due THEN due ELSE :due END
WHERE article_id = :article_id AND lease_run_id IS NULL
"""
_SETTLE = """
UPDATE rechecks SET
    host = :host, due = :due, cause = CASE :outcome WHEN 'failed' THEN cause ELSE 'schedule' END,
    fetched_at = :fetched_at, checks = :checks, unchanged = :unchanged, failures = :failures, gone = :gone,
    edits = :edits, checked_at = :checked_at, outcome = :outcome, detail = :detail,
    validators = coalesce(:validators, validators), lease_run_id = NULL
WHERE article_id = :article_id
"""


class Rechecks:
    """Leases pages of known articles to this run, and keeps what came of asking."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    # ------------------------------------------------------------------------------------------------- what is due

    def release_all(self) -> None:
        """Give back what earlier runs leased and did not settle; called when a run begins."""
        with self._writer.unit():
            self._writer.execute("UPDATE rechecks SET lease_run_id = NULL WHERE lease_run_id IS NOT NULL")

    def hosts(self, mode: RevisitMode) -> list[str]:
        """The hosts of which lease() would give something now."""
        return [row["host"] for row in self._writer.execute(HOSTS, self._now(mode))]

    def lease(self, host: str, mode: RevisitMode) -> Revisit | None:
        """Take the page of a host that is most worth asking, of those that are due; None where none is."""
        with self._writer.unit():
            row = self._writer.execute(LEASE, self._now(mode) | {"host": host, "run_id": self._runs.current}).fetchone()
            if row is None:
                return None
            page = self._writer.execute(_PAGE, {"id": row["article_id"]}).fetchone()
            entry = self._writer.execute(_ENTRY, {"id": row["article_id"]}).fetchone()
        return _recheck(row, page, entry)

    def leased(self) -> int:
        """Pages that this run has leased and that have no outcome yet."""
        row = self._writer.execute(
            "SELECT count(*) AS pages FROM rechecks WHERE lease_run_id = :run_id", {"run_id": self._runs.current}
        ).fetchone()
        return int(row["pages"])

    # ---------------------------------------------------------------------------------------------- what is known

    def watched(self, article_id: int) -> RevisitState | None:
        """What is known of an article's checks; None where it is not watched."""
        row = self._writer.execute("SELECT * FROM rechecks WHERE article_id = :id", {"id": article_id}).fetchone()
        return None if row is None else _watched(row)

    def watch(self, article_id: int, host: str, since: datetime, fetched_at: datetime, due: datetime | None) -> None:
        """An article is asked again from now on, first when it is due; one that is watched stays as it is."""
        values = {"article_id": article_id, "host": host, "since": to_text(since), "fetched_at": to_text(fetched_at)}
        with self._writer.unit():
            self._writer.execute(_WATCH, values | {"due": to_text(due) if due else None})

    def announce(self, article_id: int, due: datetime) -> None:
        """A feed says that the article has changed: asked when due, or earlier where it is due earlier."""
        with self._writer.unit():
            self._writer.execute(_ANNOUNCE, {"article_id": article_id, "due": to_text(due)})

    def settle(self, revisited: Revisited, watch: RevisitState, host: str, due: datetime | None) -> None:
        """A check has its outcome. watch: what is known of the article's checks from now on."""
        values: dict[str, object] = {
            "article_id": revisited.revisit.article_id,
            "host": host,
            "due": to_text(due) if due else None,
            "fetched_at": to_text(watch.fetched_at),
            "checks": watch.checks,
            "unchanged": watch.unchanged,
            "failures": watch.failures,
            "gone": watch.gone,
            "edits": watch.edits,
            "checked_at": to_text(revisited.seen_at),
            "outcome": revisited.outcome,
            "detail": revisited.detail,
            "validators": revisited.validators,
        }
        with self._writer.unit():
            self._writer.execute(_SETTLE, values)

    def _now(self, mode: RevisitMode) -> dict[str, object]:
        return {"now": to_text(self._clock.now()), "by_clock": mode != "off"}


def _watched(row: sqlite3.Row) -> RevisitState:
    return RevisitState(
        since=from_text(row["since"]),
        fetched_at=from_text(row["fetched_at"]),
        checks=row["checks"],
        unchanged=row["unchanged"],
        failures=row["failures"],
        gone=row["gone"],
        edits=row["edits"],
    )


def _recheck(row: sqlite3.Row, page: sqlite3.Row, entry: sqlite3.Row | None) -> Revisit:
    return Revisit(
        article_id=row["article_id"],
        page_key=page["page_key"],
        host=row["host"],
        url=page["url"],
        cause=row["cause"],
        validators=row["validators"],
        entry=None if entry is None else read_entry(entry),
        full_text="page" if entry is None else entry["full_text"],
    )
