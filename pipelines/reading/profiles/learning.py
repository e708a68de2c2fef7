"""What a site's pages have in common: the profile, learned from them alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipelines.model import Article, Removal, RemovalKind
from pipelines.reading.profiles.counting import Sheet, Tally, count_places, count_standing, read_sheets
from pipelines.reading.profiles.folding import (
    containers,
    opening_phrase,
    stands_plainly_in,
    suffixes,
)
from pipelines.reading.profiles.profile import PathFacts, SiteProfile, elements_of

MIN_PAGES = 3
"""Distinct pages below which nothing is learned."""

BODY_SHARE = 0.2
"""Share of a page's kept text, on the average of the pages where it stands, that makes a path one of the body's."""
BODY_KEPT = 0.5
FOREMOST = 0.34
"""Share of its pages on which a path holds more kept text than any other, from which it is the body's for sure."""
BESIDE_LINKS = 0.45
"""Share of links among an element's blocks from which what else stands in it is a teaser's text, not the body's."""
SMOOTHING = 2
"""Pages that a path's end counts for beside the path's own."""
REPEATED_PATH = 0.6
"""Share of a path's blocks that stand on other pages too, from which the path itself is boilerplate."""
FURNITURE_SHARE = 0.25
"""Share of a page's text that a boilerplate path may hold; what holds more is an article of a formula."""
COMMON = 0.6
"""Share of the site's pages from which a text in the body's own paths counts as boilerplate."""
COMMON_PAGES = 3
LIKE = 0.6
"""Likeness to the page's headline or description, on the average of a path's blocks, that makes the path theirs."""
HEADS = 0.6
"""Share of a path's headings that stand right above the body's blocks, from which they are the text's own."""
REPEATED_HEADINGS = 0.2
"""Share of them that may stand on other pages too."""
MIN_HEADINGS = 3
ABOVE = 0.9
"""Share of a path's blocks that must stand above the text, for its headline and its standfirst."""
STANDFIRST_LEAST = 60
"""Characters of a standfirst on the average, where only its place tells it; kickers and dates are shorter."""
CLOSING = 3
"""Kept blocks at a page's end among which a short line that repeats is a prompt, even where the body stands."""
CLOSING_WORDS = (5, 30)
KIND_SHARE = 0.8
"""Share of a path's blocks that rules must have cut as one kind."""
CARD_LINKS = 0.3
"""Share of a container's blocks that are links, from which it is a list of teasers."""
PROSE_RUN = 3
"""Blocks of prose in a row that no container of teasers holds: there, links stand between."""


def learn(articles: Sequence[Article], removals: Sequence[Sequence[Removal]] = ()) -> SiteProfile | None:
    """The site's profile; None with fewer than three distinct pages. `removals`: of each article, in their order.

    A pure function of the set: order and copies do not matter.
    """
    sheets = read_sheets(articles, removals)
    if len(sheets) < MIN_PAGES:
        return None
    standing = count_standing(sheets)
    tallies, holders = count_places(sheets, standing)
    kept = {path: _smoothed(path, tallies) for path in tallies}
    totals = [sum(len(block.text) for block in sheet.blocks if block.kept) for sheet in sheets]
    foremost = _foremost(tallies)
    body = {
        path
        for path, tally in tallies.items()
        if len(tally.pages) > 1
        and kept[path] >= BODY_KEPT
        and tally.share_of(totals) >= BODY_SHARE
        and (foremost[path] >= FOREMOST * len(tally.pages) or not _beside_links(path, holders))
    }
    body_containers = _holding(body, tallies)
    elements = elements_of(body)
    headings = _headings(sheets, standing, body)
    paths = {
        path: PathFacts(
            pages=len(tally.pages),
            kept=round(kept[path], 3),
            body=path in body,
            standfirst=path not in body and _is_standfirst(tally),
            heading=path in headings,
            cut=None if path in body else _furniture(tally, totals, plain=stands_plainly_in(path, elements)),
        )
        for path, tally in tallies.items()
        if len(tally.pages) > 1
    }
    return SiteProfile(
        pages=len(sheets),
        paths=paths,
        containers=_cards(holders, body_containers, totals),
        repeats=_repeats(sheets, standing, body, elements),
        phrases=_phrases(sheets),
    )


def _foremost(tallies: Mapping[str, Tally]) -> Counter[str]:
    """On how many pages each path holds more of the kept text than any other; ends of paths among themselves."""
    best: dict[tuple[int, bool], tuple[int, str]] = {}
    for path, tally in tallies.items():
        for page, (_, kept) in tally.pages.items():
            row = (kept, path)
            key = (page, path.startswith("…"))
            best[key] = max(best.get(key, row), row)
    return Counter(path for kept, path in best.values() if kept)


def _beside_links(path: str, holders: Mapping[str, Tally]) -> bool:
    """Whether many of the blocks in the path's own element are links."""
    around = containers(path)
    return bool(around) and holders[around[-1]].linked >= BESIDE_LINKS * holders[around[-1]].blocks


def _smoothed(path: str, tallies: Mapping[str, Tally]) -> float:
    """The share of the path's text that is kept; where it stands on few pages, the ends like it have their say."""
    tally = tallies[path]
    if path.startswith("…"):
        return tally.kept
    end = tallies[suffixes(path)[-1]]
    return (len(tally.pages) * tally.kept + SMOOTHING * end.kept) / (len(tally.pages) + SMOOTHING)


