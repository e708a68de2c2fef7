"""Source lines and sign-offs at a text's end, and the names in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pipelines.language.folding import fold
from pipelines.language.scripts import count_words
from pipelines.language.wordlists import word_lists
from pipelines.reading.cleaning.agencies import is_agency, names_agency, without_agencies
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once, labelled
from pipelines.reading.cleaning.credit_lines import are_agencies, credited_names, is_credit_line, named_agencies
from pipelines.reading.cleaning.credits import reads_as_names
from pipelines.reading.cleaning.phrases import bare, phrasebook
from pipelines.web.classnames import names_on

LABEL = Cut("source_line", "source-line.label")
REPORTING = Cut("source_line", "source-line.reporting")
SIGN_OFF = Cut("source_line", "source-line.sign-off")
COPYRIGHT = Cut("source_line", "source-line.copyright")
GRAMMAR = Cut("source_line", "source-line.grammar")

NEAR_END = 6
"""Lines from the end in which a source line may stand; related links behind it are gone by then."""
NEAR_TOP = 3
SOURCE_WORDS = 16
"""Longest list of sources."""
LABELLED_WORDS = SOURCE_WORDS + 4
ALL_EMPHASIS = 0.9
PROSE_WORDS = 20
MOST_INITIALS = 2
"""Persons who sign with their initials; more short words are a sentence: "She now works for Reuters"."""
REPORTING_WORDS = 45

_COPYRIGHT_LINE = re.compile(
    r"^(?:copyright\s*)?(?:©|\(c\)|ⓒ|copyright)?\s*(?:copyright)?\s*(?:\d{4}(?:[-–/]\d{2,4})?)?[\s,]*(?P<name>.*)$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^[a-zäöüß]{1,5}(?:[/-][a-zäöüß]{1,5})*$")
_DATE_BIT = re.compile(r"\b\d{1,4}(?:[./-]\d{1,2}(?:[./-]\d{2,4})?)?\b")


def find_source_lines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines that say where the story comes from."""
    edges = dict(body.at_edges(top=NEAR_TOP, end=NEAR_END))
    for index, line in body.open:
        if line.words > REPORTING_WORDS:
            continue
        labelled_line = line.words <= LABELLED_WORDS and line.block.role != "table_row"
        place = _source_place(line) if labelled_line else ""
        if place == "anywhere" or (place and index in edges):
            yield index, LABEL
        elif index in edges:
            before, behind = body.from_top(index), body.from_end(index)
            if cut := _edge_line(line, before, behind):
                yield index, cut
            elif before and behind < NEAR_END and _is_made_of_credits(line, body.standing[before - 1][1], behind):
                yield index, GRAMMAR


def _edge_line(line: Line, before: int, behind: int) -> Cut | None:
    """What a line with so many standing lines before and behind it is, if it opens with no label."""
    if not behind and before and _is_bare_source(line):
        return LABEL
    if behind < NEAR_END and before and _is_reporting_line(line):
        return REPORTING
    if (behind < 3 or before < NEAR_TOP) and _is_sign_off(line):
        return SIGN_OFF
    return COPYRIGHT if behind < NEAR_END and is_agency_copyright(line) else None


def _is_made_of_credits(line: Line, above: Line, behind: int) -> bool:
    """above: the line that stands before it. A list's last item has items there, a credit the text or other credits."""
    block = line.block
    if block.role not in ("paragraph", "quote") or block.figure is not None or block.is_mostly_links:
        return False
    if not block.kept and not names_agency(line.head):
        return False
    set_off = block.emphasis >= ALL_EMPHASIS or _names_credits(block.path)
    if not is_credit_line(line.text, set_off=set_off, is_last=not behind):
        return False
    follows_text = above.ends_sentence or above.words >= PROSE_WORDS or is_credit_line(above.text)
    return follows_text or names_agency(line.head)


@lru_cache(maxsize=1024)  # a page's blocks share their paths, as do a site's pages
def _names_credits(path: str) -> bool:
    """Whether the block's element, or the one around it, is called after credits, or is one for small print."""
    last = path.rpartition(">")[2].partition(".")[0]
    return last in ("small", "cite", "footer", "em", "i") or _CREDIT_ELEMENT.search(names_on(path, 2)) is not None


