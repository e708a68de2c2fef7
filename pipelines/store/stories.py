"""The rows of stories: sketches that find an article's copies, links between copies, and what became of stories."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.clock import from_text, to_text
from pipelines.model import ComparedText, CopyText, StoryCredit, StoryLink, WasText
from pipelines.store.writer import Writer

PERIOD_DAYS = 60
"""Sketches of one period stand side by side in their table, so that a look-up never touches those of other years."""

MOST_CANDIDATES = 60
"""Texts that are compared with one, those first that share most of its sketch: its copies, where it has some, before
what was made from the same template."""

MOST_NEW = 5000
"""Articles whose sketches stand apart, in a small table. A hundred thousand articles of one period take 50 MB, and each
sketch put there at once would write thirty pages: 280 kB an article."""

LEAST_SHARED = 2
"""Hashes that two sketches must share: one may be a turn of phrase, or chance."""

MOST_OF_KEY = 100
"""Articles that one hash brings, the latest ones. A turn of phrase stands in thousands of a large archive's articles,
and says nothing of any. Copies of one text, however many, have their hashes in common, and so these articles too."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CANDIDATES = """
SELECT article_id, count(*) AS shared FROM (
    SELECT article_id FROM json_each(:keys) AS wanted
    CROSS JOIN story_sketches AS known ON known.key = wanted.value
        AND known.article_id > coalesce((
            SELECT article_id FROM story_sketches AS latest WHERE latest.key = wanted.value
            ORDER BY article_id DESC LIMIT 1 OFFSET :of_key
        ), 0)
    UNION ALL
    SELECT article_id FROM json_each(:keys) AS wanted
    CROSS JOIN story_sketches_new AS known ON known.key = wanted.value
)
GROUP BY article_id HAVING count(*) >= :least
ORDER BY shared DESC, article_id LIMIT :most
"""

_COPY_TEXT = """
SELECT id, site, headline, article_body, authors, credit_text, story_id, text_hash,
    coalesce(date_published, first_seen) AS date
FROM articles
"""


_COMPARED_TEXTS = """
SELECT articles.id, articles.headline, coalesce(articles.date_published, articles.first_seen) AS date,
    story_fingerprints.fingerprint
