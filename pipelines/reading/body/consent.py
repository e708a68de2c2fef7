"""What notices say that ask a reader's consent to cookies and to the sharing of data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.language.wordlists import any_of, read_table


def _pattern(kind: Mapping[str, Any]) -> re.Pattern[str]:
    """Of one kind of phrase; on lower case, which is twice as fast as re.IGNORECASE."""
    if "phrases" in kind:
        return re.compile(any_of(kind["phrases"]))
    return re.compile(f"(?:{any_of(kind['first'])}).{{0,{kind['within']}}}(?:{any_of(kind['then'])})")


_PHRASES = tuple((tuple(kind["hints"]), _pattern(kind)) for kind in read_table(__name__).values())
"""Each with words of which it needs one: to look for those takes a hundredth of the time."""
NOTICE = 2
"""Kinds of phrases that a notice has more of; a text that only speaks of cookies seldom has."""


def count_phrases(text: str) -> int:
    """How many kinds of such phrases a text has.

    >>> count_phrases("We and our 112 partners store cookies on your device. Manage your choices or accept all.")
    3
    """
    lower = text.lower()
    return sum(_is_said(phrase, lower) for phrase in _PHRASES)


def _is_said(phrase: tuple[Sequence[str], re.Pattern[str]], lower: str) -> bool:
    words, pattern = phrase
    return any(word in lower for word in words) and pattern.search(lower) is not None


def says_more_than(kinds: int, lower: str) -> bool:
    """Whether a text in lower case has more kinds of them; stops asking when that many can no longer be found."""
    found = 0
    for left, phrase in zip(range(len(_PHRASES), 0, -1), _PHRASES, strict=True):
        if found > kinds or found + left <= kinds:
            break
        found += _is_said(phrase, lower)
    return found > kinds
