"""Which articles an export takes, their rows, and what the archive knows of how it came by them. All in one state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from pipelines.store.dictionary import Column, read_descriptions, read_schema
from pipelines.store.migrations import NEWS
from pipelines.store.reader import Reader

Kind = Literal["text", "integer", "real", "boolean", "time", "list", "object"]
_LISTS = frozenset(("authors", "keywords"))
_OBJECTS = frozenset(("provenance", "confidence_reasons"))
_BOOLEANS = frozenset(("is_accessible_for_free",))
_TIMES = frozenset(("date_published", "date_modified", "first_seen", "last_fetched", "seen_at"))
_KINDS: dict[str, Kind] = {"INTEGER": "integer", "REAL": "real"}
_WITHIN = frozenset(("url_key", "page_key", "profile_id"))
"""Columns that mean something only beside the other tables of the database."""
_TEXTS = {
    "articles": frozenset(("description", "article_body", "provenance")),
    "removals": frozenset(("text",)),
    "images": frozenset(("caption",)),
    "revisions": frozenset(("article_body",)),
}
"""Columns with what others wrote, longer than a headline."""

_FROM = {
    "articles": "articles AS row JOIN chosen ON chosen.id = row.id ORDER BY row.id",
    "urls": "article_urls AS row JOIN chosen ON chosen.id = row.article_id ORDER BY row.article_id, row.url",
    "removals": "removals AS row JOIN chosen ON chosen.id = row.article_id ORDER BY row.article_id, row.id",
    "images": "images AS row JOIN chosen ON chosen.id = row.article_id ORDER BY row.article_id, row.id",
    "revisions": "revisions AS row JOIN chosen ON chosen.id = row.article_id ORDER BY row.article_id, seen_at, row.id",
    "stories": "stories AS row WHERE id IN (SELECT story_id FROM articles JOIN chosen USING (id)) ORDER BY row.id",
    "story_links": (
        "story_links AS row WHERE article_id IN (SELECT id FROM chosen) AND other_id IN (SELECT id FROM chosen) "
        "ORDER BY article_id, other_id"
    ),
}
_TABLE = {"urls": "article_urls"}
EXTRAS: dict[str, tuple[str, ...]] = {
    "urls": ("urls",),
    "removals": ("removals",),
    "images": ("images",),
    "revisions": ("revisions",),
    "stories": ("stories", "story_links"),
}
"""What may be exported beside the articles, and the parts that it consists of."""

_CHOOSE = """
INSERT INTO chosen SELECT id FROM articles
WHERE (:since IS NULL OR coalesce(date_published, first_seen) >= :since)
    AND (:before IS NULL OR coalesce(date_published, first_seen) < :before)
    AND (:sites IS NULL OR site IN (SELECT value FROM json_each(:sites)))
    AND (:languages IS NULL OR in_language IN (SELECT value FROM json_each(:languages)))
    AND (:min_confidence IS NULL OR confidence >= :min_confidence)
    AND (:tags IS NULL OR EXISTS (
        SELECT 1 FROM entries JOIN feeds ON feeds.id = entries.feed_id, json_each(feeds.tags) AS tag
        WHERE entries.article_id = articles.id AND tag.value IN (SELECT value FROM json_each(:tags))
    ))
"""
_POLLS = """
SELECT
    feeds.url AS feed, feeds.title, feeds.status, feeds.tags,
    count(polls.id) AS polls,
    coalesce(sum(polls.outcome IN ('failed', 'gone', 'not_a_feed')), 0) AS polls_failed,
    min(polls.fetched_at) AS first_poll, max(polls.fetched_at) AS last_poll,
    coalesce(sum(polls.gap_to IS NOT NULL), 0) AS gaps,
    coalesce(sum(polls.gap_estimate), 0) AS entries_missed_in_gaps,
    coalesce(sum(CASE WHEN polls.recovers IS NOT NULL THEN polls.entries_new END), 0) AS entries_recovered
