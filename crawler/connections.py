"""The connections that stay open after an answer: a bounded number, those that were used last.

Twisted keeps those of each host for four minutes: among 2,000 hosts that is more files than a process may have open
(1,024 as most systems start one), and the run ends there. Behind a proxy there is one host, and no difference.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.client import HTTPConnectionPool

MOST_IDLE = 200
"""Of http and of https each; with those in use (four times CONCURRENT_REQUESTS at the most) well below 1,024."""


class BoundedPool(HTTPConnectionPool):
    """Closes the connections that have been idle for longest where too many are."""

    most_idle = MOST_IDLE

    def _putConnection(self, key: Hashable, connection: Any) -> None:  # noqa: N802  Twisted's name
        super()._putConnection(key, connection)  # type: ignore[no-untyped-call]
        for oldest in islice(self._timeouts.values(), max(0, len(self._timeouts) - self.most_idle)):
            oldest.reset(0)  # its time is over: Twisted closes it in the next turn of the loop


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own, with such a pool."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        pool = BoundedPool(reactor, persistent=True)  # type: ignore[no-untyped-call]
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool._factory = self._pool._factory  # noqa: SLF001  as Scrapy sets it
        self._pool = pool
