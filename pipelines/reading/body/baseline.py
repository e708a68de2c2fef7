"""trafilatura's word on which text of a page is the article."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.settings import Extractor

from pipelines.reading.document.tables import flatten_cells
from pipelines.web.markup import MAX_ARTICLES

NAME = f"trafilatura {trafilatura.__version__}"

# Both report each page that they give up on; in a worker nobody reads it, and our verdict says it better.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_OPTIONS = Extractor(
    # Without its second opinions: they cost half as much again, and where the judge is in doubt they mislead it more
    # often than they help (docs/decisions/0018). deduplicate stays off: it is a process-wide cache that empties the
    # same page the fourth time.
    output_format="python", fast=True, comments=False, tables=True, dedup=False, with_metadata=False
)  # fmt: skip
_WEIGHTLESS = (
    "style", "svg", "link", "meta", "source", "track", "param", "input", "img", "iframe", "embed", "object", "audio",
    "video", "canvas", "fencedframe", "button", "footer", "aside",
)  # fmt: skip
"""What trafilatura throws away itself, after it has put a dozen XPaths to each of them. Only what it leaves out of its
measure of the page too, or what holds no text: of 940 pages one came out otherwise, without the teaser in an aside."""


def kept_text(tree: HtmlElement) -> str:
    """trafilatura's text of the page, or of one element of it; "" where it finds none or gives up.

    The tree is left as it is.
    """
    try:
        result: Any = trafilatura.bare_extraction(_copy(tree), options=_OPTIONS)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a parser's failure on one page; our own blocks remain
        return ""
    return str(result.text or "") if result is not None else ""


def _copy(tree: HtmlElement) -> HtmlElement:
    """As trafilatura is to read it, without scripts; the tails of what is left out stay."""
    copy: HtmlElement = deepcopy(tree)
    for script in copy.iter("script"):
        if "ld+json" not in (script.get("type") or ""):  # JSON-LD is looked into
            script.tag = "style"
    etree.strip_elements(copy, *_WEIGHTLESS, with_tail=False)
    articles = []
    for element in list(copy.iter("article", "tr")):
        if element.tag == "tr":
            flatten_cells(element)
        else:
            articles.append(element)
    _flatten(articles)
    if copy.tag == "html":
        return copy
    document: HtmlElement = document_fromstring("<html><body></body></html>")  # it looks for articles below the root
    copy.tail = None
    document[0].append(copy)
    return document


def _flatten(articles: Sequence[HtmlElement]) -> None:
    """Where there are too many, articles within articles become plain containers."""
    if len(articles) > MAX_ARTICLES:
        for nested in [each for each in articles if next(each.iterancestors("article"), None) is not None]:
            nested.tag = "div"
