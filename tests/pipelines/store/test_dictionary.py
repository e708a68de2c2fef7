from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from project import ROOT

from pipelines.store.dictionary import KINDS, read_descriptions, read_schema, render_dictionary
from pipelines.store.writer import Writer

PAGE = ROOT / "docs" / "data-dictionary.md"
DESCRIBED: dict[str, Any] = read_descriptions()["databases"]


def described_columns(database: str) -> Iterator[tuple[str, str]]:
    for table, about in DESCRIBED[database]["tables"].items():
        yield from ((table, column) for column in about["columns"])


@pytest.mark.parametrize("database", KINDS)
def test_every_column_is_described_and_no_description_is_stale(database: str) -> None:
    schema = read_schema(KINDS[database])
    real = {(table, column.name) for table, columns in schema.items() for column in columns}
    described = set(described_columns(database))
    assert real - described == set(), "describe these in pipelines/store/datasette.yaml"
    assert described - real == set(), "these are not in the schema any more: remove them from datasette.yaml"


@pytest.mark.parametrize("database", KINDS)
def test_what_datasette_is_told_to_use_exists(database: str) -> None:
    schema = read_schema(KINDS[database])
    for table, about in DESCRIBED[database]["tables"].items():
        used = [*about.get("facets", ()), about.get("sort_desc"), about.get("label_column")]
        assert {name for name in used if name} <= {column.name for column in schema[table]}, table


@pytest.mark.parametrize(
    ("database", "sql"),
    [
        pytest.param(database, sql, id=name)
        for database, section in DESCRIBED.items()
        for name, sql in [
            *((table, about["example"]) for table, about in section["tables"].items()),
            *((f"query {name}", query["sql"]) for name, query in section.get("queries", {}).items()),
        ]
    ],
)
def test_every_query_runs(tmp_path: Path, database: str, sql: str) -> None:
    path = tmp_path / f"{database}.db"
    Writer(path, kind=KINDS[database]).close()
    connection = sqlite3.connect(path)
    try:
        assert connection.execute(sql, {"url": "u", "rule": "r", "words": "bridge"}).fetchall() == []
    finally:
        connection.close()


def test_the_committed_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == render_dictionary(), (
        "run: python -m pipelines.store.dictionary > docs/data-dictionary.md"
    )
