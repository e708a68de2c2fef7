"""How many connections stay open."""

from __future__ import annotations

import asyncio
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawling import Folder
from twisted.internet.task import Clock

from crawler.network.connections import BoundedPool

FEED = b'<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n%s" % (len(FEED), FEED)


class _Idle:
    """A connection whose request is done."""

    state = "QUIESCENT"

    def __init__(self) -> None:
        self.is_closed = False
        self.transport = self

    def loseConnection(self) -> None:  # noqa: N802  Twisted's name
        self.is_closed = True


def test_of_idle_connections_those_used_last_stay_open() -> None:
    clock = Clock()
    pool: Any = BoundedPool(clock)  # type: ignore[no-untyped-call]
    pool.most_idle = 3
    connections = [_Idle() for _ in range(8)]
    for number, connection in enumerate(connections):
        pool._putConnection(f"host{number}.test", connection)
    clock.advance(0)
    assert [connection.is_closed for connection in connections] == [True] * 5 + [False] * 3


class _Answering(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that answers with an empty feed at every address of this machine, and closes no connection."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(_Answering, "0.0.0.0", 0, backlog=500))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at all of 127.0.0.0/8")
def test_more_hosts_than_a_process_may_have_files_open_are_crawled(tmp_path: Path, port: int) -> None:
    news = Folder(tmp_path)
    hosts = [f"127.0.{number // 200}.{1 + number % 200}" for number in range(500)]
    news.feeds.write_text("\n".join(f'[[feeds]]\nurl = "http://{host}:{port}/feed"' for host in hosts), "utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (420, hard))
    try:
        process = news.start("feeds", "-s", "ALLOWED_ADDRESSES=127.0.0.0/8")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    assert news.rows("SELECT outcome, count(*) AS polls FROM polls GROUP BY outcome") == [
        {"outcome": "unchanged", "polls": 500}
    ]
