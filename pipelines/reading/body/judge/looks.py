"""What a block's own text looks like, whatever language it is in."""

from __future__ import annotations

import re

from pipelines.language.scripts import spelt_length
from pipelines.reading.document.blocks import RawBlock

NAMES = (
    "paragraph", "heading", "list_item", "quote", "caption", "table_row", "preformatted", "level", "in_figure",
    "outside", "links", "emphasis", "words", "word_length", "short_words", "capitals", "numbers", "upper_words",
    "commas", "ends_sentence", "sentences", "opens_lower", "odd", "dateish", "quoted", "colon", "repeated",
)  # fmt: skip
ROLES = NAMES[:7]
SAMPLE = 160
"""Characters of a block that are looked at."""
_ENDS = re.compile(r"[.!?…。！？।؟۔:]['\"”’»›)\]」』]*$")
_DATEISH = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_STOPS = re.compile(r"[.?!] |[。！？]")
_COMMAS = re.compile("[,，、،]")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_PAIR = re.compile(rf"(?=({_IDEOGRAPH.pattern}{{2}}))")
UNSPACED = 1.5
"""How many times longer an alphabet would spell a text whose words stand without spaces."""
WORD, SHORT, CAPITAL = 6.0, 0.35, 0.15
"""Letters of a word with its space, the share of words of three letters at most, and of those with a capital: usual for
the prose of languages that have them, so that a text of another script is neither here nor there."""
_ODD = frozenset("|›»•·▶→©®@#/")
_QUOTES = frozenset('"“”„«»「」')
_NO_ROW = (0.0,) * len(ROLES)
_ROLE_ROWS = {role: tuple(float(role == name) for name in ROLES) for role in ROLES}


def look(block: RawBlock, repeated: int) -> tuple[float, ...]:
    """NAMES, one number each. repeated: how many of the page's blocks have this text."""
    text = block.text
    sample = text[:SAMPLE]
    return (
        *_ROLE_ROWS.get(block.role, _NO_ROW),
        _level(block),
        block.figure is not None,
        block.outside,
        len(block.anchors),
        block.emphasis if block.emphasised else 0.0,
        *_words(sample),
        _ENDS.search(text[-6:]) is not None,
        len(_STOPS.findall(sample)),
        text[:1].islower(),
        not _ODD.isdisjoint(sample),
        _DATEISH.search(sample) is not None,
        not _QUOTES.isdisjoint(sample),
        text[-1:] in ":：" or ":" in text[:30],
        repeated,
    )


def telling(text: str) -> set[str]:
    """The words by which two texts are about the same: the longer ones; of ideographs, each pair."""
    words = set(_LONG_WORD.findall(text.lower()))
    return words if _IDEOGRAPH.search(text) is None else words.union(_PAIR.findall(text))


def _words(sample: str) -> tuple[float, ...]:
    """How many there are, how long they are, and the shares of short ones, of those with a capital, with a digit, all
    in capitals, and before a comma. Where words stand without spaces, all that is counted are the digits and commas."""
    spelt = spelt_length(sample)
    if spelt > UNSPACED * len(sample):
        count = max(1.0, spelt / WORD)
        digits, commas = sum(map(str.isdigit, sample)) / 2, len(_COMMAS.findall(sample))
        return count, WORD, SHORT, CAPITAL, min(1.0, digits / count), 0.0, commas / count
    words = sample.split() or ["-"]
    count = len(words)
    initials = [word[0] for word in words]
    return (
        count,
        len(sample) / count,
        sum([len(word) <= 3 for word in words]) / count,
        sum(map(str.isupper, initials)) / count,
        sum(map(str.isdigit, initials)) / count,
        sum([len(word) > 2 for word in filter(str.isupper, words)]) / count,
        len(_COMMAS.findall(sample)) / count,
    )


def _level(block: RawBlock) -> int:
    """1 to 6 for a heading, 7 for one that is no <h1> to <h6>, 0 for what is none."""
    if block.role != "heading":
        return 0
    tag = str(block.element.tag)
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 7
