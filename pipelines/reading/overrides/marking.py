"""Where on a page a person's rules for its site point to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipelines.language.folding import caseless
from pipelines.model import Override, SiteRule, SiteRules
from pipelines.reading.document.blocks import PageText, RawBlock
from pipelines.reading.document.boilerplate import is_furniture
from pipelines.reading.document.inline import is_inline

_CELLS = ("td", "th")
_OF_TABLES = frozenset((*_CELLS, "tr", "tbody", "thead", "tfoot", "table"))
_OF_ONE_RUN = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
"""Elements in which no other block may stand."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a `title`, `author` or `date` found."""

    rule: SiteRule
    texts: tuple[str, ...]


class Marks:
    """The elements that a page's rules name, and the texts; asked once the page's blocks are known."""

    def __init__(self, tree: HtmlElement, rules: SiteRules) -> None:
        self.said: dict[str, Said] = {}
        """By directive."""
        self.body_rule = ""
        """SiteRule.name of the rule whose elements are the article's own; "" where none matches."""
        self._bodies: tuple[HtmlElement, ...] = ()
        self._apart: list[HtmlElement] = []
        """Elements that were made blocks of their own."""
        self._images: dict[HtmlElement, Override] = {}
        self._rulings: dict[HtmlElement, Override | None] = {}
        """Elements with a word of their own, then what is found out of others."""
        self._held: dict[HtmlElement, Override] = {}
        """Elements whose own runs of text stay, for a `keep` that names a part of one."""
        self._texts = [
            (caseless(rule.text), Override("keep", rule.name)) for rule in rules.rules if rule.text is not None
        ]
        found = [(rule, _evaluate(rule.xpath, tree)) for rule in rules.rules if rule.xpath is not None]
        for rule, result in found:
            self._note(rule, result)
        for element, override in list(self._rulings.items()):
            if override is not None and override.act == "cut" and _stands_in_a_run(element):
                _set_apart(element)
                self._apart.append(element)

    def _note(self, rule: SiteRule, result: object) -> None:
        elements = [one for one in result if isinstance(one, HtmlElement)] if isinstance(result, list) else []
        if rule.directive in ("title", "author", "date"):
            texts = tuple(_texts_of(result, dated=rule.directive == "date"))
            if texts and rule.directive not in self.said:
                self.said[rule.directive] = Said(rule, texts)
        elif rule.directive == "body":
            if not self._bodies and any(map(_says_something, elements)):
                self._bodies, self.body_rule = tuple(elements), rule.name
        elif rule.directive == "strip_image_src":
            self._images.update(dict.fromkeys(elements, Override("cut", rule.name)))
        elif rule.directive == "keep":
            for element in elements:
                held, override = _block_of(element), Override("keep", rule.name)
                (self._held if held is not element else self._rulings)[held] = override
        else:
            for element in elements:
                if element.tag not in ("html", "body"):
                    self._rulings.setdefault(element, Override("cut", rule.name))

    # ------------------------------------------------------------------------------------------------- asked later

    @contextmanager
    def parts_taken_out(self) -> Iterator[None]:
        """Meanwhile the tree is without the parts of lines that are cut: trafilatura sees lines as they will be, and
        drops none for having a block in its middle."""
        places = []
        for element in self._apart:
            parent, before = element.getparent(), element.getprevious()
            if parent is None:
                continue
            text = parent.text if before is None else before.tail
            places.append((element, element.tail, parent, parent.index(element), before, text))
            _lift(element)
            parent.remove(element)
        try:
            yield
        finally:
            for element, tail, parent, index, before, text in reversed(places):
                parent.insert(index, element)
                element.tail = tail
                if before is None:
                    parent.text = text
                else:
                    before.tail = text

    def overrides(self, found: PageText) -> list[Override | None]:
        """The word on each block of the page."""
        return [self._on(block, found) for block in found.blocks]

    def _on(self, block: RawBlock, found: PageText) -> Override | None:
        text = caseless(block.text) if self._texts else ""
        for part, override in self._texts:
            if part in text:
                return override
        own = self._held.get(block.element) or self._nearest(block.element)
        if own is not None and own.act == "keep":
            return own
        body = self._body_of(block.element) if self._bodies else None
        if self._bodies and body is None:
            return None
        if block.figure is not None and (cut := self._images.get(found.images[block.figure].element)):
            return cut
        if own is not None or body is None:
            return own
        outside = block.outside and _is_outside(block.element, body)
        return None if outside else Override("body", self.body_rule)

    def _nearest(self, element: HtmlElement) -> Override | None:
        """The word on the nearest element around the block, itself included, of which there is one."""
        chain = []
        here: HtmlElement | None = element
        while here is not None and here not in self._rulings:
            chain.append(here)
            here = here.getparent()
        answer = self._rulings[here] if here is not None else None
        self._rulings.update(dict.fromkeys(chain, answer))
        return answer

    def _body_of(self, element: HtmlElement) -> HtmlElement | None:
        here: HtmlElement | None = element
        while here is not None and here not in self._bodies:
            here = here.getparent()
        return here

    def shows(self, image: HtmlElement) -> bool:
        """Whether an image is left on the page."""
        if image in self._images:
            return False
        override = self._nearest(image)
        return override is None or override.act != "cut"

    def is_own(self, element: HtmlElement) -> bool:
        """Whether an element stands in the article's own; asked only where there is a body_rule."""
        return self._body_of(element) is not None


