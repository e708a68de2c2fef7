"""The extractor's and the site profile's verdict on each block, and where the page's other blocks overrule it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pipelines.reading.cleaning.body_text import BodyText, Cut, Line

DROPPED = Cut("other", "extractor.dropped")
TRAILING_HEADING = Cut("other", "heading.nothing-follows")

POST = "blockquote.twitter-tweet"
"""Twitter's own mark-up for a quoted post: readers see it as part of the text, and so did scrapinghub's annotators
(+.0025; fundus-eval -.0005, fundus-tests -.0003, whose parsers differ on it)."""
PROSE_ROLES = ("paragraph", "quote", "list_item", "heading")
PROSE_WORDS = 8
HEADING_WORDS = 20
HOME_STEPS = 3
"""Elements by which the one around a paragraph is known."""
HOME_PARAGRAPHS = 3
NAME_WORDS = 3
NAME_LINKED = 0.6
"""A linked item may be a headline; one of few words is a name, one with more words behind its link the page's own."""
LISTS = frozenset(("ul", "ol", "dl"))
MAX_LINKED = 0.25
"""Share of a prose paragraph's characters that may be links."""


def restore_prose(body: BodyText) -> BodyText:
    """The lines with dropped blocks of plain prose kept: those whose path is mostly kept, between kept blocks."""
    if not body.standing or len(body.standing) == len(body.open):
        return body
    seen = Counter(line.block.path for _, line in body.open)
    kept = Counter(line.block.path for _, line in body.standing)
    first, last = body.standing[0][0], body.standing[-1][0]
    homes = _homes(body)
    lines = list(body.lines)
    below: Line | None = None
    for index, line in reversed(body.open):
        path = line.block.path
        if not line.block.kept and first < index < last + 2:
            trusted = path and kept[path] >= 3 and kept[path] * 2 > seen[path]
            stands = index < last and (_heads_prose(body, index) or _stands_among(line, homes, below))
            if POST in path or (trusted and _is_prose(line)) or stands:
                lines[index] = line.standing_in(replace(line.block, kept=True))
        below = lines[index]
    return replace(body, lines=tuple(lines))


def _is_prose(line: Line) -> bool:
    block = line.block
    if block.role not in PROSE_ROLES or block.figure is not None or block.link_density > MAX_LINKED:
        return False
    return block.role == "heading" or (line.words >= PROSE_WORDS and line.ends_sentence)


def _homes(body: BodyText) -> frozenset[tuple[str, ...]]:
    """The elements in which the text's paragraphs stand side by side, by name: those of which most are kept."""
    kept: Counter[tuple[str, ...]] = Counter()
    dropped: Counter[tuple[str, ...]] = Counter()
    for _, line in body.open:
        if line.block.role == "paragraph" and line.block.path and line.block.figure is None:
            (kept if line.block.kept else dropped)[_around(line.block.path)] += 1
    return frozenset(home for home, count in kept.items() if count >= HOME_PARAGRAPHS and count > dropped[home])


def _stands_among(line: Line, homes: frozenset[tuple[str, ...]], below: Line | None) -> bool:
    """Whether a dropped item or heading stands beside the text's paragraphs: steps, features, prices, names. A heading
    does so with what is below it; one of cards and links has nothing kept there."""
    block = line.block
    if block.role not in ("list_item", "heading", "paragraph") or block.figure is not None:
        return False
    if block.role == "paragraph" and not (_is_prose(line) and _is_component(block.path)):
        return False
    if block.link_density > MAX_LINKED and (block.role == "heading" or not _is_named(line)):
        return False
    if block.role == "heading" and (below is None or not below.block.kept):
        return False
    around = _around_list(block.path) if block.role == "list_item" else _around(block.path)
    return any(around == home[-len(around) :] for home in homes) if around else False


@lru_cache(maxsize=1024)  # a page's blocks share their paths, as do a site's pages
def _around(path: str) -> tuple[str, ...]:
    """The elements around a block, the nearest last."""
    return tuple(path.split(">")[:-1][-HOME_STEPS:])


@lru_cache(maxsize=1024)
def _around_list(path: str) -> tuple[str, ...]:
    """The elements around the outermost list that an item stands in; none where the path does not show it."""
    steps = path.split(">")
    end = next((place for place, step in enumerate(steps) if step.partition(".")[0] in LISTS), 0)
    return tuple(steps[:end][-HOME_STEPS:])


def _is_named(line: Line) -> bool:
    """Whether an item's link is no headline; one without an address leads to a place on the page itself."""
    block = line.block
    return bool(block.links) and (line.words <= NAME_WORDS or block.link_density < NAME_LINKED)


def _is_component(path: str) -> bool:
    """Whether a block's element is a web component's or another vocabulary's, which trafilatura does not read."""
    name = path.rpartition(">")[2].partition(".")[0]
    return "-" in name or ":" in name


def _heads_prose(body: BodyText, index: int) -> bool:
    """Whether a dropped heading without a link stands right above kept prose."""
    block = body.lines[index].block
    if (
        block.role != "heading"
        or block.link_density
        or block.figure is not None
        or body.lines[index].words > HEADING_WORDS
    ):
        return False
    after = body.lines[index + 1]
    return (
        index + 1 not in body.cuts
        and after.block.kept
        and after.block.role == "paragraph"
        and after.words >= PROSE_WORDS
    )


def find_ruled_out(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """What a person's rules for the site cut."""
    for index, line in enumerate(body.lines):
        block = line.block
        if block.override is not None and block.override.act == "cut" and block.boilerplate is not None:
            yield index, Cut(block.boilerplate, block.furniture_rule)


def find_boilerplate(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """What the site's other pages show to be boilerplate."""
    for index, line in body.open:
        if line.block.boilerplate is not None:
            yield index, Cut(line.block.boilerplate, line.block.furniture_rule)


def find_dropped(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """What the extractor dropped and nothing overridden; by the evidence that weighed most with its judge."""
    for index, line in body.open:
        if not line.block.kept:
            yield index, Cut("other", f"judge.{line.block.against}") if line.block.against else DROPPED


def find_trailing_headings(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Headings at the end: what they headed is not body."""
    for index, line in reversed(body.standing[1:]):
        if line.block.role != "heading" or line.ends_sentence:
            return
        yield index, TRAILING_HEADING
