"""Lines that stand in other elements than the text, above it or behind: what a template shows around its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.reading.cleaning.body_text import BodyText, Cut, Line

ABOVE = Cut("other", "stray.above-text")
BEHIND = Cut("other", "stray.behind-text")

HOME_SHARE = 0.7
"""Share of the standing words that the text's own element must hold. From 0.5 to 0.8 the dev pages' figures differ by
.0004 at most."""
BEHIND_SHARE = 0.2
"""Share of the standing words that the lines behind it may hold; what holds more may be a second part of the text.
0.1 to 0.3 on the dev pages: fundus-tests +.004 to +.008, trafilatura-eval +.002 to +.003."""
SHORT_WORDS = 5
"""Words of a line above the text that is a section's name, a place, a kicker; standfirsts are longer."""
PROSE_WORDS = 8
MOST_PROSE = 1
"""Sentences above the text that are its standfirst; where more stand, the text begins with them."""


def find_strays(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Short lines and links above the element that holds the text, and all that stands behind it. Where the text
    stands is not asked where a person has said it."""
    if any(line.block.override is not None and line.block.override.act == "body" for _, line in body.standing):
        return
    standing = [row for row in body.standing if row[1].block.path]
    home = _home([line for _, line in standing])
    places = [place for place, (_, line) in enumerate(standing) if home in _elements(line)] if home else []
    total = sum(line.words for _, line in body.standing)
    if not places or sum(standing[place][1].words for place in places) < HOME_SHARE * total:
        return
    above, behind = standing[: places[0]], standing[places[-1] + 1 :]
    if sum(map(_is_prose, (line for _, line in above))) <= MOST_PROSE:
        for index, line in above:
            if line.words <= SHORT_WORDS or line.block.is_mostly_links:
                yield index, ABOVE
    if sum(line.words for _, line in behind) <= BEHIND_SHARE * total:
        for index, _ in behind:
            yield index, BEHIND


def _home(lines: Sequence[Line]) -> str:
    """The element, by its name and classes, that holds more of the paragraphs' words than any other; "" where it has
    no name of its own to be known by."""
    held: Counter[str] = Counter()
    for line in lines:
        if line.block.role == "paragraph" and ">" in line.block.path:
            held[_elements(line)[-1]] += line.words
    if not held:
        return ""
    home = max(held.items(), key=lambda row: (row[1], row[0]))[0]
    return home if "." in home or home in ("article", "main") else ""


def _elements(line: Line) -> list[str]:
    """The elements around the line's own, the nearest last."""
    return line.block.path.split(">")[:-1]


def _is_prose(line: Line) -> bool:
    return line.words >= PROSE_WORDS and line.ends_sentence and not line.block.is_mostly_links
