"""Lists that a sentence announces: "The ferry serves four ports:". They are the article's, links or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.language.folding import fold
from pipelines.language.scripts import count_words
from pipelines.model import Block
from pipelines.reading.cleaning.phrases import bare, phrasebook

SENTENCE_WORDS = 5
"""Words from which a line with a colon is a sentence, and not a label such as "Topics:"."""
FEWER_WORDS = 3
"""The same where the text goes on behind the list."""
MARKER_WORDS = 9
"""Words of the longest line that leads to other stories because it opens as such lines do."""
TITLE_WORDS = 4
PROSE_WORDS = 8
ITEM_WORDS = 30
_COLONS = frozenset(":：︰﹕∶\u055d\u1366\u1804\u17d6\u0903\u0983\u0a83-–—―") | frozenset(map(chr, range(0x703, 0x70A)))
"""Colons of all scripts, the visarga that Indian typists put for one, and dashes: what a sentence does not end with."""
_CLOSING = " '\"”’»)]」』"


def announces(text: str) -> bool:
    """Whether a line leaves something to come behind it.

    >>> announces("The ferry serves four ports:"), announces("船は四つの港に寄る："), announces("It was late.")
    (True, True, False)
    """
    last = text[-1:]
    return last in _COLONS or (last in _CLOSING and text.rstrip(_CLOSING)[-1:] in _COLONS)


def with_lists(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with announced lists among the kept ones, as plain text: no link in them leads away from the story."""
    lines = [
        place
        for place, line in enumerate(blocks)
        if line.kept and line.role in ("paragraph", "quote", "list_item") and announces(line.text)
    ]
    found = {place for line in lines for place in _announced(blocks, line)}
    if not found:
        return tuple(blocks)
    return tuple(
        replace(block, kept=True, links=(), link_density=0.0) if place in found else block
        for place, block in enumerate(blocks)
    )


def _announced(blocks: Sequence[Block], start: int) -> range:
    """The places of the list behind a line that announces one; none where it is a label, or the list leads away."""
    line = blocks[start]
    nothing = range(0)
    words = count_words(line.text)
    if words < FEWER_WORDS or (words <= MARKER_WORDS and _leads_away(line.text)):
        return nothing
    items = range(start + 1, start + 1 + sum(1 for _ in _items(blocks, start + 1)))
    if not items or _is_contents(blocks[items.start : items.stop]):
        return nothing
    is_sentence = words >= SENTENCE_WORDS and not _are_titles(blocks[items.start : items.stop])
    return items if is_sentence or _is_prose(blocks, items.stop) else nothing


def _is_contents(items: Sequence[Block]) -> bool:
    """Whether a list leads to places on its own page, which are links without an address here."""
    return all(item.is_all_links and not item.links for item in items)


def _are_titles(items: Sequence[Block]) -> bool:
    """Whether a list is of links with as many words as headlines have: behind the text those lead to other stories."""
    if any(not item.is_all_links for item in items):
        return False
    return sum(count_words(item.text) for item in items) >= TITLE_WORDS * len(items)


def _items(blocks: Sequence[Block], start: int) -> Iterator[Block]:
    """The items that stand together from here on; paragraphs are items where several are one link each."""
    role = blocks[start].role if start < len(blocks) else None
    rows = iter(blocks[start:])
    if role == "list_item":
        for block in rows:
            if block.role != role or not (block.inside or block.kept):
                return
            yield block
    elif role == "paragraph" and start + 1 < len(blocks) and _is_link(blocks[start + 1]):
        for block in rows:
            if not _is_link(block):
                return
            yield block


def _is_link(block: Block) -> bool:
    alone = block.role == "paragraph" and block.is_all_links and len(block.links) == 1
    return alone and (block.inside or block.kept) and count_words(block.text) <= ITEM_WORDS


def _is_prose(blocks: Sequence[Block], place: int) -> bool:
    if place >= len(blocks):
        return False
    block = blocks[place]
    long = block.kept and block.role in ("paragraph", "quote") and count_words(block.text) >= PROSE_WORDS
    return long and block.has_few_links


def _leads_away(text: str) -> bool:
    """Whether a line opens as those above related links do."""
    book, opening = phrasebook(), bare(fold(text))
    return bool(book.read_more.opening(opening) or book.related.opening(opening))
