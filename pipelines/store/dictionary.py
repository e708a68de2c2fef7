"""The data dictionary: what datasette.yaml says about each table and column, beside the real schema, as a page.

python -m pipelines.store.dictionary > docs/data-dictionary.md
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pipelines.store.migrations import NEWS, PAGES, FileKind, migrate

KINDS: Mapping[str, FileKind] = {"news": NEWS, "news-pages": PAGES}
"""By the name that datasette.yaml has them under."""

_HEAD = """\
# Data dictionary

<!-- Edit pipelines/store/datasette.yaml, then: python -m pipelines.store.dictionary > docs/data-dictionary.md -->
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the real schema."""

    name: str
    type: str
    """As declared; "" for what a view computes."""
    required: bool
    """Never NULL."""


def read_descriptions() -> dict[str, Any]:
    """datasette.yaml, parsed. PyYAML comes with Datasette: it is not needed to crawl."""
    import yaml  # type: ignore[import-untyped]

    text = files("pipelines.store").joinpath("datasette.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def read_schema(kind: FileKind) -> dict[str, tuple[Column, ...]]:
    """The columns of each table and view of a freshly made file, without SQLite's and FTS5's own tables."""
    connection = sqlite3.connect(":memory:")
    migrate(connection, kind)
    try:
        names = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite\\_%' ESCAPE '\\'"
        ).fetchall()
        return {name: tuple(_read_columns(connection, name)) for (name,) in names}
    finally:
        connection.close()


def render_dictionary() -> str:
    """The page as Markdown."""
    described = read_descriptions()
    parts = [_HEAD, described["description"], ""]
    for database, kind in KINDS.items():
        section = described["databases"][database]
        schema = read_schema(kind)
        parts += [f"## {database}.db", "", section["description"], ""]
        for table, about in section["tables"].items():
            parts += _render_table(table, about, schema[table])
        parts += _render_queries(section.get("queries", {}))
    return "\n".join(parts).rstrip("\n") + "\n"


def _read_columns(connection: sqlite3.Connection, table: str) -> Iterator[Column]:
    rows = connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(:table)', {"table": table}
    ).fetchall()
    for name, declared, not_null, primary in rows:
        yield Column(name=name, type=declared, required=bool(not_null or primary))


def _render_table(table: str, about: Mapping[str, Any], columns: tuple[Column, ...]) -> Iterator[str]:
    yield from (f"### {table}", "", about["description"], "", "| column | type | meaning |", "|---|---|---|")
    for column in columns:
        declared = column.type.lower() + (", never null" if column.required else "")
        yield f"| {column.name} | {declared} | {_in_cell(about['columns'][column.name])} |"
    yield from ("", "```sql", about["example"], "```", "")


def _render_queries(queries: Mapping[str, Any]) -> Iterator[str]:
    if queries:
        yield from ("### Questions", "", "Datasette offers these as canned queries.", "")
    for query in queries.values():
        yield from (f"**{query['title']}** {query.get('description', '')}".rstrip(), "")
        yield from ("```sql", query["sql"], "```", "")


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render_dictionary())
