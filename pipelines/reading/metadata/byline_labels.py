"""What opens a byline in a text: "by", "Author:", and a day beside it."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.language.cjk_bylines import names_of_byline
from pipelines.language.wordlists import any_of
from pipelines.reading.metadata.bylines import WORDS
from pipelines.web.calendars import find_days

LONGEST_LABEL = 30
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


def is_labelled(text: str, before: str) -> bool:
    return _opens_as_byline(text) or _labels(before) or states(before)


def is_stated(text: str, before: str) -> bool:
    return _statement(text) is not None or states(before) or bool(names_of_byline(text))


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
    return len(text) < LONGEST_LABEL and _LABEL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def states(text: str) -> bool:
    """Whether a text is such a label, and can be nothing else."""
    return len(text) < LONGEST_LABEL and _STATED_ALONE.fullmatch(text) is not None


def names_part(text: str) -> str:
    """The part of a text that holds the names: what follows "by", without a day beside it."""
    label = label_of(text)
    days = find_days(text, short=True) if any(map(str.isdigit, text)) else ()
    if label is not None and days and days[0].start > label.end():
        text = text[: days[0].start]  # "Posted by Ines Varga at 4 March 2026, 10:15"
    else:
        text = _after_day(text) or _without_day(text)
        label = label_of(text)
    return _TRAILING.sub("", (text[label.end() :] if label else text).strip(" ,|–—-·•:")).strip(" ,|–—-·•:")


def label_of(text: str) -> re.Match[str] | None:
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
