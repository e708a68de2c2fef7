"""The words of texts as arrays of hashes: which of them, in a row or alone, two texts share."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint32]
"""Hashes of words that are the same in every process; odd where the word is one character."""
Rows: TypeAlias = NDArray[np.uint64]
"""Hashes of words in a row."""
Places: TypeAlias = NDArray[np.uint32]
"""Which words of a text, ascending."""
Which: TypeAlias = NDArray[np.bool_]
"""Which words of a text."""
Hashes = TypeVar("Hashes", Words, Rows)

_TRUE = np.ones(1, np.bool_)
_STEP, _ONE = np.uint64(0x9E3779B97F4A7C15), np.uint32(1)


def rows_of(words: Words, length: int) -> Rows:
    """A hash of so many words from each word on that has them."""
    rows = np.zeros(max(len(words) - length + 1, 0), np.uint64)
    for at in range(length):
        rows *= _STEP
        rows += words[at : at + len(rows)]
    return rows


def ascending(words: Hashes) -> Hashes:
    """Each once, ascending: numpy.unique, at a sixth of its time."""
    ordered = np.sort(words)
    return ordered[np.concatenate((_TRUE, ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def are_in(some: Hashes, known: Hashes) -> Which:
    """Which of some are among the known ones, which are ascending."""
    if not len(known):
        return np.zeros(len(some), np.bool_)
    at = known.searchsorted(some)
    at[at == len(known)] = 0
    found: Which = known[at] == some
    return found


def are_single(words: Words) -> Which:
    """Which of the words are one character."""
    return (words & _ONE).astype(np.bool_)


def count_of(which: Which) -> int:
    """How many of the words."""
    return int(np.count_nonzero(which))
