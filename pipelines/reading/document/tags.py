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
    "kbd", "mark", "nobr", "q", "rb", "rbc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "label", "output",
))  # fmt: skip
LOST_IN_LINES = frozenset(("label", "output", "time"))
"""Inline elements that trafilatura takes out of a line with their words."""
EMPHASIS = frozenset(("b", "strong", "em", "i"))
ROLES: Mapping[str, BlockRole] = {
    # Elements that say what the text inside them is; the others leave it as it was.
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"), "blockquote": "quote",
    **dict.fromkeys(("li", "dt", "dd"), "list_item"), "pre": "preformatted",
    **dict.fromkeys(("table", "td", "th", "article"), "paragraph"),
}  # fmt: skip
READINGS = frozenset(("rt", "rp", "rtc"))
"""How the words of a <ruby> are read, beside or above them; in a line they would say everything twice."""
LINES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "pre"))
"""Elements that hold lines of text and no blocks."""
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "li", "listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
))  # fmt: skip
"""All that HTML shows as blocks (https://html.spec.whatwg.org/#flow-content-3), but for <legend>, which is one in a
fieldset only."""
