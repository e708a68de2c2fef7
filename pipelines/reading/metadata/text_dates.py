"""A date from the page's text and address, where nothing states one."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HtmlElement

from pipelines.reading.document.neighbours import (
    holds_comments,
    is_site_footer,
    is_site_header,
    names_of,
    stands_with_others,
)
from pipelines.reading.metadata.datelines import is_until
from pipelines.web.calendars import find_days

_IN_PATH = re.compile(r"(?<![\d])((?:19[89]|20\d)\d)([/_-]?)(0?[1-9]|1[0-2])([/_-]?)(0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")
"""/2026/03/04/, /2026-03-04-sea-wall, /20260304/, /2026/03-04/: years of the web."""


def date_in_url(url: str) -> date | None:
    """The day that a URL's path has in full; None without one, or with two.

    >>> date_in_url("https://ledger.test/2026/03/04/sea-wall")
    datetime.date(2026, 3, 4)
    >>> date_in_url("https://ledger.test/2026/03/sea-wall")
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    days = {day for match in _IN_PATH.finditer(path) if (day := _day_in_path(path, match))}
    return days.pop() if len(days) == 1 else None


def _day_in_path(path: str, match: re.Match[str]) -> date | None:
    year, one, month, other, day = match.groups()
    before = path[match.start() - 1 : match.start()]
    if not one or not other:
        # A run of eight digits may be any number: it has to be a word of its own.
        after = path[match.end() : match.end() + 1]
        if one or other or len(match[0]) != 8 or before not in "/-_" or after.isalnum():
            return None
    elif before.isalnum():
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_in_text(tree: HtmlElement, url: str, fetched_at: datetime) -> str | None:
    """YYYY-MM-DD as htmldate finds it, its opportunistic search left out; None where it finds none that the page states
    in full: of a year of two digits and of a month it makes a day of its own.

    That search reads any run of digits as a date, and takes "today" from the machine's clock.
    """
    own = _without_others(tree, url)
    try:
        found = find_date(
            own,
            extensive_search=False,  # any run of digits would be a date to it
            original_date=True,
            url=url or None,
            max_date=(fetched_at + timedelta(days=1)).strftime("%Y-%m-%d"),
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a date search must not cost the article
        return None
    return str(found) if found and _states(own, date.fromisoformat(str(found))) else None


def _states(tree: HtmlElement, day: date) -> bool:
    """Whether a page has this day, in its text or in its mark-up, with all four digits of the year."""
    markup = tostring(tree, encoding="unicode")
    if any(f"{day:{form}}" in markup for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")):
        return True
    text = " ".join(tree.itertext())
    return any(
        day == found.on and not is_until(text, found)
        for first in (True, False)
        for found in find_days(text, day_first=first)
    )


def _without_others(tree: HtmlElement, url: str) -> HtmlElement:
    """A copy without the dates of other articles, of readers' comments, of pictures, of forms and of the file."""
    copy = deepcopy(tree)
    others = [e for e in copy.iter("aside", "nav", "time") if e.tag != "time" or stands_with_others(e, url)]
    others += copy.iter("img", "picture", "link", "form", "input", "select", "textarea")
    others += [e for e in copy.iter("meta") if e.get("http-equiv") or "image" in f"{e.get('property')} {e.get('name')}"]
    others += [e for e in copy.iter("div", "p", "span", "small") if "copyright" in names_of(e).lower()]
    others += [e for e in copy.iter("footer") if is_site_footer(e)]
    if around := {ancestor for heading in islice(copy.iter("h1"), 3) for ancestor in heading.iterancestors()}:
        others += [e for e in copy.iter("header") if is_site_header(e) and e not in around]
    others += [e for e in copy.iter("div", "section", "ol", "ul") if holds_comments(e)]
    for element in others:
        if element.getparent() is not None:
            element.drop_tree()
    return copy
