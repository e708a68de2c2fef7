"""Bodies that end before their promised length: of a feed what came is read, a page is taken where its end is there."""

from __future__ import annotations

import gzip
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawling import Folder
from scrapy.http import HtmlResponse
from scripted import rss

from crawler.doctor.poll import judge_answer

CUT = "the connection ended in the middle of the response"
FEED, PAGE = "http://bote.test/feed", "http://bote.test/1"
PROSE = "".join(
    f"<p>{'The outer mole was closed for a third week, the harbour master said. ' * 4}</p>" for _ in range(4)
)
HTML = f"<html><head><title>Outer mole closed</title></head><body><h1>Outer mole closed</h1>{PROSE}"
JSON = json.dumps({
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Bote",
    "items": [{"id": f"bote.test-{n}", "url": f"http://bote.test/{n}", "title": f"Item {n}"} for n in range(3)],
})  # fmt: skip


def promised(body: bytes, *, more: int = 100, headers: str = "") -> bytes:
    """A response that promises more bytes than it has."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}Content-Length: {len(body) + more}\r\n\r\n"
    return head.encode() + body


def chunked(body: bytes, *, headers: str = "", whole: bool = False) -> bytes:
    """A response in chunks, the last of which does not come unless it is whole."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{headers}Transfer-Encoding: chunked\r\n\r\n"
    return head.encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if whole else b"")


def zipped(body: bytes, share: float) -> bytes:
    packed = gzip.compress(body)
    return packed[: int(len(packed) * share)]


