"""What a response, or the lack of one, means for the URL that was asked for."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urldefrag, urlsplit

from OpenSSL import SSL
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
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import CertificateError, VerificationError
from twisted.internet import error as tx
from twisted.internet.defer import CancelledError
from twisted.web.client import ResponseFailed
from w3lib.url import safe_url_string

from crawler.network.credentials import without_credentials
from pipelines.model import Failure, Reason
from pipelines.web.urls import fault_of, resolve

MAX_HOPS = 8
MAX_LOCATION_CHARS = 8192
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
OVERLOADED = frozenset({429, 503})
"""Statuses by which a host says that it is asked too much."""
LONGEST_WAIT = timedelta(days=7)
"""What a publisher may ask for by Retry-After; more is taken as a mistake and cut to this."""
ENDED_EARLY = "the connection ended in the middle of the response"
LAST_RETRY = timedelta(hours=24)


class Refused(IgnoreRequest):
    """A request that our own middleware did not let out, and why.

    not_before: when the same request may be let out; None: never.
    """

    def __init__(self, reason: Reason, detail: str, not_before: datetime | None = None) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail
        self.not_before = not_before


def held(host: str, until: datetime) -> Refused:
    """Why a host is not asked that has asked for more time than a run waits."""
    return Refused("http_status", f"{host} has asked for time until {until:%Y-%m-%d %H:%M} UTC", until)


class BlockedAddress(tx.DNSLookupError):
    """A name that leads to an address which may not be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a redirect is not followed."""

    reason: Reason
    detail: str


def next_hop(
    url: str, status: int, location: str | None, seen: tuple[str, ...], *, anew: bool = False
) -> str | Refusal:
    """The absolute URL, fragment dropped, that a redirect from `url` leads to; or why it is not followed.

    seen: the URLs asked for in this chain so far, in order; `url` may be the last of them or missing. anew: the answer
    brought cookies, so that an address that was asked for may say something else now.

    >>> next_hop("http://a.test/x", 302, "../y#z", ())
    'http://a.test/y'
    """
    chain = seen if seen and seen[-1] == url else (*seen, url)
    location = (location or "").strip()
    if not location:
        return Refusal(reason="redirect", detail=f"HTTP {status} without a Location")
    if len(location) > MAX_LOCATION_CHARS:
        return Refusal(reason="redirect", detail=f"HTTP {status} to a URL of {len(location)} characters")
    if len(chain) > MAX_HOPS:
        return Refusal(reason="redirect", detail=f"more than {MAX_HOPS} redirects, the next to {_short(location)}")
    try:
        target = without_credentials(urldefrag(safe_url_string(resolve(url, location)))[0])
        parts = urlsplit(target)
        fetchable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fetchable = False
    if not fetchable:
        return Refusal(reason="redirect", detail=f"redirects to what is no http(s) URL: {_short(location)}")
    if not anew and target in {urldefrag(earlier)[0] for earlier in chain}:
        return Refusal(reason="redirect", detail=f"redirects in a loop, back to {_short(target)}")
    why = fault_of(target)
    return target if why is None else Refusal(reason="redirect", detail=why)


def judge_status(status: int) -> tuple[Reason, bool] | None:
    """None where the body is what was asked for; else the reason, and whether the same request may succeed later.

    Redirects that can be followed are next_hop's.

    >>> judge_status(503)
    ('http_status', True)
    """
    if 200 <= status < 300:
        return None
    return "http_status", status in (408, 425, 429) or 500 <= status < 600


def judge_failure(exception: BaseException) -> tuple[Reason, str, bool]:
    """The reason, one line for a person, and whether the same request may succeed later."""
    if isinstance(exception, Refused):
        return exception.reason, exception.detail, exception.not_before is not None
    if isinstance(exception, HttpError):
        status = exception.response.status
        return "http_status", f"HTTP {status}", (judge_status(status) or ("http_status", False))[1]
    causes = tuple(_causes(exception))
    for kinds, reason, transient in _failures():
        for cause in causes:
            if isinstance(cause, kinds):
                may_pass = transient or (reason == "dns" and bool(_PASSING_DNS_FAILURE.search(str(cause))))
                return reason, _describe(cause, exception), may_pass
    if isinstance(exception, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(exception):
        return "too_large", _one_line(str(exception)), False
    if isinstance(exception, UnicodeError) or (isinstance(exception, ValueError) and "hostname" in str(exception)):
        return "bad_link", _one_line(str(exception)), False
    return "error", _describe(exception, exception), False


def classify_status(status: int) -> Failure:
    """The class of a status that is none of success.

    >>> classify_status(429), classify_status(404)
    ('rate_limited', 'http_4xx')
    """
    if status == 429:
        return "rate_limited"
    return "http_4xx" if status < 500 else "http_5xx"


def classify_failure(exception: BaseException) -> Failure:
    """The class of a poll that brought no response."""
    reason = judge_failure(exception)[0]
    if isinstance(exception, HttpError):
        return classify_status(exception.response.status)
    if reason == "connection":
        refused = (DownloadConnectionRefusedError, tx.ConnectionRefusedError, ConnectionRefusedError)
        return "refused" if any(isinstance(cause, refused) for cause in _causes(exception)) else "connection"
    return _CLASSES.get(reason, "error")


_CLASSES: dict[Reason, Failure] = {
    "dns": "dns",
    "tls": "tls",
    "timeout": "timeout",
    "http_status": "rate_limited",  # a host that asked for time
    "too_large": "too_large",
    "robots": "robots",
    "blocked_address": "blocked_address",
    "redirect": "redirect",
}

_PASSING_DNS_FAILURE = re.compile(r"temporary failure|timeout|try again", re.IGNORECASE)
"""getaddrinfo's EAI_AGAIN and Twisted's own timeout, as against a name that does not exist."""


# The first row that fits an exception, or what it wraps, counts; the more telling ones stand first. Scrapy wraps what
# Twisted raises (scrapy.utils._download_handlers.wrap_twisted_exceptions, 2.19), but not all of it. A body past
# DOWNLOAD_MAXSIZE arrives as DownloadCancelledError; nothing else cancels a download (its timeout raises on its own).
@cache
def _failures() -> tuple[tuple[tuple[type[BaseException], ...], Reason, bool], ...]:
    # Scrapy's handler looks at the source of all that is importing it: 0.2 s at the end of a long chain of imports.
    from scrapy.core.downloader.handlers.http11 import TunnelError

    return (
        ((BlockedAddress,), "blocked_address", False),
        ((SSL.Error, ssl.SSLError, CertificateError, VerificationError), "tls", False),
        ((DownloadTimeoutError, tx.TimeoutError, tx.TCPTimedOutError, TimeoutError), "timeout", True),
        ((DownloadCancelledError,), "too_large", False),
        ((CannotResolveHostError, tx.DNSLookupError), "dns", False),
        ((UnsupportedURLSchemeError, NotSupported), "bad_link", False),
        ((DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError, TunnelError), "connection", True),
        ((ResponseFailed, tx.ConnectError, tx.ConnectionClosed, CancelledError, ConnectionError), "connection", True),
    )


_PLAIN_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadCancelledError, "the response is larger than DOWNLOAD_MAXSIZE"),
    (DownloadConnectionRefusedError, "connection refused"),
    (ResponseDataLossError, ENDED_EARLY),
    (tx.ConnectionDone, "the connection was closed before a response came"),
    (tx.ConnectionLost, "the connection was lost"),
)


def _causes(exception: BaseException) -> Iterator[BaseException]:
    """The exception, and what it wraps: by `raise from`, and by Twisted's lists of reasons; at most a dozen."""
    waiting: list[BaseException] = [exception]
    for _ in range(12):
        if not waiting:
            return
        current = waiting.pop(0)
        yield current
        if current.__cause__ is not None:
            waiting.append(current.__cause__)
        waiting += [failure.value for failure in getattr(current, "reasons", ()) if hasattr(failure, "value")]


