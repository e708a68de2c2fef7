"""What another extractor's word says of a page's blocks: more of what stands like a block than of the block itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.reading.body.judge.features import Evidence, shared, shifted, summed
from pipelines.reading.body.judge.layout import Floats, Ints, Table

WITNESS_NAMES = (
    "kept", "kept_before", "kept_behind", "kept_nearby", "kept_parent", "kept_grandparent", "kept_pair", "kept_triple",
    "kept_share", "kept_total", "kept_between", "is_between",
)  # fmt: skip


def hear(evidence: Evidence, kept: Sequence[bool]) -> Table:
    """What another extractor's word says of the blocks that are asked about: a column for each of WITNESS_NAMES."""
    layout = evidence.layout
    sizes = layout.sizes.astype(np.float64)
    marks = np.asarray(kept)
    kept_sizes = sizes * marks
    total = kept_sizes.sum()
    cumulated = summed(kept_sizes)
    before, behind = cumulated[:-1], total - cumulated[1:]
    places = np.arange(len(marks))
    low, high = np.maximum(0, places - 3), np.minimum(len(marks), places + 4)
    all_sizes = summed(sizes)
    parents = layout.up(layout.own)
    keys = (parents, layout.up(parents), layout.pair[layout.own], layout.triple[layout.own])
    columns = [
        marks,
        shifted(marks, -1),
        shifted(marks, 1),
        (cumulated[high] - cumulated[low]) / np.maximum(1.0, all_sizes[high] - all_sizes[low]),
        *(_share_of_others(each, sizes, kept_sizes) for each in keys),
        np.full(len(marks), total / max(1.0, sizes.sum())),
        np.full(len(marks), np.log1p(total)),
        np.minimum(before, behind) / max(1.0, total),
        (before > 0) & (behind > 0),
    ]
    return np.column_stack([np.asarray(column, dtype=np.float64)[evidence.asked] for column in columns])


def _share_of_others(keys: Ints, sizes: Floats, kept: Floats) -> Floats:
    """Share of the text under the same key, the block's own left out, that is kept; -1 where there is none."""
    size, keeps = shared(keys, sizes) - sizes, shared(keys, kept) - kept
    return np.where(size > 0, keeps / np.maximum(1.0, size), -1.0)
