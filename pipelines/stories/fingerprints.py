"""The fingerprint of a text: its words by sentence, which of them are facts, and a sketch of it."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from pipelines.language.folding import token_pattern, weigh
from pipelines.language.same_text import MIN_WORDS
from pipelines.language.wordlists import read_table
from pipelines.stories.shingles import Places, Rows, Words, ascending, rows_of

SHINGLE = 3
"""Tokens in a row that count as one piece of a text when two are compared. Short ones forgive: a changed word costs
three of them."""

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
_HEAD = struct.Struct("<5I")
"""Twice the weight; how many words, sentences, numbers and names."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fingerprint:
    """What two texts are compared by. A worker makes it; pack() has it as it travels and is stored."""

    words: Words
    """Folded."""
    ends: Places
    """The first word after each sentence."""
    numbers: Places
    """Which words are numbers."""
    names: Places
    """Which have a capital and do not begin a sentence; German nouns too. None in scripts without case."""
    weight: float
    """Its length in words; a character of a script without spaces is half of one."""

    @property
    def rows(self) -> Rows:
        """The SHINGLE words from each word on; one alone for a text that is shorter."""
        return rows_of(self.words, min(SHINGLE, len(self.words)))

    @cached_property
    def shingles(self) -> Rows:
        """The same, each once, ascending."""
        return ascending(self.rows)

    @property
    def pair_rows(self) -> Rows:
        """Each word with the one behind it; the last has none."""
        return rows_of(self.words, 2)

    @cached_property
    def pairs(self) -> Rows:
        """The same, each once, ascending."""
        return ascending(self.pair_rows)

    @cached_property
    def vocabulary(self) -> Words:
        """Its words, each once, ascending."""
        return ascending(self.words)

    @property
    def sentence_of(self) -> Places:
        """The place of each word's sentence."""
        return np.repeat(np.arange(len(self.ends), dtype=np.uint32), self.ends - self.starts)

    @property
    def starts(self) -> Places:
        """The first word of each sentence."""
        return np.concatenate((np.zeros(1, np.uint32), self.ends))[:-1]

    @property
    def is_stub(self) -> bool:
        """Whether it is too short for being equal to another to mean anything."""
        return self.weight < MIN_WORDS

    def sketch(self) -> tuple[int, ...]:
        """The SKETCH_SIZE least hashes of its longer shingles, ascending, 32 bits each; empty for a stub."""
        return () if self.is_stub else _sketch(self.words)


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
    ended, counted, named = (np.array(found, np.uint32) for found in (ends, numbers, names))
    return Fingerprint(words=hashes_of(words), ends=ended, numbers=counted, names=named, weight=weigh(words))


def pack(text: Fingerprint) -> bytes:
    """The fingerprint as bytes, some five a word."""
    parts = (text.words, text.ends, text.numbers, text.names)
    return _HEAD.pack(round(2 * text.weight), *map(len, parts)) + b"".join(part.tobytes() for part in parts)


def unpack(packed: bytes) -> Fingerprint:
    """What pack() was given."""
    weight, *lengths = _HEAD.unpack_from(packed)
    parts = np.split(np.frombuffer(packed, np.uint32, offset=_HEAD.size), np.cumsum(lengths[:-1]))
    words, ends, numbers, names = parts
    return Fingerprint(words=words, ends=ends, numbers=numbers, names=names, weight=weight / 2)


def hashes_of(words: Iterable[str]) -> Words:
    """The words as a fingerprint has them."""
    return np.fromiter(map(_hash_of, words), np.uint32)


@lru_cache(maxsize=50_000)
def _hash_of(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace")) & ~1 | (len(word) == 1)


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
