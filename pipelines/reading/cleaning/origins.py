"""Lines that say where a text stood first: "Originally published as ...", "Zuerst erschienen in ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once
from pipelines.reading.cleaning.phrases import phrasebook

ORIGIN = Cut("other", "origin.note")

NEAR_TOP = 2
NEAR_END = 4
NOTE_WORDS = 30
FAR = 60
"""Characters between a line's words for the text and those that say that it stood elsewhere."""
GAP = 50
"""The same between the two parts of a verb that is parted: "ist zuerst im Molenboten erschienen"."""
_TOLD = re.compile(r"[,，、]\s*(?:\S+\s+){3,}\S+[.!?]\W*$")
"""A clause behind a comma, in a sentence: "First published in 1902, the book is in its ninth edition"."""
_ROLES = ("paragraph", "list_item", "quote", "heading")


def find_origin_notes(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Such lines at the text's two ends."""
    for index, line in body.at_edges(top=NEAR_TOP, end=NEAR_END):
        if line.words <= NOTE_WORDS and line.block.role in _ROLES and says_origin(line):
            yield index, ORIGIN


@asked_once
def says_origin(line: Line) -> bool:
    """Whether a line opens with where the text stood first, or with the text and goes on so."""
    book = phrasebook()
    head = line.head.lstrip('*•([–—-_“" ')
    if _TOLD.search(line.text):
        return False
    if book.first_published.opening(head):
        return True
    subject = book.this_text.opening(head)
    if not subject:
        return False
    behind = head[len(subject) :]
    return any(_says(phrase, behind) for phrase in book.first_published.phrases)


def _says(phrase: str, text: str) -> bool:
    place = text.find(phrase, 0, FAR + len(phrase))
    if place >= 0:
        return True
    first, _, second = phrase.partition(" ")
    start = text.find(f" {first} ", 0, FAR) if second and " " not in second else -1
    return start >= 0 and text.find(f" {second}", start + len(first) + 1, start + len(phrase) + GAP) >= 0