@lru_cache(maxsize=1024)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath, smart_strings=False)


def _evaluate(xpath: str, tree: HtmlElement) -> object:
    """What an XPath finds; nothing where it fails on this page. It was compiled when its file was read."""
    try:
        return _compiled(xpath)(tree)
    except etree.XPathError:
        return None


def _texts_of(result: object, *, dated: bool) -> Iterator[str]:
    """The texts that an XPath found, not empty: of a <time> its machine-readable moment."""
    for one in result if isinstance(result, list) else [result]:
        if isinstance(one, HtmlElement):
            moment = one.get("datetime") if dated else None
            text = moment or one.get("content") or "".join(map(str, one.itertext()))
        else:
            text = one if isinstance(one, str) else ""
        if text := " ".join(text.split()):
            yield text


def _says_something(element: HtmlElement) -> bool:
    return any(not str(piece).isspace() for piece in element.itertext())


def _block_of(element: HtmlElement) -> HtmlElement:
    """The element, or the one whose run of text it is a part of."""
    here = element
    while is_inline(here) and (parent := here.getparent()) is not None:
        here = parent
    return here


def _is_outside(element: HtmlElement, body: HtmlElement) -> bool:
    """Whether an element inside the body stands outside the article all the same, by mark-up between the two."""
    here: HtmlElement | None = element
    while here is not None and here is not body:
        if is_furniture(here, str(here.tag)):
            return True
        here = here.getparent()
    return False


def _stands_in_a_run(element: HtmlElement) -> bool:
    """Whether an element's text would be a part of a block of the page, and no block."""
    return (is_inline(element) or next(element.iterancestors(*_CELLS), None) is not None) and _says_something(element)


def _set_apart(element: HtmlElement) -> None:
    """Makes a block of its own of a part of one, before it: it is cut as a line, and the line has its place."""
    top = element
    while (parent := top.getparent()) is not None and is_inline(parent):
        top = parent
    holder = top.getparent()
    if holder is None:
        return
    cell = next((around for around in (holder, *holder.iterancestors()) if around.tag in _CELLS), None)
    anchor = top.getprevious()
    while anchor is not None and is_inline(anchor):
        anchor = anchor.getprevious()
    _lift(element)
    element.tag = "div"
    if cell is not None:
        table = cell
        while (around := table.getparent()) is not None and around.tag in _OF_TABLES:
            table = around
        table.addprevious(element)
    elif holder.tag in _OF_ONE_RUN:
        holder.addprevious(element)
    elif anchor is None:
        element.tail, holder.text = holder.text, None
        holder.insert(0, element)
    else:
        element.tail, anchor.tail = anchor.tail, None
        anchor.addnext(element)


def _lift(element: HtmlElement) -> None:
    """Leaves the text behind an element where it is when the element goes."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = f"{before.tail or ''}{element.tail}"
    elif element.tail and parent is not None:
        parent.text = f"{parent.text or ''}{element.tail}"
    element.tail = None
