"""Names of people and agencies, out of what pages put where an author belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.language.agencies import SIGNATURES
from pipelines.language.cjk_bylines import HAS_CJK, claimed_names, names_of_byline
from pipelines.language.folding import letters
from pipelines.language.names import JOINING, NOBODY, PARTICLES, is_person, separated
from pipelines.language.wordlists import any_of, word_lists

WORDS = word_lists(__name__)
_PREFIX = re.compile(
    rf"^(?:{any_of(WORDS['prefixes'])})\b\s*:?\s+|^(?:{any_of(WORDS['labels_only'])})\s*:\s*", re.IGNORECASE
)
_PHRASE = re.compile(rf"^(?:{any_of(WORDS['phrases'])})\b\s*:?\s+", re.IGNORECASE)
_TAIL = re.compile(rf"\s+(?:{any_of(WORDS['says'])})\s*:?$|\s+@\w{{2,}}$", re.IGNORECASE)
_STAMP = re.compile(r"[\s,|–—-]+(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2})(?!\d).*$")
"""A date behind a name, and its time."""
_ADDRESS = re.compile(r"\(?(?:https?://|www\.)\S+|\(?[\w.+-]+@[\w-]+\.[\w.-]+\)?|(?<=\s)\(?@\w{2,}\)?")
_JOB = re.compile(
    rf"^(\S+\s\S.*?),?\s+(?:(?:{any_of(WORDS['ranks'])})\s(?:.*\s)?)?(?:{any_of(WORDS['jobs_behind'])})$", re.IGNORECASE
)
_DEGREE = re.compile(rf"(?<=\S)\s+(?:(?:{any_of(WORDS['degrees'])})[.®™*]*[\s,/]*)+$")
_RANK = re.compile(rf"^(?:{any_of(WORDS['ranks'])})\b", re.IGNORECASE)
_BOTH = re.compile(rf"^(?:{any_of(WORDS['both'])})\s*:?\s+", re.IGNORECASE)
_CAREFUL_PREFIX = re.compile(rf"^(?:{any_of(WORDS['careful_prefixes'])})\b", re.IGNORECASE)
_LIST = re.compile(r"\s*[;\n\t•·]\s*")
_BREAK = (
    r"(?P<bar>\s*\|\s*|\s+[/–—-]\s+)|"
    rf"(?P<join>\s*,?\s+(?:{any_of(map(re.escape, JOINING))}|[&+])\s+)|(?P<comma>\s*,\s*)"
)
_BREAKS = re.compile(_BREAK)
_SHOUTED_BREAKS = re.compile(_BREAK, re.IGNORECASE)
_WITHIN = frozenset(WORDS["within_names"])
_BEHIND = re.compile(rf"^(.+?)\s+(?:{any_of(WORDS['behind'])})(?:\s|$)")
_BETWEEN_AGENCIES = re.compile(rf"[;,/|]|\s+(?:{any_of(map(re.escape, JOINING))})\s+")
_URLISH = re.compile(r"https?:|www\.|^@?[\w.+-]+@[\w-]+\.\w|^/|\.(?:html?|php|aspx?)\b|^@", re.IGNORECASE)
_ROLE = re.compile(rf"\b(?:{any_of(WORDS['jobs'])})\b", re.IGNORECASE)
_TITLE = re.compile(rf"\b(?:{any_of((*WORDS['jobs'], *WORDS['titles']))})\b", re.IGNORECASE)
_OTHERS = re.compile(rf"^(?:{any_of(WORDS['others'])})(?:\b\s*:?\s+|\s*:\s*)(?=\S)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_INITIALS = re.compile(r"(?:\b\w\.)+$|\b[JS]r\.$")
_PLACES = frozenset(WORDS["places_of_two_words"])
_LONGEST_NAME = 70
_LONG_SITE = 9
"""Letters of a site's name that no person's name holds by chance."""
_MOST_SPACES = 2
"""In a name that is cut where a job or a place begins; those of authorities are longer."""
_LONGEST_RAW = 1500
_LONGEST_PART = 150
"""Characters of a text between two commas that may hold a name and what is told of its bearer."""
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
            if key and key not in NOBODY and (key not in found or found[key].isupper()):
                found[key] = name if " " in name or key not in found else found[key]
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


def may_be_site(name: str, sites: frozenset[str]) -> bool:
    """Whether a name holds one of the site's, or has its initials: that of an organisation rather than a person.

    >>> sites = frozenset({"dw", "thedailyledger"})
    >>> [may_be_site(name, sites) for name in ("Deutsche Welle", "Eastquay Daily Ledger", "Ines Varga")]
    [True, True, False]
    """
    key = letters(name)
    if key in sites or any(len(site) >= _LONG_SITE and site.removeprefix("the") in key for site in sites):
        return True
    return len(name.split()) > 1 and "".join(word[0] for word in name.casefold().split()) in sites


def is_plain_name(name: str) -> bool:
    """Whether this is a person's name and nothing else: each word with a capital, or a particle; no job."""
    words = name.split()
    return is_person(name) and not names_job(name) and all(w[0].isupper() or w.lower() in PARTICLES for w in words)


