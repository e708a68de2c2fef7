"""Characters as article_body has them, and as phrases are compared."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_SURROGATE = re.compile("[\ud800-\udfff]")
# Zero-width and direction marks say nothing in plain text; a soft hyphen is a hint to a renderer.
_INVISIBLE = (0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
              0xFEFF, *range(0xFFF9, 0xFFFC))  # fmt: skip
# Python's str.split() knows these as space, and so does a reader.
_SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028,
           0x2029, 0x202F, 0x205F, 0x3000)  # fmt: skip
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_CLEANING: dict[int, str | None] = (
    dict.fromkeys(_CONTROLS) | dict.fromkeys(_INVISIBLE) | dict.fromkeys(_SPACES, " ")  # spaces last: some are controls
)
# Joiners shape Persian, Indic and emoji text; beside Latin, Greek or Cyrillic letters they are debris.
_SHAPED = r"[\u0600-\u1fff\u2190-\u2fff\u3001-\ud7ff\uf900-\U0010ffff]"
_JOINER = re.compile(rf"(?<!{_SHAPED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_SHAPED})|(?<=[\u200c\u200d])[\u200c\u200d]+")


def clean_text(text: str) -> str:
    """The text in NFC with single spaces, without characters that show nothing. Quotes and dashes stay as they are.

    >>> clean_text(" Har\\u00adbour\\u00a0 wall\\u200b ")
    'Harbour wall'
    """
    if text.isascii() and text.isprintable():  # most lines of most pages
        return " ".join(text.split(" ")) if "  " not in text and text == text.strip() else " ".join(text.split())
    text = _SURROGATE.sub("\ufffd", text).translate(_CLEANING)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER.sub("", unicodedata.normalize("NFC", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


# Letters that are written both ways in one language: Turkish i, Persian and Arabic yeh and kaf, teh marbuta, quotes.
_ALIKE = {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
          "\u200c": "", "\u200d": "", "ß": "ss", "đ": "d", "ø": "o", "ł": "l", "æ": "ae"}  # fmt: skip


@cache
def _folding() -> dict[int, str | None]:
    marks = (c for c in range(0x300, sys.maxunicode) if unicodedata.category(chr(c)) == "Mn")
    return dict.fromkeys(marks) | {ord(a): b or None for a, b in _ALIKE.items()}


def fold(text: str) -> str:
    """The text as phrases are compared: no case, no accents or points, compatibility forms replaced, single spaces.

    >>> fold("À  Lire AUSSI\\u00a0:")
    'a lire aussi :'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_folding())
    return " ".join(folded.split())


_NOT_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Only the letters and digits, without case: equal for two lines that read the same.

    >>> letters("“Quay wall, 2021”") == letters("quay wall 2021.")
    True
    """
    return _NOT_LETTERS.sub("", text).casefold()
