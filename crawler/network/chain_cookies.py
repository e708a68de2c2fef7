"""Cookies within one chain of redirects, and never beyond it.

Some servers set a cookie and redirect to the same address, to see whether it comes back. What they set is kept with the
request (its meta), sent along the redirects that follow by RFC 6265's rules, and forgotten with the last of them. No
other request, no other run and no file has it; the archive keeps the names alone (pages.cookies).
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from pipelines.web.urlparts import is_public_suffix
from pipelines.web.urls import host_of

JAR = "chain_cookies"
"""Key of a request's meta."""
MOST_COOKIES = 50
"""Of a chain; RFC 6265, 6.1 asks for so many of a browser, and for MOST_BYTES of each."""
MOST_BYTES = 4096


def learn(response: Response) -> bool:
    """Keeps the cookies that a response sets with its request; whether they are others than the chain had."""
    request = response.request
    if request is None or "Set-Cookie" not in response.headers:
        return False
    before = request.meta.get(JAR)
    jar = CookieJar()
    for cookie in before or ():
        jar.set_cookie(cookie)
    jar.extract_cookies(response, request)
    kept = list(_kept(jar, host_of(request.url) or ""))
    if _said(kept) == _said(before or ()):
        return False
    after = CookieJar()
    for cookie in kept:
        after.set_cookie(cookie)
    request.meta[JAR] = after
    return True


def carry(response: Response, following: Request) -> None:
    """Gives the chain's cookies to the request that a redirect led to, and sends those that are its host's."""
    assert response.request is not None
    jar = response.request.meta.get(JAR)
    if jar is not None:
        following.meta[JAR] = jar
        jar.add_cookie_header(following)


def sent(response: Response) -> tuple[str, ...]:
    """The names of the cookies that the response's request carried, in their order; empty for nearly all."""
    header = response.request.headers.get("Cookie") if response.request is not None else None
    pairs = (header or b"").decode("utf-8", "replace").split(";")
    return tuple(name for pair in pairs if (name := pair.partition("=")[0].strip()))


def _kept(jar: CookieJar, host: str) -> Iterator[Cookie]:
    """Those that a browser would keep: not for all sites of a suffix, not too large, the first MOST_COOKIES."""
    for number, cookie in enumerate(jar):
        domain = cookie.domain.lstrip(".")
        if domain != host and is_public_suffix(domain):
            continue
        if cookie.name.startswith("__Host-") and (cookie.domain_specified or not cookie.secure or cookie.path != "/"):
            continue
        if number < MOST_COOKIES and len(cookie.name) + len(cookie.value or "") <= MOST_BYTES:
            yield cookie


def _said(cookies: CookieJar | list[Cookie] | tuple[()]) -> set[tuple[str, str, str, str | None]]:
    return {(cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in cookies}
