"""How much a text says, whatever script it is written in: its words, and the letters that an alphabet would take."""

from __future__ import annotations

import re

PROSE_CHARACTERS = 80
"""Of a line that is prose, and no label, credit or menu's entry."""

LONG_WORD = 25
"""Characters that count as one word at most, so that a line of few long words is no short line."""
UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan, Myanmar, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana, Han
)
"""The scripts that write without spaces, for a character class. Hangul has spaces."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_NO_WORD = re.compile(r"\s[^\w\s]+(?!\S)")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLES = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_EITHER = re.compile(f"{_IDEOGRAPHS.pattern}|{_SYLLABLES.pattern}")


def count_words(text: str) -> int:
    """Words between spaces, without dashes and the like that stand alone; two characters count as one where a script
    writes without spaces.

    >>> count_words("Five – no, six words here."), count_words("東京で会議"), count_words("서울에서 회의 열려")
    (5, 3, 3)
    """
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    spaced = _UNSPACED.sub(" ", text) if unspaced else text
    words = len(spaced.split()) - len(_NO_WORD.findall(f" {spaced}"))
    return max(words + (unspaced + 1) // 2, len(text) // LONG_WORD)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that writes without spaces."""
    return _UNSPACED.match(character) is not None


def spelt_length(text: str) -> int:
    """The characters that the text would take in an alphabet: an ideograph counts as three letters, a syllable of kana
    or Hangul as two.

    >>> spelt_length("ferry"), spelt_length("渡口"), spelt_length("フェリー")
    (5, 6, 8)
    """
    if text.isascii() or _EITHER.search(text) is None:  # one look is enough for most texts
        return len(text)
    return len(text) + 2 * len(_IDEOGRAPHS.findall(text)) + len(_SYLLABLES.findall(text))


def is_spelt_in(text: str, length: int) -> bool:
    """Whether spelt_length() is this at least; most texts need not be looked at for that."""
    return len(text) >= length or (3 * len(text) >= length and spelt_length(text) >= length)
