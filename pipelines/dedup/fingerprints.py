"""A text as it is compared with others: words by sentence, which of them are facts, shingles and a sketch of them."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from pipelines.dedup.texts import MIN_WORDS, token_pattern

SHINGLE = 3
"""Tokens in a row that count as one piece of a text when two are compared. Short ones forgive: a changed word costs
three of them."""

SKETCH_SHINGLE = 5
"""Tokens in a row for the sketch. Longer, since a turn of phrase ("according to the") stands in thousands of texts."""

SKETCH_SIZE = 40
"""Least hashes of a text that are kept (a bottom-k sketch: Broder 1997, Cohen and Kaplan 2007). Every pair of copies of
the labelled sets shares two or more, with 32 as with 64 (docs/decisions/0016 has it beside MinHash bands)."""

# One to twelve, which papers write as they like ("three dead", "3 dead"). "One" of the Romance languages and "ein" are
# articles, and are left out.
_NUMBER_WORDS = {
    word: str(number)
    for number, words in enumerate(
        (
            "one eins",
            "two zwei deux dos due dois twee",
            "three drei trois tres tre três drie",
            "four vier quatre cuatro quattro quatro",
            "five fünf cinq cinco cinque vijf",
            "six sechs seis sei zes",
            "seven sieben sept siete sette sete zeven",
            "eight acht huit ocho otto oito",
            "nine neun neuf nueve nove negen",
            "ten zehn dix diez dieci dez tien",
            "eleven elf onze once undici",
            "twelve zwölf douze doce dodici doze twaalf",
        ),
        1,
    )
    for word in words.split()
}

_SENTENCE_END = re.compile(r"""(?<=[.!?…])["”’»“]?\s+|(?<=[。！？])|\n+""")
_APOSTROPHES = re.compile("['’\u00ad]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's words, folded, and the places of its facts among them."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    names: tuple[int, ...]
    """Words with a capital that do not begin the sentence; German nouns too. None in scripts without case."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two texts are compared by."""

    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    shingles: frozenset[int]
    """Hashes of SHINGLE words in a row; they hold for this process only."""
    vocabulary: frozenset[str]
    numbers: frozenset[str]
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
    sentences = tuple(_sentences(unicodedata.normalize("NFKC", body)))
    words = tuple(word for sentence in sentences for word in sentence.words)
    return Fingerprint(
        sentences=sentences,
        words=words,
        shingles=frozenset(shingles(words)) or frozenset([hash(words)]),
        vocabulary=frozenset(words),
        numbers=frozenset(sentence.words[at] for sentence in sentences for at in sentence.numbers),
        weight=sum(0.5 if len(word) == 1 and ord(word) >= 0x0E00 else 1.0 for word in words),
    )


def shingles(words: tuple[str, ...]) -> list[int]:
    """The hash of each SHINGLE words in a row, in order; none where there are fewer words."""
    return list(map(hash, zip(words, words[1:], words[2:], strict=False)))


def _sentences(text: str) -> Iterator[Sentence]:
    for piece in _SENTENCE_END.split(_APOSTROPHES.sub("", text)):
        words: list[str] = []
        numbers: list[int] = []
        names: list[int] = []
        for found in _fact_pattern().findall(piece):
            if found[0].isdigit():
                numbers.append(len(words))
                words.append(found.replace(",", ""))
                continue
            if found[0].isupper() and words:
                names.append(len(words))
            folded = found.casefold()
            words.append(intern(_NUMBER_WORDS.get(folded, folded)))
        if words:
            yield Sentence(tuple(words), tuple(numbers), tuple(names))


@lru_cache(maxsize=1)
def _fact_pattern() -> re.Pattern[str]:
    """A number with its separators, or a token."""
    return re.compile(rf"\d+(?:[.,:]\d+)*|{token_pattern().pattern}")


def _sketch(words: tuple[str, ...]) -> tuple[int, ...]:
    length = min(SKETCH_SHINGLE, len(words))
    rows = zip(*(words[i:] for i in range(length)), strict=False)
    return tuple(sorted({zlib.crc32(" ".join(row).encode("utf-8", "replace")) for row in rows})[:SKETCH_SIZE])
