"""What differs between two fetches of a page although nobody has edited its article: counters, ages, links.

None of it should be in a text; but extraction is imperfect, and a line that it lets through must not look like an edit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from pipelines.language.folding import letters_and_marks, tokens
from pipelines.language.wordlists import any_of, word_lists

MOST_TOKENS = 12
"""A line of more is prose, in which a changed figure is a correction."""
FEW_TOKENS = 6
"""A line of more that comes or goes, a counter's words in it or not, is a sentence."""
MOST_PARAGRAPHS = 1000
"""On either side, beyond which paragraphs are compared as bags: alignment takes quadratic time."""

_WORDS = word_lists(__name__)
_COUNTED = frozenset(map(letters_and_marks, _WORDS["counted"]))
_COUNTED_UNSPACED = re.compile(any_of(_WORDS["counted_unspaced"]))
_AGE = re.compile(any_of(_WORDS["ages"]), re.IGNORECASE)
_UPDATED = tuple(" ".join(tokens(phrase)) + " " for phrase in _WORDS["updated"])
_MOMENT = re.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2}[./-]\d{1,2}|(?:19|20)\d{2}|\d ?[月시時时]")

_FIGURES = re.compile(r"\d[\d.,'’:\u00a0\u202f/ ]*\d|\d")
_GROWN_FROM = 100
_AT_EDGE = 2
"""Paragraphs from either end of a text, where a line of a page's boilerplate slips in."""


