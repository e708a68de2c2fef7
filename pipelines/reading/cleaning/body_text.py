"""The article as the rules see it: its lines, and what has been cut so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from pipelines.language.folding import fold, letters
from pipelines.language.scripts import count_words
from pipelines.model import Block, Metadata, PageImage, RemovalKind
from pipelines.reading.cleaning.phrases import bare
from pipelines.web.characters import clean_text

_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔։።]['\"”’»›)\]」』]*$")
_HEAD, _TAIL = 240, 160  # a tail is what a credit stands in as well (credits.CREDIT_CHARS)
"""Characters of a line that phrases are looked for in, at its two ends."""


class Cut(NamedTuple):
    """A rule's word on one line."""

    kind: RemovalKind
    rule: str


Answer = TypeVar("Answer")


class computed(Generic[Answer]):  # noqa: N801
    """A line's property, computed when first asked for: functools.cached_property without its lock, which costs more
    than most of these answers (it is gone from Python 3.12 on)."""

    def __init__(self, compute: Callable[[Line], Answer]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, line: Line, owner: type[Line]) -> Answer:
        answer = line.__dict__[self.compute.__name__] = self.compute(line)
        return answer


class Line:
    """A block with its cleaned text, and what rules ask of it: what all of them ask at once, the rest when asked."""

    def __init__(self, block: Block, text: str) -> None:
        self.block = block
        """Where the text stands; text is what to read."""
        self.text = text
        self.words = count_words(self.text)
        self.key = letters(self.text)
        """Equal for lines that read the same."""
        self.answers: dict[Callable[[Line], Any], Any] = {}
        """What asked_once has found out about the text."""

    @computed
    def head(self) -> str:
        """The start of the text, folded."""
        return fold(self.text[:_HEAD])

    @computed
    def tail(self) -> str:
        """The end of the text, folded."""
        return fold(self.text[-_TAIL:]) if len(self.text) > _TAIL else self.head

    @property
    def end(self) -> str:
        """The tail with whatever stands before it in text that is folded already: for a first look."""
        return self.head if len(self.text) <= _HEAD else self.tail

    @computed
    def bared(self) -> str:
        """The folded start of the text without punctuation at its ends."""
        return bare(self.head)

    @computed
    def labelled(self) -> Labelled | None:
        """The line as "label: rest"; None where it has no such form."""
        return labelled(self.text)

    @property
    def is_held(self) -> bool:
        """Whether a person's rules for the site keep it."""
        override = self.block.override
        return override is not None and override.act == "keep"

    def plain(self) -> Line:
        """The same text as a paragraph of no page; what a person keeps stays so."""
        return self.standing_in(replace(_PLAIN, override=self.block.override) if self.is_held else _PLAIN)

    def standing_in(self, block: Block) -> Line:
        """The line in another block; what has been computed of it is kept."""
        line = Line.__new__(Line)
        line.__dict__.update(self.__dict__, block=block)
        return line

    @computed
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.text))


_PLAIN = Block(role="paragraph", text="")
_UNASKED: Any = object()


def asked_once(question: Callable[[Line], Answer]) -> Callable[[Line], Answer]:
    """The question, answered once per line: for questions about the text alone, so that plain() may keep the answer."""

    @wraps(question)
    def answered(line: Line) -> Answer:
        answer: Answer = line.answers.get(question, _UNASKED)
        if answer is _UNASKED:
            answer = line.answers[question] = question(line)
        return answer

    return answered


@dataclass(frozen=True)
class BodyText:
    """Lines in document order, the cuts made so far by line number, and what the page says of itself."""

    lines: tuple[Line, ...]
    metadata: Metadata
    images: tuple[PageImage, ...] = ()
    url: str = ""
    """The page's; links are told apart by whether they stay on its site."""
    cuts: Mapping[int, Cut] = field(default_factory=dict)

    def with_cuts(self, found: Iterable[tuple[int, Cut]]) -> BodyText:
        """The same with these cuts added; the first rule to cut a line has it, and none what a person keeps."""
        new = {
            index: cut
            for index, cut in reversed(list(found))
            if index not in self.cuts and not self.lines[index].is_held
        }
        return replace(self, cuts={**self.cuts, **new}) if new else self

    @cached_property
    def open(self) -> tuple[tuple[int, Line], ...]:
        """The lines that no rule has cut, kept by the teacher or not."""
        cuts = self.cuts
        return tuple([(i, line) for i, line in enumerate(self.lines) if i not in cuts])

    @cached_property
    def standing(self) -> tuple[tuple[int, Line], ...]:
        """The lines that would be paragraphs if no other rule cut them."""
        return tuple([(i, line) for i, line in self.open if line.block.kept])

    @cached_property
    def _ranks(self) -> tuple[int, ...]:
        """Standing lines before each line, and before the end."""
        cuts = self.cuts
        stands = [line.block.kept and index not in cuts for index, line in enumerate(self.lines)]
        return tuple(accumulate(stands, initial=0))

    def from_top(self, index: int) -> int:
        """Standing lines before this line."""
        return self._ranks[index]

    def from_end(self, index: int) -> int:
        """Standing lines after this line."""
        return self._ranks[-1] - self._ranks[index + 1]

    def at_edges(self, *, top: int, end: int) -> Sequence[tuple[int, Line]]:
        """The lines that no rule has cut with fewer than so many standing lines before them, or after them."""
        ranks = self._ranks
        end_rank = ranks[-1] - end
        return [row for row in self.open if ranks[row[0]] < top or ranks[row[0] + 1] > end_rank]


Rule = Callable[[BodyText], Iterable[tuple[int, Cut]]]


def clean_lines(blocks: Iterable[Block]) -> tuple[Line, ...]:
    """A line per block that shows any character."""
    lines = []
    for block in blocks:
        text = clean_text(block.text)
        if text:
            lines.append(Line(block, text))
    return tuple(lines)


_JUNK = r"[^\w\"'“”‘’„«‹「『(\[（【]*"
_LABEL = re.compile(
    rf"^{_JUNK}[(\[（【]?\s*(?P<label>[^:：|｜»›>→⇒▶►▸➤➡👉…\n]{{1,60}}?)\s*"
    r"(?P<sep>[:：]|\s?[|｜»›→⇒▶►▸➤➡👉…]+|\s?>+|\s[-–—―]+(?=\s)|[–—―]+(?=\s)|\s[-–—―]+|[】\]](?=.))\s*(?P<rest>.*?)$"
)


_SEPARATOR = re.compile("[:：|｜»›>→⇒▶►▸➤➡👉…–—―】\\]]")
_SPACED_HYPHEN = re.compile(r"\s-")
_LABEL_CHARS = 90
"""Characters that a label takes with its separator and what stands before it; text like "-----" apart."""


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
    match = _LABEL.match(text) if _may_be_labelled(text) else None
    if match is None:
        return None
    shown = match["label"]
    return Labelled(fold(shown).strip(" .*_-–—[](){}【】（）"), shown, match["sep"].strip(), match["rest"])


def _may_be_labelled(text: str) -> bool:
    """Whether a separator stands near the start; the hyphen inside a word is none."""
    if _SEPARATOR.search(text, 0, _LABEL_CHARS):
        return True
    hyphen = "-" in text[:_LABEL_CHARS]
    return hyphen and (not text[0].isalnum() or _SPACED_HYPHEN.search(text, 0, _LABEL_CHARS) is not None)
