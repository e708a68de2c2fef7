"""Whether two texts are copies of one: the same report, cut, edited, added to, on whatever site.

What makes this hard is what looks like a copy: two forecasts from one template, two articles that share their
background, a briefing that tells of another article in two sentences. So three things are asked of the shorter text:

* how much of it stands in the other one (its cover), in runs of three words at least;
* whether where they agree they agree in the facts: a template has its own numbers and names in each sentence;
* whether they begin alike, or one begins within the other: a report is cut from its end, and background stands there.

The numbers were chosen by bench/dedup.py on labelled sets (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.dedup.fingerprints import SHINGLE, Fingerprint, Sentence, shingles

SMALLEST_RATIO = 0.3
"""Tokens of the shorter text over those of the longer. What is cut further is a teaser, or an item of a briefing."""

WORTH_A_LOOK = 0.27
"""Shared shingles of the shorter text's; below it no pair of copies was seen, and the closer look is spared."""

COVER = 0.65
"""Share of the shorter text that stands in the other, from which a copy is told."""

COVER_OF_COPIES = 0.36
"""The same for two texts that begin alike: copies of a third one, each with paragraphs of its own."""

LEAD = 30
"""Shingles with which a text begins."""

LEAD_FOUND = 0.3
"""Share of one text's lead that stands in the other: an update has its new text above the old lead."""

LEADS_ALIKE = 0.5
"""The same for both leads, where the cover is small."""

FRONT = 0.4
"""Share of each text's first half that stands in the other, where the cover is small. A briefing and its source share
the source's first sentences only."""

SHORT = 60.0
"""Words. A text below it must stand in the other as a whole; half of it may be the house's own line."""

WHOLE = 0.9
VERY_SHORT = 40.0
"""Words. Below it the headlines must agree too: such a text is a caption, or a line of the house alone."""

ALIGNED = 0.25
"""Share of a sentence's words that stand in the other text, from which it is the other's sentence too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two texts have in common."""

    similarity: float
    """Shared shingles over those of both (Jaccard)."""
    containment: float
    """Shared shingles over those of the shorter text."""
    first_is_shorter: bool
    is_copy: bool


def compare(
    first: Fingerprint, second: Fingerprint, headlines: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> Likeness | None:
    """How alike two texts are; None where they have too little in common to say.

    headlines: their tokens, which decide where a text is very short.
    """
    first_is_shorter = len(first.words) <= len(second.words)
    short, long = (first, second) if first_is_shorter else (second, first)
    shared = len(short.shingles & long.shingles)
    containment = shared / len(short.shingles)
    if short.is_stub or containment < WORTH_A_LOOK or len(short.words) < SMALLEST_RATIO * len(long.words):
        return None
    return Likeness(
        similarity=shared / (len(short.shingles) + len(long.shingles) - shared),
        containment=containment,
        first_is_shorter=first_is_shorter,
        is_copy=_is_copy(short, long, headlines),
    )


def headlines_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether half of the shorter headline's tokens stand in the other."""
    few, many = sorted((set(one), set(other)), key=len)
    return bool(few) and 2 * len(few & many) >= len(few)


def _is_copy(short: Fingerprint, long: Fingerprint, headlines: tuple[Sequence[str], Sequence[str]]) -> bool:
    if _has_other_numbers(short, long):
        return False
    here, there = _Alignment.of(short, long), _Alignment.of(long, short)
    if not here.facts_agree() or there.facts_differ():
        return False
    if short.weight < SHORT:
        return here.cover >= WHOLE and (short.weight >= VERY_SHORT or headlines_agree(*headlines))
    leads = _lead(short, long), _lead(long, short)
    if here.cover >= COVER:
        return max(leads) >= LEAD_FOUND
    return here.cover >= COVER_OF_COPIES and min(leads) >= LEADS_ALIKE and min(here.front, there.front) >= FRONT


def _has_other_numbers(short: Fingerprint, long: Fingerprint) -> bool:
    """What tells most texts of one template apart, before they are aligned."""
    return len(short.numbers) >= 8 and len(short.numbers & long.vocabulary) < 0.25 * len(short.numbers)


def _lead(text: Fingerprint, other: Fingerprint) -> float:
    """Share of the text's first shingles that stand in the other one."""
    lead = shingles(text.words[: LEAD + SHINGLE - 1])
    return sum(shingle in other.shingles for shingle in lead) / len(lead) if lead else 0.0


@dataclass(frozen=True, slots=True)
class _Alignment:
    """What of one text stands in another."""

    cover: float
    """Share of its words."""
    front: float
    """The same of its first half."""
    aligned: int
    """Words in the sentences that both have."""
    strange: int
    """Of these, the words that the other text does not have anywhere."""
    numbers: int
    numbers_missed: int
    names: int
    names_missed: int

    @classmethod
    def of(cls, text: Fingerprint, other: Fingerprint) -> _Alignment:
        half, position = len(text.words) / 2, 0
        covered = covered_in_front = aligned = strange = 0
        numbers = numbers_missed = names = names_missed = 0
        begun = False
        for sentence in text.sentences:
            marks = _covered(sentence, other)
            found = sum(marks)
            covered += found
            if position < half:
                covered_in_front += sum(marks[: round(half) - position])
            position += len(marks)
            if found < ALIGNED * len(marks):
                continue
            # A place and an agency before the first shared word of the text are a date line.
            start = 0 if begun else marks.index(True)
            begun = True
            missed = [
                not mark and word not in other.vocabulary
                for mark, word in zip(marks[start:], sentence.words[start:], strict=True)
            ]
            aligned += len(missed)
            strange += sum(missed)
            numbers += sum(at >= start for at in sentence.numbers)
            numbers_missed += sum(missed[at - start] for at in sentence.numbers if at >= start)
            names += sum(at >= start for at in sentence.names)
            names_missed += sum(missed[at - start] for at in sentence.names if at >= start)
        return cls(
            covered / max(len(text.words), 1),
            covered_in_front / max(round(half), 1),
            aligned,
            strange,
            numbers,
            numbers_missed,
            names,
            names_missed,
        )

    @property
    def facts(self) -> int:
        return self.numbers + self.names

    @property
    def missed(self) -> int:
        return self.numbers_missed + self.names_missed

    def facts_agree(self) -> bool:
        """Whether the shorter text's facts are the other's too.

        Measured: of the words in shared sentences 4 % and more are other facts in texts of one template, under 3 % in
        copies. Where a script has no capitals, words that the other text lacks tell: at most 5 % in edited copies.
        """
        if self.missed >= 2 and self.missed > 0.04 * self.aligned:
            return False
        if self.facts >= 6 and self.missed > 0.2 * self.facts:
            return False
        if self.numbers >= 3 and self.numbers_missed > (0.33 if self.numbers >= 4 else 0.5) * self.numbers:
            return False
        return self.strange <= (0.12 if self.names else 0.06) * self.aligned

    def facts_differ(self) -> bool:
        """Whether the longer text's are others in earnest; it may have been cut in the other within a sentence."""
        if self.missed >= 2 and self.missed > 0.08 * self.aligned:
            return True
        if self.facts >= 6 and self.missed > 0.4 * self.facts:
            return True
        return self.numbers >= 4 and self.numbers_missed > 0.5 * self.numbers


def _covered(sentence: Sentence, other: Fingerprint) -> list[bool]:
    """Which of a sentence's words stand in a run that the other text has too."""
    marks = [False] * len(sentence.words)
    for at, shingle in enumerate(shingles(sentence.words)):
        if shingle in other.shingles:
            marks[at : at + SHINGLE] = [True] * SHINGLE
    return marks
