"""The words of a credit line, each with what it says there: work, material, who signs, what joins, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipelines.language.agencies import PICTURE_DESKS
from pipelines.language.folding import fold
from pipelines.language.scripts import UNSPACED
from pipelines.language.wordlists import read_table
from pipelines.reading.cleaning.agencies import AGENCIES

Kind = Literal[
    "agency", "this", "helping", "role", "writer", "used", "agent", "with", "small", "name", "number", "other"
]
REPORTING = AGENCIES - PICTURE_DESKS
"""Agencies that sell reports; a picture's credit is another line."""
_FIRST_WORDS = frozenset(re.split("[ -]", name)[0] for name in REPORTING)
_LISTED: tuple[Kind, ...] = ("this", "helping", "role", "writer", "used", "agent", "with", "small")
"""Of a word that is in several lists, the first counts."""
SUFFIX = 4
"""Letters of an ending behind an apostrophe, a colon or a hyphen: "AA'nın", "STT:n"."""
LONGEST_AGENCY = 4
DECLINED = 6
"""Letters from which a name with an ending of three more is known still: "Укрінформу"."""
_WORD = re.compile(r"[^\s/,;:|()\[\]{}<>«»“”„\"‚‘…–—―•*+&：；，、·・／＝=（）［］【】'’ʼ.!?。！？।|｜©-]+")
UNSPACED_SCRIPT = re.compile(f"[{UNSPACED}]")
_NUMBER = re.compile(r"\d\S*")
_NO_LETTER = re.compile(r"[\W\d_]*")
_HANGING = frozenset("'’ʼ:-")
_PROCLITICS = frozenset("وبلفהומבל")
"""Letters that Arabic and Hebrew write before a word, and as one with it: "and", "in", "the"."""


class Word(NamedTuple):
    """A word of a line, or an agency's whole name."""

    text: str
    folded: str
    kind: Kind
    before: str
    """What stands between the word before and this one."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    words: dict[str, Kind]
    stems: dict[Kind, tuple[str, ...]]
    unspaced: dict[str, Kind]
    """Words of scripts that write without spaces, agencies among them."""
    longest: int
    """Characters of the longest of these."""

    def kind(self, folded: str) -> Kind | None:
        found = self.words.get(folded)
        if found is None and folded[0] in _PROCLITICS and len(folded) > 2:
            found = self.words.get(folded[1:]) or ("agency" if folded[1:] in REPORTING else None)
        if found is None:
            found = next((kind for kind, stems in self.stems.items() if folded.startswith(stems)), None)
        return found


@cache
def _vocabulary() -> _Vocabulary:
    words: dict[str, Kind] = {}
    stems: dict[Kind, list[str]] = {kind: [] for kind in _LISTED}
    unspaced: dict[str, Kind] = {}
    tables = read_table(__name__).values()
    for kind in _LISTED:
        for table in tables:
            for entry in table.get(kind, ()):
                for part in re.split(r"[ ·']", fold(entry)):
                    if part.endswith("-"):
                        stems[kind].append(part[:-1])
                    elif UNSPACED_SCRIPT.search(part):
                        unspaced.setdefault(part, kind)
                    else:
                        words.setdefault(part, kind)
    unspaced.update({name: "agency" for name in REPORTING if UNSPACED_SCRIPT.search(name)})
    return _Vocabulary(
        words=words,
        stems={kind: tuple(found) for kind, found in stems.items() if found},
        unspaced=unspaced,
        longest=max(map(len, unspaced)),
    )


def words_of(text: str, *, most_strange: int | None = None) -> list[Word]:
    """The line's words, each with what it is; none where more than so many are strange and have a case."""
    found = list(_split(text))
    strange = 0
    whole = text.isupper()
    words: list[Word] = []
    place = 0
    while place < len(found):
        taken, word = _agency_at(found, place) or (1, None)
        if word is None:
            before, written, folded = found[place]
            last = words[-1] if words else None
            word = Word(written, folded, _kind_of(written, folded, before, last, capitals=not whole), before)
        words.append(word)
        place += taken
        if most_strange is not None and word.kind == "other" and has_case(word.text):
            strange += 1
            if strange > most_strange:
                return []
    return words


def _split(text: str) -> Iterator[tuple[str, str, str]]:
    """What stands before a word, the word, and the word folded."""
    end = 0
    for match in _WORD.finditer(text):
        before, written = text[end : match.start()], match[0]
        end = match.end()
        if UNSPACED_SCRIPT.search(written):
            for piece in _segments(written):
                yield before, piece, fold(piece)
                before = ""
        elif folded := fold(written):
            yield before, written, folded


def _segments(written: str) -> Iterator[str]:
    """The words of an unspaced text, the longest that are known first; what is between them as it stands."""
    known = _vocabulary()
    start = place = 0
    while place < len(written):
        ends = range(min(len(written), place + known.longest), place, -1)
        end = next((end for end in ends if written[place:end] in known.unspaced), None)
        if end is None:
            place += 1
            continue
        if start < place:
            yield written[start:place]
        yield written[place:end]
        start = place = end
    if start < len(written):
        yield written[start:]


def _agency_at(found: Sequence[tuple[str, str, str]], place: int) -> tuple[int, Word] | None:
    """The longest agency's name that begins with this word, and how many words it takes."""
    if found[place][2] not in _FIRST_WORDS:
        return None
    for count in range(min(LONGEST_AGENCY, len(found) - place), 0, -1):
        row = found[place : place + count]
        if any(len(before) != 1 for before, _, _ in row[1:]):
            continue
        folded = [word for _, _, word in row]
        if {" ".join(folded), "-".join(folded)} & REPORTING:
            written = row[0][1] + "".join(before + text for before, text, _ in row[1:])
            if count == 1 and _is_a_persons(written, found[place + 1 : place + 2]):
                return None
            return count, Word(written, " ".join(folded), "agency", row[0][0])
    return None


def _is_a_persons(written: str, following: Sequence[tuple[str, str, str]]) -> bool:
    """Whether a short name is a person's first: "Ana Ruiz"; or no name at all: "pa"."""
    if len(written) > 4 or written.isupper():
        return False
    if written.islower():
        return len(written) < 3
    return any(before == " " and text[0].isupper() for before, text, _ in following)


def _kind_of(written: str, folded: str, before: str, last: Word | None, *, capitals: bool) -> Kind:
    if UNSPACED_SCRIPT.search(written):
        return _vocabulary().unspaced.get(folded, "other")
    if _NUMBER.fullmatch(folded) or _NO_LETTER.fullmatch(folded):
        return "number"
    kind = _glued(written, before, last) or _listed(folded)
    if kind is not None:
        return kind
    if any(folded[:-cut] in REPORTING and len(folded) - cut >= DECLINED for cut in (1, 2, 3)):
        return "agency"
    if len(folded) == 1 and not written.isupper():
        return "small"
    return "name" if capitals and written[0].isupper() else "other"


@lru_cache(maxsize=4096)
def _listed(folded: str) -> Kind | None:
    return _vocabulary().kind(folded)


def _glued(written: str, before: str, last: Word | None) -> Kind | None:
    """What a word is that hangs on a name: "dpa-infocom", "STT:n", "AA'nın"."""
    if last is None or before not in _HANGING or last.kind not in ("agency", "name"):
        return None
    if before == "-" and last.kind == "agency":
        return "agency"
    return "small" if len(written) <= SUFFIX and written.islower() else None


def has_case(text: str) -> bool:
    return text.lower() != text.upper()
