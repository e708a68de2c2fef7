"""Credit lines by their grammar: words for work and sources, and agencies, people and places; nothing else.

"Compiled from wire services", "Zusätzliche Recherche: Jana Holt in Okkel", "综合新华社报道": no list holds the
wordings, but they are made of few words (credit_lines.toml). A line that tells of something has others beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from pipelines.language.agencies import PICTURE_DESKS
from pipelines.language.folding import fold
from pipelines.language.scripts import UNSPACED
from pipelines.language.wordlists import read_table
from pipelines.reading.cleaning.agencies import AGENCIES
from pipelines.reading.cleaning.phrases import bare, phrasebook

Kind = Literal[
    "agency", "this", "helping", "role", "writer", "used", "agent", "with", "small", "name", "number", "other"
]
REPORTING = AGENCIES - PICTURE_DESKS
"""Agencies that sell reports; a picture's credit is another line."""
_FIRST_WORDS = frozenset(re.split("[ -]", name)[0] for name in REPORTING)
_LISTED: tuple[Kind, ...] = ("this", "helping", "role", "writer", "used", "agent", "with", "small")
"""Of a word that is in several lists, the first counts."""

FEW_WORDS = 8
"""Words of a line that need no word of a role: "Le Courrier avec AFP"; from there on one strange word is forgiven."""
MOST_NUMBERS = 2
"""Numbers of a line that names no agency: a day; an imprint or a table has more."""
MOST_STRANGE = 2
"""Strange words that a text's last line may have where it is no sentence, one for four words."""
NAME_WORDS = 6
"""Words of names where no capital shows them."""
NAME_CHARACTERS = 12
"""The same where no space parts them either."""
ONE_NAME = 4
"""Characters of one such name; kana and Thai letters count half."""
SUFFIX = 4
"""Letters of an ending behind an apostrophe, a colon or a hyphen: "AA'nın", "STT:n"."""
LONGEST_AGENCY = 4
DECLINED = 6
"""Letters from which a name with an ending of three more is known still: "Укрінформу"."""

