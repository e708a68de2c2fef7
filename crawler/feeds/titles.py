"""Markup as plain text, for titles, summaries and names."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from pipelines.web.characters import clean_text, whole
from pipelines.web.markup import MAX_UNENDED

_BLOCKS = frozenset({
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
    "article", "header", "footer", "figure", "figcaption", "pre",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "noscript"})
_COMMENT_END = re.compile(r"--\s*>")

_UNENDED = re.compile(r"<(?=[^<>]*(?:<|\Z))")


def text_of_html(markup: str) -> str:
    r"""The text, entities decoded once, white space single; a blank line between blocks.

    >>> text_of_html("q &lt;b&gt; <i>it</i><p>two")
    'q <b> it\n\ntwo'
    """
    if markup.count("<") > MAX_UNENDED and len(_UNENDED.findall(markup)) > MAX_UNENDED:
        markup = _UNENDED.sub("&lt;", markup)
    reader = _Text()
    try:
        reader.feed(_without_comments(markup))
        reader.close()
    except (AssertionError, ValueError):
        return clean_text(re.sub(r"<[^>]*>", " ", markup))
    paragraphs = (clean_text(paragraph) for paragraph in "".join(reader.pieces).split("\x00"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _without_comments(markup: str) -> str:
    """One that does not end is over at the next ">", or is no comment: browsers would hide all that follows."""
    shown: list[str] = []
    at, may_end = 0, True
    while (opening := markup.find("<!--", at)) >= 0:
        shown.append(markup[at:opening])
        ending = _COMMENT_END.search(markup, opening + 4) if may_end else None
        may_end = ending is not None
        at = ending.end() if ending else (markup.find(">", opening) + 1 or len(markup))
    return "".join([*shown, markup[at:]])


def plain(text: str) -> str:
    """One line: control characters out, white space single, NFC. For what is compared and not read, such as a guid;
    what is read is cleaned by clean_text."""
    if not text.isprintable():
        text = "".join(" " if c in "\t\n\r\x0b\x0c\x85" else c for c in whole(text) if _is_printed(c))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_printed(char: str) -> bool:
    return unicodedata.category(char) != "Cc" or char in "\t\n\r\x0b\x0c\x85"


class _Text(HTMLParser):
    """Collects text; a NUL stands where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.pieces.append("\x00")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self.pieces.append("\x00")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self.pieces.append("\x00")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\x00", ""))
