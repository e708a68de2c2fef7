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

import numpy as np

from pipelines.stories.fingerprints import SHINGLE, Fingerprint
from pipelines.stories.shingles import Places, Which, are_in, are_single, count_of

SMALLEST_RATIO = 0.3
"""Tokens of the shorter text over those of the longer. What is cut further is a teaser, or an item of a briefing."""

WORTH_A_LOOK = 0.27
"""Shared shingles of the shorter text's; below it no pair of copies was seen, and the closer look is spared."""

COVER = 0.65
"""Share of the shorter text that stands in the other, from which a copy is told."""

COMPLETE = 0.95
"""The same from which the shorter text is all there: what the longer one tells besides is its own affair, in however
similar sentences."""

COVER_OF_COPIES = 0.36
"""The same for two texts that begin alike: copies of a third one, each with paragraphs of its own."""

BEGINNING = 0.9
"""Share of a text's lead in the other, from which the other has its beginning."""

VERBATIM = 0.95
"""Share of the words of shared sentences that are the same, from which nobody has written the sentences anew."""

KEPT = 0.55
"""Share of a report that a cut copy of it has, from the beginning and word for word. A briefing has two sentences."""

COVER_OF_CUT = 0.4
"""Share of each text where one is such a copy of the other: the rest are paragraphs of the house."""

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
NEARLY_WHOLE, BEGUN_ALIKE = 0.75, 0.8
"""The same for a text that begins as the other does, and has a credit of its own at the end; share of both leads."""

VERY_SHORT = 40.0
"""Words. Below it the headlines must agree too: such a text is a caption, or a line of the house alone. Not so where a
longer report begins with it."""

ALIGNED = 0.25
"""Share of a sentence's words that stand in the other text, from which it is the other's sentence too."""

DATE_LINE = 10.0
"""Words before the report itself: a place or two, agencies, a day and a month."""

FEW_NUMBERS = 0.12
"""Share of a text's numbers that the other one has too, beside the same words: less is no copy, whatever else they
share. Copies with long strange paragraphs have a fifth of theirs."""


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
    shared = count_of(are_in(short.shingles, long.shingles))
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
    is_cut = here.is_verbatim and any(each.lead >= BEGINNING and each.cover >= KEPT for each in (here, there))
    if not here.facts_agree(_most_strange(short)):
        return False
    if here.cover < (COVER if is_cut else COMPLETE) and there.facts_differ():
        return False
    if short.weight < SHORT:
        return _is_whole(here, there) and (
            short.weight >= VERY_SHORT
            or (here.cover >= WHOLE and there.lead >= BEGINNING and long.weight >= SHORT)
            or headlines_agree(*headlines)
        )
    if here.cover >= COVER:
        return max(here.lead, there.lead) >= LEAD_FOUND
    begins = min(here.lead, there.lead) >= LEADS_ALIKE and here.cover >= COVER_OF_COPIES
    is_filled = is_cut and min(here.cover, there.cover) >= COVER_OF_CUT
    return (begins or is_filled) and min(here.front, there.front) >= FRONT


def _is_whole(here: _Alignment, there: _Alignment) -> bool:
    return here.cover >= WHOLE or (here.cover >= NEARLY_WHOLE and min(here.lead, there.lead) >= BEGUN_ALIKE)


def _has_other_numbers(short: Fingerprint, long: Fingerprint) -> bool:
    """What tells most texts of one template apart, before they are aligned."""
    count = len(short.numbers)
    return count >= 8 and count_of(_stand_in(short, long)[short.numbers]) < FEW_NUMBERS * count


def _stand_in(text: Fingerprint, other: Fingerprint) -> Which:
    """Which words the other text has, too, beside the same word on one side at least."""
    stand = np.zeros(len(text.words), np.bool_)
    found = are_in(text.pair_rows, other.pairs)
    stand[:-1] |= found
    stand[1:] |= found
    return stand