_WORD = re.compile(r"[^\s/,;:|()\[\]{}<>«»“”„\"‚‘…–—―•*+&：；，、·・／＝=（）［］【】'’ʼ.!?。！？।|｜©-]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_QUOTES = re.compile(r"[“”„«»「」『』\"]")
_NUMBER = re.compile(r"\d\S*")
_NO_LETTER = re.compile(r"[\W\d_]*")
_LABEL = re.compile(r"[:：／＝=・]|\s[–—-]\s")
_ARTICLES = frozenset(("the", "der", "die", "das", "el", "la", "le", "il", "los", "las", "les"))
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
                    elif _UNSPACED.search(part):
                        unspaced.setdefault(part, kind)
                    else:
                        words.setdefault(part, kind)
    unspaced.update({name: "agency" for name in REPORTING if _UNSPACED.search(name)})
    return _Vocabulary(
        words=words,
        stems={kind: tuple(found) for kind, found in stems.items() if found},
        unspaced=unspaced,
        longest=max(map(len, unspaced)),
    )


# --------------------------------------------------------------------------------------------------------- the words


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
        if most_strange is not None and word.kind == "other" and _has_case(word.text):
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
        if _UNSPACED.search(written):
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
    if _UNSPACED.search(written):
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


# ------------------------------------------------------------------------------------------------------- the decision


@lru_cache(maxsize=256)  # a page's last lines are asked in each of its passes
def is_credit_line(text: str, *, set_off: bool = False, is_last: bool = True) -> bool:
    """Whether a line at the end of a text says who made it and from what, and no more than that.

    set_off: it does not look like the paragraphs (in italics, brackets, an element called so); is_last: no other
    paragraph stands behind it. Both make up for a word that is in no list.

    >>> is_credit_line("Compiled from wire services"), is_credit_line("The report was compiled from wire intercepts.")
    (True, False)
    """
    stripped = text.strip(" *–—-•~")
    bracketed = stripped[:1] in "([（［【" and stripped[-1:] in ")]）］】"
    if _QUOTES.search(text) or stripped[-1:] in "?!？！…:：":
        return False
    words = words_of(text, most_strange=MOST_STRANGE)
    spoken = [word for word in words if word.kind != "number"]
    if not spoken:
        return False
    ends_sentence = not bracketed and stripped[-1:] in ".。।۔" and len(spoken) > 1
    if len(words) - len(spoken) > MOST_NUMBERS and not any(word.kind == "agency" for word in words):
        return False
    words = _with_names(_with_labels(spoken), text, ends_sentence=ends_sentence)
    if _is_title(words):
        return False
    set_off = set_off or bracketed or stripped != text.strip()
    return _Reading(words, set_off, is_last, ends_sentence, _LABEL.search(text) is not None).is_credit()


def _with_labels(words: Sequence[Word]) -> list[Word]:
    """The words, with an agent that labels what follows as a role: "Redaktion: Lina Sommer"."""
    following = (*words[1:], None)
    return [
        word._replace(kind="role") if word.kind == "agent" and after and after.before.strip() in (":", "：") else word
        for word, after in zip(words, following, strict=True)
    ]


def _with_names(words: list[Word], text: str, *, ends_sentence: bool) -> list[Word]:
    """The words, with those as names that no capital shows to be one: what stands behind a label in Arabic, Hindi or
    Korean, what is short and set apart in Chinese; and without a name that is the first word's capital alone."""
    strange = [place for place, word in enumerate(words) if word.kind == "other" and not _has_case(word.text)]
    if strange and not ends_sentence and _may_be_names([words[place] for place in strange], words, text):
        return [word._replace(kind="name") if place in strange else word for place, word in enumerate(words)]
    first = words[0]
    alone = len(words) > 1 and words[1].before == " " and words[1].kind not in ("name", "with", "agency")
    is_plain = first.kind == "name" and first.text[1:].islower() and len(first.text) > 1
    if is_plain and alone and not any(word.kind == "this" for word in words):
        return [first._replace(kind="other"), *words[1:]]
    return words


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()


def _may_be_names(strange: Sequence[Word], words: Sequence[Word], text: str) -> bool:
    label = _LABEL.search(text)
    unspaced = [word for word in strange if _UNSPACED.search(word.text)]
    if unspaced:
        sizes = [sum(1.0 if _IDEOGRAPH.match(c) else 0.5 for c in word.text) for word in unspaced]
        set_apart = label is not None or re.search(r"[\s()\[\]（）【】/、]", text.strip()) is not None
        return set_apart and max(sizes) <= ONE_NAME and sum(sizes) <= NAME_CHARACTERS
    before = list(takewhile(lambda word: not _LABEL.search(word.before), words)) if label else []
    named = label is not None and not any(word in strange for word in before)
    return len(strange) <= (NAME_WORDS if named else 3) and (named or 3 * len(strange) <= len(words) + 2)


def _is_title(words: Sequence[Word]) -> bool:
    """Whether words that join others have capitals too: "Reporting From the Front Line"."""
    if any(word.kind in ("agency", "this") for word in words):
        return False
    long = [word.text for word in words if len(word.text) > 3]
    if all(text.isupper() for text in long):
        return False
    joining = [word for word in words[1:] if word.kind in ("with", "small") and word.text in long]
    if any(word.text.istitle() and word.folded not in _ARTICLES for word in joining):
        return True
    return words[0].kind in ("name", "agent", "other") and len(long) > 2 and all(text[0].isupper() for text in long)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line's words, and how it stands."""

    words: Sequence[Word]
    set_off: bool
    is_last: bool
    ends_sentence: bool
    has_label: bool

    def is_credit(self) -> bool:
        if not self.has("agency", "agent", "writer", *(("name",) if self.is_last else ())):
            return False
        strange = self.count("other")
        by_place = self.set_off and self.is_last and not self.ends_sentence and len(self.words) <= FEW_WORDS
        if by_place and self.has("agency") and strange <= 1:
            return True
        if strange > self._forgiven() or (self.has("helping") and not self.has("this") and not self._is_closing()):
            return False
        if self.has("role", "writer"):
            return self._says_who()
        return self._says_from_what() if self.has("used") else self._signs()

    def has(self, *kinds: Kind) -> bool:
        return any(word.kind in kinds for word in self.words)

    def count(self, kind: Kind) -> int:
        return sum(word.kind == kind for word in self.words)

    def _is_closing(self) -> bool:
        """Whether it is the text's last line and no sentence: texts end with one."""
        return self.is_last and not self.ends_sentence

    def _forgiven(self) -> int:
        """Strange words that a line may have."""
        if not self.has("role", "writer", "used"):
            return 0
        if self._is_closing() and (self.has("role", "writer", "agency", "agent")):
            return min(len(self.words) // 4, MOST_STRANGE)
        long = len(self.words) > FEW_WORDS and self.has("agency", "this")
        return int(long or (self.set_off and len(self.words) > 2))

    def _says_who(self) -> bool:
        """Of a line with a role's word; one that tells of somebody begins with them: "Tom Hale edited". Of one name
        alone there is no telling whether it is a place: "Written in Okkel"."""
        if not (self.has("agency", "agent", "writer", "this") or self.has_label or self._names_a_person()):
            return False
        if not self.ends_sentence:
            return len(self.words) > 2 or self.has_label or self.has("agency", "writer") or self.set_off
        if self.has("this"):
            return True
        if self.words[0].kind in ("agency", "name", "agent") or self.words[0].folded in _ARTICLES:
            return self.count("role") > 1
        return True

    def _names_a_person(self) -> bool:
        """Whether two words of a name follow on each other."""
        pairs = pairwise(self.words)
        return any(one.kind == other.kind == "name" and not other.before.strip(" -.'’") for one, other in pairs)

    def _says_from_what(self) -> bool:
        """Of a line that names material, reports, a text."""
        if self.words[0].folded in _ARTICLES and not (self.set_off or self._is_closing()):
            return False
        if self.ends_sentence:
            return self.has("agency") and (self.words[0].kind in ("used", "small", "with", "this") or self.has("this"))
        if self.has("agency") or (self.has("agent") and len(self.words) <= 2 * FEW_WORDS):
            return True
        return self.has("name") and len(self.words) <= FEW_WORDS and self.set_off and self.is_last

    def _signs(self) -> bool:
        """Of a line of names: "Le Courrier avec AFP", "Staff and agencies"."""
        if self.ends_sentence or len(self.words) > FEW_WORDS:
            return False
        behind = next((self.words[n:] for n, word in enumerate(self.words) if word.kind == "with"), ())
        if any(word.kind == "agency" for word in behind):
            return True
        if not self.is_last or any(word.kind not in ("agent", "agency") for word in behind[1:]):
            return False
        if len(behind) > 1:
            return True
        agents = [word.folded for word in self.words if word.kind != "small"]
        return all(word in phrasebook().generic.phrases for word in agents) and len(self.words) > 1


# ----------------------------------------------------------------------------------------------------------- the names


def are_agencies(text: str) -> bool:
    """Whether the text names agencies, by their name or as such, with their numbers: "dpa-infocom, dpa:260312-99/3"."""
    kinds = {word.kind for word in words_of(text)}
    return "agency" in kinds and kinds <= {"agency", "agent", "number", "small", "with"}


def credited_names(text: str) -> tuple[str, ...]:
    """The agencies and papers that a credit line names; who helped, and where, is left out.

    >>> credited_names("Additional reporting: Oona Drever in Velmora and AFP; material from HarborWire")
    ('AFP', 'HarborWire')
    """
    words = words_of(text)
    signs = not any(word.kind in ("role", "writer", "used") for word in words)
    names: list[str] = []
    run: list[Word] = []
    last = Word("", "", "number", "")
    from_what = placed = False
    for word in (*words, last):
        if word.kind == "name" and (not run or not word.before.strip(" -'’.")):
            if not run:
                from_what = from_what and last.kind in ("small", "with", "used")
            run.append(word)
        else:
            if run and not placed and (from_what or signs):
                names.append(run[0].text + "".join(part.before + part.text for part in run[1:]))
            placed = word.kind == "small" and (bool(run) or last.kind == "writer" or placed)
            run = [word] if word.kind == "name" else []
        if word.kind == "agency" and not (word.before == "-" and last.kind == "agency"):
            names.append(word.text)
        from_what = word.kind == "used" or (from_what and word.kind not in ("role", "writer"))
        last = word
    known = phrasebook().generic.phrases
    return tuple(name for name in dict.fromkeys(names) if bare(fold(name)) not in known)


def named_agencies(name: str) -> tuple[str, ...]:
    """The name, or the agencies that it holds beside words for their reports: "l'agence Belga"; none where it holds
    nothing but such words."""
    words = words_of(name)
    agencies = tuple(word.text for word in words if word.kind == "agency")
    if agencies and any(word.kind in ("role", "used", "agent", "with") for word in words):
        return agencies
    says_nothing = words and (words[0].kind == "this" or (len(words) == 1 and words[0].kind in ("agent", "used")))
    return () if says_nothing else (name,)