@asked_once
def _source_place(line: Line) -> Literal["anywhere", "edge", ""]:
    """Where the line would be a source line by its label and the names behind it."""
    parts = line.labelled
    if parts is not None and phrasebook().source.holds(parts.label) and parts.rest:
        words = count_words(parts.rest)
        if words <= 8 and parts.separator in (":", "：") and reads_as_names(parts.rest):
            return "anywhere"
        told = words > 8 and line.ends_sentence and not reads_as_names(parts.rest)
        return "edge" if words <= SOURCE_WORDS and not told else ""
    opening = phrasebook().source.opening(line.bared)
    rest = line.bared[len(opening) :].strip()
    return "edge" if opening and rest and (is_agency(rest) or _all_agencies(rest)) else ""


def _is_bare_source(line: Line) -> bool:
    """A last line without a separator: "Theo HarbourWire". The label has to be followed by names and nothing else."""
    opening = phrasebook().source.opening(line.bared)
    if len(opening) < 4 or line.words > 5 or line.ends_sentence or line.block.role == "heading":
        return False
    names = line.text.split()[len(opening.split()) :]
    return bool(names) and all(name[0].isupper() or fold(name) in phrasebook().conjunction.phrases for name in names)


def _all_agencies(folded: str) -> bool:
    """Whether nothing but agencies, and words that stand for agencies, is named."""
    left = re.split(r"[\s/,;|()\[\].+&–—-]+", without_agencies(folded))
    generic = phrasebook().generic.phrases
    words = [word for word in left if word]
    joined = " ".join(words)
    return joined in generic or all(word in generic or word in phrasebook().conjunction.phrases for word in words)


_SENTENCE_MIDDLE = re.compile(r"[.!?。]['\"”’»)]?\s+(?=[^\W\d_]\S*\s+\S+\s+\S)")
_SHORT_OPENINGS = frozenset(map(fold, word_lists(__name__)["short_openings"]))


def _is_reporting_line(line: Line) -> bool:
    return line.block.role not in ("table_row", "heading") and _says_who_reported(line)


@asked_once
def _says_who_reported(line: Line) -> bool:
    text = line.head.lstrip("—–-*•([ ")
    ending = phrasebook().reported.ending(line.tail)
    if ending and len(ending) > 11 and not _SENTENCE_MIDDLE.search(line.text):
        return True
    opening = phrasebook().reporting.opening(text)
    if not opening:
        return False
    rest = text[len(opening) :].strip(" :：.()[]*—–-")
    if opening in _SHORT_OPENINGS:
        return bool(rest) and line.words <= 7 and _all_agencies(rest)
    return not (line.ends_sentence and line.words > 20 and not re.search(r"[;|]", line.text)) and reads_as_names(
        line.text
    )


def _is_sign_off(line: Line) -> bool:
    """A last line of agencies, initials and a date: "ab/cd (dpa, HWA)", "—AFP", "(HWA/dpa)"."""
    return line.words <= 8 and line.block.role not in ("heading", "table_row") and _signs_off(line)


@asked_once
def _signs_off(line: Line) -> bool:
    bracketed = _BRACKETED_LINE.fullmatch(line.text.strip())
    left = [word for word in _BREAKS.split(_DATE_BIT.sub(" ", without_agencies(line.head))) if word]
    generic, joining = phrasebook().generic.phrases, phrasebook().conjunction.phrases
    strange = [word for word in left if word not in generic and word not in joining]
    set_apart = not strange or bracketed is not None or (not line.ends_sentence and _APART.search(line.text))
    if len(strange) <= MOST_INITIALS and all(map(_INITIALS.match, strange)) and set_apart:
        return names_agency(line.head)
    if bracketed is None:
        return False
    names = [w for w in re.split(r"[\s/,;|+&-]+", bracketed["inside"]) if w]
    return (
        0 < len(names) <= 5
        and all(_is_acronym(n) or _INITIALS.match(n) or fold(n) in generic for n in names)
        and any(map(_is_acronym, names))
    )


_BRACKETED_LINE = re.compile(r"[(\[/（–—-]+\s*(?P<inside>[^()\[\]]{2,40}?)\s*[)\]/）–—-]*\.?")
_APART = re.compile(r"[/,;|()\[\]–—-]")
_BREAKS = re.compile(r"[\s/,;|()\[\].+&–—*-]+")


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 12 and word.isalpha() and sum(map(str.isupper, word)) >= 2


