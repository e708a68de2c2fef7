"""Lines that stand twice: pull quotes, paragraphs that a template shows again."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reading.cleaning.body_text import BodyText, Cut

PARAGRAPH = Cut("repeated", "repeated.paragraph")
PULL_QUOTE = Cut("repeated", "repeated.pull-quote")

REPEATED_WORDS = 8
"""Shorter lines may stand twice with reason: sub-headings, refrains, "Yes."."""
QUOTE_LETTERS = 25


def find_repeats(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """The second of two equal paragraphs, and quotes set apart that stand in a paragraph as well."""
    seen: set[str] = set()
    for index, line in body.standing:
        if line.words >= REPEATED_WORDS:
            if line.key in seen:
                yield index, PARAGRAPH
            seen.add(line.key)
    quotes = [(i, line) for i, line in body.standing if line.block.role == "quote" and len(line.key) >= QUOTE_LETTERS]
    for index, line in quotes:
        if line.words <= 60 and any(
            _holds(other.key, line.key) for i, other in body.standing if i != index and other.block.role != "quote"
        ):
            yield index, PULL_QUOTE


def _holds(paragraph: str, quote: str) -> bool:
    return len(paragraph) > len(quote) and quote in paragraph
