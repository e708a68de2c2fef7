"""Dates that a page shows its readers, those most likely the article's own first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.document.neighbours import is_others, is_site_header, may_be_others, names_of
from pipelines.reading.document.positions import Plan, Position, find_positions, nearness, remoteness
from pipelines.web.calendars import Day, find_days
from pipelines.web.classnames import anywhere, apart

LIKELY = 3
"""Weight from which a date counts as the article's."""
SURE = 5
"""Weight from which it may settle what mark-up disagrees on. Of 350 dated pages of all kinds, 245 show a date of this
weight; 18 of these are another day than the one that people had noted, half of them slips of the notes."""

FIRST_YEAR = 1990
"""Of the web. What a text shows of earlier days is what it tells of; old papers online have theirs in mark-up."""
_DATE_CLASS = apart("date")
_IMAGE_CLASS = anywhere("image")
_WORDS = word_lists(__name__)
_PUBLISHED = re.compile(any_of(_WORDS["published"]), re.IGNORECASE)
_UPDATED = re.compile(any_of(_WORDS["updated"]), re.IGNORECASE)
_UNTIL = re.compile(rf"(?:{any_of(_WORDS['until'])})[\s:]*$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_DASH = re.compile(r"\s*[-–—|:•·]")
_LEADING = 25
"""Characters before a day that may open a paragraph: "Eastquay, 4 March 2026 - "."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them."""

    on: date
    raw: str
    """As it is written."""
    stamp: str | None
    """The datetime of the <time> that it stands in, where that has one."""
    weight: int
    updated: bool = False
    """Whether it is said to be the day of the last change."""


def shown_dates(
    tree: HtmlElement,
    headings: Sequence[HtmlElement],
    headline: str | None,
    url: str,
    *,
    day_first: bool,
    language: str | None,
) -> list[Shown]:
    """The dates in full that stand in the page's text and may be the article's own, heaviest first, then nearest to
    the headline.

    headings: the page's h1 elements. The rest of a long paragraph is not searched, nor what belongs to other articles
    by its mark-up. The weights are from 460 pages with a known date.
    """

    def day_in(text: str) -> Day | None:
        days = find_days(text[:160], day_first=day_first, language=language, short=len(text) < 40)
        return days[0] if days and days[0].on.year >= FIRST_YEAR else None

    def has_day(text: str, _before: str, _element: HtmlElement) -> bool:
        return _DIGIT.search(text, 0, 120) is not None and day_in(text) is not None

    plan = find_positions(tree, headings, headline, has_day)
    alike = Counter(_signature(position.element) for position in plan.positions)
    listed = Counter(_list_of(position.element) for position in plan.positions)
    path = _path_of(url)
    weighed: list[tuple[int, int, Shown]] = []
    for position in plan.positions:
        day = day_in(position.text)
        assert day is not None
        row = alike[_signature(position.element)] > 2
        entry = (list_of := _list_of(position.element)) is not None and listed[list_of] > 2
        weight = _weight(position, day, plan, path, in_row=row, in_list=entry)
        updated = _UPDATED.search(_said(position, day)) is not None
        if weight is not None and weight >= (0 if updated else LIKELY):
            raw = position.text[day.start : day.end]
            shown = Shown(day.on, raw, _stamp(position.element), weight, updated)
            weighed.append((-weight, remoteness(plan.distance(position) or 0), shown))
    return [shown for _, _, shown in sorted(weighed, key=lambda one: one[:2])]


def is_until(text: str, day: Day) -> bool:
    """Whether a text says of this day that something lasts until then."""
    return _UNTIL.search(text, max(0, day.start - 24), day.start) is not None


def _weight(position: Position, day: Day, plan: Plan, path: str, *, in_row: bool, in_list: bool) -> int | None:
    """How much speaks for a date; None for one that belongs to something else.

    in_row, in_list: whether three dates or more stand in elements like its own, or in its list.
    """
    distance = plan.distance(position)
    rest = len(position.text) - (day.end - day.start)
    opens = day.start <= _LEADING and distance is not None and 0 <= distance < 1500
    if (rest > 40 and not opens) or is_until(position.text, day):
        return None
    chain = plan.chain(position.element)
    if any(is_others(element) or (plan.around and is_site_header(element)) for element in chain):
        return None
    near = chain[:3] or [position.element]
    said = _said(position, day)
    weight = nearness(distance)
    weight += 2 * any(e.tag == "time" or _DATE_CLASS.search(names_of(e)) is not None for e in near)
    weight += 2 * (_PUBLISHED.search(said) is not None)
    weight -= 2 * (_UPDATED.search(said) is not None or any(_UPDATED.search(names_of(e)) for e in near[:2]))
    weight -= 3 * any(e.tag in ("figure", "figcaption") for e in chain) or 2 * any(map(_labels_image, chain))
    weight += (rest <= 20) - (rest > 40) + (rest > 20 and _DASH.match(position.text, day.end) is not None)
    others = (
        in_list or any(map(may_be_others, chain[:3])) or any(_links_elsewhere(e, position.text, path) for e in chain)
    )
    weight -= 4 * others
    weight -= 2 * (in_row and (others or distance is None or not 0 <= distance <= 400))
    return weight


def _said(position: Position, day: Day) -> str:
    """What stands right before the day."""
    return f"{position.before[-30:]} {position.text[: day.start]}"[-45:]


def _stamp(element: HtmlElement) -> str | None:
    parent = element.getparent()
    return next((e.get("datetime") for e in (element, parent) if e is not None and e.tag == "time"), None)


def _links_elsewhere(element: HtmlElement, text: str, path: str) -> bool:
    """Whether this is a link to another page that says more than the date."""
    if element.tag != "a" or len(str(element.text_content()).strip()) <= len(text) + 10:
        return False
    target = _path_of(element.get("href") or "")
    return len(target) > 1 and not (target.endswith(path) or path.endswith(target))


def _labels_image(element: HtmlElement) -> bool:
    return _IMAGE_CLASS.search(names_of(element)) is not None


def _list_of(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("ul", "ol"), None)


def _signature(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url
