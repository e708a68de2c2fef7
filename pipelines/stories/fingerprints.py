"""A text as it is compared with others: words by sentence, which of them are facts, shingles and a sketch of them."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from sys import intern

from pipelines.language.folding import token_pattern, weigh
from pipelines.language.same_text import MIN_WORDS
from pipelines.language.wordlists import read_table

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
_SENTENCE_END = re.compile(r"""(?<=[.!?…])(?<!\d\.)["”’»“]?\s+(?!\d)|(?<=[。！？])|\n+""")
_APOSTROPHES = re.compile("['’\u00ad]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What two texts are compared by. Rows of words are hashes that hold within one process."""

    words: tuple[str, ...]
    """Folded."""
    sentences: tuple[tuple[int, int], ...]
    """The first word of each, and the first one after it."""
    numbers: tuple[int, ...]
    """Which words are numbers."""
    names: tuple[int, ...]
    """Which have a capital and do not begin a sentence; German nouns too. None in scripts without case."""
    rows: tuple[int, ...]
    """The SHINGLE words from each word on; one alone for a text that is shorter."""
    shingles: frozenset[int]
    pairs: frozenset[int]
    """Two words in a row."""
    vocabulary: frozenset[str]
    weight: float
    """Its length in words; a character of a script without spaces is half of one."""

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
    sentences: list[tuple[int, int]] = []
    numbers: list[int] = []
    names: list[int] = []
    for sentence in _SENTENCE_END.split(_APOSTROPHES.sub("", unicodedata.normalize("NFKC", body))):
        start = len(words)
        for found in _fact_pattern().findall(sentence):
            if found[0].isdigit():
                numbers.append(len(words))
                words.append(found.replace(",", "").replace(":", "."))
                continue
            if found[0].isupper() and len(words) > start:
                names.append(len(words))
            folded = found.casefold()
            words.append(intern(_SAID_OTHERWISE.get(folded, folded)))
        if len(words) > start:
            sentences.append((start, len(words)))
    rows = tuple(map(hash, zip(*(words[at:] for at in range(SHINGLE)), strict=False))) or (hash(tuple(words)),)
    return Fingerprint(
        words=tuple(words),
        sentences=tuple(sentences),
        numbers=tuple(numbers),
        names=tuple(names),
        rows=rows,
        shingles=frozenset(rows),
        pairs=frozenset(map(hash, pairwise(words))),
        vocabulary=frozenset(words),
        weight=weigh(words),
    )


@lru_cache(maxsize=1)
def _fact_pattern() -> re.Pattern[str]:
    """A day as a stamp has it, a number with its separators, or a token."""
    return re.compile(rf"\d{{4}}-\d\d-\d\d|\d+(?:[.,:]\d+)*|{token_pattern().pattern}")


def _sketch(words: tuple[str, ...]) -> tuple[int, ...]:
    length = min(SKETCH_SHINGLE, len(words))
    rows = zip(*(words[i:] for i in range(length)), strict=False)
    return tuple(sorted({zlib.crc32(" ".join(row).encode("utf-8", "replace")) for row in rows})[:SKETCH_SIZE])
