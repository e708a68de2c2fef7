"""The rows of articles: what a decision asks of them, and what carries it out."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pipelines.clock import from_text, to_text
from pipelines.model import (
    Choice,
    CleanArticle,
    Confidence,
    Filing,
    Placed,
    Sighting,
    StoredArticle,
    TextMatch,
    UrlKind,
    WasText,
)
from pipelines.store.corrections import Corrections
from pipelines.store.stories import was_text
from pipelines.store.writer import Writer
from pipelines.urls import kind_of, preferred_spelling, strip_fragment, url_key

_CONTENT = (
    "headline", "description", "article_body", "authors", "credit_text", "date_published", "date_published_raw",
    "date_modified", "date_modified_raw", "in_language", "article_section", "keywords", "image_url",
    "is_accessible_for_free", "word_count", "provenance", "extractor", "text_hash", "page_key",
    "article_type", "profile_id", "confidence", "confidence_reasons",
)  # fmt: skip
"""The columns that one page fills: those of the page that the row shows."""

_SEEN_BY_STORIES = (
    "article_body", "headline", "date_published", "first_seen", "site", "authors", "credit_text",
)  # fmt: skip

_RIVAL = "page:"
"""How provenance names the word of another page of the article: "page:URL"."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"(?<!\S)[^\w\s]*\w")


def count_words(body: str) -> int:
    """Words between spaces; two characters count as one where a script writes without spaces.

    >>> count_words("Five – no, six words here."), count_words("東京で会議")
    (5, 3)
    """
    characters = len(_UNSPACED.findall(body))
    words = len(_WORD.findall(_UNSPACED.sub(" ", body) if characters else body))
    return words + (characters + 1) // 2


