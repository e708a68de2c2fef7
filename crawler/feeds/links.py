"""Links as a feed states them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from pipelines.web.urlparts import BREAKS, EDGES
from pipelines.web.urls import resolve

_TAG = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
"""No "<" in it, so that each character is looked at once."""
_ATTRIBUTE = re.compile(r"""(?<=[\s"'/])([A-Za-z-]{1,40})(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""")
_HAS_SCHEME = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|$)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


def absolute(link: str | None, base: str) -> str | None:
    """The link against its base, else untouched (it may be javascript:, or broken); None when there is none.

    >>> absolute(" ../x ", "http://a.test/b/c")
    'http://a.test/x'
    """
    link = (link or "").strip(EDGES)
    if not link:
        return None
    try:
        return resolve(base, link)
    except ValueError:
        return BREAKS.sub("", link)


def absolute_in(markup: str, base: str) -> str:
    """HTML with the relative links in its tags made absolute; all else is untouched.

    >>> absolute_in('<a href="/x">x</a> <img src=y.png>', "http://a.test/b/c")
    '<a href="http://a.test/x">x</a> <img src="http://a.test/b/y.png">'
    """
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda each: _resolved(each, base), tag[0]), markup)


def _resolved(attribute: re.Match[str], base: str) -> str:
    name, equals, value = attribute.groups()
    quote = value[0] if value[0] in "\"'" else ""
    link = value.strip(quote) if quote else value
    if name.lower() not in ("href", "src") or _HAS_SCHEME.match(link):
        return attribute[0]
    quote = quote or '"'
    return f"{name}{equals}{quote}{(absolute(link, base) or '').replace(quote, quote_plus(quote))}{quote}"


def is_http(link: str | None) -> bool:
    """Whether it is an absolute link that could be asked for."""
    return bool(re.match(r"https?://[^/\s]", link or "", re.IGNORECASE))


def is_picture(link: str | None, *, medium: str | None = None, kind: str | None = None) -> bool:
    """Whether a feed calls a link's target a picture, or calls it nothing and it is named like one."""
    if medium or kind:
        return medium == "image" or (kind or "").lower().startswith("image/")
    return bool(_PICTURE.search((link or "").partition("?")[0]))
