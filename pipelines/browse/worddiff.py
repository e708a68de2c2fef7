"""What changed between two texts: paragraphs aligned, words compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pipelines.language.scripts import UNSPACED

Mark = Literal["same", "removed", "added"]

_TOKENS = re.compile(rf"\s+|\d+(?:[.,:]\d+)*|[{UNSPACED}]|\w+|[^\w\s]")
"""Spaces, numbers, words, signs; scripts that put no space between words go by the character."""
MAX_TOKENS = 1_000
"""Longer paragraphs are compared as a whole: difflib's time grows with the square."""
MAX_PARAGRAPHS = 500
"""The same for texts, once what both begin and end with is put aside: more are paired in order."""
MAX_PAIRS = 10_000
"""Pairs of paragraphs that are looked at for the likeliest partners; beyond it they pair in order."""
CONTEXT = 1
"""Unchanged paragraphs that stay in sight beside a changed one."""
PARTNERS = 0.35
"""Share of words in common from which on one paragraph is taken for another's later wording."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph in both texts, or in one of them."""

    mark: Literal["same", "changed", "removed", "added"]
    before: str | None
    after: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Paragraphs in a row that are all to be seen, or all folded away."""

    folded: bool
    changes: tuple[Change, ...]


def diff_words(before: str, after: str) -> tuple[Span, ...]:
    """The two texts as one, in runs.

    >>> [(span.mark, span.text) for span in diff_words("It cost £280,000.", "It cost £320,000.")]
    [('same', 'It cost £'), ('removed', '280,000'), ('added', '320,000'), ('same', '.')]
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) > MAX_TOKENS or len(new) > MAX_TOKENS:
        return _spans([("removed", before), ("added", after)] if before != after else [("same", before)])
    return _spans(_whole_words(_runs(old, new)))


def diff_paragraphs(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """Every paragraph of both, in reading order; a reworded one is one change with its words compared."""
    return tuple(_align(before, after))


def fold(changes: Sequence[Change]) -> tuple[Run, ...]:
    """The changes with their neighbours, and between them what stayed, folded."""
    near = {
        place + step
        for place, change in enumerate(changes)
        if change.mark != "same"
        for step in range(-CONTEXT, CONTEXT + 1)
    }
    runs: list[Run] = []
    for place, change in enumerate(changes):
        folded = place not in near
        if runs and runs[-1].folded == folded:
            runs[-1] = Run(folded, (*runs[-1].changes, change))
        else:
            runs.append(Run(folded, (change,)))
    return tuple(runs)


def _align(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    head = _agreeing(before, after)
    tail = _agreeing(before[head:][::-1], after[head:][::-1])
    yield from map(_same, before[:head])
    yield from _align_middle(before[head : len(before) - tail], after[head : len(after) - tail])
    yield from map(_same, before[len(before) - tail :])


def _align_middle(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if max(len(before), len(after)) > MAX_PARAGRAPHS:
        yield from _pair(before, after)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from map(_same, before[i1:i2])
        else:
            yield from _pair(before[i1:i2], after[j1:j2])


def _agreeing(before: Sequence[str], after: Sequence[str]) -> int:
    """How many paragraphs both begin with."""
    return next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
                min(len(before), len(after)))  # fmt: skip


def _same(text: str) -> Change:
    return Change("same", text, text, (Span("same", text),))


def _pair(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Partners in order, by the words that they share."""
    start = 0
    for old in before:
        partner = _partner(old, after, start, few=len(before) * len(after) <= MAX_PAIRS)
        if partner is None:
            yield Change("removed", old, None, (Span("removed", old),))
            continue
        yield from (Change("added", None, new, (Span("added", new),)) for new in after[start:partner])
        yield (
            _same(old)
            if old == after[partner]
            else Change("changed", old, after[partner], diff_words(old, after[partner]))
        )
        start = partner + 1
    yield from (Change("added", None, new, (Span("added", new),)) for new in after[start:])


def _partner(old: str, after: Sequence[str], start: int, *, few: bool) -> int | None:
    """The first paragraph from `start` on that shares enough words."""
    words = _words(old)
    for place in range(start, len(after) if few else min(start + 1, len(after))):
        other = _words(after[place])
        union = len(words | other)
        if union and len(words & other) / union >= PARTNERS:
            return place
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(token.casefold() for token in _TOKENS.findall(text) if not token.isspace())


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[Mark, str]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i1:i2])
        else:
            yield "removed", "".join(old[i1:i2])
            yield "added", "".join(new[j1:j2])


def _whole_words(runs: Iterator[tuple[Mark, str]]) -> Iterator[tuple[Mark, str]]:
    """Words that changed on both sides of a mere space are shown as one change, not as many."""
    removed: list[str] = []
    added: list[str] = []
    space = ""
    for mark, text in runs:
        if mark == "same" and text.isspace() and (removed or added):
            space += text
            continue
        if mark == "same":
            yield from (("removed", "".join(removed)), ("added", "".join(added)), ("same", space + text))
            removed, added, space = [], [], ""
            continue
        if space:
            removed.append(space)
            added.append(space)
            space = ""
        (removed if mark == "removed" else added).append(text)
    yield from (("removed", "".join(removed)), ("added", "".join(added)), ("same", space))


def _spans(runs: Sequence[tuple[Mark, str]] | Iterator[tuple[Mark, str]]) -> tuple[Span, ...]:
    return tuple(Span(mark, text) for mark, text in runs if text)
