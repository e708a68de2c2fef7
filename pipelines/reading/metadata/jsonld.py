"""What a page's JSON-LD says about the article, however carelessly it is written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from lxml.html import HtmlElement

from pipelines.model import LIVE_BLOG
from pipelines.web.characters import whole_json

Node: TypeAlias = dict[str, Any]

ARTICLE_TYPES = {
    # schema.org's subtypes of Article that news sites use, best first.
    name: rank
    for rank, names in enumerate((
        ("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",
         "reviewnewsarticle", "askpublicnewsarticle", "liveblogposting", "advertisercontentarticle"),
        ("article", "blogposting", "report", "scholarlyarticle", "techarticle", "satiricalarticle",
         "medicalscholarlyarticle"),
        ("socialmediaposting", "review", "recipe", "interview", "videoobject"),
        ("webpage", "itempage", "aboutpage", "creativework"),
    ))
    for name in names
}  # fmt: skip
PAGE = 3
"""Rank of the types in ARTICLE_TYPES from which on they name any page."""
_LARGEST = 2_000_000  # characters of one script
_DEEPEST = 12
# Nothing here looks at a character twice, however a script is made: a comment ends where the next one begins.
_COMMENT = re.compile(r"<!--(?:[^<-]|<(?!!--)|-(?!->))*-->|<!\[CDATA\[|\]\]>|/\*\s*\*/|^[^\S\n]*//[^\n]*", re.MULTILINE)
_ELEMENT = re.compile(r"<[^<>]{0,500}>")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_STRING_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description|isAccessibleForFree)"\s*:\s*'
    r'("(?:[^"\\\n]|\\.){0,1000}"|true|false)'
)
_AUTHOR_FIELD = re.compile(r'"author"\s*:\s*(?:\[\s*)?\{[^{}]{0,300}?"name"\s*:\s*("(?:[^"\\\n]|\\.){0,200}")')


def read_nodes(scripts: Iterable[HtmlElement]) -> list[Node]:
    """All nodes of the page's JSON-LD, in document order."""
    return list(_nodes(scripts))


def article_node(nodes: Sequence[Node], urls: frozenset[str] = frozenset()) -> Node:
    """The node that describes the page's article, references to other nodes resolved; {} where there is none.

    urls: the addresses of the page; of several articles the one that names one of them is taken.
    """
    ranked = [(rank, index) for index, node in enumerate(nodes) if (rank := _rank(node)) is not None]
    if not ranked:
        return {}
    ranked.sort(key=lambda pair: (pair[0], not _names_one_of(nodes[pair[1]], urls), pair[1]))
    best = nodes[ranked[0][1]]
    known = _Known(nodes)
    return {key: _resolved(value, known, 0) for key, value in best.items()}


def article_type(nodes: Sequence[Node], node: Node) -> str | None:
    """The type of article that the page says it is, as schema.org spells it; None where it says no more than "page".

    node: article_node(). A live blog often has a plain article beside it, and is one all the same.
    """
    if any(LIVE_BLOG.lower() in type_names(other) and _rank(other) is not None for other in nodes):
        return LIVE_BLOG
    types = node.get("@type")
    names = [
        str(name).rpartition("/")[2].rpartition(":")[2] for name in (types if isinstance(types, list) else [types])
    ]
    ranked = sorted((rank, name) for name in names if (rank := ARTICLE_TYPES.get(name.lower(), PAGE)) < PAGE)
    return ranked[0][1] if ranked else None


LEAST_STATED = {"words": 60, "letters": 300}
"""What states less than this states a teaser, or nothing."""


def stated_length(
    node: Node, least: Mapping[str, int] = LEAST_STATED
) -> tuple[Literal["words", "letters"], int] | None:
    """How long the article is by its own word: wordCount, else the letters and digits of articleBody."""
    count = node.get("wordCount")
    if isinstance(count, str) and count.isdecimal() and len(count) < 8:
        count = int(count)
    if isinstance(count, int) and count >= least["words"]:
        return "words", count
    body = node.get("articleBody")
    if isinstance(body, str):
        letters = sum(map(str.isalnum, _ELEMENT.sub(" ", html.unescape(body))))
        if letters >= least["letters"]:
            return "letters", letters
    return None


def type_names(node: Node) -> tuple[str, ...]:
    """The node's types in lower case, without their vocabulary's prefix."""
    types = node.get("@type")
    found = types if isinstance(types, list) else [types]
    return tuple(str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in found if isinstance(name, str))


def is_article(node: Node) -> bool:
    """Whether the node claims to be an article, not merely a page."""
    return any(ARTICLE_TYPES.get(name, 9) <= 1 for name in type_names(node))


def text_of(value: Any) -> str | None:
    """A value as one line of plain text; None for nothing, or for something that is not text."""
    for _ in range(_DEEPEST):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline")
        else:
            break
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(value).split()) or None


