"""What hostile input costs: the library alone, and through our gate, each in a process of its own.

    python bench/hostile.py            a table in Markdown

before: trafilatura, feedparser, Protego or Scrapy's way of inflating, as each stands; ended after 30 s or at 4 GB.
after: what copydesk does with the same bytes. Seconds of CPU; memory is what the process takes beyond its imports.
"""

from __future__ import annotations

import contextlib
import gzip
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from crawler.feeds import PRELOAD

MODULES = ("trafilatura", "feedparser", "scrapy.http", *PRELOAD, "protego", "pipelines.reading.extractor",
           "pipelines.reading.cleaning.normaliser")  # fmt: skip
"""Imported before anything is measured."""
LIMIT_S = 30
LIMIT_BYTES = 4 * 2**30
URL = "http://hostile.test/news/1"
PROSE = "".join(
    f"<p>The harbour board put off part {n} of the work on the outer mole until the herring are in, it said.</p>"
    for n in range(8)
)

Reader = Callable[[bytes], str]


def page(inside: str) -> bytes:
    return f"<html><head><title>The mole</title></head><body><article><h1>The mole</h1>{PROSE}{inside}".encode()


def rss(inside: str, before: str = "") -> bytes:
    return f'{before}<rss version="2.0"><channel><title>Tide</title>{inside}</channel></rss>'.encode()


def described(markup: str) -> bytes:
    return rss(f"<item><description><![CDATA[{markup}]]></description></item>")


def robots_txt(number: int) -> bytes:
    agents = "".join(f"User-agent: a{n}\n" for n in range(number))
    return (agents + "".join(f"Disallow: /{n}\n" for n in range(number))).encode()


ITEM = "<item><title>Tide tables</title><link>http://hostile.test/1</link></item>"
MANY_ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(40_000))
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
INPUTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "50,000 links in 2 MB": ("page", lambda: page("<p><a href='/x'>lorem ipsum dolor</a></p>" * 50_000)),
    "an element of 40,000 attributes": ("page", lambda: page(f"<p {MANY_ATTRIBUTES}>x")),
    "the same, parted by slashes": ("page", lambda: page(f"<p {'/'.join(f'a{n}' for n in range(40_000))}>x")),
    "60,000 nested div": ("page", lambda: page("<div>" * 60_000)),
    "12,000 nested tables": ("page", lambda: page("<table><tr><td>" * 12_000)),
    "text below 300 levels": ("page", lambda: page("<div>" * 300 + PROSE)),
    "10 MB of one paragraph": ("page", lambda: page("<p>" + "lorem ipsum " * 870_000)),
    "charset rot13": ("page rot13", lambda: page("")),
    "feed: an element of 40,000 attributes": ("feed", lambda: rss(f"<item {MANY_ATTRIBUTES}/>")),
    "feed: 50 MB of items": ("feed", lambda: rss("".join(ITEM.replace("/1<", f"/{n}<") for n in range(640_000)))),
    "feed: 10 MB of <br/>": ("feed", lambda: rss(f"<item><description>{'<br/>' * 2_000_000}</description></item>")),
    "feed: 6,000 tags that do not end": ("feed", lambda: described("<a " * 6_000)),
    "feed: 20,000 tags that do not end": ("feed", lambda: described("<a " * 20_000)),
    "feed: 33,000 comments that do not end": ("feed", lambda: described("<!--x>" * 33_000)),
    "feed: 50,000 nested": ("feed", lambda: rss("<a>" * 50_000)),
    "feed: a name of 10 MB": ("feed", lambda: rss(f"<{'a' * 10_000_000}>")),
    "feed: entities, ten to the ninth": (
        "feed", lambda: rss("<item><title>&l9;</title></item>", f'<!DOCTYPE r [<!ENTITY l0 "lol">{ENTITIES}]>'),
    ),
    "robots.txt: 2,000 agents that share 2,000 rules": ("robots", lambda: robots_txt(2_000)),
    "robots.txt: 11,000 that share 11,000": ("robots", lambda: robots_txt(11_000)),
    "gzip, 1 GB in 1 MB": ("inflate", lambda: gzip.compress(bytes(1_000_000_000), 6)),
}  # fmt: skip


# --------------------------------------------------------------------------------------------------------- before


def _trafilatura(body: bytes) -> str:
    import trafilatura

    return f"{len(trafilatura.extract(body) or '')} characters"


