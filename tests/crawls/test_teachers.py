"""A new site with many pages: a dozen of them are read first, and the others once; whatever the order of arrival."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import Folder
from invented import page, prose, save
from scripted import Ask, Reply, Web, rss, serving

from pipelines.run.teachers import TEACHERS

HTML = {"Content-Type": "text/html; charset=utf-8"}
SITE = "http://gazette.test"
NUMBERS = range(30)
GONE, WALL = {3, 8, 21}, {5, 13}
READ = sorted({*NUMBERS} - GONE - WALL, key=str)
ROWS = """
SELECT url, headline, article_body, confidence, confidence_reasons, extractor, authors, date_published FROM articles
ORDER BY url
"""


def slowly(answer: Reply, seconds: float) -> Callable[[Ask], Reply]:
    def route(_: Ask) -> Reply:
        time.sleep(seconds)
        return answer

    return route


def a_web(order: random.Random | None) -> Web:
    """A paper of 30 pages with two feeds of its own, and a feed elsewhere that has some of them; in any order."""
    numbers, delays = list(NUMBERS), (0.0,) if order is None else (0.0, 0.0, 0.05)
    chance = order or random.Random(0)
    if order is not None:
        order.shuffle(numbers)
    web = Web()
    for number in NUMBERS:
        answer = Reply(page(f"s{number}"), headers=HTML)
        if number in WALL:
            answer = Reply("<html><body><h1>Subscribe</h1><p>Subscribe to read on.</p></body></html>", headers=HTML)
        route = Reply(status=404) if number in GONE else slowly(answer, chance.choice(delays))
        web.routes[f"{SITE}/{number}"] = route
    feeds = {
        f"{SITE}/feed": [number for number in numbers if number % 2],
        f"{SITE}/sport": [number for number in numbers if not number % 2],
        "http://hub.test/feed": [number for number in numbers if number < 6],
    }
    for url, listed in feeds.items():
        web.routes[url] = slowly(Reply(rss(listed, host="gazette.test")), chance.choice(delays))
    return web


def crawled(folder: Path, order: random.Random | None, *args: str) -> tuple[Folder, Web]:
    folder.mkdir()
    news = Folder(folder)
    feeds = [f"{SITE}/feed", f"{SITE}/sport", "http://hub.test/feed"]
    if order is not None:
        order.shuffle(feeds)
    news.feeds.write_text("".join(f'[[feeds]]\nurl = "{url}"\n' for url in feeds), "utf-8")
    with serving(a_web(order)) as web:
        news = Folder(folder, web.proxy)
        done = news.crawl("feeds", *args)
        assert done.returncode == 0, done.stdout
        again = news.crawl("feeds", "-a", "due=all")
        assert again.returncode == 0, again.stdout
    return news, web


def counts(news: Folder) -> dict[str, int]:
    """Of the first run: articles filed, and pages read again."""
    found = json.loads(news.value("SELECT counts FROM runs ORDER BY id"))
    return {"new": found["pages.new"], "again": found.get("reread.filed", 0) + found.get("reread.same", 0)}


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_rows_hang_on_the_pages_and_not_on_their_order(tmp_path: Path, seed: int | None) -> None:
    plain, _ = crawled(tmp_path / "plain", None)
    news, web = crawled(tmp_path / "other", random.Random(seed), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4")
    assert news.rows(ROWS) == plain.rows(ROWS)
    assert [row["url"] for row in news.rows(ROWS)] == [f"{SITE}/{number}" for number in READ]
    assert [row["article_body"].split("\n\n") for row in news.rows(ROWS)] == [prose(f"s{n}") for n in READ]
    assert counts(news) == {"new": len(READ), "again": TEACHERS}
    assert max(len(web.of(f"{SITE}/{number}")) for number in READ) == 1
    assert news.rows("SELECT version, pages FROM site_profiles") == [{"version": 1, "pages": TEACHERS}]
    assert news.value("SELECT count(*) FROM revisions") == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_saved_pages_are_read_in_any_order(tmp_path: Path, seed: int) -> None:
    found = []
    names = [f"s{number}" for number in READ]
    for number, order in enumerate((names, random.Random(seed).sample(names, len(names)))):
        (tmp_path / f"{number}").mkdir()
        news = Folder(tmp_path / f"{number}")
        done = news.crawl("pages", "-a", f"path={save(tmp_path / f'pages{number}', order)}")
        assert done.returncode == 0, done.stdout
        assert counts(news) == {"new": len(READ), "again": TEACHERS}
        found.append(news.rows(ROWS))
    assert found[0] == found[1]


def test_a_site_whose_feed_fails_is_read_all_the_same(tmp_path: Path) -> None:
    news = Folder(tmp_path)
    news.feeds.write_text(
        f'[[feeds]]\nurl = "{SITE}/feed"\n[[feeds]]\nurl = "{SITE}/gone"\n[[feeds]]\nurl = "http://hub.test/feed"\n'
    )
    with serving(a_web(None)) as web:
        done = Folder(tmp_path, web.proxy).crawl("feeds")
    assert done.returncode == 0, done.stdout
    assert news.value("SELECT count(*) FROM entries WHERE state IN ('waiting', 'leased')") == 0
    assert news.value("SELECT count(*) FROM articles") > TEACHERS


def test_a_site_where_nothing_teaches_does_not_keep_its_pages_waiting(tmp_path: Path) -> None:
    web = a_web(None)
    for number in NUMBERS[:27]:
        web.routes[f"{SITE}/{number}"] = Reply(status=404)
    news = Folder(tmp_path)
    news.feeds.write_text(f'[[feeds]]\nurl = "{SITE}/feed"\n[[feeds]]\nurl = "{SITE}/sport"\n')
    with serving(web):
        done = Folder(tmp_path, web.proxy).crawl("feeds")
    assert done.returncode == 0, done.stdout
    assert [row["url"] for row in news.rows(ROWS)] == [f"{SITE}/{number}" for number in NUMBERS[27:]]
