"""Names of people and agencies, out of what pages put where an author belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.language.agencies import SIGNATURES
from pipelines.language.folding import letters
from pipelines.language.names import JOINING
from pipelines.language.wordlists import any_of, word_lists

WORDS = word_lists(__name__)
_PREFIX = re.compile(rf"^(?:{any_of(WORDS['prefixes'])})\b\s*:?\s+", re.IGNORECASE)
_PHRASE = re.compile(rf"^(?:{any_of(WORDS['phrases'])})\b\s*:?\s+", re.IGNORECASE)
_TAIL = re.compile(rf"\s+(?:{any_of(WORDS['says'])})\s*:?$|\s+@\w{{2,}}$", re.IGNORECASE)
_STAMP = re.compile(r"[\s,|–—-]+(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2})(?!\d).*$")
"""A date behind a name, and its time."""
_JOB = re.compile(rf"^(\S+\s\S.*?)\s+(?:staff\s+)?(?:{any_of(WORDS['jobs_behind'])})$", re.IGNORECASE)
_CAREFUL_PREFIX = re.compile(rf"^(?:{any_of(WORDS['careful_prefixes'])})\b", re.IGNORECASE)
_SPLIT = re.compile(rf"\s*[;|\n\t•·]\s*|\s+(?:{any_of(JOINING)}|&)\s+|\s+/\s+", re.IGNORECASE)
_BETWEEN_AGENCIES = re.compile(rf"[;,/|]|\s+(?:{any_of(JOINING)})\s+")
_URLISH = re.compile(r"https?:|www\.|^@?[\w.+-]+@[\w-]+\.\w|^/|\.(?:html?|php|aspx?)\b|^@", re.IGNORECASE)
_ROLE = re.compile(rf"\b(?:{any_of(WORDS['jobs'])})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_NOBODY = frozenset(WORDS["nobody"])
_LONGEST_NAME = 70
_MOST_NAMES = 20


def names_in(raws: Sequence[str]) -> tuple[str, ...]:
    """The names that one source gives, in order, each once; empty where it gives none.

    >>> names_in(["By Ines Varga and Otto Lindqvist"])
    ('Ines Varga', 'Otto Lindqvist')
    >>> names_in(["Ines Varga, Harbour Editor", "https://example.org/people/ines"])
    ('Ines Varga',)
    >>> names_in(["Ines Varga 10.02.2026 11:20"])
    ('Ines Varga',)
    """
    found: dict[str, str] = {}
    for raw in raws[:_MOST_NAMES]:
        for name in _split(raw):
            key = letters(name)
            if key and key not in _NOBODY:
                found.setdefault(key, name)
    return _shortest(tuple(found.values()))[:_MOST_NAMES]


def _shortest(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without those that hold another of them and more: "Ines Varga", "Folge Ines Varga"."""
    people = [f" {name.casefold()} " for name in names if " " in name and is_person(name)]
    return tuple(
        name for name in names if not any(one in (whole := f" {name.casefold()} ") and one != whole for one in people)
    )


def people_of(names: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    """The names that are not the site's own, nor that of a desk or a job.

    sites: what the site may be called, letters and digits in lower case.

    >>> people_of(["Ines Varga", "Harbour Ledger"], frozenset({"harbourledger"}))
    ('Ines Varga',)
    """
    return tuple(name for name in names if letters(name) not in sites and not _ROLE.fullmatch(name))


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two to five words, most with a capital, nothing but letters.

    For sources that are as likely to hold something else. Scripts without capitals pass on the letters alone.
    """
    words = name.split()
    if not all(c.isalpha() or c in " .'’-‑·" for c in name):
        return False
    if name.lower() == name.upper():  # no capitals in this script
        return 2 <= len(name) <= 30
    return 2 <= len(words) <= 5 and sum(word[0].isupper() for word in words) >= 2 and words[0][0].isupper()


def names_job(text: str) -> bool:
    """Whether a text holds the word for a job or a desk."""
    return _ROLE.search(text) is not None


def agencies_in(raws: Iterable[str]) -> tuple[str, ...]:
    """The agencies among names, each once, under the name that credit_text uses.

    >>> agencies_in(["Ines Varga; Agence France-Presse", "AFP/dpa"])
    ('AFP', 'dpa')
    """
    found: dict[str, None] = {}
    for raw in raws:
        for part in _BETWEEN_AGENCIES.split(raw):
            key = letters(part)
            if key in SIGNATURES:
                found[SIGNATURES[key]] = None
    return tuple(found)


def _split(raw: str) -> list[str]:
    text = _STAMP.sub("", _BRACKETS.sub(" ", raw))
    names: list[str] = []
    for piece in _SPLIT.split(text):
        names.extend(_split_commas(_without_phrases(" ".join(piece.split()))))
    return [name for part in names if (name := part.strip(" ,.:-–—*\"'")) and _is_name(name)]


def _split_commas(text: str) -> list[str]:
    """The parts of "A B, C D", but the first alone of "A B, Harbour Editor"; "Varga, Ines" is one name turned round."""
    parts = [part for part in re.split(r"\s*,\s*", text) if part]
    turned = len(parts) == 2 and all(len(part.split()) == 1 for part in parts)
    if turned and not any(_is_agency(part) or part.isupper() for part in parts):
        return [f"{parts[1]} {parts[0]}"]
    kept = parts[:1]
    for part in parts[1:]:
        if _ROLE.search(part) or (len(part.split()) == 1 and not _is_agency(part)):
            continue
        kept.append(part)
    return kept


def _without_phrases(text: str) -> str:
    name = _TAIL.sub("", _without_prefix(_PHRASE.sub("", text, count=1)))
    job = _JOB.match(name)
    return job[1] if job and is_person(job[1]) and not job[1].lower().endswith(" staff") else name


def _without_prefix(text: str) -> str:
    while found := _PREFIX.match(text):
        rest = text[found.end() :]
        # "Von der Leyen", "Di Stefano": the word belongs to the name unless two capitalised ones follow.
        if _CAREFUL_PREFIX.match(text) and (len(rest.split()) < 2 or not rest[:1].isupper()):
            return text
        text = rest
    return text


def _is_agency(text: str) -> bool:
    return letters(text) in SIGNATURES


def _is_name(text: str) -> bool:
    if not 2 <= len(text) <= _LONGEST_NAME or _URLISH.search(text):
        return False
    return any(c.isalpha() for c in text) and len(text.split()) <= 8 and not text[0].isdigit()
