"""The evidence on each of a page's blocks, as a table of numbers: what it is, where it stands, what is around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np

from pipelines.reading.body.judge import looks
from pipelines.reading.body.judge.layout import KINDS, LINKED, Flags, Floats, Ints, Layout, Table, read_layout
from pipelines.reading.body.judge.looks import telling
from pipelines.reading.body.judge.panels import consents_of, find_panels
from pipelines.reading.body.sections import find_own, headings_of
from pipelines.reading.document.blocks import RawBlock

LONGEST = 500
"""Characters of a block whose words are compared with what the page says of itself."""
NEARBY = 5
"""Blocks on either side that make a block's neighbourhood."""

COLUMNS = {
    "text": looks.NAMES,
    "place": (
        "size", "linked", "depth", "position", "text_before", "prose_before", "prose_after", "blocks", "prose_total",
        "wordy_total",
    ),
    "neighbours": (
        "from_headline", "below_headline", "prose_below_headline", "h1_before", "h1_total",
        *(f"{name}_{where}" for where in ("back1", "next1", "back2", "next2") for name in ("size", "linked")),
        "heading_before", "heading_behind", "to_prose_before", "to_prose_behind", "size_prose_before",
        "size_prose_behind", "same_parent_before", "same_parent_behind", "prose_nearby", "linked_nearby",
    ),
    "container": (
        *(
            f"{name}_{where}"
            for where in ("parent", "grandparent", "third", "fourth")
            for name in ("prose", "wordy", "linked", "text", "paragraphs")
        ),
        "prose_triple", "prose_pair", "prose_name", "wordy_pair", "paragraphs_triple", "paragraphs_pair",
        "paragraphs_name", "up_from_top", "down_to_top", "prose_joint", "in_top", "in_half", "in_three_quarters",
        "in_nine_tenths", "from_peak", "prose_to_peak", "share_of_parent",
    ),
    "card": (
        "alike", "which_alike", "wordy_card", "depth_in_card", "alike_outer", "wordy_outer", "which_outer",
        "which_article", "articles", "wordy_article",
    ),
    "topic": (
        "is_description", "is_title", "opens_description", "told", "told_nearby", "told_before", "topic", "consent",
    ),
    "element": (*(f"to_{kind}" for kind in KINDS), "to_others", "to_body"),
}  # fmt: skip
"""The columns of a table, by what they speak of."""
NAMES = tuple(name for names in COLUMNS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one page's blocks."""

    asked: Ints
    """Places of the blocks that are asked about; the others are no article's text."""
    panels: Flags
    """Of all blocks: which of them stand in a panel on cookies, for which they are not asked about."""
    table: Table
    """A row for each of them, a column for each of NAMES."""
    layout: Layout


@dataclass(frozen=True, slots=True)
class Stated:
    """What the page says of itself outside its text; each text as one line."""

    titles: tuple[str, ...] = ()
    """Most trusted first."""
    descriptions: frozenset[str] = frozenset()


def gather(blocks: Sequence[RawBlock], stated: Stated) -> Evidence:
    """The evidence on the blocks of a page that has at least one."""
    layout = read_layout(blocks)
    sums = _Sums(layout)
    outside = np.asarray([block.outside for block in blocks])
    hidden = outside & np.asarray([block.aside for block in blocks])
    headline = _headline(blocks, stated)
    told = {word for text in (*stated.titles, *stated.descriptions) for word in telling(text)}
    consents = consents_of(blocks, layout)
    panels = find_panels(blocks, layout, consents, headline=headline, told=told)
    asked = np.flatnonzero(
        ~hidden & ~panels & ((layout.linked < LINKED) | (sums.in_three_quarters[layout.own] & ~outside))
    )
    repeated = Counter(block.text for block in blocks)
    seen = np.asarray(
        [looks.look(blocks[place], repeated[blocks[place].text]) for place in asked.tolist()], dtype=np.float64
    )
    table = np.empty((len(asked), len(NAMES)))
    table[:, : len(looks.NAMES)] = seen.reshape(len(asked), len(looks.NAMES))
    columns = [
        *_of_the_place(layout, sums),
        *_of_the_neighbours(blocks, layout, sums, headline),
        *_of_the_containers(layout, sums),
        *_of_the_cards(layout, sums),
        *_of_what_is_stated(blocks, layout, sums, stated, told),
        consents,
        *layout.above[layout.own].T,
    ]
    table[:, len(looks.NAMES) :] = np.asarray(columns, dtype=np.float64)[:, asked].T
    return Evidence(asked, panels, table, layout)


class _Sums:
    """What several columns are made of."""

    def __init__(self, layout: Layout) -> None:
        sizes = layout.sizes
        self.prose_sizes = sizes * layout.prose
        self.wordy_sizes = sizes * layout.wordy
        self.prose = layout.sums(self.prose_sizes)
        self.wordy = layout.sums(self.wordy_sizes)
        self.text = layout.sums(sizes)
        self.linked = layout.sums(sizes * layout.linked)
        self.paragraphs = layout.sums(layout.prose.astype(np.int64))
        self.total = max(1.0, float(self.prose_sizes.sum()))
        self.wordy_total = max(1.0, float(self.wordy_sizes.sum()))
        self.all = max(1.0, float(sizes.sum()))
        self.cumulated = summed(self.prose_sizes)
        self.in_half, self.in_three_quarters, self.in_nine_tenths = (
            layout.inside(self._smallest(layout, share)) for share in (0.5, 0.75, 0.9)
        )
        self.top = self._top(layout)

    def _smallest(self, layout: Layout, share: float) -> int:
        """The deepest container with this share of the prose, of several the last."""
        holds = self.prose >= share * self.total
        if not holds.any():
            return 0
        deepest = np.where(holds, layout.depth, -1)
        return len(deepest) - 1 - int(np.argmax(deepest[::-1]))

    def _top(self, layout: Layout) -> int:
        """The container that most prose stands right in, half of it counted for the next one up (readability's way)."""
        parents = layout.up(layout.own)
        grandparents = layout.up(parents)
        score = np.bincount(parents, weights=self.prose_sizes, minlength=len(layout.parent))
        further = np.where(grandparents != parents, self.prose_sizes / 2, 0.0)
        score += np.bincount(grandparents, weights=further, minlength=len(layout.parent))
        return int(np.argmax(score))

    def window(self, cumulated: Floats, reach: int) -> Floats:
        """What stands in the neighbourhood of each block."""
        count = len(cumulated) - 1
        places = np.arange(count)
        return cumulated[np.minimum(count, places + reach + 1)] - cumulated[np.maximum(0, places - reach)]


def summed(values: Floats | Ints) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))