FROM story_fingerprints JOIN articles ON articles.id = story_fingerprints.article_id
WHERE story_fingerprints.article_id IN (SELECT value FROM json_each(:ids))
"""


@dataclass(frozen=True, slots=True)
class SketchMatch:
    """An article that may be a copy."""

    article_id: int
    shared: int
    """Hashes of the sketch that both have."""


class Stories:
    """story_sketches, story_fingerprints, story_links, story_events and the story of each article."""

    def __init__(self, writer: Writer, *, most_new: int = MOST_NEW) -> None:
        self._writer = writer
        self._most_new = most_new
        self._new: int | None = None
        """Articles in story_sketches_new, more or less; None while nobody has counted."""

    # ---------------------------------------------------------------------------------------------------- sketches

    def candidates(self, sketch: Sequence[int], date: datetime, window_days: int) -> list[SketchMatch]:
        """The articles that share most of a sketch, of the periods that the window touches."""
        if not sketch:
            return []
        span = timedelta(days=window_days)
        periods = range(_period(date - span), min(_period(date + span), self._latest_period()) + 1)
        rows = self._writer.execute(
            _CANDIDATES,
            {
                "keys": json.dumps(_keys(periods, sketch)),
                "least": LEAST_SHARED,
                "most": MOST_CANDIDATES,
                "of_key": MOST_OF_KEY,
            },
        )
        return [SketchMatch(row["article_id"], row["shared"]) for row in rows]

    def _latest_period(self) -> int:
        """Of any article: most dates are of the present, and have no period after theirs to look into."""
        (latest,) = self._writer.execute(
            """
            SELECT max(key) FROM (
                SELECT max(key) AS key FROM story_sketches UNION ALL SELECT max(key) FROM story_sketches_new
            )
            """
        ).fetchone()
        return (latest or 0) >> 32

    def keep_sketch(self, article_id: int, sketch: Iterable[int], date: datetime) -> None:
        """Makes the article findable."""
        self._writer.execute(
            "INSERT OR IGNORE INTO story_sketches_new (key, article_id) SELECT value, :id FROM json_each(:keys)",
            {"keys": json.dumps(_keys([_period(date)], sketch)), "id": article_id},
        )
        self._new = self._count_new() if self._new is None else self._new + 1
        if self._new >= self._most_new:
            self._writer.execute(
                "INSERT OR IGNORE INTO story_sketches SELECT key, article_id FROM story_sketches_new ORDER BY key"
            )
            self._writer.execute("DELETE FROM story_sketches_new")
            self._new = 0

    def _count_new(self) -> int:
        sql = "SELECT count(DISTINCT article_id) FROM story_sketches_new"
        return int(self._writer.execute(sql).fetchone()[0])

    def drop_sketch(self, article_id: int, sketch: Iterable[int], date: datetime) -> None:
        """What keep_sketch() did for a text that the article does not have any more."""
        params = {"keys": json.dumps(_keys([_period(date)], sketch)), "id": article_id}
        for table in ("story_sketches", "story_sketches_new"):
            sql = f"DELETE FROM {table} WHERE key IN (SELECT value FROM json_each(:keys)) AND article_id = :id"  # noqa: S608
            self._writer.execute(sql, params)

    # ------------------------------------------------------------------------------------------------------- texts

    def text(self, article_id: int) -> CopyText | None:
        """An article as stories see it; None where it is gone."""
        row = self._writer.execute(f"{_COPY_TEXT} WHERE id = :id", {"id": article_id}).fetchone()
        return None if row is None else _copy_text(row)

    def compared(self, article_ids: Collection[int]) -> list[ComparedText]:
        """The articles that there are of these, in their order."""
        rows = self._writer.execute(_COMPARED_TEXTS, {"ids": json.dumps(list(article_ids))})
        found = {
            row["id"]: ComparedText(
                article_id=row["id"],
                headline=row["headline"],
                date=from_text(row["date"]),
                fingerprint=row["fingerprint"],
            )
            for row in rows
        }
        return [found[each] for each in article_ids if each in found]

    def keep_fingerprint(self, article_id: int, fingerprint: bytes) -> None:
        """What the article's text is compared by from now on."""
        self._writer.execute(
            "INSERT OR REPLACE INTO story_fingerprints (article_id, fingerprint) VALUES (:id, :fingerprint)",
            {"id": article_id, "fingerprint": fingerprint},
        )

    def drop_fingerprint(self, article_id: int) -> bytes | None:
        """What keep_fingerprint() was given, which is forgotten; None where it was given nothing."""
        found = self._writer.execute(
            "DELETE FROM story_fingerprints WHERE article_id = :id RETURNING fingerprint", {"id": article_id}
        ).fetchall()
        return found[0]["fingerprint"] if found else None

    def stories_of(self, article_ids: Collection[int]) -> set[int]:
        """The stories that these articles are in."""
        sql = "SELECT DISTINCT story_id FROM articles WHERE id IN (SELECT value FROM json_each(:ids))"
        return {row["story_id"] for row in self._writer.execute(sql, {"ids": json.dumps(sorted(article_ids))})}

    def members(self, story_ids: Collection[int]) -> dict[int, int]:
        """The story of each article of these stories."""
        rows = self._writer.execute(
            "SELECT id, story_id FROM articles WHERE story_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
            {"ids": json.dumps(sorted(story_ids))},
        )
        return {row["id"]: row["story_id"] for row in rows}

    def first_of(self, story_id: int) -> list[CopyText]:
        """The articles of a story, the earliest first."""
        sql = f"{_COPY_TEXT} WHERE story_id = :id ORDER BY date, id"
        return [_copy_text(row) for row in self._writer.execute(sql, {"id": story_id})]

    # ------------------------------------------------------------------------------------------------------- links

    def replace_links(self, article_id: int, links: Iterable[StoryLink]) -> set[int]:
        """The links of one article from now on; the articles that were linked with it until now."""
        gone = self._writer.execute(
            "DELETE FROM story_links WHERE article_id = :id RETURNING other_id AS other", {"id": article_id}
        ).fetchall()
        gone += self._writer.execute(
            "DELETE FROM story_links WHERE other_id = :id RETURNING article_id AS other", {"id": article_id}
        ).fetchall()
        for link in links:
            self._writer.execute(
                """
                INSERT INTO story_links (article_id, other_id, similarity, containment, contained_id, earlier_id)
                VALUES (:article_id, :other_id, :similarity, :containment, :contained_id, :earlier_id)
                """,
                {
                    "article_id": link.article_id,
                    "other_id": link.other_id,
                    "similarity": round(link.similarity, 3),
                    "containment": round(link.containment, 3),
                    "contained_id": link.contained_id,
                    "earlier_id": link.earlier_id,
                },
            )
        return {row["other"] for row in gone}

    def links_among(self, article_ids: Collection[int]) -> list[tuple[int, int]]:
        """The links whose lower end is among the articles."""
        rows = self._writer.execute(
            "SELECT article_id, other_id FROM story_links "
            "WHERE article_id IN (SELECT value FROM json_each(:ids)) ORDER BY article_id, other_id",
            {"ids": json.dumps(sorted(article_ids))},
        )
        return [(row["article_id"], row["other_id"]) for row in rows]

    # ----------------------------------------------------------------------------------------------------- stories

    def start(self, now: datetime) -> int:
        """A new story."""
        cursor = self._writer.execute("INSERT INTO stories (first_seen) VALUES (:now)", {"now": to_text(now)})
        return int(cursor.lastrowid or 0)

    def move(self, story_of: Mapping[int, int]) -> None:
        """Articles that belong to another story from now on."""
        for article_id, story_id in story_of.items():
            self._writer.execute(
                "UPDATE articles SET story_id = :story WHERE id = :id", {"story": story_id, "id": article_id}
            )

    def end(self, story_id: int, heir: int) -> None:
        """A story without articles goes; the heir has been seen since that one was."""
        params = {"old": story_id, "new": heir}
        self._writer.execute(
            """
            UPDATE stories SET first_seen = min(first_seen, (SELECT first_seen FROM stories WHERE id = :old))
            WHERE id = :new
            """,
            params,
        )
        self._writer.execute("DELETE FROM stories WHERE id = :old", {"old": story_id})

    def remove(self, story_id: int) -> None:
        """A story whose last article is gone goes, and so does what is told of it."""
        self._writer.execute("DELETE FROM story_events WHERE story_id = :id OR other_id = :id", {"id": story_id})
        self._writer.execute("DELETE FROM stories WHERE id = :id", {"id": story_id})

    def note(self, story_id: int, event: str, other_id: int, now: datetime, article_id: int) -> None:
        """A merge (other_id: what it is part of now) or a split (other_id: what left it)."""
        self._writer.execute(
            "INSERT INTO story_events (story_id, event, other_id, happened_at, article_id) "
            "VALUES (:story, :event, :other, :now, :article)",
            {"story": story_id, "event": event, "other": other_id, "now": to_text(now), "article": article_id},
        )

    def credit(self, story_id: int, credit: StoryCredit | None) -> None:
        """Whose report the story is."""
        agency, source = (credit.agency, credit.source) if credit is not None else (None, None)
        self._writer.execute(
            "UPDATE stories SET agency = :agency, agency_from = :source "
            "WHERE id = :id AND (agency IS NOT :agency OR agency_from IS NOT :source)",
            {"agency": agency, "source": source, "id": story_id},
        )


def was_text(row: sqlite3.Row) -> WasText:
    """What an articles row said, before it is changed or deleted."""
    return WasText(
        article_id=row["id"],
        date=from_text(row["date_published"] or row["first_seen"]),
        story_id=row["story_id"],
    )


def _copy_text(row: sqlite3.Row) -> CopyText:
    return CopyText(
        article_id=row["id"],
        site=row["site"],
        headline=row["headline"],
        body=row["article_body"],
        authors=tuple(json.loads(row["authors"])),
        credit_text=row["credit_text"],
        date=from_text(row["date"]),
        story_id=row["story_id"],
        text_hash=row["text_hash"],
    )


def _period(date: datetime) -> int:
    """Never negative: what is dated before 1970 stands in the first period."""
    return max(0, (date - _EPOCH).days // PERIOD_DAYS)


def _keys(periods: Iterable[int], sketch: Iterable[int]) -> list[int]:
    """In the order in which the table has them."""
    return sorted(period << 32 | value for value in sketch for period in periods)
