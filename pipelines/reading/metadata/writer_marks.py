"""What a page's elements, its pictures and its other texts say of a text: whether it is a writer's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipelines.language.folding import letters
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.document.positions import Position
from pipelines.reading.metadata.byline_labels import LONGEST_LABEL, is_labelled, is_stated
from pipelines.web.classnames import apart, spaced

_LONGEST = 90
_NAMING = ("class", "id", "itemprop", "data-testid")
"""Attributes that say what an element is for."""
NEAR = 400
"""Characters below the headline within which a name may be the writer's that nothing is said of but its day."""
_LONGEST_NAME = 60
_TEXTS = etree.XPath("//text()[not(parent::script or parent::style or parent::noscript or parent::template)]")
_MOST_TEXT = 100_000
"""Characters in which words are looked for."""
_FIRST_ELEMENTS = 40
_PICTURED = ("figure", "figcaption", "body", "main", "article")
_WRITER = apart("writer")
_PAGES = word_lists(__name__)
_WRITERS_PAGE = re.compile(rf"/(?:{any_of(_PAGES['writers_pages'])})/", re.IGNORECASE)
_READERS_PAGE = re.compile(rf"/(?:{any_of(_PAGES['readers_pages'])})/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What says that a text is the writer's name."""

    marked: bool
    """By the names of the elements around it."""
    linked: bool
    """It leads to a writer's page."""
    labelled: bool
    """A "by" stands before it."""
    stated: bool
    """A word stands before it that can mean nothing else: "Author:"."""
    portrayed: bool
    """A picture beside it is called by it."""
    told: bool
    """The next text tells of its bearer: it begins with the name."""

    @property
    def weight(self) -> int:
        """What they are worth together."""
        return 2 * sum((self.marked, self.linked, self.portrayed, self.told)) + (
            4 if self.stated else 2 * self.labelled
        )

    @property
    def claimed(self) -> bool:
        """Whether anything says more than where it stands."""
        return self.marked or self.linked or self.labelled

    @property
    def certain(self) -> bool:
        """Whether any short name may be taken for the writer's."""
        return self.stated or self.marked + self.linked + self.labelled > 1


class Marks:
    """What elements say of a text in them; remembers what it has seen, since menus share their parents.

    heads: the texts of the headline.
    """

    def __init__(self, tree: HtmlElement, heads: Iterable[str]) -> None:
        self._tree = tree
        self._own: dict[HtmlElement, tuple[bool, bool]] = {}
        self._pictures: dict[HtmlElement, tuple[str, ...]] = {}
        self._heads = frozenset(" ".join(head.split()).casefold() for head in heads) - {""}
        self._since: int | None = None

    def may_sign(self, text: str, before: str, element: HtmlElement) -> bool:
        """Whether a text may hold a writer's name at all; asked of a page's texts in their order."""
        self._count(before)
        if not 1 < len(text) <= _LONGEST:
            return False
        if any(self._of_elements(element)) or is_labelled(text, before):
            return True
        if len(text) > _LONGEST_NAME or not _may_be_name(text):
            return False
        return (self._since is not None and self._since <= NEAR) or self._is_portrayed(element, text)

    def _count(self, before: str) -> None:
        """Counts the characters since the headline."""
        if before.casefold() in self._heads:
            self._since = 0
        elif self._since is not None:
            self._since += len(before)

    def signs(self, position: Position) -> Signs:
        """What says that a text is the writer's name."""
        marked, linked = self._of_elements(position.element)
        text, before = position.text, position.before
        return Signs(
            marked=marked,
            linked=linked,
            labelled=is_labelled(text, before),
            stated=is_stated(text, before),
            portrayed=self._is_portrayed(position.element, text),
            told=len(text) > 4 and len(position.after) > len(text) + 20 and position.after.startswith(text),
        )

    def are_no_words(self, names: Iterable[str]) -> bool:
        """Whether none of these is in the headline, or made of words that the page writes without a capital as well."""
        heads = letters(" ".join(self._heads))
        return not any(
            letters(name) in heads
            or any(len(word) > 1 and word.isupper() for word in name.split())  # nothing can be said of capitals
            or any(map(self._is_word, name.split()))
            for name in names
        )

    def are_words(self, names: Iterable[str]) -> bool:
        """Whether these are words that the page writes without a capital as well, and nothing else: "View All"."""
        return all(map(self._is_word, " ".join(names).split()))

    def _is_word(self, word: str) -> bool:
        """Whether the page writes a word without a capital as well."""
        return re.search(rf"\b{re.escape(word.lower())}\b", self._text) is not None

    @cached_property
    def _text(self) -> str:
        """What the page says, as far as it is looked at."""
        return " ".join(map(str, _TEXTS(self._tree)))[:_MOST_TEXT]

    def _is_portrayed(self, element: HtmlElement, name: str) -> bool:
        """Whether a picture close to an element is called by a name: "Ines Varga", "Headshot of Ines Varga"."""
        key, longest = name.casefold(), len(name) + LONGEST_LABEL
        if key not in self._portraits:  # nearly always
            return False
        here: HtmlElement | None = element
        for _ in range(3):
            if here is None or here.tag in _PICTURED:
                return False
            if any(key in alternative and len(alternative) <= longest for alternative in self._alternatives(here)):
                return True
            here = here.getparent()
        return False

    @cached_property
    def _portraits(self) -> str:
        """What the page's pictures are called."""
        return "\n".join(image.get("alt") or "" for image in self._tree.iter("img")).casefold()

    def _alternatives(self, element: HtmlElement) -> tuple[str, ...]:
        """What the pictures among an element's first elements are called."""
        found = self._pictures.get(element)
        if found is None:
            first = (one for one, _ in zip(element.iter(), range(_FIRST_ELEMENTS), strict=False))
            found = tuple((one.get("alt") or "").casefold() for one in first if one.tag == "img")
            self._pictures[element] = found
        return found

    def _of_elements(self, element: HtmlElement) -> tuple[bool, bool]:
        """Whether a text is marked as a writer's, and whether it leads to a writer's page."""
        marked = linked = False
        here: HtmlElement | None = element
        for _ in range(3):
            if here is None or here.tag == "body":
                break
            own = self._of(here)
            marked, linked = marked or own[0], linked or own[1]
            here = here.getparent()
        return marked, linked

    def _of(self, element: HtmlElement) -> tuple[bool, bool]:
        own = self._own.get(element)
        if own is None:
            own = self._own[element] = _own_signals(element)
        return own

    def is_writers(self, element: HtmlElement) -> bool:
        """Whether an element is called a writer's by its own names."""
        return self._of(element)[0]


def _may_be_name(text: str) -> bool:
    """Whether a text has two words with capitals, or none that could have one: a first look."""
    return " " in text and text[:1].isalnum() and sum(word[0].isupper() for word in text.split()) > 1


def _own_signals(element: HtmlElement) -> tuple[bool, bool]:
    if not element.attrib:
        return False, False
    values = dict(element.items())
    marked = any(name in values and _names_writer(values[name]) for name in _NAMING)
    return marked, element.tag == "a" and _leads_to_writer(values.get("href", ""), values.get("rel", ""))


@lru_cache(maxsize=4096)  # a page repeats its classes, a site's pages share them
def _names_writer(names: str) -> bool:
    return _WRITER.search(spaced(names)) is not None


def _leads_to_writer(href: str, rel: str) -> bool:
    path = href.partition("?")[0].partition("#")[0]
    if "author" in rel.split():
        return True
    return _WRITERS_PAGE.search(f"{path}/") is not None and _READERS_PAGE.search(f"{path}/") is None