def without_noise(
    old: Sequence[str], new: Sequence[str], loose: frozenset[str] = frozenset()
) -> tuple[list[str], list[str]]:
    """The paragraphs of both texts, less those in which nothing but noise has changed.

    loose: folded lines that are no copy wherever they stand (links, prompts).
    """
    before, after = [(p, letters_and_marks(p)) for p in old], [(p, letters_and_marks(p)) for p in new]
    if max(len(before), len(after)) > MOST_PARAGRAPHS:
        return _without_noise_in_bags(before, after, loose)
    kept: tuple[list[str], list[str]] = [], []
    matcher = SequenceMatcher(None, [key for _, key in before], [key for _, key in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            kept[0].extend(old[a:b])
            kept[1].extend(new[c:d])
            continue
        gone = [(p, _is_edge(i, len(old))) for i, (p, key) in enumerate(before[a:b], a) if not _is_noise(p, key, loose)]
        come = [(p, _is_edge(i, len(new))) for i, (p, key) in enumerate(after[c:d], c) if not _is_noise(p, key, loose)]
        _drop_counters(gone, come)
        kept[0].extend(p for p, _ in gone)
        kept[1].extend(p for p, _ in come)
    return kept


def is_only_counted(old: str, new: str) -> bool:
    """Whether nothing but a counter, an age or the like makes the difference between two texts.

    >>> is_only_counted("<p>Fog. 12 comments</p>", "<p>Fog. 14 comments</p>")
    True
    >>> is_only_counted("Fog closed the harbour for 12 hours", "Fog closed the harbour for 14 hours")
    False
    """
    before, after = (_lines(text) for text in (old, new))
    left, right = without_noise(before, after)
    return "".join(map(letters_and_marks, left)) == "".join(map(letters_and_marks, right))


_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"\n+|(?<=[.!?…])\s+")


def _lines(text: str) -> list[str]:
    return _sentences(_TAG.sub("\n", text))


def _sentences(text: str) -> list[str]:
    return [line for line in _BREAK.split(text) if line.strip()]


def is_counter(line: str) -> bool:
    """Whether a line tells a count of what a page counts, and little else.

    >>> is_counter("1.2K views"), is_counter("12 comments"), is_counter("Fog closed the harbour for 12 hours")
    (True, True, False)
    """
    words = tokens(line)
    if not 0 < len(words) <= MOST_TOKENS:
        return False
    if not any(character.isalpha() for character in line):
        return any(character.isdigit() for character in line) and " | " not in line
    named = not _COUNTED.isdisjoint(words) or _COUNTED_UNSPACED.search(line) is not None
    return named and any(character.isdigit() for character in line)


def is_age(line: str) -> bool:
    """Whether a line says how old something is, or when it was touched, and little else.

    >>> is_age("3 hours ago"), is_age("Updated 14:05"), is_age("The boat left 3 hours ago, and nobody saw it go.")
    (True, True, False)
    """
    words = tokens(line)
    if not 0 < len(words) <= MOST_TOKENS or _ends_sentence(line):
        return False
    dated = (" ".join(words) + " ").startswith(_UPDATED) and _MOMENT.search(line) is not None
    return dated or (len(words) <= FEW_TOKENS and _AGE.search(unicodedata.normalize("NFKC", line)) is not None)


def _is_noise(line: str, key: str, loose: frozenset[str]) -> bool:
    """Whether a line may come, go or change without anybody having edited the text."""
    if not key or key in loose:
        return True
    short = len(line) < 200 and len(tokens(line)) <= FEW_TOKENS
    return (short and not _ends_sentence(line) and is_counter(line)) or (len(line) < 200 and is_age(line))


def _drop_counters(gone: list[tuple[str, bool]], come: list[tuple[str, bool]]) -> None:
    """Takes out the pairs of lines of which nothing but what they count has changed."""
    for line, at_edge in list(gone):
        words, bare = _without_figures(line), _bare(line)
        for other, also in come:
            counted = words == _without_figures(other) and _counts(line, other, at_edge=at_edge and also)
            if counted or bare == _bare(other):
                gone.remove((line, at_edge))
                come.remove((other, also))
                break


def _bare(line: str) -> str:
    """A paragraph, folded, without the counters and ages that hang on to its ends."""
    pieces = _sentences(line)
    while pieces and _is_noise(pieces[-1], letters_and_marks(pieces[-1]), frozenset()):
        pieces.pop()
    while pieces and _is_noise(pieces[0], letters_and_marks(pieces[0]), frozenset()):
        pieces.pop(0)
    return letters_and_marks("".join(pieces))


def _counts(old: str, new: str, *, at_edge: bool) -> bool:
    """Whether two lines that differ in their figures alone are one counter, or have one at an end."""
    if len(old) > 200 or len(tokens(old)) > MOST_TOKENS:
        pieces = list(zip(_sentences(old), _sentences(new), strict=False))
        changed = [(one, other) for one, other in pieces if letters_and_marks(one) != letters_and_marks(other)]
        return all(not _ends_sentence(one) and is_counter(one) for one, _ in changed) and bool(changed)
    if is_counter(old) or is_age(old):
        return True
    # In a language that the table does not know: a label and a large number that grows, where boilerplate slips in.
    before, after = _number(old), _number(new)
    label = [token for token in tokens(old) if not token.isdigit()]
    grows = before is not None and after is not None and _GROWN_FROM <= before < after
    return at_edge and grows and len(label) <= 2 and not _ends_sentence(old)


def _without_figures(line: str) -> str:
    return letters_and_marks(_FIGURES.sub("", line))


def _number(line: str) -> int | None:
    """The one whole number of a line, as counters write it; None where there is none, or a unit or a decimal."""
    found = _FIGURES.findall(line)
    if len(found) != 1 or re.search(r"[%€$£¥°]", line):
        return None
    groups = re.split(r"[.,'’\u00a0\u202f ]", found[0])
    if not all(group.isdigit() for group in groups) or any(len(group) != 3 for group in groups[1:]):
        return None
    return int("".join(groups))


def _ends_sentence(line: str) -> bool:
    return bool(re.search(r"[.!?…。！？؟]['\"”’»)\]]*$", line))


def _is_edge(place: int, size: int) -> bool:
    return place < _AT_EDGE or place >= size - _AT_EDGE


def _without_noise_in_bags(
    before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]], loose: frozenset[str]
) -> tuple[list[str], list[str]]:
    before, after = list(before), list(after)
    counts = Counter(key for _, key in before), Counter(key for _, key in after)
    return (
        [p for p, key in before if counts[1][key] or not _is_noise(p, key, loose)],
        [p for p, key in after if counts[0][key] or not _is_noise(p, key, loose)],
    )
