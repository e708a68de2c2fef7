"""The article page: the text as a person reads it, every cut in its place, and how its facts are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.browse.formatting import (
    KINDS,
    hours_between,
    lapse,
    names,
    parse,
    read_json,
    said_day,
    said_source,
    said_time,
)
from pipelines.browse.request_context import Answer, NotHere, RequestContext, together
from pipelines.reading.cleaning.rules import why

Row = Mapping[str, Any]


async def show(visit: RequestContext) -> Answer:
    ask, number = visit.archive.ask, visit.number
    row = await visit.archive.ask_one("article", "article", id=number)
    if row is None:
        raise NotHere("There is no article of this number.")
    removals, images, urls, revisions, copies, feeds = await together(
        ask("article", "removals", id=number),
        ask("article", "images", id=number),
        ask("article", "urls", id=number),
        ask("article", "revisions", id=number),
        ask("article", "copies", id=number, story_id=row["story_id"]),
        ask("article", "feeds", id=number),
    )
    passages = lay_out(row["article_body"], removals)
    return Answer(
        "article.html",
        {
            "title": row["headline"] or "Without a headline",
            "article": row,
            "authors": names(row["authors"]),
            "authors_from": known_from(row, "authors"),
            "author_rivals": rivals_of(row, "authors"),
            "headline_from": known_from(row, "headline"),
            "headline_rivals": rivals_of(row, "headline"),
            "section_from": known_from(row, "article_section"),
            "date": date_fact(row),
            "was_modified": was_modified(row),
            "passages": passages,
            "kinds": count_kinds(passages),
            "images": [image for image in images if image["caption"] or image["credit"]],
            "related": [cut for passage in passages for cut in passage.cuts if cut.kind == "read_more"],
            "urls": urls,
            "revisions": revisions,
            "copies": [
                {**copy, "lag": lag(row["date_published"] or row["first_seen"], copy["published"])} for copy in copies
            ],
            "feeds": feeds,
            "keywords": names(row["keywords"]),
            "confidence": confidence_parts(row),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A block that is not in the text."""

    kind: str
    label: str
    """The kind, in words."""
    text: str
    url: str | None
    rule: str
    why: str
    """What the rule says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, and what was cut before it; the last passage has no paragraph."""

    cuts: tuple[Cut, ...]
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value of the page's head, with how it is known."""

    value: str
    how: str
    rivals: tuple[str, ...]
    """What other sources say instead."""


def paragraphs(body: str | None) -> list[str]:
    """
    >>> paragraphs("One.\\n\\nTwo.")
    ['One.', 'Two.']
    """
    return [text for text in (body or "").split("\n\n") if text.strip()]


def lay_out(body: str, removals: Iterable[Row]) -> tuple[Passage, ...]:
    """The text in order; a cut that claims to stand behind the end stands at the end."""
    texts = paragraphs(body)
    before: list[list[Cut]] = [[] for _ in range(len(texts) + 1)]
    for row in removals:
        before[max(0, min(row["position"], len(texts)))].append(read_cut(row))
    passages = [Passage(cuts=tuple(cuts), text=text) for cuts, text in zip(before, [*texts, None], strict=True)]
    return tuple(passage for passage in passages if passage.text is not None or passage.cuts)


def read_cut(row: Row) -> Cut:
    """A row of removals."""
    return Cut(
        kind=row["kind"] if row["kind"] in KINDS else "other",
        label=KINDS.get(row["kind"], row["kind"]),
        text=row["text"],
        url=row["url"],
        rule=row["rule"],
        why=why(row["rule"]) or "a rule of an earlier version",
    )


def count_kinds(passages: Iterable[Passage]) -> list[tuple[str, str, int]]:
    """Kind, its label, and how many blocks of it were cut; the most first."""
    counts: dict[str, int] = {}
    for passage in passages:
        for cut in passage.cuts:
            counts[cut.kind] = counts.get(cut.kind, 0) + 1
    return sorted(((kind, KINDS[kind], count) for kind, count in counts.items()), key=lambda item: (-item[2], item[0]))


def date_fact(article: Row) -> Fact:
    """When it was published, to the precision that was stated."""
    about = _about(article, "date_published")
    if article["date_published"] is None:
        raw = article["date_published_raw"]
        how = f"no date that can be believed; “{raw}” is stated" if raw else "no source states a date"
        return Fact(value="Undated", how=how, rivals=_rivals(about))
    say = said_day if about.get("precision") == "day" else said_time
    return Fact(value=say(article["date_published"]), how=said_source(about.get("source")), rivals=_rivals(about))


def known_from(article: Row, name: str) -> str | None:
    """The source of a column, in words; None where it is not recorded."""
    source = _about(article, name).get("source")
    return said_source(source) if source else None


def rivals_of(article: Row, name: str) -> tuple[str, ...]:
    """What other sources said of a column."""
    return _rivals(_about(article, name))


def was_modified(article: Row) -> bool:
    """Whether it says of itself that it was changed after it was published."""
    published, modified = parse(article["date_published"]), parse(article["date_modified"])
    return modified is not None and (published is None or modified > published)


def lag(published: str | None, other: str | None) -> str:
    """How far apart two copies came.

    >>> lag("2026-03-10T06:00:00+00:00", "2026-03-10T09:00:00+00:00")
    '3 hours later'
    """
    hours = hours_between(published, other)
    if hours is None:
        return "at an unknown time"
    if abs(hours) < 1 / 60:
        return "at the same time"
    return f"{lapse(abs(hours))} {'later' if hours > 0 else 'earlier'}"


def confidence_parts(article: Row) -> Sequence[tuple[str, float]]:
    """What the confidence rests on."""
    found = read_json(article["confidence_reasons"], {})
    if not isinstance(found, dict):
        return []
    return [(str(name), float(value)) for name, value in found.items() if isinstance(value, int | float)]


def _about(article: Row, name: str) -> dict[str, Any]:
    found = read_json(article["provenance"], {})
    about = found.get(name) if isinstance(found, dict) else None
    return about if isinstance(about, dict) else {}


def _rivals(about: Mapping[str, Any]) -> tuple[str, ...]:
    others = about.get("others")
    rows = [other for other in others if isinstance(other, dict)] if isinstance(others, list) else []
    return tuple(f"{said_source(other.get('source'))}: {other.get('raw')}" for other in rows)
