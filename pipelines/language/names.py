"""How people's names are put together, and the small words in and between them."""

from __future__ import annotations

import re

from pipelines.language.wordlists import word_lists

_WORDS = word_lists(__name__)
PARTICLES = frozenset(_WORDS["particles"])
"""In lower case inside a name."""
JOINING = tuple(dict.fromkeys(word for word in _WORDS["joining"] if word not in _WORDS["doubtful"]))
"""Between two names."""
CONJUNCTIONS = tuple(dict.fromkeys((*_WORDS["joining"], *_WORDS["accompanying"])))
"""Between two names where it is known that names stand."""
NOBODY = frozenset(_WORDS["nobody"])
"""Letters of what stands where nobody is named."""

_FAMILY_FIRST = re.compile("[\u3005\u3041-\u3096\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\\s]+")
"""Han, hiragana and Hangul: the family name comes first, and no space between. Katakana is of names from elsewhere."""


def whole_name(given: str, additional: str, family: str) -> str:
    """One name of its parts, which may be empty, in the order of its script.

    >>> whole_name("Ines", "Maria", "Varga"), whole_name("灯子", "", "港野")
    ('Ines Maria Varga', '港野灯子')
    """
    if _FAMILY_FIRST.fullmatch(f"{family}{given}{additional}"):
        return f"{family}{given}{additional}"
    return " ".join(part for part in (given, additional, family) if part)


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


_BOUNDARY = re.compile(r"(?<=[^\W\d_A-Z]{2})(?=[^\W\d_a-z])")
_BEFORE_CAPITAL = frozenset(_WORDS["before_capital"])


def separated(name: str) -> tuple[str, ...]:
    """Two names that were written without anything between them; else the name.

    >>> separated("Ines VargaOtto Lindqvist"), separated("Ines McArthur Varga")
    (('Ines Varga', 'Otto Lindqvist'), ('Ines McArthur Varga',))
    """
    for place in _BOUNDARY.finditer(name):
        first, second = name[: place.start()], name[place.start() :]
        whole = all(" " in part and is_person(part) for part in (first, second))
        if whole and first.split()[-1].lower() not in _BEFORE_CAPITAL:
            return first, *separated(second)
    return (name,)
