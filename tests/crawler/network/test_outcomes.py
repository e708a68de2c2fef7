from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as tx
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.network.outcomes import (
    BlockedAddress,
    Refusal,
    Refused,
    judge_failure,
    judge_status,
    next_hop,
    parse_retry_after,
    retry_at,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A = "http://a.test/x"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("http://b.test/y", "http://b.test/y"),
        ("/y", "http://a.test/y"),
        ("//b.test/y", "http://b.test/y"),
        ("?q=1", "http://a.test/x?q=1"),
        (" https://b.test/y \r\n", "https://b.test/y"),
        ("/y#part", "http://a.test/y"),
        ("/ä b", "http://a.test/%C3%A4%20b"),
        ("/%C3%A4", "http://a.test/%C3%A4"),
        ("http://127.0.0.1/secret", "http://127.0.0.1/secret"),
        ("///b.test/y", "http://b.test/y"),
        ("http:///b.test/y", "http://b.test/y"),
        ("https:/b.test/y", "https://b.test/y"),
        ("http:y", "http://a.test/y"),
        (r"\\b.test\y", "http://b.test/y"),
        (r"/\b.test/y?q=\z", "http://b.test/y?q=%5Cz"),
        (r"\y", "http://a.test/y"),
        ("/y?u=http:///z", "http://a.test/y?u=http:///z"),
    ],
)
def test_a_redirect_leads_to_an_absolute_url_without_fragment(location: str, target: str) -> None:
    assert next_hop(A, 302, location, (A,)) == target


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (None, "without a Location"),
        ("", "without a Location"),
        ("file:///etc/passwd", "no http(s) URL"),
        ("javascript:alert(1)", "no http(s) URL"),
        ("data:text/html,x", "no http(s) URL"),
        ("ftp://b.test/", "no http(s) URL"),
        ("https://", "no http(s) URL"),
        ("http://[::1", "no http(s) URL"),
        ("http://b.test:99999/", "no http(s) URL"),
        ("http://b.test/" + "x" * 9000, "9014 characters"),
        ("http://b test/", "no usable host"),
        ("http://b%00.test/", "no usable host"),
        ("http://%zz/", "no usable host"),
        (A, "loop"),
        (A + "#again", "loop"),
        ("/first", "loop"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(location: str | None, words: str) -> None:
    hop = next_hop(A, 301, location, ("http://a.test/first", A))
    assert isinstance(hop, Refusal)
    assert hop.reason == "redirect"
    assert words in hop.detail


def test_the_eighth_redirect_is_followed_and_the_ninth_is_not() -> None:
    chain = tuple(f"http://a.test/{n}" for n in range(8))
    assert next_hop(chain[-1], 302, "/8", chain) == "http://a.test/8"
    assert next_hop(chain[-1], 302, "/8", chain[:-1]) == "http://a.test/8"
    ninth = next_hop("http://a.test/8", 302, "/9", (*chain, "http://a.test/8"))
    assert isinstance(ninth, Refusal)
    assert "more than 8" in ninth.detail


@pytest.mark.parametrize("status", [200, 203, 206, 226])
def test_a_success_is_no_reason(status: int) -> None:
    assert judge_status(status) is None


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 410, 451, 999])
def test_a_refusal_by_the_server_is_final(status: int) -> None:
    assert judge_status(status) == ("http_status", False)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 599])
def test_a_server_in_trouble_may_recover(status: int) -> None:
    assert judge_status(status) == ("http_status", True)


def wrapped(outer: BaseException, inner: BaseException) -> BaseException:
    outer.__cause__ = inner
    return outer


def failed(inner: BaseException, kind: type[ResponseFailed] = ResponseFailed) -> BaseException:
    failure = kind([Failure(inner)])
    return wrapped(DownloadFailedError(str(failure)), failure)


MAXSIZE = IgnoreRequest("Ignored response because its body exceeded DOWNLOAD_MAXSIZE (10 B) during decompression.")


