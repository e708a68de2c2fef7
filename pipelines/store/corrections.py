"""The corrections table: what papers said about their own mistakes, article by article."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.store.writer import Writer


class Corrections:
    """Keeps each correction and editor's note of an article once; one that is taken down stays on record."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def of(self, article_id: int) -> tuple[str, ...]:
        """The notes of an article, in the order in which they were seen."""
        rows = self._writer.execute(
            "SELECT text FROM corrections WHERE article_id = :id ORDER BY seen_at, id", {"id": article_id}
        )
        return tuple(row["text"] for row in rows)

    def keep(self, article_id: int, notes: Iterable[str], seen_at: str, revision_id: int | None) -> None:
        """Adds the notes that are not known. revision_id: the revision that they came with; None at first sight."""
        notes = tuple(notes)
        if not notes:
            return
        known = set(self.of(article_id))
        for text in notes:
            if text not in known:
                self._writer.execute(
                    "INSERT INTO corrections (article_id, revision_id, seen_at, text) "
                    "VALUES (:article_id, :revision_id, :seen_at, :text)",
                    {"article_id": article_id, "revision_id": revision_id, "seen_at": seen_at, "text": text},
                )
