"""Prose of drawn words, in any language of which there is some text: no two paragraphs have much in common."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import invented_edits as edits


class Prose:
    """Paragraphs of words as they come in a language's invented texts, with names and figures among them."""

    def __init__(self, language: str, texts: Sequence[str]) -> None:
        self._language = language
        self._joined = language in edits.UNSPACED
        text = " ".join(texts)
        self.words = self._pieces(text)
        pairs: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            for one, two in pairwise(f"^{word}$"):
                pairs[one].append(two)
        self._letters = pairs
        self.plain = [word for word in self.words if not word[0].isupper()]
        """Words that are no names."""
        self.names = [word for word in self._words_of(text) if word[0].isupper() and len(word) > 2] or self.words

    def _words_of(self, text: str) -> list[str]:
        return [word for raw in text.split() if (word := raw.strip(".,:;!?–—()[]„“”«»\"'’…،؟।|"))]

    def _pieces(self, text: str) -> list[str]:
        """Words; of a script without spaces two characters each."""
        if not self._joined:
            return [word for word in self._words_of(text) if word.isalpha() and word[0].islower() == word.islower()]
        letters = [each for each in text if each.isalpha() and not each.isascii()]
        return ["".join(pair) for pair in zip(letters[::2], letters[1::2], strict=False)]

    def word(self, rng: random.Random) -> str:
        """One of the language, or one that could be."""
        if self._joined or rng.random() < 0.6:
            return rng.choice(self.words)
        while True:
            word, last = "", "^"
            while (last := rng.choice(self._letters[last])) != "$" and len(word) < 12:
                word += last
            if len(word) > 3:
                return word

    def sentence(self, rng: random.Random) -> str:
        words = [self._token(rng) for _ in range(rng.randint(9, 24))]
        if self._joined:
            middle = rng.randint(4, len(words) - 4)
            return f"{''.join(words[:middle])}{'，' if self._language == 'zh' else '、'}{''.join(words[middle:])}。"
        for at in range(5, len(words) - 3, 7):
            words[at] += rng.choice((",", ",", "", ""))
        return " ".join([words[0][0].upper() + words[0][1:], *words[1:]]) + "."

    def _token(self, rng: random.Random) -> str:
        chance = rng.random()
        if chance < 0.025:
            return str(rng.choice((rng.randint(2, 99), rng.randint(100, 9999), rng.randint(1950, 2026))))
        return rng.choice(self.names) if chance < 0.075 else self.word(rng)

    def paragraph(self, rng: random.Random) -> str:
        return edits.join(self._language, [self.sentence(rng) for _ in range(rng.randint(1, 4))])

    def paragraphs(self, rng: random.Random, words: int) -> list[str]:
        text: list[str] = []
        while edits.length(self._language, text) < words:
            text.append(self.paragraph(rng))
        return text

    def headline(self, rng: random.Random) -> str:
        return self.sentence(rng).rstrip(".。")[:70]