def _feedparser(body: bytes) -> str:
    import io

    import feedparser

    return f"{len(feedparser.parse(io.BytesIO(body)).entries)} entries"


def _protego(body: bytes) -> str:
    from protego import Protego

    return "allowed" if Protego.parse(body.decode()).can_fetch(URL, "copydesk") else "disallowed"


def _scrapy_response(body: bytes) -> str:
    from scrapy.http import HtmlResponse

    response = HtmlResponse(URL, body=body, headers={"Content-Type": "text/html; charset=rot13"})
    return f"{len(response.text)} characters"


def _scrapy_inflates(body: bytes, size: int = 2**30) -> str:
    from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
    from scrapy.http import HtmlResponse, Request
    from scrapy.utils.test import get_crawler

    middleware = HttpCompressionMiddleware(crawler=get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": size}))
    response = HtmlResponse(URL, body=body, headers={"Content-Encoding": "gzip"})
    return f"{len(middleware.process_response(Request(URL), response).body):,} bytes"


# ---------------------------------------------------------------------------------------------------------- after


def _read_page(body: bytes, content_type: str = "text/html; charset=utf-8") -> str:
    from pipelines.model import Entry, Page, Rejection
    from pipelines.reading.tasks import read_page

    entry = Entry(guid=None, url=URL, title=None)
    seen = Page(url=URL, fetched_at=datetime(2026, 3, 1, tzinfo=UTC), body=body, content_type=content_type, status=200,
                headers=(), redirects=(), entry=entry, page_key="1")  # fmt: skip
    read = read_page(seen)
    return f"{read.reason}: {read.detail}" if isinstance(read, Rejection) else "an article"


def _read_rot13(body: bytes) -> str:
    return _read_page(body, "text/html; charset=rot13")


def _read_feed(body: bytes) -> str:
    from crawler.feeds import parse_feed

    feed = parse_feed(body, URL, "")
    return "refused" if feed is None else f"{len(feed.entries):,} entries"


def _read_robots(body: bytes) -> str:
    from crawler.network.robotstxt import is_exhausting, read_text

    text = read_text(body, "text/plain")
    return "refused" if text is None or is_exhausting(text) else _protego(text.encode())


def _inflate(body: bytes) -> str:
    return _scrapy_inflates(body, 10 * 2**20)


READERS: dict[str, tuple[Reader, Reader]] = {
    "page": (_trafilatura, _read_page),
    "page rot13": (_scrapy_response, _read_rot13),
    "feed": (_feedparser, _read_feed),
    "robots": (_protego, _read_robots),
    "inflate": (_scrapy_inflates, _inflate),
}
WARM_UP = {
    "page": page(""),
    "page rot13": page(""),
    "feed": rss(ITEM),
    "robots": b"User-agent: *",
    "inflate": gzip.compress(b"x"),
}


def _run(reader: Reader, warm_up: bytes, body: bytes, out: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    with contextlib.suppress(Exception):  # what a label alone makes it raise is the finding, below
        reader(warm_up)
    start_mb, start_s = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time()
    try:
        said = reader(body)
    except BaseException as error:  # noqa: BLE001  the finding
        said = f"{type(error).__name__}: {error}"[:60]
    took_s = time.process_time() - start_s
    out.send((took_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - start_mb, said))
    os._exit(0)


def measure(reader: Reader, warm_up: bytes, body: bytes) -> tuple[str, str, str]:
    """Seconds, megabytes, and what came of it."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(reader, warm_up, body, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(LIMIT_S + 5):
            return f"over {LIMIT_S}", "", "ended"
        took_s, size_mb, said = ours.recv()
    except EOFError:
        return "", "", f"died ({process.exitcode})"
    finally:
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
    return f"{took_s:.2f}", f"{size_mb:.0f}", said


def main() -> None:
    for module in MODULES:
        __import__(module)
    print("| input | MB | before: s | MB | | after: s | MB | |\n|---|---|---|---|---|---|---|---|")
    for name, (kind, make) in INPUTS.items():
        body = make()
        before, after = (measure(reader, WARM_UP[kind], body) for reader in READERS[kind])
        print("|", " | ".join([name, f"{len(body) / 1e6:.1f}", *before, *after]), "|", flush=True)


if __name__ == "__main__":
    main()
