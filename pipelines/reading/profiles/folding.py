"""The forms in which two pages' texts and places are compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b

from pipelines.language.folding import caseless
from pipelines.model import Block

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
READABLE = 72
"""Characters of a text's key that stay as they are; the rest is a digest."""
MIN_WORDS = 3
"""Words that a key must still show once numbers and what stands beside them are folded."""
_PHRASE = re.compile(r"^[\W_]*([^:：\n]{2,40}?)\s*[:：](?=\s|\S)")


def text_key(text: str) -> str:
    """Equal for texts that differ in numbers, dates, case and punctuation alone.

    A word beside a number is folded with it, so that "3 March" equals "12 April" in any language; where less than
    three words would be left, the words stand.

    >>> text_key("This page was updated on 3 March") == text_key("This page was updated on 12 April")
    True
    """
    tokens = _TOKEN.findall(text.casefold())
    numbers = [i for i, token in enumerate(tokens) if token[0].isdigit()]
    if numbers:
        beside = {i + step for i in numbers for step in (-1, 1)}
        words = [token for i, token in enumerate(tokens) if i not in beside and not token[0].isdigit()]
        folded = ["0" if token[0].isdigit() else token for token in tokens]
        tokens = words if len(words) >= MIN_WORDS else folded
    key = " ".join(tokens)
    if len(key) <= READABLE:
        return key
    return f"{key[:READABLE]}#{blake2b(key.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"


def repeat_key(block: Block) -> str:
    """The text with the nearest two elements that it stands in: a standfirst is not the teaser that repeats it."""
    # The numbers of a table are what it says.
    text = exact_key(block.text) if block.role == "table_row" else text_key(block.text)
    return f"{nearest(block.path)} {text}"


def nearest(path: str) -> str:
    """The nearest two elements of a path, with which the keys of texts in them begin; nothing in them is a space."""
    return ">".join(path.rsplit(">", 2)[-2:])


def exact_key(text: str) -> str:
    """Equal for texts that read the same: letters and digits alone."""
    return "".join(_TOKEN.findall(text))


def words(text: str) -> frozenset[str]:
    """The words of a text, folded."""
    return frozenset(_TOKEN.findall(text.casefold()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of the shorter text that stand in the other too; 0 where either has fewer than four."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer > 3 else 0.0


def opening_phrase(text: str) -> str | None:
    """What stands before the first colon of a line, folded; None without a short one.

    >>> opening_phrase("Lest ook: De dijk houdt")
    'lest ook'
    """
    if ":" not in text[:48] and "：" not in text[:48]:
        return None
    match = _PHRASE.match(text)
    return caseless(match[1]) if match else None


@lru_cache(maxsize=8192)
def containers(path: str) -> tuple[str, ...]:
    """The places that a path stands in: each ancestor with the one above it, the outermost first.

    >>> containers("main>article>div.body>p")
    ('main>article', 'article>div.body')
    """
    names = path.split(">")
    return tuple(f"{names[i - 1]}>{names[i]}" for i in range(1, len(names) - 1))


def stands_plainly_in(path: str, elements: Collection[str]) -> bool:
    """Whether nothing but plain mark-up, without a class, stands between the path's end and one of these elements.

    >>> stands_plainly_in("main>div.body>ul>li", {"main>div.body"})
    True
    >>> stands_plainly_in("main>div.body>div.card>p", {"main>div.body"})
    False
    """
    names = path.split(">")
    while len(names) > 1 and "." not in names[-1]:
        names.pop()
    return ">".join(names) in elements or "…>" + ">".join(names[-2:]) in elements


@lru_cache(maxsize=8192)
def suffixes(path: str) -> tuple[str, ...]:
    """The path, and where it is longer its end of three elements.

    >>> suffixes("main>article>div.body>p")
    ('main>article>div.body>p', '…>article>div.body>p')
    """
    names = path.split(">")
    return (path, *("…>" + ">".join(names[-size:]) for size in (3,) if len(names) > size))
