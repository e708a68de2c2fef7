"""The one walk through a page's elements that finds its blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeAlias

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.blocks import PageText, RawBlock, RawImage
from pipelines.extract.furniture import is_furniture, is_hidden, stands_outside
from pipelines.extract.images import is_longer, lists_pictures, read_image, shows_and_says_little, shows_something
from pipelines.extract.surroundings import Surroundings, names_caption, surroundings
from pipelines.extract.tags import BLOCK_LEVEL, EMPHASIS, INLINE, ROLES, SILENT

MAX_DEPTH = 150
"""Elements deeper than this are read as plain text of the one that holds them. The walk takes two Python frames a
level, and real pages stay below 100 levels."""

_NOSCRIPT_PAGE = 3  # paragraphs; a <noscript> that was never closed holds the page
_SHORT_LINE = 40  # characters; text wrapped by hand has longer lines
# Measured on the dev pages: breaks that end a line, against none: fundus-eval paragraph F1 +.019, fundus-tests +.004.
_SENTENCE_ENDS = tuple(".!?…:。！？।؟۔")
_CLOSING = "'\"”’»›)]」』"
_LONG_CELL = 400  # characters; a cell longer than this is prose in a layout table
_SHOWN_TEXT = etree.XPath(".//text()[not(ancestor::svg or ancestor::style or ancestor::script)]")
_MAIN_SHARE = 0.3  # a form or header that holds more of the page's text than this is the page


def read_blocks(tree: HtmlElement, base_url: str) -> PageText:
    """The page's blocks and images. The tree is left as it is."""
    body = tree.find("body") if tree.tag == "html" else tree
    if body is None:
        return PageText()
    walk = _Walk(body, base_url)
    walk.read(body)
    walk.flush()
    walk.close_wrappers()
    return walk.found


_Step: TypeAlias = Callable[["_Walk", HtmlElement], None]


