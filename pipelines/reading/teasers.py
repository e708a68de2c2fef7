"""Whether the text that a feed carries is its article, or a taste of it.

What tells is how the text ends: with a link to the page, with an ellipsis, in a paragraph that is the summary again, or
far too soon. Words of other languages than the phrase table's need no more than their structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HTMLParser, fragment_fromstring

from pipelines.language.folding import fold, letters
from pipelines.language.scripts import count_words
from pipelines.model import Entry
from pipelines.reading.cleaning.phrases import phrasebook
from pipelines.web.markup import MAX_FEED_TEXT
from pipelines.web.urls import site_of, url_key

LABEL_WORDS = 12
"""Of the link at the end; a headline that is a link is longer, or is the entry's own."""
FEW_WORDS = 150
"""Before a link to the page whose label nobody knows: above it, "Permalink" or "Print" is as likely as "Read on"."""
SOME_WORDS = 400
"""Before a bare ellipsis, with which an essay may end; one in brackets counts at any length."""
LEAST_WORDS = 25
"""What the extractor takes for an article by itself."""
FEWEST_WORDS = 80
"""A short notice has fewer, so that one of two signs is asked for as well: that the summary is the same, or that the
feed's other texts are FAR_LONGER."""
FAR_LONGER = 5
FOOTER_WORDS = 12
"""Words of "The post ... appeared first on ..." beside its links."""

_BLOCKS = frozenset({
    "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "table", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "section", "article", "header", "footer", "figure", "figcaption", "pre",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "svg", "form"})
_ARROWS = " \t\n\xa0>»›→⇒▶►➤➜⟶|·•-–—"
_IN_BRACKETS = re.compile(r"[\[(（【<]\s*(?:…+|⋯+|\.{2,}|(?:\.\s){2,}\.)\s*[\])）】>]$")
_ELLIPSIS = re.compile(r"(?:…|⋯|\.{3}|。{3})$")


@dataclass(slots=True)
class _Block:
    """A paragraph of the text."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(address, label), as they end."""


def teaser_sign(entry: Entry, usual_chars: int | None = None) -> str:
    """What shows that the entry's own text is cut short; "" where it may well be whole. Pure.

    usual_chars: the length of the feed's other texts, mark-up included.
    """
    content = entry.content_html or ""
    if len(content) > MAX_FEED_TEXT:
        return ""
    blocks = [block for block in _read(content) if block.text]
    while len(blocks) > 1 and _is_footer(blocks[-1], entry):
        del blocks[-1]
    words = sum(count_words(block.text) for block in blocks)
    if words < LEAST_WORDS:
        return f"{words} words"
    return _cut_short(blocks, entry, words) or _too_short(blocks, entry, words, usual_chars)


def _cut_short(blocks: list[_Block], entry: Entry, words: int) -> str:
    """What the text ends with that says that there is more."""
    label, rest = _last_link(blocks, entry, words)
    if label or phrasebook().read_more.holds(fold(blocks[-1].text)):
        return f"it ends with {(label or blocks[-1].text)[:60]!r}"
    ends = (blocks[-1].text, rest)
    if any(_IN_BRACKETS.search(end) or (words < SOME_WORDS and _ELLIPSIS.search(end)) for end in ends):
        return "it ends with an ellipsis"
    return ""


def _too_short(blocks: list[_Block], entry: Entry, words: int, usual_chars: int | None) -> str:
    if words >= FEWEST_WORDS:
        return ""
    summary = letters(entry.summary or "")
    if len(blocks) == 1 and summary and letters(blocks[0].text) == summary:
        return "it is the summary again"
    chars = len(entry.content_html or "")
    if usual_chars is not None and chars * FAR_LONGER < usual_chars:
        return f"{words} words, where the feed's other texts are {usual_chars // chars} times as long"
    return ""


def _last_link(blocks: list[_Block], entry: Entry, words: int) -> tuple[str, str]:
    """The label of a link at the end that leads on to the whole text, else ""; and the text before any link there."""
    last = blocks[-1]
    end = last.text.rstrip(_ARROWS)
    address, label = last.links[-1] if last.links else ("", "")
    bare = label.rstrip(_ARROWS)
    if not bare or not end.endswith(bare):
        return "", end
    rest = end.removesuffix(bare).rstrip(_ARROWS) or (blocks[-2].text.rstrip(_ARROWS) if len(blocks) > 1 else "")
    return (label if _leads_on(address, bare, entry, words) else ""), rest


def _leads_on(address: str, label: str, entry: Entry, words: int) -> bool:
    """Whether a link behind the text is for reading on."""
    book, folded = phrasebook(), fold(label)
    if count_words(label) > LABEL_WORDS or letters(label) == letters(entry.title or ""):
        return bool(_is_own(address, entry) and book.read_more.opening(folded))
    if book.read_more.holds(folded) and site_of(address) == site_of(entry.url or ""):
        return True
    if not _is_own(address, entry):
        return False
    if book.read_more.opening(folded) or book.related.holds(folded):
        return True
    known = book.comments.holds(folded) or book.share.holds(folded)
    is_address = url_key(label) == url_key(address)
    return bool(letters(label)) and "#" not in address and not known and not is_address and words < FEW_WORDS


def _is_footer(block: _Block, entry: Entry) -> bool:
    """ "The post X appeared first on Y", in any language: the entry's headline as a link to it, and a few words."""
    title = letters(entry.title or "")
    labels = [label for address, label in block.links if letters(label) == title and title]
    rest = block.text
    for _, label in block.links:
        rest = rest.replace(label, " ", 1)
    return bool(labels) and 0 < count_words(rest.strip()) <= FOOTER_WORDS


def _is_own(address: str, entry: Entry) -> bool:
    """Whether a link leads to the entry's own page."""
    own = {url_key(link) for link in (entry.url, entry.guid) if link and "://" in link}
    return url_key(address.partition("#")[0]) in own


def _read(markup: str) -> Iterator[_Block]:
    """The text's blocks, in order."""
    try:
        root = fragment_fromstring(
            markup, create_parent="div", parser=HTMLParser(remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return
    pieces: list[str] = []
    links: list[tuple[str, str]] = []
    begun: list[tuple[str, int]] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in _BLOCKS:
            yield _Block(_spaced(pieces), links)
            pieces, links, begun = [], [], []
        if event == "start" and element.tag in _SILENT:
            walk.skip_subtree()
        elif event == "start":
            pieces.append(element.text or "")
            if element.tag == "a":
                begun.append((element.get("href") or "", len(pieces) - 1))
        else:
            if element.tag == "a" and begun:
                address, start = begun.pop()
                links.append((address, _spaced(pieces[start:])))
            pieces.append(element.tail or "")
    yield _Block(_spaced(pieces), links)


def _spaced(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