def texts_of(value: Any) -> tuple[str, ...]:
    """All texts of a value that may be one or a list."""
    if isinstance(value, list):
        return tuple(text for item in value[:200] if (text := text_of(item)))
    text = text_of(value)
    return (text,) if text else ()


def url_of(value: Any) -> str | None:
    """The URL of an image, a publisher's logo or the like."""
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        return url_of(value) if not isinstance(value, str) else value.strip() or None
    return value.strip() or None if isinstance(value, str) else None


def _nodes(scripts: Iterable[HtmlElement]) -> Iterator[Node]:
    for script in scripts:
        if "ld+json" in (script.get("type") or "").lower():
            text = script.text or ""
            if len(text) <= _LARGEST:
                yield from _flatten(_load(text), 0)


def _load(text: str) -> Any:
    text = whole_json(text.strip().rstrip(";").strip())
    for attempt in (_as_is, _cleaned, _unescaped):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvaged(text)


def _as_is(text: str) -> str:
    return text


def _cleaned(text: str) -> str:
    return _TRAILING_COMMA.sub("", _COMMENT.sub("", text)).strip().rstrip(";")


def _unescaped(text: str) -> str:
    return _cleaned(html.unescape(text)) if "&quot;" in text else _cleaned(text).replace("\\'", "'")


def _salvaged(text: str) -> Any:
    """The few fields that matter, from JSON that no parser takes."""
    node: Node = {}
    for name, raw in _STRING_FIELD.findall(text):
        try:
            node.setdefault(name, json.loads(raw, strict=False))
        except ValueError:
            continue
    authors = []
    for raw in _AUTHOR_FIELD.findall(text):
        try:
            authors.append(json.loads(raw, strict=False))
        except ValueError:
            continue
    if node and re.search(r'"@type"\s*:\s*(?:\[\s*)?"\w*(?:Article|BlogPosting)"', text):
        return {"@type": "Article", **node, **({"author": authors} if authors else {})}
    return None


def _flatten(value: Any, depth: int) -> Iterator[Node]:
    """Nodes in document order, those inside @graph, lists and mainEntity included."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:500]:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in (
            "@graph",
            "mainEntity",
            "mainEntityOfPage",
            "hasPart",
            "liveBlogUpdate",
            "author",
            "publisher",
            "isPartOf",
        ):
            if key in value and (key != "liveBlogUpdate") and not isinstance(value[key], str):
                yield from _flatten(value[key], depth + 1)


def _rank(node: Node) -> int | None:
    ranks = [ARTICLE_TYPES[name] for name in type_names(node) if name in ARTICLE_TYPES]
    if not ranks or not any(
        key in node for key in ("headline", "name", "datePublished", "author", "articleBody", "description")
    ):
        return None
    return min(ranks)


def _names_one_of(node: Node, urls: frozenset[str]) -> bool:
    named = (node.get("url"), node.get("@id"), node.get("mainEntityOfPage"))
    return any((url := url_of(value)) and url.partition("#")[0].rstrip("/") in urls for value in named)


class _Known:
    """The nodes of a page by their ids, wherever they stand; looked for once something refers to one."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._by_id: dict[str, Node] | None = None
        self._by_end: dict[str, Node] = {}

    def get(self, reference: Node) -> Node:
        """The node that is referred to; the reference itself where there is none. One of both ids may be relative."""
        if self._by_id is None:
            self._by_id = {}
            for node in _with_inner(self._nodes, 0):
                if isinstance(node.get("@id"), str) and not _refers(node):
                    self._by_id.setdefault(node["@id"], node)
                    for end in _ends(node["@id"]):
                        self._by_end.setdefault(end, node)
        sought = str(reference.get("@id"))
        found = self._by_id.get(sought) or self._by_end.get(sought)
        return found or next((self._by_id[end] for end in _ends(sought) if end in self._by_id), reference)


def _ends(name: str) -> Iterator[str]:
    """An id as it may be written relative to the page, and to its host."""
    address, sign, fragment = name.partition("#")
    if sign and address:
        yield f"#{fragment}"
    _, scheme, rest = name.partition("://")
    if scheme and "/" in rest:
        yield f"/{rest.partition('/')[2]}"


def _with_inner(value: Any, depth: int) -> Iterator[Node]:
    """All nodes in a value, itself included."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value[:500]:
            if isinstance(item, (dict, list)):
                yield from _with_inner(item, depth + 1)


def _refers(node: Node) -> bool:
    """Whether a node says no more than which one is meant."""
    return "@id" in node and set(node) <= {"@id", "@type", "name"} and not node.get("name")


def _resolved(value: Any, known: _Known, depth: int) -> Any:
    """The value with {"@id": ...} replaced by the node of that id, two levels deep."""
    if isinstance(value, list):
        return [_resolved(item, known, depth) for item in value[:500]]
    if not isinstance(value, dict) or depth > 2:
        return value
    if _refers(value):
        value = known.get(value)
    return {
        key: _resolved(item, known, depth + 1) if isinstance(item, (dict, list)) else item
        for key, item in value.items()
    }
