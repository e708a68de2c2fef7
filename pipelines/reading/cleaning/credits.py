"""Picture credits at a caption's end."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.folding import fold
from pipelines.language.scripts import count_words
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.cleaning.agencies import is_agency, names_agency
from pipelines.reading.cleaning.body_text import Line, asked_once
from pipelines.reading.cleaning.phrases import bare, phrasebook


class Captioned(NamedTuple):
    """A caption without its credit, and the credit; either may be empty."""

    caption: str
    credit: str


CREDIT_CHARS = 160
"""Characters at a caption's end in which its credit stands."""
_BRACKETED = re.compile(r"^(?P<caption>.*?)\s*[(\[（【［](?P<credit>[^()\[\]（）【】]{1,90})[)\]）】］]\s*\.?$")
_WORDS = word_lists(__name__)
_BY = re.compile(
    rf"^(?P<caption>.*?)[\s(\[|]*\b(?:{any_of(_WORDS['pictures'])})\s+(?:{any_of(_WORDS['by'])})"
    r"\s+(?P<credit>[^\s].{1,70}?)[)\]]?\.?$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    rf"^(?P<caption>.*?)[\s(\[|]*\b(?:{any_of(_WORDS['courtesy'])})\s+(?P<credit>\S.{{1,60}}?)[)\]]?\.?$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"^(?P<caption>.*?)[\s(\[|/–-]*(?:©|\(c\)|ⓒ|&copy;)\s*(?P<credit>[^©]{2,70})$", re.IGNORECASE)
_TAIL = re.compile(r"^(?P<caption>.*[.!?。”\"»])\s*[|/–—-]?\s*(?P<credit>[^.!?。|]{2,60})\.?$")
_SPLIT_BAR = re.compile(r"^(?P<caption>.*\S)\s*[|｜•]\s*(?P<credit>[^|｜•]{2,60})$")
_WORDINGS = (
    (_BY, _WORDS["picture_hints"]),
    (_COURTESY, _WORDS["courtesy_hints"]),
    (_COPYRIGHT, ("©", "(c)", "ⓒ")),
)
"""Each pattern with what folded text holds at least where the pattern matches."""
_CLOSING = frozenset(")]）】］")
_LABEL_END = re.compile("[:：=／/・]")
_SIGNS = ":：=／/・)]）】］"
_HINTS = tuple(hint for _, hints in _WORDINGS for hint in hints)
"""A line's end without any of these signs, and folded without any of these, states no credit."""
_EDGE = " .,;|/–—-:：=()[]（）【】"


@lru_cache(maxsize=256)  # the captions of a page are asked several times over
def split_credit(text: str, *, loose: bool = False) -> Captioned | None:
    """The caption and its credit, where the text ends in one; None without a credit.

    loose: the text is known to be a caption, so that a name in brackets at its end need not be a known agency's.

    >>> split_credit("The slipway at low tide. (HWA)", loose=True)
    Captioned(caption='The slipway at low tide.', credit='HWA')
    >>> split_credit("Foto: Lise Armand/dpa")
    Captioned(caption='', credit='Lise Armand/dpa')
    >>> split_credit("撮影・浜口健")
    Captioned(caption='', credit='浜口健')
    """
    return _split_credit(text, fold(text[-CREDIT_CHARS:]), loose=loose)


def _split_credit(text: str, folded: str, *, loose: bool) -> Captioned | None:
    """folded: the text's end."""
    before, text = text[:-CREDIT_CHARS], text[-CREDIT_CHARS:]
    found = _set_off_credit(text, loose=loose) or _worded_credit(text, folded, loose=loose)
    return Captioned((before + found.caption).strip(), found.credit) if found is not None else None


@asked_once
def stated_credit(line: Line) -> Captioned | None:
    """split_credit of a line that is not known to be a caption."""
    signs = map(line.text[-CREDIT_CHARS:].__contains__, _SIGNS)
    hints = map(line.end.__contains__, _HINTS)
    return _split_credit(line.text, line.tail, loose=False) if any(signs) or any(hints) else None


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
        if match and (pattern is not _COURTESY or loose) and reads_as_names(match["credit"]):
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
    if opening and reads_as_names(inside):
        return inside[len(opening) :].strip(_EDGE) or inside
    if names_agency(folded) and count_words(inside) <= 10 and (loose or "/" in inside or "photo" in folded):
        return inside
    acronym = re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]{1,}[A-Za-z]*(?:[/,\s-]+[A-Z][\w.&'-]+)*", inside)
    if acronym and loose:
        return inside
    return inside if loose and count_words(inside) <= 7 and reads_as_names(inside) and _has_names(inside) else ""


def _credit_after_label(text: str) -> Captioned | None:
    """The credit behind the last label of the table: "... Photo: X", "写真=X", "撮影・X"."""
    for match in reversed(list(_LABEL_END.finditer(text))):
        if match[0] == "・" and fold(text[: match.start()].strip()) not in phrasebook().photo.phrases:
            continue
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


def reads_as_names(credit: str) -> bool:
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
    if names_agency(folded) and count_words(credit) <= 8 and reads_as_names(credit):
        return loose or "/" in credit or "photo" in folded
    return loose and "/" in credit and count_words(credit) <= 6 and reads_as_names(credit) and _has_names(credit)


def is_credit_only(text: str) -> bool:
    """Whether a line of a figure names a picture's source and describes nothing."""
    if phrasebook().photo.holds(fold(text)):
        return True
    found = split_credit(text, loose=True)
    if found is not None:
        return not found.caption or phrasebook().photo.holds(fold(found.caption))
    folded = fold(text)
    if is_agency(folded) or (names_agency(folded) and count_words(text) <= 5 and reads_as_names(text)):
        return True
    words = [word for word in re.split(r"[\s/]+", text) if word]
    return "/" in text and 2 <= len(words) <= 7 and text[-1] not in ".!?" and all(word[0].isupper() for word in words)
