"""A site's pages as the learner sees them, and what is counted of them: by path, by container, by text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from pipelines.language.scripts import PROSE_CHARACTERS, is_spelt_in
from pipelines.model import Article, Block, Removal, RemovalKind
from pipelines.reading.profiles.duplicates import same_articles
from pipelines.reading.profiles.folding import containers, exact_key, likeness, repeat_key, suffixes, words
from pipelines.web.urls import url_key

PAGE_CAP = 3000
"""Characters of one path on one page that count, so that a live blog does not outvote the other pages."""
STANDFIRST_CHARACTERS = 500
UNSAID = frozenset(("other", "repeated"))
"""Kinds that say nothing about a place."""


class Seen(NamedTuple):
    """What is known of a block beside itself."""

    kind: RemovalKind | None
    repeats: bool
    """Whether its text stands on other pages too."""
    likenesses: tuple[float, float]
    """To the page's headline, and to its description."""
    above: bool
    """No kept prose stands above it."""


@dataclass(slots=True)
class Tally:
    """Counts for one path, or one container."""

    blocks: int = 0
    linked: int = 0
    repeated: int = 0
    run: int = 0
    """Most blocks of prose in a row that it holds, in containers."""
    headlines: float = 0.0
    """Sum of the likeness to the page's headline, over the blocks that are headings."""
    standfirsts: float = 0.0
    """Sum of the likeness to the page's description."""
    above: int = 0
    """Blocks above which no kept prose stands."""
    kinds: dict[RemovalKind, int] = field(default_factory=dict)
    pages: dict[int, list[int]] = field(default_factory=dict)
    """By page: characters, and kept ones."""

    def add(self, page: int, block: Block, seen: Seen) -> None:
        self.blocks += 1
        self.linked += block.is_mostly_links or seen.kind == "read_more"
        self.repeated += seen.repeats
        self.headlines += seen.likenesses[0]
        self.standfirsts += seen.likenesses[1]
        self.above += seen.above
        if seen.kind is not None:
            self.kinds[seen.kind] = self.kinds.get(seen.kind, 0) + 1
        self._grow(page, len(block.text), len(block.text) * block.kept)

    def merge(self, page: int, one: Tally) -> None:
        """Adds what was counted on one page."""
        self.blocks += one.blocks
        self.linked += one.linked
        self.repeated += one.repeated
        self.headlines += one.headlines
        self.standfirsts += one.standfirsts
        self.above += one.above
        for kind, times in one.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0) + times
        self._grow(page, *one.pages[page])

    def _grow(self, page: int, size: int, kept: int) -> None:
        sizes = self.pages.get(page)
        if sizes is None:
            self.pages[page] = [size, kept]
        else:
            sizes[0] += size
            sizes[1] += kept

    @property
    def kept(self) -> float:
        """Share of the text that is kept, pages weighted by their text up to PAGE_CAP."""
        weight = sum(min(size, PAGE_CAP) for size, _ in self.pages.values())
        return sum(min(size, PAGE_CAP) * kept / size for size, kept in self.pages.values()) / weight if weight else 0.0

    def share_of(self, totals: Sequence[int]) -> float:
        """Share of the pages' kept text, on the average of the pages where any stands."""
        return sum(kept / totals[page] if totals[page] else 0.0 for page, (_, kept) in self.pages.items()) / len(
            self.pages
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as the learner sees it."""

    blocks: tuple[Block, ...]
    keys: tuple[str, ...]
    kinds: tuple[RemovalKind | None, ...]
    """What the normaliser's rules cut each block as; None for what they left, and for what the extractor dropped."""
    likenesses: tuple[tuple[float, float], ...]
    """Each block's likeness to the page's headline, and to its description."""
    prose: Mapping[str, int]
    """Keys of the long kept blocks, and their characters."""


def read_sheets(articles: Sequence[Article], removals: Sequence[Sequence[Removal]]) -> list[Sheet]:
    """The distinct pages, in an order that depends on nothing but themselves."""
    found: dict[str, tuple[str, Article, Sequence[Removal]]] = {}
    rows: Iterable[tuple[Article, Sequence[Removal]]] = (
        zip(articles, removals, strict=True) if removals else ((article, ()) for article in articles)
    )
    for article, cuts in rows:
        text = "\n".join(block.text for block in article.blocks if block.kept)
        if not text:
            continue
        digest = blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
        row = (digest, article, cuts)
        key = url_key(article.url)
        if key not in found or digest < found[key][0]:
            found[key] = row
    distinct = {digest: (article, cuts) for digest, article, cuts in found.values()}
    return [_sheet(*distinct[digest]) for digest in sorted(distinct)]


def _sheet(article: Article, removals: Sequence[Removal]) -> Sheet:
    cut = {exact_key(r.text): r.kind for r in removals if r.kind not in UNSAID}
    headline, description = words(article.metadata.headline or ""), words(article.metadata.description or "")
    return Sheet(
        prose={exact_key(b.text): len(b.text) for b in article.blocks if b.kept and is_prose(b)},
        likenesses=tuple(_likenesses(block, headline, description) for block in article.blocks),
        blocks=article.blocks,
        keys=tuple(repeat_key(block) for block in article.blocks),
        kinds=tuple(cut.get(exact_key(block.text)) if cut else None for block in article.blocks),
    )


def _likenesses(block: Block, headline: frozenset[str], description: frozenset[str]) -> tuple[float, float]:
    if len(block.text) > STANDFIRST_CHARACTERS or block.is_mostly_links or not (headline or description):
        return 0.0, 0.0
    said = words(block.text)
    return (likeness(said, headline) if block.role == "heading" else 0.0), likeness(said, description)


def count_standing(sheets: Sequence[Sheet]) -> Counter[str]:
    """On how many pages each text stands; pages of one article, a print version or an edition of it, count once."""
    pages: dict[str, set[int]] = defaultdict(set)
    for sheet, group in zip(sheets, same_articles([sheet.prose for sheet in sheets]), strict=True):
        for key in sheet.keys:
            pages[key].add(group)
    return Counter({key: len(groups) for key, groups in pages.items()})


def count_places(sheets: Sequence[Sheet], standing: Mapping[str, int]) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """By path and ends of paths, and by container. A page has three times as many blocks as paths."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    holders: dict[str, Tally] = defaultdict(Tally)
    for page, sheet in enumerate(sheets):
        for path, tally in _count_page(page, sheet, standing).items():
            for end in suffixes(path):
                tallies[end].merge(page, tally)
            for name in containers(path):
                holders[name].merge(page, tally)
        for name, run in _prose_runs(sheet).items():
            holders[name].run = max(holders[name].run, run)
    return tallies, holders


def _count_page(page: int, sheet: Sheet, standing: Mapping[str, int]) -> dict[str, Tally]:
    """One page's blocks, by path."""
    first = next(
        (i for i, block in enumerate(sheet.blocks) if block.kept and block.role != "heading" and is_prose(block)),
        0,
    )
    found: dict[str, Tally] = defaultdict(Tally)
    rows = zip(sheet.blocks, sheet.keys, sheet.kinds, sheet.likenesses, strict=True)
    for index, (block, key, kind, likenesses) in enumerate(rows):
        if block.path:
            found[block.path].add(page, block, Seen(kind, standing[key] > 1, likenesses, index <= first))
    return found


def _prose_runs(sheet: Sheet) -> dict[str, int]:
    """The most blocks of prose in a row, by container."""
    longest: dict[str, int] = {}
    open_runs: dict[str, tuple[int, int]] = {}
    for index, block in enumerate(sheet.blocks):
        if block.path and is_prose(block):
            for name in containers(block.path):
                last, length = open_runs.get(name, (-2, 0))
                length = length + 1 if last == index - 1 else 1
                open_runs[name] = (index, length)
                longest[name] = max(longest.get(name, 0), length)
    return longest


def is_prose(block: Block) -> bool:
    return is_spelt_in(block.text, PROSE_CHARACTERS) and block.has_few_links
