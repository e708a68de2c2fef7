"""A page's elements that say something about it, found in one sweep.

lxml looks at every node of the page for each question by tag: twelve sweeps took longer than the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

_PEOPLE_TAGS = frozenset(("a", "span", "div", "p", "address"))
_MICRODATA_TAGS = frozenset(("time", "span", "div", "p", "abbr", "link"))
_NAMED_TAGS = ("meta", "link", "title", "h1", "time", "script", "base")
_TAGS = (*_NAMED_TAGS, *sorted((_PEOPLE_TAGS | _MICRODATA_TAGS).difference(_NAMED_TAGS)))


@dataclass(slots=True)
class Inventory:
    """The elements by what they may say, each list in document order."""

    meta: list[HtmlElement] = field(default_factory=list)
    link: list[HtmlElement] = field(default_factory=list)
    title: list[HtmlElement] = field(default_factory=list)
    h1: list[HtmlElement] = field(default_factory=list)
    time: list[HtmlElement] = field(default_factory=list)
    script: list[HtmlElement] = field(default_factory=list)
    base: list[HtmlElement] = field(default_factory=list)
    authors: list[HtmlElement] = field(default_factory=list)
    """rel=author and itemprop=author, wherever they stand."""
    microdata: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements that may hold a date, by itemprop in lower case."""


def take_inventory(tree: HtmlElement) -> Inventory:
    """What the page has of each."""
    found = Inventory()
    by_tag = {tag: getattr(found, tag) for tag in _NAMED_TAGS}
    for element in tree.iter(*_TAGS):
        tag = element.tag
        if tag in by_tag:
            by_tag[tag].append(element)
        names = element.keys()
        if "itemprop" in names:
            _take_microdata(element, str(tag), found)
        if tag in _PEOPLE_TAGS and "rel" in names and "author" in (element.get("rel") or "").split():
            found.authors.append(element)
    return found


def _take_microdata(element: HtmlElement, tag: str, found: Inventory) -> None:
    itemprop = element.get("itemprop") or ""
    if tag in _MICRODATA_TAGS:
        found.microdata.setdefault(itemprop.lower(), []).append(element)
    if tag in _PEOPLE_TAGS and itemprop == "author" and "author" not in (element.get("rel") or "").split():
        found.authors.append(element)
