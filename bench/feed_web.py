#!/usr/bin/env python3
"""Very many small feeds behind a proxy on loopback, answered from memory: N feeds on M hosts.

    feed_web.py [--feeds 20000] [--hosts 2000] [--entries 10] [--port 0]

Each host has two articles, of web.py's; its feeds list these under several anchors, so that there are entries enough
and few pages to fetch. Every feed has an ETag, and answers 304 to whoever shows it (or `*`). Prints one line of JSON
with the proxy's address, then serves until its standard input is closed. Under http://control.test: /feeds.txt (feed
URLs, one a line), /counts.json ({"feeds", "conditional", "not_modified", "others"}: requests), /reset.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import web

from crawler.demo.papers import Paper
from crawler.demo.syndication import Notice, rss

PAGES = 2
"""On each host. From three on a site is learned, which is not what is measured here."""

COUNTED = ("feeds", "conditional", "not_modified", "others")
"""Requests to feeds, those of them with conditions, those answered 304; requests to anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is sent for a URL."""

    whole: bytes
    etag: bytes | None = None
    """None for what is not conditional."""
    not_modified: bytes = b""


def answer(body: bytes, content_type: str, *, conditional: bool = False, status: str = "200 OK") -> Stored:
    """A response, ready to be sent."""
    etag = b'"%s"' % hashlib.sha256(body).hexdigest()[:16].encode() if conditional else None
    tag = b"ETag: %s\r\n" % etag if etag else b""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n".encode()
    return Stored(
        whole=head + tag + b"\r\n" + body,
        etag=etag,
        not_modified=b"HTTP/1.1 304 Not Modified\r\n" + tag + b"\r\n",
    )


@dataclass(slots=True, kw_only=True)
class FeedWeb:
    """Every URL of the web, and what was asked."""

    answers: dict[bytes, Stored]
    feeds: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def reply(self, head: bytes) -> bytes:
        """The response to a request, of which only the line and If-None-Match are looked at."""
        url = head.split(b" ", 2)[1]
        if url.startswith(b"http://control.test/"):
            return self._control(url)
        found = self.answers.get(url, _NOT_FOUND)
        if found.etag is None:
            self.counts["others"] += 1
            return found.whole
        self.counts["feeds"] += 1
        _, asks, rest = head.partition(b"\r\nIf-None-Match: ")
        if not asks:
            return found.whole
        self.counts["conditional"] += 1
        if rest.split(b"\r\n", 1)[0] not in (found.etag, b"*"):
            return found.whole
        self.counts["not_modified"] += 1
        return found.not_modified

    def _control(self, url: bytes) -> bytes:
        match url.removeprefix(b"http://control.test"):
            case b"/feeds.txt":
                return answer("\n".join([*self.feeds, ""]).encode(), "text/plain").whole
            case b"/counts.json":
                names = ("feeds", "conditional", "not_modified", "others")
                return answer(
                    json.dumps({name: self.counts[name] for name in names}).encode(), "application/json"
                ).whole
            case b"/reset":
                self.counts.clear()
                return answer(b"ok\n", "text/plain").whole
            case _:
                return _NOT_FOUND.whole


_NOT_FOUND = answer(b"not found", "text/plain", status="404 Not Found")


def build(*, feeds: int, hosts: int, entries: int) -> FeedWeb:
    """The web; the same for the same numbers."""
    articles = web.build(sites=hosts, pages=PAGES, filler_kb=0)
    by_host: dict[str, list[str]] = {}
    answers = {}
    for url, found in articles.answers.items():
        if url not in articles.feeds:
            answers[url.encode()] = answer(found.body, found.content_type)
        if found.content_type.startswith("text/html"):
            by_host.setdefault(url.split("/")[2], []).append(url)
    urls = []
    papers = sorted(by_host)
    for number in range(feeds):
        host = papers[number % len(papers)]
        urls.append(f"http://{host}/feeds/{number // len(papers)}.rss")
        notices = [
            Notice(
                url=f"{by_host[host][n % PAGES]}#part-{n}",
                title=f"Part {n} of what {host} tells in feed {number}",
                published=web.NEWEST - timedelta(hours=7 * n),
            )
            for n in range(entries)
        ]
        body = rss(Paper(name=host, host=host, layout="wire"), notices)
        answers[urls[-1].encode()] = answer(body, "application/rss+xml", conditional=True)
    return FeedWeb(answers=answers, feeds=tuple(urls))


class _Connection(asyncio.Protocol):
    def __init__(self, served: FeedWeb) -> None:
        self._served = served
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for head in heads:
            self._transport.write(self._served.reply(head))


async def serve(served: FeedWeb, port: int) -> None:
    """Serves until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(served), "127.0.0.1", port, backlog=1000)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(json.dumps({"proxy": address, "feeds": len(served.feeds)}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=20_000)
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=10, help="of each feed (default 10)")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    args = parser.parse_args()
    asyncio.run(serve(build(feeds=args.feeds, hosts=args.hosts, entries=args.entries), args.port))


if __name__ == "__main__":
    main()