FROM feeds LEFT JOIN polls ON polls.feed_id = feeds.id AND polls.outcome <> 'moved'
    AND (:since IS NULL OR polls.fetched_at >= :since) AND (:before IS NULL OR polls.fetched_at < :before)
WHERE :tags IS NULL OR EXISTS (
    SELECT 1 FROM json_each(feeds.tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(:tags))
)
GROUP BY feeds.id ORDER BY feeds.url
"""
# Why an entry has no article: its rejection, else the state in which it waits.
_ENTRIES = """
SELECT feeds.url AS feed,
    CASE WHEN entries.article_id IS NOT NULL THEN 'article' ELSE coalesce((
        SELECT reason FROM rejections WHERE rejections.url = entries.url AND resolved_at IS NULL
        ORDER BY seen_at DESC, id DESC LIMIT 1
    ), entries.state) END AS became,
    count(*) AS entries
FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE (:since IS NULL OR entries.first_seen >= :since) AND (:before IS NULL OR entries.first_seen < :before)
GROUP BY feeds.url, became ORDER BY feeds.url, became
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles are taken; empty and None leave none out."""

    since: date | None = None
    """By date_published, where there is none by first_seen."""
    until: date | None = None
    """The last day."""
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Articles that came through a feed with one of these tags."""
    min_confidence: float | None = None

    def params(self) -> dict[str, object]:
        """As the statements take them."""
        return {
            "since": f"{self.since}T00:00:00+00:00" if self.since else None,
            "before": f"{self.until + timedelta(days=1)}T00:00:00+00:00" if self.until else None,
            "sites": json.dumps(self.sites) if self.sites else None,
            "languages": json.dumps(self.languages) if self.languages else None,
            "tags": json.dumps(self.tags) if self.tags else None,
            "min_confidence": self.min_confidence,
        }

    def stated(self) -> dict[str, Any]:
        """Those that leave something out, as JSON."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if value not in (None, ())
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """A column of an exported file."""

    name: str
    kind: Kind
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLine:
    """A line that was cut from an article, and where it stood."""

    article_id: int
    site: str | None
    position: int
    """Paragraphs of the text before it."""
    kind: str
    rule: str
    text: str


class Selection:
    """The chosen articles of one state of the database."""

    def __init__(self, reader: Reader, filters: Filters) -> None:
        self._reader = reader
        self._params = filters.params()

    @classmethod
    @contextmanager
    def choose(cls, reader: Reader, filters: Filters) -> Iterator[Selection]:
        """The articles that pass the filters, as of now, whatever a crawl writes meanwhile."""
        reader.execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
        try:
            with reader.one_state():
                reader.execute(_CHOOSE, filters.params())
                yield cls(reader, filters)
        finally:
            reader.execute("DROP TABLE chosen")

    def count(self, part: str) -> int:
        """Rows of a part."""
        return int(self._reader.value(f"SELECT count(*) FROM {_FROM[part].split(' ORDER BY ')[0]}"))  # noqa: S608

    def rows(self, part: str, columns: tuple[ExportColumn, ...]) -> Iterator[tuple[Any, ...]]:
        """The rows of a part, always in the same order; lists and objects decoded, booleans as such."""
        names = ", ".join(f"row.{column.name}" for column in columns)
        decoders = [_DECODERS.get(column.kind) for column in columns]
        for row in self._reader.execute(f"SELECT {names} FROM {_FROM[part]}"):  # noqa: S608  names are ours
            yield tuple(
                value if decode is None or value is None else decode(value)
                for value, decode in zip(row, decoders, strict=True)
            )

    def cuts(self) -> Iterator[CutLine]:
        """What was cut from the chosen articles, in the order of articles and of their lines."""
        rows = self._reader.execute(
            "SELECT article_id, site, position, kind, rule, text FROM removals "
            "JOIN chosen ON chosen.id = article_id JOIN articles ON articles.id = article_id "
            "ORDER BY article_id, removals.id"
        )
        return (CutLine(**dict(row)) for row in rows)

    def rules(self) -> dict[str, list[str]]:
        """The kinds of what was cut from the chosen articles, with the rules of each."""
        found: dict[str, list[str]] = {}
        sql = "SELECT DISTINCT kind, rule FROM removals JOIN chosen ON chosen.id = article_id ORDER BY kind, rule"
        for row in self._reader.rows(sql):
            found.setdefault(row["kind"], []).append(row["rule"])
        return found

    def tally(self, column: Literal["site", "in_language", "extractor"]) -> dict[str, int]:
        """The chosen articles by a column's value; "" for NULL."""
        rows = self._reader.execute(
            f"SELECT coalesce({column}, '') AS name, count(*) AS articles "  # noqa: S608  one of three
            f"FROM articles JOIN chosen USING (id) GROUP BY name ORDER BY articles DESC, name"
        )
        return {row["name"]: row["articles"] for row in rows}

    def span(self) -> tuple[str | None, str | None]:
        """The earliest and the latest date_published."""
        sql = "SELECT min(date_published) AS first, max(date_published) AS last FROM articles JOIN chosen USING (id)"
        (row,) = self._reader.rows(sql)
        return row["first"], row["last"]

    def by_profile(self) -> int:
        """The chosen articles that were read with a site profile."""
        sql = "SELECT count(*) FROM articles JOIN chosen USING (id) WHERE profile_id IS NOT NULL"
        return int(self._reader.value(sql))

    def sqlite_version(self) -> str:
        """Of the SQLite that read the rows."""
        return str(self._reader.value("SELECT sqlite_version()"))

    def runs(self) -> list[dict[str, Any]]:
        """The software of the runs, in the order in which each was first used."""
        rows = self._reader.rows(
            "SELECT versions, count(*) AS runs, min(started_at) AS first, max(started_at) AS last "
            "FROM runs GROUP BY versions ORDER BY min(id)"
        )
        return [row | {"versions": json.loads(row["versions"])} for row in rows]

    def coverage(self) -> list[dict[str, Any]]:
        """What is known of each feed's polls in the period, and what became of its entries."""
        feeds = self._reader.rows(_POLLS, self._params)
        became: dict[str, dict[str, int]] = {}
        for row in self._reader.execute(_ENTRIES, self._params):
            became.setdefault(row["feed"], {})[row["became"]] = row["entries"]
        for feed in feeds:
            found = became.get(feed["feed"], {})
            feed["tags"] = json.loads(feed["tags"])
            feed["entries"] = sum(found.values())
            feed["entries_with_article"] = found.pop("article", 0)
            feed["entries_without_article"] = found
        return feeds


def columns_of(part: str, *, texts: bool = True) -> tuple[ExportColumn, ...]:
    """The columns of a part, with their descriptions; texts: also those that hold the articles' own words."""
    table = _TABLE.get(part, part)
    left_out = _WITHIN if texts else _WITHIN | _TEXTS.get(part, frozenset())
    tables, schema = _described()
    about = tables[table]["columns"]
    return tuple(
        ExportColumn(name=column.name, kind=_kind(column.name, column.type), description=about[column.name].strip())
        for column in schema[table]
        if column.name not in left_out
    )


@cache
def _described() -> tuple[Mapping[str, Any], Mapping[str, tuple[Column, ...]]]:
    """The tables as datasette.yaml describes them, and as they are."""
    return read_descriptions()["databases"]["news"]["tables"], read_schema(NEWS)


def _kind(name: str, declared: str) -> Kind:
    for names, kind in ((_LISTS, "list"), (_OBJECTS, "object"), (_BOOLEANS, "boolean"), (_TIMES, "time")):
        if name in names:
            return kind  # type: ignore[return-value]
    return _KINDS.get(declared, "text")


_DECODERS: dict[Kind, Any] = {"list": json.loads, "object": json.loads, "boolean": bool}
