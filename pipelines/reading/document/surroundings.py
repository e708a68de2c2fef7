"""What the elements around a run of text say about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.model import BlockRole
from pipelines.web.classnames import anywhere

_CAPTION_CLASS = anywhere("caption")
_NOTE_CLASS = anywhere("note_stems")
_NOTE_STEPS = 3
"""Elements, from a block upwards, that may be called a correction or a note."""
_CAPTION_TAGS = frozenset(("div", "p", "figcaption", "section", "dd", "h5", "h6"))


@dataclass(slots=True, frozen=True)
class Surroundings:
    """Of the place where the walk stands."""

    role: BlockRole = "paragraph"
    outside: bool = False
    """Inside something that is not the article by its mark-up."""
    figure: bool = False
    """Inside a <figure> that shows something."""
    labelled: bool = False
    """Inside an element whose class says that it labels an image."""


surroundings = lru_cache(maxsize=64)(Surroundings)  # there are 56, and a walk enters 400 elements


def names_caption(element: HtmlElement, tag: str) -> bool:
    """Whether an element's class is one that labels of images have."""
    return tag in _CAPTION_TAGS and _is_caption_class(element.get("class") or "")


def names_note(element: HtmlElement) -> bool:
    """Whether an element, or one around it, may be called a correction or a note; revisions/notes.py looks closer."""
    here: HtmlElement | None = element
    for _ in range(_NOTE_STEPS):
        if here is None:
            return False
        if _is_note_class(here.get("class") or ""):
            return True
        here = here.getparent()
    return False


@lru_cache(maxsize=2048)
def _is_note_class(classes: str) -> bool:
    return bool(classes) and _NOTE_CLASS.search(classes) is not None


@lru_cache(maxsize=2048)  # a page repeats its classes, a site's pages share them
def _is_caption_class(classes: str) -> bool:
    return _CAPTION_CLASS.search(classes) is not None
