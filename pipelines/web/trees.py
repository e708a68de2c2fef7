"""A page's bytes as a tree, where the process that the crawl waits in looks into them: for links, for a refresh."""

from __future__ import annotations

from lxml import etree

from pipelines.web.charsets import PAGE, decode
from pipelines.web.markup import MAX_LINKED_BYTES, over_limit


def look_into(body: bytes, content_type: str = "") -> etree._Element | None:
    """The tree of the page's first MAX_LINKED_BYTES, without comments; None for what is no mark-up, and for mark-up
    that is made to keep a parser busy."""
    markup = decode(body[:MAX_LINKED_BYTES], content_type, PAGE).text.replace("\x00", "").encode()
    if over_limit(markup):
        return None
    parser = etree.HTMLParser(recover=True, encoding="utf-8", remove_comments=True, no_network=True)
    try:
        return etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def base_href(root: etree._Element) -> str | None:
    """What the first base element with an address states; None without one."""
    return next((href for base in root.iter("base") if (href := base.get("href"))), None)
