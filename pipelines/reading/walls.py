"""Whether a short article that is not free is shown in full all the same, as agencies show their briefs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.language.folding import letters, tokens
from pipelines.language.scripts import count_words
from pipelines.model import Block
from pipelines.reading.document.inline import ends_sentence
from pipelines.reading.metadata.jsonld import Node, stated_length

LEAST = {"words": 25, "letters": 120}
"""What states less than this states nothing."""
SHOWN = 0.9
"""Share of the stated length from which a text is shown in full: bylines and notes are counted there."""
PARAGRAPHS = 3
"""Where no length is stated. A stub shows its first or two."""
WORDS = 40
SAID = 0.6
"""Share of the description's words that a whole text has: it tells of the end as well as of the beginning."""

_CUT = re.compile(r"(?:…|⋯|\.{2,}|。{2,}|[:：])[\s\"'”’»›)\]」』】）]*$")


def is_shown_whole(texts: Sequence[Block], node: Node, description: str | None) -> bool:
    """Whether these blocks are all of the article: as long as it says it is, else by what they say; never where they
    break off.

    node: of JSON-LD, the article's. A text that is stated and breaks off itself is no measure.
    """
    paragraphs = [block.text for block in texts if block.role != "heading"]
    if not paragraphs or not _is_ended(paragraphs[-1]):
        return False
    stated = stated_length(node, LEAST)
    if stated is not None:
        unit, length = stated
        body = node.get("articleBody")
        if isinstance(body, str) and not _is_ended(body):
            return False
        shown = (count_words if unit == "words" else _count_letters)("\n".join(paragraphs))
        return shown >= SHOWN * length
    text = "\n".join(paragraphs)
    return len(paragraphs) >= PARAGRAPHS and count_words(text) >= WORDS and _says(text, description or "")


def _count_letters(text: str) -> int:
    return len(letters(text))


def _is_ended(text: str) -> bool:
    """
    >>> _is_ended("It holds."), _is_ended("It holds [...]"), _is_ended("It holds and")
    (True, False, False)
    """
    return ends_sentence(text) and _CUT.search(text) is None


def _says(text: str, description: str) -> bool:
    """Whether a text says what its description says, and more."""
    words = tokens(description)
    said = set(tokens(text))
    return len(letters(text)) > len(letters(description)) and sum(word in said for word in words) >= SAID * len(words)
