"""Ruby: words with their readings beside them, which a line of text is without."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

_BASE_TEXT = etree.XPath(".//text()[not(ancestor::rt or ancestor::rp or ancestor::rtc) or parent::rb]")


def base_text(element: HtmlElement) -> str:
    """An element's text content without readings.

    >>> from lxml.html import fromstring
    >>> base_text(fromstring("<h1><ruby>灯台<rp>(</rp><rt>とうだい</rt><rp>)</rp></ruby>の朝</h1>"))
    '灯台の朝'
    """
    if next(element.iter("ruby"), None) is None:
        return str(element.text_content())
    return "".join(map(str, _BASE_TEXT(element)))
