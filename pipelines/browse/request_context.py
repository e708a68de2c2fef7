"""A request for a page, and the page that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pipelines.browse.archives import Archive, Row


class NotHere(Exception):  # noqa: N818  named by what it says
    """There is no such row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """One request for a page of one archive."""

    archive: Archive
    request: Any
    """Datasette's Request."""
    base: str
    """Address of the archive's first page, which all others are below."""

    @property
    def number(self) -> int:
        """The row that is asked for; one that cannot exist if SQLite has no such integer."""
        number = int(self.request.url_vars["id"])
        return number if number < 2**63 else -1

    @property
    def name(self) -> str:
        """What is asked for by name."""
        return unquote(self.request.url_vars["name"])

    def argument(self, name: str) -> str:
        """An argument of the query string, "" if it is missing."""
        return (self.request.args.get(name) or "").strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """A template and what it is to show."""

    template: str
    values: dict[str, Any] = field(repr=False)


async def together(*questions: Awaitable[list[Row]]) -> list[list[Row]]:
    """All answers; Datasette reads in several threads."""
    return list(await asyncio.gather(*questions))
