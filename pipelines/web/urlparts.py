"""An http(s) URL taken apart: its parts, its registered domain, the page behind a copy in an AMP cache.

Nothing here raises, whatever the string.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

DEFAULT_PORTS = {"http": 80, "https": 443}
LATELY_MET = 512
"""URLs whose parts and keys are kept: while a page is filed, its own are asked for some thirty times."""
EDGES = "".join(map(chr, range(0x21)))
"""White space and control characters, which browsers take off both ends of a URL."""


class UrlParts(NamedTuple):
    """An http(s) URL, its scheme and host normalised."""

    scheme: str
    userinfo: str
    """With its "@"; "" without any."""
    host: str
    """ASCII where IDNA knows the name; brackets around IPv6."""
    port: int | None
    """None for the scheme's default."""
    path: str
    """As spelled, but for sessions and dot segments; "/" at least."""
    query: str


def _resolve_dots(path: str) -> str:
    """RFC 3986, 5.2.4; an empty path becomes "/"."""
    if "/." not in path:
        return path or "/"
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out)


_SESSION = re.compile(r";jsessionid=[^/;]*|/\(S\([a-z0-9]{24}\)\)(?=/)", re.IGNORECASE)
"""The sessions of Java and ASP.NET servers in a path."""


def shown_path(path: str) -> str:
    """The path without its session, its dot segments resolved."""
    return _resolve_dots(_SESSION.sub("", path))


BREAKS = re.compile(r"[\t\r\n]")


_NETLOC = re.compile(r"[^\[\]\\]*|(?:[^\[\]\\]*@)?\[[^\[\]\\]*\](?::\d*)?")
"""Brackets stand around an address, with nothing else before or behind it; a backslash ends the host for some clients
and not for others."""


@lru_cache(maxsize=LATELY_MET)
def split_url(url: str) -> UrlParts | None:
    """None for what is not http(s) or has no host that could be connected to."""
    try:
        split = urlsplit(BREAKS.sub("", url.strip(EDGES)))
        port = split.port
        host = split.hostname or ""
    except ValueError:
        return None
    if split.scheme not in DEFAULT_PORTS or not _NETLOC.fullmatch(split.netloc):
        return None
    host = _ascii_host(host)
    if not host or port == 0:
        return None
    userinfo, at, _ = split.netloc.rpartition("@")
    if port == DEFAULT_PORTS[split.scheme]:
        port = None
    return UrlParts(split.scheme, userinfo + at, host, port, shown_path(split.path), split.query)


_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_IN_CACHE = re.compile(r"/(?:c|v|wp)/(s/)?([^/]+)(/.*)?")
"""The path of an AMP cache: the kind of document (c, v, wp; images are i), s for https, the page's host and path."""
_IN_VIEWER = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?")
"""The same of Google's viewer, google.com/amp/s/host/path."""


def cached_page(parts: UrlParts) -> UrlParts | None:
    """The page of which this URL names an AMP cache's copy; None for what is no such URL.

    Caches serve what the publisher's page says, and only Google answers under these hosts.
    """
    if parts.host == "cdn.ampproject.org" or parts.host.endswith(".cdn.ampproject.org"):
        match = _IN_CACHE.fullmatch(parts.path)
    elif _GOOGLE.fullmatch(parts.host):
        match = _IN_VIEWER.fullmatch(parts.path)
    else:
        return None
    if match is None:
        return None
    secure, host, path = match.groups()
    query = f"?{parts.query}" if parts.query else ""
    return split_url(f"http{'s' if secure else ''}://{host}{path or ''}{query}")


def page_parts(url: str) -> UrlParts | None:
    """The parts of the page's own URL: of a copy in an AMP cache, those of the page that it is a copy of."""
    parts = split_url(url)
    while parts is not None and (own := cached_page(parts)) is not None:
        parts = own
    return parts


_HOST = re.compile(r"[^\x00-\x20\x7f/?#@\\<>^|%\[\]:\"`{}]+")


def _ascii_host(host: str) -> str:
    """Lower-case, IDNA as w3lib (and so Scrapy's requests) encodes it, without the root's dot; "" for no host."""
    host = host.lower().rstrip(".")
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.partition('%')[0]).compressed}]"
        except ValueError:
            return ""
    if not _HOST.fullmatch(host):
        return ""
    if host.isascii():
        return host
    try:
        encoded = host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""
    return encoded if _HOST.fullmatch(encoded) else ""


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """By the public suffix list; an address, and what has no registered domain, stands for itself."""
    if host.startswith("[") or re.fullmatch(r"[\d.]+", host):
        return host
    return str(_suffixes().privatesuffix(host) or host)


def is_public_suffix(host: str) -> bool:
    """Whether anybody may register a name below it ("co.uk"); such a host belongs to nobody."""
    return not (host.startswith("[") or re.fullmatch(r"[\d.]+", host)) and _suffixes().publicsuffix(host) == host
