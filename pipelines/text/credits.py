"""Who is credited: picture credits at a caption's end, source lines and sign-offs at a text's end, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.text.agencies import is_agency, names_agency, without_agencies
from pipelines.text.characters import fold
from pipelines.text.copy import Copy, Cut, Line, asked_once, count_words, labelled
from pipelines.text.phrases import bare, phrasebook

LABEL = Cut("source_line", "source-line.label")
REPORTING = Cut("source_line", "source-line.reporting")
SIGN_OFF = Cut("source_line", "source-line.sign-off")
COPYRIGHT = Cut("source_line", "source-line.copyright")

NEAR_END = 6
"""Lines from the end in which a source line may stand; related links behind it are gone by then."""
NEAR_TOP = 3
SOURCE_WORDS = 16
"""Longest list of sources."""
LABELLED_WORDS = SOURCE_WORDS + 4
REPORTING_WORDS = 45

# ---------------------------------------------------------------------------------------------------- picture credits


class Captioned(NamedTuple):
    """A caption without its credit, and the credit; either may be empty."""

    caption: str
    credit: str


CREDIT_CHARS = 160
"""Characters at a caption's end in which its credit stands."""
_BRACKETED = re.compile(r"^(?P<caption>.*?)\s*[(\[（【［](?P<credit>[^()\[\]（）【】]{1,90})[)\]）】］]\s*\.?$")
_BY = re.compile(
    r"^(?P<caption>.*?)[\s(\[|]*\b(?:photos?|photographs?|photography|pictures?|images?|illustration|"
    r"fotos?|bild(?:er)?|immagine|imagen|video|"
    r"zdj[eę]cie|valokuva)\s+(?:by|courtesy(?: of)?|via|von|de|par|di|door|av|af|of|from|"
    r"credit)\s+(?P<credit>[^\s].{1,70}?)[)\]]?\.?$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?P<caption>.*?)[\s(\[|]*\b(?:courtesy(?: of)?|courtoisie|cortes[ií]a(?: de)?)\s+(?P<credit>\S"
    r".{1,60}?)[)\]]?\.?$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?P<caption>.*?)[\s(\[|/–-]*(?:©|\(c\)|ⓒ|&copy;)\s*(?P<credit>[^©]{2,70})$", re.IGNORECASE)
_TAIL = re.compile(r"^(?P<caption>.*[.!?。”\"»])\s*[|/–—-]?\s*(?P<credit>[^.!?。|]{2,60})\.?$")
_SPLIT_BAR = re.compile(r"^(?P<caption>.*\S)\s*[|｜•]\s*(?P<credit>[^|｜•]{2,60})$")
_WORDINGS = (
    (_BY, ("photo", "pict", "image", "illustration", "foto", "bild", "immagine", "imagen", "video", "zdjeci", "valokuva")),
    (_COURTESY, ("courtes", "courtoisie", "cortesia")),
    (_COPYRIGHT, ("©", "(c)", "ⓒ")),
)
"""Each pattern with what folded text holds at least where the pattern matches."""
_CLOSING = frozenset(")]）】］")
_LABEL_ENDS = ":：=／/"
_LABEL_END = re.compile(f"[{_LABEL_ENDS}]")
_EDGE = " .,;|/–—-:：=()[]（）【】"


@lru_cache(maxsize=256)  # the captions of a page are asked several times over
def split_credit(text: str, *, loose: bool = False) -> Captioned | None:
    """The caption and its credit, where the text ends in one; None without a credit.

    loose: the text is known to be a caption, so that a name in brackets at its end need not be a known agency's.

    >>> split_credit("The slipway at low tide. (HWA)", loose=True)
    Captioned(caption='The slipway at low tide.', credit='HWA')
    >>> split_credit("Foto: Lise Armand/dpa")
    Captioned(caption='', credit='Lise Armand/dpa')
    """
    before, text = text[:-CREDIT_CHARS], text[-CREDIT_CHARS:]
    found = _set_off_credit(text, loose=loose) or _worded_credit(text, fold(text), loose=loose)
    return Captioned((before + found.caption).strip(), found.credit) if found is not None else None


@asked_once
def stated_credit(line: Line) -> Captioned | None:
    """split_credit of a line that is not known to be a caption."""
    before, text = line.text[:-CREDIT_CHARS], line.text[-CREDIT_CHARS:]
    found = _set_off_credit(text, loose=False) or _worded_credit(text, line.tail, loose=False)
    return Captioned((before + found.caption).strip(), found.credit) if found is not None else None


