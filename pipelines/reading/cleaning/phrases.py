"""The phrase table (phrases.toml), folded and ready to be asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.language.folding import fold
from pipelines.language.names import CONJUNCTIONS
from pipelines.language.scripts import is_unspaced
from pipelines.language.wordlists import read_table


def bare(folded: str) -> str:
    """Folded text without punctuation at its ends."""
    if folded[:1].isalnum() and folded[-1:].isalnum():
        return folded
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while start < end and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end]


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """The phrases of one kind in all languages, folded."""

    phrases: frozenset[str]
    by_start: dict[str, tuple[str, ...]]
    """By their first two characters, longest first, those of one character among them."""
    characters: tuple[str, ...]
    """Those of one character."""
    first_words: frozenset[str]
    last_words: frozenset[str]

    def holds(self, folded: str) -> bool:
        """Whether this is one of the phrases, punctuation at the ends aside."""
        return folded in self.phrases or bare(folded) in self.phrases

    def opening(self, folded: str) -> str:
        """The longest phrase that the folded text opens with; empty without one. A phrase ends where a word does."""
        phrases = self.by_start.get(folded[:2], self.characters)
        if not folded.startswith(phrases):  # nearly always
            return ""
        for phrase in phrases:
            if folded.startswith(phrase):
                following = folded[len(phrase) : len(phrase) + 1]
                if not following.isalnum() or is_unspaced(phrase[-1]):
                    return phrase
        return ""

    def ending(self, folded: str) -> str:
        """The longest phrase that the folded text ends with, punctuation aside; empty without one."""
        words = bare(folded).rsplit(" ", 8)[-8:]
        if words[-1] not in self.last_words:  # nearly always
            return ""
        for first in range(len(words)):
            last = " ".join(words[first:])
            if last in self.phrases:
                return last
        return ""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One table per key of phrases.toml, and one of conjunctions; the tables of all languages apply to every page."""

    read_more: PhraseTable
    related: PhraseTable
    source: PhraseTable
    reporting: PhraseTable
    reported: PhraseTable
    editing: PhraseTable
    generic: PhraseTable
    photo: PhraseTable
    file_photo: PhraseTable
    shown: PhraseTable
    byline: PhraseTable
    author: PhraseTable
    job: PhraseTable
    published: PhraseTable
    share: PhraseTable
    promo: PhraseTable
    comments: PhraseTable
    tags: PhraseTable
    this_text: PhraseTable
    first_published: PhraseTable
    advert: PhraseTable
    rights: PhraseTable
    biography: PhraseTable
    conjunction: PhraseTable
    """Of language/names.toml."""


def table(phrases: list[str]) -> PhraseTable:
    """A table of these phrases, written in any case and with any accents."""
    folded = {bare(fold(phrase)) or fold(phrase) for phrase in phrases}
    by_start: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in sorted(folded, key=lambda p: (-len(p), p)):
        by_start[phrase[:2]].append(phrase)
    characters = tuple(start for start in by_start if len(start) == 1)
    return PhraseTable(
        phrases=frozenset(folded),
        by_start={start: (*found, *by_start.get(start[0], ())) for start, found in by_start.items() if len(start) == 2},
        characters=characters,
        first_words=frozenset(phrase.split(" ")[0] for phrase in folded),
        last_words=frozenset(phrase.split(" ")[-1] for phrase in folded),
    )


@cache
def languages() -> dict[str, dict[str, Any]]:
    """phrases.toml as it is written, by language."""
    return read_table(__name__)


@cache
def phrasebook() -> Phrasebook:
    """The tables of all languages; read once per process."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for language in languages().values():
        for key, phrases in language.items():
            if key != "origin":
                rows[key] += phrases
    return Phrasebook(conjunction=table(list(CONJUNCTIONS)), **{key: table(phrases) for key, phrases in rows.items()})
