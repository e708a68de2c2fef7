"""The invented stories: what each paper prints, piece by piece, and what an archive should keep of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

PieceKind = Literal[
    "paragraph", "heading", "quote", "list_item", "table_row", "figure", "related", "promo", "source", "share"
]  # fmt: skip
COPY: frozenset[PieceKind] = frozenset({"paragraph", "heading", "quote", "list_item", "table_row"})
"""The kinds that are the story itself; all others are what a copy desk cuts."""

_MARKS: tuple[tuple[str, PieceKind], ...] = (
    ("## ", "heading"),
    ("> ", "quote"),
    ("- ", "list_item"),
    ("| ", "table_row"),
    ("[figure] ", "figure"),
    ("[related] ", "related"),
    ("[promo] ", "promo"),
    ("[source] ", "source"),
    ("[share] ", "share"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of a story, in reading order."""

    kind: PieceKind
    cells: tuple[str, ...]
    """One string; of a table row its cells, of a figure file, caption and credit, of a related line words and story."""

    @property
    def text(self) -> str:
        """What article_body would have of it."""
        return " | ".join(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as one paper prints it."""

    id: str
    site: str
    """Key of the paper in papers.PAPERS."""
    path: str
    """On the paper's host, with the leading slash."""
    headline: str
    standfirst: str | None
    section: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime | None
    """Of this edition; None while it has not been edited."""
    keywords: tuple[str, ...]
    pieces: tuple[Piece, ...] = field(repr=False)

    @property
    def article_body(self) -> str:
        """The text that an archive should keep, as articles.article_body is defined."""
        copy = [piece.text for piece in self.pieces if piece.kind in COPY]
        return "\n\n".join([self.standfirst, *copy] if self.standfirst else copy)

    def cut(self, kind: PieceKind) -> tuple[Piece, ...]:
        """The pieces of one kind."""
        return tuple(piece for piece in self.pieces if piece.kind == kind)


def parse_pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a text in the notation of stories.toml.

    >>> [(piece.kind, piece.cells) for piece in parse_pieces("| a | b\\n\\nOne\\nline.")]
    [('table_row', ('a', 'b')), ('paragraph', ('One line.',))]
    """
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    for block in text.strip().split("\n\n"):
        if block.startswith("| "):
            yield from (Piece(kind="table_row", cells=_cells(row[2:])) for row in block.splitlines())
            continue
        line = " ".join(block.split())
        for mark, kind in _MARKS:
            if line.startswith(mark):
                rest = line.removeprefix(mark)
                yield Piece(kind=kind, cells=_cells(rest) if kind in {"figure", "related"} else (rest,))
                break
        else:
            yield Piece(kind="paragraph", cells=(line,))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|"))


@cache
def load_stories(edition: Literal[1, 2] = 1) -> tuple[Story, ...]:
    """All stories, in the order of the file; the second edition has the edits in it."""
    raw = tomllib.loads(resources.files("crawler.demo").joinpath("stories.toml").read_text("utf-8"))["stories"]
    by_id = {row["id"]: row for row in raw}
    return tuple(_story(row, by_id, edition) for row in raw)


def _story(row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]], edition: int) -> Story:
    edited = edition > 1 and "edits" in row
    if "copy_of" in row:
        pieces = parse_pieces(by_id[row["copy_of"]]["text"])
        pieces = pieces[: len(pieces) - row.get("skip", 0)] + parse_pieces(row["after"])
    else:
        pieces = parse_pieces(_apply_edits(row["text"], row["edits"]) if edited else row["text"])
    return Story(
        id=row["id"],
        site=row["site"],
        path=row["path"],
        headline=row["headline"],
        standfirst=row.get("standfirst"),
        section=row["section"],
        authors=tuple(row["authors"]),
        published=row["published"],
        modified=row["modified"] if edited else None,
        keywords=tuple(row["keywords"]),
        pieces=pieces,
    )


def _apply_edits(text: str, edits: list[Mapping[str, str]]) -> str:
    for edit in edits:
        if text.count(edit["old"]) != 1:
            raise ValueError(f"stories.toml: {edit['old']!r} does not stand once in the text on one line")
        text = text.replace(edit["old"], edit["new"])
    return text
