"""Whose report a text is: the agency that its credit, its date line or its byline names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.language.agencies import PICTURE_DESKS
from pipelines.language.folding import fold
from pipelines.language.names import JOINING
from pipelines.language.wordlists import any_of
from pipelines.reading.cleaning.agencies import is_agency

DATE_LINE_CHARS = 120
"""From the start of a text: a place, a day and an agency take no more."""

_BRACKETS = re.compile(r"[(\[（［【]([^()\[\]（）［］【】]{2,60})[)\]）］】]")
_BETWEEN = re.compile(rf"\s*(?:[,;/|·、／]|\s[-–—]\s|\b(?:{any_of(map(re.escape, JOINING))})\b)\s*")


def agency_of_credit(credit_text: str | None) -> str | None:
    """The first agency of a credit line; where it names none that is known, its first name. None for no credit, and for
    that of a picture run.

    >>> agency_of_credit("HarborWire, dpa"), agency_of_credit("HarborWire")
    ('dpa', 'HarborWire')
    """
    names = [name for name in _names(credit_text or "") if fold(name) not in PICTURE_DESKS]
    return next((name for name in names if is_agency(fold(name))), names[0] if names else None)


def agency_of_date_line(body: str) -> str | None:
    """The agency that stands in brackets where a text begins.

    >>> agency_of_date_line("SALTMERE, March 3 (AP) — The boats")
    'AP'
    """
    start = body[:DATE_LINE_CHARS].partition("\n")[0]
    for found in _BRACKETS.finditer(start):
        for name in _names(found[1]):
            if is_agency(fold(name)):
                return name
    return None


def agency_of_byline(authors: Iterable[str]) -> str | None:
    """The agency among the authors, or in one's name ("Ana Ruiz, EFE")."""
    names = (name for author in authors for name in _names(author))
    return next((name for name in names if is_agency(fold(name))), None)


def _names(text: str) -> list[str]:
    return [name for part in _BETWEEN.split(text) if (name := part.strip(" .:()[]"))]
