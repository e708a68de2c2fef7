"""What a site says for itself inside a story: share bars, prompts, comment and advertisement labels, author boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pipelines.language.folding import fold, letters
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once
from pipelines.reading.cleaning.phrases import bare, phrasebook
from pipelines.reading.cleaning.sources import is_agency_copyright

SHARE = Cut("share", "share.words")
PROMO = Cut("promo", "promo.phrase")
CLOSING = Cut("promo", "promo.closing")
COMMENTS = Cut("other", "comments.label")
ADVERT = Cut("other", "advert.label")
RIGHTS = Cut("other", "copyright.line")
BIOGRAPHY = Cut("other", "author-biography")
COOKIES = Cut("other", "embed.notice")
READING_TIME = Cut("other", "reading-time.label")
SEPARATOR = Cut("other", "separator.line")

PROMO_WORDS = 45
LABEL_WORDS = 8
NOTICE_WORDS = 60
NEAR_END = 5
BIOGRAPHY_WORDS = 80
EMPHASISED = 0.8
"""Share of a closing line in bold or italics, from which an author's name near its start makes it a note on them."""

PROMPT_LINKED, PROMPT_EMPHASISED = 0.2, 0.6
"""Shares of a line in links, or in bold or italics, from which it is marked as a prompt is."""

_WORDS = word_lists(__name__)
_NETWORKS = frozenset(_WORDS["networks"])
_OWN_CHANNEL = re.compile(rf"\b(?:{any_of(_WORDS['own_channel'])})\b")
_QUOTED = re.compile(r"^[“\"«„「『]")
_PARAGRAPHS = ("paragraph", "heading", "list_item", "quote")


def find_share_lines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines made of nothing but the words of share bars."""
    for index, line in body.open:
        if line.words > 20 or line.block.role not in _PARAGRAPHS or not (wording := _share_wording(line)):
            continue
        if wording == "words" or line.words > 1 or line.block.role != "heading" or line.block.is_mostly_links:
            yield index, SHARE


_COUNT = re.compile(r"\d+(?:[.,]\d+)?[km]?")
_BREAKS = re.compile(r"[\s|/,.·•:()\-–]+")


@asked_once
def _share_wording(line: Line) -> Literal["phrase", "words", ""]:
    """Whether the line is a phrase of share bars, or nothing but words of theirs."""
    share = phrasebook().share
    first = line.head.partition(" ")[0]
    if first.isalpha() and first not in _NETWORKS and first not in share.first_words:
        return ""  # most lines
    whole = bare(_COUNT.sub(" ", line.head))
    if whole in share.phrases:
        return "phrase" if whole not in _NETWORKS and len(whole) > 3 else ""
    words = [word for word in _BREAKS.split(whole) if word]
    networks = sum(word in _NETWORKS for word in words)
    if not words or networks + sum(word in share.phrases for word in words) < len(words):
        return "words" if _opens_as_share(line) else ""
    return "words" if len(words) >= 2 and (networks or all(len(word) > 3 for word in words)) else ""


def _opens_as_share(line: Line) -> bool:
    """A share phrase of several words before networks: "Share this article on Facebook"."""
    opening = phrasebook().share.opening(line.head)
    if " " not in opening:
        return False
    rest = [w for w in _BREAKS.split(line.head[len(opening) :]) if w]
    return len(rest) <= 8 and all(
        w in _NETWORKS or w in phrasebook().share.phrases or w in phrasebook().conjunction.phrases for w in rest
    )


def find_promos(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Prompts to subscribe, follow, download, join or give."""
    for index, line in body.open:
        if (
            line.words <= PROMO_WORDS
            and line.block.role in _PARAGRAPHS
            and (opening := _promo_opening(line))
            and _is_promo(line, *opening)
        ):
            yield index, PROMO
    for index, line in body.at_edges(top=0, end=NEAR_END - 1):
        short = body.from_top(index) and line.words <= CLOSING_LINE_WORDS and line.block.role in _PARAGRAPHS
        if short and _closes_as_promo(line):
            yield index, CLOSING


_SENTENCES = re.compile(r"(?<=[.!?。！？؟])['\"”’»]?\s*(?=\S)")
MOST_SENTENCES = 3
CLOSING_LINE_WORDS = 25
CLOSING_WORDS = 8
"""Of a prompt that names nothing of the site's own."""


@asked_once
def _closes_as_promo(line: Line) -> bool:
    """Whether of a few sentences the last is a prompt, as in "The letter comes every Friday. Sign up here"."""
    sentences = [sentence for sentence in _SENTENCES.split(line.text) if sentence]
    if not 2 <= len(sentences) <= MOST_SENTENCES or any(map(_QUOTED.match, sentences)):
        return False
    last = fold(sentences[-1])
    opening = phrasebook().promo.opening(bare(last))
    rest = bare(last)[len(opening) :]
    own = bool(_OWN_CHANNEL.search(last))
    short = " " in opening and len(last.split()) <= CLOSING_WORDS
    return bool(opening) and not rest.startswith(_TOLD) and (own or short)


_TOLD = (",", "”", '"')
"""What follows a phrase that is quoted or told."""


@asked_once
def _promo_opening(line: Line) -> tuple[str, str] | None:
    """The prompt that the line opens with, unless in quotes, and the words behind it."""
    if _QUOTED.match(line.text):
        return None
    head = line.head.lstrip("*•-–—>»[( ")
    opening = phrasebook().promo.opening(bare(head) if head[:1] and not head[0].isalnum() else head)
    return (opening, head[len(opening) :]) if opening else None


