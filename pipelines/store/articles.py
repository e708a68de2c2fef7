"""Articles filed: what carries a decision out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pipelines.clock import to_text
from pipelines.model import CleanArticle, Confidence, Filing, Placed, WasText
from pipelines.store.article_index import ArticleIndex
from pipelines.store.article_rows import CONTENT, content_of, moment, to_json
from pipelines.store.corrections import Corrections
from pipelines.store.sightings import Sightings
from pipelines.store.stories import was_text
from pipelines.store.writer import Writer
from pipelines.web.urls import kind_of, strip_fragment

_SEEN_BY_STORIES = (
    "article_body", "headline", "date_published", "first_seen", "site", "authors", "credit_text",
)  # fmt: skip


class Articles(ArticleIndex):
    """articles with its children (article_urls, sightings, removals, images, revisions, corrections).

    `file` and `see_again` are the writes of a crawl.
    """

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self.corrections = Corrections(writer)
        self._sightings = Sightings(writer)

    def notes(self, article_id: int) -> tuple[str, ...]:
        """The corrections and editor's notes that the article was seen with."""
        return self.corrections.of(article_id)

    def file(self, filing: Filing) -> Placed:
        """Carries the decision out, in one unit.

        Entries are not settled here; those of a row that becomes part of another are pointed to it. A new article is a
        story of its own until run/stories.py has looked for its copies.
        """
        with self._writer.unit():
            known = self._rows((filing.article_id, *filing.joins))
            taken = self._one("SELECT * FROM articles WHERE id = :id", id=filing.shows) if filing.shows else None
            for article_id, url, key in filing.readdressed:
                sql = "UPDATE articles SET url = :url, url_key = :key WHERE id = :id"
                self._writer.execute(sql, {"url": url, "key": key, "id": article_id})
            if filing.article_id is None:
                article_id = self._insert(filing)
            else:
                article_id = filing.article_id
                changing = {*filing.joins, *([article_id] if filing.replaces or taken is not None else [])}
                self._sightings.keep_texts(changing, filing.page_key)
                self._update(filing, article_id, taken)
                if changing:
                    self._sightings.drop_shown_texts(article_id)
            self._sightings.see(filing, article_id)
            for settled in (*(moved for moved, _, _ in filing.readdressed), article_id):
                self._sightings.settle(settled, to_text(filing.fetched_at))
            return Placed(article_id=article_id, is_new=filing.article_id is None, was=self._changed(known, article_id))

    def see_again(
        self,
        article_id: int,
        page_key: str,
        fetched_at: datetime,
        urls: Iterable[str] = (),
        *,
        redirects: Iterable[str] = (),
    ) -> None:
        """A page of an article was asked, and the article stays as it is.

        urls: under which it was met; redirects: those of them that led to another one.
        """
        seen = to_text(fetched_at)
        with self._writer.unit():
            for table, column in (("articles", "id = :id"), ("sightings", "url_key = :key")):
                sql = f"UPDATE {table} SET last_fetched = max(last_fetched, :seen) WHERE {column}"  # noqa: S608
                self._writer.execute(sql, {"id": article_id, "key": page_key, "seen": seen})
            row = self._one("SELECT url FROM articles WHERE id = :id", id=article_id)
            if row is None:
                return
            for url in map(strip_fragment, urls):
                self._sightings.own(url, "redirect" if url in redirects else kind_of(url, row["url"]), article_id, seen)

    def _rows(self, article_ids: Iterable[int | None]) -> list[sqlite3.Row]:
        sql = "SELECT * FROM articles WHERE id = :id"
        rows = (self._one(sql, id=article_id) for article_id in article_ids if article_id is not None)
        return [row for row in rows if row is not None]

    def _changed(self, known: list[sqlite3.Row], article_id: int) -> tuple[WasText, ...]:
        """What the rows said, where stories would look at them again."""
        now = self._one("SELECT * FROM articles WHERE id = :id", id=article_id)
        assert now is not None
        alike = len(known) == 1 and all(known[0][name] == now[name] for name in _SEEN_BY_STORIES)
        return () if alike else tuple(was_text(row) for row in known)

    def _insert(self, filing: Filing) -> int:
        sql = "INSERT INTO stories (first_seen) VALUES (:seen)"
        story_id = int(self._writer.execute(sql, {"seen": to_text(filing.fetched_at)}).lastrowid or 0)
        values = content_of(filing) | {
            "url": filing.url,
            "url_key": filing.url_key,
            "site": filing.site,
            "story_id": story_id,
            "first_seen": to_text(filing.fetched_at),
            "last_fetched": to_text(filing.fetched_at),
        }
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        sql = f"INSERT INTO articles ({names}) VALUES ({places})"  # noqa: S608  names are ours
        article_id = int(self._writer.execute(sql, values).lastrowid or 0)
        self._replace_parts(article_id, filing.article)
        self.corrections.keep(article_id, filing.article.notes, to_text(filing.fetched_at), None)
        return article_id

    def _update(self, filing: Filing, article_id: int, taken: sqlite3.Row | None) -> None:
        revision_id = self._revise(filing, article_id) if filing.verdict == "revised" else None
        if taken is not None:
            self._move_parts(taken["id"], article_id)
        first_seen = [to_text(filing.fetched_at)] + [self._join(other, article_id) for other in filing.joins]
        values: dict[str, object] = {"url": filing.url, "url_key": filing.url_key, "site": filing.site}
        if filing.replaces:
            values |= content_of(filing)
            self._replace_parts(article_id, filing.article)
            self.corrections.keep(article_id, filing.article.notes, to_text(filing.fetched_at), revision_id)
        elif taken is not None:
            values |= {name: taken[name] for name in CONTENT}
        changes = ", ".join(f"{name} = :{name}" for name in values)
        self._writer.execute(
            f"""
            UPDATE articles SET {changes}, first_seen = min(first_seen, :seen_first),
                last_fetched = max(last_fetched, :fetched)
            WHERE id = :id
            """,  # noqa: S608  names are ours
            values | {"id": article_id, "seen_first": min(first_seen), "fetched": to_text(filing.fetched_at)},
        )

    def _revise(self, filing: Filing, article_id: int) -> int:
        """The revision that holds what is replaced; its id."""
        before = filing.before
        values: dict[str, object] = {"id": article_id, "seen": to_text(filing.fetched_at), "change": filing.change}
        if before is not None:
            values |= {"headline": before.headline, "body": before.body, "authors": to_json(list(before.authors))}
            values |= {"date": moment(before.date_published)}
            said = ":headline, :body, :authors, :date"
        else:
            said = "headline, article_body, authors, date_published"
        cursor = self._writer.execute(
            f"""
            INSERT INTO revisions (article_id, seen_at, change, headline, article_body, authors, date_published)
            SELECT id, :seen, :change, {said} FROM articles WHERE id = :id
            """,  # noqa: S608  names are ours
            values,
        )
        return int(cursor.lastrowid or 0)

    def _join(self, other: int, article_id: int) -> str:
        """Everything that points to `other` points to the article from now on; when `other` was first seen."""
        row = self._one("SELECT first_seen, last_fetched FROM articles WHERE id = :id", id=other)
        if row is None:
            raise KeyError(other)
        params: dict[str, object] = {"old": other, "new": article_id, "fetched": row["last_fetched"]}
        for table in ("article_urls", "sightings", "entries", "revisions", "corrections", "disappearances"):
            sql = f"UPDATE {table} SET article_id = :new WHERE article_id = :old"  # noqa: S608  names are ours
            self._writer.execute(sql, {"old": other, "new": article_id})
        sql = "UPDATE articles SET last_fetched = max(last_fetched, :fetched) WHERE id = :new"
        self._writer.execute(sql, {"fetched": params["fetched"], "new": article_id})
        self._writer.execute("DELETE FROM articles WHERE id = :old", {"old": other})
        return str(row["first_seen"])

    # ---------------------------------------------------------------------------------------- removals and images

    def _replace_parts(self, article_id: int, article: CleanArticle) -> None:
        """The article's removals and images; left alone where they are the same."""
        removals = [
            {"position": r.position, "kind": r.kind, "text": r.text, "url": r.url, "rule": r.rule}
            for r in article.removals
        ]
        images = [
            {"url": i.url, "caption": i.caption, "credit": i.credit, "position": i.position} for i in article.images
        ]
        self._replace_rows("removals", ("position", "kind", "text", "url", "rule"), article_id, removals)
        self._replace_rows("images", ("url", "caption", "credit", "position"), article_id, images)

    def _replace_rows(self, table: str, columns: tuple[str, ...], article_id: int, rows: list[dict[str, Any]]) -> None:
        names = ", ".join(columns)
        sql = f"SELECT {names} FROM {table} WHERE article_id = :id ORDER BY id"  # noqa: S608  names are ours
        if [dict(row) for row in self._all(sql, id=article_id)] == rows:
            return
        self._writer.execute(f"DELETE FROM {table} WHERE article_id = :id", {"id": article_id})  # noqa: S608
        places = ", ".join(f":{column}" for column in columns)
        sql = f"INSERT INTO {table} (article_id, {names}) VALUES (:article_id, {places})"  # noqa: S608
        self._writer.executemany(sql, (row | {"article_id": article_id} for row in rows))

    def _move_parts(self, other: int, article_id: int) -> None:
        for table in ("removals", "images"):
            self._writer.execute(f"DELETE FROM {table} WHERE article_id = :id", {"id": article_id})  # noqa: S608
            sql = f"UPDATE {table} SET article_id = :new WHERE article_id = :old"  # noqa: S608
            self._writer.execute(sql, {"new": article_id, "old": other})

    # --------------------------------------------------------------------------------------------- how sure it is

    def reasons(self, page_key: str) -> dict[str, float] | None:
        """confidence_reasons of the row that shows this page; None where no row does."""
        row = self._one("SELECT confidence_reasons FROM articles WHERE page_key = :key", key=page_key)
        return None if row is None else dict(json.loads(row["confidence_reasons"]))

    def set_confidence(self, page_key: str, profile_id: int, sure: Confidence) -> None:
        """How sure the text of the row that shows this page is, by a profile that leaves it as it is."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE articles SET profile_id = :id, confidence = :value, confidence_reasons = :reasons "
                "WHERE page_key = :key",
                {"id": profile_id, "value": sure.value, "reasons": to_json(dict(sure.reasons)), "key": page_key},
            )
