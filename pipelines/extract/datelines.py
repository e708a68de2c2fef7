"""Dates that a page shows its readers, those most likely the article's own first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.calendars import Day, find_days
from pipelines.extract.neighbours import is_others, may_be_others, names_of

LIKELY = 3
"""Weight from which a date counts as the article's."""
SURE = 5
"""Weight from which it may settle what mark-up disagrees on. Of 350 dated pages of all kinds, 245 show a date of this
weight; 18 of these are another day than the one that people had noted, half of them slips of the notes."""

FIRST_YEAR = 1990
"""Of the web. What a text shows of earlier days is what it tells of; old papers online have theirs in mark-up."""
_DATE_CLASS = re.compile(
    r"(?<![a-z])(?:dates?|datum|(?:date)?time|(?:time)?stamp|dateline|fecha|data|tarih|dato|pub(?:lish|lished|date"
    r"|lication)?|posted|created|erstellt|meta|byline|infos?|kicker|day|calendar|subtitle|news)(?![a-z])",
    re.IGNORECASE,
)
_IMAGE_CLASS = re.compile(r"caption|figure|image|photo|foto|bild(?!ung)", re.IGNORECASE)
_PUBLISHED = re.compile(
    # What stands before the day of publication, as stems.
    r"publi[cszkq]|veröffentlicht|erschienen|erstellt|posted|gepostet|written|created|datum|\bdate\b|\bvom\b|\bam\b"
    r"|mise en ligne|paru|posté|fecha|geplaatst|skapad|opprettet|udgivet|julkaistu|опубл|дата|yayın|eklenme|\bdata\b"
    r"|pubblicat|inserito|objav|közzét|δημοσ|发布|来源|公開|掲載|発行|입력|등록",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    # What stands before the day of the last change, or the day until which something is shown.
    r"updat|aktual|modifi|mis(?:e)? à jour|actualiz|atualiz|aggiorn|bijgewerkt|gewijzigd|uppdat|oppdat|opdat|uppfær"
    r"|päivitet|обновл|оновл|güncel|更新|수정|zuletzt|geändert|änderung|\blast\b|\bstand\b|zmien|edited|verfügbar bis"
    r"|expires",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s*[-–—|:•·]")
_ENDS = ("body", "html")
_UNREAD = frozenset(("script", "style", "noscript", "option", "textarea"))
_MOST = 300
"""Dates of one page that are looked at."""
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


@dataclass(frozen=True, slots=True)
class _Found:
    """A text that holds a day."""

    day: Day
    text: str
    before: str
    """The text that stands before this one."""
    at: int
    """Characters of text before it on the page."""
    element: HtmlElement

    @property
    def said(self) -> str:
        """What stands right before the day."""
        return f"{self.before[-30:]} {self.text[: self.day.start]}"[-45:]


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
    found, heads = _read_texts(tree, headings, headline, day_first, language)
    around = {ancestor for heading in headings[:3] for ancestor in heading.iterancestors()}
    alike = Counter(_signature(one.element) for one in found)
    listed = Counter(_list_of(one.element) for one in found)
    path = _path_of(url)
    weighed: list[tuple[int, int, Shown]] = []
    for one in found:
        distance = min((one.at - head for head in heads), key=_remoteness, default=None)
        row = alike[_signature(one.element)] > 2
        entry = (place := _list_of(one.element)) is not None and listed[place] > 2
        weight = _weight(one, distance, around, path, in_row=row, in_list=entry)
        updated = _UPDATED.search(one.said) is not None
        if weight is not None and weight >= (0 if updated else LIKELY):
            shown = Shown(one.day.on, one.text[one.day.start : one.day.end], _stamp(one.element), weight, updated)
            weighed.append((-weight, _remoteness(distance or 0), shown))
    return [shown for _, _, shown in sorted(weighed, key=lambda one: one[:2])]


def _read_texts(
    tree: HtmlElement, headings: Sequence[HtmlElement], headline: str | None, day_first: bool, language: str | None
) -> tuple[list[_Found], list[int]]:
    """The texts with a day, and where the headline ends."""
    title = _key(headline or "")
    openings = {_key(next((text for text in map(str, h.itertext()) if text.strip()), "")) for h in headings}
    heads: dict[bool, list[int]] = {True: [], False: []}
    found: list[_Found] = []
    at, before = 0, ""
    for text, element in _texts(tree):
        if 3 < len(text) <= 400 and (key := _key(text)) and (key == title or key in openings):
            heads[key[:20] in title or title[:20] in key].append(at + len(text))
        if (
            len(found) < _MOST
            and any(map(str.isdigit, text[:120]))
            and (days := find_days(text[:160], day_first=day_first, language=language, short=len(text) < 40))
            and days[0].on.year >= FIRST_YEAR
        ):
            found.append(_Found(days[0], text, before, at, element))
        at += len(text)
        before = text
    return found, (heads[True] or heads[False])[:_MOST]


def _texts(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The page's texts in document order, each with its element."""
    body = tree.find("body")
    if body is None:
        return
    for event, element in etree.iterwalk(body, events=("start", "end")):
        starts = event == "start"
        text = element.tail if not starts else None if element.tag in _UNREAD else element.text
        if text and (line := " ".join(text.split())):
            owner = element if starts else element.getparent()
            if owner is not None:
                yield line, owner


def _weight(
    one: _Found, distance: int | None, around: set[HtmlElement], path: str, *, in_row: bool, in_list: bool
) -> int | None:
    """How much speaks for a date; None for one that belongs to something else.

    in_row, in_list: whether three dates or more stand in elements like its own, or in its list.
    """
    rest = len(one.text) - (one.day.end - one.day.start)
    opens = one.day.start <= _LEADING and distance is not None and 0 <= distance < 1500
    if rest > 40 and not opens:
        return None
    chain = list(_below(one.element, around))
    if any(is_others(element) for element in chain):
        return None
    near = chain[:3] or [one.element]
    weight = _nearness(distance)
    weight += 2 * any(e.tag == "time" or _DATE_CLASS.search(names_of(e)) is not None for e in near)
    weight += 2 * (_PUBLISHED.search(one.said) is not None)
    weight -= 2 * (_UPDATED.search(one.said) is not None or any(_UPDATED.search(names_of(e)) for e in near[:2]))
    weight -= 3 * any(e.tag in ("figure", "figcaption") for e in chain) or 2 * any(map(_labels_image, chain))
    weight += (rest <= 20) - (rest > 40) + (rest > 20 and _DASH.match(one.text, one.day.end) is not None)
    others = in_list or any(map(may_be_others, chain[:3])) or any(_links_elsewhere(e, one.text, path) for e in chain)
    weight -= 4 * others
    weight -= 2 * (in_row and (others or distance is None or not 0 <= distance <= 400))
    return weight


def _nearness(distance: int | None) -> int:
    """distance: characters of text from the headline's end to the date; None where no headline was found."""
    if distance is None:
        return 1
    steps = ((0, 400, 4), (400, 1500, 3), (-150, 0, 3), (-600, -150, 1))
    return next((weight for low, high, weight in steps if low <= distance <= high), int(distance > 0))


def _remoteness(distance: int) -> int:
    """A date stands below the headline rather than above."""
    return distance if distance >= 0 else -3 * distance


def _below(element: HtmlElement, around: set[HtmlElement]) -> Iterator[HtmlElement]:
    """The element and its ancestors, as far as they do not hold the headline."""
    here: HtmlElement | None = element
    while here is not None and here.tag not in _ENDS and here not in around:
        yield here
        here = here.getparent()


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


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
