"""Lines that label an image though no mark-up says so: alone with it in an element, or set off below it.

What tells a caption from the article's own words is first where it stands, then its form: that of the lines below the
page's other images, or one that no other line has; then that it is no sentence. A line that looks like the article's
paragraphs stays one; what it says of itself is asked later (pipelines/reading/cleaning/captions.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from statistics import median
from typing import TypeAlias

from lxml.html import HtmlElement

from pipelines.language.scripts import PROSE_CHARACTERS, count_words, is_spelt_in, spelt_length
from pipelines.reading.document.blocks import PageText, RawBlock

SMALLEST = 100
"""Pixels of a picture's side; icons and portraits of writers are smaller."""
LONGEST = 400
"""Characters of a line below an image, as an alphabet would spell them; so are the other lengths."""
LONGEST_SET_OFF = 250
"""Of one whose form is all that says so."""
LONGEST_SENTENCE = 200
"""Of a sentence below an image that no other line is like."""
LEAST_WORDS = 4
"""Of a line at the text's end, where portraits have names below them."""
MOST_LINES = 3
"""Lines that may stand with an image in an element: a number, a caption, a credit."""
PROSE_FORM = 0.2
"""Share of the page's prose in a form that makes it one of paragraphs."""
MOST_SHARE = 0.5
"""Share of the prose that the lines alone with images may have; beyond it they are what the page has to say."""
SEVERAL = 3
FEW_SENTENCES = 0.15
"""Share of the prose up to which several sentences alone with images are captions; steps of a recipe have more."""
LEAST_LETTERS = 6
MOST_LINKED_SET_OFF = 0.2
STEPS = 5
"""Elements around an image that may hold it and its lines alone."""
EMPHASISED = 0.9
ELSEWHERE = 0.2
"""Lines of a form that stand elsewhere, to one below an image, up to which it is a form of captions."""

_ROLES = ("paragraph", "list_item")
_WIDE = frozenset(("body", "html", "main", "article"))
_SHOWN_ALONG = frozenset(("img", "amp-img", "picture", "br", "wbr"))
_SENTENCE_END = re.compile(r"[.!?…:。！？।؟۔։።]['\"”’»›)\]」』]*$")
_SENTENCE_INSIDE = re.compile(r"[.!?。！？।؟]['\"”’»)]?\s+\S")
_QUOTED = re.compile(r"^[“\"«„「『‹]")
_CREDIT = re.compile(r"^[(\[（【].*[)\]）】]\.?$|©|\w/\s?\w|^[^\W\d]{2,15}(?: [^\W\d]{2,12})?\s?[:：|]\s?\S")
_COUNTER = re.compile(r"(?:[^\W\d]{1,12})?\W*\d{1,3}\W*(?:[^\W\d]{1,8}\W*)?(?:\d{1,3}\W*)?(?:[^\W\d]{1,10}\W*)?")
_NUMBERED = re.compile(r"#?\d{1,3}[.)]")
_LABEL = re.compile(r"^[^.:：]{2,30}[:：]")

Form: TypeAlias = tuple[tuple[str, str, str], ...]


def label_pictures(found: PageText) -> None:
    """Makes captions of the page's lines that label an image; notes of the others which image they stand below."""
    spots = list(_spots(found))
    if spots:
        _Page(found, spots).label()


def _spots(found: PageText) -> Iterator[tuple[int, int]]:
    """(index of an image, index of the block behind it), of several images in a row the last."""
    for number, image in enumerate(found.images):
        if number + 1 < len(found.images) and found.images[number + 1].place == image.place:
            continue
        if _is_shown_large(image.element):
            yield number, image.place


def _is_shown_large(element: HtmlElement) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    return all(int(size) >= SMALLEST for size in sizes if size.isdecimal() and len(size) < 6)


