"""Characters as article_body has them, and as phrases are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain

_SURROGATE = re.compile("[\ud800-\udfff]")
# Zero-width and direction marks say nothing in plain text; a soft hyphen is a hint to a renderer.
_INVISIBLE = (0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
              0xFEFF, *range(0xFFF9, 0xFFFC))  # fmt: skip
# Python's str.split() knows these as space, and so does a reader.
_SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028,
           0x2029, 0x202F, 0x205F, 0x3000)  # fmt: skip
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))


def _run_of(codes: Iterable[int]) -> re.Pattern[str]:
    """One or more of these characters. Several times as fast as str.translate on text that has few of them."""
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]+")


_SPACE = _run_of(_SPACES)
_UNSEEN = _run_of((*_CONTROLS, *_INVISIBLE))  # asked behind _SPACE: some controls are spaces
_PRINTABLE_UNSEEN = "\u034f"
"""The one invisible character that str.isprintable() lets pass."""
# Joiners shape Persian, Indic and emoji text; beside Latin, Greek or Cyrillic letters they are debris.
_SHAPED = r"[\u0600-\u1fff\u2190-\u2fff\u3001-\ud7ff\uf900-\U0010ffff]"
_JOINER = re.compile(rf"(?<!{_SHAPED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_SHAPED})|(?<=[\u200c\u200d])[\u200c\u200d]+")


def clean_text(text: str) -> str:
    """The text in NFC with single spaces, without characters that show nothing. Quotes and dashes stay as they are.

    >>> clean_text(" Har\\u00adbour\\u00a0 wall\\u200b ")
    'Harbour wall'
    """
    if not text.isprintable() or _PRINTABLE_UNSEEN in text:
        text = _SURROGATE.sub("\ufffd", _UNSEEN.sub("", _SPACE.sub(" ", text)))
        if "\u200c" in text or "\u200d" in text:
            text = _JOINER.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", text)
    return text if _is_single_spaced(text) else " ".join(text.split())


def _is_single_spaced(text: str) -> bool:
    """For text without any other white space."""
    return "  " not in text and text[:1] != " " and text[-1:] != " "


# Letters that are written both ways in one language: Turkish i, Persian and Arabic yeh and kaf, teh marbuta, quotes.
_ALIKE = {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
          "\u200c": "", "\u200d": "", "ß": "ss", "đ": "d", "ø": "o", "ł": "l", "æ": "ae"}  # fmt: skip


def _marks(first: int, last: int) -> Iterable[int]:
    """Accents and points, decomposed, in this range of code points."""
    return (code for code in range(first, last + 1) if unicodedata.category(chr(code)) == "Mn")


@cache
def _common_marks() -> re.Pattern[str]:
    return _run_of(_marks(0x300, 0xFFFF))


# Beyond the basic plane re compares with a set's characters one by one, and str.translate is the faster one.
_RARE = "\U00010000-\U0010ffff"
_HAS_RARE = re.compile(f"[{_RARE}]")


@cache
def _rare_marks() -> dict[int, None]:
    """Those of scripts, and variation selectors; ideographs and private use, between and behind them, have none."""
    return dict.fromkeys(chain(_marks(0x10000, 0x1FFFF), _marks(0xE0000, 0xE0FFF)))


@cache
def _changing() -> re.Pattern[str]:
    """Any character that folding may change once the text is decomposed."""
    return re.compile(_common_marks().pattern[:-2] + "".join(_ALIKE) + _RARE + "]")


def fold(text: str) -> str:
    """The text as phrases are compared: no case, no accents or points, compatibility forms replaced, single spaces.

    >>> fold("À  Lire AUSSI\\u00a0:")
    'a lire aussi :'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    if _changing().search(folded):
        folded = _common_marks().sub("", folded)
        if not folded.isascii() or "`" in folded:
            folded = _with_letters_alike(folded)
    return folded if folded.isprintable() and _is_single_spaced(folded) else " ".join(folded.split())


def _with_letters_alike(text: str) -> str:
    if _HAS_RARE.search(text):
        text = text.translate(_rare_marks())
    for letter, alike in _ALIKE.items():
        text = text.replace(letter, alike)
    return text


_LETTERS = re.compile(r"[^\W_]+")
_NOT_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def letters(text: str) -> str:
    """Only the letters and digits, without case: equal for two lines that read the same.

    >>> letters("“Quay wall, 2021”") == letters("quay wall 2021.")
    True
    """
    text = text.encode("utf-8", "surrogatepass").translate(None, _NOT_ASCII_LETTERS).decode("utf-8", "surrogatepass")
    return (text if text.isalnum() else "".join(_LETTERS.findall(text))).casefold()


def holds_digit(text: str) -> bool:
    """Whether any character is a digit, of any script."""
    return _DECIMAL.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


_DECIMAL = re.compile(r"\d")
