"""An HTTP forward proxy on a loopback port behind which an invented web stands."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_IDLE_S = 30
"""A connection without a request for so long is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands at a URL."""

    body: bytes = field(default=b"", repr=False)
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None
    conditional: bool = False
    """Sends an ETag, and 304 to whoever shows it again."""

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it was answered."""

    method: str
    url: str
    status: int
    user_agent: str


class ProxyServer:
    """Serves `answer(url)` for every absolute http URL, from threads, until stopped; port 0 takes a free one."""

    def __init__(self, answer: Callable[[str], Answer], *, port: int = 0) -> None:
        self.requests: list[Asked] = []
        """Every request, in the order of the answers; append-only while the server runs."""

        class Handler(_Handler):
            asked = self.requests

        Handler.answer = staticmethod(answer)
        self._server = _Server(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="invented-web", daemon=True
        )

    @property
    def address(self) -> str:
        """What http_proxy has to be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more; give the port back."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of a client that went away in the middle; a bug in an answer is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one segment
    disable_nagle_algorithm = True
    timeout = _IDLE_S
    answer: Callable[[str], Answer]
    asked: list[Asked]

    def do_GET(self) -> None:
        found = self.answer(self.path)
        unchanged = found.conditional and self.headers.get("If-None-Match") == found.etag
        status = 304 if unchanged else found.status
        self.asked.append(
            Asked(method=self.command, url=self.path, status=status, user_agent=self.headers.get("User-Agent", ""))
        )
        self.send_response(status)
        if found.conditional:
            self.send_header("ETag", found.etag)
        if found.location:
            self.send_header("Location", found.location)
        if not unchanged:
            self.send_header("Content-Type", found.content_type)
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            self.wfile.write(found.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that the base class has
        """Nothing: requests are kept in `asked`."""
