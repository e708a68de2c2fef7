"""A page's text blocks, found in one walk through its elements.

A block is a run of text that a reader sees as one paragraph, heading, list item or table row, whatever elements the
page makes it of: text directly in a <div> counts, two <br> in a row separate blocks, inline elements do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipelines.model import BlockRole, PageImage

MAX_DEPTH = 150
"""Elements deeper than this are read as plain text of the one that holds them. The walk takes four Python frames a
level, and real pages stay below 100 levels."""
MAX_PATH = 6
"""Elements in a block's path, counted from the block upwards."""
MAX_CLASSES = 4

_SILENT = frozenset((
    "script", "style", "template", "svg", "math", "canvas", "object", "embed", "applet", "audio", "video", "map",
    "head", "title", "meta", "link", "select", "option", "textarea", "input", "datalist", "iframe", "frame",
    "frameset", "noframes", "param", "source", "track", "dialog",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "label", "output",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_EMPHASIS = frozenset(("b", "strong", "em", "i"))
_BLOCK_LEVEL = frozenset((
    "p", "div", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article",
    "figure", "pre", "header", "footer", "aside", "hr", "form",
))  # fmt: skip
_OUTSIDE = frozenset(("nav", "footer", "aside", "button", "noscript", "menu"))
_OUTSIDE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "toolbar")
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"caption|cutline|bildunter|bildtext|pie-?(?:de-?)?foto|legende\b|(?:image|img)[-_]?(?:alt|text|desc|credit)",
    re.IGNORECASE,
)
_CAPTION_TAGS = frozenset(("div", "p", "figcaption", "section", "dd", "h5", "h6"))
_SHOWN = ("img", "amp-img", "picture", "video", "iframe", "svg", "noscript", "figcaption", "audio")
_DIGITS = re.compile(r"\d+")
_IMAGE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src")
_IMAGE_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_NOSCRIPT_PAGE = 3  # paragraphs; a <noscript> that was never closed holds the page
_LONG_CELL = 400  # characters; a cell longer than this is prose in a layout table
_LABELLED_LENGTH = 1500  # characters; what holds more than an image and its label
_MAIN_SHARE = 0.3  # a form or header that holds more of the page's text than this is the page


@dataclass(slots=True)
class RawBlock:
    """A block as the walk found it; the extractor decides whether it belongs to the article."""

    element: HtmlElement
    """The nearest element that holds the whole run."""
    role: BlockRole
    text: str
    links: tuple[tuple[str, str], ...]
    """(href as the page has it, text)."""
    link_density: float
    emphasis: float
    outside: bool
    """Stands in something that is not the article by its mark-up: navigation, footer, aside, form, hidden content."""
    figure: int | None
    """Index into PageText.images."""
    in_heading_one: bool = False


@dataclass(slots=True)
class RawImage:
    element: HtmlElement
    image: PageImage


@dataclass(slots=True)
class PageText:
    """All blocks and images of a page, in document order."""

    blocks: list[RawBlock] = field(default_factory=list)
    images: list[RawImage] = field(default_factory=list)


def read_blocks(tree: HtmlElement, base_url: str) -> PageText:
    """The page's blocks and images. The tree is left as it is."""
    walk = _Walk(base_url)
    body = tree.find("body") if tree.tag == "html" else tree
    if body is not None:
        walk.element(body, _Place(body, "paragraph"), 0)
        walk.flush()
        walk.close_forms()
    return walk.found


def block_path(element: HtmlElement) -> str:
    """The element and its ancestors inside the page, digits folded to 0.

    "main>article.story>div.body>p": at most six elements, four classes each.
    """
    names: list[str] = []
    here: HtmlElement | None = element
    while here is not None and here.tag not in ("body", "html") and len(names) < MAX_PATH:
        classes = (here.get("class") or "").split()[:MAX_CLASSES]
        names.append(_DIGITS.sub("0", ".".join((str(here.tag), *classes))))
        here = here.getparent()
    return ">".join(reversed(names))


@dataclass(slots=True, frozen=True)
class _Place:
    """Where the walk stands: what the next run of text belongs to."""

    element: HtmlElement
    role: BlockRole
    outside: bool = False
    figure: bool = False
    """Inside a <figure> that shows something."""
    labelled: bool = False
    """Inside an element whose class says that it labels an image."""
    heading_one: bool = False


