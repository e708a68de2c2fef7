"""The databases of a Datasette that are ours, and what Datasette is told about them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from datasette.database import Database

from pipelines.browse.statements import read_statements
from pipelines.store.dictionary import KINDS, read_descriptions
from pipelines.web.characters import whole

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


class AnyFile(Database):  # type: ignore[misc]
    """A database whatever its file is called. Datasette puts the path into an SQLite URI as it stands, in which "#" and
    "?" end it and "%41" is an "A": another file is opened then, or made."""

    def connect(self, write: bool = False) -> Any:
        quoted = copy(self)  # the path is also the file whose size and age Datasette asks for
        quoted.path = Path(self.path).absolute().as_uri().removeprefix("file:")
        return Database.connect(quoted, write)


def reach_files(datasette: Any) -> None:
    """Has each file opened by its own name; to be called before any is. What addresses call it is text."""
    for name, database in list(datasette.databases.items()):
        if not isinstance(database, AnyFile) and not database.is_memory:
            datasette.remove_database(name)
            same = AnyFile(datasette, database.path, is_mutable=database.is_mutable)
            datasette.add_database(same, name=whole(name))


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
