"""Redirects that are not HTTP's: a page, or a Refresh header, that sends its reader on.

The grammar is that of the HTML Standard of WHATWG, 4.2.5.3 (shared declarative refresh steps). What is followed:

* a refresh of at most MOST_SECONDS; one that waits longer is a page that is meant to be read, as is one that only loads
  itself anew;
* after more than FIRST_SECOND, for readers without scripts alone (in noscript), or to what is no http(s) address, only
  where the page itself says next to nothing: an article may name a version of itself for old browsers, the next
  picture of its gallery, or the publisher's app.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipelines.language.folding import tokens, weigh
from pipelines.web.markup import MAX_LINKED_BYTES
from pipelines.web.trees import base_href, look_into
from pipelines.web.urls import is_fetchable, resolve, strip_fragment

MOST_SECONDS = 10.0
"""A refresh that waits longer is no redirect."""
FIRST_SECOND = 1.0
"""A page that is left within it is not there to be read, whatever it holds."""
SAYS_SOMETHING = 100.0
"""Words outside links, from which a page says something itself. Waiting pages say "you are being led to ...", and have
their site's menu; the shortest notices of news have this many."""

_META = re.compile(rb"""<meta\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""", re.IGNORECASE)
"""No "<" in it, so that each byte is looked at once."""
_EQUIV = re.compile(rb"-[eE][qQ][uU][iI][vV]")
"""Of http-equiv. Without IGNORECASE its first byte is looked for by memchr: half the time of a body in lower case."""
_WAIT = re.compile(rb"""content\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml|channel)[\s>]", re.IGNORECASE)
"""With what feeds begin, some of which say that they are HTML; their entries may hold any mark-up."""
_BEGINNING = 1_000
_STEPS = re.compile(
    r"[\t\n\f\r ]*(?:(?P<seconds>[0-9]+)|(?=\.))[0-9.]*"
    r"(?:(?=[;,\t\n\f\r ])[\t\n\f\r ]*[;,]?[\t\n\f\r ]*(?P<rest>.*)|\Z)",
    re.DOTALL,
)
_URL = re.compile(r"url[\t\n\f\r ]*=[\t\n\f\r ]*(?P<url>.*)", re.IGNORECASE | re.DOTALL)
_UNREAD = ("script", "style", "template", "noscript", "head", "textarea", "iframe", "select", "svg")
"""Elements whose text no reader sees, or that is none of the page's own."""
_INERT = ("template", "textarea", "iframe", "xmp", "noembed", "noframes", "svg", "math")
"""Elements in which a meta element means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """Where a page sends its reader."""

    url: str
    """As stated; empty for the page itself."""
    seconds: float


def parse_refresh(value: str) -> Refresh | None:
    """What a Refresh header, or the content of such a meta element, states; None where it states nothing.

    >>> parse_refresh("0;URL='/story'"), parse_refresh("soon; url=/story")
    (Refresh(url='/story', seconds=0.0), None)
    """
    steps = _STEPS.match(value)
    if steps is None:
        return None
    url = steps["rest"] or ""
    if named := _URL.match(url):
        url = named["url"]
    if url[:1] in ('"', "'") and url:
        url = url[1:].partition(url[0])[0]
    return Refresh(url=url.strip(), seconds=float(min(int((steps["seconds"] or "0")[:9]), 10**9)))


def may_lead_on(body: bytes, content_type: str) -> bool:
    """Whether a body may be a page that sends its reader on: a look at its bytes, which spares nearly all a parse."""
    if content_type and "html" not in content_type.lower():
        return False
    if not any(_waits_little(tag) for tag in _equivalents(body[:MAX_LINKED_BYTES]) if b"refresh" in tag):
        return False
    start = body[:_BEGINNING].lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] not in (b"{", b"[") and not _FEED.search(start)


def _equivalents(body: bytes) -> Iterator[bytes]:
    """The meta elements with an http-equiv, in lower case and in page order."""
    seen = 0
    for equiv in _EQUIV.finditer(body):
        start, seen = body.rfind(b"<", seen, equiv.start()), equiv.start()
        tag = _META.match(body, start) if start >= 0 else None
        if tag is not None and b"http-equiv" in (lower := tag[0].lower()):
            yield lower


def _waits_little(tag: bytes) -> bool:
    seconds = _WAIT.search(tag)
    return seconds is None or int(seconds[1]) <= MOST_SECONDS


def led_on(url: str, body: bytes, content_type: str, header: str | None, *, anew: bool = False) -> str | None:
    """The absolute address to which a page of this URL sends its reader at once; None where it is there to be read.

    header: the value of its Refresh header. anew: the page has set cookies, so that where it loads itself anew it may
    be another one. The address may be one that cannot be asked for.
    """
    stated, base, in_noscript = parse_refresh(header) if header is not None else None, url, False
    root = None
    if stated is None:
        root = look_into(body, content_type) if may_lead_on(body, content_type) else None
        found = next(_refreshes(root), None) if root is not None else None
        if root is None or found is None:
            return None
        stated, in_noscript = found
        base = _resolved(url, base_href(root) or "") or url
    target = _resolved(base, stated.url) if stated.url else url
    if stated.seconds > MOST_SECONDS or target is None:
        return None
    is_itself = strip_fragment(target) == strip_fragment(url)
    if is_itself and not anew:
        return None
    if is_itself or in_noscript or stated.seconds > FIRST_SECOND or not is_fetchable(target):
        root = look_into(body, content_type) if root is None else root
        if root is not None and _says_something(root):
            return None
    return target


def _refreshes(root: etree._Element) -> Iterator[tuple[Refresh, bool]]:
    """What the page's meta elements state, in page order, and whether for readers without scripts alone."""
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        around = {element.tag for element in meta.iterancestors()}
        stated = parse_refresh(meta.get("content") or "")
        if stated is not None and around.isdisjoint(_INERT):
            yield stated, "noscript" in around


def _says_something(root: etree._Element) -> bool:
    weight = 0.0
    for text in _read(root):
        weight += weigh(tokens(text))
        if weight >= SAYS_SOMETHING:
            return True
    return False


def _read(root: etree._Element) -> Iterator[str]:
    """The texts that a reader sees outside links, in page order."""
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_skipped = element.tag in _UNREAD or element.tag == "a"
        if event == "start":
            skipped += is_skipped
            text = element.text
        else:
            skipped -= is_skipped
            text = element.tail
        if text and not skipped:
            yield text


def _resolved(base: str, reference: str) -> str | None:
    try:
        return resolve(base, reference)
    except ValueError:
        return None
