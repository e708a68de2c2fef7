"""The entries table: what feeds listed, and where a new entry starts on its way to an article."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import AboutArticle, Entry, FoundIn, Rejection, Taken
from pipelines.store.rejections import Rejections
from pipelines.store.retention import PRUNED, Pruned
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer
from pipelines.web import urls

FIND = """
SELECT id, state, article_id, guid, url, title, date_published, date_published_raw, date_modified, date_modified_raw,
    authors, summary, content_html, image_url
FROM entries
WHERE feed_id = :feed_id AND coalesce(guid, '') = :guid AND url = :url
"""

_INSERT = """
INSERT INTO entries (
    feed_id, guid, url, title, date_published, date_published_raw, date_modified, date_modified_raw, authors, summary,
    content_html, image_url, found_in, first_seen, last_seen, state, page_key, host, article_id, not_before, attempts,
    lease_run_id
) VALUES (
    :feed_id, :guid, :url, :title, :date_published, :date_published_raw, :date_modified, :date_modified_raw, :authors,
    :summary, :content_html, :image_url, :found_in, :seen_at, :seen_at, :state, :page_key, :host, :article_id,
    :not_before, :attempts, :lease_run_id
)
"""

_UPDATE = """
UPDATE entries SET
    title = :title, date_published = :date_published, date_published_raw = :date_published_raw,
    date_modified = :date_modified, date_modified_raw = :date_modified_raw, authors = :authors, summary = :summary,
    content_html = :content_html, image_url = :image_url, last_seen = :seen_at
WHERE id = :id
"""

_ARTICLE_OF_URL = "SELECT article_id FROM article_urls WHERE url = :url AND url_key = :page_key"
_ARTICLE_OF_PAGE = "SELECT article_id FROM article_urls WHERE url_key = :page_key ORDER BY article_id LIMIT 1"

# Whether the page with this key was read, and is not the one that the article shows.
_IS_OTHER_PAGE = """
SELECT url, page_key <> :page_key AND EXISTS (SELECT 1 FROM sightings WHERE url_key = :page_key) AS is_other_page
FROM articles WHERE id = :article_id
"""

# The entry that says most about a page: filed before refused before under way.
SIBLING = """
SELECT url, state, article_id, not_before, attempts, lease_run_id FROM entries
WHERE page_key = :page_key AND (state <> 'done' OR article_id IS NOT NULL)
ORDER BY state = 'done' DESC, state = 'refused' DESC, state = 'leased' DESC, id
LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """Where a new entry starts."""

    state: str = "waiting"
    page_key: str | None = None
    host: str | None = None
    article_id: int | None = None
    not_before: str | None = None
    attempts: int = 0
    lease_run_id: int | None = None
    fault: str | None = None
    """Why its link can never be fetched."""
    pruned: bool = False
    """Its article was here, and is kept no longer."""
    rejected_as: str | None = None
    """The URL under which the same page was rejected before."""