def _set_off_credit(text: str, *, loose: bool) -> Captioned | None:
    """A credit in brackets at the end or behind a label."""
    if text.rstrip(".")[-1:] in _CLOSING and (match := _BRACKETED.match(text)):
        inside = match["credit"].strip()
        if named := _credit_inside(inside, loose=loose):
            return Captioned(match["caption"].strip(), named)
    return _credit_after_label(text)


def _worded_credit(text: str, folded: str, *, loose: bool) -> Captioned | None:
    """A credit behind words that say so, or names of agencies at the end."""
    for pattern, hints in _WORDINGS:
        match = pattern.match(text) if any(map(folded.__contains__, hints)) else None
        if match and (pattern is not _COURTESY or loose) and _reads_as_names(match["credit"]):
            return Captioned(match["caption"].strip(" ([|"), match["credit"].strip(_EDGE))
    if not (loose or "/" in text or "photo" in folded):
        return None
    for pattern in (_SPLIT_BAR, _TAIL):
        match = pattern.match(text)
        if match and _is_agency_tail(match["credit"], loose=loose):
            return Captioned(match["caption"].strip(), match["credit"].strip(_EDGE))
    return None


def _credit_inside(inside: str, *, loose: bool) -> str:
    """The credit that stands in brackets; "" where the brackets hold something else."""
    if labelled_credit := _credit_after_label(inside):
        return labelled_credit.credit if not labelled_credit.caption else ""
    folded = fold(inside)
    opening = phrasebook().photo.opening(folded)
    if opening and _reads_as_names(inside):
        return inside[len(opening) :].strip(_EDGE) or inside
    if names_agency(folded) and count_words(inside) <= 10 and (loose or "/" in inside or "photo" in folded):
        return inside
    acronym = re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]{1,}[A-Za-z]*(?:[/,\s-]+[A-Z][\w.&'-]+)*", inside)
    if acronym and loose:
        return inside
    return inside if loose and count_words(inside) <= 7 and _reads_as_names(inside) and _has_names(inside) else ""


def _credit_after_label(text: str) -> Captioned | None:
    """The credit behind the last label of the table: "... Photo: X", "写真=X"."""
    if not any(map(text.__contains__, _LABEL_ENDS)):
        return None
    for match in reversed(list(_LABEL_END.finditer(text))):
        if match[0] in "／/" and not re.match(r"^.{1,3}／", text[max(0, match.start() - 3) :]):
            continue
        credit = text[match.end() :].strip(_EDGE)
        before = text[: match.start()].rstrip()
        if not credit or len(credit) > 90 or count_words(credit) > 14:
            continue
        words = before.split(" ")
        for count in range(min(4, len(words)), 0, -1):
            label = bare(fold(" ".join(words[-count:])))
            if label in phrasebook().photo.phrases:
                return Captioned(" ".join(words[:-count]).rstrip(" ([|（【-–—/"), credit)
        unspaced = phrasebook().photo.ending(fold(before)) or next(
            (
                before[-n:]
                for n in (6, 5, 4, 3, 2)
                if before[-n:] in phrasebook().photo.phrases and ord(before[-1]) > 0x2E80
            ),
            "",
        )
        if unspaced and ord(unspaced[0]) > 0x2E80 and before.endswith(unspaced):
            return Captioned(before[: -len(unspaced)].rstrip(" ([|（【-–—/［"), credit)
    return None


def _reads_as_names(credit: str) -> bool:
    """Names have capitals, or a script without case, and are no sentence."""
    words = [word for word in re.split(r"[\s/,|&+-]+", credit) if word[:1].isalpha()]
    if not words or len(words) > 12 or re.search(r"[.!?]\s+\S+\s+\S+\s+\S+", credit):
        return False
    small = [word for word in words if word[0].islower() and len(word) > 3]
    return len(small) * 3 <= len(words) or names_agency(fold(credit))


def _has_names(credit: str) -> bool:
    """At least one word with a capital, and none of the words that say where somebody stands."""
    return any(word[0].isupper() for word in credit.split()) and not re.search(
        r"\d{4}|^\W*(?:[LRC]|left|right)\W*$", credit
    )


def _is_agency_tail(credit: str, *, loose: bool) -> bool:
    folded = fold(credit)
    if is_agency(folded):
        return loose
    if names_agency(folded) and count_words(credit) <= 8 and _reads_as_names(credit):
        return loose or "/" in credit or "photo" in folded
    return loose and "/" in credit and count_words(credit) <= 6 and _reads_as_names(credit) and _has_names(credit)


def is_credit_only(text: str) -> bool:
    """Whether a line of a figure names a picture's source and describes nothing."""
    if phrasebook().photo.holds(fold(text)):
        return True
    found = split_credit(text, loose=True)
    if found is not None:
        return not found.caption or phrasebook().photo.holds(fold(found.caption))
    folded = fold(text)
    if is_agency(folded) or (names_agency(folded) and count_words(text) <= 5 and _reads_as_names(text)):
        return True
    words = [word for word in re.split(r"[\s/]+", text) if word]
    return "/" in text and 2 <= len(words) <= 7 and text[-1] not in ".!?" and all(word[0].isupper() for word in words)


# ------------------------------------------------------------------------------------------------------- source lines

_COPYRIGHT_LINE = re.compile(
    r"^(?:copyright\s*)?(?:©|\(c\)|ⓒ|copyright)?\s*(?:copyright)?\s*(?:\d{4}(?:[-–/]\d{2,4})?)?[\s,]*(?P<name>.*)$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^[a-zäöüß]{1,5}(?:[/-][a-zäöüß]{1,5})*$")
_DATE_BIT = re.compile(r"\b\d{1,4}(?:[./-]\d{1,2}(?:[./-]\d{2,4})?)?\b")


def find_source_lines(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """Lines that say where the story comes from."""
    edges = dict(copy.at_edges(top=NEAR_TOP, end=NEAR_END))
    for index, line in copy.open:
        if line.words > REPORTING_WORDS:
            continue
        if line.words <= LABELLED_WORDS and line.block.role != "table_row" and (place := _source_place(line)):
            if place == "anywhere" or index in edges:
                yield index, LABEL
                continue
        if index in edges and (cut := _edge_line(line, copy.from_top(index), copy.from_end(index))):
            yield index, cut


def _edge_line(line: Line, before: int, behind: int) -> Cut | None:
    """What a line with so many standing lines before and behind it is, if it opens with no label."""
    if not behind and before and _is_bare_source(line):
        return LABEL
    if behind < NEAR_END and before and _is_reporting_line(line):
        return REPORTING
    if (behind < 3 or before < NEAR_TOP) and _is_sign_off(line):
        return SIGN_OFF
    return COPYRIGHT if behind < NEAR_END and is_agency_copyright(line) else None


@asked_once
def _source_place(line: Line) -> Literal["anywhere", "edge", ""]:
    """Where the line would be a source line by its label and the names behind it."""
    parts = line.labelled
    if parts is not None and phrasebook().source.holds(parts.label) and parts.rest:
        words = count_words(parts.rest)
        if words <= 8 and parts.separator in (":", "：") and _reads_as_names(parts.rest):
            return "anywhere"
        told = words > 8 and line.ends_sentence and not _reads_as_names(parts.rest)
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
_SHORT_OPENINGS = frozenset(fold(w) for w in (
    "avec", "con", "com", "mit", "with", "مع", "avec les", "avec l'", "haber", "contributed", "compiled by",
    "written by", "a collaboré", "综合", "编辑", "記者", "记者", "edited by", "editor", "reportage", "d'après",
    "redacción", "redaktion", "contributing", "contributors"))  # fmt: skip


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
    return not (line.ends_sentence and line.words > 20 and not re.search(r"[;|]", line.text)) and _reads_as_names(
        line.text
    )


def _is_sign_off(line: Line) -> bool:
    """A last line of agencies, initials and a date: "ab/cd (dpa, HWA)", "—AFP", "(HWA/dpa)"."""
    return line.words <= 8 and line.block.role not in ("heading", "table_row") and _signs_off(line)


@asked_once
def _signs_off(line: Line) -> bool:
    bracketed = _BRACKETED_LINE.fullmatch(line.text.strip())
    left = _DATE_BIT.sub(" ", without_agencies(line.head))
    generic, joining = phrasebook().generic.phrases, phrasebook().conjunction.phrases
    if left != line.head and all(
        not word or word in generic or word in joining or _INITIALS.match(word) for word in _BREAKS.split(left)
    ):
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
_BREAKS = re.compile(r"[\s/,;|()\[\].+&–—*-]+")


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 12 and word.isalpha() and sum(map(str.isupper, word)) >= 2


_NOTICE = re.compile(r"^\W*(?:©|\(c\)|ⓒ|copyright)", re.IGNORECASE)


@asked_once
def is_agency_copyright(line: Line) -> bool:
    """Whether the line is a copyright notice that names agencies and nothing else: a sign-off in other words."""
    if line.words > 12 or not _NOTICE.match(line.text):
        return False
    match = _COPYRIGHT_LINE.match(line.text)
    name = fold(match["name"]).strip(" .") if match else ""
    return bool(name) and (is_agency(name) or _all_agencies(name))


# -------------------------------------------------------------------------------------------------------------- names

_PIECES = re.compile(r"\s*(?:[,;|、،؛＝]|\s[-–—/]\s|/|／)\s*")
_PARTS = re.compile(r"\s*[;|()\[\]]\s*")


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
