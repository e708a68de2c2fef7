"""The fingerprint of a text: its words by sentence, which of them are facts, and a sketch of it."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np

from pipelines.language.folding import token_pattern, weigh
from pipelines.language.same_text import MIN_WORDS
from pipelines.language.wordlists import read_table
from pipelines.model import Fingerprint
from pipelines.model.fingerprints import Places, Words
from pipelines.stories.shingles import ascending, rows_of

SKETCH_SHINGLE = 5
"""Tokens in a row for the sketch. Longer, since a turn of phrase ("according to the") stands in thousands of texts."""

SKETCH_SIZE = 32
"""Least hashes of a text that are kept (a bottom-k sketch: Broder 1997, Cohen and Kaplan 2007). On the labelled sets 64
find no pair of copies that 32 do not; 24 lose one in a thousand (docs/decisions/0016 has it beside MinHash bands)."""

MOST_CHARACTERS = 100_000
"""Of a text that is longer, its beginning stands for all of it: filing waits for the fingerprint, and so much takes a
tenth of a second, half of one in a script without spaces (measured)."""

_WORDS = read_table(__name__)
_NUMBER_WORDS = {word: number for number, words in _WORDS["numbers"].items() for word in words}
_MONTHS = {month[:length]: month for month in _WORDS["months"] for length in ((3, 4) if month == "september" else (3,))}
_SAID_OTHERWISE = _NUMBER_WORDS | _MONTHS

# Not after an ordinal ("am 3. Mai"), nor before a figure ("Sept. 28", "No. 5").
_SENTENCE_END = re.compile(r"""[.!?…](?<!\d\.)["”’»“]?\s+(?!\d)|[。！？]|\n+""")
_APOSTROPHES = re.compile("['’\u00ad]")
_MIXERS = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_HALF = np.uint64(33)


def fingerprint(body: str) -> Fingerprint:
    """The fingerprint of a text, whose paragraphs are lines."""
    body = body[:MOST_CHARACTERS]
    words: list[str] = []
    ends: list[int] = []
    numbers: list[int] = []
    names: list[int] = []
    shown = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", body))
    facts = _fact_pattern(token_pattern(shown))
    for sentence in _SENTENCE_END.split(shown):
        start = len(words)
        for found in facts.findall(sentence):
            if found[0].isdigit():
                numbers.append(len(words))
                words.append(found.replace(",", "").replace(":", "."))
                continue
            if found[0].isupper() and len(words) > start:
                names.append(len(words))
            folded = found.casefold()
            words.append(_SAID_OTHERWISE.get(folded, folded))
        if len(words) > start:
            ends.append(len(words))
    hashes, weight = hashes_of(words), weigh(words)
    return Fingerprint(
        words=hashes,
        ends=_places(ends),
        numbers=_places(numbers),
        names=_places(names),
        weight=weight,
        sketch=() if weight < MIN_WORDS else _sketch(hashes),
    )


def hashes_of(words: Iterable[str]) -> Words:
    """The words as a fingerprint has them."""
    return np.fromiter(map(_hash_of, words), np.uint64)


def _places(found: Sequence[int]) -> Places:
    return np.array(found, np.int64)


@lru_cache(maxsize=50_000)
def _hash_of(word: str) -> int:
    """A word's hash of 32 bits, spread over 64; odd where it is one character."""
    spread = zlib.crc32(word.encode("utf-8", "replace")) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return spread & ~1 | (len(word) == 1)


@cache
def _fact_pattern(token: str) -> re.Pattern[str]:
    """A day as a stamp has it, a number with its separators, or a token."""
    return re.compile(rf"\d{{4}}-\d\d-\d\d|\d+(?:[.,:]\d+)*|{token}")


def _sketch(words: Words) -> tuple[int, ...]:
    """Rows are sums of products, whose order says something of their words: mixed first (MurmurHash3's finaliser)."""
    rows = rows_of(words, min(SKETCH_SHINGLE, len(words)))
    for mixer in _MIXERS:
        rows ^= rows >> _HALF
        rows *= mixer
    least = ascending(rows >> _HALF)
    return tuple(least[:SKETCH_SIZE].tolist())