class _Page:
    """One page's lines and images."""

    def __init__(self, found: PageText, spots: Sequence[tuple[int, int]]) -> None:
        self.found, self.blocks, self.spots = found, found.blocks, spots
        self.below = {place: image for image, place in spots if self._could_label(place)}
        self.labels: frozenset[int] = frozenset()
        """Lines that may be captions."""
        self.forms: dict[int, Form] = {}

    def label(self) -> None:
        """Marks the blocks."""
        for place, image in self.below.items():
            self.blocks[place].below = image
        alone = self._alone()
        self.labels = frozenset(self.below.keys() | alone.keys())
        alone = {place: image for place, image in alone.items() if self._is_near_prose(place)}
        set_off = {
            place: image for place, image in self.below.items() if place not in alone and self._is_set_off(place)
        }
        for place, image in (alone | set_off).items():
            self.blocks[place].role = "caption"
            self.blocks[place].figure = image

    def _could_label(self, place: int) -> bool:
        if not 0 <= place < len(self.blocks):
            return False
        block = self.blocks[place]
        return (
            not block.outside
            and block.role in _ROLES
            and block.figure is None
            and len(block.text) <= LONGEST
            and not block.is_mostly_links
            and spelt_length(block.text) <= LONGEST
        )

    # -------------------------------------------------------------------------------------------- alone with an image

    def _alone(self) -> dict[int, int]:
        """The lines that stand with an image in an element that holds nothing else, and the image of each."""
        found: dict[int, int] = {}
        captions: list[str] = []
        for image, place in self.spots:
            if place not in self.below and not self._could_label(place - 1):
                continue
            lines = self._lines_around(image, place)
            told = [n for n in lines if not (_stands_beside(self.blocks[n].text) or self._stands_over(n, place))]
            if not told and any(self._stands_over(n, place) and self._has_prose_around(n) for n in lines):
                found |= dict.fromkeys(lines, image)
            if len(told) == 1 and self._labels_alone(told[0], place, image):
                found |= dict.fromkeys(lines, image)
                captions.append(self.blocks[told[0]].text)
        sentences = [text for text in captions if _SENTENCE_END.search(text)]
        names = len(captions) >= SEVERAL and median(len(text.split()) for text in captions) < LEAST_WORDS
        steps = len(sentences) >= SEVERAL and sum(map(len, sentences)) > FEW_SENTENCES * self.prose_length
        much = sum(map(len, captions)) > MOST_SHARE * self.prose_length
        return {} if names or steps or much else found

    def _lines_around(self, image: int, place: int) -> range:
        """The lines of the largest element around an image that holds a few lines and no other image."""
        shown = self.found.images[image]
        others = [self.found.images[n] for n in (image - 1, image + 1) if 0 <= n < len(self.found.images)]
        crowded = {e for other in others if other.place != place for e in other.element.iterancestors()}
        lines = range(place, place)
        for element, _ in zip(shown.element.iterancestors(), range(STEPS), strict=False):
            if element.tag in _WIDE or element in crowded:
                break
            start, end = lines.start, lines.stop
            while start and place - start <= MOST_LINES and _stands_in(self.blocks[start - 1].element, element):
                start -= 1
            while (
                end < len(self.blocks) and end - place <= MOST_LINES and _stands_in(self.blocks[end].element, element)
            ):
                end += 1
            if end - start > MOST_LINES or not all(map(self._could_label, range(start, end))):
                break
            lines = range(start, end)
        return lines

    def _labels_alone(self, place: int, spot: int, image: int) -> bool:
        """Whether a line that stands alone with an image is its caption, as far as it can be told from its words."""
        block = self.blocks[place]
        text = block.text
        words = count_words(text)
        if words < LEAST_WORDS - 1 or _NUMBERED.match(text) or text.isupper():
            return False
        in_one_run = _stands_in(self.found.images[image].element, block.element)
        if in_one_run and place < spot:
            return False  # a paragraph that ends in an image
        if not _SENTENCE_END.search(text):
            return words >= LEAST_WORDS or self._has_prose_around(place)
        is_told = in_one_run or place < spot or len(text) > LONGEST_SENTENCE or _QUOTED.match(text)
        return self._has_prose_around(place) and not (is_told or _SENTENCE_INSIDE.search(text) or _LABEL.match(text))

    def _is_near_prose(self, place: int) -> bool:
        """Whether a paragraph of prose stands next to a line, or to its neighbours that may label images as well; in a
        list of cards none does."""
        for step in (-1, 1):
            here = place + step
            while here in self.labels or (0 <= here < len(self.blocks) and _stands_beside(self.blocks[here].text)):
                here += step
            if here in self.prose or here + step in self.prose:
                return True
        return False

    def _stands_over(self, place: int, spot: int) -> bool:
        """Whether a line before an image is a word or three, as labels over images are: "Exclusive", "Watch"."""
        text = self.blocks[place].text
        return place < spot and len(text.split()) < LEAST_WORDS and not _SENTENCE_END.search(text)

    def _has_prose_around(self, place: int) -> bool:
        """Whether prose stands somewhere before a line, and somewhere behind it."""
        return any(n < place for n in self.prose) and any(n > place for n in self.prose)

    # ------------------------------------------------------------------------------------------ set off below an image

    def _is_set_off(self, place: int) -> bool:
        """Whether a line below an image has a form of its own, and one that captions have."""
        form = self._form(place)
        if form in self.prose_forms or not self._could_be_set_off(place):
            return False
        alike = [n for n, other in enumerate(self.blocks) if not other.outside and self._has_form(n, form)]
        below = [n for n in alike if n in self.below]
        if len(alike) - len(below) > ELSEWHERE * len(below):
            return False
        is_sentence = _SENTENCE_END.search(self.blocks[place].text)
        if len(below) > 1:
            names = len(below) >= SEVERAL and median(count_words(self.blocks[n].text) for n in below) < LEAST_WORDS - 1
            return not names and (not is_sentence or all(self._is_one_sentence(n) for n in below))
        return self._is_set_off_alone(place, is_sentence=is_sentence is not None)

    def _could_be_set_off(self, place: int) -> bool:
        block = self.blocks[place]
        return (
            LEAST_LETTERS <= spelt_length(block.text) <= LONGEST_SET_OFF
            and not block.text.endswith(("?", "？", ":", "："))
            and block.link_density <= MOST_LINKED_SET_OFF
            and _item_around(block.element) is _item_around(self.found.images[self.below[place]].element)
            and self._is_near_prose(place)
            and not self._follows_its_like(place)
        )

    def _follows_its_like(self, place: int) -> bool:
        """Whether the image closes a paragraph of the same form: steps with a picture each."""
        image = self.found.images[self.below[place]].element
        holds = place > 0 and _stands_in(image, self.blocks[place - 1].element)
        return holds and self._form(place - 1) == self._form(place)

    def _is_set_off_alone(self, place: int, *, is_sentence: bool) -> bool:
        """Whether the only line of its form is a caption: a sentence where paragraphs stand on both sides."""
        block = self.blocks[place]
        is_between = place - 1 in self.prose and place + 1 in self.prose
        if _is_verse(block.element):
            return False
        if is_sentence:
            return is_between and self._is_one_sentence(place) and not block.anchors
        return is_between or (count_words(block.text) >= LEAST_WORDS - 1 and not _SENTENCE_INSIDE.search(block.text))

    def _is_one_sentence(self, place: int) -> bool:
        """Whether a line is one sentence at most, and no label of a note opens it."""
        text = self.blocks[place].text
        return not (_SENTENCE_INSIDE.search(text) or _LABEL.match(text)) and spelt_length(text) <= LONGEST_SENTENCE

    def _has_form(self, place: int, form: Form) -> bool:
        """Whether a block looks so; the work is done where its element and type could."""
        block = self.blocks[place]
        return (
            block.element.tag == form[0][0]
            and (block.element.get("class") or "") == form[0][1]
            and (self._form(place) == form)
        )

    def _form(self, place: int) -> Form:
        form = self.forms.get(place)
        if form is None:
            form = self.forms[place] = _form_of(self.blocks[place])
        return form

    @cached_property
    def prose(self) -> dict[int, int]:
        """The length of each paragraph of prose by its place."""
        return {
            place: len(block.text)
            for place, block in enumerate(self.blocks)
            if is_spelt_in(block.text, PROSE_CHARACTERS)
            and block.role in _ROLES
            and not block.outside
            and not block.is_mostly_links
            and place not in self.below
        }

    @cached_property
    def prose_length(self) -> int:
        return sum(self.prose.values())

    @cached_property
    def prose_forms(self) -> frozenset[Form]:
        """The forms that the page's paragraphs have."""
        held: Counter[Form] = Counter()
        for place, length in self.prose.items():
            held[self._form(place)] += length
        several = Counter(map(self._form, self.prose))
        return frozenset(f for f, length in held.items() if length >= PROSE_FORM * self.prose_length or several[f] > 1)


