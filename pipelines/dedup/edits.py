"""What an edit changed between two fetches of one page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher

from pipelines.dedup.texts import fold, tokens
from pipelines.model import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What of an article an edit can change."""

    headline: str | None
    body: str = field(repr=False)
    authors: tuple[str, ...] = ()
    date_published: datetime | None = None


NOTE_PHRASES = {
    # How papers head the note that owns up to a mistake, at the start of a paragraph. One word counts only as a heading
    # ("Correction:"), since correctional officers and corrections to a budget are news too.
    "en": ("correction", "corrections", "clarification", "editor's note", "this article was amended",
           "this article was corrected", "this article has been corrected", "this article has been amended",
           "this story has been corrected", "this story was corrected",
           "an earlier version of this", "a previous version of this"),
    "de": ("korrektur", "berichtigung", "anmerkung der redaktion", "anm. d. red", "richtigstellung",
           "in einer früheren version", "in einer ersten version", "hinweis der redaktion"),
    "fr": ("rectificatif", "correction", "note de la rédaction", "erratum", "une version précédente", "précision"),
    "es": ("corrección", "fe de errores", "fe de erratas", "rectificación", "nota de la redacción", "nota del editor",
           "una versión anterior"),
    "it": ("correzione", "errata corrige", "rettifica", "nota della redazione", "una versione precedente"),
    "pt": ("correção", "errata", "erramos", "nota da redação", "uma versão anterior"),
    "nl": ("correctie", "rectificatie", "noot van de redactie", "in een eerdere versie"),
    "sv, no, da": ("rättelse", "korrigering", "rettelse", "i en tidigare version",
                   "i en tidligere versjon", "i en tidligere version"),
    "pl": ("sprostowanie", "korekta", "we wcześniejszej wersji"),
    "ru, uk": ("исправление", "уточнение", "виправлення", "уточнення", "в более ранней версии"),
    "ja, zh": ("訂正", "お詫びと訂正", "更正", "勘误", "編者按", "编者按"),
}  # fmt: skip

_HEADING = r"\s*(?:[:：,(\[—–-]|$)"
_NOTES = re.compile(
    r"\W*(?:"
    + "|".join(
        re.escape(phrase) + ("" if " " in phrase else _HEADING)
        for phrases in NOTE_PHRASES.values()
        for phrase in phrases
    )
    + ")"
)

SMALL_EDIT = 0.15
"""Share of the tokens up to which an edit is a correction: a figure, a name, a sentence in a normal article."""

MOSTLY_KEPT = 0.9
"""Share of the old tokens that a text keeps which grew, so that it is an addition though a word changed with it."""

LONG_INSERT = 5
"""Tokens. New words in a row that are a sentence and no slip of the pen."""

MAX_ALIGNED = 3000
"""Tokens on either side beyond which texts are compared as bags of words: alignment takes quadratic time."""


def classify_change(old: Version, new: Version) -> Change | None:
    """What `new` changed; None if nothing that counts did.

    White space, quotes, dashes, punctuation and case do not count, nor does date_modified. What the new version does
    not know (no headline, no author, no date) is a gap, not a change. If text and headline changed, the text decides.
    """
    if fold(old.body) != fold(new.body):
        return _classify_text(old.body, new.body)
    if new.headline and fold(old.headline or "") != fold(new.headline):
        return "headline"
    if new.authors and tuple(map(fold, old.authors)) != tuple(map(fold, new.authors)):
        return "metadata"
    if new.date_published is not None and _second(old.date_published) != _second(new.date_published):
        return "metadata"
    return None


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def _notes(body: str) -> Counter[str]:
    return Counter(fold(p) for p in re.split(r"\n+", body) if _NOTES.match(p.casefold().replace("’", "'")))


def _classify_text(old: str, new: str) -> Change:
    if _notes(new) - _notes(old):
        return "correction"
    before, after = _paragraphs(old), _paragraphs(new)
    if _is_subsequence(before, after):
        return "addition"
    if _is_subsequence(after, before):
        return "deletion"
    return _classify_tokens(tokens(old), tokens(new))


def _paragraphs(body: str) -> list[str]:
    return [folded for p in re.split(r"\n+", body) if (folded := fold(p))]


def _is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return bool(few) and all(item in rest for item in few)


def _classify_tokens(old: list[str], new: list[str]) -> Change:
    removed, added, longest_insert, longest_delete = _differences(old, new)
    if not removed and longest_insert >= LONG_INSERT:
        return "addition"
    if not added and longest_delete >= LONG_INSERT:
        return "deletion"
    if max(removed, added) <= max(1.0, SMALL_EDIT * max(len(old), len(new))):
        return "correction"
    if removed <= (1 - MOSTLY_KEPT) * len(old):
        return "addition"
    if added <= (1 - MOSTLY_KEPT) * len(new):
        return "deletion"
    return "rewrite"


def _differences(old: list[str], new: list[str]) -> tuple[int, int, int, int]:
    """(tokens removed, tokens added, longest pure insertion, longest pure deletion)."""
    start, limit = 0, min(len(old), len(new))
    while start < limit and old[start] == new[start]:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old), len(new)) > MAX_ALIGNED:
        removed, added = (Counter(old) - Counter(new)).total(), (Counter(new) - Counter(old)).total()
        return removed, added, added, removed
    removed = added = longest_insert = longest_delete = 0
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        removed += b - a
        added += d - c
        if tag == "insert":
            longest_insert = max(longest_insert, d - c)
        elif tag == "delete":
            longest_delete = max(longest_delete, b - a)
    return removed, added, longest_insert, longest_delete
