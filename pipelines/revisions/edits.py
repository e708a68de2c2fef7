"""What an edit changed between two fetches of one page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from difflib import SequenceMatcher

from pipelines.language.folding import letters_and_marks, tokens
from pipelines.model import Change, CleanArticle, StoredArticle, Version
from pipelines.revisions.noise import without_noise
from pipelines.revisions.notes import is_note

SMALL_EDIT = 0.15
"""Share of the tokens up to which an edit is a correction: a figure, a name, a sentence in a normal article."""

MOSTLY_KEPT = 0.9
"""Share of the old tokens that a text keeps which grew, so that it is an addition though a word changed with it."""

LONG_INSERT = 5
"""Tokens. New words in a row that are a sentence and no slip of the pen."""

MAX_ALIGNED = 3000
"""Tokens on either side beyond which texts are compared as bags of words: alignment takes quadratic time."""


def version_of(clean: CleanArticle) -> Version:
    """What of an article an edit can change."""
    return Version(
        headline=clean.metadata.headline,
        body=clean.article_body,
        authors=clean.metadata.authors,
        date_published=clean.metadata.date_published,
        notes=clean.notes,
    )


def version_of_row(row: StoredArticle, notes: tuple[str, ...] | None = None) -> Version:
    """The same of a row. notes: those that are known of it; None: those that its text holds."""
    return Version(
        headline=row.headline,
        body=row.article_body,
        authors=row.authors,
        date_published=row.date_published,
        notes=notes,
    )


def classify_change(old: Version, new: Version) -> Change | None:
    """What `new` changed; None if nothing that counts did.

    White space, quotes, dashes, punctuation and case do not count, nor do counters, ages and links (noise.py), nor does
    date_modified. What the new version does not know (no headline, no author, no date) is a gap, not a change. If text
    and headline changed, the text decides.
    """
    if _notes(new) - _notes(old):
        return "correction"
    if letters_and_marks(old.body) != letters_and_marks(new.body):
        before, after = without_noise(_split(old.body), _split(new.body), old.loose | new.loose)
        if "".join(map(letters_and_marks, before)) != "".join(map(letters_and_marks, after)):
            return _classify_text(before, after)
    if new.headline and letters_and_marks(old.headline or "") != letters_and_marks(new.headline):
        return "headline"
    if new.authors and sorted(map(letters_and_marks, old.authors)) != sorted(map(letters_and_marks, new.authors)):
        return "metadata"
    if new.date_published is not None and _second(old.date_published) != _second(new.date_published):
        return "metadata"
    return None


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def _notes(version: Version) -> Counter[str]:
    if version.notes is not None:
        return Counter(map(letters_and_marks, version.notes))
    return Counter(letters_and_marks(paragraph) for paragraph in _split(version.body) if is_note(paragraph))


def _split(body: str) -> list[str]:
    return [paragraph for paragraph in re.split(r"\n+", body) if paragraph]


def _classify_text(old: list[str], new: list[str]) -> Change:
    before, after = _folded(old), _folded(new)
    if _is_subsequence(before, after):
        return "addition"
    if _is_subsequence(after, before):
        return "deletion"
    return _classify_tokens(tokens(" ".join(old)), tokens(" ".join(new)))


def _folded(paragraphs: list[str]) -> list[str]:
    return [folded for paragraph in paragraphs if (folded := letters_and_marks(paragraph))]


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
