"""What a block's own text looks like, whatever language it is in."""

from __future__ import annotations

import re

from pipelines.extract.blocks import RawBlock

NAMES = (
    "paragraph", "heading", "list_item", "quote", "caption", "table_row", "preformatted", "level", "in_figure",
    "outside", "words", "links", "emphasis", "word_length", "short_words", "capitals", "numbers", "upper_words",
    "ends_sentence", "sentences", "commas", "opens_lower", "odd", "dateish", "quoted", "colon", "repeated",
)  # fmt: skip
ROLES = NAMES[:7]
SAMPLE = 300
"""Characters of a block that are looked at."""
_ENDS = re.compile(r"[.!?…。！？।؟۔:]['\"”’»›)\]」』]*$")
_DATEISH = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_STOPS = re.compile(r"[.?!] |[。！？]")
_ODD = frozenset("|›»•·▶→©®@#/")
_QUOTES = frozenset('"“”„«»「」')
_NO_ROW = (0.0,) * len(ROLES)
_ROLE_ROWS = {role: tuple(float(role == name) for name in ROLES) for role in ROLES}


def look(block: RawBlock, repeated: int) -> tuple[float, ...]:
    """NAMES, one number each. repeated: how many of the page's blocks have this text."""
    text = block.text
    sample = text[:SAMPLE]
    words = sample.split() or ["-"]
    count = len(words)
    return (
        *_ROLE_ROWS.get(block.role, _NO_ROW),
        _level(block),
        block.figure is not None,
        block.outside,
        count,
        len(block.anchors),
        block.emphasis if block.emphasised else 0.0,
        len(sample) / count,
        sum([len(word) <= 3 for word in words]) / count,
        sum([word[0].isupper() for word in words]) / count,
        sum([word[0].isdigit() for word in words]) / count,
        sum([word.isupper() and len(word) > 2 for word in words]) / count,
        _ENDS.search(text[-6:]) is not None,
        len(_STOPS.findall(sample)),
        sample.count(",") / count,
        text[:1].islower(),
        not _ODD.isdisjoint(sample),
        _DATEISH.search(sample) is not None,
        not _QUOTES.isdisjoint(sample),
        text[-1:] in ":：" or ":" in text[:30],
        repeated,
    )


def _level(block: RawBlock) -> int:
    """1 to 6 for a heading, 7 for one that is no <h1> to <h6>, 0 for what is none."""
    if block.role != "heading":
        return 0
    tag = str(block.element.tag)
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 7
