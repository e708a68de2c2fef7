"""The trail of breadcrumbs, which says in which section of its site an article stands."""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.web.classnames import anywhere

_TRAIL = anywhere("trail")


def is_trail(element: HtmlElement) -> bool:
    """Whether an element is called a trail of breadcrumbs, by its class, its id or the label that it is read out by."""
    return any(_names_trail(element.get(name) or "") for name in ("class", "id", "aria-label"))


@lru_cache(maxsize=2048)  # a page repeats its classes, a site's pages share them
def _names_trail(name: str) -> bool:
    return bool(name) and _TRAIL.search(name) is not None
