"""The trail of breadcrumbs, which says in which section of its site an article stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.language.folding import fold, letters
from pipelines.language.scripts import count_words
from pipelines.language.wordlists import word_lists
from pipelines.model import Candidate
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import Node, text_of, type_names, url_of
from pipelines.web.classnames import anywhere

MOST_CRUMBS = 10
"""More are a menu."""
MOST_TRAILS = 20
SECTION_WORDS = 6
"""Of a section's name at most."""
CUT_SHORT = 10
"""Letters from which a crumb with which the headline begins is the article's."""

_TRAIL = anywhere("trail")
_HOME = frozenset(fold(word) for word in word_lists(__name__)["home"])
_ATTRIBUTES = ("class", "id", "aria-label", "itemtype", "typeof")
_TAGS = ("nav", "ol", "ul", "div", "p", "section")
_EDGES = " \t/|\\>›»«‹·•→-–—:："


class Crumb(NamedTuple):
    """One step of a trail."""

    text: str
    url: str
    """Absolute; "" where it leads nowhere."""


class Place(NamedTuple):
    """What a trail is read for."""

    url: str
    """The page's."""
    headline: str
    sites: frozenset[str]
    """Evidence.sites."""


def is_trail(element: HtmlElement) -> bool:
    """Whether an element is called a trail of breadcrumbs: by its class, its id, the label that it is read out by, or
    its type."""
    return any(_names_trail(value) for name, value in element.items() if name in _ATTRIBUTES)


@lru_cache(maxsize=4096)  # a page repeats its classes, a site's pages share them
def _names_trail(name: str) -> bool:
    return bool(name) and _TRAIL.search(name) is not None


def leads_home(url: str, base_url: str) -> bool:
    """Whether a link leads to the front page of the site that it stands on.

    >>> leads_home("/", "https://gazette.test/a"), leads_home("https://www.gazette.test/?b=1", "https://gazette.test/a")
    (True, True)
    >>> leads_home("/a", "https://gazette.test/a"), leads_home("#top", "https://gazette.test/a")
    (False, False)
    """
    if not url.strip() or url.startswith("#"):
        return False
    try:
        there, own = urlsplit(urljoin(base_url, url.strip())), urlsplit(base_url)
        hosts = {(part.hostname or "").removeprefix("www.") for part in (there, own)}
    except ValueError:
        return False
    return len(hosts) == 1 and there.path.strip("/") in ("", "index.html", "index.php") and own.path.strip("/") != ""


def find_sections(nodes: Sequence[Node], tree: HtmlElement, base_url: str, place: Place) -> Iterator[Candidate]:
    """The section by each trail that the page has: JSON-LD's, then those in its mark-up."""
    for trail in _stated(nodes, base_url):
        if section := section_of(trail, place):
            yield Candidate(source="json-ld:breadcrumb", raw=section)
    for trail in _shown(tree, base_url):
        if section := section_of(trail, place):
            yield Candidate(source="breadcrumb", raw=section)


def section_of(trail: Sequence[Crumb], place: Place) -> str | None:
    """The last step that is neither the front page nor the article itself.

    >>> trail = [Crumb("Home", "https://a.test/"), Crumb("Port", "https://a.test/port"), Crumb("The ferry stays", "")]
    >>> section_of(trail, Place("https://a.test/port/1", "The ferry stays", frozenset()))
    'Port'
    """
    steps = [crumb for crumb in trail if crumb.text]
    if steps and _is_home(steps[0], place):
        steps = steps[1:]
    while steps and _is_article(steps[-1], place):
        steps = steps[:-1]
    if len(steps) > 1 and not steps[-1].url and any(step.url for step in steps):
        steps = steps[:-1]  # Where all others are links it is the page itself, by another name.
    section = steps[-1].text if steps else ""
    return section if section and count_words(section) <= SECTION_WORDS else None


def _is_home(crumb: Crumb, place: Place) -> bool:
    return fold(crumb.text) in _HOME or letters(crumb.text) in place.sites or leads_home(crumb.url, place.url)


def _is_article(crumb: Crumb, place: Place) -> bool:
    said, headline = letters(crumb.text), letters(place.headline)
    shorter, longer = sorted((said, headline), key=len)
    is_like = said == headline or (len(shorter) >= CUT_SHORT and longer.startswith(shorter))
    return is_like or (crumb.url != "" and _same_page(crumb.url, place.url))


def _same_page(one: str, other: str) -> bool:
    return one.partition("#")[0].rstrip("/") == other.partition("#")[0].rstrip("/")


# --------------------------------------------------------------------------------------------------------- JSON-LD


def _stated(nodes: Sequence[Node], base_url: str) -> Iterator[list[Crumb]]:
    lists = [
        value
        for node in nodes
        for value in (node, node.get("breadcrumb"))
        if isinstance(value, dict) and "breadcrumblist" in type_names(value)
    ]
    for value in lists[:MOST_TRAILS]:
        items = value.get("itemListElement")
        rows = [item for item in (items if isinstance(items, list) else [items]) if isinstance(item, dict)]
        yield [_crumb_of(item, base_url) for item in sorted(rows[:MOST_CRUMBS], key=_position)]


def _position(item: Node) -> float:
    position = item.get("position")
    try:
        return float(position) if isinstance(position, (int, float, str)) else 0.0
    except ValueError:
        return 0.0


def _crumb_of(item: Node, base_url: str) -> Crumb:
    thing: Any = item.get("item")
    name = text_of(item.get("name")) or (text_of(thing) if isinstance(thing, dict) else None)
    return Crumb(tidy(name).strip(_EDGES), _joined(base_url, url_of(thing) or url_of(item.get("url")) or ""))


# --------------------------------------------------------------------------------------------------------- mark-up


def _shown(tree: HtmlElement, base_url: str) -> Iterator[list[Crumb]]:
    """Trails in microdata, RDFa, or elements that are called so."""
    trails = (element for element in tree.iter(*_TAGS) if element.keys() and is_trail(element))
    for element in islice(trails, MOST_TRAILS):
        crumbs = list(_crumbs_in(element, base_url))
        if 2 <= len(crumbs) <= MOST_CRUMBS and any(crumb.url for crumb in crumbs):
            yield crumbs


def _crumbs_in(element: HtmlElement, base_url: str) -> Iterator[Crumb]:
    """Its list's items, else its links; none of what holds more than a trail."""
    links = [link for link in element.iter("a") if link.get("href")]
    steps = list(element.iter("li")) or links
    if max(len(links), len(steps)) > MOST_CRUMBS:
        return
    for step in steps:
        link = step if step.tag == "a" else next((each for each in step.iter("a") if each.get("href")), None)
        text = tidy(str((link if link is not None else step).text_content())).strip(_EDGES)
        if text:
            yield Crumb(text, _joined(base_url, link.get("href") if link is not None else ""))


def _joined(base_url: str, url: str | None) -> str:
    try:
        return urljoin(base_url, url.strip()) if url else ""
    except ValueError:
        return ""
