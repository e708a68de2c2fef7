"""The rejections table: why a URL is not in the data."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import Rejection
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

# One row for the URL itself and one for each other spelling of it among the entries that wait for the page.
_UPSERT = """
INSERT INTO rejections (url, run_id, reason, detail, http_status, seen_at)
SELECT url, :run_id, :reason, :detail, :http_status, :seen_at
FROM (SELECT :url AS url UNION SELECT url FROM entries WHERE page_key = :page_key AND state <> 'done')
WHERE true
ON CONFLICT (url, reason) DO UPDATE SET
    run_id = excluded.run_id, detail = excluded.detail, http_status = excluded.http_status,
    seen_at = excluded.seen_at, resolved_at = NULL
"""

# An entry whose article is here was being fetched again because of an edit: it keeps its article.
ANSWER_ENTRIES = """
UPDATE entries SET
    state = CASE
        WHEN :not_before IS NULL AND article_id IS NULL THEN 'refused'
        WHEN :not_before IS NULL THEN 'done'
        WHEN state = 'held' THEN 'held'
        ELSE 'waiting'
    END,
    not_before = :not_before,
    attempts = attempts + (:not_before IS NOT NULL),
    lease_run_id = NULL
WHERE page_key = :page_key AND state <> 'done'
"""

_COPY = """
INSERT INTO rejections (url, run_id, reason, detail, http_status, seen_at)
SELECT :url, :run_id, reason, detail, http_status, :seen_at
FROM rejections WHERE url = :known_url AND resolved_at IS NULL
ON CONFLICT (url, reason) DO UPDATE SET
    run_id = excluded.run_id, detail = excluded.detail, http_status = excluded.http_status,
    seen_at = excluded.seen_at, resolved_at = NULL
"""


class Rejections:
    """Writes and resolves rejections; one row per URL and reason."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    def record(self, rejection: Rejection) -> None:
        """Store why the URL was not taken, and answer the entries that wait for it.

        With a page_key every entry of that page gets a row under its own URL and becomes refused, or waits until
        not_before. An article that is already here stays.
        """
        not_before = to_text(rejection.not_before) if rejection.not_before else None
        with self._writer.unit():
            self._writer.execute(
                _UPSERT,
                {
                    "url": rejection.url,
                    "run_id": self._runs.current,
                    "reason": rejection.reason,
                    "detail": rejection.detail,
                    "http_status": rejection.http_status,
                    "seen_at": to_text(rejection.seen_at),
                    "page_key": rejection.page_key,
                },
            )
            if rejection.page_key is not None:
                self._writer.execute(ANSWER_ENTRIES, {"page_key": rejection.page_key, "not_before": not_before})

    def copy(self, known_url: str, url: str) -> None:
        """Give another spelling of a rejected URL the same rows."""
        with self._writer.unit():
            self._writer.execute(
                _COPY,
                {
                    "known_url": known_url,
                    "url": url,
                    "run_id": self._runs.current,
                    "seen_at": to_text(self._clock.now()),
                },
            )

    def resolve(self, urls: Iterable[str]) -> None:
        """Note that these URLs have succeeded after all."""
        now = to_text(self._clock.now())
        with self._writer.unit():
            self._writer.executemany(
                "UPDATE rejections SET resolved_at = :now WHERE url = :url AND resolved_at IS NULL",
                ({"now": now, "url": url} for url in urls),
            )

    def known(self, url: str) -> tuple[Rejection, ...]:
        """The URL's unresolved rejections, the latest first; page_key and not_before are not part of them."""
        rows = self._writer.execute(
            "SELECT * FROM rejections WHERE url = :url AND resolved_at IS NULL ORDER BY seen_at DESC, id DESC",
            {"url": url},
        )
        return tuple(
            Rejection(
                url=row["url"],
                reason=row["reason"],
                detail=row["detail"],
                seen_at=from_text(row["seen_at"]),
                http_status=row["http_status"],
            )
            for row in rows
        )
