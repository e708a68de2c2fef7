"""What HTML's elements are to a reader."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.model import BlockRole

SILENT = frozenset((
    "script", "style", "template", "svg", "math", "canvas", "object", "embed", "applet", "audio", "video", "map",
    "head", "title", "meta", "link", "select", "option", "textarea", "input", "datalist", "iframe", "frame",
    "frameset", "noframes", "param", "source", "track", "dialog",
))  # fmt: skip
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "label", "output",
))  # fmt: skip
EMPHASIS = frozenset(("b", "strong", "em", "i"))
ROLES: Mapping[str, BlockRole] = {
    # Elements that say what the text inside them is; the others leave it as it was.
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"), "blockquote": "quote",
    **dict.fromkeys(("li", "dt", "dd"), "list_item"), "pre": "preformatted",
    **dict.fromkeys(("table", "td", "th", "article"), "paragraph"),
}  # fmt: skip
BLOCK_LEVEL = frozenset((
    "p", "div", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article",
    "figure", "pre", "header", "footer", "aside", "hr", "form",
))  # fmt: skip
