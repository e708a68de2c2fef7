from __future__ import annotations

import base64

import pytest

from crawler.network.credentials import Keyring, authorization, without_credentials

FEED = "http://a.test/feed"
KEYS = Keyring(["http://u:p@a.test/feed", "https://v:q@b.test:8443/feed", "http://c.test/feed"])


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://u:p@a.test:8443/x?y#z", "https://a.test:8443/x?y#z"),
        ("http://u@a.test/", "http://a.test/"),
        ("http://u:p@w@a.test/", "http://a.test/"),
        ("http://a.test/@me?x=u:p@b", "http://a.test/@me?x=u:p@b"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_url_is_shown_without_its_credentials(url: str, bare: str) -> None:
    assert without_credentials(url) == bare


@pytest.mark.parametrize("url", ["http://a.test/", "http://@a.test/", "http://:@a.test/", "http://[x@"])
def test_no_name_is_no_header(url: str) -> None:
    assert authorization(url) is None


@pytest.mark.parametrize(
    ("typed", "sent"), [("u:p%3Aq", b"u:p:q"), ("é:%C3%A9", b"\xc3\xa9:\xc3\xa9"), ("u:%E9", b"u:\xe9"), ("u", b"u:")]
)
def test_what_is_sent_is_the_url_s_bytes(typed: str, sent: bytes) -> None:
    assert authorization(f"http://{typed}@a.test/") == "Basic " + base64.b64encode(sent).decode()


@pytest.mark.parametrize("url", [FEED, "http://A.test:80/other", "https://a.test/feed"], ids=["same", "path", "https"])
def test_the_feeds_origin_hears_them(url: str) -> None:
    assert KEYS.headers_for(FEED, url) == {"Authorization": "Basic dTpw"}


@pytest.mark.parametrize(
    "url",
    ["http://b.test/feed", "http://www.a.test/feed", "http://a.test:8080/feed", "https://a.test:8443/feed",
     "ftp://a.test/feed", "http://a.test@b.test/", "http://[x"],
)  # fmt: skip
def test_another_origin_hears_nothing(url: str) -> None:
    assert KEYS.headers_for(FEED, url) == {}


def test_https_is_never_left_for_http() -> None:
    feed = "https://b.test:8443/feed"
    assert KEYS.headers_for(feed, feed)
    assert KEYS.headers_for(feed, "http://b.test:8443/feed") == {}
    assert KEYS.headers_for(feed, "https://b.test/feed") == {}


def test_a_feed_without_credentials_sends_none() -> None:
    assert KEYS.headers_for("http://c.test/feed", "http://a.test/feed") == {}