class Articles:
    """articles with its children (article_urls, sightings, removals, images, revisions, corrections).

    Reads are dedup's Index; `file` and `see_again` are the writes of a crawl.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.corrections = Corrections(writer)

    # ------------------------------------------------------------------------------------------------- the index

    def sighting(self, url_key: str) -> Sighting | None:
        """What the page with this key said when it was read last."""
        row = self._one("SELECT * FROM sightings WHERE url_key = :key", key=url_key)
        return _sighting(row) if row else None

    def claimants(self, canonical_key: str) -> tuple[Sighting, ...]:
        """The pages whose canonical claim names this key."""
        sql = "SELECT * FROM sightings WHERE canonical_key = :key ORDER BY url_key"
        return tuple(_sighting(row) for row in self._all(sql, key=canonical_key))

    def under(self, path: str, start: str, limit: int, *, before: str | None = None) -> tuple[Sighting, ...]:
        """The pages whose key is the path or has this start, in the order of their keys.

        before: only those that had been read before then.
        """
        rows = self._all(
            """
            SELECT * FROM (
                SELECT * FROM sightings
                WHERE url_key = :path AND (:before IS NULL OR first_fetched < :before)
                UNION ALL
                SELECT * FROM (
                    SELECT * FROM sightings
                    WHERE url_key >= :start AND url_key < :end AND (:before IS NULL OR first_fetched < :before)
                    ORDER BY url_key LIMIT :limit
                )
            )
            ORDER BY url_key LIMIT :limit
            """,
            path=path,
            start=start,
            end=f"{start}\x7f",  # above every character of a key
            before=before,
            limit=limit,
        )
        return tuple(_sighting(row) for row in rows)

    def article(self, article_id: int) -> StoredArticle:
        """The row. Raises KeyError."""
        row = self._one("SELECT * FROM articles WHERE id = :id", id=article_id)
        if row is None:
            raise KeyError(article_id)
        return _stored(row)

    def article_at(self, url_key: str) -> StoredArticle | None:
        """The row whose URL has this key."""
        row = self._one("SELECT * FROM articles WHERE url_key = :key", key=url_key)
        return _stored(row) if row else None

    def page_fetched(self, url_key: str) -> datetime | None:
        """The last fetch of a page that these rows know of; None of a page that was not read. The archive may have a
        later one, which a crash kept from being filed."""
        row = self._one("SELECT last_fetched FROM sightings WHERE url_key = :key", key=url_key)
        return None if row is None else from_text(row["last_fetched"])

    def last_fetched(self, article_id: int) -> datetime | None:
        """When one of the article's pages was fetched last; None without the row."""
        row = self._one("SELECT last_fetched FROM articles WHERE id = :id", id=article_id)
        return None if row is None else from_text(row["last_fetched"])

    def same_text(self, text_hash: str) -> tuple[TextMatch, ...]:
        """The sightings of this text, on whatever site, in the order of their articles."""
        rows = self._all(
            """
            SELECT s.article_id, a.site, s.headline
            FROM sightings AS s JOIN articles AS a ON a.id = s.article_id
            WHERE s.text_hash = :hash ORDER BY s.article_id, s.url_key
            """,
            hash=text_hash,
        )
        return tuple(
            TextMatch(article_id=row["article_id"], site=row["site"], headline=row["headline"]) for row in rows
        )

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
                {"id": profile_id, "value": sure.value, "reasons": _json(dict(sure.reasons)), "key": page_key},
            )

    # ------------------------------------------------------------------------------------------------- the filing

    def file(self, filing: Filing) -> Placed:
        """Carries the decision out, in one unit.

        Entries are not settled here; those of a row that becomes part of another are pointed to it. A new article is a
        story of its own until relating.py has looked for its copies.
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
                self._keep_texts(changing, filing.page_key)
                self._update(filing, article_id, taken)
                if changing:
                    self._drop_shown_texts(article_id)
            self._see(filing, article_id)
            for settled in (*(moved for moved, _, _ in filing.readdressed), article_id):
                self._settle(settled, to_text(filing.fetched_at))
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
                self._own(url, "redirect" if url in redirects else kind_of(url, row["url"]), article_id, seen)

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
        values = _content(filing) | {
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
            values |= _content(filing)
            self._replace_parts(article_id, filing.article)
            self.corrections.keep(article_id, filing.article.notes, to_text(filing.fetched_at), revision_id)
        elif taken is not None:
            values |= {name: taken[name] for name in _CONTENT}
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
            values |= {"headline": before.headline, "body": before.body, "authors": _json(list(before.authors))}
            values |= {"date": _moment(before.date_published)}
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
        for row in rows:
            self._writer.execute(sql, row | {"article_id": article_id})

    def _move_parts(self, other: int, article_id: int) -> None:
        for table in ("removals", "images"):
            self._writer.execute(f"DELETE FROM {table} WHERE article_id = :id", {"id": article_id})  # noqa: S608
            sql = f"UPDATE {table} SET article_id = :new WHERE article_id = :old"  # noqa: S608
            self._writer.execute(sql, {"new": article_id, "old": other})

    # ------------------------------------------------------------------------------------------ URLs and sightings

    def _keep_texts(self, article_ids: Iterable[int], but: str) -> None:
        """The pages whose text these rows show have it for themselves, before the rows show another."""
        for article_id in article_ids:
            self._writer.execute(
                """
                UPDATE sightings SET article_body = a.article_body FROM articles AS a
                WHERE a.id = :id AND sightings.article_id = a.id AND sightings.text_hash = a.text_hash
                    AND sightings.article_body IS NULL AND sightings.url_key <> :but
                """,
                {"id": article_id, "but": but},
            )

    def _drop_shown_texts(self, article_id: int) -> None:
        self._writer.execute(
            """
            UPDATE sightings SET article_body = NULL FROM articles AS a
            WHERE a.id = :id AND sightings.article_id = a.id AND sightings.article_body = a.article_body
            """,
            {"id": article_id},
        )

    def _see(self, filing: Filing, article_id: int) -> None:
        """The page's sighting, and the URLs under which it was met: they are this article's now."""
        seen = to_text(filing.fetched_at)
        before = self._one("SELECT url FROM sightings WHERE url_key = :key", key=filing.page_key)
        page_url = filing.article.url
        self._writer.execute(
            """
            INSERT INTO sightings (url_key, url, article_id, canonical_key, text_hash, headline, date_published,
                http_status, first_fetched, last_fetched, profile_id, rules, article_body)
            VALUES (:url_key, :url, :article_id, :canonical_key, :text_hash, :headline, :date, :status, :seen, :seen,
                :profile_id, :rules, nullif(:body, (SELECT article_body FROM articles WHERE id = :article_id)))
            ON CONFLICT (url_key) DO UPDATE SET url = excluded.url, article_id = excluded.article_id,
                article_body = excluded.article_body,
                canonical_key = excluded.canonical_key, text_hash = excluded.text_hash, headline = excluded.headline,
                date_published = excluded.date_published, http_status = excluded.http_status,
                profile_id = excluded.profile_id, rules = excluded.rules,
                first_fetched = min(first_fetched, excluded.first_fetched),
                last_fetched = max(last_fetched, excluded.last_fetched)
            """,
            {
                "url_key": filing.page_key,
                "url": preferred_spelling(page_url, before["url"]) if before else page_url,
                "article_id": article_id,
                "canonical_key": filing.canonical_key,
                "text_hash": filing.text_hash,
                "headline": filing.article.metadata.headline,
                "date": _moment(filing.article.metadata.date_published),
                "status": filing.status,
                "profile_id": filing.article.profile_id,
                "rules": filing.article.rules,
                "body": filing.article.article_body,
                "seen": seen,
            },
        )
        for url, kind in filing.urls:
            self._own(strip_fragment(url), kind, article_id, seen)

    def _own(self, url: str, kind: UrlKind, article_id: int, seen: str) -> None:
        self._writer.execute(
            """
            INSERT INTO article_urls (url, article_id, kind, url_key, first_seen)
            VALUES (:url, :article_id, :kind, :key, :seen)
            ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, kind = excluded.kind,
                first_seen = min(first_seen, excluded.first_seen)
            """,
            {"url": url, "article_id": article_id, "kind": kind, "key": url_key(url), "seen": seen},
        )

    def _settle(self, article_id: int, seen: str) -> None:
        """What follows from all pages of an article together: the kinds of its URLs, the rivals in its provenance.

        Computed anew from the rows each time, so that it does not depend on the order in which they came.
        """
        row = self._one("SELECT url, page_key, provenance FROM articles WHERE id = :id", id=article_id)
        if row is None:
            raise KeyError(article_id)
        pages = self._all("SELECT * FROM sightings WHERE article_id = :id ORDER BY url", id=article_id)
        self._own(row["url"], "canonical", article_id, seen)
        self._settle_kinds(article_id, row, pages)
        provenance = _with_rivals(json.loads(row["provenance"]), row["page_key"], pages)
        text = _json(provenance)
        if text != row["provenance"]:
            sql = "UPDATE articles SET provenance = :text WHERE id = :id"
            self._writer.execute(sql, {"text": text, "id": article_id})

    def _settle_kinds(self, article_id: int, row: sqlite3.Row, pages: list[sqlite3.Row]) -> None:
        """An address that the article lost, and under which nobody met it, goes."""
        others = {page["url_key"] for page in pages} - {row["page_key"]}
        met = {strip_fragment(page["url"]) for page in pages}
        for known in self._all("SELECT url, url_key, kind FROM article_urls WHERE article_id = :id", id=article_id):
            url, kind = known["url"], known["kind"]
            if url == row["url"] or (kind == "redirect" and known["url_key"] not in others | {row["page_key"]}):
                continue
            if kind == "canonical" and url not in met and not self._is_link(url):
                self._writer.execute("DELETE FROM article_urls WHERE url = :url", {"url": url})
                continue
            now = kind_of(url, row["url"], "duplicate" if known["url_key"] in others else "link")
            if now != kind:
                self._writer.execute("UPDATE article_urls SET kind = :kind WHERE url = :url", {"kind": now, "url": url})

    def _is_link(self, url: str) -> bool:
        return self._one("SELECT 1 FROM entries WHERE url = :url", url=url) is not None

    def _one(self, sql: str, **params: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._writer.execute(sql, params).fetchone()
        return row

    def _all(self, sql: str, **params: object) -> list[sqlite3.Row]:
        return self._writer.execute(sql, params).fetchall()


# ------------------------------------------------------------------------------------------------ rows and values


def _sighting(row: sqlite3.Row) -> Sighting:
    return Sighting(
        url=row["url"],
        url_key=row["url_key"],
        article_id=row["article_id"],
        canonical_key=row["canonical_key"],
        text_hash=row["text_hash"],
        headline=row["headline"],
        date_published=_time(row["date_published"]),
        article_body=row["article_body"],
    )


def _stored(row: sqlite3.Row) -> StoredArticle:
    return StoredArticle(
        id=row["id"],
        url=row["url"],
        url_key=row["url_key"],
        site=row["site"],
        text_hash=row["text_hash"],
        headline=row["headline"],
        article_body=row["article_body"],
        authors=tuple(json.loads(row["authors"])),
        date_published=_time(row["date_published"]),
        date_modified=_time(row["date_modified"]),
        first_seen=from_text(row["first_seen"]),
        story_id=row["story_id"],
        page_key=row["page_key"],
        canonical=json.loads(row["provenance"]).get("canonical", {}).get("raw"),
    )


def _content(filing: Filing) -> dict[str, object]:
    """The _CONTENT columns of a page."""
    article, meta = filing.article, filing.article.metadata
    free, sure = meta.is_accessible_for_free, article.confidence
    return {
        "headline": meta.headline,
        "description": meta.description,
        "article_body": article.article_body,
        "authors": _json(list(meta.authors)),
        "credit_text": meta.credit_text,
        "date_published": _moment(meta.date_published),
        "date_published_raw": meta.date_published_raw,
        "date_modified": _moment(meta.date_modified),
        "date_modified_raw": meta.date_modified_raw,
        "in_language": meta.in_language,
        "article_section": meta.article_section,
        "keywords": _json(list(meta.keywords)),
        "image_url": meta.image_url,
        "is_accessible_for_free": None if free is None else int(free),
        "word_count": count_words(article.article_body),
        "provenance": _json(_provenance(meta.provenance, article.canonical)),
        "extractor": article.extractor,
        "text_hash": filing.text_hash,
        "page_key": filing.page_key,
        "article_type": meta.article_type,
        "profile_id": article.profile_id,
        "confidence": sure.value if sure else None,
        "confidence_reasons": _json(dict(sure.reasons)) if sure else "{}",
    }


def _provenance(choices: Mapping[str, Choice], canonical: str | None) -> dict[str, dict[str, Any]]:
    """What the page claims as its canonical stands here whether it counts or not."""
    fields = {name: _choice(choice) for name, choice in choices.items()}
    if canonical is not None:
        fields.setdefault("canonical", {"source": "rel=canonical", "raw": canonical, "others": []})
    return fields


def _choice(choice: Choice) -> dict[str, Any]:
    others = [{"source": claim.source, "raw": claim.raw} for claim in choice.others]
    precision = {"precision": choice.precision} if choice.precision else {}
    return {"source": choice.source, "raw": choice.raw, "others": others, **precision}


def _with_rivals(
    provenance: dict[str, dict[str, Any]], page_key: str, pages: Iterable[sqlite3.Row]
) -> dict[str, dict[str, Any]]:
    """The provenance with what the article's other pages say instead, by URL; what they said before is forgotten."""
    pages = list(pages)
    shown = next((page for page in pages if page["url_key"] == page_key), None)
    for name in ("headline", "date_published"):
        chosen = shown[name] if shown else None
        rivals = [
            {"source": f"{_RIVAL}{page['url']}", "raw": page[name]}
            for page in pages
            if page["url_key"] != page_key and page[name] and page[name] != chosen
        ]
        known = provenance.get(name)
        if known is None and rivals:
            known = provenance[name] = {"source": "page", "raw": chosen or "", "others": []}
        if known is not None:
            own = [claim for claim in known.get("others", []) if not claim["source"].startswith(_RIVAL)]
            known["others"] = own + rivals
    return provenance


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))


def _moment(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None


def _time(text: str | None) -> datetime | None:
    return from_text(text) if text else None
