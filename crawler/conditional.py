"""The validators of a feed: what makes its next poll conditional, as one opaque string."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import msgspec

MAX_URLS = 60
"""A sitemap index polls up to 50 children, each with validators of its own."""
MAX_VALUE_CHARS = 1024
_HEADER_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]+")


class _Validator(msgspec.Struct, frozen=True, omit_defaults=True):
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    """Of the body, content encodings undone; for servers that ignore conditions."""


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


def remember(validators: str | None, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """The validators with this response in place of what was known of the URL.

    headers: of the response, any case. Weak ETags are kept as they are. A value that could not stand in a request
    header is dropped. The URL remembered longest ago makes room.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    known = _decode(validators)
    known.pop(url, None)
    known[url] = _Validator(
        etag=_safe(lower.get("etag")),
        last_modified=_safe(lower.get("last-modified")),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return msgspec.json.encode(dict(list(known.items())[-MAX_URLS:])).decode()


def is_same_body(validators: str | None, url: str, body: bytes) -> bool:
    """Whether these are the very bytes that were remembered for the URL."""
    known = _decode(validators).get(url)
    return known is not None and known.sha256 == hashlib.sha256(body).hexdigest()


def _decode(validators: str | None) -> dict[str, _Validator]:
    """What is remembered; nothing where the string is not ours (the next poll is then unconditional, and safe)."""
    try:
        return _DECODER.decode(validators or "{}")
    except msgspec.MsgspecError:
        return {}


def _safe(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if _HEADER_VALUE.fullmatch(value) and len(value) <= MAX_VALUE_CHARS else None
