"""When two texts are the same: exactly, and but for a line more or less; and when two headlines are.

A token is a word, or one character of the scripts that write without spaces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from pipelines.language.folding import letters_and_marks, tokens, weigh

MIN_WORDS = 15
"""A text below this many words (twice as many characters without spaces) is a stub ("Video: ...", "Subscribe to read
on"): that two pages share it says nothing about them."""

SHORT_WORDS = 40
"""A text of up to so many words may be a site's line under each of its videos or galleries: that two pages share it
says something only together with their headlines."""

MIN_HEADLINE = 0.5
"""Share of the shorter headline's words that two headlines have in common, and share of its letters too: "the", "in"
and "of" are half the words of some."""

SHINGLE = 4
"""Tokens in a row that count as one piece of a text. Manku et al. (WWW 2007) and Broder (1997) use 4 to 10 words; the
shorter one is kinder to small edits, and facts are compared besides."""

MIN_CONTAINMENT = 0.7
"""Share of the shorter text's shingles that stand in the longer one. One changed word costs up to 4 shingles: a small
edit in each paragraph of 60 words leaves 0.93; a strange line in a text of four paragraphs leaves 0.75; forecasts from
one template share 0.2 to 0.5 (tests), and those that share more differ in their facts."""

MIN_LENGTH_RATIO = 0.5
"""Tokens of the shorter text over those of the longer: a teaser is not its article."""

MIN_FACTS = 0.9
"""Share of the shorter text's numbers and names that the longer one has too."""

_VERSION = "t1"


def text_hash(body: str) -> str:
    """The text's identity, but for case, spaces and punctuation: "t1:" and 32 hex digits."""
    said = letters_and_marks(body).encode("utf-8", "replace")
    return f"{_VERSION}:{hashlib.blake2b(said, digest_size=16).hexdigest()}"


def is_stub(body: str) -> bool:
    """Whether the text is too short for being equal to mean anything."""
    return _weight(body, MIN_WORDS) < MIN_WORDS


def is_short(body: str) -> bool:
    """Whether the text is so short that being equal means nothing without headlines that agree; stubs are."""
    return _weight(body, SHORT_WORDS) <= SHORT_WORDS


def _weight(body: str, enough: int) -> float:
    """The text's words, two characters of a script without spaces for one; not exact far beyond `enough`."""
    if body.count(" ") > enough * 20:  # beyond any doubt, and not worth its tokens
        return float("inf")
    return weigh(tokens(body[: enough * 200]))


def headlines_agree(one: str | None, other: str | None) -> bool:
    """Whether two headlines are of one article: half of the shorter one's words stand in the other, and its numbers.

    Symmetric. Nothing agrees with a headline that is not there.

    >>> headlines_agree("Bridge opens early | Bote", "BRIDGE OPENS EARLY")
    True
    >>> headlines_agree("Pictures of the day: 3 May", "Pictures of the day: 4 May")
    False
    """
    few, many = sorted(
        (set(tokens(one or "")), set(tokens(other or ""))), key=lambda words: (len(words), sorted(words))
    )
    numbers = [{word for word in words if word.isdigit()} for words in (few, many)]
    if not few or (all(numbers) and not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0])):
        return False
    common = few & many
    letters = sum(map(len, common)) / sum(map(len, few))
    return len(common) >= MIN_HEADLINE * len(few) and letters >= MIN_HEADLINE


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    if len(words) < SHINGLE:
        return {tuple(words)} if words else set()
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


_FACT = re.compile(r"\d+(?:[.,:]\d+)*|(?<![.!?:»“”\"„«] )(?<!^)\b[^\W\d_a-z][^\W\d_]+", re.MULTILINE)


def _facts(text: str) -> set[str]:
    """Numbers and names: words with a capital inside a sentence. (Scripts without case have only their numbers.)"""
    return {m for m in _FACT.findall(text) if m[0].isdigit() or m[0].isupper()}


def texts_agree(one: str, other: str) -> bool:
    """Whether two pages of one site that claim to be one article show the same text, give or take a few lines.

    Symmetric. For pages that already point at each other (a canonical, a redirect): not evidence enough by itself. News
    from one template, two towns' weather, does not agree. Nothing agrees with an empty text.
    """
    folded = letters_and_marks(one), letters_and_marks(other)
    if not all(folded) or folded[0] == folded[1]:
        return all(folded)
    if is_stub(one) or is_stub(other):
        return False
    (few, short), (many, long) = sorted(
        (len(words), text) for words, text in ((tokens(one), one), (tokens(other), other))
    )
    if few < MIN_LENGTH_RATIO * many:
        return False
    have = _shingles(tokens(long))
    want = _shingles(tokens(short))
    return len(want & have) >= MIN_CONTAINMENT * len(want) and _facts_agree(short, long, have)


def pages_agree(one: tuple[str, str | None], other: tuple[str, str | None]) -> bool:
    """Whether two pages, each its text and its headline, that claim to be one article are: their texts agree, and where
    one of these is short, their headlines do not say otherwise. Symmetric."""
    (body, headline), (other_body, other_headline) = one, other
    if headline and other_headline and (is_short(body) or is_short(other_body)):
        return headlines_agree(headline, other_headline) and texts_agree(body, other_body)
    return texts_agree(body, other_body)


def _facts_agree(short: str, long: str, have: set[tuple[str, ...]]) -> bool:
    """Paragraphs that the longer text has no trace of (a promo, a local line) are not asked for their facts."""
    wanted: set[str] = set()
    for paragraph in short.split("\n\n"):
        if not have.isdisjoint(_shingles(tokens(paragraph))):
            wanted |= _facts(paragraph)
    known = _facts(long) | set(re.findall(r"\w+", long))
    return len(wanted & known) >= MIN_FACTS * len(wanted)
