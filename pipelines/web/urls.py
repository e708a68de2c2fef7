"""What a URL says before it is asked for: its normal form, its key, its site and its kind.

    canonical_url   the normal form that a person reads: articles.url
    url_key         what tells two pages apart: scheme, www., index.html and the order of parameters do not
    is_fetchable    whether a link can be asked for; fault_of says why not
    resolve         a link against the address of what it stands in, as browsers do it
    site_of         the registered domain, by the public suffix list that ships with the publicsuffixlist package

Nothing here raises, whatever the string: links are what feeds and pages claim. What is no http(s) URL (urn:sha256:...,
javascript:...) has no normal form, and stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TypeGuard
from urllib.parse import urljoin

from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import UrlKind
from pipelines.web.trackers import is_tracking
from pipelines.web.urlparts import (
    BREAKS,
    DEFAULT_PORTS,
    EDGES,
    LATELY_MET,
    UrlParts,
    cached_page,
    page_parts,
    registered_domain,
    shown_path,
    split_url,
)

MAX_URL_LENGTH = 8192
"""Characters. What common servers take as a request line (Apache 8,190, nginx 8 k); longer ones are data, not links."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PATH = re.compile(r"([^?#]*)(.*)", re.DOTALL)


def strip_fragment(url: str) -> str:
    """The URL without "#" and what follows; nothing else changes.

    >>> strip_fragment("http://example.test/a?b=1#comments")
    'http://example.test/a?b=1'
    """
    return url.partition("#")[0]


def resolve(base: str, reference: str) -> str:
    """The reference against an absolute base as browsers resolve it; raises ValueError where urljoin does.

    The source of the rules is the URL Standard of WHATWG, 4.4, for http and https: blanks around a reference and line
    breaks within it are nothing, "\\" is a "/" before the query, and so many slashes as there are before a host count
    for two.

    >>> resolve("https://a.test/x", "///b.test/y"), resolve("https://a.test/x", r"http:\\b.test/y")
    ('https://b.test/y', 'http://b.test/y')
    >>> resolve("https://a.test/x/", "https:y")
    'https://a.test/x/y'
    """
    reference = BREAKS.sub("", reference.strip(EDGES))
    scheme, rest = "", reference
    if stated := _SCHEME.match(reference):
        scheme, rest = stated[1].lower(), reference[stated.end() :]
        if scheme not in DEFAULT_PORTS:
            return urljoin(base, reference)
    path, after = _PATH.fullmatch(rest).groups()  # type: ignore[union-attr]  # it fits whatever stands there
    path = path.replace("\\", "/")
    if path.startswith("//") or (scheme and scheme != base.partition(":")[0].lower()):
        path = f"{scheme and scheme + ':'}//{path.lstrip('/')}"
    return urljoin(base, f"{path}{after}")


def host_of(url: str) -> str | None:
    """The host: lower-case, in ASCII, without port; None where there is none.

    >>> host_of("https://Münchner-Bote.test:8080/a")
    'xn--mnchner-bote-dlb.test'
    """
    parts = split_url(url)
    return parts.host if parts else None


def site_of(url: str) -> str | None:
    """The registered domain; an address stands for itself; None for what has no host (urn:).

    A name under an unknown suffix counts by its last two labels, a suffix alone or a single label by itself. A copy in
    an AMP cache is of its publisher's site.

    >>> site_of("https://www.bote.co.uk/a"), site_of("http://news.bote.test/"), site_of("urn:sha256:0f")
    ('bote.co.uk', 'bote.test', None)
    """
    parts = page_parts(url)
    return registered_domain(parts.host) if parts else None


# ----------------------------------------------------------------------------------------------------- normal forms

_UNFIT = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
"""Characters that RFC 3986 does not allow in a URL at all: they are escaped."""
_UNFIT_IN_KEY = re.compile(r"[^!-~]|[\"<>\\^`{|}\[\]]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'()")
"""RFC 3986's unreserved characters and RFC 2396's marks, which clients escape or not as they please."""


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _escapes_in_key(text: str) -> str:
    return _UNFIT_IN_KEY.sub(_escape, _ESCAPE.sub(_unescape, text))


_INDEX = re.compile(r"/(?:index\.(?:s?html?|xhtml|php\d?|aspx?|jsp|cfm)|default\.(?:aspx?|html?))$", re.IGNORECASE)
"""What a server shows for the folder itself."""
_SLASHES = re.compile(r"/{2,}")


def _parameters(query: str) -> list[str]:
    return [p for p in query.split("&") if not is_tracking(p)] if query else []


def _joined(parts: UrlParts, path: str, parameters: list[str]) -> str:
    port = "" if parts.port is None else f":{parts.port}"
    query = "&".join(parameters)
    return f"{parts.scheme}://{parts.userinfo}{parts.host}{port}{path}{'?' + query if query else ''}"


def canonical_url(url: str) -> str:
    """The normal form of a URL; idempotent. What is not http(s) comes back as it is, without white space around it.

    Scheme and host lower-case and in ASCII, default port, fragment, sessions and tracking parameters dropped, dot
    segments resolved, what may not stand in a URL escaped, the copy in an AMP cache replaced by the page. Everything
    else stays as it was spelled: the order of parameters, their names, existing escapes, empty values. So a sound URL
    without trackers comes back untouched. ("#!" is a fragment too: no server is ever told what follows it.)

    >>> canonical_url("HTTP://Bote.test:80/a/../b?id=7&utm_source=rss#top")
    'http://bote.test/b?id=7'
    """
    parts = page_parts(url)
    if parts is None:
        return url.strip(EDGES)
    path = _UNFIT.sub(_escape, parts.path)
    query = _UNFIT.sub(_escape, parts.query)
    return _joined(parts._replace(userinfo=_UNFIT.sub(_escape, parts.userinfo)), path, _parameters(query))


@lru_cache(maxsize=LATELY_MET)
def url_key(url: str) -> str:
    """What tells two pages apart: equal keys mean the same page.

    canonical_url without scheme, user, leading www., the path's trailing and doubled slashes and index.html, parameters
    sorted, escapes in one spelling. Parameters that may select the article stay, and so do the marks of AMP, print and
    mobile pages: those are read before they are taken for copies. What is not http(s) is its own key.

    >>> url_key("https://www.Bote.test/a/?b=2&a=1&fbclid=x") == url_key("http://bote.test/%61?a=1&b=2")
    True
    """
    parts = page_parts(url)
    if parts is None:
        return url.strip(EDGES)
    query = _UNFIT.sub(_escape, parts.query)
    parameters = sorted(_escapes_in_key(p.replace("+", "%20")) for p in _parameters(query) if p)
    path = _SLASHES.sub("/", shown_path(_escapes_in_key(parts.path))).rstrip("/")
    if not parameters:  # with one, index.php may be a program, and not the folder's page
        path = _INDEX.sub("", path)
    host = parts.host.removeprefix("www.") if parts.host.count(".") > 1 else parts.host
    return _joined(parts._replace(userinfo="", host=host), path, parameters).partition("://")[2]


def preferred_spelling(one: str, other: str) -> str:
    """Of two URLs with the same key, the one to show, whichever was met first: https, then the smaller string."""
    return min(one, other, key=lambda url: (not url.startswith("https:"), url))


def is_fetchable(url: str | None) -> TypeGuard[str]:
    """Whether the link can be asked for.

    >>> is_fetchable("http://bote.test/a"), is_fetchable("javascript:void(0)")
    (True, False)
    """
    return fault_of(url) is None


def fault_of(url: str | None) -> str | None:
    """Why the link cannot be asked for, in one line for a person; None where it can.

    >>> fault_of("javascript:void(0)")
    'not an http or https link: javascript:'
    """
    text = (url or "").strip(EDGES)
    if not text:
        return "no link"
    if len(text) > MAX_URL_LENGTH:
        return f"the link has {len(text):,} characters, more than {MAX_URL_LENGTH:,}"
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        return "control characters inside the link"
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in DEFAULT_PORTS:
        named = f": {scheme[:20]}:" if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) else ""
        return f"not an http or https link{named}"
    return "no usable host or port in the link" if not rest.startswith("//") or split_url(text) is None else None


# -------------------------------------------------------------------------------------------------- kinds of pages

_WORDS = word_lists(__name__)
_KINDS: tuple[tuple[UrlKind, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...] = (
    # kind, labels of the host below the registered domain, path, one parameter; all in lower case
    (
        "amp",
        re.compile(r"(?:www\.)?amp\."),
        re.compile(r"(?:^|/)amp(?:/|$)|[._!]amp(?:\.\w+)?/?$|-amp\.\w+/?$|/amphtml/"),
        re.compile(r"amp(?:=(?!0|false).*)?|(?:outputtype|output|view|format)=amp"),
    ),
    (
        "print",
        re.compile(r"(?:www\.)?print\."),
        re.compile(
            rf"(?:^|/)(?:{any_of(_WORDS['print_pages'])})(?:\.\w+)?(?:/|$)"
            rf"|[._](?:{any_of(_WORDS['print_endings'])})(?:\.\w+)?/?$|-(?:{any_of(_WORDS['print_endings'])})\.\w+/?$"
        ),
        re.compile(
            rf"(?:{any_of(_WORDS['print_parameters'])})(?:=(?!0|false).*)?|printable=.*|(?:view|format|mode|output)=print"
        ),
    ),
    (
        "mobile",
        re.compile(r"(?:[\w-]+\.)?(?:m|mobile|mobil|touch)\."),
        re.compile(r"^/(?:m|mobile)/"),
        re.compile(r"(?:view|format|output|outputtype)=mobile|mobile=(?:1|true|yes)|m=1"),
    ),
)


@lru_cache(maxsize=1024)
def special_kind(url: str) -> UrlKind | None:
    """amp, print or mobile where the URL says so itself; None for all others.

    >>> special_kind("http://m.bote.test/x"), special_kind("http://bote.test/whats-in-print")
    ('mobile', None)
    """
    parts = split_url(url)
    if parts is None:
        return None
    if cached_page(parts) is not None:
        return "amp"
    labels = parts.host.removesuffix(registered_domain(parts.host))
    parameters = parts.query.lower().split("&")
    for kind, host, path, parameter in _KINDS:
        if host.match(labels) or path.search(parts.path.lower()) or any(parameter.fullmatch(p) for p in parameters):
            return kind
    return None


def kind_of(url: str, article_url: str, otherwise: UrlKind = "link") -> UrlKind:
    """What a URL is to the article that stands at article_url; `otherwise` where the URL itself does not tell.

    >>> kind_of("http://bote.test/amp/x", "http://bote.test/x"), kind_of("http://bote.test/y", "http://bote.test/x")
    ('amp', 'link')
    """
    if url == article_url:
        return "canonical"
    special = special_kind(url)
    return special if special and special != special_kind(article_url) else otherwise


_ROOT_PATH = re.compile(
    rf"(?:/(?:[a-z]{{2}}(?:[-_][a-z]{{2}})?))?/?(?:/(?:{any_of(_WORDS['front_pages'])})(?:\.\w{{2,5}})?)?/?"
)


def is_root(url: str) -> bool:
    """Whether the URL is a site's front page, or that of a language (/, /en/, /index.html): no article's address.

    A parameter may select an article (/?p=7), so with one it is none; trackers do not count.

    >>> is_root("http://bote.test/?utm_source=x"), is_root("http://bote.test/?p=7"), is_root("http://bote.test/de/index.html")
    (True, False, True)
    """
    parts = page_parts(url)
    if parts is None or _parameters(parts.query):
        return False
    return _ROOT_PATH.fullmatch(parts.path.lower()) is not None
