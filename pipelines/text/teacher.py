"""The extractor's and the site profile's verdict on each block, and where the page's other blocks overrule it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipelines.text.copy import Copy, Cut, Line

DROPPED = Cut("other", "extractor.dropped")
TRAILING_HEADING = Cut("other", "heading.nothing-follows")

POST = "blockquote.twitter-tweet"
"""Twitter's own mark-up for a quoted post: readers see it as part of the text, and so did scrapinghub's annotators
(+.0025; fundus-eval -.0005, fundus-tests -.0003, whose parsers differ on it)."""
PROSE_ROLES = ("paragraph", "quote", "list_item", "heading")
PROSE_WORDS = 8
HEADING_WORDS = 20
MAX_LINKED = 0.25
"""Share of a prose paragraph's characters that may be links."""


def restore_prose(copy: Copy) -> Copy:
    """The copy with dropped blocks of plain prose kept: those whose path is mostly kept, between kept blocks."""
    if not copy.standing or len(copy.standing) == len(copy.open):
        return copy
    seen = Counter(line.block.path for _, line in copy.open)
    kept = Counter(line.block.path for _, line in copy.standing)
    first, last = copy.standing[0][0], copy.standing[-1][0]
    lines = list(copy.lines)
    for index, line in copy.open:
        path = line.block.path
        if line.block.kept or not first < index < last + 2:
            continue
        trusted = path and kept[path] >= 3 and kept[path] * 2 > seen[path]
        if POST in path or (trusted and _is_prose(line)) or (index < last and _heads_prose(copy, index)):
            lines[index] = line.standing_in(replace(line.block, kept=True))
    return replace(copy, lines=tuple(lines))


def _is_prose(line: Line) -> bool:
    block = line.block
    if block.role not in PROSE_ROLES or block.figure is not None or block.link_density > MAX_LINKED:
        return False
    return block.role == "heading" or (line.words >= PROSE_WORDS and line.ends_sentence)


def _heads_prose(copy: Copy, index: int) -> bool:
    """Whether a dropped heading without a link stands right above kept prose."""
    block = copy.lines[index].block
    if (
        block.role != "heading"
        or block.link_density
        or block.figure is not None
        or copy.lines[index].words > HEADING_WORDS
    ):
        return False
    after = copy.lines[index + 1]
    return (
        index + 1 not in copy.cuts
        and after.block.kept
        and after.block.role == "paragraph"
        and after.words >= PROSE_WORDS
    )


def find_ruled_out(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """What a person's rules for the site cut."""
    for index, line in enumerate(copy.lines):
        block = line.block
        if block.ruling is not None and block.ruling.act == "cut" and block.furniture is not None:
            yield index, Cut(block.furniture, block.furniture_rule)


def find_furniture(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """What the site's other pages show to be furniture."""
    for index, line in copy.open:
        if line.block.furniture is not None:
            yield index, Cut(line.block.furniture, line.block.furniture_rule)


def find_dropped(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """What the extractor dropped and nothing overruled."""
    for index, line in copy.open:
        if not line.block.kept:
            yield index, DROPPED


def find_trailing_headings(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """Headings at the end: what they headed is not copy."""
    for index, line in reversed(copy.standing[1:]):
        if line.block.role != "heading" or line.ends_sentence:
            return
        yield index, TRAILING_HEADING