def _is_promo(line: Line, opening: str, rest: str) -> bool:
    """Whether the line speaks of the site's own channels, or is linked or emphasised as a prompt is."""
    if rest.startswith(_TOLD):
        return False  # "Subscribe, the flyer said"
    single = " " not in opening
    own = bool(_OWN_CHANNEL.search(rest)) or bool(_OWN_CHANNEL.search(opening))
    marked = line.block.link_density >= PROMPT_LINKED or line.block.emphasis >= PROMPT_EMPHASISED or not line.block.kept
    if not rest.strip(" :.!?"):
        return (not single or marked) and line.block.role != "heading"
    if line.block.is_mostly_links:
        return True
    if marked or not own or rest.startswith("?"):  # "Enjoying this? ..." is said to the reader
        return own
    told = "," in line.text and line.ends_sentence and line.words > 14
    return not told and line.words <= (15 if single else 30)


def find_labels(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Labels of comment sections and advertisements, copyright lines, lines without a letter."""
    near_end = dict(body.at_edges(top=0, end=NEAR_END))
    for index, line in body.open:
        if line.words > NOTICE_WORDS:
            continue
        label = _label(line) if line.words <= LABEL_WORDS else None
        misplaced = (label is READING_TIME and body.from_top(index) >= NEAR_END) or (
            label is ADVERT and line.block.role == "heading" and body.from_end(index)
        )
        if label is not None and not misplaced:
            yield index, label
        elif index in near_end and _is_rights_line(line):
            yield index, RIGHTS
        elif _is_embed_notice(line):
            yield index, COOKIES


@asked_once
def _label(line: Line) -> Cut | None:
    """What a short line is by its words, wherever it stands."""
    if not line.key:
        return SEPARATOR
    book, bared = phrasebook(), line.bared
    without_number = bare(_NUMBER.sub(" ", bared))
    if without_number != bared and bared[-1].isalpha() and _READING_TIME.fullmatch(bared):
        return READING_TIME
    if without_number in book.comments.phrases and (line.words <= 2 or without_number != bared or " " in bared):
        return COMMENTS
    return ADVERT if bared in book.advert.phrases else None


_NUMBER = re.compile(r"\d+")
_READING_TIME = re.compile(
    rf"(?:(?:{any_of(_WORDS['reading_time_labels'])})\W*)?(?:ca\.? ?)?\d{{1,3}}[\s-]?"
    rf"(?:{any_of(_WORDS['minutes'])})\W*(?:{any_of(_WORDS['reading_time_endings'])})?"
)


RIGHTS_WORDS = 15
"""A longer line is a copyright notice by its wording alone."""
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|ⓒ|copyright\b)", re.IGNORECASE)


@asked_once
def _is_rights_line(line: Line) -> bool:
    if is_agency_copyright(line):
        return False
    if _COPYRIGHT.match(line.text):
        return (
            line.words <= RIGHTS_WORDS
            or bool(phrasebook().rights.opening(line.tail))
            or any(word in line.head for word in _WORDS["rights"])
        )
    head = line.head.lstrip("*•-–—>»[(<【 ")
    opening = phrasebook().rights.opening(head)
    if opening and line.words > RIGHTS_WORDS and line.ends_sentence and head[len(opening) :].startswith(_TOLD):
        return False  # "All rights reserved, says the sign over the door"
    return bool(opening) or bool(phrasebook().rights.ending(line.tail))


_EMBED = re.compile(
    rf"(?:javascript|cookies?)\b.{{0,80}}\b(?:{any_of(_WORDS['asked_behind'])})"
    rf"|(?:{any_of(_WORDS['asked_before'])})\b.{{0,60}}\b(?:javascript|cookies)|{any_of(_WORDS['unsupported'])}"
)
_TO_THE_READER = re.compile(any_of(_WORDS["to_the_reader"]))


@asked_once
def _is_embed_notice(line: Line) -> bool:
    """A notice in place of a player or an embedded post, addressed to the reader's browser."""
    head = line.head
    return bool(
        any(map(head.__contains__, _WORDS["notice_hints"])) and _EMBED.search(head) and _TO_THE_READER.match(head)
    )


_TITLES = frozenset(map(letters, ("", *_WORDS["titles"])))
_THE_AUTHOR = re.compile(rf"(?:{any_of(_WORDS['the_author'])})\b")


def find_biographies(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """An author's biography behind the text."""
    authors = [author for author in body.metadata.authors if len(author) > 3]
    for index, line in body.at_edges(top=0, end=NEAR_END - 1):
        if body.from_top(index) < 2 or line.words > BIOGRAPHY_WORDS:
            continue
        if line.block.role in ("paragraph", "list_item", "quote") and _is_biography(line, authors):
            yield index, BIOGRAPHY


def _is_biography(line: Line, authors: list[str]) -> bool:
    head = line.head.lstrip("*•-–—>»[( ")
    for author in authors:
        name = fold(author)
        start = head.find(name, 0, 41 + len(name))
        if start >= 0 and line.block.emphasis >= EMPHASISED:
            return True
        if 0 <= start <= 30 and (start == 0 or letters(head[:start]) in _TITLES):
            behind = head[start + len(name) :].lstrip(" ,:|–—-")
            if phrasebook().biography.opening(behind) or re.match(r"\(?@|, [^.]{2,60} (?:is|covers)", behind):
                return True
    return _THE_AUTHOR.match(head) is not None and line.block.emphasis >= EMPHASISED and line.words >= 5
