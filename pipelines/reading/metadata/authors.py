"""Who wrote an article, as the page and its feed entry have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml.html import HtmlElement

from pipelines.model import Candidate, Chosen
from pipelines.reading.document.inventory import Inventory
from pipelines.reading.document.neighbours import is_elsewhere
from pipelines.reading.metadata.bylines import agencies_in, is_person, names_in, people_of
from pipelines.reading.metadata.candidates import META, Evidence, choose
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import Node, texts_of, type_names
from pipelines.reading.metadata.signatures import shown_writers

_MOST_AUTHORS = 8
_LONGEST_NAMES = 80
"""Characters of an element that names authors; a longer one tells of them."""


def find_authors(evidence: Evidence, headline: str | None) -> tuple[tuple[str, ...], Chosen | None]:
    """The names, and whom they are taken from; nothing and None where nobody is named."""
    people_named, others_named = _json_ld_names(evidence.node)
    candidates: list[tuple[str, list[str]]] = [("json-ld", people_named)]
    candidates += [(f"meta:{name}", evidence.meta.get(name, [])) for name in META["authors"]]
    candidates.append(("mark-up", _marked_up_authors(evidence.document.elements)))
    entry = evidence.page.entry
    candidates.append(("feed", list(entry.authors) if entry else []))
    candidates.append(("json-ld", others_named))
    read = [(source, names) for source, raw in candidates if (names := names_in(raw))]
    # The site's own name counts only where no source names anybody else.
    people = [(source, found) for source, names in read if (found := people_of(names, evidence.sites))] or read
    if not people or not any(map(is_person, people[0][1])):
        people = _with_shown(people, evidence, headline)
    if not people:
        return (), None
    best = people[0][1]
    for _, names in people[1:]:
        if _keys(best) < _keys(names) and all(is_person(name) for name in names):
            best = names  # the same people and more: JSON-LD often has the first alone
    others = [Candidate(source=source, raw="; ".join(names)) for source, names in (*people, *read) if names != best]
    source = next(source for source, names in people if names == best)
    return best, choose([Candidate(source=source, raw="; ".join(best)), *others])


def _with_shown(
    read: list[tuple[str, tuple[str, ...]]], evidence: Evidence, headline: str | None
) -> list[tuple[str, tuple[str, ...]]]:
    """The names that were read, after those that the page shows beside its headline."""
    elements = evidence.document.elements
    shown = shown_writers(evidence.document.tree, elements.h1, headline, evidence.sites)
    return [("text", shown), *read] if shown else read


def find_agencies(evidence: Evidence, authors: Chosen | None) -> str | None:
    """Agencies that the metadata name, as a line; None where it names none."""
    raws = [authors.raw] if authors else []
    for key in ("sourceOrganization", "provider", "creditText", "contributor", "copyrightHolder"):
        raws.extend(texts_of(evidence.node.get(key)))
    return ", ".join(agencies_in(raws)) or None


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _json_ld_names(node: Node) -> tuple[list[str], list[str]]:
    """The names, and those of organisations where no person is named: sites put their own where they leave the
    writer out."""
    value: Any = node.get("author") or node.get("creator")
    nodes = value if isinstance(value, list) else [value]
    names = list(texts_of(value))
    alone = all(isinstance(one, dict) and _is_organisation(one) for one in nodes)
    return ([], names) if alone else (names, [])


def _is_organisation(node: Node) -> bool:
    return any(name.endswith("organization") for name in type_names(node))


def _marked_up_authors(elements: Inventory) -> list[str]:
    """rel=author and itemprop=author: those beside the first one; others on the page belong to other articles."""
    found: list[str] = []
    around: list[HtmlElement] = []
    for element in elements.authors:
        if _is_aside(element):
            continue
        links = [tidy(" ".join(map(str, a.itertext()))) for a in element.iter("a") if a is not element]
        texts = links if len(links) > 1 else [tidy(" ".join(map(str, element.itertext())))]
        ancestors = [a for _, a in zip(range(3), element.iterancestors(), strict=False)]
        if around and not any(a in around for a in ancestors):
            continue
        if names := names_in([text for text in texts if len(text) <= _LONGEST_NAMES]):
            around = around or ancestors
            found.extend(names)
    return list(dict.fromkeys(found))[:_MOST_AUTHORS]


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element stands where other articles are listed."""
    return next(element.iterancestors("aside", "footer", "nav", "tr"), None) is not None or is_elsewhere(element)