def _item_around(element: HtmlElement) -> HtmlElement | None:
    """The list item that an element is, or stands in."""
    return element if element.tag == "li" else next(element.iterancestors("li"), None)


def _stands_beside(text: str) -> bool:
    """Whether a line beside a caption is the image's number, or reads as its credit."""
    return bool(_COUNTER.fullmatch(text)) or (len(text.split()) <= 8 and bool(_CREDIT.search(text)))


def _form_of(block: RawBlock) -> Form:
    """The block's element, and those inside it that hold the whole line, each with its class and style."""
    here = block.element
    steps = [_look_of(here)]
    while (inner := _only_child(here)) is not None:
        here = inner
        steps.append(_look_of(here))
    if block.emphasis >= EMPHASISED:
        steps.append(("em", "", ""))
    return tuple(steps)


def _is_verse(element: HtmlElement) -> bool:
    """Whether breaks part an element's text in three lines or more; a caption has one, and its credit the second."""
    breaks = list(element.iter("br"))
    if len(breaks) < 2:
        return False
    before = breaks[0].getprevious()
    parent = breaks[0].getparent()
    above = (parent.text if parent is not None else "") if before is None else before.tail or before.text_content()
    return bool((above or "").strip()) + sum(bool((br.tail or "").strip()) for br in breaks) > 2


def _look_of(element: HtmlElement) -> tuple[str, str, str]:
    return str(element.tag), element.get("class") or "", element.get("style") or element.get("align") or ""


def _only_child(element: HtmlElement) -> HtmlElement | None:
    """The one element in which all of an element's text stands, images and breaks aside; None without one."""
    if element.text and not element.text.isspace():
        return None
    children = [child for child in element if child.tag not in _SHOWN_ALONG]
    if len(children) != 1 or not isinstance(children[0].tag, str):
        return None
    return None if any(child.tail and not child.tail.isspace() for child in element) else children[0]


def _stands_in(element: HtmlElement, holder: HtmlElement) -> bool:
    here: HtmlElement | None = element
    while here is not None:
        if here is holder:
            return True
        here = here.getparent()
    return False
