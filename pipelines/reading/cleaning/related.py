"""Related links: structure first (a line that is a label and a link, or one link), words second."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.language.scripts import count_words
from pipelines.model import MOSTLY_LINKS
from pipelines.reading.cleaning.body_text import BodyText, Cut, Labelled, Line, asked_once
from pipelines.reading.cleaning.phrases import phrasebook

PHRASE = Cut("read_more", "related-link.phrase")
LABEL = Cut("read_more", "related-link.label")
MARKER = Cut("read_more", "related-link.marker")
LINKED = Cut("read_more", "related-link.linked-phrase")
LIST = Cut("read_more", "related-link.list")
ONE_LINK = Cut("read_more", "related-link.one-link")

TITLE_WORDS = 30
"""Longest title behind a label; the longest of the development corpus has 27 words."""
TITLE_FROM = 4
"""Words of the shortest line that is taken for a headline by its link alone; shorter ones are topics and buttons."""
FEWEST_TITLES = 2
MOST_OF_PAGE = 0.5
"""Words of a list of links for each other word of the text; where there are more, the list is the text."""
LABEL_WORDS = 6
"""Longest label of unknown wording that structure alone makes one."""
LINKED_PHRASE = 0.6
"""Share of a line that opens with a known marker which must be a link."""
LINKED_TITLE = 0.8
"""Share of a line of a list of links, and of what stands behind a weak marker, which must be a link."""
LINKED_BEHIND = 0.9
"""The same behind a label of unknown wording."""
_TITLE_ROLES = ("paragraph", "heading", "list_item", "quote", "caption")
_SENTENCE_INSIDE = re.compile(r"[.!?。！？؟।]['\"”’»)]?\s+\S")
_LOWER_START = re.compile(r"^[a-zà-öø-ÿа-яёα-ωа-џ]")
_ARROWS = re.compile(r"^\s*(?:[>»›→⇒▶►▸➤➡👉⏩☞]\ufe0f?\s*)+(?P<rest>.+)$")


def find_related_links(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines that lead to other stories, and the headings of their lists."""
    in_list = False
    following_of = dict(pairwise(index for index, _ in body.open))
    for index, line in body.open:
        following = body.lines[following_of[index]] if index in following_of else None
        cut = _related(line)
        if cut is None and following is not None and _heads_links(line, following):
            cut = MARKER
        if cut is None and in_list and _is_linked_title(line):
            cut = LIST
        if cut is None and not in_list:
            continue
        in_list = cut is not None and (cut is not PHRASE or in_list)
        if cut is not None:
            yield index, cut


def _related(line: Line) -> Cut | None:
    if line.block.role not in _TITLE_ROLES or line.words > TITLE_WORDS + LABEL_WORDS:
        return None
    if is_marker(line):
        return MARKER
    parts = line.labelled
    if parts is not None and (cut := _labelled_link(line, parts)):
        return cut
    if line.block.link_density >= LINKED_PHRASE and phrasebook().read_more.opening(line.bared):
        return LINKED
    arrow = _ARROWS.match(line.text) if line.block.link_density >= LINKED_TITLE else None
    return LABEL if arrow is not None and count_words(arrow["rest"]) >= 3 else None


@asked_once
def is_marker(line: Line) -> bool:
    """Whether the line is a marker and nothing else: "Related stories", "Mehr zum Thema:"."""
    phrases = phrasebook().read_more.phrases
    return line.words <= 8 and (line.bared in phrases or line.head.rstrip(" :：.…»›>→") in phrases)


def _heads_links(line: Line, following: Line) -> bool:
    """Whether a short line that opens as a marker and ends in a colon stands above a link: "More from the harbour:"."""
    if not line.text.endswith((":", "：")) or line.words > 9 or not _is_linked_title(following):
        return False
    book = phrasebook()
    return bool(book.read_more.opening(line.bared) or book.related.opening(line.bared))


def _labelled_link(line: Line, parts: Labelled) -> Cut | None:
    if not parts.rest:
        return MARKER if phrasebook().read_more.holds(parts.label) else None
    behind = _linked_share(line, parts.rest)
    if phrasebook().read_more.holds(parts.label):
        return PHRASE if behind >= MOSTLY_LINKS or _could_be_title(parts) else None
    if phrasebook().related.holds(parts.label) and (behind >= LINKED_TITLE or _is_shouted_title(parts)):
        return PHRASE
    linked_as_one = line.block.is_all_links and len(line.block.links) == 1  # a title with a colon, perhaps
    return (
        LABEL
        if behind >= LINKED_BEHIND and not linked_as_one and _is_plain_label(parts) and _could_be_title(parts)
        else None
    )


