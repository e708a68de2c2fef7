"""One article under many URLs, met by whole crawls over a scripted web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from crawling import Folder
from invented import prose
from scripted import Reply, Web, serving

FEED = "http://www.bote.test/feed.xml"
WWW = "http://www.bote.test"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as web:
        yield web


@pytest.fixture
def news(web: Web, tmp_path: Path) -> Folder:
    return desk_at(tmp_path, web)


def desk_at(folder: Path, web: Web) -> Folder:
    folder.mkdir(exist_ok=True)
    (folder / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    return Folder(folder, web.proxy)


def page(story: str, *, canonical: str | None = None, last: str | None = None, cut: int = 6) -> Reply:
    """A page of one story: `cut` of its six paragraphs, and a last line of its own."""
    lines = [*prose(story)[:cut], *([last] if last else [])]
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = f"""<!doctype html><html lang="en"><head><title>Story {story} of the harbour</title>{link}
<meta property="article:published_time" content="2026-03-01T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<main><article class="story"><h1>Story {story} of the harbour</h1>
<div class="text">{"".join(f"<p>{line}</p>" for line in lines)}</div></article></main></body></html>"""
    return Reply(body, headers={"Content-Type": "text/html; charset=utf-8"})


def feed(links: Sequence[str]) -> Reply:
    items = "".join(
        f"<item><title>Story {link.rpartition('/')[2].partition('?')[0]} of the harbour</title>"
        f"<link>{link}</link><guid isPermaLink='false'>{link}</guid></item>"
        for link in links
    ).replace("&", "&amp;")
    return Reply(f"<rss version='2.0'><channel><title>Bote</title><link>{WWW}/</link>{items}</channel></rss>")


def serve(web: Web) -> list[str]:
    """Seven stories, each met in another way besides its own address; the links of the feed."""
    web.routes |= {
        f"{WWW}/a?utm_source=rss": page("a", canonical=f"{WWW}/a"),
        "http://go.test/b": Reply(status=302, headers={"Location": f"{WWW}/b"}),
        f"{WWW}/b": page("b"),
        f"{WWW}/c": page("c", canonical=f"{WWW}/c"),
        f"{WWW}/amp/c": page("c", canonical=f"{WWW}/c", cut=4, last="Read on in the app of the Bote, free of charge."),
        f"{WWW}/d": page("d"),
        f"{WWW}/d?print=1": page("d", canonical=f"{WWW}/d", last="Printed from the pages of the Bote in March 2026."),
        f"{WWW}/e": page("e", canonical=f"{WWW}/e"),
        "http://m.bote.test/e": page("e", canonical="http://m.bote.test/e"),
        f"{WWW}/f": page("f"),
        f"{WWW}/harbour/f?x=1": page("f"),
        f"{WWW}/read?id=1": page("g"),
        f"{WWW}/read?id=2": page("h"),
    }
    return [url for url in web.routes if url != f"{WWW}/b"]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> list[Folder]:
    """The same feed in three orders, each crawled into a file of its own."""
    desks = []
    with serving(Web()) as web:
        links = serve(web)
        for turn in range(3):
            web.routes[FEED] = feed(Random(turn).sample(links, len(links)))
            desks.append(desk_at(tmp_path_factory.mktemp(f"order{turn}"), web))
            done = desks[-1].crawl("feeds")
            assert done.returncode == 0, done.stdout
    return desks


def test_each_way_of_meeting_an_article_has_its_kind(orders: list[Folder]) -> None:
    news = orders[0]
    assert {row["url"]: row["kind"] for row in news.rows("SELECT url, kind FROM article_urls")} == {
        f"{WWW}/a": "canonical",
        f"{WWW}/a?utm_source=rss": "link",
        f"{WWW}/b": "canonical",
        "http://go.test/b": "redirect",
        f"{WWW}/c": "canonical",
        f"{WWW}/amp/c": "amp",
        f"{WWW}/d": "canonical",
        f"{WWW}/d?print=1": "print",
        f"{WWW}/e": "canonical",
        "http://m.bote.test/e": "mobile",
        f"{WWW}/f": "canonical",
        f"{WWW}/harbour/f?x=1": "duplicate",
        f"{WWW}/read?id=1": "canonical",
        f"{WWW}/read?id=2": "canonical",
    }
    assert news.value("SELECT count(*) FROM articles") == 8
    bodies = {row["url"]: row["article_body"] for row in news.rows("SELECT url, article_body FROM articles")}
    assert all(bodies[f"{WWW}/{story}"].split("\n\n") == prose(story) for story in "abcdef")


ROWS = {
    "articles": "SELECT url, headline, article_body, date_published FROM articles ORDER BY url",
    "urls": "SELECT u.url, kind, a.url AS of FROM article_urls u JOIN articles a ON a.id = article_id ORDER BY 1",
    "entries": "SELECT e.url, state, a.url AS of FROM entries e JOIN articles a ON a.id = article_id ORDER BY 1",
    "sightings": "SELECT url, text_hash, article_body FROM sightings ORDER BY url",
}


def test_the_order_of_a_feed_changes_no_row(orders: list[Folder]) -> None:
    first, *others = [{table: news.rows(sql) for table, sql in ROWS.items()} for news in orders]
    assert others == [first, first]


def test_another_parameter_in_a_later_run_is_one_more_address_of_its_article(news: Folder, web: Web) -> None:
    known, new = [f"{WWW}/{story}?src=1" for story in "ab"], f"{WWW}/a?src=2"
    web.routes |= {url: page(url.removeprefix(f"{WWW}/")[0]) for url in (*known, new)}
    web.routes[FEED] = feed(known)
    assert news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T12:00:00+00:00").returncode == 0
    web.routes[FEED] = feed([*known, new])
    assert news.crawl("feeds", "-a", "due=all", "-s", "COPYDESK_NOW=2026-03-03T12:00:00+00:00").returncode == 0
    assert len(web.of(new)) == 1
    entries = news.rows("SELECT e.url, state, a.url AS of FROM entries e JOIN articles a ON a.id = article_id")
    assert {entry["url"]: (entry["state"], entry["of"]) for entry in entries} == {
        known[0]: ("done", known[0]),
        known[1]: ("done", known[1]),
        new: ("done", known[0]),
    }
