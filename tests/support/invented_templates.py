"""News from templates (data/templates.toml): one text with other facts each time."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "data" / "templates.toml"

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(?:([a-z]+)=)?(-?\d+(?:[.,]\d+)?)-(\d+(?:[.,]\d+)?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A template."""

    kind: str
    language: str
    headline: str
    text: str
    translated: bool = False
    """Whether the families of its kind say the same in other languages."""

    def fill(self, seed: object) -> tuple[str, list[str]]:
        """A headline and paragraphs. Families of one kind have the same facts for the same seed."""
        filling = _Filling(f"{self.kind}/{seed}", lists(self.language))
        headline = filling.fill(self.headline)
        return headline, filling.fill(self.text.strip()).split("\n\n")


def load_families() -> tuple[Family, ...]:
    return tuple(Family(**row) for row in _read()["families"])


@cache
def _read() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(TEMPLATES.read_text("utf-8"))


def lists(language: str) -> Mapping[str, Sequence[str]]:
    """The words for each slot: those of the language, else those of all."""
    everyone = _read()["lists"]
    return {name: words for name, words in everyone.items() if isinstance(words, list)} | everyone.get(language, {})


class _Filling:
    """The facts of one article, drawn by the name of their slot and not by its place."""

    def __init__(self, seed: str, words: Mapping[str, Sequence[str]]) -> None:
        self._seed = seed
        self._words = words
        self._known: dict[str, str] = {}
        self._times: Counter[str] = Counter()

    def fill(self, text: str) -> str:
        while _SLOT.search(text):  # a slot within an alternative comes first
            text = _SLOT.sub(lambda slot: self._value(slot[1]), text)
        return text

    def _value(self, slot: str) -> str:
        if "|" in slot:
            return self._rng(slot).choice(slot.split("|"))
        if found := _RANGE.match(slot):
            name, low, high = found.groups()
            value = self._number(slot, low, high)
            return self._known.setdefault(name, value) if name else value
        if slot.startswith("~"):
            return self._rng(slot).choice(self._words[slot[1:]])
        if slot not in self._known:
            self._known[slot] = self._word(slot)
        return self._known[slot]

    def _rng(self, slot: str) -> random.Random:
        self._times[slot] += 1
        return random.Random(f"{self._seed}/{slot}/{self._times[slot]}")

    def _number(self, slot: str, low: str, high: str) -> str:
        rng, mark = self._rng(slot), "," if "," in low else "."
        if mark in low:
            places = len(low.partition(mark)[2])
            value = rng.uniform(float(low.replace(",", ".")), float(high.replace(",", ".")))
            return f"{value:.{places}f}".replace(".", mark)
        return str(rng.randint(int(low), int(high)))

    def _word(self, slot: str) -> str:
        """The words of one list in an order of the article's own; {town2} is the second of them."""
        name, number = re.fullmatch(r"([a-z]+?)(\d*)", slot).groups()  # type: ignore[union-attr]
        order = list(self._words[name])
        random.Random(f"{self._seed}/{name}").shuffle(order)
        return order[int(number or 1) - 1]
