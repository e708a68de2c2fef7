"""A page's text blocks and images as the walk through its elements hands them on.

A block is a run of text that a reader sees as one paragraph, heading, list item or table row, whatever elements the
page makes it of: text directly in a <div> counts, two <br> in a row separate blocks, and one at the end of a sentence
or of a short line; inline elements do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.model import BlockRole, Linked, PageImage

MAX_PATH = 6
"""Elements in a block's path, counted from the block upwards."""
MAX_CLASSES = 4

_DIGITS = re.compile(r"\d+")
_SHORT_NAME = re.compile(r"[A-Za-z]{1,2}\d")
"""A class such as "x5": made by a program, and nothing but its digit tells it from the next. Longer names have numbers
of posts and columns behind them."""
_NUMBERED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "span"))
"""Elements whose short classes may count them: "p1", "p2", ..."""


@dataclass(slots=True)
class RawBlock(Linked):
    """A block as the walk found it; the extractor decides whether it belongs to the article.

    A page has 200 and an article 40: what only the article's are asked for is worked out when it is.
    """

    element: HtmlElement
    """The nearest element that holds the whole run."""
    role: BlockRole
    text: str
    outside: bool
    """Stands in something that is not the article by its mark-up: navigation, footer, aside, form, hidden content."""
    figure: int | None
    """Index into PageText.images."""
    anchors: Sequence[tuple[str, Sequence[str]]] = ()
    """(href as the page has it, pieces of the link's text)."""
    emphasised: Sequence[str] = ()
    """Pieces of the text that stand in b, strong, em or i."""
    below: int | None = None
    """Index into PageText.images of the image that it stands right below."""
    aside: bool = False
    """Stands in the middle of another block's line and is no part of it: hidden words, a panel."""
    _density: float | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(href as the page has it, text)."""
        return tuple((href, text) for href, pieces in self.anchors if (text := " ".join("".join(pieces).split())))

    @property
    def link_density(self) -> float:
        """Share of the text's characters that stand inside links, white space left out."""
        if self._density is None:  # it is asked for by everybody
            self._density = self._share([piece for _, pieces in self.anchors for piece in pieces])
        return self._density

    @property
    def emphasis(self) -> float:
        """Share of the text's characters that are emphasised, white space left out."""
        return self._share(self.emphasised)

    def _share(self, pieces: Sequence[str]) -> float:
        if not pieces:
            return 0.0
        if len(pieces) == 1 and pieces[0].strip() == self.text:
            return 1.0
        size = len(self.text) - self.text.count(" ")
        return min(1.0, round(sum(len("".join(piece.split())) for piece in pieces) / size, 3))


@dataclass(slots=True)
class RawImage:
    """An image as the walk found it."""

    element: HtmlElement
    image: PageImage
    place: int = 0
    """Index of the block that begins behind it."""


@dataclass(slots=True)
class PageText:
    """All blocks and images of a page, in document order."""

    blocks: list[RawBlock] = field(default_factory=list)
    images: list[RawImage] = field(default_factory=list)


class Paths:
    """The paths of one page's elements, worked out when asked for: its blocks share their ancestors."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, tuple[str, ...]] = {}

    def of(self, block: RawBlock) -> str:
        """The block's element with its ancestors inside the page, digits folded to 0.

        "main>article.story>div.body>p": at most six elements, four classes each.
        """
        return ">".join(_steps_to(block.element, self._known))


def _steps_to(element: HtmlElement, known: dict[HtmlElement, tuple[str, ...]]) -> tuple[str, ...]:
    """The names from the page's outermost element to this one, or at least the last MAX_PATH of them."""
    chain = []
    here: HtmlElement | None = element
    while here is not None and here not in known and here.tag not in ("body", "html"):
        chain.append(here)
        here = here.getparent()
    names = known.get(here, ()) if here is not None else ()
    for passed in reversed(chain):
        names = (*names[1 - MAX_PATH :], path_step(str(passed.tag), passed.get("class") or ""))
        known[passed] = names
    return names


@lru_cache(maxsize=1024)  # a site's pages share their classes
def path_step(tag: str, classes: str) -> str:
    """An element's name in a path: its tag and classes, digits folded.

    >>> path_step("div", "post-4711 story")
    'div.post-0.story'
    """
    numbered = tag in _NUMBERED
    names = [
        name if not numbered and _SHORT_NAME.fullmatch(name) else _DIGITS.sub("0", name)
        for name in classes.split()[:MAX_CLASSES]
    ]
    return ".".join((_DIGITS.sub("0", tag), *names))
