"""What a page shows in the place of a headline: its headings, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.language.scripts import PROSE_CHARACTERS, is_spelt_in
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.metadata.breadcrumbs import is_trail, leads_home

LEVELS = {f"h{level}": level for level in range(1, 7)}
DEPTH = 4
"""Elements between a heading's words and the heading at most."""
MOST = 60
"""Headings that are looked at: a page with more is a list, or made to keep us busy."""
TRAIL_DEPTH = 4
"""Elements around a heading among which a trail of breadcrumbs is looked for."""
_ROLES = frozenset(("heading", "caption"))
"""Of what stands in a heading, which may stand with a picture."""
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """A heading as readers see it."""

    lines: tuple[str, ...]
    """Its blocks: a kicker and a headline may stand in one element."""
    level: int
    """1 for <h1>."""
    is_above: bool
    """No paragraph of the text stands above it."""
    is_aside: bool
    """By its mark-up perhaps no part of the article: in navigation, a trail of breadcrumbs, a header with either, a
    footer, or hidden."""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def shown_headings(blocks: Sequence[RawBlock], kept: Sequence[bool], base_url: str) -> tuple[ShownHeading, ...]:
    """The page's headings in their order, but for logos: what leads to the site's front page is its name.

    kept: whether each block is the article's text.
    """
    text = next((place for place, block in enumerate(blocks) if kept[place] and _opens_text(block)), len(blocks))
    found: dict[HtmlElement, list[int]] = {}
    for place, heading in _places(blocks):
        if heading in found or len(found) < MOST:
            found.setdefault(heading, []).append(place)
    return tuple(
        ShownHeading(
            lines=tuple(blocks[place].text.replace(_SOFT_HYPHEN, "") for place in places),
            level=LEVELS[str(heading.tag)],
            is_above=places[0] < text,
            is_aside=blocks[places[0]].outside or (heading.tag == "h1" and _is_in_trail(heading)),
        )
        for heading, places in found.items()
        if not any(_is_logo(blocks[place], base_url) for place in places)
    )


def _places(blocks: Sequence[RawBlock]) -> Iterator[tuple[int, HtmlElement]]:
    """The blocks that stand in a heading, each with its element."""
    for place, block in enumerate(blocks):
        here: HtmlElement | None = block.element if block.role in _ROLES else None
        for _ in range(DEPTH):
            if here is None:
                break
            if here.tag in LEVELS:
                yield place, here
                break
            here = here.getparent()


def _opens_text(block: RawBlock) -> bool:
    return block.role != "heading" and is_spelt_in(block.text, PROSE_CHARACTERS)


def _is_in_trail(heading: HtmlElement) -> bool:
    return any(is_trail(element) for element in (heading, *islice(heading.iterancestors(), TRAIL_DEPTH)))


def _is_logo(block: RawBlock, base_url: str) -> bool:
    return block.is_all_links and all(leads_home(href, base_url) for href, _ in block.anchors)