class _Walk:
    """One walk; knows where it stands, and holds the run of text that is open."""

    def __init__(self, body: HtmlElement, base_url: str) -> None:
        self.found = PageText()
        self._base_url = base_url
        self._depth = 0
        self._holder = body
        """The nearest element that is not inline: what is read now belongs to it."""
        self._around = surroundings()
        self._pieces: list[str] = []
        self._begun: tuple[HtmlElement, Surroundings] | None = None
        """Where the open run began."""
        self._anchors: list[tuple[str, list[str]]] = []
        self._anchor: list[str] | None = None
        self._emphasised: list[str] = []
        self._emphasis_depth = 0
        self._breaks = 0
        self._line_start = 0
        """The piece that stands first behind the last break."""
        self._figure_image: int | None = None
        self._last_image: int | None = None
        self._figures = 0
        self._pictures: dict[HtmlElement, bool | None] = {}
        self._wrappers: list[tuple[int, int]] = []

    # ------------------------------------------------------------------------------------------------- text runs

    def _text(self, text: str) -> None:
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        self._breaks = 0
        if self._begun is None:
            self._begun = self._holder, self._around
        self._pieces.append(text)
        if self._anchor is not None:
            self._anchor.append(text)
        if self._emphasis_depth:
            self._emphasised.append(text)

    def flush(self) -> None:
        """Ends the open run, and makes it a block if it holds text."""
        self._breaks = 0
        self._line_start = 0
        if not self._pieces and not self._anchors:
            return
        text = " ".join("".join(self._pieces).split())
        if text and self._begun is not None:
            holder, around = self._begun
            role = "caption" if around.figure or around.labelled else around.role
            image = self._image_of(around)
            self.found.blocks.append(
                RawBlock(holder, role, text, around.outside, image, self._anchors, self._emphasised)
            )
        self._pieces, self._emphasised, self._begun = [], [], None
        if self._anchor is None:
            self._anchors = []
        else:  # the link goes on in the next block
            self._anchor = []
            self._anchors = [(self._anchors[-1][0], self._anchor)]

    def _image_of(self, around: Surroundings) -> int | None:
        if around.figure and self._figures:
            return self._figure_image
        return self._last_image if around.figure or around.labelled else None

    # ------------------------------------------------------------------------------------------------- elements

    def read(self, element: HtmlElement) -> None:
        """Reads an element's content; its tail belongs to its parent."""
        if self._depth > MAX_DEPTH:
            self._text(" ".join(map(str, element.itertext())))
            return
        self._depth += 1
        if text := element.text:
            self._text(text)
        steps = self._STEPS
        for child in element:
            steps.get(child.tag, _Walk._block)(self, child)
            if text := child.tail:
                self._text(text)
        self._depth -= 1

    def _read_as(self, element: HtmlElement, holder: HtmlElement, around: Surroundings) -> None:
        """Reads an element whose content makes runs of its own."""
        self.flush()
        outer = self._holder, self._around
        self._holder, self._around = holder, around
        self.read(element)
        self.flush()
        self._holder, self._around = outer

    def _skip(self, child: HtmlElement) -> None:
        """Silent elements hold nothing that a reader sees."""

    def _line_break(self, child: HtmlElement) -> None:
        breaks = self._breaks + 1
        if breaks > 1 or self._ends_line(child.tail or ""):
            self.flush()
            return
        self._breaks = breaks
        if self._pieces:
            self._pieces.append(" ")
            self._line_start = len(self._pieces)

    def _ends_line(self, following: str) -> bool:
        """Whether a single break ends a line that stands by itself: a sentence, or a few words (a name, an address),
        not the middle of a sentence in text that was wrapped by hand."""
        around = self._around
        if around.role != "paragraph" or around.figure or around.labelled:
            return False
        line = "".join(self._pieces[self._line_start :]).strip()
        if following.lstrip()[:1].islower():
            return False
        return len(line) < _SHORT_LINE or line.rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS

    def _inline(self, child: HtmlElement) -> None:
        if is_hidden(child):
            around = self._around
            self._read_as(child, self._holder, surroundings(around.role, True, around.figure, around.labelled))
        else:
            self.read(child)

    def _emphasis(self, child: HtmlElement) -> None:
        self._emphasis_depth += 1
        self._inline(child)
        self._emphasis_depth -= 1

    def _link(self, child: HtmlElement) -> None:
        href = child.get("href")
        if not href or self._anchor is not None:
            self.read(child)
            return
        self._anchor = []
        self._anchors.append((href, self._anchor))
        self.read(child)
        self._anchor = None

    def _block(self, child: HtmlElement) -> None:
        self._read_as(child, child, self._enter(child))

    def _button(self, child: HtmlElement) -> None:
        """One without text, a share icon, does not part what stands around it."""
        if any(not str(piece).isspace() for piece in _SHOWN_TEXT(child)):
            self._block(child)

    def _wrapper(self, child: HtmlElement) -> None:
        self.flush()
        inner = self._enter(child)
        start = len(self.found.blocks)
        self._read_as(child, child, inner)
        if inner.outside and not self._around.outside:
            self._wrappers.append((start, len(self.found.blocks)))

    def _noscript(self, child: HtmlElement) -> None:
        if sum(1 for _ in child.iter("p")) >= _NOSCRIPT_PAGE:
            self._wrapper(child)
            return
        self.flush()
        for image in child.iter("img") if self._figure_image is None and self._around.figure else ():
            self._image(image)

    def _figure(self, child: HtmlElement) -> None:
        self.flush()
        outer, self._figure_image = self._figure_image, None
        self._figures += 1
        start = len(self.found.blocks)
        self._block(child)
        for block in self.found.blocks[start:]:  # a caption may stand before its image
            if block.role == "caption" and block.figure is None:
                block.figure = self._figure_image
        self._figure_image = outer
        self._figures -= 1

    def _list(self, child: HtmlElement) -> None:
        if lists_pictures(child):
            self._figure(child)
        else:
            self._block(child)

    def _enter(self, child: HtmlElement) -> Surroundings:
        """What surrounds the text inside a block element."""
        tag = str(child.tag)
        around = self._around
        return surroundings(
            ROLES.get(tag, around.role),
            around.outside or is_furniture(child, tag),
            around.figure
            or tag == "figcaption"
            or (tag == "figure" and shows_something(child))
            or (tag in ("ul", "ol") and lists_pictures(child)),
            around.labelled or (names_caption(child, tag) and self._labels_image(child)),
        )

    def _labels_image(self, element: HtmlElement) -> bool:
        """Whether an image stands in the element or within two ancestors that hold little else."""
        here: HtmlElement | None = element
        for _ in range(3):
            if here is None or here.tag in ("body", "html", "article", "main"):
                return False
            if here not in self._pictures:
                self._pictures[here] = shows_and_says_little(here)
            if (answer := self._pictures[here]) is not None:
                return answer
            here = here.getparent()
        return False

    def _row(self, child: HtmlElement) -> None:
        """A table's row is one block, cells joined by " | ", unless the table is there for the layout."""
        cells = [cell for cell in child if cell.tag in ("td", "th")]
        if len(cells) < 2 or self._around.figure or any(map(_is_layout, cells)):
            self._block(child)
            return
        self.flush()
        outer = self._holder, self._around
        inner = self._enter(child)
        self._holder, self._around = child, surroundings("table_row", inner.outside, inner.figure, inner.labelled)
        texts = 0
        for cell in cells:
            before = len(self._pieces)
            if texts:
                self._pieces.append(" | ")
            size = len(self._pieces)
            self._cell(cell)
            if "".join(self._pieces[size:]).strip():
                texts += 1
            else:
                del self._pieces[before:]
        self.flush()
        self._holder, self._around = outer

    def _cell(self, element: HtmlElement) -> None:
        """As read(), but what is block-level inside stays in the row."""
        is_deep = self._depth > MAX_DEPTH
        self._depth += 1
        if text := element.text:
            self._text(text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._pieces.append(" ")
            elif tag in BLOCK_LEVEL and not is_deep:
                self._cell(child)
            else:
                self._STEPS.get(tag, _Walk._block)(self, child)
            if text := child.tail:
                self._text(text)
        self._depth -= 1

    def _image(self, child: HtmlElement) -> None:
        image = read_image(child, self._base_url)
        if image is None:
            return
        self._last_image = len(self.found.images)
        if self._figures and self._figure_image is None:
            self._figure_image = self._last_image
        place = len(self.found.blocks) + (self._begun is not None)
        self.found.images.append(RawImage(child, image, place))

    def close_wrappers(self) -> None:
        """Takes back the verdict on forms, headers and asides that hold a large part of the page's text."""
        blocks = self.found.blocks
        sure = sum(len(block.text) for block in blocks if not block.anchors)
        for start, end in self._wrappers:
            inside = blocks[start:end]
            if sum(len(block.text) for block in inside) <= _MAIN_SHARE * sure:
                continue  # far too little, links counted or not
            if _prose(inside) > _MAIN_SHARE * _prose(blocks):
                for block in inside:
                    block.outside = stands_outside(block.element)

    _STEPS: ClassVar[Mapping[object, _Step]] = {
        # What the walk does with an element; any other is a block of its own.
        **dict.fromkeys(SILENT, _skip),
        **dict.fromkeys(INLINE, _inline),
        **dict.fromkeys(EMPHASIS, _emphasis),
        "a": _link,
        "br": _line_break,
        **dict.fromkeys(("img", "amp-img"), _image),
        **dict.fromkeys(("form", "header", "aside", "footer"), _wrapper),
        "noscript": _noscript,
        "button": _button,
        "figure": _figure,
        **dict.fromkeys(("ul", "ol"), _list),
        "tr": _row,
        **dict.fromkeys((etree.Comment, etree.ProcessingInstruction, etree.Entity), _skip),
    }


def _prose(blocks: Sequence[RawBlock]) -> int:
    """Characters in blocks that are not mostly links."""
    return sum(len(block.text) for block in blocks if block.link_density < 0.5)


def _is_layout(cell: HtmlElement) -> bool:
    """Whether a table's cell holds more than a cell does: several blocks, lists, prose."""
    inner = list(cell.iter(*BLOCK_LEVEL))
    return (
        len(inner) > 1 or any(e.tag not in ("p", "div", "h6", "h5", "h4") for e in inner) or is_longer(cell, _LONG_CELL)
    )