def shifted(values: Floats | Flags | Ints, by: int) -> Floats:
    """The value of the block so many places on (back where negative); -1 where there is none."""
    result = np.full(len(values), -1.0)
    if by > 0:
        result[:-by] = values[by:]
    else:
        result[-by:] = values[:by]
    return result


def _headline(blocks: Sequence[RawBlock], stated: Stated) -> int:
    """The place of the heading that is called as the page is, else of the first <h1>; -1 where there is neither."""
    headings = headings_of(blocks)
    own = find_own(headings, blocks, stated.titles)
    return own.place if own is not None else next((each.place for each in headings if each.level == 1), -1)


def _of_the_place(layout: Layout, sums: _Sums) -> list[Floats]:
    count = len(layout.own)
    before = sums.cumulated[:-1]
    return [
        np.log1p(layout.sizes),
        layout.linked,
        layout.depth[layout.own].astype(np.float64),
        np.arange(count) / count,
        summed(layout.sizes)[:-1] / sums.all,
        before / sums.total,
        (sums.cumulated[-1] - sums.cumulated[1:]) / sums.total,
        np.full(count, np.log1p(count)),
        np.full(count, np.log1p(sums.total)),
        np.full(count, np.log1p(sums.wordy_total)),
    ]


def _of_the_neighbours(blocks: Sequence[RawBlock], layout: Layout, sums: _Sums, headline: int) -> list[Floats]:
    count = len(blocks)
    places = np.arange(count)
    below = places > headline if headline >= 0 else np.zeros(count, dtype=bool)
    heads = np.cumsum([b.role == "heading" and b.element.tag == "h1" and not b.outside for b in blocks])
    sizes = np.log1p(layout.sizes)
    headings = np.asarray([block.role == "heading" for block in blocks])
    prose_places = np.flatnonzero(layout.prose)
    behind = np.searchsorted(prose_places, places, side="right")
    before = np.searchsorted(prose_places, places, side="left") - 1
    padded = np.concatenate((prose_places, [-1]))
    last, following = padded[before], padded[np.minimum(behind, len(prose_places))]
    parents = layout.parent[layout.own]
    text = sums.window(summed(layout.sizes), 3)
    return [
        places - headline if headline >= 0 else np.full(count, -99.0),
        below.astype(np.float64),
        np.where(below, (sums.cumulated[:-1] - sums.cumulated[max(headline, 0)]) / sums.total, -1.0),
        heads.astype(np.float64),
        np.full(count, float(heads[-1])),
        *(shifted(values, by) for by in (-1, 1, -2, 2) for values in (sizes, layout.linked)),
        shifted(headings, -1),
        shifted(headings, 1),
        np.where(before >= 0, np.minimum(30, places - last), 40),
        np.where(following >= 0, np.minimum(30, following - places), 40),
        np.where(before >= 0, sizes[last], 0.0),
        np.where(following >= 0, sizes[following], 0.0),
        (shifted(parents, -1) == parents).astype(np.float64),
        (shifted(parents, 1) == parents).astype(np.float64),
        sums.window(sums.cumulated, NEARBY) / sums.total,
        sums.window(summed(layout.sizes * layout.linked), 3) / np.maximum(1.0, text),
    ]


