"""Days as people write them, with the names of months in the languages of the press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from unicodedata import decimal, normalize

from pipelines.language.wordlists import read_table

_MONTH_OF = {
    name: number
    for months in read_table(__name__).values()
    for number, names in enumerate(months, 1)
    for name in names.split("/")
}
_LONG_NAME = 5
"""Letters from which a name may have an ending more: Januars, septembrie."""
_CROATIAN = frozenset(("hr", "bs", "sr"))
"""Where listopad is October; it is November to Poles, Czechs and Ukrainians."""

_WORD = r"([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963]){1,14})"  # with the marks that vowels are written with
_YEAR = r"((?:1[789]|20)\d\d)(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|-?(?:го|е))?"
_OF = r"(?:(?:de|del|of|den|di)\s|d['’])?"
_SHAPES = tuple(
    (order, re.compile(pattern, re.IGNORECASE))
    for order, pattern in (
        # 4 March 2026, 4. März 2026, 4 de marzo de 2026, 1er mars 2026, 4th of March, 2026, 04-Mar-2026
        ("dwy", rf"(?<![\d.,:])(\d\d?){_ORDINAL}[.\s-]{{0,2}}\s?{_OF}{_WORD}[.,\s-]{{1,2}}\s?{_OF}{_YEAR}"),
        # March 4, 2026, Mar. 4th 2026
        ("wdy", rf"(?<!\w){_WORD}\.?\s(\d\d?)(?:st|nd|rd|th)?[.,]{{0,2}}\s?{_YEAR}"),
        # 2026. március 4., 2026 m. kovo 4 d.
        ("ywd", rf"(?<!\d){_YEAR}(?:\.|\sm\.|,)?\s{_WORD}\.?\s(\d\d?)(?!\d)"),
        # 2026. gada 4. martā
        ("ydw", rf"(?<!\d){_YEAR}\.\sgada\s(\d\d?)\.\s{_WORD}"),
        # 2026-03-04, 2026/3/4, 2026年3月4日, 2026년 3월 4일
        ("ymd", rf"(?<![\d./-]){_YEAR}\s?[-/.年년]\s?(\d\d?)\s?[-/.月월]\s?(\d\d?)(?![\d/-])"),
        # 04.03.2026, 4. 3. 2026, 04/03/2026, 4-3-2026
        ("dmy", rf"(?<![\d./-])(\d\d?)\s?[./-]\s?(\d\d?)\s?[./-]\s?{_YEAR}(?![/-]\d)"),
        # ngày 4 tháng 3, 2026
        ("dmy", rf"(?<!\d)(\d\d?)\stháng\s(\d\d?),?\s(?:năm\s)?{_YEAR}"),
    )
)  # fmt: skip
_FULL_WIDTH = {0xFEE0 + char: char for char in range(0x21, 0x7F)}
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_DASH = re.compile(r"(?<=\d)[\u2010-\u2015\u2212](?=\d)")
_SHORT_YEAR = re.compile(r"(?<![\d./-])(\d\d?)([./])(\d\d?)\2(\d\d)(?![\d./-])")
_HAS_YEAR = re.compile(r"(?<!\d)(?:1[789]|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that stands in a text."""

    on: date
    start: int
    end: int
    """Its characters in the text."""
    ambiguous: bool = False
    """Whether day and month could be the other way round."""


def find_days(text: str, *, day_first: bool = True, language: str | None = None, short: bool = False) -> list[Day]:
    """The days that a text states in full, in order; a month alone is none.

    day_first: how 04/03/2026 is meant; with full stops the day is first, as CLDR has it in every locale, and in texts
    with hyphens. language: ISO 639-1, where a month's name needs it. short: whether a year may have two digits, then
    of this century.

    >>> [day.on.isoformat() for day in find_days("Eastquay, 4. März 2026")]
    ['2026-03-04']
    >>> find_days("March 2026 had 31 days")
    []
    """
    text = plain_digits(text)
    found: list[Day] = []
    if _HAS_YEAR.search(text):
        for order, shape in _SHAPES:
            found += [day for match in shape.finditer(text) if (day := _day(match, order, day_first, language))]
    elif short:
        found += [day for match in _SHORT_YEAR.finditer(text) if (day := _short_day(match, day_first))]
    return sorted(_apart(found), key=lambda day: day.start)


def plain_digits(text: str) -> str:
    """The text with the digits of whatever script as 0 to 9, full-width signs as usual ones and a hyphen for every dash
    between digits; its characters keep their places.

    >>> plain_digits("２０２６／２／１２, ٢٠٢٦, 2026‑02‑12")
    '2026/2/12, 2026, 2026-02-12'
    """
    if text.isascii():
        return text
    text = _OTHER_DIGIT.sub(lambda digit: str(decimal(digit[0])), text.translate(_FULL_WIDTH))
    return _DASH.sub("-", text)


def month_named(word: str, language: str | None = None) -> int | None:
    """1 to 12; None for a word that names no month.

    >>> month_named("Septembrie"), month_named("Marines")
    (9, None)
    """
    name = normalize("NFC", word.casefold())
    if name.startswith("listopad") and language in _CROATIAN:
        return 10
    if number := _MONTH_OF.get(name) or _MONTH_OF.get(name.removeprefix("ב")):  # Hebrew: in
        return number
    return next(
        (
            _MONTH_OF[name[:n]]
            for n in range(len(name), max(len(name) - 3, _LONG_NAME) - 1, -1)
            if name[:n] in _MONTH_OF
        ),
        None,
    )


def _day(match: re.Match[str], order: str, day_first: bool, language: str | None) -> Day | None:
    part = dict(zip(order, match.groups(), strict=True))
    month = month_named(part["w"], language) if "w" in part else int(part["m"])
    day = int(part["d"])
    if month is None:
        return None
    swappable = order == "dmy" and ("/" in match[0] or "-" in match[0])
    first = day_first or "-" in match[0]
    return _made(match, (int(part["y"]), month, day), swappable=swappable, day_first=first)


def _short_day(match: re.Match[str], day_first: bool) -> Day | None:
    parts = (2000 + int(match[4]), int(match[3]), int(match[1]))
    return _made(match, parts, swappable=match[2] == "/", day_first=day_first)


def _made(match: re.Match[str], parts: tuple[int, int, int], *, swappable: bool, day_first: bool) -> Day | None:
    year, month, day = parts
    ambiguous = swappable and day <= 12 and month <= 12 and day != month
    if swappable and (month > 12 or (ambiguous and not day_first)):
        month, day = day, month
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    return Day(on, match.start(), match.end(), ambiguous)


def _apart(days: list[Day]) -> Iterator[Day]:
    """Without those that overlap one of an earlier shape."""
    taken: list[Day] = []
    for day in days:
        if all(day.end <= other.start or day.start >= other.end for other in taken):
            taken.append(day)
            yield day