class _Walk:
    """One walk; holds the run of text that is open."""

    def __init__(self, base_url: str) -> None:
        self.found = PageText()
        self._base_url = base_url
        self._pieces: list[str] = []
        self._links: list[tuple[str, list[str]]] = []
        self._link: list[str] | None = None
        self._linked = 0
        self._emphasised = 0
        self._emphasis_depth = 0
        self._place: _Place | None = None
        self._breaks = 0
        self._figure_image: int | None = None
        self._last_image: int | None = None
        self._figures = 0
        self._pictures: dict[HtmlElement, bool | None] = {}
        self._forms: list[tuple[HtmlElement, int, int]] = []

    # ------------------------------------------------------------------------------------------------- text runs

    def text(self, text: str | None, place: _Place) -> None:
        if not text:
            return
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        self._breaks = 0
        if self._place is None:
            self._place = place
        self._pieces.append(text)
        if self._link is not None:
            self._link.append(text)
            self._linked += _visible(text)
        if self._emphasis_depth:
            self._emphasised += _visible(text)

    def line_break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self.flush()
        elif self._pieces:
            self._pieces.append(" ")

    def flush(self) -> None:
        """Ends the open run, and makes it a block if it holds text."""
        text = " ".join("".join(self._pieces).split())
        place = self._place
        if text and place is not None:
            size = _visible(text) or 1
            self.found.blocks.append(
                RawBlock(
                    element=place.element,
                    role="caption" if place.figure or place.labelled else place.role,
                    text=text,
                    links=self._closed_links(),
                    link_density=min(1.0, round(self._linked / size, 3)),
                    emphasis=min(1.0, round(self._emphasised / size, 3)),
                    outside=place.outside,
                    figure=self._image_of(place),
                    in_heading_one=place.heading_one,
                )
            )
        self._pieces = []
        self._links = [(self._links[-1][0], [])] if self._link is not None and self._links else []
        if self._link is not None and self._links:
            self._link = self._links[-1][1]
        self._linked = self._emphasised = self._breaks = 0
        self._place = None

    def _image_of(self, place: _Place) -> int | None:
        if place.figure and self._figures:
            return self._figure_image
        return self._last_image if place.figure or place.labelled else None

    def _closed_links(self) -> tuple[tuple[str, str], ...]:
        return tuple((href, text) for href, pieces in self._links if (text := " ".join("".join(pieces).split())))

    # ------------------------------------------------------------------------------------------------- elements

    def element(self, element: HtmlElement, place: _Place, depth: int) -> None:
        """Reads an element's content; its tail belongs to its parent."""
        if depth > MAX_DEPTH:
            self.text(" ".join(str(piece) for piece in element.itertext()), place)
            return
        self.text(element.text, place)
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                self._child(child, tag, place, depth)
            self.text(child.tail, place)

    def _child(self, child: HtmlElement, tag: str, place: _Place, depth: int) -> None:
        if tag in _SILENT:
            return
        if tag == "br":
            self.line_break()
        elif tag in ("img", "amp-img"):
            self._image(child)
        elif tag == "a":
            self._anchor(child, place, depth)
        elif tag in _INLINE:
            emphatic = tag in _EMPHASIS
            hidden = _is_hidden(child) if child.attrib else False
            self._emphasis_depth += emphatic
            if hidden:
                self.flush()
                self.element(child, _moved(place, outside=True), depth + 1)
                self.flush()
            else:
                self.element(child, place, depth + 1)
            self._emphasis_depth -= emphatic
        else:
            self._block(child, tag, place, depth)

    def _anchor(self, child: HtmlElement, place: _Place, depth: int) -> None:
        href = child.get("href")
        if not href or self._link is not None:
            self.element(child, place, depth + 1)
            return
        pieces: list[str] = []
        self._links.append((href, pieces))
        self._link = pieces
        self.element(child, place, depth + 1)
        self._link = None

    def _block(self, child: HtmlElement, tag: str, place: _Place, depth: int) -> None:
        self.flush()
        inner = self._enter(child, tag, place)
        if tag == "tr" and not inner.figure and self._row(child, inner, depth):
            return
        if tag == "noscript" and sum(1 for _ in child.iter("p")) < _NOSCRIPT_PAGE:
            for image in child.iter("img") if self._figure_image is None and place.figure else ():
                self._image(image)
            return
        if tag == "figure":
            self._figure(child, inner, depth)
            return
        start = len(self.found.blocks)
        self.element(child, inner, depth + 1)
        self.flush()
        if inner.outside and not place.outside and tag in ("form", "header", "aside", "footer", "noscript"):
            self._forms.append((child, start, len(self.found.blocks)))

    def _figure(self, child: HtmlElement, inner: _Place, depth: int) -> None:
        outer, self._figure_image = self._figure_image, None
        self._figures += 1
        start = len(self.found.blocks)
        self.element(child, inner, depth + 1)
        self.flush()
        for block in self.found.blocks[start:]:  # a caption may stand before its image
            if block.role == "caption" and block.figure is None:
                block.figure = self._figure_image
        self._figure_image = outer
        self._figures -= 1

    def _enter(self, child: HtmlElement, tag: str, place: _Place) -> _Place:
        role = place.role
        if tag in _HEADINGS:
            role = "heading"
        elif tag == "blockquote":
            role = "quote"
        elif tag in ("li", "dt", "dd"):
            role = "list_item"
        elif tag == "pre":
            role = "preformatted"
        elif tag in ("table", "td", "th", "article"):
            role = "paragraph"
        outside = place.outside
        labelled = place.labelled
        if child.attrib:
            outside = outside or _is_hidden(child) or child.get("role") in _OUTSIDE_ROLES
            if not labelled and tag in _CAPTION_TAGS and (classes := child.get("class")):
                labelled = bool(_CAPTION_CLASS.search(classes)) and self._labels_image(child)
        if not outside:
            outside = (
                tag in _OUTSIDE
                or (tag == "form" and _has_fields(child))
                or (tag == "header" and _is_site_header(child))
            )
        figure = place.figure or (tag == "figure" and _shows(child)) or tag == "figcaption"
        return _Place(child, role, outside, figure, labelled, tag == "h1" or place.heading_one)

    def _labels_image(self, element: HtmlElement) -> bool:
        """Whether an image stands in the element or within two ancestors that hold little else."""
        here: HtmlElement | None = element
        for _ in range(3):
            if here is None or here.tag in ("body", "html", "article", "main"):
                return False
            if here not in self._pictures:
                self._pictures[here] = _shows_and_says_little(here)
            if (answer := self._pictures[here]) is not None:
                return answer
            here = here.getparent()
        return False

    def _row(self, row: HtmlElement, place: _Place, depth: int) -> bool:
        """Reads a table row as one block, cells joined by " | "; False where it is layout, not a table."""
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) < 2:
            return False
        for cell in cells:
            inner = [e for e in cell.iter() if e.tag in _BLOCK_LEVEL]
            if len(inner) > 1 or any(e.tag not in ("p", "div", "h6", "h5", "h4") for e in inner):
                return False
            if _is_longer(cell, _LONG_CELL):
                return False
        row_place = _Place(row, "table_row", place.outside, place.figure, place.labelled)
        texts = 0
        for cell in cells:
            before = len(self._pieces)
            if texts:
                self._pieces.append(" | ")
            size = len(self._pieces)
            self._cell(cell, row_place, depth + 1)
            if "".join(self._pieces[size:]).strip():
                texts += 1
            else:
                del self._pieces[before:]
        self.flush()
        return True

    def _cell(self, element: HtmlElement, place: _Place, depth: int) -> None:
        """As element(), but what is block-level inside stays in the row."""
        self.text(element.text, place)
        for child in element:
            if isinstance(child.tag, str):
                if child.tag == "br":
                    self._pieces.append(" ")
                elif child.tag in _BLOCK_LEVEL and depth <= MAX_DEPTH:
                    self._cell(child, place, depth + 1)
                else:
                    self._child(child, child.tag, place, depth)
            self.text(child.tail, place)

    def _image(self, element: HtmlElement) -> None:
        image = _read_image(element, self._base_url)
        if image is None:
            return
        self._last_image = len(self.found.images)
        if self._figures and self._figure_image is None:
            self._figure_image = self._last_image
        self.found.images.append(RawImage(element, image))

    def close_forms(self) -> None:
        """Takes back the verdict on forms, headers and asides that hold a large part of the page's text."""
        total = sum(len(b.text) for b in self.found.blocks if b.link_density < 0.5)
        for _, start, end in self._forms:
            inside = self.found.blocks[start:end]
            if sum(len(b.text) for b in inside if b.link_density < 0.5) > _MAIN_SHARE * total:
                for block in inside:
                    block.outside = _stands_outside(block.element)


