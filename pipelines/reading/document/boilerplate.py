"""Which elements are not the article by their mark-up: navigation, footers, forms, hidden content."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml.html import HtmlElement

_OUTSIDE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "toolbar")
)
_HIDING = frozenset(("hidden", "style"))
_TELLING = _HIDING | {"role"}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_furniture(element: HtmlElement, tag: str) -> bool:
    """Whether an element puts what stands in it outside the article."""
    # Names first: a list of all takes a third of the time that asking for one value does.
    if not _TELLING.isdisjoint(element.keys()) and (is_hidden(element) or element.get("role") in _OUTSIDE_ROLES):
        return True
    return tag in _RULES and _RULES[tag](element)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an attribute of the element itself hides it."""
    if _HIDING.isdisjoint(element.keys()):
        return False
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _has_fields(form: HtmlElement) -> bool:
    """Whether a form asks the reader for something; old sites wrap whole pages in one that does not."""
    return any(
        e.tag in ("textarea", "select", "button") or (e.get("type") or "text").lower() not in ("hidden", "image")
        for e in form.iter("input", "textarea", "select", "button")
    )


def _is_site_header(header: HtmlElement) -> bool:
    """Whether a <header> is the site's, not the article's."""
    if next(header.iter("nav"), None) is not None:
        return True
    if next(header.iter("h1", "h2"), None) is not None:
        return False
    return next(header.iterancestors("article", "main", "section"), None) is None


def _always(_: HtmlElement) -> bool:
    return True


_RULES: Mapping[str, Callable[[HtmlElement], bool]] = {
    **dict.fromkeys(("nav", "footer", "aside", "button", "noscript", "menu"), _always),
    "form": _has_fields,
    "header": _is_site_header,
}


def stands_outside(element: HtmlElement) -> bool:
    """Whether an element inside a form, header or aside that is the page stands outside for another reason."""
    here: HtmlElement | None = element
    while here is not None and here.tag != "body":
        if here.tag in ("nav", "button", "menu") or is_hidden(here) or here.get("role") in _OUTSIDE_ROLES:
            return True
        here = here.getparent()
    return False