@contextmanager
def answering(answers: dict[str, bytes | Callable[[], bytes]]) -> Iterator[str]:
    """A proxy that sends these bytes and closes; all else is a 404."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            url = self.rfile.readline().split()[1].decode()
            while self.rfile.readline().strip():
                pass
            answer = answers.get(url, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            self.wfile.write(answer if isinstance(answer, bytes) else answer())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def crawled(folder: Path, answers: dict[str, bytes | Callable[[], bytes]], *nows: str) -> Folder:
    folder.mkdir(exist_ok=True)
    with answering(answers) as proxy:
        news = Folder(folder, proxy)
        news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n')
        for now in nows or ("2026-03-01T16:00:00Z",):
            done = news.crawl("feeds", "-s", f"COPYDESK_NOW={now}", "-s", "COPYDESK_RECHECK=off")
            assert done.returncode == 0, done.stdout
    return news


XML = rss([2, 1, 0])
UP_TO_THE_SECOND = XML[: XML.index("<title>Item 0")]


@pytest.mark.parametrize(
    ("answer", "entries"),
    [
        pytest.param(promised(XML.encode()), 3, id="length-too-large"),
        pytest.param(promised(UP_TO_THE_SECOND.encode()), 2, id="cut-in-an-entry"),
        pytest.param(chunked(XML.encode()), 3, id="no-last-chunk"),
        pytest.param(
            chunked(zipped(XML.encode(), 0.95), headers="Content-Encoding: gzip\r\n"), None, id="gzip-in-chunks"
        ),
        pytest.param(
            chunked(zipped(XML.encode(), 0.95), headers="Content-Encoding: gzip\r\n", whole=True), None, id="gzip-alone"
        ),
        pytest.param(promised(JSON.encode()), 3, id="json"),
        pytest.param(promised(JSON[:-30].encode()), 2, id="json-cut"),
    ],
)
def test_of_a_feed_that_ends_early_what_came_is_read_and_the_poll_says_so(
    tmp_path: Path, answer: bytes, entries: int | None
) -> None:
    news = crawled(tmp_path, {FEED: answer})
    (poll,) = news.rows("SELECT outcome, failure, error, entries_new FROM polls")
    assert (poll["outcome"], poll["failure"]) == ("new", None)
    assert poll["error"].startswith(f"{CUT}; what came was read")
    assert poll["entries_new"] == entries or (entries is None and poll["entries_new"] in (2, 3))
    (feed,) = news.rows("SELECT status, last_error, validators FROM feeds")
    assert (feed["status"], feed["last_error"], feed["validators"]) == ("active", None, None)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(promised(XML[:20].encode()), id="no-entry-came"),
        pytest.param(promised(b""), id="nothing-came"),
        pytest.param(promised(JSON[:60].encode()), id="json-without-an-item"),
        pytest.param(promised(b"<html><body><p>Please wait"), id="page"),
        pytest.param(
            promised(gzip.compress(XML.encode())[:8], headers="Content-Encoding: gzip\r\n"), id="gzip-without-a-byte"
        ),
    ],
)
def test_of_a_feed_of_which_nothing_came_the_poll_fails_as_a_connection(tmp_path: Path, answer: bytes) -> None:
    news = crawled(tmp_path, {FEED: answer})
    (poll,) = news.rows("SELECT outcome, failure FROM polls")
    assert (poll["outcome"], poll["failure"]) == ("failed", "connection")


@pytest.mark.parametrize(
    ("body", "level", "says"),
    [
        (XML, "ok", f"3 entries; {CUT}, and a crawl reads what came"),
        ("<html><p>Please wait", "problem", f"connection: {CUT}"),
    ],
)
def test_the_doctor_says_so_too(body: str, level: str, says: str) -> None:
    response = HtmlResponse(FEED, body=body.encode(), flags=["dataloss"])
    (found,) = judge_answer(FEED, response)
    assert (found.level, says in found.what) == (level, True)


def test_what_was_wrong_with_a_feed_that_could_be_read_stands_with_its_poll(tmp_path: Path) -> None:
    text = JSON.replace('"title": "Item 1"', '"title": 7').replace('"Item 2"', '"Item\n2",')
    news = crawled(tmp_path, {FEED: promised(text.encode(), more=0)})
    (poll,) = news.rows("SELECT outcome, error FROM polls")
    assert poll["outcome"] == "new"
    assert "JSON is malformed" in poll["error"]
    assert "item 2: title is a number" in poll["error"]
    assert sorted(row["title"] for row in news.rows("SELECT title FROM entries")) == ["7", "Item 0", "Item 2"]
    assert news.value("SELECT last_error FROM feeds") is None


def test_what_a_cut_body_does_not_list_was_not_lost_and_its_etag_not_believed(tmp_path: Path) -> None:
    whole = rss(list(range(20, 0, -1)))
    etag = 'ETag: "1"\r\n'
    bodies = [
        promised(rss(list(range(6, 0, -1))).encode(), more=0, headers=etag),
        promised(whole[: whole.index("<title>Item 15")].encode(), headers=etag),
        promised(whole.encode(), more=0, headers=etag),
    ]
    news = crawled(
        tmp_path,
        {FEED: lambda: bodies.pop(0)},
        *("2026-03-01T19:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T11:00:00Z"),
    )
    polls = news.rows("SELECT outcome, entries_new, gap_to, error FROM polls ORDER BY id")
    assert [poll["entries_new"] for poll in polls] == [6, 5, 9]
    assert [poll["gap_to"] for poll in polls] == [None, None, None]
    assert [bool(poll["error"]) for poll in polls] == [False, True, False]
    assert news.value("SELECT unconditional FROM feeds") is None


@pytest.mark.parametrize(
    ("page", "filed"),
    [
        pytest.param(promised(f"{HTML}</body></html>\n<!-- 0.2 s -->".encode()), True, id="whole-and-more-promised"),
        pytest.param(chunked(f"{HTML}</BODY></HTML>".encode()), True, id="whole-without-a-last-chunk"),
        pytest.param(promised(HTML[:-40].encode()), False, id="cut"),
        pytest.param(
            chunked(zipped(f"{HTML}</body></html>".encode(), 0.6), headers="Content-Encoding: gzip\r\n", whole=True),
            False,
            id="gzip-cut",
        ),
    ],
)
def test_a_page_that_ends_early_is_taken_where_its_end_is_there(tmp_path: Path, page: bytes, filed: bool) -> None:
    news = crawled(tmp_path, {FEED: promised(rss([1]).encode(), more=0), PAGE: page})
    assert news.value("SELECT count(*) FROM articles") == filed
    reasons = news.rows("SELECT reason, detail FROM rejections")
    assert reasons == ([] if filed else [{"reason": "connection", "detail": CUT}])


def test_a_robots_txt_that_ends_early_is_one_that_cannot_be_had(tmp_path: Path) -> None:
    feed, page = promised(rss([1]).encode(), more=0), promised(f"{HTML}</html>".encode(), more=0)
    robots = promised(b"User-agent: *\nAllow: /\n")
    news = crawled(tmp_path, {FEED: feed, PAGE: page, "http://bote.test/robots.txt": robots})
    (refused,) = news.rows("SELECT reason, detail FROM rejections")
    assert refused["reason"] == "robots"
    assert CUT in refused["detail"]
