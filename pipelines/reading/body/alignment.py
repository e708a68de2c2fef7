"""Which of a page's blocks trafilatura keeps, and which element is the article's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.language.scripts import PROSE_CHARACTERS, is_spelt_in, spelt_length
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.containment import smallest_element

_NOT_WORD = re.compile(r"[^\w\n]+")
_ASCII_NOT_WORD = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) != "\n")
"""Most of what is to go, and as bytes it goes in a tenth of the time."""
LONG_KEY = 24
"""Letters and digits, as an alphabet would spell them, from which a block counts as kept wherever its text is found
inside trafilatura's; shorter ones must be a line of it."""
PARTLY_KEPT = 0.5
"""Share of a block's letters that trafilatura's lines must cover when inline elements were cut out of it."""
SAME_END = 8
"""Letters at the beginning or the end of a line and a block from which the two are compared, and behind a hole."""
MOST_HOLES = 40
MOST_RIVALS = 20
"""Blocks of one text among which the right one is looked for."""
MOST_OPEN_LINES = 400
"""Lines without a block of their own that are compared with each block; a page has a handful."""
PROSE_SHARE = 0.96
"""Share of the page's prose that the element must hold which trafilatura is shown. Measured on the dev pages: at 0.9 it
loses articles in several parts, at 0.8 more of them; without it, half as much again is spent on boilerplate, some of
which is kept (docs/decisions/0005)."""
LEAST_PROSE = 600
"""Characters, as an alphabet would spell them."""
"""Characters; a page with less of it is shown whole."""
OWN_ELEMENT_SHARE = 0.9
"""Share of the kept text that the article's own element must hold."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a page's blocks and trafilatura's text go together."""

    kept: tuple[bool, ...]
    """One for each block."""
    explained: float
    """Share of trafilatura's letters that stand in kept blocks; 1.0 for no text."""


def align(blocks: Sequence[RawBlock], text: str) -> Alignment:
    """Marks the blocks whose text stands in trafilatura's. Letters and digits alone are compared."""
    keys = keys_of([block.text for block in blocks])
    lines = [key for key in keys_of(text.splitlines()) if key]
    kept = [False] * len(blocks)
    unmatched = _match_lines(blocks, keys, lines, kept)
    _match_contained(keys, lines, kept)
    unmatched = unmatched[:MOST_OPEN_LINES]
    _match_fragments(keys, unmatched, kept)
    holed = _match_holed(keys, unmatched, kept)
    whole = "".join(lines)
    if not whole:
        return Alignment(tuple(kept), 1.0)
    kept_keys = {key for key, keep in zip(keys, kept, strict=True) if keep}
    open_lines = [line for line in lines if line not in kept_keys and line not in holed]
    joined = "\n".join(kept_keys)
    known = sum(len(line) for line in lines if line in kept_keys or line in holed)
    long_keys = [key for key in kept_keys if _is_long(key)] if open_lines else []
    known += sum(_explained(line, long_keys, joined) for line in open_lines[:MOST_OPEN_LINES])
    return Alignment(tuple(kept), known / len(whole))


def _explained(line: str, long_keys: Sequence[str], joined: str) -> int:
    """How many letters of a line stand in kept blocks."""
    if line in joined:
        return len(line)
    return min(len(line), sum(len(key) for key in long_keys if key in line))


def _is_long(key: str) -> bool:
    return len(key) >= LONG_KEY or spelt_length(key) >= LONG_KEY


def keys_of(lines: Sequence[str]) -> list[str]:
    """The letters and digits of each line. In one go for all: a page has 200 blocks of a few words.

    >>> keys_of(["A 'slow' start, 3 %", "snake_case"])
    ['Aslowstart3', 'snakecase']
    """
    if not lines:
        return []
    text = "\n".join(lines).encode("utf-8", "surrogatepass").translate(None, _ASCII_NOT_WORD)
    joined = text.decode("utf-8", "surrogatepass")
    return (joined if joined.isascii() else _NOT_WORD.sub("", joined)).split("\n")


