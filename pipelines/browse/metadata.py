"""What Datasette is told about our databases: descriptions, facets and canned queries, whatever the file is called."""

from __future__ import annotations

import weakref
from copy import deepcopy
from typing import Any

from pipelines.browse.archives import descriptions, kind_of

_SECTIONS: weakref.WeakKeyDictionary[Any, dict[str, Any]] = weakref.WeakKeyDictionary()
"""By Datasette: what is said of its databases, found when it started. A copy each: Datasette 0.65 writes its own
metadata, permissions among them, into what it is given."""


async def announce(datasette: Any) -> None:
    """Looks at each database once; in Datasette 1.0 hands the descriptions over."""
    kinds = {name: await kind_of(database) for name, database in datasette.databases.items()}
    sections = {name: deepcopy(descriptions()[kind]) for name, kind in kinds.items() if kind is not None}
    _SECTIONS[datasette] = sections
    if hasattr(datasette, "set_database_metadata"):
        for name, section in sections.items():
            await _hand_over(datasette, name, section)


def of_instance(datasette: Any) -> dict[str, Any]:
    """For Datasette 0.65, which asks again and again."""
    return {"databases": _SECTIONS.get(datasette, {})}


async def _hand_over(datasette: Any, name: str, about: Any) -> None:
    await datasette.set_database_metadata(name, "description", about["description"])
    for table, section in about["tables"].items():
        for key in ("title", "description"):
            if section.get(key):
                await datasette.set_resource_metadata(name, table, key, section[key])
        for column, text in section["columns"].items():
            await datasette.set_column_metadata(name, table, column, "description", text)
    for query, section in about.get("queries", {}).items():
        said = {key: section.get(key) for key in ("title", "description")}
        await datasette.add_query(name, query, section["sql"], parameters=section.get("params"), **said)
