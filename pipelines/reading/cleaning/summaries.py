"""Boxes of key points: lines beside the text, or above it, that say again what stands in its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipelines.language.folding import fold
from pipelines.language.scripts import UNSPACED
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once

SUMMARY = Cut("repeated", "repeated.summary")

FEWEST_POINTS = 2
FEWEST_WORDS = 5
MOST_WORDS = 45
SAID_AGAIN = 0.8
"""Share of a point's words that one sentence of the text has as well."""
MOST_POINTS = 0.6
"""Share of a box's points that are said again, from which on all of it is a summary."""
MOST_SHARE = 0.5
"""Words of a box to one of the text; a longer one is a part of it."""
NEAR_TOP = 3
NEAR_END = 2
HEADING_WORDS = 6

_SENTENCES = re.compile(r"(?<=[.!?])[\"'”’»)]?\s+|(?<=[。！？])")
_WORDS = re.compile(r"\w+")
_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")


def find_summaries(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """The points of such boxes, and the heading right above them."""
    standing = body.standing
    home = _home([line for _, line in standing])
    if not home:
        return
    paragraphs = [line for _, line in standing if line.block.role == "paragraph" and _around(line) == home]
    text = sum(line.words for line in paragraphs)
    start = 0
    for around, group in groupby(standing, key=lambda row: _place_of(row[1], home)):
        rows = list(group)
        end = start + len(rows)
        is_edge = start <= NEAR_TOP or len(standing) - end <= NEAR_END
        points = [line for _, line in rows]
        short = sum(point.words for point in points) <= MOST_SHARE * text
        if around is not None and is_edge and short and _is_summary(points, paragraphs):
            if start and _heads(standing[start - 1][1], home):
                yield standing[start - 1][0], SUMMARY
            yield from ((index, SUMMARY) for index, _ in rows)
        start = end


def _home(lines: Sequence[Line]) -> str:
    """The elements around most paragraphs' words; "" for a text without elements."""
    held: Counter[str] = Counter()
    for line in lines:
        if line.block.role == "paragraph":
            held[_around(line)] += line.words
    return held.most_common(1)[0][0] if held else ""


def _around(line: Line) -> str:
    return line.block.path.rpartition(">")[0]


def _place_of(line: Line, home: str) -> str | None:
    """The element that holds a list or a box; None for what stands in the text's own and is no list."""
    around = _around(line)
    if line.block.role == "list_item":
        return around.rpartition(">")[0]
    return around if line.block.role in ("paragraph", "quote") and around != home else None


def _is_summary(points: Sequence[Line], paragraphs: Sequence[Line]) -> bool:
    if len(points) < FEWEST_POINTS or any(point.words > MOST_WORDS for point in points):
        return False
    said = [sentence for line in paragraphs if line not in points for sentence in _sentences(line)]
    again = sum(_is_said_again(_words(point.text), said) for point in points)
    return again >= max(FEWEST_POINTS, MOST_POINTS * len(points))


def _is_said_again(point: frozenset[str], sentences: Sequence[frozenset[str]]) -> bool:
    """Whether one sentence says the point. Where several do, all are made after one pattern ("The green ferry was laid
    up on Monday"), and what tells them apart is what is said."""
    if len(point) < FEWEST_WORDS:
        return False
    return len({sentence for sentence in sentences if len(point & sentence) >= SAID_AGAIN * len(point)}) == 1


@asked_once
def _sentences(line: Line) -> tuple[frozenset[str], ...]:
    return tuple(_words(sentence) for sentence in _SENTENCES.split(line.text))


def _words(text: str) -> frozenset[str]:
    """A text's words, folded; pairs of characters where words stand without spaces."""
    folded = fold(text)
    pairs = [run[at : at + 2] for run in _UNSPACED.findall(folded) for at in range(len(run) - 1)]
    return frozenset((*_WORDS.findall(_UNSPACED.sub(" ", folded)), *pairs))


def _heads(line: Line, home: str) -> bool:
    """Whether a line is the heading of a box, and no paragraph."""
    return (
        line.words <= HEADING_WORDS
        and not line.ends_sentence
        and (line.block.role == "heading" or _around(line) != home)
    )
