"""A web of a few URLs, each answered by a function: a proxy on loopback, for crawls over what servers do wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Ask:
    """A request as it came in."""

    url: str
    headers: Mapping[str, str]
    count: int
    """How often this URL was asked for before."""


@dataclass(frozen=True)
class Reply:
    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Web:
    """Routes by URL; what is not there is a 404."""

    routes: dict[str, Callable[[Ask], Reply] | Reply] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    proxy: str = ""

    def reply(self, url: str, headers: Mapping[str, str]) -> Reply:
        ask = Ask(url, headers, sum(one.url == url for one in self.asked))
        self.asked.append(ask)
        route = self.routes.get(url, Reply(status=404))
        return route if isinstance(route, Reply) else route(ask)

    def of(self, url: str) -> list[Ask]:
        return [ask for ask in self.asked if ask.url == url]


@contextmanager
def serving(web: Web) -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            reply = web.reply(self.path, {name.lower(): value for name, value in self.headers.items()})
            body = b"" if reply.status == 304 else reply.body.encode()
            self.send_response(reply.status)
            for name, value in ({"Content-Type": "text/xml; charset=utf-8"} | dict(reply.headers)).items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that the base class has
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    web.proxy = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def rss(numbers: range | list[int], *, head: str = "", host: str = "bote.test", start: datetime | None = None) -> str:
    """A feed of entries; number n appeared n hours after `start` (2026-03-01 noon)."""
    first = (start or datetime(2026, 3, 1, 12, tzinfo=UTC)).timestamp()
    items = "".join(
        f"<item><title>Item {n}</title><link>http://{host}/{n}</link><guid isPermaLink='false'>{host}-{n}</guid>"
        f"<pubDate>{format_datetime(datetime.fromtimestamp(first + 3600 * n, UTC))}</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Bote</title><link>http://{host}/</link>{head}{items}</channel></rss>"