def _visible(text: str) -> int:
    return len("".join(text.split()))


def _is_longer(element: HtmlElement, size: int) -> bool:
    """Whether an element's text has more characters than this; looks no further than needed."""
    total = 0
    for piece in element.itertext():
        total += len(piece)
        if total > size:
            return True
    return False


def _moved(place: _Place, *, outside: bool) -> _Place:
    return _Place(place.element, place.role, outside, place.figure, place.labelled, place.heading_one)


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _has_fields(form: HtmlElement) -> bool:
    """Whether a form asks the reader for something; old sites wrap whole pages in one that does not."""
    return any(
        e.tag in ("textarea", "select", "button") or (e.get("type") or "text").lower() not in ("hidden", "image")
        for e in form.iter("input", "textarea", "select", "button")
    )


def _is_site_header(header: HtmlElement) -> bool:
    """Whether a <header> is the site's, not the article's."""
    if next(header.iter("nav"), None) is not None:
        return True
    if next(header.iter("h1", "h2"), None) is not None:
        return False
    parent = header.getparent()
    while parent is not None:
        if parent.tag in ("article", "main", "section"):
            return False
        parent = parent.getparent()
    return True


def _stands_outside(element: HtmlElement) -> bool:
    """Whether an element inside a form, header or aside that is the page stands outside for another reason."""
    here: HtmlElement | None = element
    while here is not None and here.tag != "body":
        if here.tag in ("nav", "button", "menu") or _is_hidden(here) or here.get("role") in _OUTSIDE_ROLES:
            return True
        here = here.getparent()
    return False


