"""The run of text that the walk has open: what a reader will see as one block."""

from __future__ import annotations

from lxml.html import HtmlElement

from pipelines.reading.document.inline import ends_sentence
from pipelines.reading.document.surroundings import Surroundings

_SHORT_LINE = 40  # characters; text wrapped by hand has longer lines
# Measured on the dev pages: breaks that end a line, against none: fundus-eval paragraph F1 +.019, fundus-tests +.004.


class Run:
    """From its first words to where its block ends."""

    __slots__ = ("_anchor", "_breaks", "_line_start", "anchors", "begun", "emphasised", "pieces")

    def __init__(self, link: str | None = None) -> None:
        """link: where a link leads that was open when the run began."""
        self.begun: tuple[HtmlElement, Surroundings] | None = None
        """Where its first words stand; None while it has none."""
        self.pieces: list[str] = []
        self.emphasised: list[str] = []
        self.anchors: list[tuple[str, list[str]]] = []
        self._anchor: list[str] | None = None
        """The texts of the link that is open."""
        self._breaks = 0
        self._line_start = 0
        """The piece that stands first behind the last break."""
        if link is not None:
            self.open_link(link)

    # ------------------------------------------------------------------------------------------------- what it takes

    def add(self, text: str, holder: HtmlElement, around: Surroundings, emphasised: int) -> None:
        """Words that stand directly in holder, or in inline elements of it.

        emphasised: how many elements around them do.
        """
        self._breaks = 0
        if self.begun is None:
            self.begun = holder, around
        self.pieces.append(text)
        if self._anchor is not None:
            self._anchor.append(text)
        if emphasised:
            self.emphasised.append(text)

    def add_space(self) -> None:
        """What separates words; nothing at the beginning."""
        if self.pieces:
            self.pieces.append(" ")

    def add_break(self) -> None:
        """A line's end that does not end the run; nothing at the beginning."""
        if self.pieces:
            self._breaks += 1
            self.pieces.append(" ")
            self._line_start = len(self.pieces)

    def add_bar(self) -> None:
        """What separates a row's cells."""
        self.pieces.append(" | ")

    def open_link(self, href: str) -> bool:
        """Whether a link begins here; inside of another none does."""
        if self._anchor is not None:
            return False
        self._anchor = []
        self.anchors.append((href, self._anchor))
        return True

    def close_link(self) -> None:
        self._anchor = None

    # ------------------------------------------------------------------------------------------------- what it holds

    @property
    def text(self) -> str:
        """All words so far, one space between them."""
        return " ".join("".join(self.pieces).split())

    def holds_since(self, length: int) -> bool:
        """Whether words were taken since it had this length."""
        return any(not piece.isspace() for piece in self.pieces[length:])

    def cut_back(self, length: int) -> None:
        """Takes back what is behind this length."""
        del self.pieces[length:]
        self._breaks, self._line_start = 0, min(self._line_start, length)

    @property
    def href(self) -> str | None:
        """Where the link leads that is open; None where none is."""
        return self.anchors[-1][0] if self._anchor is not None else None

    def ends_line(self, following: str, around: Surroundings) -> bool:
        """Whether a break here ends a line that stands by itself: the second of two, one behind a sentence or behind a
        few words (a name, an address); not the middle of a sentence in text that was wrapped by hand."""
        if self._breaks:
            return True
        if around.role != "paragraph" or around.figure or around.labelled:
            return False
        if following.lstrip()[:1].islower():
            return False
        line = "".join(self.pieces[self._line_start :]).strip()
        return len(line) < _SHORT_LINE or ends_sentence(line)
