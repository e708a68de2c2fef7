"""The one walk through a page's elements that finds its blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias

from lxml import etree
from lxml.html import HtmlElement

from pipelines.reading.document.blocks import PageText, RawBlock, RawImage
from pipelines.reading.document.boilerplate import is_furniture, is_hidden
from pipelines.reading.document.images import lists_pictures, read_image, shows_and_says_little, shows_something
from pipelines.reading.document.inline import Phrasing, shows_text
from pipelines.reading.document.runs import Run
from pipelines.reading.document.surroundings import Surroundings, names_caption, surroundings
from pipelines.reading.document.tables import cells_of
from pipelines.reading.document.tags import BLOCKS, EMPHASIS, INLINE, READINGS, ROLES, SILENT
from pipelines.reading.document.wrappers import take_back
from pipelines.web.markup import MAX_WALKED_DEPTH

_NOSCRIPT_PAGE = 3  # paragraphs; a <noscript> that was never closed holds the page


def read_blocks(tree: HtmlElement, base_url: str) -> PageText:
    """The page's blocks and images. The tree is left as it is."""
    body = tree.find("body") if tree.tag == "html" else tree
    if body is None:
        return PageText()
    walk = _Walk(body, base_url)
    walk.read(body)
    walk.flush()
    take_back(walk.found.blocks, walk.wrappers)
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
        self._run = Run()
        self._set_aside: list[RawBlock] = []
        """Blocks found inside the open run that are not of it; they come behind it."""
        self._stands_in_line = Phrasing()
        self._line_depth = 0
        """Elements around that HTML does not know and that are parts of a line: so is what stands in them."""
        self._emphasis_depth = 0
        self._figure_image: int | None = None
        self._last_image: int | None = None
        self._figures = 0
        self._pictures: dict[HtmlElement, bool | None] = {}
        self.wrappers: list[tuple[int, int]] = []
        """The blocks, from and to, of each element that is outside for what it is called."""

    # ------------------------------------------------------------------------------------------------- text runs

    def _text(self, text: str) -> None:
        run = self._run
        if not text.isspace():
            run.add(text, self._holder, self._around, self._emphasis_depth)
        elif run.pieces:
            run.pieces.append(" ")

    def flush(self) -> None:
        """Ends the open run, and makes it a block if it holds text; a link that is open goes on in the next."""
        run = self._run
        if run.pieces or run.anchors:
            self._run = Run(run.href)
            text = run.text
            if text and run.begun is not None:
                holder, around = run.begun
                role = "caption" if around.figure or around.labelled else around.role
                image = self._image_of(around)
                self.found.blocks.append(
                    RawBlock(holder, role, text, around.outside, image, run.anchors, run.emphasised)
                )
        if self._set_aside:
            for block in self._set_aside:
                block.aside = True
            self.found.blocks += self._set_aside
            self._set_aside = []

    def _image_of(self, around: Surroundings) -> int | None:
        if around.figure and self._figures:
            return self._figure_image
        return self._last_image if around.figure or around.labelled else None

    # ------------------------------------------------------------------------------------------------- elements

    def read(self, element: HtmlElement) -> None:
        """Reads an element's content; its tail belongs to its parent."""
        if self._depth > MAX_WALKED_DEPTH:
            self._text(" ".join(map(str, element.itertext())))
            return
        self._depth += 1
        if text := element.text:
            self._text(text)
        steps = self._STEPS
        for child in element:
            steps.get(child.tag, _Walk._unknown)(self, child)
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

    def _read_aside(self, element: HtmlElement, holder: HtmlElement, around: Surroundings) -> None:
        """Reads an element that is no part of the open run, which goes on behind it."""
        if not self._run.pieces:
            self._read_as(element, holder, around)
            return
        outer, aside, start = self._run, self._set_aside, len(self.found.blocks)
        self._run, self._set_aside = Run(outer.href), []
        self._read_as(element, holder, around)
        self._run, self._set_aside = outer, aside + self.found.blocks[start:]
        del self.found.blocks[start:]

    def _skip(self, child: HtmlElement) -> None:
        """Silent elements hold nothing that a reader sees."""

    def _line_break(self, child: HtmlElement) -> None:
        if self._run.ends_line(child.tail or "", self._around):
            self.flush()
        else:
            self._run.add_break()

    def _inline(self, child: HtmlElement) -> None:
        if is_hidden(child):
            around = self._around
            self._read_aside(child, self._holder, surroundings(around.role, True, around.figure, around.labelled))
        else:
            self.read(child)

    def _unknown(self, child: HtmlElement) -> None:
        """What HTML does not know is a part of the line that it stands in, or holds blocks."""
        if not self._line_depth and not self._stands_in_line(child):
            self._block(child)
            return
        self._line_depth += 1
        self._inline(child)
        self._line_depth -= 1

    def _reading(self, child: HtmlElement) -> None:
        """Of a ruby's readings nothing is read but base words, which stand in them where end tags were left out."""
        for part in child:
            if part.tag in READINGS:
                self._reading(part)
            elif part.tag in ("rb", "rbc"):
                self._inline(part)

    def _emphasis(self, child: HtmlElement) -> None:
        self._emphasis_depth += 1
        self._inline(child)
        self._emphasis_depth -= 1

    def _link(self, child: HtmlElement) -> None:
        href = child.get("href")
        begins = bool(href) and self._run.open_link(href or "")
        self.read(child)
        if begins:
            self._run.close_link()

    def _block(self, child: HtmlElement) -> None:
        self._read_as(child, child, self._enter(child))

    def _button(self, child: HtmlElement) -> None:
        """One without text, a share icon, does not part what stands around it; one that is a word of a sentence is
        read as one."""
        if not shows_text(child):
            return
        if self._stands_in_line(child):
            self._inline(child)
        else:
            self._block(child)

    def _wrapper(self, child: HtmlElement) -> None:
        self.flush()
        inner = self._enter(child)
        start = len(self.found.blocks)
        self._read_as(child, child, inner)
        if inner.outside and not self._around.outside:
            self.wrappers.append((start, len(self.found.blocks)))

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
        cells = [] if self._around.figure else cells_of(child)
        if not cells:
            self._block(child)
            return
        self.flush()
        outer = self._holder, self._around
        inner = self._enter(child)
        self._holder, self._around = child, surroundings("table_row", inner.outside, inner.figure, inner.labelled)
        run, texts = self._run, 0
        for cell in cells:
            before = len(run.pieces)
            if texts:
                run.add_bar()
            behind_bar = len(run.pieces)
            self._cell(cell)
            if run.holds_since(behind_bar):
                texts += 1
            else:
                run.cut_back(before)
        self.flush()
        self._holder, self._around = outer

    def _cell(self, element: HtmlElement) -> None:
        """As read(), but what is block-level inside stays in the row."""
        is_deep = self._depth > MAX_WALKED_DEPTH
        self._depth += 1
        if text := element.text:
            self._text(text)
        for child in element:
            tag = child.tag
            step = self._STEPS.get(tag, _Walk._unknown)
            if tag in ("br", "noscript"):
                self._run.add_space()
            elif tag == "button" and not self._stands_in_line(child):
                self._read_aside(child, child, self._enter(child))
            elif not is_deep and (tag in BLOCKS or (step is _Walk._unknown and not self._stands_in_line(child))):
                self._run.add_space()
                if is_hidden(child):
                    self._read_aside(child, child, self._enter(child))
                else:
                    self._cell(child)
                self._run.add_space()
            else:
                step(self, child)
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
        place = len(self.found.blocks) + (self._run.begun is not None)
        self.found.images.append(RawImage(child, image, place))

    _STEPS: ClassVar[Mapping[object, _Step]] = {
        # What the walk does with an element that HTML knows.
        **dict.fromkeys(BLOCKS, _block),
        **dict.fromkeys(SILENT, _skip),
        **dict.fromkeys(INLINE, _inline),
        **dict.fromkeys(EMPHASIS, _emphasis),
        **dict.fromkeys(READINGS, _reading),
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