def _is_standfirst(tally: Tally) -> bool:
    """Whether one block a page stands here, and is what the page gives as its description, or a kept sentence above
    the text."""
    if tally.blocks != len(tally.pages) or tally.repeated * 2 >= tally.blocks:
        return False
    if tally.standfirsts >= LIKE * tally.blocks and tally.standfirsts > tally.headlines:
        return True
    return (
        tally.above >= ABOVE * tally.blocks >= ABOVE * MIN_PAGES
        and tally.kept >= BODY_KEPT
        and not tally.linked
        and LIKE * tally.blocks > tally.headlines
        and sum(size for size, _ in tally.pages.values()) >= STANDFIRST_LEAST * tally.blocks
    )


def _headings(sheets: Sequence[Sheet], standing: Mapping[str, int], body: set[str]) -> set[str]:
    """The paths of the headings within the text: most stand right above a block of the body, few repeat."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sheet in sheets:
        rows = zip(sheet.blocks, sheet.keys, [*sheet.blocks[1:], None], strict=True)
        for block, key, below in rows:
            if block.role != "heading" or not block.path or block.path in body or not block.has_few_links:
                continue
            for path in suffixes(block.path):
                count = counts[path]
                count[0] += 1
                count[1] += below is not None and below.path in body and below.has_few_links
                count[2] += standing[key] > 1
    return {
        path
        for path, (all_, heads, repeated) in counts.items()
        if all_ >= MIN_HEADINGS and heads >= HEADS * all_ and repeated < REPEATED_HEADINGS * all_
    }


def _furniture(tally: Tally, totals: Sequence[int], *, plain: bool) -> RemovalKind | None:
    """The kind of boilerplate that a path outside the body carries; None where its text may be body text."""
    if tally.share_of(totals) > FURNITURE_SHARE:
        return None
    if (
        tally.above == tally.blocks == len(tally.pages) > 1
        and LIKE * tally.blocks <= tally.headlines >= tally.standfirsts
    ):
        return "headline"
    if plain:
        return None
    if tally.kinds:
        kind, times = max(tally.kinds.items(), key=lambda row: (row[1], row[0]))
        if times >= KIND_SHARE * tally.blocks and times > 1:
            return kind
    if tally.repeated >= REPEATED_PATH * tally.blocks and tally.blocks > 2:
        return "repeated"
    return None


def _holding(body: Iterable[str], paths: Iterable[str]) -> set[str]:
    """The containers that hold the body, those beyond its paths' upper end included."""
    found = {name for path in body for name in containers(path)}
    chains = {containers(path) for path in paths if not path.startswith("…")}
    grown = True
    while grown:
        grown = False
        for chain in chains:
            inner = max((i for i, name in enumerate(chain) if name in found), default=-1)
            new = set(chain[: max(inner, 0)]) - found
            if new:
                found |= new
                grown = True
    return found


def _cards(holders: Mapping[str, Tally], body_containers: set[str], totals: Sequence[int]) -> dict[str, RemovalKind]:
    """Containers of teasers: outside the body, and a good part of their blocks are links."""
    found: dict[str, RemovalKind] = {}
    for name, tally in holders.items():
        if name in body_containers or len(tally.pages) < 2 or tally.share_of(totals) > FURNITURE_SHARE * 2:
            continue
        if tally.linked >= CARD_LINKS * tally.blocks and tally.run < PROSE_RUN:
            found[name] = "read_more"
    return found


def _repeats(
    sheets: Sequence[Sheet], standing: Mapping[str, int], body: set[str], elements: frozenset[str]
) -> dict[str, int]:
    """Texts on several pages; in the body's own element only those that most pages show, or that close pages.

    What stands there on one page alone is its standfirst, which other pages have in their teasers.
    """
    in_body: dict[str, set[int]] = {}
    """By key, the pages that have it in the body's own element."""
    closing: dict[str, bool] = {}
    beside = _pages_beside(sheets, standing)
    for page, sheet in enumerate(sheets):
        last = [place for place, block in enumerate(sheet.blocks) if block.kept][-CLOSING:]
        for place, (block, key) in enumerate(zip(sheet.blocks, sheet.keys, strict=True)):
            if standing[key] > 1:
                own = block.path in body or stands_plainly_in(block.path, elements)
                in_body.setdefault(key, set()).update((page,) if own else ())
                closes = place >= last[0] and CLOSING_WORDS[0] <= len(block.text.split()) <= CLOSING_WORDS[1]
                closing[key] = closing.get(key, True) and closes
    return {
        key: standing[key]
        for key, own in in_body.items()
        if not own
        or (
            len(own) > 1
            and standing[key] >= (COMMON_PAGES if closing[key] else max(COMMON_PAGES, COMMON * len(beside[key])))
        )
    }


def _pages_beside(sheets: Sequence[Sheet], standing: Mapping[str, int]) -> dict[str, set[int]]:
    """The pages that have a block at the path of each text that repeats: those of the same design."""
    at_path: dict[str, set[int]] = defaultdict(set)
    for page, sheet in enumerate(sheets):
        for block in sheet.blocks:
            at_path[block.path].add(page)
    beside: dict[str, set[int]] = defaultdict(set)
    for sheet in sheets:
        for block, key in zip(sheet.blocks, sheet.keys, strict=True):
            if standing[key] > 1 and key not in beside:
                beside[key] = at_path[block.path]
    return beside


def _phrases(sheets: Sequence[Sheet]) -> dict[str, RemovalKind]:
    """Openings that stand on several pages before a link."""
    pages: dict[str, set[int]] = defaultdict(set)
    blocks: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for page, sheet in enumerate(sheets):
        for block in sheet.blocks:
            phrase = opening_phrase(block.text)
            if phrase:
                pages[phrase].add(page)
                blocks[phrase] += 1
                linked[phrase] += block.is_mostly_links
    return {
        phrase: "read_more" for phrase in blocks if len(pages[phrase]) > 1 and linked[phrase] >= 0.8 * blocks[phrase]
    }
