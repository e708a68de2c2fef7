"""What a search asks for, as its address says it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from pipelines.browse.formatting import names
from pipelines.browse.request_context import RequestContext

FACETS = ("site", "section", "author", "language", "day", "credit")
"""What a search can be narrowed by, by the names of the arguments."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_FACET_COLUMNS = {"site": "site", "section": "article_section", "language": "in_language", "credit": "credit_text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One search."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    """Facets and the values that they are narrowed to."""
    order: Literal["new", "best"] = "new"
    after: str = ""
    """Behind which article to go on: DATE~ID for the newest first, a number of articles for the best match."""

    @property
    def match(self) -> str | None:
        return safe_match(self.words)

    @property
    def params(self) -> dict[str, Any]:
        """For the statements of search.sql."""
        given: dict[str, Any] = dict.fromkeys(FACETS) | dict(self.chosen)
        if given["author"] is not None:
            given["author"] = json.dumps(given["author"], ensure_ascii=False)
        return given

    def value(self, facet: str) -> str | None:
        return dict(self.chosen).get(facet)

    def narrowed(self, facet: str, value: str | None) -> Query:
        """The same search with another value for a facet, or without it; from its beginning."""
        chosen = {**dict(self.chosen), facet: value}
        kept = tuple((name, text) for name in FACETS if (text := chosen.get(name)))
        return replace(self, chosen=kept, after="")

    def ordered(self, order: Literal["new", "best"]) -> Query:
        return replace(self, order=order, after="")

    @property
    def address(self) -> str:
        """The query string."""
        pairs = [("q", self.words), *self.chosen, ("order", "" if self.order == "new" else self.order)]
        return urlencode([(name, value) for name, value in [*pairs, ("after", self.after)] if value])

    @property
    def table_address(self) -> str:
        """The same question to Datasette's own table of articles."""
        pairs = [("_search", self.words)]
        for name, value in self.chosen:
            if name == "author":
                pairs.append(("authors__arraycontains", value))
            elif name == "day":
                pairs.append(("date_published__startswith", value))
            else:
                pairs.append((_FACET_COLUMNS[name], value))
        return urlencode([(name, value) for name, value in pairs if value])


def read_query(visit: RequestContext) -> Query:
    """From the request's arguments; what makes no sense is left out."""
    words = visit.argument("q").replace("\0", "")
    return Query(
        words=words,
        chosen=tuple((name, value) for name in FACETS if (value := visit.argument(name).replace("\0", ""))),
        order="best" if visit.argument("order") == "best" and safe_match(words) else "new",
        after=visit.argument("after"),
    )


def safe_match(words: str) -> str | None:
    """An FTS5 expression that cannot be wrong: words and "phrases" joined by AND, -words left out, wor* completed.

    None where there is no word to look for.

    >>> safe_match('bridge "High Street" -opinion fer*')
    '("bridge" "High Street" "fer"*) NOT ("opinion")'
    >>> safe_match('AND ( "'), safe_match("* -x")
    ('("AND")', None)
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(words):
        text = phrase or word
        if not any(char.isalnum() for char in text):
            continue
        quoted = '"' + text.rstrip("*").replace('"', '""') + '"' + ("*" if text.endswith("*") else "")
        (unwanted if minus else wanted).append(quoted)
    if not wanted:
        return None
    expression = f"({' '.join(wanted)})"
    return f"{expression} NOT ({' OR '.join(unwanted)})" if unwanted else expression


def facet_values(row: dict[str, Any], facet: str) -> list[str]:
    """What an article counts for."""
    if facet == "author":
        return names(row["authors"])
    if facet == "day":
        return [row["date_published"][:10]] if row["date_published"] else []
    value = row[_FACET_COLUMNS[facet]]
    return [value] if value else []
