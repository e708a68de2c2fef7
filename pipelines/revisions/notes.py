"""Corrections and editor's notes: where a paper owns up to a mistake, or says why a text is not what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipelines.language.folding import fold, letters_and_marks
from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import Block
from pipelines.web.classnames import anywhere, in_words, names_on

_WORDS = word_lists(__name__)
_HEADING = r"\s*(?:[:：,(\[—–-]|$)"
_NOTE = re.compile(
    r"\W*(?:"
    + any_of(re.escape(fold(phrase)) + ("" if " " in phrase else _HEADING) for phrase in _WORDS["phrases"])
    + ")"
)

_NAMED = in_words("note")
_STRANGERS = anywhere("no_note")
_NAMED_STEPS = 3
"""Elements from the block upwards whose names count."""

_PROMPT = re.compile(rf"(?:[^:]{{0,40}}:)?\W*(?:{any_of(_WORDS['prompts'])})\b", re.IGNORECASE)
"""What a box is about that asks readers for corrections; it stands below every article."""
_FEWEST_LETTERS = 15
LONGEST_NOTE = 2000
"""Characters. What is longer is no note but an article about one."""


def is_note(paragraph: str) -> bool:
    """Whether a paragraph opens as corrections and editor's notes do.

    >>> is_note("Correction: the bridge has two piers."), is_note("Correctional officers went on strike.")
    (True, False)
    """
    return _NOTE.match(fold(paragraph[:80])) is not None


def find_notes(blocks: Iterable[Block], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The notes of a page, each once: by how they open, or by what the element is called that they stand in.

    blocks: as the extractor has them; a note counts that was cut from the text, or stands beside it.
    paragraphs: those of the text.
    """
    found = {letters_and_marks(each): each for each in paragraphs if len(each) <= LONGEST_NOTE and is_note(each)}
    for block in blocks:
        if (_is_named(block.path) or ((block.inside or block.kept) and is_note(block.text))) and _may_be_note(block):
            found.setdefault(letters_and_marks(block.text), block.text)
    return tuple(text for key, text in found.items() if not _stands_in_another(key, found))


def _may_be_note(block: Block) -> bool:
    return (
        _FEWEST_LETTERS <= len(block.text) <= LONGEST_NOTE
        and not block.is_mostly_links
        and block.role not in ("heading", "caption", "table_row")
        and block.boilerplate is None
        and not _STRANGERS.search(block.path)
        and not _PROMPT.match(block.text)
    )


@lru_cache(maxsize=1024)  # a page has few paths, a site's pages share them
def _is_named(path: str) -> bool:
    """Whether one of a path's last elements is called a correction or a note.

    >>> _is_named("main>article>aside.editorsNote>p"), _is_named("main>article.correctional>p")
    (True, False)
    """
    return _NAMED.search(names_on(path, _NAMED_STEPS)) is not None


def _stands_in_another(key: str, found: Iterable[str]) -> bool:
    return any(key != other and key in other for other in found)