def _describe(cause: BaseException, exception: BaseException) -> str:
    for kind, words in _PLAIN_WORDS:
        if isinstance(cause, kind) and not str(cause).startswith(("Expected", "Received", "more than")):
            inner = [c for c in _causes(exception) if c is not cause and str(c)]
            return words if not inner else _one_line(f"{words}: {inner[-1]}")
    text = _one_line(str(cause)) or _one_line(str(exception))
    return text or type(cause).__name__


def _one_line(text: str) -> str:
    return _short(" ".join(text.split()), 300)


def _short(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def parse_retry_after(value: str | None, now: datetime) -> datetime | None:
    """When a publisher asks to be asked again, from now to 7 days ahead; None for no header, or one that says nothing.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    datetime.datetime(2026, 1, 1, 0, 2, tzinfo=datetime.timezone.utc)
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,20}(\.[0-9]+)?", text):
        return now + timedelta(seconds=min(float(text), LONGEST_WAIT.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(max(moment.astimezone(UTC), now), now + LONGEST_WAIT)


def retry_at(attempts: int, now: datetime) -> datetime:
    """When to ask again for what may succeed: an hour ahead after the first failure, doubling up to a day.

    attempts: the failures before this one.
    """
    doublings = min(max(attempts, 0), 10)
    return now + min(timedelta(hours=1 << doublings), LAST_RETRY)
