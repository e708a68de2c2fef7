"""Headlines as text, without the name of the site that titles carry."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urlsplit

from pipelines.language.folding import letters, tokens
from pipelines.language.scripts import count_words
from pipelines.web.calendars import find_days

_SEPARATOR = re.compile(r"\s+(?:[|·•»«–—:/>-]|::|\|\|)\s+|\s*\|\s*|\s+[–—]\s*|\s+_\s+|(?<=\w)_(?=[^_]+$)|[：｜]")
_ESCAPED = re.compile(
    r"&(?:amp|quot|apos|nbsp|lt|gt|laquo|raquo|[lr][sd]quo|[nm]dash|hellip|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_SUFFIX_WORDS = 6
_SHORTEST = 8
_SHORTEST_WORDS = 3
_APART = re.compile(r"\s+[|:•·–—-]\s*$")
_CLOCK = 12
"""Characters that a time of day takes behind a day at most."""
_KICKER = re.compile(r"\s*[:：|｜]\s+|\s+[–—-]\s+")
SHORTEST_WRAPPED = 10
HEADLINE_WORDS = 4
"""Names of sites have fewer as a rule."""
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov", "go", "or", "ne", "gob", "edu"))


def tidy(text: str | None) -> str:
    """One line; entities that were escaped once too often are decoded.

    >>> tidy("Fish &amp;amp; chips")
    'Fish &amp; chips'
    """
    text = text or ""
    if "&" in text and _ESCAPED.search(text):
        text = html.unescape(text)
    return " ".join(text.split())


def site_names(claimed: Iterable[str], url: str) -> frozenset[str]:
    """What the site may be called, letters and digits alone: names that it gives itself, and its domain's label."""
    names = {letters(name) for name in claimed if name}
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    labels = [label for label in host.split(".") if label != "www"]
    names.add(letters(host.removeprefix("www.")))
    if len(labels) >= 2:
        label = labels[-3] if labels[-2] in _SECOND_LEVEL and len(labels) > 2 else labels[-2]
        names.add(letters(label))
    return frozenset(name for name in names if len(name) > 1)


def repeats_headline(name: str, titles: Sequence[str]) -> bool:
    """Whether what claims to be the site's name is the headline: a sentence with which all titles begin, two at least.

    >>> repeats_headline("The ferry sails again", ["The ferry sails again | Ledger", "The ferry sails again"])
    True
    >>> repeats_headline("Harbour Ledger", ["Harbour Ledger", "Harbour Ledger"])
    False
    """
    keys = [key for title in titles if (key := letters(title))]
    return count_words(name) >= HEADLINE_WORDS and len(keys) > 1 and all(key.startswith(letters(name)) for key in keys)


def strip_site(title: str, sites: frozenset[str], others: Sequence[str] = ()) -> str:
    """The title without a leading or trailing site name.

    A last part counts as the site's name when it is one of the given names (or begins with one), or when another
    claim consists of the rest alone.

    >>> strip_site("Sea wall reopened | Harbour Ledger", frozenset({"harbourledger"}))
    'Sea wall reopened'
    >>> strip_site("Sea wall - a history", frozenset({"harbourledger"}))
    'Sea wall - a history'
    """
    if _SEPARATOR.search(title) is None:
        return title
    rivals = {letters(other) for other in others if other != title}
    for _ in range(3):
        shorter = _without_last(title, sites, rivals) or _without_first(title, sites, rivals)
        if shorter is None:
            break
        title = shorter
    return title


def strip_day(title: str) -> str:
    """The title without a day, and a time of day, that is set apart at its end.

    >>> strip_day("So much rain was long unseen : 31.10.2023, 10.19")
    'So much rain was long unseen'
    >>> strip_day("What remains of 31 October 2023")
    'What remains of 31 October 2023'
    """
    days = find_days(title[-60:])
    if not days:
        return title
    start, end = (len(title) - len(title[-60:]) + at for at in (days[-1].start, days[-1].end))
    rest = _APART.sub("", title[:start])
    is_apart = rest != title[:start] and len(title) - end <= _CLOCK and len(rest.split()) >= _SHORTEST_WORDS
    return rest if is_apart else title


def is_wrapped(short: str, long: str) -> Literal["kicker", "suffix"] | None:
    """What the long title has beside the short one; None where it is another title.

    >>> is_wrapped("The wall holds, for now", "Storm: The wall holds, for now")
    'kicker'
    """
    inner, outer = letters(short), letters(long)
    if not SHORTEST_WRAPPED <= len(inner) < len(outer) or len(inner) * 5 < len(outer) * 2:
        return None
    return "kicker" if outer.endswith(inner) else "suffix" if outer.startswith(inner) else None


def strip_kickers(one: str, other: str) -> str | None:
    """What two titles have in common behind kickers without a common word; None where they differ otherwise.

    >>> strip_kickers("Storm - The wall holds, for now", "A night at sea: The wall holds, for now")
    'The wall holds, for now'
    """
    cuts = _KICKER.search(one), _KICKER.search(other)
    if cuts[0] is None or cuts[1] is None:
        return None
    kickers = [set(tokens(title[: cut.start()])) for title, cut in zip((one, other), cuts, strict=True) if cut]
    rest = one[cuts[0].end() :]
    is_common = letters(rest) == letters(other[cuts[1].end() :]) and len(letters(rest)) >= SHORTEST_WRAPPED
    return rest if is_common and kickers[0].isdisjoint(kickers[1]) else None


def _without_last(title: str, sites: frozenset[str], rivals: set[str]) -> str | None:
    for cut in reversed(list(_SEPARATOR.finditer(title))):
        rest, part = title[: cut.start()].strip(), title[cut.end() :].strip()
        if not rest or not part:
            continue
        if _is_name(part, sites) or (
            len(part.split()) <= _SUFFIX_WORDS and letters(rest) in rivals and len(rest) >= _SHORTEST
        ):
            return rest
    return None


def _without_first(title: str, sites: frozenset[str], rivals: set[str]) -> str | None:
    cut = _SEPARATOR.search(title)
    if cut is None:
        return None
    part, rest = title[: cut.start()].strip(), title[cut.end() :].strip()
    if len(rest) < _SHORTEST or not part or letters(part) not in sites:
        return None
    return rest if len(rest.split()) > 2 or letters(rest) in rivals else None


def _is_name(part: str, sites: frozenset[str]) -> bool:
    key = letters(part)
    if not key:
        return False
    return key in sites or any(
        len(name) > 2
        and (key.startswith(name) or key.endswith(name) or (len(key) > 3 and name.startswith(key)))
        and len(key) < len(name) + 25
        for name in sites
    )
