"""The people and organisations that a value of JSON-LD names, in whatever way it names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.language.names import whole_name
from pipelines.reading.metadata.jsonld import Node, text_of, type_names

_PARTS = ("givenName", "additionalName", "familyName")
_SHELLS = ("@list", "@set", "author", "creator", "item")
"""What a container, a Role or a list item holds its value in."""
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-\w{2,8})*|@none", re.IGNORECASE)
_IS_ADDRESS = re.compile(r"://|^@|\w@\w|^/")
_MOST = 200
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Named:
    """One name, and what it is the name of."""

    name: str
    is_organisation: bool


def find_named(value: Any, language: str | None = None) -> tuple[Named, ...]:
    """Everybody whom a value names, in order: a text, a node, a node whose name is in parts or a node itself, lists of
    these.

    language: of the page; of a name in several languages the one in this is taken, else the first.

    >>> [one.name for one in find_named({"@type": "Person", "givenName": "Ines", "familyName": "Varga"})]
    ['Ines Varga']
    >>> [one.name for one in find_named([{"name": {"@value": "Otto Lindqvist"}}, {"name": ["Ines Varga", "Bo Karr"]}])]
    ['Otto Lindqvist', 'Ines Varga', 'Bo Karr']
    """
    return tuple(one for one, _ in zip(_named(value, language, False, 0), range(_MOST), strict=False))


def _named(value: Any, language: str | None, of_organisation: bool, depth: int) -> Iterator[Named]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in _in_one_language(value[:_MOST], language):
            yield from _named(item, language, of_organisation, depth + 1)
    elif isinstance(value, dict):
        of_organisation = of_organisation or is_organisation(value)
        held = _held(value, language)
        if held is not None:
            yield from _named(held, language, of_organisation, depth + 1)
        elif name := _from_parts(value, language):
            yield Named(name, of_organisation)
    elif text := text_of(value):
        yield Named(text, of_organisation)


def is_organisation(node: Node) -> bool:
    """Whether a node is that of an organisation, by its type."""
    return any(name.endswith("organization") for name in type_names(node))


def _held(node: Node, language: str | None) -> Any:
    """What stands for the node's name; None where it has no name, or one whose parts say more."""
    name = node.get("name")
    if isinstance(name, str) and (_IS_ADDRESS.search(name) or " " not in name.strip()):
        whole = _from_parts(node, language)
        if whole and (_IS_ADDRESS.search(name) or name.strip() in whole):
            return None
    for key in ("@value", "name", *_SHELLS):
        if node.get(key):
            return node[key]
    return _translated(node, language)


def _translated(node: Node, language: str | None) -> Any:
    """The value in this language, else the first, of a map by language; None for another node."""
    if not node or not all(_LANGUAGE_TAG.fullmatch(key) for key in node):
        return None
    values = {key.lower(): value for key, value in node.items()}
    return next((values[key] for key in values if language and key.split("-")[0] == language), None) or next(
        iter(values.values())
    )


def _in_one_language(items: Sequence[Any], language: str | None) -> Sequence[Any]:
    """Texts that say their language are one name in several; other items are several names."""
    tagged = [item for item in items if isinstance(item, dict) and item.get("@language")]
    if len(tagged) < 2 or len(tagged) < len(items) or len({str(item["@language"]) for item in tagged}) < len(tagged):
        return items
    return [next((i for i in tagged if str(i["@language"]).lower().split("-")[0] == language), tagged[0])]


def _from_parts(node: Node, language: str | None) -> str | None:
    parts = {key: " ".join(one.name for one in find_named(node[key], language)) for key in _PARTS if node.get(key)}
    return whole_name(*(parts.get(key, "") for key in _PARTS)) or None
