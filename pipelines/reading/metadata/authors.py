"""Who wrote an article, as the page and its feed entry have it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.language.folding import letters
from pipelines.language.names import is_person
from pipelines.model import Candidate, Chosen
from pipelines.reading.document.inventory import Inventory
from pipelines.reading.document.neighbours import is_elsewhere
from pipelines.reading.metadata.bylines import (
    agencies_in,
    is_plain_name,
    may_be_site,
    name_of_other,
    names_in,
    people_of,
)
from pipelines.reading.metadata.candidates import META, Evidence, choose
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import Node, texts_of
from pipelines.reading.metadata.people import Named, find_named
from pipelines.reading.metadata.signatures import shown_writers

_MOST_AUTHORS = 8
_LONGEST_NAMES = 80
"""Characters of an element that names authors; a longer one tells of them."""


def find_authors(evidence: Evidence, headline: str | None) -> tuple[tuple[str, ...], Chosen | None]:
    """The names, and whom they are taken from; nothing and None where nobody is named."""
    named = _json_ld_names(evidence.node, evidence.language)
    organisations = [one.name for one in named if one.is_organisation]
    alone = len(organisations) == len(named)  # sites put their own name where they leave the writer out
    marked, others = _marked_up_authors(evidence.document.elements)
    candidates: list[tuple[str, list[str]]] = [("json-ld", [] if alone else [one.name for one in named])]
    candidates += [(f"meta:{name}", evidence.meta.get(name, [])) for name in META["authors"]]
    candidates.append(("mark-up", marked))
    entry = evidence.page.entry
    candidates.append(("feed", list(entry.authors) if entry else []))
    read = [(source, names) for source, raw in candidates if (names := names_in(raw))]
    if alone and (wholes := tuple(name for name in organisations if names_in([name]))):
        read.append(("json-ld", wholes))
    # The site's own name, and that of an organisation, count only where no source names anybody else.
    own = evidence.sites | frozenset(map(letters, organisations if alone else ()))
    people = [(source, found) for source, names in read if (found := people_of(names, own))]
    people = people or read
    if not people or not any(is_person(name) and not may_be_site(name, own) for name in people[0][1]):
        people = _with_shown(people, evidence, headline)
    if not people:
        return (), None
    best = people[0][1]
    for _, names in people[1:]:
        if _keys(best) < _keys(names) and all(is_person(name) for name in names):
            best = names  # the same people and more: JSON-LD often has the first alone
    source = next(source for source, names in people if names == best)
    if writers := tuple(name for name in best if name.casefold() not in _keys(others)):
        best = writers
    rest = [Candidate(source=source, raw="; ".join(names)) for source, names in (*people, *read) if names != best]
    return best, choose([Candidate(source=source, raw="; ".join(best)), *rest])


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
    raws += [one.name for one in _json_ld_names(evidence.node, evidence.language)]
    raws += [claim.raw for claim in evidence.metas("authors")]
    for key in ("sourceOrganization", "provider", "creditText", "contributor", "copyrightHolder"):
        raws.extend(texts_of(evidence.node.get(key)))
    return ", ".join(agencies_in(raws)) or None


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _json_ld_names(node: Node, language: str | None) -> tuple[Named, ...]:
    return find_named(node.get("author"), language) or find_named(node.get("creator"), language)


def _marked_up_authors(elements: Inventory) -> tuple[list[str], list[str]]:
    """The names in rel=author and itemprop=author, and those that are there as photographers', editors', and the like:
    of those beside the first one; others on the page belong to other articles."""
    found: list[str] = []
    others: list[str] = []
    around: list[HtmlElement] = []
    for element in elements.authors:
        if _is_aside(element):
            continue
        links = [shown_text(a) for a in element.iter("a") if a is not element]
        texts = links if len(links) > 1 else [shown_text(element)]
        ancestors = [a for _, a in zip(range(3), element.iterancestors(), strict=False)]
        if around and not any(a in around for a in ancestors):
            continue
        texts = [text for text in texts if len(text) <= _LONGEST_NAMES]
        if names := names_in(texts):
            around = around or ancestors
            found.extend(names)
        others.extend(name for text in texts if (name := name_of_other(text)))
    return list(dict.fromkeys(found))[:_MOST_AUTHORS], others


def shown_text(element: HtmlElement) -> str:
    """An element's text in one line, with a semicolon between names that have nothing but elements between them."""
    text = before = ""
    for piece in filter(None, map(tidy, map(str, element.itertext()))):
        names = " " in before and " " in piece and is_plain_name(before) and is_plain_name(piece)
        text = f"{text}{'; ' if names else ' '}{piece}" if text else piece
        before = piece
    return text


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element stands where other articles are listed."""
    return next(element.iterancestors("aside", "footer", "nav", "tr"), None) is not None or is_elsewhere(element)
