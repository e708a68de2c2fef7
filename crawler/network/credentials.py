"""The name and password that a feed's URL may carry: sent to the feed's own origin, and nowhere else to be seen.

What is stored, logged and shown is the URL without them. Twisted would take them for a part of the host's name.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

from pipelines.model import FeedSource

_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int | None]


def without_credentials(url: str) -> str:
    """The URL as it may be stored and shown.

    >>> without_credentials("https://reader:s3cret@a.test:8443/feed")
    'https://a.test:8443/feed'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def authorization(url: str) -> str | None:
    """What the URL's name and password are as a header (RFC 7617); None where it has none.

    >>> authorization("https://Aladdin:open%20sesame@a.test/")
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
    """
    try:
        userinfo, at, _ = urlsplit(url).netloc.rpartition("@")
    except ValueError:
        return None
    name, _, password = userinfo.partition(":")
    if not at or not userinfo.strip(":"):
        return None
    # Not w3lib's basic_auth_header, which takes text: these are the URL's bytes, in whatever encoding.
    return "Basic " + base64.b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password)).decode()


class Keyring:
    """The credentials of the feeds of a run, by the feed's URL without them."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._keys: dict[str, tuple[Origin, str]] = {}
        for url in urls:
            if (header := authorization(url)) is not None and (origin := _origin(url)) is not None:
                self._keys.setdefault(without_credentials(url), (origin, header))

    def headers_for(self, feed_url: str, url: str) -> dict[str, str]:
        """What a request to `url` on the feed's behalf carries: the feed's credentials, if it goes to its origin.

        The same host by https, each on its usual port, counts as the origin, too: nobody else hears them there.
        """
        key = self._keys.get(feed_url)
        if key is None:
            return {}
        (scheme, host, port), header = key
        asked = _origin(url)
        safer = (scheme, port, asked) == ("http", 80, ("https", host, 443))
        return {"Authorization": header} if asked == key[0] or safer else {}


def bare(source: FeedSource) -> FeedSource:
    """The feed as the database knows it."""
    return replace(source, url=without_credentials(source.url)) if "@" in source.url else source


def _origin(url: str) -> Origin | None:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme.lower())
    except ValueError:
        return None
