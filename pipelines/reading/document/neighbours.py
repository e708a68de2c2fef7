"""Which elements hold what is beside the article: other articles, comments, the site's own."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.web.classnames import anywhere, hints, spaced

_OTHERS = anywhere("others")
_OTHERS_HINTS = hints("others")
_PERHAPS = anywhere("perhaps_others")
"""Of what holds other articles on one site, and the article's head on another."""
_TAGS = frozenset(("nav", "select"))
_HOLDERS = ("div", "section", "ul", "ol", "li", "article")


def is_others(element: HtmlElement) -> bool:
    """Whether what stands in this element is another article's, a comment's or the site's, by its tag and names."""
    if element.tag in _TAGS or is_site_footer(element) or speaks_of_others(element):
        return True
    return element.tag == "tr" and not _is_layout(element)


def _is_layout(row: HtmlElement) -> bool:
    """Whether a table's row is there for the layout: it is one cell, or holds a table."""
    return sum(cell.tag in ("td", "th") for cell in row) == 1 or next(row.iter("table"), None) is not None


def may_be_others(element: HtmlElement) -> bool:
    """Whether it may be; such elements hold the article's own head as well."""
    return element.tag == "aside" or _PERHAPS.search(names_of(element)) is not None


def is_site_footer(element: HtmlElement) -> bool:
    """Whether an element is the page's footer; an article's own often says when it was published."""
    return element.tag == "footer" and next(element.iterancestors("article", "main"), None) is None


def is_site_header(element: HtmlElement) -> bool:
    """Whether an element is the page's header, where many show the day of today."""
    return element.tag == "header" and next(element.iterancestors("article", "main"), None) is None


def is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands among comments, related articles and the like, by the names of what is around it."""
    return any(speaks_of_others(ancestor) for ancestor in element.iterancestors(*_HOLDERS))


def speaks_of_others(element: HtmlElement) -> bool:
    """Whether an element's own names are those of what holds other articles, comments or the site's own."""
    return _speak_of_others(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=4096)  # a page repeats its names, a site's pages share them
def _speak_of_others(names: str) -> bool:
    lowered = names.lower()
    return any(word in lowered for word in _OTHERS_HINTS) and _OTHERS.search(spaced(names)) is not None


def holds_comments(element: HtmlElement) -> bool:
    """Whether an element holds readers' comments, by its names, and not the article as well."""
    return "comment" in names_of(element).lower() and next(element.iter("h1"), None) is None


def stands_with_others(element: HtmlElement, url: str) -> bool:
    """Whether a <time> stands where other articles are listed: in a link, beside the story, among three list items.

    url: the page's; a link to it is its own, as is an aside inside the article that leads to none.
    """
    beside = False
    for ancestor in element.iterancestors():
        if ancestor.tag in ("nav", "tr") or (ancestor.tag == "a" and not _leads_to(ancestor, url)):
            return True
        if ancestor.tag == "aside":
            if beside or not _is_own(ancestor):
                return True
            beside = True
        if ancestor.tag in ("ul", "ol") and sum(1 for _ in zip(range(3), ancestor.iter("time"), strict=False)) == 3:
            return True
    return False


def _leads_to(link: HtmlElement, url: str) -> bool:
    href = (link.get("href") or "").strip()
    try:
        target, own = urlsplit(urljoin(url, href)), urlsplit(url)
    except ValueError:
        return False
    path = target.path.rstrip("/")
    return bool(href and path) and (target.netloc, path, target.query) == (own.netloc, own.path.rstrip("/"), own.query)


def _is_own(aside: HtmlElement) -> bool:
    """Whether an aside tells of the article that it stands in, and of no other: it has no heading, and no link but an
    author's."""
    if (
        next(aside.iterancestors("article"), None) is None
        or sum(1 for _ in zip(range(2), aside.iter("time"), strict=False)) == 2
    ):
        return False
    leading = aside.iter("a", "h1", "h2", "h3", "h4", "h5", "h6")
    return all(e.tag == "a" and "author" in f"{e.get('rel')} {e.get('class')} {e.get('href')}".lower() for e in leading)


def names_of(element: HtmlElement) -> str:
    """Its classes and id as words, those in camel case too."""
    return spaced(f"{element.get('class') or ''} {element.get('id') or ''}")