def _linked_share(line: Line, rest: str) -> float:
    """Share of the text behind the label that stands in links."""
    linked = sum(len(link.text) for link in line.block.links if link.text and link.text in line.text[-len(rest) - 2 :])
    if not linked and line.block.is_all_links and line.block.links:
        return 1.0  # label and title are one link
    return min(1.0, linked / len(rest))


def _could_be_title(parts: Labelled) -> bool:
    """Whether the words behind a known marker read as a title; prose goes on in lower case and ends in a full stop."""
    if count_words(parts.rest) > TITLE_WORDS or _SENTENCE_INSIDE.search(parts.rest):
        return False
    if parts.separator in "-–—―" and _LOWER_START.match(parts.rest):
        return False
    return not (_LOWER_START.match(parts.rest) and parts.rest.rstrip("\"”’'»").endswith("."))


def _is_shouted_title(parts: Labelled) -> bool:
    """A weak marker in capitals before a title: "VIDEO: Crews clear the slipway"."""
    shouted = parts.shown.isupper() and len(parts.shown) > 3 and not parts.rest.isupper()
    return shouted and parts.separator not in "-–—―" and count_words(parts.rest) >= 3 and parts.rest[-1] not in ".。,;:"


def _is_plain_label(parts: Labelled) -> bool:
    """A short label of unknown wording before a title of some words, "Auf derselben Seite: Der Deich hält"."""
    title = count_words(parts.rest)
    words = count_words(parts.shown)
    return words <= LABEL_WORDS and 3 <= title <= TITLE_WORDS and not any(c.isdigit() or c == "@" for c in parts.shown)


def _is_linked_title(line: Line) -> bool:
    """A line of a link list: nearly all of it is a link."""
    block = line.block
    return block.link_density >= LINKED_TITLE and line.words <= TITLE_WORDS and block.role in _TITLE_ROLES


def find_one_link_lines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """A line that is one link and reads as a title, between paragraphs of prose; of a list, all items or none."""
    items: list[tuple[int, Line]] = []
    for index, line in (*body.open, (len(body.lines), None)):
        if line is not None and _is_one_link(line) and line.block.role == "list_item":
            items.append((index, line))
            continue
        if items and _are_titles(body, items):
            yield from ((place, ONE_LINK) for place, _ in items)
        items = []
        if line is None or not _is_one_link(line) or line.block.role not in ("paragraph", "heading", "quote"):
            continue
        if not TITLE_FROM <= line.words <= TITLE_WORDS:
            continue
        leads_on = not line.ends_sentence and body.from_top(index) and same_site(line.block.links[0].url, body.url)
        if not line.block.kept or leads_on:
            yield index, ONE_LINK


def _is_one_link(line: Line) -> bool:
    return line.block.is_all_links and len(line.block.links) == 1


def _are_titles(body: BodyText, items: Sequence[tuple[int, Line]]) -> bool:
    """Whether a list leads to the site's other stories: headlines, most of them, and a small part of what there is.
    Names of a few words may be what the text is about; a page that lists links is about those."""
    lines = [line for _, line in items]
    titles = sum(TITLE_FROM <= line.words <= TITLE_WORDS for line in lines)
    own = sum(same_site(line.block.links[0].url, body.url) for line in lines)
    if len(lines) < FEWEST_TITLES or min(titles, own) * 2 <= len(lines) or not body.from_top(items[0][0]):
        return False
    others = sum(line.words for _, line in body.standing) - sum(line.words for line in lines if line.block.kept)
    return sum(line.words for line in lines) <= MOST_OF_PAGE * others


def same_site(link: str, page: str) -> bool:
    """Whether the link stays on the page's site; a shop's or a network's may be what the story is about."""
    return _site(link) == _site(page)


def _site(url: str) -> list[str]:
    host = url.partition("://")[2].partition("/")[0].partition(":")[0].casefold()
    return host.split(".")[-2:]