_CREDIT_ELEMENT = re.compile(
    r"(?:^|[-_. ])(?:credits?|sources?|agency|tagline|contribut(?:or|ion)s?|quellen?|fuentes?|fonte)(?:$|[-_. ])",
    re.IGNORECASE,
)

_NOTICE = re.compile(r"^\W*(?:©|\(c\)|ⓒ|copyright)", re.IGNORECASE)


@asked_once
def is_agency_copyright(line: Line) -> bool:
    """Whether the line is a copyright notice that names agencies and nothing else: a sign-off in other words."""
    if line.words > 12 or not _NOTICE.match(line.text):
        return False
    match = _COPYRIGHT_LINE.match(line.text)
    name = fold(match["name"]).strip(" .") if match else ""
    return bool(name) and (is_agency(name) or _all_agencies(name) or are_agencies(name))


# -------------------------------------------------------------------------------------------------------------- names

_PIECES = re.compile(r"\s*(?:[,;|、،؛＝]|\s[-–—/]\s|/|／)\s*")
_PARTS = re.compile(r"\s*[;|()\[\]]\s*")


def names_of_cut(text: str, cut: Cut) -> tuple[str, ...]:
    """Whom a line that was cut as a source line credits."""
    if cut in (GRAMMAR, COPYRIGHT):
        return credited_names(text)
    return tuple(dict.fromkeys(name for found in source_names(text) for name in named_agencies(found)))


def source_names(text: str) -> tuple[str, ...]:
    """The agencies, papers and persons that a source line names, as it spells them.

    >>> source_names("Fuente: HarbourWire y agencias")
    ('HarbourWire',)
    """
    names: list[str] = []
    for piece in _PIECES.split(_named_part(text)):
        names += [name for name in _split_conjunctions(piece) if name and name not in names]
    return tuple(names)


def _named_part(text: str) -> str:
    """The line without its label, its editors and its brackets."""
    text = text.strip(" ()[]（）【】*—–-")
    parts = labelled(text)
    book = phrasebook()
    if parts is not None and parts.rest and (book.source.holds(parts.label) or book.reporting.holds(parts.label)):
        text = parts.rest
    else:
        text = _without_opening(text)
    pieces = [piece for piece in _PARTS.split(text) if not book.editing.opening(fold(piece))]
    text = ", ".join(piece for piece in pieces if piece and not (len(pieces) > 1 and piece.islower() and " " in piece))
    ending = book.reported.ending(fold(text[-160:]))
    if ending:
        words = text.rstrip(" .").split(" ")
        text = " ".join(words[: -len(ending.split(" "))])
    text = re.sub(
        r"^\W*(?:©|\(c\)|ⓒ|copyright)+\s*(?:©|\(c\))?\s*(?:\d{4}(?:[-–]\d{2,4})?)?\s*", "", text, flags=re.IGNORECASE
    )
    return text.strip(" .()[]（）【】")


def _without_opening(text: str) -> str:
    """The text behind the reporting or source phrase that it opens with."""
    folded = fold(text)
    opening = phrasebook().reporting.opening(folded) or phrasebook().source.opening(folded)
    if not opening:
        return text
    words = text.split(" ")
    return " ".join(words[len(opening.split(" ")) :]).lstrip(" :：")


def _split_conjunctions(piece: str) -> list[str]:
    generic, joining = phrasebook().generic.phrases, phrasebook().conjunction.phrases
    if bare(fold(piece)) in generic:
        return []
    groups: list[list[str]] = [[]]
    words = piece.split()
    for place, word in enumerate(words):
        folded = fold(word)
        last = bare(fold(" ".join(words[place:])))
        if last in generic or (last.startswith("و") and last[1:] in generic):
            break  # "... and agencies", "... ووكالات": what is left names nobody
        if folded == "in" and word == "in" and not names_agency(fold(" ".join(words[place:]))):
            break  # "Ines Varga in Okkel"; in Slovenian it is "and"
        if folded in joining and not word[0].isupper():
            groups.append([])
        else:
            groups[-1].append(word)
    names = (" ".join(group).strip(" .()[]") for group in groups)
    return [
        name
        for name in names
        if (name and bare(fold(name)) not in generic and not _INITIALS.match(name)) or is_agency(fold(name))
    ]