def names_other(text: str) -> bool:
    """Whether a text opens as the credit of a photographer, an editor, a translator: of anybody but the writer."""
    return _OTHERS.match(text) is not None


def name_of_other(text: str) -> str | None:
    """The name in such a credit; None for a text that is none.

    >>> name_of_other("Photography by Otto Lindqvist"), name_of_other("By Ines Varga")
    ('Otto Lindqvist', None)
    """
    opening = _OTHERS.match(text)
    return (text[opening.end() :].strip() or None) if opening else None


def names_job(text: str) -> bool:
    """Whether a text holds the word for a job or a desk."""
    return _ROLE.search(text) is not None


def names_job_or_title(text: str) -> bool:
    """Whether a text that stands behind a name holds a word for what its bearer is."""
    return _TITLE.search(text) is not None


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
    raw = raw[:_LONGEST_RAW]
    if HAS_CJK.search(raw):
        return [name for name in names_of_byline(raw) or claimed_names(raw) if _is_name(name)]
    text = _STAMP.sub("", _ADDRESS.sub(" ", _BRACKETS.sub(" ", raw))).strip()
    named = [name for item in _LIST.split(text) for name in _named_in(_BOTH.sub("", item))]
    found = [part for name in named for part in separated(name)]
    return [name for part in found if (name := _trimmed(part)) and _is_name(name)]


def _trimmed(text: str) -> str:
    name = text.strip(" ,:-–—*\"'")
    return name if _INITIALS.search(name) else name.strip(" .")


def _named_in(item: str) -> list[str]:
    """The writers of one item: of "Ines Varga, Harbour Editor | Eastquay" the first part, of "text by Ines Varga,
    photos by Otto Lindqvist" her, of "Varga, Ines" both parts turned round."""
    parts = list(_broken(item))
    if len(parts) == 2 and parts[1][0] == "comma" and all(" " not in piece for _, _, piece in parts):
        family, given = parts[0][2], parts[1][2]
        if family and given and not any(_is_agency(piece) or piece.isupper() for piece in (family, given)):
            return [f"{given} {family}"]
    kept: list[str] = []
    person = other = False
    for kind, word, piece in parts:
        if len(piece) > _LONGEST_PART:
            continue
        name = _without_phrases(piece)
        other = names_other(piece) or (other and name == piece)
        if not piece or other:
            continue
        if not kept:
            kept, person = [name], is_plain_name(name)
        elif person and word in _WITHIN and " " not in name:
            kept[-1] = f"{kept[-1]} {word} {name}"  # José Ortega y Gasset
        elif _goes_with(name, kind, word, person=person) and (
            kind == "join" or kept[0].isupper() or not name.isupper()
        ):
            kept.append(name)
    return kept


def _broken(item: str) -> Iterator[tuple[str, str, str]]:
    """The parts of an item, each with what stands before it: "bar", "comma" or "join", and the word that joins."""
    start, kind, word = 0, "", ""
    for found in (_SHOUTED_BREAKS if item.isupper() else _BREAKS).finditer(item):
        yield kind, word, " ".join(item[start : found.start()].split())
        start, kind = found.end(), str(found.lastgroup)
        word = found[0].strip(" ,") if kind == "join" else ""
    yield kind, word, " ".join(item[start:].split())


def _goes_with(name: str, kind: str, word: str, *, person: bool) -> bool:
    """Whether a later part of an item is another name, and no job, place or employer of the first.

    person: whether the first is a person.
    """
    if not person:
        return kind != "comma" or _is_agency(name) or (" " in name and not _ROLE.search(name))
    if _is_agency(name):
        return kind != "comma"
    if _TITLE.search(name) or name.lower() in _PLACES:
        return False
    one_name = kind == "join" and (len(word) > 2 or word in ("&", "+")) and " " not in name and name[:1].isupper()
    return one_name or (" " in name and is_plain_name(name))


def _without_phrases(text: str) -> str:
    name = _DEGREE.sub("", _TAIL.sub("", _without_prefix(_PHRASE.sub("", text, count=1))))
    for longer in (_JOB, _BEHIND):
        found = longer.match(name)
        if found and 0 < found[1].count(" ") <= _MOST_SPACES and is_plain_name(found[1]) and not _RANK.match(name):
            name = found[1]
    person, slash, _ = name.partition("/")
    return person.strip() if slash and " " in person and is_plain_name(person.strip()) else _without_agency(name)


def _without_agency(name: str) -> str:
    """The name of "Ines Varga The Associated Press"."""
    words = name.split()
    for end in range(2, len(words)):
        if _is_agency(" ".join(words[end:])) and is_plain_name(" ".join(words[:end])):
            return " ".join(words[:end])
    return name


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
