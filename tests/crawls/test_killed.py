"""A crawl that is killed between a poll and its pages: the feed's 304 afterwards hides nothing."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Folder
from scripted import Ask, Reply, Web, rss, serving

from crawler.demo.stories import load_stories

FEED = "http://bote.test/feed.xml"
ENTRIES = range(8)
WORDS = " ".join(piece.text for story in load_stories() for piece in story.pieces if piece.kind == "paragraph").split()


def page(number: int) -> str:
    dealt = random.Random(number)
    text = "".join(f"<p>{' '.join(dealt.sample(WORDS, 60))}.</p>" for _ in range(6))
    return (
        f"<html><head><title>Item {number}</title></head><body><article><h1>Item {number}</h1>{text}</article></body>"
    )


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """Lets the pages that are held back be answered."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as web:
        yield web


def feed(ask: Ask) -> Reply:
    unchanged = ask.headers.get("if-none-match") == '"1"'
    return Reply(rss(ENTRIES), 304 if unchanged else 200, {"ETag": '"1"'})


def is_committed(news: Folder, articles: int) -> bool:
    """Whether other programs see the poll, and so many articles."""
    try:
        return bool(news.value("SELECT (SELECT count(*) FROM polls) = 1 AND count(*) = ? FROM articles", articles))
    except sqlite3.OperationalError:
        return False  # there is no file yet


@pytest.mark.parametrize("answered", [0, 3], ids="after {} pages".format)
def test_entries_of_a_poll_whose_pages_did_not_come_are_fetched_though_the_feed_says_304(
    tmp_path: Path, web: Web, release: threading.Event, answered: int
) -> None:
    def held_back(ask: Ask) -> Reply:
        release.wait(60)
        return Reply(page(int(ask.url.rsplit("/", 1)[1])), headers={"Content-Type": "text/html"})

    web.routes[FEED] = feed
    for number in ENTRIES:
        body = Reply(page(number), headers={"Content-Type": "text/html"})
        web.routes[f"http://bote.test/{number}"] = body if number < answered else held_back
    news = Folder(tmp_path, web.proxy)
    news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n', "utf-8")
    process = news.start("feeds")
    while not is_committed(news, answered) or not web.of(f"http://bote.test/{answered}"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.kill()
    process.communicate()
    release.set()
    assert news.value("SELECT count(*) FROM entries WHERE article_id IS NULL") == len(ENTRIES) - answered
    done = news.crawl("feeds", "-a", "due=all")
    assert done.returncode == 0, done.stdout
    assert [row["http_status"] for row in news.rows("SELECT http_status FROM polls ORDER BY id")] == [200, 304]
    assert news.value("SELECT count(*) FROM entries WHERE article_id IS NULL") == 0
    assert news.value("SELECT count(*) FROM articles") == len(ENTRIES)
