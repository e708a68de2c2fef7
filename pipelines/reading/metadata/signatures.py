"""Names that a page shows its readers as its writers'."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipelines.language.agencies import PICTURE_DESKS
from pipelines.language.cjk_bylines import names_of_byline
from pipelines.language.folding import fold, letters
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.document.neighbours import is_others, may_be_others
from pipelines.reading.document.positions import Plan, Position, find_positions, nearness, remoteness
from pipelines.reading.metadata.bylines import WORDS, is_plain_name, names_in, names_job_or_title, names_other
from pipelines.web.calendars import find_days
from pipelines.web.classnames import apart, spaced

LIKELY = 6
"""Weight from which a name counts as the writer's. Of 194 pages that name nobody elsewhere and show a name of this
weight, 180 show the right one."""

_LONGEST = 90
_LONGEST_LABEL = 30
_NAMING = ("class", "id", "itemprop", "data-testid")
"""Attributes that say what an element is for."""
_LONGEST_DAY = 60
_NEAR = 400
"""Characters below the headline within which a name may be the writer's that nothing is said of but its day."""
_LONGEST_NAME = 60
_TEXTS = etree.XPath("//text()[not(parent::script or parent::style or parent::noscript or parent::template)]")
_MOST_TEXT = 100_000
"""Characters in which words are looked for."""
_FIRST_ELEMENTS = 40
_PICTURED = ("figure", "figcaption", "body", "main", "article")
_JOINS = 5
"""Characters of "and", of a comma."""
_MOST_NAMES = 10
_BESIDE = 120
"""Characters between two writers' names at most."""
_WRITER = apart("writer")
_PAGES = word_lists(__name__)
_WRITERS_PAGE = re.compile(rf"/(?:{any_of(_PAGES['writers_pages'])})/", re.IGNORECASE)
_READERS_PAGE = re.compile(rf"/(?:{any_of(_PAGES['readers_pages'])})/", re.IGNORECASE)
_LABEL = re.compile(rf"(?:{any_of(WORDS['labels'])})\b\s*:?\s*", re.IGNORECASE)
_COLON = r"(?:\(\w{1,4}\))?\s*:"
_STATEMENT = re.compile(rf"(?:{any_of((*WORDS['statements'], *WORDS['both']))})\s*:?\s+", re.IGNORECASE)
"""What states the writer, and cannot be the beginning of anything else."""
_STATEMENT_WITH_COLON = re.compile(rf"(?:{any_of(WORDS['labels_only'])}){_COLON}\s*", re.IGNORECASE)
_STATED_ALONE = re.compile(
    rf"(?:{any_of((*WORDS['statements'], *WORDS['nouns']))})\s*:?|(?:{any_of(WORDS['labels_only'])}){_COLON}",
    re.IGNORECASE,
)
"""The same in a text of its own."""
_TRAILING = re.compile(rf"\s+(?:{any_of(WORDS['trailing'])})$")
_BY = re.compile(rf"(?:^|\s)(?:{any_of(WORDS['by'])})\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Signature:
    """Names that stand in one position."""

    names: tuple[str, ...]
    position: Position
    weight: int


def shown_writers(
    tree: HtmlElement, headings: Sequence[HtmlElement], headline: str | None, sites: frozenset[str]
) -> tuple[str, ...]:
    """The names that stand where writers' do: near the headline, marked, linked to a writer's page or labelled.

    headings: the page's h1 elements. sites: what the site may be called. Empty where nothing is likely enough.
    """
    marks = _Marks(tree, [headline or "", *(text for heading in headings[:3] for text in map(str, heading.itertext()))])
    plan = find_positions(tree, headings, headline, marks.may_sign)
    alike = Counter(map(_kind, plan.positions))
    signed = [one for position in plan.positions if (one := _signature(position, marks, plan, alike, sites))]
    if not signed:
        return ()
    best = min(signed, key=lambda one: (-one.weight, remoteness(plan.distance(one.position) or 0)))
    beside = [
        one
        for one in signed
        if (one is best or all(map(is_plain_name, one.names)))
        and _row(one.position.element) == _row(best.position.element)
        and abs(one.position.at - best.position.at) <= _BESIDE
    ]
    names = [name for one in beside for name in one.names]
    return tuple(dict.fromkeys([*names, *_names_after(best.position, plan)]))


def _names_after(position: Position, plan: Plan) -> Iterator[str]:
    """The names in elements of the same kind that follow with nothing but a word that joins between them."""
    start = plan.positions.index(position) + 1
    end = position.at + len(position.text)
    for one in plan.positions[start : start + _MOST_NAMES]:
        chain = plan.chain(one.element)
        if one.at - end > _JOINS or _row(one.element) != _row(position.element) or not is_plain_name(one.text):
            return
        if any(map(is_others, chain)) or any(map(may_be_others, chain[:3])):
            return
        yield one.text
        end = one.at + len(one.text)


@dataclass(frozen=True, slots=True)
class _Signs:
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


class _Marks:
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
        if any(self._of_elements(element)) or _is_labelled(text, before):
            return True
        if len(text) > _LONGEST_NAME or not _may_be_name(text):
            return False
        return (self._since is not None and self._since <= _NEAR) or self._is_portrayed(element, text)

    def _count(self, before: str) -> None:
        """Counts the characters since the headline."""
        if before.casefold() in self._heads:
            self._since = 0
        elif self._since is not None:
            self._since += len(before)

    def signs(self, position: Position) -> _Signs:
        """What says that a text is the writer's name."""
        marked, linked = self._of_elements(position.element)
        text, before = position.text, position.before
        return _Signs(
            marked=marked,
            linked=linked,
            labelled=_is_labelled(text, before),
            stated=_is_stated(text, before),
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
        key, longest = name.casefold(), len(name) + _LONGEST_LABEL
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


def _is_labelled(text: str, before: str) -> bool:
    return _opens_as_byline(text) or _labels(before) or _states(before)


def _is_stated(text: str, before: str) -> bool:
    return _statement(text) is not None or _states(before) or bool(names_of_byline(text))


@lru_cache(maxsize=4096)  # a site's pages share their menus
def _opens_as_byline(text: str) -> bool:
    return (
        _LABEL.match(text) is not None
        or _statement(text) is not None
        or _after_day(text) is not None
        or bool(names_of_byline(text))
    )


def _statement(text: str) -> re.Match[str] | None:
    return _STATEMENT.match(text) or (_STATEMENT_WITH_COLON.match(text) if ":" in text else None)


@lru_cache(maxsize=4096)
def _labels(text: str) -> bool:
    """Whether a text is the label of a byline and nothing else."""
    return len(text) < _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _states(text: str) -> bool:
    """Whether a text is such a label, and can be nothing else."""
    return len(text) < _LONGEST_LABEL and _STATED_ALONE.fullmatch(text) is not None


def _has_day(text: str) -> bool:
    return 5 < len(text) <= _LONGEST_DAY and any(map(str.isdigit, text)) and bool(find_days(text, short=True))


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


def _signature(
    position: Position, marks: _Marks, plan: Plan, alike: Counter[tuple[str, str, str]], sites: frozenset[str]
) -> _Signature | None:
    chain = plan.chain(position.element)
    if any(map(is_others, chain)) or _is_of_other(position):
        return None
    signs = marks.signs(position)
    distance = plan.distance(position)
    near = distance is not None and 0 <= distance <= _NEAR
    within_link = any(element.tag == "a" for element in chain)
    dated = any(map(_has_day, (position.text, position.before, position.after)))
    # A link beside a day is a section's; a portrait far from the headline, that of somebody whom the text tells of.
    if not signs.claimed and signs.portrayed + signs.told + (dated and not within_link) < (1 if near else 2):
        return None
    names = tuple(
        name
        for name in names_in([_byline(position.text)])
        if letters(name) not in sites
        and fold(name) not in PICTURE_DESKS
        and (is_plain_name(name) or (signs.certain and _is_short(name)))
    )
    if not names or (not signs.certain and not _is_all(names, position.text)):
        return None
    if not _is_believable(position, names, signs, marks, within_link=within_link and not near):
        return None
    weight = nearness(distance) + signs.weight + 2 * dated + all(map(is_plain_name, names))
    weight -= 4 * any(may_be_others(element) and not marks.is_writers(element) for element in chain[:3])
    weight -= 2 * (alike[_kind(position)] > 3 and not near)
    return _Signature(names, position, weight) if weight >= LIKELY else None


def _is_of_other(position: Position) -> bool:
    """Whether a text, or the one before it, is the credit of a photographer, an editor, a translator."""
    before = position.before
    return names_other(position.text) or (len(before) < _LONGEST_LABEL and names_other(f"{before} X"))


def _is_believable(
    position: Position, names: tuple[str, ...], signs: _Signs, marks: _Marks, *, within_link: bool
) -> bool:
    """Whether what looks like a name is one, and of this article's writer. within_link: one far from the headline."""
    if not signs.claimed:
        return marks.are_no_words(names)
    if not signs.certain and marks.are_words(names):
        return False  # "View all"
    # "By Ines Varga" in a link to another article
    return not within_link or signs.marked or signs.linked or _label_of(position.text) is None


def _byline(text: str) -> str:
    """The part of a text that holds the names: what follows "by", without a day beside it."""
    label = _label_of(text)
    days = find_days(text, short=True) if any(map(str.isdigit, text)) else ()
    if label is not None and days and days[0].start > label.end():
        text = text[: days[0].start]  # "Posted by Ines Varga at 4 March 2026, 10:15"
    else:
        text = _after_day(text) or _without_day(text)
        label = _label_of(text)
    return _TRAILING.sub("", (text[label.end() :] if label else text).strip(" ,|–—-·•:")).strip(" ,|–—-·•:")


def _label_of(text: str) -> re.Match[str] | None:
    return _statement(text) or _LABEL.match(text)


def _after_day(text: str) -> str | None:
    """What follows "by" in "Posted on 4 March 2026 by Ines Varga"; None in other texts."""
    if not _BY.search(text):
        return None
    shorter = _without_day(text)
    by = _BY.search(shorter) if shorter != text else None
    return shorter[by.end() :] if by else None


def _without_day(text: str) -> str:
    days = find_days(text, short=True)
    return f"{text[: days[0].start]} {text[days[0].end :]}" if days else text


def _is_all(names: tuple[str, ...], text: str) -> bool:
    """Whether a text holds hardly more than names: by letters, what opens it, and a job behind a name, apart."""
    byline = _byline(text)
    first, behind = names[0], byline[len(names[0]) :].lstrip()
    if byline.startswith(first) and behind[:1] in (",", "|", "–", "—", "-", "·") and names_job_or_title(behind):
        return True
    return sum(map(str.isalpha, "".join(names))) >= 0.8 * sum(map(str.isalpha, byline))


def _is_short(name: str) -> bool:
    return len(name) <= 30 and len(name.split()) <= 2


def _kind(position: Position) -> tuple[str, str, str]:
    """What texts have in common that stand in a list: their elements, and the label before them."""
    label = position.before if _states(position.before) else ""
    return *_row(position.element), label


def _row(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""
