"""The whole crawl, as a user starts it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Folder

from crawler.demo.web import InventedWeb

UNACCOUNTED = """
SELECT count(*) FROM entries e WHERE article_id IS NULL
AND NOT EXISTS (SELECT 1 FROM rejections r WHERE r.url = e.url)
"""
FAILING = "http://harborwire.test/dispatch/1147-harbour-dues"
TEXTS = "SELECT url, article_body FROM articles ORDER BY url"


@pytest.fixture
def web() -> Iterator[InventedWeb]:
    with InventedWeb() as served:
        yield served


@pytest.fixture
def news(tmp_path: Path, web: InventedWeb) -> Folder:
    made = Folder(tmp_path, web.proxy)
    web.write_feeds_file(made.feeds)
    return made


def test_every_entry_ends_as_an_article_or_a_rejection(news: Folder, web: InventedWeb) -> None:
    done = news.crawl("feeds", "-s", "COPYDESK_TRIES=2")
    assert done.returncode == 0, done.stdout
    assert [request.url for request in web.requests if request.status == 500] == [FAILING] * 2
    assert news.value("SELECT count(*) FROM entries") > len(web.stories())
    assert news.value(UNACCOUNTED) == 0
    assert {row["url"] for row in news.rows(TEXTS)} == set(web.stories())
    run = news.rows("SELECT * FROM runs")[0]
    assert (run["status"], json.loads(run["counts"])["pages.new"]) == ("finished", len(web.stories()))


def test_the_second_crawl_asks_only_for_feeds_and_robots_and_changes_nothing(news: Folder, web: InventedWeb) -> None:
    tables = ("articles", "article_urls", "removals", "images", "rejections", "entries", "revisions", "stories")
    news.crawl("feeds")
    before = {table: news.value(f"SELECT count(*) FROM {table}") for table in tables}
    asked = len(web.requests)
    done = news.crawl("feeds", "-a", "due=all")
    assert done.returncode == 0, done.stdout
    later = {request.url for request in web.requests[asked:]}
    assert {url for url in later if not url.endswith("/robots.txt")} == set(web.feeds())
    assert {request.status for request in web.requests[asked:] if request.url in web.feeds()} == {304}
    assert {table: news.value(f"SELECT count(*) FROM {table}") for table in tables} == before


def test_a_feed_that_is_not_due_is_not_asked(news: Folder, web: InventedWeb) -> None:
    news.crawl("feeds")
    asked = len(web.requests)
    assert news.crawl("feeds").returncode == 0
    assert web.requests[asked:] == []


def test_an_edit_is_kept_as_a_revision_of_the_same_article(news: Folder, web: InventedWeb) -> None:
    news.crawl("feeds")
    articles = news.value("SELECT count(*) FROM articles")
    web.publish_edits()
    news.crawl("feeds", "-a", "due=all")
    assert news.value("SELECT count(*) FROM articles") == articles
    (revision,) = news.rows("SELECT r.*, a.article_body AS now FROM revisions r JOIN articles a ON a.id = r.article_id")
    assert (revision["change"], revision["article_body"] != revision["now"]) == ("correction", True), revision


def test_a_killed_crawl_goes_on_where_it_stood(news: Folder, web: InventedWeb, tmp_path: Path) -> None:
    whole = Folder(tmp_path / "whole", web.proxy)
    whole.folder.mkdir()
    web.write_feeds_file(whole.feeds)
    whole.crawl("feeds")
    web.requests.clear()
    process = news.start("feeds", "-s", "DOWNLOAD_DELAY=0.2")
    while sum("/robots.txt" not in request.url for request in web.requests) < 9:
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.communicate()
    done = news.crawl("feeds", "-a", "due=all")
    assert done.returncode == 0, done.stdout
    assert news.rows(TEXTS) == whole.rows(TEXTS)
    assert news.value("PRAGMA integrity_check") == "ok"
    assert [row["status"] for row in news.rows("SELECT status FROM runs")] == ["interrupted", "finished"]
    pages = [request.url for request in web.requests if request.status == 200 and request.url not in web.feeds()]
    assert max(pages.count(url) for url in pages if not url.endswith("/robots.txt")) <= 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_a_signal_ends_the_crawl_and_keeps_what_has_arrived(
    news: Folder, web: InventedWeb, number: signal.Signals
) -> None:
    process = news.start("feeds", "-s", "DOWNLOAD_DELAY=0.5")
    while sum("/robots.txt" not in request.url for request in web.requests) < 9:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    began = time.monotonic()
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0, out
    assert time.monotonic() - began < 10
    run = news.rows("SELECT * FROM runs")[0]
    assert (run["status"], bool(run["finished_at"])) == ("interrupted", True)
    states = {row["state"]: row["n"] for row in news.rows("SELECT state, count(*) AS n FROM entries GROUP BY state")}
    assert states["waiting"] > 0
    assert "leased" not in states
    assert news.crawl("feeds").returncode == 0
    assert {row["url"] for row in news.rows(TEXTS)} == set(web.stories())


def test_a_second_crawl_on_the_same_file_leaves_at_once(news: Folder, web: InventedWeb) -> None:
    process = news.start("feeds", "-s", "DOWNLOAD_DELAY=0.5")
    while not web.requests:
        assert process.poll() is None
        time.sleep(0.02)
    second = news.crawl("feeds")
    process.kill()
    process.communicate()
    assert second.returncode == 3
    assert second.stdout.count("\n") == 1
    assert "another crawl" in second.stdout


@pytest.mark.parametrize(
    ("feeds", "args", "says"),
    [
        pytest.param("[[feeds]]\nurl = 3\n", ["feeds"], "feeds.toml, line 2", id="feeds file"),
        pytest.param(None, ["feeds"], "feeds.toml", id="no feeds file"),
        pytest.param("[[feeds]]\nurl='http://x.test/'", ["feeds", "-a", "due=now"], "due=all", id="argument's value"),
        pytest.param("[[feeds]]\nurl='http://x.test/'", ["feeds", "-a", "do=all"], "-a do", id="argument's name"),
        pytest.param(
            "[[feeds]]\nurl='http://x.test/'", ["feeds", "-a", "only=http://y.test/"], "no such feed", id="only"
        ),
        pytest.param(
            "[[feeds]]\nurl='http://x.test/'", ["feeds", "-s", "COPYDESK_NOW=soon"], "COPYDESK_NOW", id="clock"
        ),
        pytest.param(None, ["pages"], "path=", id="pages without a path"),
        pytest.param(None, ["pages", "-a", "path=nowhere"], "nowhere", id="pages that are not there"),
    ],
)
def test_a_wrong_start_is_one_line_and_touches_nothing(
    tmp_path: Path, feeds: str | None, args: list[str], says: str
) -> None:
    news = Folder(tmp_path)
    if feeds is not None:
        news.feeds.write_text(feeds)
    done = news.crawl(*args)
    assert done.returncode == 2, done.stdout
    assert says in done.stdout
    assert done.stdout.count("\n") == 1
    assert not news.db.exists()


def test_documents_whose_names_are_no_text_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    sound, broken = folder / os.fsdecode(b"r\xe9gate.txt"), folder / os.fsdecode(b"bris\xe9.html.gz")
    try:
        sound.write_text("The regatta was sailed after all.\n\n" + "Twelve boats came in before the rain did. " * 9)
        broken.write_text("no gzip")
    except OSError:
        pytest.skip("this file system takes no such names")
    listed = {"file": sound.name, "url": "http://tide.test/r\ud83d"}
    (folder / "pages.jsonl").write_text(json.dumps(listed) + "\n" + json.dumps({"file": broken.name}))
    news = Folder(tmp_path)
    assert news.crawl("pages", "-a", f"path={folder}").returncode == 0
    assert news.value("SELECT url FROM articles") == "http://tide.test/r%EF%BF%BD"
    assert news.value("SELECT detail FROM rejections").startswith("bris\ufffd.html.gz: ")
    done = news.scrapy("explain", str(sound))
    assert "The regatta was sailed after all." in done.stdout


def test_a_plain_text_document_is_an_article_of_its_lines(tmp_path: Path) -> None:
    caption = "Ferry master Ilse Brandt inspects the new slipway at Gull Point, in Marram Bay, on April 2, 2026."
    lines = [
        "The harbour council is to reopen the Gull Point slipway next week, ending eleven months without a ferry.",
        caption,
        f"{caption} (HWA)",
        "Harbour councillors voted late on Tuesday to reopen the slipway, saying that the last piles had been tested.",
        "READ MORE: Ferry masters ask for a second berth",
        "'A long winter'",
        "Islanders have crossed by hired boats since May, and the school moved its lessons to the mainland for a term.",
        "Source: HarborWire and agencies",
    ]
    document = tmp_path / "slipway.txt"
    document.write_text("\n\n".join(lines), "utf-8")
    news = Folder(tmp_path)
    done = news.crawl("pages", "-a", f"path={document}")
    assert done.returncode == 0, done.stdout
    (row,) = news.rows("SELECT * FROM articles")
    assert row["url"].startswith("urn:sha256:")
    assert row["article_body"].split("\n\n") == [lines[0], lines[3], lines[5], lines[6]]
    assert [(r["kind"], r["text"]) for r in news.rows("SELECT kind, text FROM removals ORDER BY id")] == [
        ("caption", lines[1]),
        ("caption", lines[2]),
        ("read_more", lines[4]),
        ("source_line", lines[7]),
    ]
    assert "HarborWire" in row["credit_text"]
    assert news.value("SELECT credit FROM images") == "HWA"
    assert news.value("SELECT in_language FROM articles") == "en"
    again = news.crawl("pages", "-a", f"path={document}")
    assert again.returncode == 0
    assert news.value("SELECT count(*) FROM articles") == 1
    assert news.value("SELECT count(*) FROM revisions") == 0
