"""Credit lines by their grammar: words for work and sources, and agencies, people and places; nothing else.

"Compiled from wire services", "Zusätzliche Recherche: Jana Holt in Okkel", "综合新华社报道": no list holds the
wordings, but they are made of few words (credit_words.toml). A line that tells of something has others beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from pipelines.language.folding import fold
from pipelines.reading.cleaning.credit_words import UNSPACED_SCRIPT, Kind, Word, has_case, words_of
from pipelines.reading.cleaning.phrases import bare, phrasebook

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
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_QUOTES = re.compile(r"[“”„«»「」『』\"]")
_LABEL = re.compile(r"[:：／＝=・]|\s[–—-]\s")
_ARTICLES = frozenset(("the", "der", "die", "das", "el", "la", "le", "il", "los", "las", "les"))


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
    strange = [place for place, word in enumerate(words) if word.kind == "other" and not has_case(word.text)]
    if strange and not ends_sentence and _may_be_names([words[place] for place in strange], words, text):
        return [word._replace(kind="name") if place in strange else word for place, word in enumerate(words)]
    first = words[0]
    alone = len(words) > 1 and words[1].before == " " and words[1].kind not in ("name", "with", "agency")
    is_plain = first.kind == "name" and first.text[1:].islower() and len(first.text) > 1
    if is_plain and alone and not any(word.kind == "this" for word in words):
        return [first._replace(kind="other"), *words[1:]]
    return words


def _may_be_names(strange: Sequence[Word], words: Sequence[Word], text: str) -> bool:
    label = _LABEL.search(text)
    unspaced = [word for word in strange if UNSPACED_SCRIPT.search(word.text)]
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