def _of_the_containers(layout: Layout, sums: _Sums) -> list[Floats]:
    columns: list[Floats] = []
    here = layout.own
    for _ in range(4):
        here = layout.up(here)
        text = np.maximum(1.0, sums.text[here])
        columns += [
            sums.prose[here] / sums.total,
            sums.wordy[here] / sums.wordy_total,
            sums.linked[here] / text,
            sums.text[here] / sums.all,
            sums.paragraphs[here],
        ]
    paragraphs = layout.prose.astype(np.float64)
    triple, pair, name = (numbers[layout.own] for numbers in (layout.triple, layout.pair, layout.name))
    columns += [shared(keys, sums.prose_sizes) / sums.total for keys in (triple, pair, name)]
    columns.append(shared(pair, sums.wordy_sizes) / sums.wordy_total)
    columns += [shared(keys, paragraphs) for keys in (triple, pair, name)]
    joint = _joint(layout, sums.top)[layout.own]
    peak = int(np.argmax(sums.window(sums.cumulated, NEARBY)))
    places = np.arange(len(layout.own))
    return [
        *columns,
        layout.depth[layout.own] - layout.depth[joint],
        layout.depth[sums.top] - layout.depth[joint],
        sums.prose[joint] / sums.total,
        layout.inside(sums.top)[layout.own],
        sums.in_half[layout.own],
        sums.in_three_quarters[layout.own],
        sums.in_nine_tenths[layout.own],
        np.clip(places - peak, -60, 60),
        np.abs(sums.cumulated[:-1] - sums.cumulated[peak]) / sums.total,
        layout.sizes / np.maximum(1.0, sums.text[layout.up(layout.own)]),
    ]


def shared(keys: Ints, values: Floats | Ints) -> Floats:
    """What all blocks with the same key have together, by block."""
    together = np.bincount(keys, weights=values).astype(np.float64)
    return together[keys]


def _joint(layout: Layout, top: int) -> Ints:
    """The innermost container that holds each container and the top one."""
    parents = layout.parent.tolist()
    chain = set()
    here = top
    while here >= 0:
        chain.add(here)
        here = parents[here]
    joint = [0] * len(parents)
    for place, above in enumerate(parents):
        joint[place] = place if place in chain else joint[above] if above >= 0 else 0
    return np.asarray(joint)


def _of_the_cards(layout: Layout, sums: _Sums) -> list[Floats]:
    own = layout.own
    near, outer = layout.near[own], layout.outer[own]
    article = layout.article[own]
    articles = np.bincount(article, weights=sums.wordy_sizes, minlength=layout.articles + 1)
    return [
        np.where(near >= 0, layout.alike[near], 0),
        np.where(near >= 0, layout.order[near], 0),
        np.where(near >= 0, sums.wordy[near], 0.0) / sums.wordy_total,
        np.where(near >= 0, layout.depth[own] - layout.depth[near], 30),
        np.where(outer >= 0, layout.alike[outer], 0),
        np.where(outer >= 0, sums.wordy[outer], 0.0) / sums.wordy_total,
        np.where(outer >= 0, layout.order[outer], 0),
        article.astype(np.float64),
        np.full(len(own), float(layout.articles)),
        np.where(article > 0, articles[article], 0.0) / sums.wordy_total,
    ]


def _of_what_is_stated(
    blocks: Sequence[RawBlock], layout: Layout, sums: _Sums, stated: Stated, told: set[str]
) -> list[Floats | list[float]]:
    words = [
        telling(block.text[:LONGEST]) if wordy else set[str]()
        for block, wordy in zip(blocks, layout.wordy.tolist(), strict=True)
    ]
    hits = np.asarray([len(told & each) for each in words]) / max(1, len(told))
    cumulated = summed(hits)
    central = sums.in_half[layout.own].tolist()
    common = Counter(chain.from_iterable(compress(words, central)))
    again = {word for word, count in common.items() if count > 1}
    topic = [
        len(each & (again if is_central else common.keys())) / len(each) if each else -1.0
        for each, is_central in zip(words, central, strict=True)
    ]
    openings = tuple(text[:60] for text in stated.descriptions)
    return [
        [float(block.text in stated.descriptions) for block in blocks],
        [float(block.text in stated.titles) for block in blocks],
        [float(len(block.text) > 40 and block.text.startswith(openings)) for block in blocks],
        hits,
        sums.window(cumulated, NEARBY),
        cumulated[:-1],
        topic,
    ]
