"""The search page: articles with snippets, and what they can be narrowed by."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from datasette import Response

from pipelines.browse.archives import Row
from pipelines.browse.formatting import names, said_day, web_address
from pipelines.browse.query import FACETS, Query, facet_values, read_query
from pipelines.browse.rendering import HEADERS, environment
from pipelines.browse.request_context import Answer, RequestContext

PAGE = 20
COUNTED = 2_000
"""Facets are counted over so many of the first articles, which keeps the page quick however many there are."""
VALUES = 8
"""Values that a facet shows."""
FEED_ENTRIES = 50

_TITLES = {
    "site": "Site",
    "section": "Section",
    "author": "Author",
    "language": "Language",
    "day": "Day",
    "credit": "Credit",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; whether it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What the articles have in one respect."""

    name: str
    title: str
    values: tuple[tuple[str, str, int, str], ...]
    """Value, as it is said, articles, the address of the narrowed search."""
    chosen: str | None
    without: str
    """The address of the search without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    row: Row
    authors: tuple[str, ...]
    headline: tuple[Piece, ...]
    passage: tuple[Piece, ...]


async def show(visit: RequestContext) -> Answer:
    asked = read_query(visit)
    first = await _find(visit, replace(asked, after=""), COUNTED + 1)
    counted = first[:COUNTED]
    rows = await _behind(visit, asked, first)
    page = rows[:PAGE]
    return Answer(
        "search.html",
        {
            "title": f"Search: {asked.words}" if asked.words else "All articles",
            "query": asked.words,
            "asked": asked,
            "no_word": bool(asked.words) and asked.match is None,
            "hits": await _read_hits(visit, asked, page),
            "found": len(counted),
            "is_more": len(first) > COUNTED,
            "facets": count_facets(asked, counted),
            "following": _following(asked, page) if len(rows) > PAGE else None,
        },
    )


async def feed(visit: RequestContext) -> Response:
    """The newest articles of a search as Atom."""
    asked = replace(read_query(visit), order="new", after="")
    rows = await _find(visit, asked, FEED_ENTRIES)
    hits = await _read_hits(visit, asked, rows)
    origin = f"{visit.request.scheme}://{visit.request.host}"
    stamps = [_updated(hit.row) for hit in hits]
    text = environment().get_template("search.atom.xml").render(
        title=f"{visit.archive.name}: {asked.words or 'all articles'}",
        own=f"{origin}{visit.base}search.atom?{asked.address}",
        page=f"{origin}{visit.base}search?{asked.address}",
        updated=max(stamps, default="1970-01-01T00:00:00+00:00"),
        entries=[
            {
                "id": web_address(hit.row["url"]) or f"urn:article:{hit.row['id']}",
                "link": f"{origin}{visit.base}article/{hit.row['id']}",
                "title": hit.row["headline"] or "Without a headline",
                "updated": stamp,
                "published": hit.row["date_published"],
                "authors": hit.authors or (hit.row["site"] or "unknown",),
                "summary": "".join(piece.text for piece in hit.passage),
            }
            for hit, stamp in zip(hits, stamps, strict=True)
        ],
    )  # fmt: skip
    content_type = "application/atom+xml; charset=utf-8"
    return Response(_NOT_XML.sub("", text), headers=dict(HEADERS), content_type=content_type)


def count_facets(asked: Query, rows: Sequence[Row]) -> tuple[Facet, ...]:
    """Of what the rows have most; one with a single value is shown only if it was chosen."""
    facets = []
    for name in FACETS:
        counts = Counter(value for row in rows for value in facet_values(row, name))
        chosen = asked.value(name)
        if chosen is None and len(counts) < 2:
            continue
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:VALUES] if chosen is None else []
        values = tuple(
            (value, _said(name, value), count, asked.narrowed(name, value).address) for value, count in ranked
        )
        without = asked.narrowed(name, None).address
        facets.append(Facet(name=name, title=_TITLES[name], values=values, chosen=chosen, without=without))
    return tuple(facets)


def cut_marks(text: str | None) -> tuple[Piece, ...]:
    """A snippet's pieces; SQLite was told to put STX and ETX around what was looked for.

    >>> [(piece.text, piece.is_hit) for piece in cut_marks("a \\x02bridge\\x03.")]
    [('a ', False), ('bridge', True), ('.', False)]
    """
    pieces = []
    is_hit = False
    for part in re.split("([\x02\x03])", text or ""):
        if part in {"\x02", "\x03"}:
            is_hit = part == "\x02"
        elif part:
            pieces.append(Piece(part, is_hit))
    return tuple(pieces)


async def _find(visit: RequestContext, asked: Query, limit: int) -> list[Row]:
    """The first articles, with what facets need of them."""
    if asked.words and asked.match is None:
        return []
    date, _, number = asked.after.partition("~")
    behind = {"after_date": date, "after_id": int(number) if number.isdigit() and len(number) < 19 else None}
    if asked.match is None:
        return await visit.archive.ask("search", "by_date", **asked.params, **behind, limit=limit)
    if asked.order == "best":
        return await visit.archive.ask("search", "by_rank", match=asked.match, **asked.params, limit=limit)
    return await visit.archive.ask("search", "by_words", match=asked.match, **asked.params, **behind, limit=limit)


async def _behind(visit: RequestContext, asked: Query, first: list[Row]) -> list[Row]:
    """The page that is asked for, and one more if there is more; mostly it is among the first articles."""
    if asked.order == "best":
        start = int(asked.after) if asked.after.isdigit() and len(asked.after) < 6 else 0
        return first[start : start + PAGE + 1]
    if not asked.after:
        return first[: PAGE + 1]
    place = next((i for i, row in enumerate(first) if _mark(row) == asked.after), len(first))
    rows = first[place + 1 : place + PAGE + 2]
    return rows if len(rows) > PAGE else await _find(visit, asked, PAGE + 1)


def _following(asked: Query, page: Sequence[Row]) -> str:
    """The address of the next page."""
    if asked.order == "best":
        return replace(asked, after=str((int(asked.after) if asked.after.isdigit() else 0) + PAGE)).address
    return replace(asked, after=_mark(page[-1])).address


def _mark(row: Row) -> str:
    return f"{row['date_published'] or ''}~{row['id']}"


async def _read_hits(visit: RequestContext, asked: Query, rows: Iterable[Row]) -> list[Hit]:
    """What is shown of each, in the order in which they were found."""
    rows = list(rows)
    ids = json.dumps([row["id"] for row in rows])
    if asked.match is None:
        details = await visit.archive.ask("search", "openings", ids=ids)
    else:
        details = await visit.archive.ask("search", "passages", ids=ids, match=asked.match)
    known = {detail["id"]: detail for detail in details}
    return [_read_hit({**row, **known[row["id"]]}) for row in rows if row["id"] in known]


def _read_hit(row: dict[str, Any]) -> Hit:
    return Hit(
        row=row,
        authors=tuple(names(row["authors"])),
        headline=cut_marks(row["marked_headline"]),
        passage=cut_marks(row["passage"]),
    )


def _updated(row: Row) -> str:
    return max(str(row[name]) for name in ("date_modified", "date_published", "first_seen") if row[name])


def _said(facet: str, value: str) -> str:
    return said_day(value) if facet == "day" else value
