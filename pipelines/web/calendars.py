"""Days as people write them, with the names of months in the languages of the press."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import decimal, normalize

from pipelines.language.wordlists import read_table

_LONG_NAME = 5
"""Letters from which a name may have an ending more: Januars, septembrie."""
_ACCENT = re.compile("[\u0300-\u036f\u0653-\u0655]")


def _key(word: str) -> str:
    """A name as it is looked up: without case and accents, which capitals often lack, and with one i for Turkish."""
    return _ACCENT.sub("", normalize("NFKD", word.casefold())).replace("ı", "i")


def _months() -> dict[str, dict[str, int]]:
    """For each name the month that it means, by language: listopad is October in Croatian, November in Polish."""
    found: dict[str, dict[str, int]] = {}
    for language, months in read_table(__name__).items():
        for number, names in enumerate(months, 1):
            for name in names.split("/"):
                found.setdefault(_key(name), {})[language] = number
    found |= {name: {**by, "bs": by["hr"]} for name, by in found.items() if "hr" in by}
    return found


_MONTHS = _months()
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])"  # with the marks that vowels are written with
_WORD = rf"([^\W\d_]{_LETTER}{{1,14}})"
_THAI = r"([\u0e01-\u0e4e][\u0e01-\u0e4e.]{2,11})"
_VIETNAMESE = r"(tháng\s[^\W\d_]+(?:\s(?:một|hai))?)"
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""Of Japan and Taiwan: the year before the first."""
_IN_ERA = r"(?:\([^\W\d]\w{,5}年?\))?"
_BUDDHIST = 543
"""Years by which the Thai calendar, the same in days and months, is ahead."""
_YEAR = r"((?:1[789]|20)\d\d)(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|-?(?:го|е))?"
_OF = r"(?:(?:de|del|of|den|di)\s|d['’])?"
_SHAPES = tuple(
    (order, re.compile(pattern, re.IGNORECASE))
    for order, pattern in (
        # 4 March 2026, 4. März 2026, 4 de marzo de 2026, 1er mars 2026, 4th of March, 2026, 04-Mar-2026, 4/mar/2026
        ("dwy", rf"(?<![\d.,:])(\d\d?){_ORDINAL}[.\s/-]{{0,2}}\s?{_OF}{_WORD}[.,\s/-]{{1,2}}\s?{_OF}{_YEAR}"),
        # March 4, 2026, Mar. 4th 2026, marzo 4 de 2026
        ("wdy", rf"(?<!\w){_WORD}\.?\s(\d\d?)(?:st|nd|rd|th)?(?:[.,]{{0,2}}\s?|,?\sdel?\s){_YEAR}"),
        # 2026. március 4., 2026 m. kovo 4 d., 2026 m. kovo mėn. 4 d.
        ("ywd", rf"(?<!\d){_YEAR}(?:\.|\sm\.|,)?\s{_WORD}\.?\s(?:mėn\.\s)?(\d\d?)(?!\d)"),
        # 2026. gada 4. martā
        ("ydw", rf"(?<!\d){_YEAR}\.\sgada\s(\d\d?)\.\s{_WORD}"),
        # 2026-03-04, 2026/3/4, 2026年3月4日, 2026年(令和8年)3月4日, 2026년 3월 4일
        ("ymd", rf"(?<![\d./-]){_YEAR}\s?[-/.年년]{_IN_ERA}\s?(\d\d?)\s?[-/.月월]\s?(\d\d?)(?![\d/-])"),
        # 04.03.2026, 4. 3. 2026, 04/03/2026, 4-3-2026
        ("dmy", rf"(?<![\d./-])(\d\d?)\s?[./-]\s?(\d\d?)\s?[./-]\s?{_YEAR}(?![/-]\d)"),
        # ngày 4 tháng 3, 2026; 4 thg 3, 2026
        ("dmy", rf"(?<!\d)(\d\d?)\sth(?:áng|g\.?)\s(\d\d?),?\s(?:năm\s)?{_YEAR}"),
    )
)  # fmt: skip
_SHAPES_BEYOND_ASCII = tuple(
    (order, re.compile(pattern, re.IGNORECASE))
    for order, pattern in (
        # 4 tháng ba, 2026; Tháng ba 4, 2026
        ("dwy", rf"(?<!\d)(\d\d?)\s{_VIETNAMESE},?\s(?:năm\s)?{_YEAR}"),
        ("wdy", rf"(?<!\w){_VIETNAMESE}\s(\d\d?),?\s{_YEAR}"),
        # 4 มีนาคม 2569, 4 มี.ค. พ.ศ. 2569
        ("dwb", rf"(?<!\d)(\d\d?)\s?{_THAI}\s?(?:พ\.ศ\.\s?)?(2[45]\d\d)(?!\d)"),
        ("dwy", rf"(?<!\d)(\d\d?)\s?{_THAI}\s?(?:ค\.ศ\.\s?)?{_YEAR}"),
        # 令和8年3月4日, 民國115年3月4日
        ("enmd", rf"({'|'.join(_ERAS)})\s?(元|\d{{1,3}})\s?年\s?(\d\d?)\s?月\s?(\d\d?)(?!\d)"),
        # 4 3月 2026, 3月 4, 2026: what a pattern of another language makes of these months
        ("dmy", rf"(?<!\d)(\d\d?)\s(\d\d?)[月월],?\s{_YEAR}"),
        ("mdy", rf"(?<!\d)(\d\d?)[月월]\s(\d\d?),?\s{_YEAR}"),
    )
)
_FULL_WIDTH = {0xFEE0 + char: char for char in range(0x21, 0x7F)}
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_DASH = re.compile(r"(?<=\d)[\u2010-\u2015\u2212](?=\d)")
_SHORT_YEAR = re.compile(r"(?<![\w./-])(\d\d?)([./])(\d\d?)\2(\d\d)(?![\d./-])")
_HAS_YEAR = re.compile(r"(?<!\d)(?:1[789]|2[045])\d\d(?!\d)|[元\d]\s?年")
_BEFORE = re.compile(
    r"(?<![\d.:/h時-])\d\d?\.?(?:\s(?:de\s)?(?P<month>[^\W\d_]{3,14})\.?)??"
    r"(?:\s?[-–—~/]\s?|\s(?P<between>[^\W\d_]{1,5})\s(?:el\s|le\s|the\s)?)$"
)
"""What may be the other end of a range, before a day."""
_TO = tuple("to till until bis und au al ao tot til do a à and et y e og och en по и".split())  # noqa: SIM905
"""Between the days of a range, or two days that share their month: 12 to 15 March, 12 und 13. März."""
_GOES_ON = re.compile(r"\s?[日일]?\s?[-–—~〜至到]\s?(?:\d\d?\s?[月월]\s?)?\d\d?\s?[日일]")


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
    """The days that a text states in full, in order; a month alone is none, and neither is a range of days.

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
        for order, shape in _SHAPES if text.isascii() else (*_SHAPES, *_SHAPES_BEYOND_ASCII):
            found += [day for match in shape.finditer(text) if (day := _day(match, order, day_first, language))]
    elif short:
        found += [day for match in _SHORT_YEAR.finditer(text) if (day := _short_day(match, day_first))]
    if not found:  # nearly always
        return found
    days = sorted(_apart(found), key=lambda day: day.start)
    return [day for day in days if not _is_of_range(text, day)]


def _is_of_range(text: str, day: Day) -> bool:
    """Whether a day is the end of a range whose other end has no year: 12-15 March 2026."""
    if _GOES_ON.match(text, day.end):
        return True
    match = _BEFORE.search(text, max(0, day.start - 24), day.start)
    if match is None or (match["between"] and match["between"].casefold() not in _TO):
        return False
    return not match["month"] or month_named(match["month"]) is not None


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
    """1 to 12; None for a word that names no month, and for one that names two unless the language says which.

    >>> month_named("Septembrie"), month_named("Marines")
    (9, None)
    >>> month_named("listopad"), month_named("listopad", "hr")
    (None, 10)
    """
    name = _key(word.replace(".", ""))
    if by_language := _MONTHS.get(name) or _MONTHS.get(name.removeprefix("ב")):  # Hebrew: in
        meant = set(by_language.values())
        return meant.pop() if len(meant) == 1 else by_language.get(language or "")
    endings = range(len(name) - 1, max(len(name) - 3, _LONG_NAME) - 1, -1)
    found = next((_MONTHS[name[:n]] for n in endings if name[:n] in _MONTHS), {})
    return next(iter(found.values()), None)


def _day(match: re.Match[str], order: str, day_first: bool, language: str | None) -> Day | None:
    part = dict(zip(order, match.groups(), strict=True))
    month = month_named(part["w"], language) if "w" in part else int(part["m"])
    if month is None:
        return None
    day, year = int(part["d"]), _year(part)
    swappable = order == "dmy" and ("/" in match[0] or "-" in match[0])
    first = day_first or "-" in match[0]
    return _made(match, (year, month, day), swappable=swappable, day_first=first)


def _year(part: Mapping[str, str]) -> int:
    if "b" in part:
        return int(part["b"]) - _BUDDHIST
    return _ERAS[part["e"]] + (1 if part["n"] == "元" else int(part["n"])) if "e" in part else int(part["y"])


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
