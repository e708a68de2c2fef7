"""News agencies and picture desks in a text: evidence, never a condition; other names are read structurally."""

from __future__ import annotations

import re

from pipelines.language.agencies import NAMES
from pipelines.language.folding import fold

AGENCIES = frozenset(map(fold, NAMES))
_AGENCY = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(AGENCIES, key=lambda n: (-len(n), n)))) + r")(?!\w)"
)
_WORD = re.compile(r"\w+")
_FIRST_WORDS = frozenset(_WORD.findall(name)[0] for name in AGENCIES)


def is_agency(folded: str) -> bool:
    """Whether the folded text is an agency's name and nothing else."""
    return folded.strip(" .,;:()[]/–—-") in AGENCIES


def names_agency(folded: str) -> bool:
    """Whether an agency's name stands in the folded text."""
    return _may_name(folded) and _AGENCY.search(folded) is not None


def without_agencies(folded: str) -> str:
    """The folded text with its agencies' names taken out."""
    return _AGENCY.sub("", folded) if _may_name(folded) else folded


def _may_name(folded: str) -> bool:
    """Whether an agency's first word is among the words: spares nearly all text the search for two hundred names."""
    return not _FIRST_WORDS.isdisjoint(_WORD.findall(folded))
