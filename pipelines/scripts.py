"""How much a text says, whatever script it is written in."""

from __future__ import annotations

import re

PROSE_CHARACTERS = 80
"""Of a line that is prose, and no label, credit or menu's entry."""

_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLES = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_EITHER = re.compile(f"{_IDEOGRAPHS.pattern}|{_SYLLABLES.pattern}")


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
