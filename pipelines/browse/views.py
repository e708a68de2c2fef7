"""What each page shows: its rows asked for, and laid out by the module of its noun."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from pipelines.browse import articles, stories
from pipelines.browse.archives import Archive, Row
from pipelines.browse.phrasing import names
from pipelines.browse.worddiff import diff_paragraphs, diff_words


class NotHere(Exception):  # noqa: N818  named by what it says
    """There is no such row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request for a page of one archive."""

    archive: Archive
    request: Any
    base: str
    """Address of the archive's first page, which all others are below."""

    @property
    def number(self) -> int:
        """The row that is asked for; one that cannot exist if the number is no number of SQLite's."""
        number = int(self.request.url_vars["id"])
        return number if number < 2**63 else -1

    def argument(self, name: str) -> str:
        """An argument of the query string, "" if it is missing."""
        return (self.request.args.get(name) or "").strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """A template and what it is to show."""

    template: str
    values: dict[str, Any] = field(repr=False)


async def article(visit: Visit) -> Answer:
    ask, number = visit.archive.ask, visit.number
    row = await visit.archive.ask_one("article", "article", id=number)
    if row is None:
        raise NotHere("There is no article of this number.")
    removals, images, urls, revisions, copies, feeds = await _together(
        ask("article", "removals", id=number),
        ask("article", "images", id=number),
        ask("article", "urls", id=number),
        ask("article", "revisions", id=number),
        ask("article", "copies", id=number, story_id=row["story_id"]),
        ask("article", "feeds", id=number),
    )
    passages = articles.lay_out(row["article_body"], removals)
    return Answer(
        "article.html",
        {
            "title": row["headline"] or "Without a headline",
            "article": row,
            "authors": names(row["authors"]),
            "authors_from": articles.known_from(row, "authors"),
            "author_rivals": articles.rivals_of(row, "authors"),
            "headline_from": articles.known_from(row, "headline"),
            "headline_rivals": articles.rivals_of(row, "headline"),
            "section_from": articles.known_from(row, "article_section"),
            "date": articles.date_fact(row),
            "was_modified": articles.was_modified(row),
            "passages": passages,
            "kinds": articles.count_kinds(passages),
            "images": [image for image in images if image["caption"] or image["credit"]],
            "related": [cut for passage in passages for cut in passage.cuts if cut.kind == "read_more"],
            "urls": urls,
            "revisions": revisions,
            "copies": [
                {**copy, "lag": articles.lag(row["date_published"] or row["first_seen"], copy["published"])}
                for copy in copies
            ],
            "feeds": feeds,
            "keywords": names(row["keywords"]),
            "confidence": articles.confidence_parts(row),
        },
    )


async def version(visit: Visit) -> Answer:
    revision = await visit.archive.ask_one("version", "revision", id=visit.number)
    if revision is None:
        raise NotHere("There is no version of this number.")
    place = {name: revision[name] for name in ("article_id", "seen_at", "id")}
    later = await visit.archive.ask_one("version", "later", **place)
    earlier = await visit.archive.ask_one("version", "earlier", **place)
    after = later or {"headline": revision["headline_now"], "article_body": revision["article_body_now"]}
    old, new = articles.paragraphs(revision["article_body"]), articles.paragraphs(after["article_body"])
    return Answer(
        "version.html",
        {
            "title": f"What changed: {after['headline'] or 'without a headline'}",
            "revision": revision,
            "later": later,
            "earlier": earlier,
            "headline": diff_words(revision["headline"] or "", after["headline"] or ""),
            "headline_changed": revision["headline"] != after["headline"],
            "runs": stories.fold(diff_paragraphs(old, new)),
            "lag": articles.lag(revision["published"], revision["seen_at"]),
        },
    )


async def story(visit: Visit) -> Answer:
    ask_one = visit.archive.ask_one
    row = await ask_one("story", "story", id=visit.number)
    rows = await visit.archive.ask("story", "copies", id=visit.number)
    if row is None or not rows:
        raise NotHere("There is no story of this number. Of two that merge, the older number stays.")
    count = await ask_one("story", "count", id=visit.number)
    events = await visit.archive.ask("story", "events", id=visit.number)
    return Answer(
        "story.html",
        {
            "title": rows[0]["headline"] or "Without a headline",
            "story": row,
            "count": count,
            "copies": stories.compare_copies(rows),
            "credit": stories.said_credit(row),
            "events": events,
        },
    )


async def front(visit: Visit) -> Answer:
    return Answer("front.html", {"title": visit.archive.name})


async def _together(*questions: Awaitable[list[Row]]) -> list[list[Row]]:
    """Datasette has several threads for reading."""
    return list(await asyncio.gather(*questions))
