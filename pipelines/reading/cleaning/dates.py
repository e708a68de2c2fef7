"""Lines that are a date or a time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter

from pipelines.language.folding import fold
from pipelines.language.wordlists import word_lists
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once
from pipelines.reading.cleaning.characters import holds_digit
from pipelines.reading.cleaning.lists import announces
from pipelines.reading.cleaning.phrases import bare, phrasebook
from pipelines.web.dates import ZONES

DATE = Cut("date_line", "date-line")

NEAR_TOP = 5
"""Standing lines before a date at most."""
DATE_WORDS = 16
FEWEST_ROWS = 3
"""Lines of dates, or rows of a table, in sequence that are a list of events wherever they stand; away from the top two
are: there stand the day and the hour of the article itself, or the days of its two versions."""

_CLOCK = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b|\d{1,2}[時시点點]", re.IGNORECASE)
_DAY = re.compile(
    r"\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})\b|\b\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}\b|"
    r"\d{4}\s?[年년]|\d{1,2}\s?[月월]"
)
_HOURS = re.compile(rf"(?:{_CLOCK.pattern})\s?[-–—―~〜～]\s?(?:{_CLOCK.pattern})", re.IGNORECASE)
"""From one hour to another: when something is open, not when something was written."""
_ROW = " | "
_YEAR = re.compile(r"(?<!\d)(?:19|20|25|13|14)\d{2}(?!\d)")
_TOKENS = re.compile(r"[^\W\d_]+")
_SMALL = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_WORDS = word_lists(__name__)
_ALONE = frozenset((*map(fold, ZONES), *_WORDS["parts"], *_WORDS["between"]))
"""Words of dates that no other word opens with."""
_CALENDAR = tuple(dict.fromkeys(map(fold, _WORDS["calendar"])))


def find_date_lines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines that are a date or a time, with or without "Published" before it."""
    for index, line in body.at_edges(top=NEAR_TOP, end=3):
        if (
            line.words <= DATE_WORDS
            and line.block.role in ("paragraph", "list_item", "heading", "caption")
            and _is_date(line)
            and not _is_listed(body, index)
        ):
            yield index, DATE


def _is_listed(body: BodyText, index: int) -> bool:
    """Whether a date is one of a list of events: of several, of a table's rows, or of what a sentence announces."""
    line = body.lines[index]
    if not line.block.kept or phrasebook().published.opening(line.bared):
        return False
    if _HOURS.search(line.head) and not (_is_day(line.head) and body.from_top(index) < NEAR_TOP):
        return True
    lines = body.standing
    place = bisect_left(lines, index, key=itemgetter(0))
    for belongs in (_is_moment, _is_row):
        first, last = place, place + 1
        while last - first < FEWEST_ROWS and first and belongs(lines[first - 1][1]):
            first -= 1
        while last - first < FEWEST_ROWS and last < len(lines) and belongs(lines[last][1]):
            last += 1
        rows = [row for _, row in lines[first:last]] if belongs(line) else []
        if _are_listed(rows, near_top=first < NEAR_TOP) or (first and _announces_dates(lines[first - 1][1])):
            return True
    return False


def _are_listed(rows: Sequence[Line], *, near_top: bool) -> bool:
    """Whether lines in sequence are a list; an article's own day, weekday and hour may stand in a line each."""
    alike = len({_shape(row) for row in rows}) < len(rows)
    fewest = FEWEST_ROWS if near_top and not all(map(_is_row, rows)) else 2
    return len(rows) >= fewest and (alike or not near_top)


def _shape(line: Line) -> tuple[bool, bool]:
    """Whether a line names a day, and whether an hour."""
    return _is_day(line.head), _CLOCK.search(line.head) is not None


@asked_once
def _announces_dates(line: Line) -> bool:
    return announces(line.text) and not phrasebook().published.opening(line.bared)


@asked_once
def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table, as such rows are written here."""
    return _ROW in line.text and line.words <= DATE_WORDS and not phrasebook().published.opening(line.bared)


@asked_once
def _is_moment(line: Line) -> bool:
    """Whether a line names a day or an hour and nothing else: "Monday", "14 March, 15:00"; not "Published 14 March"."""
    if line.words > DATE_WORDS or phrasebook().published.opening(line.bared):
        return False
    words = _TOKENS.findall(line.head)
    return (bool(words) or holds_digit(line.head)) and all(map(_is_calendar_word, words))


@asked_once
def _is_date(line: Line) -> bool:
    return is_date_line(line.text)


def is_date_line(text: str) -> bool:
    """Whether the line is a date or a time and nothing else.

    >>> is_date_line("Published 3 March 2026, 10:15 GMT")
    True
    >>> is_date_line("10 people were hurt in 2025")
    False
    """
    folded = fold(text) if len(text) <= 120 else ""
    if not holds_digit(folded):
        return False
    dated = _is_day(folded)
    opening = phrasebook().published.opening(bare(folded))
    timed = bool(_CLOCK.search(folded))
    if not (dated or timed or len(opening) > 3):
        return False
    rest = bare(folded)
    while opening := phrasebook().published.opening(rest):
        rest = bare(rest[len(opening) :])
    unknown = [w for w in _TOKENS.findall(rest) if not _is_calendar_word(w)]
    known = len(_TOKENS.findall(folded)) > len(unknown)
    if not unknown:
        return dated or known
    return len(unknown) == 1 and dated and timed and "【" not in text  # there stands a name


def _is_day(folded: str) -> bool:
    return bool(_DAY.search(folded)) or (bool(_YEAR.search(folded)) and bool(_SMALL.search(folded)))


def _is_calendar_word(word: str) -> bool:
    if word in _ALONE or phrasebook().published.holds(word):
        return True
    return word.startswith(_CALENDAR) and (len(word) <= 12)
