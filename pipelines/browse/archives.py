"""The databases of a Datasette that are ours, and what Datasette is told about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.browse.statements import read_statements
from pipelines.store.dictionary import KINDS, read_descriptions

SHAPE = "0.1.0"
"""The migration from which on the pages can be shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive, read through Datasette: its threads, its time limit, nothing written."""

    name: str
    database: Any
    """Datasette's Database."""

    async def ask(self, page: str, statement: str, **params: object) -> list[Row]:
        """All rows of a statement of sql/PAGE.sql."""
        found = await self.database.execute(read_statements(page)[statement], params)
        return [dict(row) for row in found.rows]

    async def ask_one(self, page: str, statement: str, **params: object) -> Row | None:
        """The first row; None without one."""
        rows = await self.ask(page, statement, **params)
        return rows[0] if rows else None


async def kind_of(database: Any) -> str | None:
    """The name in datasette.yaml of the kind of file that this is, whatever the file is called; None if not ours."""
    if database.is_memory:
        return None
    found = (await database.execute("PRAGMA application_id")).first()[0]
    return next((name for name, kind in KINDS.items() if kind.application_id == found), None)


async def is_current(database: Any) -> bool:
    """Whether the archive has the indexes that the pages need."""
    sql = "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = 'copydesk' AND name = :name"
    return bool((await database.execute(sql, {"name": SHAPE})).first()[0])


@cache
def descriptions() -> Mapping[str, Any]:
    """The parts of datasette.yaml by kind of file."""
    return dict(read_descriptions()["databases"])
