"""Cookies along one chain of redirects."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.network import chain_cookies

HERE = "https://www.paper.test/news/1"


def answer(*cookies: str, request: Request | None = None) -> Response:
    request = request or Request(HERE)
    return Response(request.url, status=302, headers={"Set-Cookie": list(cookies)} if cookies else {}, request=request)


def carried(url: str, *cookies: str) -> str:
    """What a request to a URL sends after a response of HERE."""
    response, following = answer(*cookies), Request(url)
    chain_cookies.learn(response)
    chain_cookies.carry(response, following)
    return (following.headers.get("Cookie") or b"").decode()


@pytest.mark.parametrize(
    ("cookie", "url"),
    [
        ("seen=1", HERE),
        ("seen=1; Path=/", "https://www.paper.test/"),
        ("seen=1; Domain=paper.test; Path=/", "https://paper.test/"),
        ("seen=1; Domain=.paper.test; Path=/; HttpOnly; SameSite=Lax", "https://id.paper.test/check"),
        ("seen=1; Secure; Path=/; Max-Age=60", "https://www.paper.test/x"),
    ],
)
def test_a_cookie_goes_where_it_belongs(cookie: str, url: str) -> None:
    assert carried(url, cookie) == "seen=1"


@pytest.mark.parametrize(
    ("cookie", "url"),
    [
        ("seen=1; Path=/", "https://elsewhere.test/"),
        ("seen=1; Path=/", "https://paper.test/"),
        ("seen=1; Path=/sport", "https://www.paper.test/news/1"),
        ("seen=1; Secure; Path=/", "http://www.paper.test/"),
        ("seen=1; Domain=elsewhere.test; Path=/", "https://elsewhere.test/"),
        ("seen=1; Domain=test; Path=/", "https://elsewhere.test/"),
        ("seen=1; Max-Age=0", HERE),
        ("seen=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HERE),
        ("__Host-seen=1; Domain=www.paper.test; Secure; Path=/", HERE),
        (f"seen={'x' * 5_000}", HERE),
        ("", HERE),
    ],
)
def test_a_cookie_goes_nowhere_else(cookie: str, url: str) -> None:
    assert carried(url, cookie) == ""


def test_a_suffix_is_nobodys_site() -> None:
    request, following = Request("https://www.paper.co.uk/"), Request("https://other.co.uk/")
    response = answer("seen=1; Domain=co.uk; Path=/", request=request)
    assert not chain_cookies.learn(response)
    chain_cookies.carry(response, following)
    assert "Cookie" not in following.headers


def test_the_chain_goes_on_and_says_whether_it_learned_anything() -> None:
    first = answer("a=1; Path=/")
    assert chain_cookies.learn(first)
    second = Request("https://www.paper.test/check")
    chain_cookies.carry(first, second)
    again = answer("a=1; Path=/", request=second)
    assert not chain_cookies.learn(again)
    more = answer("b=2; Path=/", "a=; Path=/; Max-Age=0", request=second)
    assert chain_cookies.learn(more)
    third = Request(HERE)
    chain_cookies.carry(more, third)
    assert third.headers["Cookie"] == b"b=2"
    assert chain_cookies.sent(answer(request=third)) == ("b",)
    assert chain_cookies.sent(answer()) == ()


def test_a_chain_has_no_more_cookies_than_a_browser_keeps() -> None:
    response = answer(*(f"c{n}=1; Path=/" for n in range(500)))
    assert chain_cookies.learn(response)
    assert len(response.request.meta[chain_cookies.JAR]) == chain_cookies.MOST_COOKIES  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "cookie", ["=", ";", "a", "a=\xff\xfe", "=x;=y", "a=1; Expires=never; Max-Age=soon; Domain=", ", ,"]
)
def test_a_broken_cookie_breaks_nothing(cookie: str) -> None:
    carried(HERE, cookie)
