"""The disappearances table: articles whose page is not there any more. The articles stay."""

from __future__ import annotations

from datetime import datetime

from pipelines.clock import to_text
from pipelines.model import GoneReason
from pipelines.store.writer import Writer

_AGAIN = """
UPDATE disappearances SET last_seen = :at, reason = :reason, detail = :detail
WHERE article_id = :article_id AND returned_at IS NULL
"""
_FIRST = """
INSERT INTO disappearances (article_id, url, reason, detail, seen_at, last_seen)
VALUES (:article_id, :url, :reason, :detail, :at, :at)
"""


class Disappearances:
    """One row from when a page was first found gone until it is back."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def note(self, article_id: int, url: str, reason: GoneReason, detail: str | None, at: datetime) -> bool:
        """The page was found gone; whether that is news."""
        values = {"article_id": article_id, "url": url, "reason": reason, "detail": detail, "at": to_text(at)}
        with self._writer.unit():
            is_new = not self._writer.execute(_AGAIN, values).rowcount
            if is_new:
                self._writer.execute(_FIRST, values)
        return is_new

    def end(self, article_id: int, at: datetime) -> bool:
        """The page is there; whether that is news."""
        with self._writer.unit():
            cursor = self._writer.execute(
                "UPDATE disappearances SET returned_at = :at WHERE article_id = :article_id AND returned_at IS NULL",
                {"article_id": article_id, "at": to_text(at)},
            )
        return cursor.rowcount > 0
