"""A broken feed cut at its entries, so that a fault costs the entry that it stands in and no other."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from crawler.feeds.bodies import tags

MAX_PIECES = 2000
MAX_MENDED = 1_000_000
"""Characters of an entry."""

MAX_PREFIXES = 40
END_CHARS = 500
"""In which the root's closing tag stands; servers add a comment."""

_OPENING = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_END = re.compile(r"\s*</(?:channel|rss|feed|(?:[A-Za-z_][\w.-]{0,40}:)?rdf)\s*>", re.IGNORECASE)
_ELEMENT_END = re.compile(r"</[^<>]*>|/>")
_ROOT = re.compile(r"""<([A-Za-z_][^\s/>]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_SECTION = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->"}
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:lt|gt|amp|quot|apos);)")
_BEFORE_CDATA = re.compile(r"<([A-Za-z_][\w:.-]{0,60})(?:\s[^<>]{0,500})?>\s{0,100}\Z")
# What may follow a leaf's text that was not closed: another element of the entry, or the entry's end.
_NEXT = (
    r"(?:title|link|guid|id|description|summary|content|category|author|comments|enclosure|source|pubDate|published"
    r"|updated|dc:\w+|content:\w+|media:\w+|/item|/entry)(?=[\s/>])"
)
_UNCLOSED_LEAF = re.compile(rf"(<(title|link|guid|pubDate|dc:date|dc:creator)(?:\s[^<>]*)?(?<!/)>[^<]+)(?=<{_NEXT})")
_NEXT_TAG = re.compile(rf"\s*<{_NEXT}")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):[A-Za-z_]")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A feed's text cut at its entries."""

    head: str
    """Up to the first entry."""
    entries: tuple[str, ...]
    """Each from its opening to its closing tag."""
    root: str
    """The root's opening tag, which declares the namespaces."""
    root_name: str

    def alone(self, entry: str) -> str:
        """A feed of this entry only."""
        return f"{self.root}{entry}</{self.root_name}>"

    def joined(self, entries: list[str]) -> str:
        """The feed with these entries in place of its own."""
        ends = (f"</{name}>" for name in _left_open(self.head))
        return f"{self.head}{''.join(entries)}{''.join(ends)}"


def fault(text: str) -> str | None:
    """Where and why the text is not well-formed XML; None where it is. Also a CDATA section that swallowed another."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return f"{error.lineno}:{error.offset}: {expat.ErrorString(error.code)}"
    return "a CDATA section that does not end" if _swallows(text) else None


def _swallows(text: str) -> bool:
    """Whether a CDATA section holds the end of an entry and the beginning of another section: it did not end."""
    end = 0
    if text.count("<![CDATA[") > text.count("]]>"):
        while (begin := text.find("<![CDATA[", end)) >= 0 and (end := text.find("]]>", begin)) >= 0:
            section = text[begin + 9 : end]
            if "<![CDATA[" in section and _CLOSING.search(section):
                return True
    return False


def with_namespaces(text: str) -> str:
    """The text with the prefixes declared that it uses and forgot to declare."""
    root = _ROOT.match(text)
    used = set(_PREFIX.findall(text)) - {"xml"}
    if root is None or len(used) > MAX_PREFIXES:
        return text
    used = {prefix for prefix in used if f"xmlns:{prefix}=" not in text}
    at = root.end(1)
    names = "".join(f' xmlns:{each}="{_NAMESPACES.get(each, f"urn:undeclared:{each}")}"' for each in sorted(used))
    return text[:at] + names + text[at:]


def breaks_off(text: str) -> bool:
    """Whether the feed's own end is missing."""
    return _END.search(text, len(text) - END_CHARS if len(text) > END_CHARS else 0) is None


def cut(text: str) -> Pieces | None:
    """The feed cut at its entries; None where it has none, or too many."""
    root = _ROOT.match(text)
    sections = list(_sections(text))
    begins = [begin for begin, _ in sections]
    starts = []
    for match in _OPENING.finditer(text):
        before = bisect(begins, match.start()) - 1
        if before < 0 or sections[before][1] <= match.start():
            starts.append(match.start())
    if root is None or not 0 < len(starts) <= MAX_PIECES:
        return None
    pieces = (_ended(text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return Pieces(head=text[: starts[0]], entries=tuple(pieces), root=root[0], root_name=root[1])


def mended(piece: str) -> str:
    """An entry with its commonest faults repaired: sections, comments and leaves that do not end, bare ampersands."""
    if len(piece) > MAX_MENDED:
        return piece
    done, at = "", 0
    while (opening := piece.find("<![CDATA[", at)) >= 0:
        done += _outside(piece[at:opening])
        element = _BEFORE_CDATA.search(done[-600:])
        end_tag = f"</{element[1]}>" if element else "</"
        end, at = _section_end(piece, opening + 9, end_tag)
        done += f"<![CDATA[{piece[opening + 9 : end].replace(']]>', '')}]]>"
        if element and _NEXT_TAG.match(piece, at):
            done += end_tag
    return done + _outside(piece[at:])


def _section_end(text: str, begin: int, end_tag: str) -> tuple[int, int]:
    """Where a CDATA section ends, and what follows it begins; where it does not end, it ends with its element."""
    end, another = text.find("]]>", begin), text.find("<![CDATA[", begin)
    if end >= 0 and (another < 0 or end < another):
        return end, end + 3
    stop = text.find(end_tag, begin)
    if end >= 0 and not 0 <= stop < another:
        return end, end + 3
    stop = stop if stop >= 0 else max(text.rfind("</"), begin)
    return stop, stop


def _outside(text: str) -> str:
    """What stands outside of CDATA sections."""
    if text.count("<!--") != text.count("-->"):
        text = text.replace("<!--", "").replace("-->", "")
    return _UNCLOSED_LEAF.sub(r"\1</\2>", _BARE_AMPERSAND.sub("&amp;", text))


def _ended(piece: str) -> str:
    """The piece up to its own closing tag, which is added where it has none.

    Of a body that breaks off nothing is taken after its last whole element: half a link is no link.
    """
    closings = list(_CLOSING.finditer(piece))
    if closings:
        return piece[: closings[-1].end()]
    if end := _END.search(piece):
        whole = piece[: end.start()]
    else:
        whole = piece[: max((each.end() for each in _ELEMENT_END.finditer(piece)), default=piece.find(">") + 1)]
    name = re.split(r"[\s>]", piece[1:], maxsplit=1)[0]
    return f"{whole}</{name}>"


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """Where CDATA sections and comments begin and end. One that holds another beginning of its kind did not end."""
    opened, begin = "", 0
    for token in _SECTION.finditer(text):
        if token[0] in _CLOSERS:
            if not opened or opened == token[0]:
                opened, begin = token[0], token.start()
        elif opened and token[0] == _CLOSERS[opened]:
            yield begin, token.end()
            opened = ""


def _left_open(head: str) -> list[str]:
    """The elements that are open at the end of a text, the innermost first."""
    names: list[str] = []
    for closes, name, empty in tags(head):
        if closes:
            if name in names:
                del names[len(names) - 1 - names[::-1].index(name) :]
        elif not empty:
            names.append(name)
    return names[::-1]
