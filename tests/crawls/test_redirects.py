"""Redirects that are not HTTP's, and those that want a cookie back, met by a whole crawl over a scripted web."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pytest
from crawling import Folder
from invented import prose
from scripted import Ask, Reply, Web, rss, serving

from pipelines.store.archive import archive_path

HTML = {"Content-Type": "text/html; charset=utf-8"}
BOTE = "http://bote.test"


def story(name: str, head: str = "") -> Reply:
    body = "".join(f"<p>{line}</p>" for line in prose(name))
    return Reply(
        f"<!doctype html><html lang='en'><head><title>Story {name}</title>{head}</head>"
        f"<body><main><article><h1>Story {name} of the harbour</h1>{body}</article></main></body></html>",
        headers=HTML,
    )


def leads_on(to: str, seconds: int = 0) -> Reply:
    return Reply(f'<meta http-equiv="refresh" content="{seconds};url={to}">', headers=HTML)


def wants_cookie(then: Reply, name: str = "seen") -> object:
    """Answers with a cookie and a redirect to itself until the cookie comes back."""

    def route(ask: Ask) -> Reply:
        if f"{name}=1" in ask.headers.get("cookie", ""):
            return then
        return Reply(status=302, headers={"Location": ask.url, "Set-Cookie": f"{name}=1; Path=/"})

    return route


ROUTES = {
    f"{BOTE}/1": leads_on("/s/1"),
    f"{BOTE}/s/1": story("one"),
    f"{BOTE}/2": Reply("", headers=HTML | {"Refresh": "3; url=http://other.test/s/2"}),
    "http://other.test/s/2": story("two"),
    f"{BOTE}/3": story("three", '<meta http-equiv="refresh" content="300;url=/">'),
    f"{BOTE}/4": wants_cookie(story("four")),
    f"{BOTE}/5": Reply(status=302, headers={"Location": "/check?back=/5b", "Set-Cookie": "id=9; Path=/"}),
    f"{BOTE}/check?back=/5b": lambda ask: (
        Reply(status=302, headers={"Location": "/5b"}) if "id=9" in ask.headers.get("cookie", "") else Reply(status=403)
    ),
    f"{BOTE}/5b": story("five"),
    f"{BOTE}/6": lambda ask: Reply(status=302, headers={"Location": "/6", "Set-Cookie": f"n={ask.count}"}),
    f"{BOTE}/7": leads_on("http://169.254.169.254/latest"),
    f"{BOTE}/8": leads_on("/8b"),
    f"{BOTE}/8b": leads_on("/8"),
    f"{BOTE}/9": Reply(status=301, headers={"Location": "http:///bote.test/s/9"}),
    f"{BOTE}/s/9": story("nine"),
    f"{BOTE}/10": leads_on("/closed/10"),
    f"{BOTE}/robots.txt": Reply("User-agent: *\nDisallow: /closed/\n", headers={"Content-Type": "text/plain"}),
    f"{BOTE}/closed/10": story("ten"),
    f"{BOTE}/11": story("eleven"),
    "http://gate.test/feed": wants_cookie(Reply(rss([1], host="gate.test")), "gate"),
    "http://moved.test/feed": leads_on("http://moved.test/blog/feed"),
    "http://moved.test/blog/feed": Reply(rss([1], host="moved.test")),
    f"{BOTE}/feed": Reply(rss(range(1, 12))),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Folder, Web]]:
    folder = tmp_path_factory.mktemp("redirects")
    feeds = (f"{BOTE}/feed", "http://gate.test/feed", "http://moved.test/feed")
    (folder / "feeds.toml").write_text("".join(f'[[feeds]]\nurl = "{url}"\n' for url in feeds))
    with serving(Web(dict(ROUTES))) as web:  # type: ignore[arg-type]  # a route is a reply or makes one
        news = Folder(folder, web.proxy)
        done = news.crawl("feeds", "-s", "COPYDESK_TRIES=1")
        assert done.returncode == 0, done.stdout + done.stderr
        yield news, web


def of(news: Folder, url: str) -> str:
    """The URL of the article that a link led to, else the reason why there is none."""
    [row] = news.rows(f"SELECT article_url, reason FROM url_status WHERE url = '{url}'")
    return str(row["article_url"] or row["reason"])


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (1, f"{BOTE}/s/1"),
        (2, "http://other.test/s/2"),
        (3, f"{BOTE}/3"),
        (4, f"{BOTE}/4"),
        (5, f"{BOTE}/5b"),
        (6, "redirect"),
        (7, "blocked_address"),
        (8, "redirect"),
        (9, f"{BOTE}/s/9"),
        (10, "robots"),
        (11, f"{BOTE}/11"),
    ],
)
def test_each_way_of_being_led_on_ends_where_a_browser_would(
    crawled: tuple[Folder, Web], number: int, outcome: str
) -> None:
    assert of(crawled[0], f"{BOTE}/{number}") == outcome


def test_cookies_live_as_long_as_their_chain(crawled: tuple[Folder, Web]) -> None:
    _, web = crawled
    sent = {ask.url for ask in web.asked if "cookie" in ask.headers}
    loop = {f"{BOTE}/6"}
    assert sent - loop == {f"{BOTE}/4", f"{BOTE}/check?back=/5b", f"{BOTE}/5b", "http://gate.test/feed"}
    assert len(web.of(f"{BOTE}/6")) < 12


def test_the_archive_says_how_a_page_was_had(crawled: tuple[Folder, Web]) -> None:
    news, _ = crawled
    with sqlite3.connect(archive_path(news.db)) as pages:
        rows = pages.execute("SELECT url, redirects, cookies FROM pages").fetchall()
    pages.close()
    archived = {url: (json.loads(redirects), json.loads(cookies)) for url, redirects, cookies in rows}
    assert archived[f"{BOTE}/s/1"] == ([f"{BOTE}/1"], [])
    assert archived[f"{BOTE}/4"] == ([f"{BOTE}/4"], ["seen"])
    assert archived[f"{BOTE}/5b"] == ([f"{BOTE}/5", f"{BOTE}/check?back=/5b"], ["id"])
    assert archived[f"{BOTE}/11"] == ([], [])


def test_feeds_are_led_on_too(crawled: tuple[Folder, Web]) -> None:
    news, _ = crawled
    urls = {row["url"] for row in news.rows("SELECT url FROM entries")}
    assert {"http://gate.test/1", "http://moved.test/1"} <= urls


def test_a_saved_page_that_only_sends_its_reader_on_is_named_for_it(crawled: tuple[Folder, Web]) -> None:
    news, web = crawled
    saved = news.folder / "saved"
    saved.mkdir()
    (saved / "go.html").write_text(leads_on("http://bote.test/s/1").body)
    before = len(web.asked)
    done = news.crawl("pages", "-a", f"path={saved}")
    assert done.returncode == 0, done.stdout + done.stderr
    [row] = news.rows("SELECT reason, detail FROM rejections WHERE url LIKE 'urn:sha256:%'")
    assert (row["reason"], row["detail"]) == ("redirect", "sends its reader on to http://bote.test/s/1")
    assert len(web.asked) == before
