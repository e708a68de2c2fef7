"""Names that a page shows its readers as its writers'."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.language.folding import letters
from pipelines.language.names import PARTICLES
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.document.neighbours import is_others, may_be_others
from pipelines.reading.document.positions import Plan, Position, find_positions, nearness, remoteness
from pipelines.reading.metadata.bylines import WORDS, is_person, names_in, names_job
from pipelines.web.calendars import find_days
from pipelines.web.classnames import apart, spaced

LIKELY = 6
"""Weight from which a name counts as the writer's. Of 253 pages with a known writer that show a name of this weight,
238 show the right one; most of the rest is one that people had noted otherwise."""

_LONGEST = 90
_LONGEST_LABEL = 30
_NAMING = ("class", "id", "itemprop", "data-testid")
"""Attributes that say what an element is for."""
_BESIDE = 120
"""Characters between two writers' names at most."""
_WRITER = apart("writer")
_WRITERS_PAGE = re.compile(rf"/(?:{any_of(word_lists(__name__)['writers_pages'])})/", re.IGNORECASE)
_LABEL = re.compile(rf"(?:{any_of(WORDS['labels'])})\b\s*:?\s*", re.IGNORECASE)
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
    marks = _Marks()
    plan = find_positions(tree, headings, headline, marks.may_sign)
    alike = Counter(_row(position.element) for position in plan.positions)
    signed = [one for position in plan.positions if (one := _signature(position, marks, plan, alike, sites))]
    if not signed:
        return ()
    best = min(signed, key=lambda one: (-one.weight, remoteness(plan.distance(one.position) or 0)))
    beside = [
        one
        for one in signed
        if (one is best or all(map(_is_name, one.names)))
        and _row(one.position.element) == _row(best.position.element)
        and abs(one.position.at - best.position.at) <= _BESIDE
    ]
    return tuple(dict.fromkeys(name for one in beside for name in one.names))


class _Marks:
    """What elements say of a text in them; remembers what it has seen, since menus share their parents."""

    def __init__(self) -> None:
        self._own: dict[HtmlElement, tuple[bool, bool]] = {}

    def may_sign(self, text: str, before: str, element: HtmlElement) -> bool:
        """Whether a text may hold a writer's name at all."""
        return 1 < len(text) <= _LONGEST and any(self.signals(text, before, element))

    def signals(self, text: str, before: str, element: HtmlElement) -> tuple[bool, bool, bool]:
        """Whether a text is marked as a writer's, leads to a writer's page, is labelled as a byline."""
        marked = linked = False
        here: HtmlElement | None = element
        for _ in range(3):
            if here is None or here.tag == "body":
                break
            own = self._own.get(here)
            if own is None:
                own = self._own[here] = _own_signals(here)
            marked, linked = marked or own[0], linked or own[1]
            here = here.getparent()
        labelled = (
            _LABEL.match(text) is not None
            or (len(before) < _LONGEST_LABEL and _LABEL.fullmatch(before) is not None)
            or _after_day(text) is not None
        )
        return marked, linked, labelled


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
    return "author" in rel.split() or _WRITERS_PAGE.search(f"{path}/") is not None


def _signature(
    position: Position, marks: _Marks, plan: Plan, alike: Counter[tuple[str, str]], sites: frozenset[str]
) -> _Signature | None:
    chain = plan.chain(position.element)
    if any(map(is_others, chain)):
        return None
    signals = marks.signals(position.text, position.before, position.element)
    certain = sum(signals) > 1
    names = tuple(
        name
        for name in names_in([_byline(position.text)])
        if letters(name) not in sites and (_is_name(name) or (certain and _is_short(name)))
    )
    if not names or (not certain and not _is_all(names, position.text)):
        return None
    distance = plan.distance(position)
    weight = nearness(distance) + 2 * sum(signals) + all(map(_is_name, names)) - 4 * any(map(may_be_others, chain[:3]))
    weight -= 2 * (alike[_row(position.element)] > 3 and not (distance is not None and 0 <= distance <= 400))
    return _Signature(names, position, weight) if weight >= LIKELY else None


def _byline(text: str) -> str:
    """The part of a text that holds the names: what follows "by", without a day beside it."""
    text = _after_day(text) or _without_day(text)
    return (_LABEL.sub("", text, count=1) if _LABEL.match(text) else text).strip(" ,|–—-·•:")


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


def _is_name(name: str) -> bool:
    """Whether this is a person's name and nothing else: each word with a capital, or a particle; no job."""
    words = name.split()
    return is_person(name) and not names_job(name) and all(w[0].isupper() or w.lower() in PARTICLES for w in words)


def _is_all(names: tuple[str, ...], text: str) -> bool:
    """Whether a text holds hardly more than names: by letters, what opens it apart."""
    whole = sum(map(str.isalpha, _byline(text)))
    return sum(map(str.isalpha, "".join(names))) >= 0.8 * whole


def _is_short(name: str) -> bool:
    return len(name) <= 30 and len(name.split()) <= 2


def _row(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""