def _match_lines(blocks: Sequence[RawBlock], keys: Sequence[str], lines: Sequence[str], kept: list[bool]) -> list[str]:
    """Whole lines, in order; where a text stands twice, the one that follows the line before. Returns the rest."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if key:
            places[key].append(index)
    rest = []
    last = -1
    for line in lines:
        free = places.get(line)
        if free is None:
            rest.append(line)
        elif len(free) == 1:
            last = free[0]
            kept[last] = True
        else:
            few = free[:MOST_RIVALS]
            inside = [index for index in few if not blocks[index].outside] or few
            index = min((i for i in inside if i > last), default=inside[0])
            kept[index] = True
            free.remove(index)
    return rest


def _match_contained(keys: Sequence[str], lines: Sequence[str], kept: list[bool]) -> None:
    """Long blocks that trafilatura joined with others or broke in lines."""
    whole = "".join(lines)
    done = {key for key, keep in zip(keys, kept, strict=True) if keep}
    for index, key in enumerate(keys):
        if not kept[index] and key not in done and _is_long(key) and key in whole:
            kept[index] = True
            done.add(key)


def _match_fragments(keys: Sequence[str], lines: Sequence[str], kept: list[bool]) -> None:
    """Blocks of which trafilatura kept a part."""
    fragments = [line for line in lines if _is_long(line)]
    if not fragments:
        return
    for index, key in enumerate(keys):
        if kept[index] or not _is_long(key):
            continue
        covered = sum(len(line) for line in fragments if line in key)
        if covered >= PARTLY_KEPT * len(key):
            kept[index] = True


def _match_holed(keys: Sequence[str], lines: Sequence[str], kept: list[bool]) -> set[str]:
    """Blocks from whose middle trafilatura took elements that are no text to it: a button, a time, what its class calls
    a menu. Their lines begin or end as the blocks do. Returns those lines."""
    by_end: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if _is_long(line):
            for end in {line[:SAME_END], line[-SAME_END:]}:
                by_end[end].append(line)
    found: set[str] = set()
    for index, key in enumerate(keys) if by_end else ():
        rivals = () if kept[index] else (*by_end.get(key[:SAME_END], ()), *by_end.get(key[-SAME_END:], ()))
        if not rivals or not _is_long(key):
            continue
        rest = next((rival for rival in rivals[:MOST_RIVALS] if _is_cut_from(rival, key)), None)
        if rest is not None:
            kept[index] = True
            found.add(rest)
    return found


def _is_cut_from(line: str, key: str) -> bool:
    """Whether a line is a block with pieces cut out, and most of the block."""
    if not PARTLY_KEPT * len(key) <= len(line) < len(key):
        return False
    here = there = 0
    for _ in range(MOST_HOLES):
        while here < len(line) and there < len(key) and line[here] == key[there]:
            here += 1
            there += 1
        if here == len(line):
            return True
        there = key.find(line[here : here + SAME_END], there)
        if there < 0:
            return False
    return False


def is_prose(block: RawBlock) -> bool:
    """Whether this is a long block without many links, and not outside the article by its mark-up."""
    return not block.outside and block.has_few_links and is_spelt_in(block.text, PROSE_CHARACTERS)


def prose_element(blocks: Sequence[RawBlock]) -> HtmlElement | None:
    """The parent of the smallest element that holds nearly all of the page's prose; None where that is the page.

    Headline and picture often stand beside the text, hence the parent.
    """
    prose = [block for block in blocks if is_prose(block)]
    if sum(spelt_length(block.text) for block in prose) < LEAST_PROSE:
        return None
    element = smallest_element(prose, PROSE_SHARE)
    if element is None or element.tag in ("body", "html"):
        return None
    parent = element.getparent()
    return element if parent is None or parent.tag in ("body", "html") else parent


def own_element(blocks: Sequence[RawBlock], kept: Sequence[bool]) -> HtmlElement | None:
    """The smallest element that holds nearly all kept text; None where nothing is kept.

    A kept block that stands elsewhere does not widen it as long as nine tenths of the text are inside.
    """
    return smallest_element([block for block, keep in zip(blocks, kept, strict=True) if keep], OWN_ELEMENT_SHARE)
