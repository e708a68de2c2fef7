"""Lines at the two ends of the text that lead away from it: section links above, teasers, links and notes behind."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reading.cleaning.body_text import BodyText, Cut, Line
from pipelines.reading.cleaning.related import same_site

LINKS_ABOVE = Cut("other", "edge.links-above")
LINKS_BEHIND = Cut("read_more", "edge.links-behind")
TEASERS_BEHIND = Cut("read_more", "edge.teasers-behind")
NOTES_BEHIND = Cut("promo", "edge.notes-behind")

FEWEST_LINES = 5
"""A text of fewer lines has no edges."""
TEXT_WORDS = 12
"""Words of the line at which the text begins."""
ALL_LINK = 0.9
LINES_BEHIND = 8
TEASER_LINK = 0.45
"""Link density of a card's title; some say it twice, linked and not."""
FEWEST_TEASERS = 2
NOTES = 4
NOTE_WORDS = 40
ALL_EMPHASIS = 0.9


def find_edges(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Links above the text, links behind it; neither where they are most of what there is."""
    for find in (_links_above, _links_behind):
        found = list(find(body))
        if len(body.standing) >= FEWEST_LINES and len(found) * 2 < len(body.standing):
            yield from found


def _links_above(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Breadcrumbs, sections, topics."""
    for index, line in body.standing:
        if line.block.link_density >= ALL_LINK:
            yield index, LINKS_ABOVE
        elif line.block.role != "heading" and line.words >= TEXT_WORDS:
            return


def _links_behind(body: BodyText) -> Iterator[tuple[int, Cut]]:
    for index, line in body.standing[: -LINES_BEHIND - 1 : -1]:
        if line.block.link_density < ALL_LINK:
            return
        yield index, LINKS_BEHIND


def find_notes(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Notes to the reader behind the text: set off by their type, with a link or an address in them."""
    if len(body.standing) < FEWEST_LINES:
        return
    for index, line in body.standing[: -NOTES - 1 : -1]:
        if not _is_note(line):
            return
        yield index, NOTES_BEHIND


def _is_note(line: Line) -> bool:
    block = line.block
    set_off = block.emphasis >= ALL_EMPHASIS and block.role != "heading" and line.words <= NOTE_WORDS
    return set_off and (bool(block.links) or "@" in line.text)


def find_teasers(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Cards behind the text: headings that lead to the site's other stories, each above one paragraph at most."""
    found: list[tuple[int, Cut]] = []
    titles = 0
    below: list[int] = []
    for index, line in reversed(body.standing):
        if _is_title_of_another(line, body.url):
            found += [(place, TEASERS_BEHIND) for place in (*below, index)]
            below = []
            titles += 1
        elif line.block.role == "heading" or below:
            break
        else:
            below = [index]
    if titles >= FEWEST_TEASERS and len(found) * 2 < len(body.standing):
        yield from found


def _is_title_of_another(line: Line, url: str) -> bool:
    block = line.block
    linked = block.role == "heading" and block.link_density >= TEASER_LINK and bool(block.links)
    return linked and same_site(block.links[0].url, url)
