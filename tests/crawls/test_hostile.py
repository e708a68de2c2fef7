"""One crawl over servers that mean harm: each costs its own page, with a reason, and the rest of the crawl nothing."""

from __future__ import annotations

import asyncio
import base64
import gzip
import threading
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlsplit

import pytest
from crawling import Folder

OPENING = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n"
SENTENCES = (
    "The harbour board met on Tuesday and put off the mending of the outer mole until the herring are in.",
    "Its chairwoman said that the barges which carry the stone are needed for the boats, and that nobody asked her.",
    "A crack as wide as a hand runs through the wall behind the lighthouse; the keeper has measured it since January.",
    "Two members voted against, and the town will hear of the cost, three million at the least, before the summer.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
STORY = f"<html><head><title>The mole must wait</title></head><body><article><h1>The mole must wait</h1>{PROSE}"
SECRET = "s3cret-of-the-desk"

Writer = asyncio.StreamWriter


async def answer(
    writer: Writer, body: bytes | str, kind: str = "text/html", *more: str, status: str = "200 OK"
) -> None:
    body = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more, "", ""]
    writer.write("\r\n".join(head).encode() + body)
    await writer.drain()


async def headers_without_end(writer: Writer) -> None:
    writer.write(OPENING.format("text/html").encode())
    while True:
        writer.write(b"X-More: and more\r\n" * 2_000)
        await writer.drain()


async def body_without_end(writer: Writer) -> None:
    writer.write(f"{OPENING.format('text/html')}\r\n<html><body>".encode())
    while True:
        writer.write(b"<p>and more</p>" * 2_000)
        await writer.drain()


async def silence(writer: Writer) -> None:
    await asyncio.sleep(60)


async def drip(writer: Writer) -> None:
    writer.write(f"{OPENING.format('text/html')}\r\n".encode())
    for _ in range(600):
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0.1)


def page(body: bytes | str, kind: str = "text/html", *more: str) -> Callable[[Writer], Awaitable[None]]:
    return lambda writer: answer(writer, body, kind, *more)


def redirect(location: str) -> Callable[[Writer], Awaitable[None]]:
    return lambda writer: answer(writer, "", "text/html", f"Location: {location}", status="302 Found")


PAGES: dict[str, tuple[Callable[[Writer], Awaitable[None]], str]] = {
    "headers": (headers_without_end, "too_large"),
    "endless": (body_without_end, "too_large"),
    "bomb": (page(gzip.compress(bytes(40_000_000)), "text/html", "Content-Encoding: gzip"), "too_large"),
    "silence": (silence, "timeout"),
    "drip": (drip, "timeout"),
    "attributes": (page(f"{STORY}<p {' '.join(f'a{n}=1' for n in range(40_000))}>"), "extraction_limit"),
    "deep": (page(STORY + "<div>" * 60_000), "extraction_limit"),
    "links": (page(STORY + "<a href=/x>x</a>" * 50_000), "extraction_limit"),
    "slow": (page(STORY + "".join(f"<h1>Title {n} of many</h1>" for n in range(38_000))), "extraction_limit"),
    "book": (page(STORY + f"<p>{'The herring are in, and the mole must wait. ' * 25_000}"), "extraction_limit"),
    "nul": (page(b"\0" * 5_000), "empty"),
    "file": (redirect("file:///etc/passwd"), "redirect"),
    "ftp": (redirect("ftp://bote.test/x"), "redirect"),
    "data": (redirect("data:text/html,x"), "redirect"),
    "inside": (redirect("http://169.254.169.254/latest"), "blocked_address"),
    "six": (redirect("http://[::ffff:127.0.0.1]/x"), "blocked_address"),
    "dressed": (redirect("http://bote.test@127.1/x"), "blocked_address"),
}
"""By path: what the server does, and the reason of the rejection."""
STORIES = {
    "rot13": page(STORY, "text/html; charset=rot13"),
    "uu": page(STORY, "text/html; charset=uu"),
    "surrogate": page(STORY.replace("mole", "mole&#xD800;&#0;\0"), "text/html; charset=utf-8"),
    "title": page(STORY.replace("The mole must wait", "The mole must wait " * 600)),
}
LINKS = ["javascript:alert(1)", "data:text/html,x", "ftp://bote.test/x", "http://bote.test/" + "x" * 10_000]


