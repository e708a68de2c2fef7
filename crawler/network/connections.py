"""The connections to sites: how many stay open, and how much of a head is read.

Twisted keeps those of each host for four minutes: among 2,000 hosts that is more files than a process may have open
(1,024 as most systems start one), and the run ends there. Behind a proxy there is one host, and no difference.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory

from crawler.network.credentials import authorization, without_credentials

MAX_HEAD_BYTES = 256 * 1024
"""Of a response's status line and headers. Twisted bounds each line by 16 KiB, and their number not at all."""
MOST_IDLE = 200
"""Of http and of https each; with those in use (four times CONCURRENT_REQUESTS at the most) well below 1,024."""


class BoundedPool(HTTPConnectionPool):
    """Closes the connections that have been idle for longest where too many are."""

    most_idle = MOST_IDLE

    def _putConnection(self, key: Hashable, connection: Any) -> None:  # noqa: N802  Twisted's name
        super()._putConnection(key, connection)  # type: ignore[no-untyped-call]
        for oldest in islice(self._timeouts.values(), max(0, len(self._timeouts) - self.most_idle)):
            oldest.reset(0)  # its time is over: Twisted closes it in the next turn of the loop


class BoundedProtocol(HTTP11ClientProtocol):
    """A connection that ends where a response's head does not."""

    _head_bytes = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        in_head = self._parser is not None and self._parser.state in (STATUS, HEADER)
        self._head_bytes = self._head_bytes + len(data) if in_head else 0
        if self._head_bytes > MAX_HEAD_BYTES:
            self._giveUp(Failure(DownloadCancelledError(f"more than {MAX_HEAD_BYTES:,} bytes of headers")))  # type: ignore[no-untyped-call]
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_HTTP11ClientFactory):
    """Makes such connections, and says nothing in the log of each."""

    noisy = False

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: ARG002, N802  Twisted's names
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own, with such a pool."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        pool = BoundedPool(reactor, persistent=True)  # type: ignore[no-untyped-call]
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool._factory = _BoundedFactory  # noqa: SLF001  Scrapy sets one of its own there, too
        self._pool = pool

    async def download_request(self, request: Request) -> Response:
        """The answer. A name and password in the URL go as a header: Twisted would look for a host of that name."""
        url = without_credentials(request.url)
        if url != request.url:
            headers = request.headers.copy()
            headers.setdefault("Authorization", authorization(request.url) or [])
            request = request.replace(url=url, headers=headers)
        return await super().download_request(request)