def _most_strange(text: Fingerprint) -> float:
    """Share of a copy's words in shared sentences that the other text may lack.

    Where a script has no capitals, they stand for the names. A character says less than a word, since an editor's words
    are made of common ones: measured, copies have up to 3.4 % of them, nearly all texts of one template more.
    """
    if len(text.names):
        return 0.12
    return 0.033 if text.weight < 0.75 * len(text.words) else 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alignment:
    """What of one text stands in another."""

    cover: float
    """Share of its words."""
    front: float
    """The same of its first half."""
    lead: float
    """Share of its first shingles."""
    same: int
    """Words in the sentences that both have which stand in a shared shingle."""
    aligned: int
    """Words in the sentences that both have."""
    strange: int
    """Of these, the words that the other text does not have anywhere."""
    numbers: int
    numbers_missed: int
    """Those that the other text does not have in such a place."""
    names: int
    names_missed: int

    @classmethod
    def of(cls, text: Fingerprint, other: Fingerprint) -> _Alignment:
        found = are_in(text.rows, other.shingles)
        marks = _marks(text, found)
        shared = _shared_sentences(text, marks)
        strange = shared & ~marks & ~are_in(text.words, other.vocabulary)
        missed = ~marks & ~_stand_in(text, other)
        numbers, names = text.numbers[shared[text.numbers]], text.names[shared[text.names]]
        half = round(len(text.words) / 2)
        return cls(
            cover=_share(marks),
            front=_share(marks[:half]),
            lead=_share(found[:LEAD]),
            same=count_of(marks & shared),
            aligned=count_of(shared),
            strange=count_of(strange),
            numbers=len(numbers),
            numbers_missed=count_of(missed[numbers]),
            names=len(names),
            names_missed=count_of(strange[names]),
        )

    @property
    def facts(self) -> int:
        return self.numbers + self.names

    @property
    def missed(self) -> int:
        return self.numbers_missed + self.names_missed

    @property
    def is_verbatim(self) -> bool:
        return not self.missed and self.same >= VERBATIM * self.aligned

    def facts_agree(self, strange: float) -> bool:
        """Whether the shorter text's facts are the other's too; strange: the share of its words that may be no facts.

        Measured: of the words in shared sentences 4 % and more are other facts in texts of one template, under 3 % in
        copies; of the numbers half and more, in copies under a third.
        """
        if self.missed >= 2 and self.missed > 0.04 * self.aligned:
            return False
        if self.facts >= 6 and self.missed > 0.2 * self.facts:
            return False
        if self.numbers >= 4 and self.numbers_missed > 0.33 * self.numbers:
            return False
        if self.numbers >= 2 and self.numbers_missed == self.numbers:
            return False
        return self.strange <= strange * self.aligned

    def facts_differ(self) -> bool:
        """Whether the longer text's are others in earnest; it may have been cut in the other within a sentence."""
        if self.missed >= 2 and self.missed > 0.08 * self.aligned:
            return True
        if self.facts >= 6 and self.missed > 0.4 * self.facts:
            return True
        return self.numbers >= 4 and self.numbers_missed > 0.5 * self.numbers


def _marks(text: Fingerprint, found: Which) -> Which:
    """The words that stand in a shared shingle within their sentence."""
    marks = np.zeros(len(text.words), np.bool_)
    last = SHINGLE - 1
    sentences = text.sentence_of
    within = sentences[last:] == sentences[:-last]
    within &= found[: len(within)]
    for at in range(SHINGLE):
        marks[at : at + len(within)] |= within
    return marks


def _shared_sentences(text: Fingerprint, marks: Which) -> Which:
    """The words of the sentences that are the other text's too; the first without its date line."""
    starts, ends = text.starts, text.ends
    if not len(ends):
        return marks
    shared = np.add.reduceat(marks, starts, dtype=np.int64) >= ALIGNED * (ends - starts)
    which = shared[text.sentence_of]
    if shared.any():
        start = int(starts[shared.argmax()])
        which[start : _after_date_line(text, start, start + int(marks[start:].argmax()))] = False
    return which


def _after_date_line(text: Fingerprint, start: int, first: int) -> int:
    """Where a sentence begins whose first shared word this is. A place, an agency and a day before it are not of it."""
    days = _within(text.numbers, start, first)
    weight = first - start - 0.5 * count_of(are_single(text.words[start:first]))
    return first if days <= 1 and weight <= DATE_LINE else start


def _within(places: Places, start: int, end: int) -> int:
    """How many of the places lie there."""
    return count_of((places >= start) & (places < end))


def _share(which: Which) -> float:
    return count_of(which) / max(len(which), 1)