def feed(host: str, links: list[str]) -> str:
    items = "".join(f"<item><title>{'x' * 10_000}{n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"


class HostileWeb:
    """An HTTP proxy on loopback behind which all of it stands; notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        """(URL, Authorization)."""

    async def serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            url = head[0].split()[1]
            sent = [line.partition(": ")[2] for line in head if line.lower().startswith("authorization:")]
            self.asked.append((url, "".join(sent)))
            await self.route(url, "".join(sent))(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def route(self, url: str, authorization: str) -> Callable[[Writer], Awaitable[None]]:
        parts = urlsplit(url)
        name = parts.path.strip("/")
        if name == "feed" and parts.hostname == "bote.test":
            links = [f"http://bote.test/{name}" for name in (*PAGES, *STORIES)]
            return page(feed("bote.test", [*links, *LINKS]), "application/rss+xml")
        if name == "feed" and parts.hostname == "closed.test":
            return redirect("http://elsewhere.test/feed") if authorization else page("", "text/plain")
        if name == "feed" and parts.hostname == "open.test":
            wanted = "Basic " + base64.b64encode(f"reader:{SECRET}".encode()).decode()
            body = feed("open.test", ["http://open.test/story"]) if authorization == wanted else "who are you?"
            return page(body, "application/rss+xml")
        if name == "feed":
            return page(feed("elsewhere.test", []), "application/rss+xml")
        if name == "robots.txt" or name not in {**PAGES, **STORIES}:
            return lambda writer: answer(writer, "", status="404 Not Found")
        return STORIES[name] if name in STORIES else PAGES[name][0]


@pytest.fixture(scope="module")
def web() -> Iterator[tuple[HostileWeb, str]]:
    loop = asyncio.new_event_loop()
    served = HostileWeb()
    server = loop.run_until_complete(_start(served))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield served, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.1))
    server.close()
    loop.close()


async def _start(served: HostileWeb) -> asyncio.Server:
    return await asyncio.start_server(served.serve, "127.0.0.1", 0)


@pytest.fixture(scope="module")
def crawled(web: tuple[HostileWeb, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, HostileWeb, str]:
    served, proxy = web
    news = Folder(tmp_path_factory.mktemp("hostile"), proxy)
    urls = [
        "http://bote.test/feed",
        f"http://reader:{SECRET}@open.test/feed",
        f"http://reader:{SECRET}@closed.test/feed",
    ]
    news.feeds.write_text("".join(f'[[feeds]]\nurl = "{url}"\n' for url in urls))
    settings = {
        "DOWNLOAD_TIMEOUT": 3,
        "COPYDESK_TRIES": 1,
        "COPYDESK_PAGE_DEADLINE_S": 4,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_MAXSIZE": 2**21,
    }
    done = news.crawl("feeds", *(text for name, value in settings.items() for text in ("-s", f"{name}={value}")))
    assert done.returncode == 0, done.stdout
    return news, served, done.stdout


@pytest.mark.parametrize("name", PAGES)
def test_each_hostile_page_is_a_rejection_with_its_reason(crawled: tuple[Folder, HostileWeb, str], name: str) -> None:
    rows = crawled[0].rows("SELECT reason, detail FROM rejections WHERE url = ?", f"http://bote.test/{name}")
    assert [row["reason"] for row in rows] == [PAGES[name][1]], rows


def test_the_log_names_the_page_that_cost_its_worker(crawled: tuple[Folder, HostileWeb, str]) -> None:
    lines = [line for line in crawled[2].splitlines() if "cost a worker process" in line]
    assert ["http://bote.test/slow" in line for line in lines] == [True]


@pytest.mark.parametrize("name", STORIES)
def test_a_page_that_is_only_strange_is_an_article(crawled: tuple[Folder, HostileWeb, str], name: str) -> None:
    query = "SELECT article_body FROM articles JOIN article_urls ON article_id = articles.id WHERE article_urls.url = ?"
    (row,) = crawled[0].rows(query, f"http://bote.test/{name}")
    assert SENTENCES[2] in row["article_body"]
    assert "\0" not in row["article_body"]


@pytest.mark.parametrize("link", LINKS, ids=["javascript", "data", "ftp", "long"])
def test_a_link_that_cannot_be_asked_for_has_its_row(crawled: tuple[Folder, HostileWeb, str], link: str) -> None:
    assert crawled[0].value("SELECT reason FROM rejections WHERE url = ?", link) == "bad_link"
    assert crawled[0].value("SELECT count(*) FROM entries WHERE url = ?", link) == 1


def test_nothing_inside_is_asked_for(crawled: tuple[Folder, HostileWeb, str]) -> None:
    hosts = {urlsplit(url).hostname for url, _ in crawled[1].asked}
    assert hosts == {"bote.test", "open.test", "closed.test", "elsewhere.test"}


def test_a_feed_behind_a_password_is_read(crawled: tuple[Folder, HostileWeb, str]) -> None:
    (row,) = crawled[0].rows("SELECT status, title FROM feeds WHERE url = 'http://open.test/feed'")
    assert row == {"status": "active", "title": "open.test"}


def test_a_password_is_sent_to_the_feeds_own_origin_only(crawled: tuple[Folder, HostileWeb, str]) -> None:
    sent = {urlsplit(url).hostname for url, authorization in crawled[1].asked if authorization}
    assert sent == {"open.test", "closed.test"}
    assert "http://elsewhere.test/feed" in {url for url, _ in crawled[1].asked}
    assert {url for url, authorization in crawled[1].asked if authorization} == {
        "http://open.test/feed",
        "http://closed.test/feed",
    }


def test_a_password_stands_in_no_log_and_no_file(crawled: tuple[Folder, HostileWeb, str]) -> None:
    news, served, log = crawled
    assert SECRET not in log
    assert not any(SECRET in url for url, _ in served.asked)
    for file in news.folder.iterdir():
        if file != news.feeds:
            assert SECRET.encode() not in file.read_bytes(), file
    listed = news.scrapy("feeds", "list")
    assert "open.test" in listed.stdout
    assert SECRET not in listed.stdout + listed.stderr


def test_a_password_is_used_when_feeds_are_checked_and_not_shown(crawled: tuple[Folder, HostileWeb, str]) -> None:
    checked = crawled[0].scrapy("feeds", "check", f"http://reader:{SECRET}@open.test/feed")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert SECRET not in checked.stdout + checked.stderr
