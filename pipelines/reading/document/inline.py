"""Which elements stand in a line of text where their name does not say so: those that HTML does not know, and buttons.

A browser shows what it does not know as it shows a <span>: web components, Word's st1:place, <amp-...>. Sites make
blocks of some of them by their style sheets, which nobody reads here; what stands around them tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement

from pipelines.reading.document.tags import BLOCKS, INLINE, LINES, SILENT

NEAR = 8
"""Elements on each side of a button among which the text of its sentence is looked for."""
TEXT_HOLDERS = LINES | {"li", "dd", "blockquote", "td"}
"""Elements that are there for text, so that a button between words is more likely one of them."""
_ENDS_OF_LINES = BLOCKS | {"br", "button"}
_SENTENCE_ENDS = tuple(".!?…:。！？।؟۔։")
_CLOSING = "'\"”’»›)]」』"
_GOES_ON = frozenset(",.;:!?…)]}»”’、。，；：！？）」』،؛؟।۔-–—/%")
_SHOWN_TEXT = etree.XPath(".//text()[not(ancestor::svg or ancestor::style or ancestor::script)]")


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends where the text does.

    >>> ends_sentence("“It will hold.” "), ends_sentence("It will hold,")
    (True, False)
    """
    return text.rstrip().rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS


def shows_text(element: HtmlElement) -> bool:
    """Whether an element holds words; a picture's title is none."""
    return bool(_first(_SHOWN_TEXT(element)))


def is_inline(element: HtmlElement) -> bool:
    """Whether one element is a part of the line that it stands in; for many of a tree, Phrasing."""
    return element.tag in INLINE or Phrasing()(element)


class Phrasing:
    """Answers for one tree; remembers what it has seen."""

    def __init__(self) -> None:
        self._answers: dict[HtmlElement, bool] = {}
        self._lines: dict[HtmlElement, bool] = {}

    def __call__(self, element: HtmlElement) -> bool:
        """Whether the element is a part of the line that it stands in."""
        tag = element.tag
        if tag in INLINE:
            return True
        if tag in BLOCKS or tag in SILENT or tag == "br":
            return False
        if tag == "button":
            return self._is_in_sentence(element)
        answer = self._answers.get(element)
        if answer is None:
            parent = element.getparent()
            answer = parent is not None and self._is_line(parent) and not self._holds_blocks(element)
            self._answers[element] = answer
        return answer

    def _is_line(self, element: HtmlElement) -> bool:
        """Whether what stands directly in an element is a line of text: its name says so, or words stand there."""
        passed = []
        here: HtmlElement | None = element
        answer = False
        while here is not None:
            known = self._lines.get(here)
            if known is None and (self._answers.get(here) or here.tag in LINES or _has_words(here)):
                known = True
            if known is None and here.tag not in INLINE:
                known = False
            passed.append(here)
            if known is not None:
                answer = known
                break
            here = here.getparent()
        self._lines.update(dict.fromkeys(passed, answer))
        return answer

    def _holds_blocks(self, element: HtmlElement) -> bool:
        """Whether blocks stand in an element that HTML does not know; then all around the first of them hold blocks."""
        block = next(element.iter(*BLOCKS), None)
        while block is not None and block is not element:
            self._answers[block] = False
            block = block.getparent()
        return block is not None

    def _is_in_sentence(self, button: HtmlElement) -> bool:
        """Whether a button is a word of a sentence, which goes on behind it: a term of a glossary, not "Share"."""
        parent = button.getparent()
        after = _neighbour(button, forwards=True)
        if parent is None or not after:
            return False
        if after[0].islower() or after[0] in _GOES_ON:
            return True
        if after[0].isalpha() and not after[0].isupper():  # a script without capitals says less
            return _line_of(parent) in TEXT_HOLDERS
        before = _neighbour(button, forwards=False)
        return bool(before) and not ends_sentence(before) and _line_of(parent) in TEXT_HOLDERS


def _has_words(element: HtmlElement) -> bool:
    """Whether words stand directly in an element."""
    text = element.text
    return bool(text and not text.isspace()) or any(child.tail and not child.tail.isspace() for child in element)


def _line_of(element: HtmlElement) -> str:
    """The name of the nearest element that is not inline."""
    here: HtmlElement | None = element
    while here is not None and here.tag in INLINE:
        here = here.getparent()
    return "" if here is None else str(here.tag)


def _neighbour(element: HtmlElement, *, forwards: bool) -> str:
    """The words next to an element in its line; "" at the line's end, and where another button stands next."""
    here: HtmlElement | None = element
    for _ in range(NEAR):
        if here is None:
            break
        beside = here.getnext() if forwards else here.getprevious()
        parent = here.getparent()
        if words := _between(here, beside, parent, forwards=forwards):
            return words
        if beside is None:
            here = parent if parent is not None and parent.tag in INLINE else None
            continue
        if beside.tag in _ENDS_OF_LINES:
            break
        texts = [] if beside.tag in SILENT else _SHOWN_TEXT(beside)
        if words := _first(texts if forwards else reversed(texts)):
            return words
        here = beside
    return ""


def _between(here: HtmlElement, beside: HtmlElement | None, parent: HtmlElement | None, *, forwards: bool) -> str:
    """What stands between an element and the one beside it, or the end of the one around it."""
    if forwards:
        text = here.tail
    elif beside is not None:
        text = beside.tail
    else:
        text = parent.text if parent is not None else None
    return text.strip() if text else ""


def _first(texts: Iterable[object]) -> str:
    """The first text that is not white space, without any around it."""
    return next((words for text in texts if (words := str(text).strip())), "")