def _shows(figure: HtmlElement) -> bool:
    """Whether a <figure> holds a picture, a film or an embedded page; tables and quotes stand in figures too."""
    if next(figure.iter("table", "blockquote", "pre"), None) is not None:
        return False
    return next(figure.iter(*_SHOWN), None) is not None


def _shows_and_says_little(element: HtmlElement) -> bool | None:
    """Whether an element holds an image and little text; None where it holds no image."""
    if next(element.iter("img", "amp-img", "video", "iframe", "picture"), None) is None:
        return None
    return not _is_longer(element, _LABELLED_LENGTH)


def absolute(base_url: str, href: str | None) -> str | None:
    """An absolute http(s) URL; None for anything else."""
    if not href:
        return None
    href = href.strip()
    if href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urljoin(base_url, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def _read_image(element: HtmlElement, base_url: str) -> PageImage | None:
    if element.get("width") in ("0", "1") or element.get("height") in ("0", "1"):
        return None
    candidates = [element.get(name) for name in _IMAGE_SOURCES]
    parent = element.getparent()
    sets = [element.get(name) for name in _IMAGE_SETS]
    if parent is not None and parent.tag == "picture":
        sets += [source.get(name) for source in parent.iter("source") for name in _IMAGE_SETS]
    for candidate in (*candidates[:-1], candidates[-1], *(largest_of(s) for s in sets)):
        if candidate and not candidate.startswith("data:"):
            url = absolute(base_url, candidate)
            if url:
                return PageImage(url=url, alt=" ".join((element.get("alt") or "").split()))
    return None


def largest_of(srcset: str | None) -> str | None:
    """The URL of a srcset's widest candidate.

    >>> largest_of("/a.jpg 320w, /b.jpg 1280w")
    '/b.jpg'
    """
    best, width = None, -1.0
    for candidate in re.split(r",\s+", srcset or ""):
        url, _, size = candidate.strip().partition(" ")
        try:
            found = float(size.strip()[:-1] or 0)
        except ValueError:
            found = 0.0
        if url and found > width:
            best, width = url, found
    return best
