"""The story page: all copies in the order of their appearance, and what each has that the first has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.browse.articles import lag, paragraphs
from pipelines.browse.formatting import names
from pipelines.browse.request_context import Answer, NotHere, RequestContext
from pipelines.browse.worddiff import Change, Run, Span, diff_paragraphs, diff_words, fold

Row = Mapping[str, Any]

COMPARED = 12
"""Copies behind the first that are compared with it; comparing takes a moment each."""


async def show(visit: RequestContext) -> Answer:
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
            "copies": compare_copies(rows),
            "credit": said_credit(row),
            "events": events,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One outlet's copy."""

    row: Row
    authors: tuple[str, ...]
    lag: str | None
    """How long after the first; None for the first."""
    runs: tuple[Run, ...] | None
    """Its text against the first; None for the first, and for those that are not compared."""
    kept: int
    reworded: int
    dropped: int
    added: int
    headline: tuple[Span, ...] | None

    @property
    def is_verbatim(self) -> bool:
        return self.runs is not None and not (self.reworded or self.dropped or self.added)


def compare_copies(rows: Sequence[Row]) -> list[Copy]:
    """Each copy against the earliest, which comes first."""
    first = rows[0]
    origin = paragraphs(first["article_body"])
    copies = [_alone(first, None)]
    for place, row in enumerate(rows[1:], start=1):
        after = lag(first["published"], row["published"])
        copies.append(_compare(first, origin, row, after) if place <= COMPARED else _alone(row, after))
    return copies


def said_credit(story: Row) -> str | None:
    """Whose report it is, and how that is known."""
    how = {
        "credit_text": "as a source line or credit says",
        "dateline": "as the text's first line says",
        "byline": "as a byline says",
        "first": "whose copy is the earliest; none of them credits anybody",
    }
    if not story["agency"]:
        return None
    return f"{story['agency']}, {how.get(story['agency_from'], 'as its copies say')}"


def _alone(row: Row, after: str | None) -> Copy:
    return Copy(
        row=row, authors=tuple(names(row["authors"])), lag=after, runs=None,
        kept=0, reworded=0, dropped=0, added=0, headline=None,
    )  # fmt: skip


def _compare(first: Row, origin: Sequence[str], row: Row, after: str) -> Copy:
    changes = diff_paragraphs(origin, paragraphs(row["article_body"]))
    before, now = first["headline"] or "", row["headline"] or ""
    return Copy(
        row=row,
        authors=tuple(names(row["authors"])),
        lag=after,
        runs=fold(changes),
        kept=_count(changes, "same"),
        reworded=_count(changes, "changed"),
        dropped=_count(changes, "removed"),
        added=_count(changes, "added"),
        headline=diff_words(before, now) if before != now else None,
    )


def _count(changes: Iterable[Change], mark: str) -> int:
    return sum(change.mark == mark for change in changes)
