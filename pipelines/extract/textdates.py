"""A date from the page's text and address, where nothing states one."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta

from htmldate import find_date
from lxml.html import HtmlElement


def date_in_text(tree: HtmlElement, url: str, fetched_at: datetime) -> str | None:
    """YYYY-MM-DD as htmldate finds it, its opportunistic search left out; None where it finds none.

    That search reads any run of digits as a date, and takes "today" from the machine's clock.
    """
    try:
        found = find_date(
            _without_others(tree),
            extensive_search=False,  # any run of digits would be a date to it
            original_date=True,
            url=url or None,
            max_date=(fetched_at + timedelta(days=1)).strftime("%Y-%m-%d"),
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a date search must not cost the article
        return None
    return str(found) if found else None


def stands_with_others(element: HtmlElement) -> bool:
    """Whether a <time> stands where other articles are listed: in a link, beside the story, among three list items."""
    for ancestor in element.iterancestors():
        if ancestor.tag in ("a", "aside", "nav", "tr"):
            return True
        if ancestor.tag in ("ul", "ol") and sum(1 for _ in zip(range(3), ancestor.iter("time"), strict=False)) == 3:
            return True
    return False


def _without_others(tree: HtmlElement) -> HtmlElement:
    """A copy without the dates of other articles."""
    copy = deepcopy(tree)
    others = [e for e in copy.iter("aside", "nav", "time") if e.tag != "time" or stands_with_others(e)]
    for element in others:
        if element.getparent() is not None:
            element.drop_tree()
    return copy
