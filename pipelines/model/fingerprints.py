"""A text as it is compared with others. A worker makes it, and it travels as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint64]"
"""Hashes of words, or of words in a row, that are the same in every process."""

Places: TypeAlias = "NDArray[np.int64]"
"""Which words of a text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fingerprint:
    """What two texts are compared by."""

    words: Words
    """Folded."""
    ends: Places
    """The first word after each sentence."""
    numbers: Places
    """Which words are numbers."""
    names: Places
    """Which have a capital and do not begin a sentence; German nouns too. None in scripts without case."""
    weight: float
    """Its length in words; a character of a script without spaces is half of one."""
    sketch: tuple[int, ...]
    """The least hashes of its longer shingles, ascending, 32 bits each; empty for a stub, which is too short for being
    equal to another to mean anything."""