class Entries:
    """Takes in the entries of a poll."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._rejections = Rejections(writer, clock, runs)
        self._pruned = Pruned(writer, clock, runs)
        self._known: dict[tuple[str, str], sqlite3.Row] = {}
        """What was looked up of a page for the body that is taken in: one may list a page ten thousand times."""

    def latest(self, feed_id: int, limit: int) -> tuple[Entry, ...]:
        """What a feed listed last, as far as it was new then: what stays on top for months does not count. Without the
        texts, which may be large."""
        rows = self._writer.execute(
            "SELECT guid, url, title, date_published, date_published_raw, date_modified, date_modified_raw, authors, "
            "NULL AS summary, NULL AS content_html, image_url FROM entries "
            "WHERE feed_id = :feed_id AND found_in = 'feed' "
            "ORDER BY first_seen DESC, date_published DESC, id LIMIT :limit",
            {"feed_id": feed_id, "limit": limit},
        )
        return tuple(read_entry(row) for row in rows)

    def record(self, feed_id: int, entries: Iterable[Entry], *, found_in: FoundIn = "feed", left_out: int = 0) -> Taken:
        """Store what a feed listed.

        found_in: pages that the feed has listed are not new where a sitemap or an older page names them again.
        left_out: entries that stood in the body as they were known, and were not read again. Of two entries of one
        identity (guid and link) in one body the first counts: else they would overwrite each other at every poll.
        """
        self._known.clear()
        seen_at = to_text(self._clock.now())
        by_identity: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            by_identity.setdefault((entry.guid or "", entry.url or ""), entry)
        unchanged: list[int] = []
        changed: list[dict[str, object]] = []
        new: list[Entry] = []
        about: list[AboutArticle] = []
        for (guid, url), entry in by_identity.items():
            if found_in != "feed" and self._has_page(feed_id, url):
                continue
            values = _row_values(entry)
            row = self._writer.execute(FIND, {"feed_id": feed_id, "guid": guid, "url": url}).fetchone()
            if row is None:
                article_id = self._insert(feed_id, entry, values | {"seen_at": seen_at, "found_in": found_in})
                new.append(entry)
                if article_id is not None and entry.date_modified is not None:
                    about.append(AboutArticle(article_id=article_id, before=None, after=entry))
            elif all(row[name] == value for name, value in values.items()):
                unchanged.append(row["id"])
            else:
                changed.append(values | {"seen_at": seen_at, "id": row["id"]})
                if row["state"] == "done" and row["article_id"] is not None:
                    about.append(AboutArticle(article_id=row["article_id"], before=read_entry(row), after=entry))
        for values in changed:
            self._writer.execute(_UPDATE, values)
        if unchanged:
            self._writer.execute(
                "UPDATE entries SET last_seen = :seen_at WHERE id IN (SELECT value FROM json_each(:ids))",
                {"seen_at": seen_at, "ids": json.dumps(unchanged)},
            )
        return Taken(new=tuple(new), about=tuple(about), untouched=len(unchanged) + left_out)

    def _has_page(self, feed_id: int, url: str) -> bool:
        """Whether the feed has listed this page, under whatever guid and spelling."""
        row = self._writer.execute(
            "SELECT 1 FROM entries WHERE page_key = :page_key AND feed_id = :feed_id",
            {"page_key": urls.url_key(url) if url else "", "feed_id": feed_id},
        ).fetchone()
        return row is not None

    def _insert(self, feed_id: int, entry: Entry, values: dict[str, object]) -> int | None:
        """The article that its link is known to lead to; None without one."""
        url = entry.url or ""
        start = self._start(entry.url)
        self._writer.execute(
            _INSERT,
            values
            | {"feed_id": feed_id, "guid": entry.guid, "url": url, "state": start.state, "page_key": start.page_key}
            | {"host": start.host, "article_id": start.article_id, "not_before": start.not_before}
            | {"attempts": start.attempts, "lease_run_id": start.lease_run_id},
        )
        if start.fault is not None:
            now = self._clock.now()
            self._rejections.record(Rejection(url=url, reason="bad_link", detail=start.fault, seen_at=now))
        elif start.pruned:
            seen_at = self._clock.now()
            self._rejections.record(Rejection(url=url, reason="too_old", detail=PRUNED, seen_at=seen_at))
        elif start.state == "done" and entry.url and start.page_key and start.article_id is not None:
            self._link(entry.url, start.page_key, start.article_id, values["seen_at"])
        elif start.rejected_as is not None and start.rejected_as != url:
            self._rejections.copy(start.rejected_as, url)
        return start.article_id

    def _start(self, url: str | None) -> _Start:
        """Where an entry with this link starts, given what is known of its page already."""
        fault = urls.fault_of(url)
        if fault is not None or not url:
            return _Start(state="refused", fault=fault or "no link")
        page_key, host = urls.url_key(url), urls.host_of(url)
        if not host:
            return _Start(state="refused", fault="the link names no host")
        known = self._writer.execute(_ARTICLE_OF_URL, {"page_key": page_key, "url": url}).fetchone()
        known = known or self._look_up(_ARTICLE_OF_PAGE, page_key)
        if known is not None:
            return _Start(state="done", page_key=page_key, host=host, article_id=known["article_id"])
        sibling = self._look_up(SIBLING, page_key)
        if sibling is None and self._pruned.knows([url]):
            return _Start(state="refused", page_key=page_key, host=host, pruned=True)
        if sibling is None:
            return _Start(page_key=page_key, host=host)
        return _Start(
            state="waiting" if sibling["state"] == "held" else sibling["state"],
            page_key=page_key,
            host=host,
            article_id=sibling["article_id"],
            not_before=sibling["not_before"],
            attempts=sibling["attempts"],
            lease_run_id=sibling["lease_run_id"],
            rejected_as=sibling["url"],
        )

    def _look_up(self, sql: str, page_key: str) -> sqlite3.Row | None:
        found = self._known.get((sql, page_key))
        if found is None and (row := self._writer.execute(sql, {"page_key": page_key}).fetchone()) is not None:
            found = self._known[sql, page_key] = row
        return found

    def _link(self, url: str, page_key: str, article_id: int, seen_at: object) -> None:
        """Note that the article was met under this URL; a URL that belongs to an article stays with it."""
        bare, known = urls.strip_fragment(url), {"article_id": article_id, "page_key": page_key}
        row = self._writer.execute(_IS_OTHER_PAGE, known).fetchone()
        kind = urls.kind_of(bare, row["url"], "duplicate" if row["is_other_page"] else "link")
        self._writer.execute(
            "INSERT INTO article_urls (url, article_id, kind, url_key, first_seen) "
            "VALUES (:url, :article_id, :kind, :page_key, :seen_at) ON CONFLICT (url) DO NOTHING",
            known | {"url": bare, "kind": kind, "seen_at": seen_at},
        )


def read_entry(row: sqlite3.Row) -> Entry:
    """An entries row as its feed stated it."""
    return Entry(
        guid=row["guid"],
        url=row["url"] or None,
        title=row["title"],
        date_published=from_text(row["date_published"]) if row["date_published"] else None,
        date_published_raw=row["date_published_raw"],
        date_modified=from_text(row["date_modified"]) if row["date_modified"] else None,
        date_modified_raw=row["date_modified_raw"],
        authors=tuple(json.loads(row["authors"])),
        summary=row["summary"],
        content_html=row["content_html"],
        image_url=row["image_url"],
    )


def _row_values(entry: Entry) -> dict[str, object]:
    """What an entry says besides its identity, by column."""
    return {
        "title": entry.title,
        "date_published": to_text(entry.date_published) if entry.date_published else None,
        "date_published_raw": entry.date_published_raw,
        "date_modified": to_text(entry.date_modified) if entry.date_modified else None,
        "date_modified_raw": entry.date_modified_raw,
        "authors": json.dumps(entry.authors, ensure_ascii=False),
        "summary": entry.summary,
        "content_html": entry.content_html,
        "image_url": entry.image_url,
    }
