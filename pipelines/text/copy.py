"""The article as the rules see it: its lines, and what has been cut so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from pipelines.model import Block, Metadata, PageImage, RemovalKind
from pipelines.text.characters import clean_text, fold, letters
from pipelines.text.phrases import bare

_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔։።]['\"”’»›)\]」』]*$")
LONG_WORD = 25
"""Characters that count as one word at most, so that a line of few words is a short line."""
_HEAD, _TAIL = 240, 160
"""Characters of a line that phrases are looked for in, at its two ends."""


class Cut(NamedTuple):
    """A rule's word on one line."""

    kind: RemovalKind
    rule: str


class Line:
    """A block with its cleaned text, and what rules ask of it, computed when asked."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.text = block.text

    @cached_property
    def head(self) -> str:
        """The start of the text, folded."""
        return fold(self.text[:_HEAD])

    @cached_property
    def tail(self) -> str:
        """The end of the text, folded."""
        return fold(self.text[-_TAIL:])

    @cached_property
    def bared(self) -> str:
        """The folded start of the text without punctuation at its ends."""
        return bare(self.head)

    @cached_property
    def labelled(self) -> Labelled | None:
        """The line as "label: rest"; None where it has no such form."""
        return labelled(self.text)

    @cached_property
    def key(self) -> str:
        """Equal for lines that read the same."""
        return letters(self.text)

    @cached_property
    def words(self) -> int:
        """Words; two characters count as a word where words stand without spaces."""
        return count_words(self.text)

    def plain(self) -> Line:
        """The same text as a paragraph of no page; what has been computed of it is kept."""
        line = Line(Block(role="paragraph", text=self.text))
        line.__dict__ = {**self.__dict__, "block": line.block}
        return line

    @cached_property
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.text))


def count_words(text: str) -> int:
    """Words; two characters count as a word where words stand without spaces, and no word is longer than LONG_WORD."""
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    spaced = len(_UNSPACED.sub(" ", text).split()) if unspaced else text.count(" ") + 1 if text else 0
    return max(spaced + (unspaced + 1) // 2, len(text) // LONG_WORD)


@dataclass(frozen=True)
class Copy:
    """Lines in document order, the cuts made so far by line number, and what the page says of itself."""

    lines: tuple[Line, ...]
    metadata: Metadata
    images: tuple[PageImage, ...] = ()
    url: str = ""
    """The page's; links are told apart by whether they stay on its site."""
    cuts: Mapping[int, Cut] = field(default_factory=dict)

    def with_cuts(self, found: Iterable[tuple[int, Cut]]) -> Copy:
        """The same with these cuts added; the first rule to cut a line has it."""
        new = {index: cut for index, cut in reversed(list(found)) if index not in self.cuts}
        return replace(self, cuts={**self.cuts, **new}) if new else self

    @cached_property
    def open(self) -> tuple[tuple[int, Line], ...]:
        """The lines that no rule has cut, kept by the teacher or not."""
        return tuple((i, line) for i, line in enumerate(self.lines) if i not in self.cuts)

    @cached_property
    def standing(self) -> tuple[tuple[int, Line], ...]:
        """The lines that would be paragraphs if no other rule cut them."""
        return tuple((i, line) for i, line in self.open if line.block.kept)

    @cached_property
    def _ranks(self) -> tuple[tuple[int, ...], int]:
        ranks, count = [], 0
        for i, line in enumerate(self.lines):
            ranks.append(count)
            count += i not in self.cuts and line.block.kept
        return tuple(ranks), count

    def from_top(self, index: int) -> int:
        """Standing lines before this line."""
        return self._ranks[0][index]

    def from_end(self, index: int) -> int:
        """Standing lines after this line."""
        ranks, count = self._ranks
        return count - ranks[index] - (index not in self.cuts and self.lines[index].block.kept)


Rule = Callable[[Copy], Iterable[tuple[int, Cut]]]


def clean_lines(blocks: Iterable[Block]) -> tuple[Line, ...]:
    """A line per block that shows any character."""
    lines = []
    for block in blocks:
        text = clean_text(block.text)
        if text:
            lines.append(Line(block if text == block.text else replace(block, text=text)))
    return tuple(lines)


_JUNK = r"[^\w\"'“”‘’„«‹「『(\[（【]*"
_LABEL = re.compile(
    rf"^{_JUNK}[(\[（【]?\s*(?P<label>[^:：|｜»›>→⇒▶►▸➤➡👉…\n]{{1,60}}?)\s*"
    r"(?P<sep>[:：]|\s?[|｜»›→⇒▶►▸➤➡👉…]+|\s?>+|\s[-–—―]+(?=\s)|[–—―]+(?=\s)|\s[-–—―]+|[】\]](?=.))\s*(?P<rest>.*?)$"
)


_SEPARATOR = re.compile("[-:：|｜»›>→⇒▶►▸➤➡👉…–—―】\\]]")


class Labelled(NamedTuple):
    """A line of the form "label: rest"."""

    label: str
    """Folded, without punctuation at its ends."""
    shown: str
    """As it is written."""
    separator: str
    rest: str


def labelled(text: str) -> Labelled | None:
    """The line's label, separator and rest; None where it has no such form.

    >>> labelled("À lire aussi : La digue tient").rest
    'La digue tient'
    """
    match = _LABEL.match(text) if _SEPARATOR.search(text, 0, 90) else None
    if match is None:
        return None
    shown = match["label"]
    return Labelled(fold(shown).strip(" .*_-–—[](){}【】（）"), shown, match["sep"].strip(), match["rest"])
