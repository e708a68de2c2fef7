"""Which of a page's blocks are the article's, and how sure that is.

The judge is asked with the page alone first. Where it is not sure, trafilatura's word is one more witness: its share of
what stands beside a block, under the same path, in the same element weighs more than its word on the block itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from pipelines.reading.body.judge.features import COLUMNS, Stated, gather
from pipelines.reading.body.judge.layout import Flags, Floats, Ints, Table
from pipelines.reading.body.judge.trees import Trees
from pipelines.reading.body.judge.weights import read_weights
from pipelines.reading.body.judge.witness import WITNESS_NAMES, hear
from pipelines.reading.document.blocks import RawBlock

GROUPS = (*COLUMNS, "extractor")
"""What evidence may speak of: the columns of a table by group, and what another extractor says."""
ABOUT_OTHERS = "topic"
"""The one of them that speaks against the lines of a panel on cookies."""
_GROUP_OF = {name: place for place, names in enumerate((*COLUMNS.values(), WITNESS_NAMES)) for name in names}
KEPT = 0.5
"""Chance from which a block is the article's."""
DOUBTFUL = 0.6
"""F1 that the blocks of that chance must let expect; where they do not, those are kept that let expect the best one
together, so that a list of which each item is doubtful is not lost whole."""
LEAST_CHANCE = 0.15

Reasons = Callable[[Sequence[int]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of one page's blocks, in their order."""

    kept: tuple[bool, ...]
    chances: tuple[float, ...]
    """Of each, 0 to 1; 0.0 for one that is not asked about."""
    expected: float
    """The F1, by characters, that the chances of all blocks let expect of the choice; 0.0 where nothing is kept. On
    pages of sites that the weights have not seen it is what comes out, within .01 for nine tenths of the pages."""
    against: Reasons = field(repr=False, compare=False)
    """Asked with places of blocks that are not kept, which of GROUPS weighed most against each; "" for one that is not
    asked about. To find that out takes as long as to judge."""


def no_reasons(places: Sequence[int]) -> tuple[str, ...]:
    return ("",) * len(places)


NOTHING = Judgement((), (), 0.0, no_reasons)


class Judge:
    """One page's."""

    def __init__(self, blocks: Sequence[RawBlock], stated: Stated) -> None:
        """The page has at least one block."""
        self._weights = read_weights()
        self._evidence = gather(blocks, stated)
        self._count = len(blocks)

    def alone(self) -> Judgement:
        """By what the page shows."""
        return self._judged(self._weights.alone, self._evidence.table)

    def taught(self, witness: Sequence[bool]) -> Judgement:
        """By that and by which blocks another extractor keeps."""
        return self._judged(self._weights.taught, np.hstack([self._evidence.table, hear(self._evidence, witness)]))

    def _judged(self, trees: Trees, table: Table) -> Judgement:
        asked = self._evidence.asked
        chances = trees.probabilities(table)
        keeps, expected = choose(chances, self._evidence.layout.sizes[asked])
        kept = np.zeros(self._count, dtype=bool)
        kept[asked] = keeps
        every = np.zeros(self._count)
        every[asked] = chances
        return Judgement(tuple(kept.tolist()), tuple(every.tolist()), expected, partial(self._against, trees, table))

    def _against(self, trees: Trees, table: Table, places: Sequence[int]) -> tuple[str, ...]:
        row_of = {place: row for row, place in enumerate(self._evidence.asked.tolist())}
        known = [place for place in places if place in row_of]
        groups = trees.against(table[[row_of[place] for place in known]], self._groups, len(GROUPS))
        found = {place: GROUPS[group] for place, group in zip(known, groups.tolist(), strict=True)}
        panels = self._evidence.panels
        return tuple(ABOUT_OTHERS if panels[place] else found.get(place, "") for place in places)

    @property
    def _groups(self) -> Sequence[int]:
        return [_GROUP_OF[name] for name in self._weights.names]


def choose(chances: Floats, sizes: Ints) -> tuple[Flags, float]:
    """Which of some blocks are kept, and the F1 that this lets expect."""
    keeps = chances >= KEPT
    expected = _expected_f1(chances, keeps, sizes)
    if expected < DOUBTFUL:
        keeps = chances >= min(KEPT, max(LEAST_CHANCE, _best_f1(chances, sizes) / 2))
        expected = _expected_f1(chances, keeps, sizes)
    return keeps, expected


def _best_f1(chances: Floats, sizes: Ints) -> float:
    """The highest that any choice lets expect; it is had by keeping what has at least half of it as its chance."""
    order = np.argsort(-chances)
    chosen, right = np.cumsum(sizes[order]), np.cumsum((sizes * chances)[order])
    return float((2 * right / (chosen + right[-1])).max()) if len(order) else 0.0


def _expected_f1(chances: Floats, keeps: Flags, sizes: Ints) -> float:
    """Of a choice of blocks with these chances."""
    chosen, likely = float((sizes * keeps).sum()), float((sizes * chances).sum())
    right = float((sizes * keeps * chances).sum())
    return round(2 * right / (chosen + likely), 4) if chosen else 0.0
