"""Panels on cookies that are plain containers: nobody is asked about their lines, in whatever words the others are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.reading.body.consent import NOTICE, count_phrases, says_more_than
from pipelines.reading.body.judge.layout import Flags, Floats, Layout
from pipelines.reading.body.judge.looks import telling
from pipelines.reading.document.blocks import RawBlock

MOST_CHARACTERS, LONGEST = 100_000, 1000
"""Of a page or panel, and of a block, that phrases are looked for in."""
MOST = 50
"""Containers of a page that are looked into: each costs a walk over all of them."""
FEWEST_LINES = 2
SHARE = 0.5
"""Of a panel's long lines, by size, that must speak of consent themselves."""
ABOUT_IT = 0.4
"""Share of the words for the article that a text has which is the article: one on cookies is no panel."""


def consents_of(blocks: Sequence[RawBlock], layout: Layout) -> Floats:
    """How much of a notice on cookies each long block is; most pages are asked once, as a whole."""
    wordy = layout.wordy.tolist()
    longest = [block.text for block, is_wordy in zip(blocks, wordy, strict=True) if is_wordy]
    if not says_more_than(0, " ".join(longest)[:MOST_CHARACTERS].lower()):
        return np.zeros(len(blocks))
    return np.asarray(
        [float(count_phrases(b.text[:LONGEST])) if is_wordy else 0.0 for b, is_wordy in zip(blocks, wordy, strict=True)]
    )


def find_panels(
    blocks: Sequence[RawBlock],
    layout: Layout,
    consents: Floats,
    *,
    headline: int,
    told: set[str],
) -> Flags:
    """Which blocks stand in such a panel; none where nothing tells it from an article on cookies.

    headline: the place of its block, or -1. told: the telling words that the page has for its article.
    """
    found = np.zeros(len(blocks), dtype=bool)
    said = layout.wordy & (consents > 0)
    if said.sum() < FEWEST_LINES or not told:
        return found
    sizes = layout.sizes * layout.wordy
    lines, spoken, text = (layout.sums(values) for values in (said.astype(np.int64), sizes * said, sizes))
    could = (lines >= FEWEST_LINES) & (spoken >= SHARE * text)
    above = int(layout.own[headline]) if headline >= 0 else -1
    while above >= 0:
        could[above] = False
        above = int(layout.parent[above])
    for container in np.flatnonzero(could)[:MOST].tolist():  # outer ones first
        inside = layout.inside(container)[layout.own]
        if found[inside].any():
            continue
        places = np.flatnonzero(inside & layout.wordy).tolist()
        panel = " ".join(blocks[place].text for place in places)[:MOST_CHARACTERS]
        if says_more_than(NOTICE, panel.lower()) and len(told & telling(panel)) < ABOUT_IT * len(told):
            found |= inside
    return found if (layout.wordy & ~found).any() else np.zeros(len(blocks), dtype=bool)
