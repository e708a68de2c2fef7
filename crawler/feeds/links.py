"""Links as a feed states them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_EDGES = "".join(map(chr, range(0x21)))
"""What browsers trim around a URL: blanks and control characters."""


def absolute(link: str | None, base: str) -> str | None:
    """The link against its base, else untouched (it may be javascript:, or broken); None when there is none.

    >>> absolute(" ../x ", "http://a.test/b/c")
    'http://a.test/x'
    """
    link = re.sub(r"[\t\r\n]", "", link or "").strip(_EDGES)
    if not link:
        return None
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def is_http(link: str | None) -> bool:
    """Whether it is an absolute link that could be asked for."""
    return bool(re.match(r"https?://[^/\s]", link or "", re.IGNORECASE))