@pytest.mark.parametrize(
    ("exception", "reason", "transient"),
    [
        (Refused("robots", "says no"), "robots", False),
        (Refused("robots", "wait", NOW), "robots", True),
        (Refused("blocked_address", "loopback"), "blocked_address", False),
        (BlockedAddress("x leads to 10.0.0.1"), "blocked_address", False),
        (wrapped(CannotResolveHostError("x"), BlockedAddress("x")), "blocked_address", False),
        (CannotResolveHostError("no results for hostname lookup: x"), "dns", False),
        (CannotResolveHostError("address 'x' not found: [Errno -3] Temporary failure in name resolution"), "dns", True),
        (CannotResolveHostError("address 'x' not found: timeout error"), "dns", True),
        (tx.DNSLookupError("x"), "dns", False),
        (DownloadTimeoutError("Getting x took longer than 30 seconds."), "timeout", True),
        (tx.TimeoutError(), "timeout", True),
        (tx.TCPTimedOutError(), "timeout", True),
        (failed(tx.TimeoutError()), "timeout", True),
        (TimeoutError(), "timeout", True),
        (DownloadConnectionRefusedError("x"), "connection", True),
        (tx.NoRouteError(), "connection", True),
        (failed(tx.ConnectionLost()), "connection", True),
        (failed(tx.ConnectionDone(), ResponseNeverReceived), "connection", True),
        (ResponseDataLossError(), "connection", True),
        (TunnelError("Could not open CONNECT tunnel with proxy"), "connection", True),
        (ConnectionResetError("reset"), "connection", True),
        (failed(SSL.Error([("SSL routines", "", "certificate verify failed")]), ResponseNeverReceived), "tls", False),
        (ssl.SSLError("bad"), "tls", False),
        (DownloadCancelledError(""), "too_large", False),
        (DownloadCancelledError("Expected to receive 99 bytes which is larger"), "too_large", False),
        (MAXSIZE, "too_large", False),
        (UnsupportedURLSchemeError("x"), "bad_link", False),
        (NotSupported("x"), "bad_link", False),
        (ValueError("invalid hostname: a..b"), "bad_link", False),
        (UnicodeError("label too long"), "bad_link", False),
        (HttpError(Response("http://a.test/", status=404)), "http_status", False),
        (HttpError(Response("http://a.test/", status=503)), "http_status", True),
        (LookupError("unknown encoding: rot13"), "error", False),
        (IgnoreRequest("something else"), "error", False),
        (RuntimeError(), "error", False),
    ],
    ids=lambda value: f"{type(value).__name__}-{value!s:.30}" if isinstance(value, BaseException) else str(value),
)
def test_a_failure_has_one_reason(exception: BaseException, reason: str, transient: bool) -> None:
    got, detail, may_pass = judge_failure(exception)
    assert (got, may_pass) == (reason, transient)
    assert detail
    assert "\n" not in detail
    assert len(detail) <= 300


def test_a_chain_of_causes_that_bites_its_tail_ends() -> None:
    a, b = ValueError("a"), ValueError("b")
    a.__cause__, b.__cause__ = b, a
    assert judge_failure(a)[0] == "error"


@pytest.mark.parametrize(
    ("value", "delta"),
    [
        ("120", timedelta(minutes=2)),
        (" 3 ", timedelta(seconds=3)),
        ("0", timedelta(0)),
        ("1.5", timedelta(seconds=1.5)),
        ("99999999999", timedelta(days=7)),
        ("Sun, 01 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 13:05:00 +0100", timedelta(minutes=5)),
        ("Sun, 01 Mar 2020 12:05:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 2066 12:05:00 GMT", timedelta(days=7)),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_a_week(value: str, delta: timedelta) -> None:
    assert parse_retry_after(value, NOW) == NOW + delta


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1e9", "Sun, 99 Foo", "²", "\x00"])
def test_a_retry_after_that_says_nothing_is_none(value: Any) -> None:
    assert parse_retry_after(value, NOW) is None


@pytest.mark.parametrize(
    ("attempts", "hours"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (10**9, 24), (-1, 1)]
)
def test_a_retry_waits_an_hour_then_twice_as_long_up_to_a_day(attempts: int, hours: int) -> None:
    assert retry_at(attempts, NOW) == NOW + timedelta(hours=hours)
