"""What content systems call elements: one vocabulary of classes and ids, and the ways in which a name holds a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipelines.language.wordlists import any_of, word_lists

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def in_words(*kinds: str) -> re.Pattern[str]:
    """Finds words of these kinds as whole words of a name, of which "-", "_" and "." are the edges too.

    >>> promo = in_words("promo")
    >>> bool(promo.search("story promo-box")), bool(promo.search("promoted"))
    (True, False)
    """
    return re.compile(rf"(?:^|[-_. ])(?:{_words(kinds)})(?:$|[-_. ])", re.IGNORECASE)


def apart(kind: str) -> re.Pattern[str]:
    """Finds words of a kind that have no letter beside them."""
    return re.compile(rf"(?<![a-z])(?:{_words([kind])})(?![a-z])", re.IGNORECASE)


def anywhere(*kinds: str) -> re.Pattern[str]:
    """Finds words of these kinds wherever they stand in a name."""
    return re.compile(_words(kinds), re.IGNORECASE)


def hints(kind: str) -> tuple[str, ...]:
    """Letters of which some stand in whatever anywhere() finds: looked for in a fifth of the time."""
    return tuple(re.sub(r"\(.*\)|\W+$", "", word) for word in word_lists(__name__)[kind])


def _words(kinds: Iterable[str]) -> str:
    lists = word_lists(__name__)
    return any_of(word for kind in kinds for word in lists[kind])


@lru_cache(maxsize=2048)  # a page repeats its classes, a site's pages share them
def spaced(names: str) -> str:
    """Names with those in camel case as words.

    >>> spaced("storyBody promo")
    'story-Body promo'
    """
    return _CAMEL.sub("-", names)


def names_on(path: str, elements: int) -> str:
    """The names of a path's last elements, as words.

    >>> names_on("main.page>div.storyBody>p", 2)
    'story-Body '
    """
    return spaced(" ".join(step.partition(".")[2] for step in path.split(">")[-elements:]))
