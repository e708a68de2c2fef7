"""The validators of a feed, or of a page: what makes the next request conditional, as one opaque string."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec

MAX_URLS = 60
"""A sitemap index polls up to 50 children, each with validators of its own."""
MAX_ITEMS = 500
MAX_VALUE_CHARS = 1024
LONGEST_FRESH_S = 7 * 86400.0
_HEADER_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]+")


class _Validator(msgspec.Struct, frozen=True, omit_defaults=True):
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    """Of the body, content encodings undone; for servers that ignore conditions."""
    items: tuple[str, ...] = ()
    """Digests of its entries (feeds.slices), for bodies that change around them."""


_DECODER = msgspec.json.Decoder(dict[str, _Validator])


def request_headers(validators: str | None, url: str) -> dict[str, str]:
    """The headers that make a request for this URL conditional; empty when nothing is remembered of it."""
    known = _decode(validators).get(url, _Validator())
    headers = {}
    if etag := _safe(known.etag):
        headers["If-None-Match"] = etag
    if last_modified := _safe(known.last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


def remember(
    validators: str | None, url: str, headers: Mapping[str, str], body: bytes, *, items: Sequence[str] = ()
) -> str:
    """The validators with this response in place of what was known of the URL.

    items: digests of its entries; more than MAX_ITEMS are not kept. headers: of the response, any case. Weak ETags are
    kept as they are. A value that could not stand in a request header is dropped. The URL remembered longest ago makes
    room.
    """
    known = _decode(validators)
    known.pop(url, None)
    known[url] = _validator(headers, hashlib.sha256(body).hexdigest(), tuple(items) if len(items) <= MAX_ITEMS else ())
    return _encode(dict(list(known.items())[-MAX_URLS:]))


def recall(url: str, headers: Mapping[str, str], sha256: str) -> str:
    """The validators of a response that is in the archive."""
    return _encode({url: _validator(headers, sha256)})


def is_same_body(validators: str | None, url: str, body: bytes) -> bool:
    """Whether these are the very bytes that were remembered for the URL."""
    known = _decode(validators).get(url)
    return known is not None and known.sha256 == hashlib.sha256(body).hexdigest()


def known_items(validators: str | None, url: str) -> frozenset[str]:
    """The digests of the entries that stood in the URL's last body; empty where none are remembered."""
    return frozenset(_decode(validators).get(url, _Validator()).items)


def offers_the_same(validators: str | None, url: str, headers: Mapping[str, str]) -> bool:
    """Whether a response carries the very ETag (or, where there is none, Last-Modified) that was remembered."""
    known = _decode(validators).get(url, _Validator())
    lower = {name.lower(): value for name, value in headers.items()}
    if known.etag or lower.get("etag"):
        return known.etag == _safe(lower.get("etag"))
    return known.last_modified is not None and known.last_modified == _safe(lower.get("last-modified"))


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when the server calls its answer fresh (RFC 9111: max-age less Age, else Expires less Date); None without.

    no-store and no-cache say nothing about when to ask again, and so do answers that are stale on arrival.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    control = lower.get("cache-control", "").lower()
    if "no-store" in control or "no-cache" in control:
        return None
    if found := re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", control):
        age = re.fullmatch(r"\s*(\d{1,9})\s*", lower.get("age", ""))
        seconds = float(found[1]) - (float(age[1]) if age else 0.0)
    else:
        expires, date = _http_date(lower.get("expires")), _http_date(lower.get("date"))
        seconds = (expires - (date or now)).total_seconds() if expires is not None else 0.0
    return now + timedelta(seconds=min(seconds, LONGEST_FRESH_S)) if seconds > 0 else None


def _http_date(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime((value or "").strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _validator(headers: Mapping[str, str], sha256: str, items: tuple[str, ...] = ()) -> _Validator:
    lower = {name.lower(): value for name, value in headers.items()}
    etag, last_modified = _safe(lower.get("etag")), _safe(lower.get("last-modified"))
    return _Validator(etag=etag, last_modified=last_modified, sha256=sha256, items=items)


def _encode(known: Mapping[str, _Validator]) -> str:
    return msgspec.json.encode(known).decode()


def _decode(validators: str | None) -> dict[str, _Validator]:
    """What is remembered; nothing where the string is not ours (the next poll is then unconditional, and safe)."""
    try:
        return _DECODER.decode(validators or "{}")
    except msgspec.MsgspecError:
        return {}


def _safe(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if _HEADER_VALUE.fullmatch(value) and len(value) <= MAX_VALUE_CHARS else None
