"""Lists of the topics that a text is filed under: labelled lines, lines of hashtags, a label above short lines."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.language.scripts import count_words
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once
from pipelines.reading.cleaning.phrases import phrasebook

LABEL = Cut("other", "topics.label")
HASHTAGS = Cut("other", "topics.hashtags")

NEAR_TOP = 3
NEAR_END = 6
LIST_WORDS = 40
TOPIC_WORDS = 4
MOST_TOPICS = 15
UNLABELLED_WORDS = 10
_MARKS = ("#", "＃")
_COMMAS = (",", "，", "、", "،", ";", "|", "/", "·", "•")


def find_topics(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Such lists at the text's two ends."""
    for index, line in body.at_edges(top=NEAR_TOP, end=NEAR_END):
        if line.block.role == "table_row" or line.words > LIST_WORDS:
            continue
        if line.block.role != "heading" and _is_hashtags(line):
            yield index, HASHTAGS
        elif lists_topics(line):
            yield index, LABEL
    yield from _below_label(body)


def _is_hashtags(line: Line) -> bool:
    return line.text.startswith(_MARKS) and all(word.startswith(_MARKS) for word in line.text.split())


@asked_once
def lists_topics(line: Line) -> bool:
    """Whether a line is a label of topics and the topics behind it."""
    tags = phrasebook().tags
    if line.ends_sentence:
        return False
    parts = line.labelled
    if parts is not None and parts.rest and tags.holds(parts.label):
        return parts.separator[0] not in "-–—―"
    opening = tags.opening(line.bared)
    return " " in opening and line.words <= UNLABELLED_WORDS and len(line.bared) > len(opening)


def _below_label(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """A label alone, and the topics below it down to the text's end."""
    behind: list[int] = []
    for index, line in reversed(body.standing):
        if behind and line.words <= TOPIC_WORDS and phrasebook().tags.holds(line.bared):
            yield from ((place, LABEL) for place in (index, *behind))
            return
        pieces = count_words(line.text) <= TOPIC_WORDS or any(comma in line.text for comma in _COMMAS)
        if not pieces or line.ends_sentence or line.words > LIST_WORDS or len(behind) == MOST_TOPICS:
            return
        behind.append(index)
