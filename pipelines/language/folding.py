"""The forms in which texts are compared, each for a question of its own.

    fold                is this one of the phrases?     without case, accents and points; single spaces
    letters             do two lines read the same?     letters and digits alone, without case
    letters_and_marks   are two texts the same?         as letters, with the marks that Indic vowels are; as text_hash
    tokens              which words are in it?          of letters_and_marks
    caseless            are two lines spelt the same?   white space and case do not count

letters is two and a half times as fast as letters_and_marks, and is asked for each line of a page. What is shown and
stored is never folded: web/characters.py cleans it. Keys that a site's profile holds are made by
profiles/folding.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from pipelines.language.scripts import UNSPACED


def single_spaced(text: str) -> str:
    """The text with a space for each run of white space, and none at its ends."""
    return text if text.isprintable() and is_single_spaced(text) else " ".join(text.split())


def is_single_spaced(text: str) -> bool:
    """For text without any other white space."""
    return "  " not in text and text[:1] != " " and text[-1:] != " "


def run_of(codes: Iterable[int]) -> re.Pattern[str]:
    """One or more of these characters. Several times as fast as str.translate on text that has few of them."""
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]+")


# Letters that are written both ways in one language: Turkish i, Persian and Arabic yeh and kaf, teh marbuta, quotes.
_ALIKE = {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
          "\u200c": "", "\u200d": "", "ß": "ss", "đ": "d", "ø": "o", "ł": "l", "æ": "ae"}  # fmt: skip


def _marks(first: int, last: int) -> Iterable[int]:
    """Accents and points, decomposed, in this range of code points."""
    return (code for code in range(first, last + 1) if unicodedata.category(chr(code)) == "Mn")


@cache
def _common_marks() -> re.Pattern[str]:
    return run_of(_marks(0x300, 0xFFFF))


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
    return single_spaced(folded)


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
    encoded = text.casefold().encode("utf-8", "surrogatepass").translate(None, _NOT_ASCII_LETTERS)
    shown = encoded.decode("utf-8", "surrogatepass")
    return shown if shown.isalnum() else "".join(_LETTERS.findall(shown))


@cache
def _all_marks() -> str:
    """Combining marks, for a character class: Python's \\w lacks them, and so Hindi."""
    return "".join(re.escape(chr(c)) for c in range(0x10000) if unicodedata.category(chr(c))[0] == "M")


@cache
def _silent() -> re.Pattern[str]:
    """What is neither letter, mark nor digit."""
    return re.compile(rf"[^\w{_all_marks()}]|_")


_WORD = r"[^\W_]+"
# Beyond Latin, Greek and Cyrillic: all marks, and all characters of scripts that write without spaces, are among these.
_MAY_BE_SPECIAL = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u1fff\u20d0-\u20ff\u2ce0-\U0010ffff]")


def token_pattern(text: str) -> str:
    """What a token of this text is: a word, or one character of a script that writes without spaces; with its marks.

    Most texts have neither such characters nor marks, and are read in half of the time.
    """
    return _special_token() if _MAY_BE_SPECIAL.search(text) else _WORD


@cache
def _special_token() -> str:
    return rf"[{UNSPACED}][{_all_marks()}]*|(?:(?![{UNSPACED}])[^\W_]|[{_all_marks()}])+"


def letters_and_marks(text: str) -> str:
    """Only what is said: letters, marks and digits in one case; no spaces, quotes, dashes, punctuation.

    >>> letters_and_marks("“It’s 5 °C,” she said.") == letters_and_marks('"It\\'s 5°C", SHE SAID')
    True
    """
    return _silent().sub("", unicodedata.normalize("NFKC", text).casefold())


def tokens(text: str) -> list[str]:
    """The text's tokens, folded.

    >>> tokens("Don’t panic, 東京")
    ['dont', 'panic', '東', '京']
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", "").replace("\u00ad", "")
    return re.findall(token_pattern(text), text)


def weigh(words: Sequence[str]) -> float:
    """The length of tokens in words: a character of a script that writes without spaces is half of one."""
    return len(words) - 0.5 * sum(ord(word) >= 0x0E00 for word in words if len(word) == 1)


def caseless(text: str) -> str:
    """The text with single spaces and without case."""
    return " ".join(text.split()).casefold()
