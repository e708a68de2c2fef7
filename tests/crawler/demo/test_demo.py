"""The invented web serves what it says, and the real spider makes of it what it should."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import pytest
import warm

from crawler.actions import demo as demo_command
from crawler.demo import InventedWeb
from crawler.demo.stories import load_stories, parse_pieces
from crawler.feeds import parse_feed

EDITED = "http://harbour-ledger.test/articles/ice-plant-bill"


# ---------------------------------------------------------------------------------------------------- the web itself


@pytest.fixture
def web() -> Iterator[InventedWeb]:
    with InventedWeb() as web:
        yield web


@pytest.fixture
def browser(web: InventedWeb) -> OpenerDirector:
    return build_opener(ProxyHandler({"http": web.proxy}))


def test_every_story_has_a_page_with_its_words(web: InventedWeb, browser: OpenerDirector) -> None:
    for url, story in web.stories().items():
        with browser.open(url) as response:
            page = response.read().decode()
        assert all(paragraph.split()[-1].strip(".") in page for paragraph in story.article_body.split("\n\n"))


def test_feed_that_has_not_changed_answers_304(web: InventedWeb, browser: OpenerDirector) -> None:
    for feed in web.feeds():
        with browser.open(feed) as response:
            tag = response.headers["ETag"]
        with pytest.raises(HTTPError) as caught:
            browser.open(Request(feed, headers={"If-None-Match": tag}))
        assert caught.value.code == 304
        caught.value.close()
    assert [asked.status for asked in web.requests] == [200, 304] * len(web.feeds())


def test_every_feed_can_be_read(web: InventedWeb, browser: OpenerDirector) -> None:
    for feed in web.feeds():
        with browser.open(feed) as response:
            parsed = parse_feed(response.read(), url=feed, content_type=response.headers["Content-Type"])
        assert parsed.entries
        assert not parsed.problems


def test_second_edition_changes_one_article_and_its_feed(web: InventedWeb, browser: OpenerDirector) -> None:
    def bodies() -> dict[str, bytes]:
        found = {}
        for url in (*web.feeds(), *web.stories()):
            with browser.open(url) as response:
                found[url] = response.read()
        return found

    before = bodies()
    web.publish_edits()
    after = bodies()
    assert {url for url in before if before[url] != after[url]} == {EDITED, "http://harbour-ledger.test/atom.xml"}
    assert web.stories(1)[EDITED].article_body != web.stories(2)[EDITED].article_body


def test_what_is_not_there_is_a_404(web: InventedWeb, browser: OpenerDirector) -> None:
    with pytest.raises(HTTPError) as caught:
        browser.open("http://example.org/")
    assert caught.value.code == 404
    caught.value.close()


def test_pieces_that_are_not_copy_are_not_in_the_body() -> None:
    kestrel = next(story for story in load_stories() if story.id == "kestrel")
    for kind in ("figure", "related", "promo"):
        pieces = kestrel.cut(kind)
        assert pieces
        assert all(cell not in kestrel.article_body for piece in pieces for cell in piece.cells)
    assert kestrel.article_body.startswith("The island ferry is back")


def test_marks_make_pieces() -> None:
    pieces = parse_pieces(
        "Two\nlines.\n\n## Head\n\n> Said\n\n- item\n\n[figure] a.jpg | What | Who\n\n| a | b\n| c | d"
    )
    assert [piece.kind for piece in pieces] == [
        *("paragraph", "heading", "quote", "list_item", "figure"),
        *("table_row", "table_row"),
    ]
    assert pieces[-1].text == "c | d"


# --------------------------------------------------------------------------------------------------- the demo, whole


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Iterator[sqlite3.Connection]:
    """The database that `scrapy demo` leaves."""
    with closing(sqlite3.connect(f"file:{demo_folder / 'demo.db'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def column(demo: sqlite3.Connection, sql: str, **params: str) -> list[object]:
    return [row[0] for row in demo.execute(sql, params)]


def test_every_story_is_one_article_and_nothing_else_is(demo: sqlite3.Connection) -> None:
    assert set(column(demo, "SELECT url FROM articles")) == set(InventedWeb().stories())


@pytest.mark.parametrize("url", sorted(InventedWeb().stories()))
def test_article_body_is_the_story_and_nothing_else(demo: sqlite3.Connection, url: str) -> None:
    (body,) = column(demo, "SELECT article_body FROM articles WHERE url = :url", url=url)
    assert body == InventedWeb().stories(2)[url].article_body


@pytest.mark.parametrize("story", load_stories(2), ids=lambda story: story.id)
def test_metadata_is_the_papers_own(demo: sqlite3.Connection, story: object) -> None:
    url = next(url for url, found in InventedWeb().stories(2).items() if found == story)
    row = demo.execute("SELECT * FROM articles WHERE url = ?", [url]).fetchone()
    expected = InventedWeb().stories(2)[url]
    assert row["headline"] == expected.headline
    assert row["date_published"] == expected.published.isoformat()
    assert row["in_language"] == "en"
    if expected.site != "wire":
        assert tuple(json.loads(row["authors"])) == expected.authors


def test_caption_that_stands_twice_is_kept_once_without_its_credit(demo: sqlite3.Connection) -> None:
    rows = demo.execute(
        "SELECT caption, credit FROM images JOIN articles ON articles.id = article_id "
        "WHERE articles.url LIKE '%kestrel%'"
    ).fetchall()
    assert len(rows) == 1
    assert rows[0]["caption"] == "The Kestrel passes the outer mole on her first crossing since December."
    assert "Ada Penn" in rows[0]["credit"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("read_more", "Read more: Council votes by one to dredge the inner harbour"),
        ("read_more", "Also in the Harbour Ledger: Herring quota: who gained, who lost, who is counting"),
        ("source_line", "Source: HarborWire and agencies"),
        ("source_line", "With reporting by HarborWire."),
        ("promo", "Sign up for The Morning Tide, our free newsletter, and get the day's harbour news at six."),
    ],
)
def test_what_was_cut_is_kept_beside_the_article(demo: sqlite3.Connection, kind: str, text: str) -> None:
    assert kind in column(demo, "SELECT DISTINCT kind FROM removals WHERE text = :text", text=text)


def test_one_article_under_all_its_addresses(demo: sqlite3.Connection) -> None:
    addresses = set(
        column(
            demo,
            "SELECT u.url FROM article_urls AS u JOIN articles AS a ON a.id = u.article_id "
            "WHERE a.url LIKE '%council-votes%'",
        )
    )
    page = "http://tidewater-courier.test/2026/03/09/council-votes-to-dredge"
    amp = "http://tidewater-courier.test/amp/2026/03/09/council-votes-to-dredge"
    assert {page, amp, f"{page}?utm_source=news"} <= addresses


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("%oyster-beds%", id="the same text"),
        pytest.param("%mole%", id="the first four of six paragraphs"),
    ],
)
def test_copies_are_one_story(demo: sqlite3.Connection, words: str) -> None:
    stories = column(demo, "SELECT story_id FROM articles WHERE url LIKE :words", words=words)
    assert len(stories) == 2
    assert len(set(stories)) == 1


def test_articles_that_only_share_a_town_are_not_one_story(demo: sqlite3.Connection) -> None:
    stories = column(demo, "SELECT count(DISTINCT story_id) FROM articles")
    assert stories[0] == 12


def test_edit_leaves_the_replaced_version(demo: sqlite3.Connection) -> None:
    rows = demo.execute(
        "SELECT url, revisions.article_body FROM revisions JOIN articles ON articles.id = article_id"
    ).fetchall()
    assert [tuple(row) for row in rows] == [(EDITED, InventedWeb().stories(1)[EDITED].article_body)]


def test_every_other_address_is_refused_for_its_reason(demo: sqlite3.Connection) -> None:
    assert dict(demo.execute("SELECT url, reason FROM rejections").fetchall()) == {
        "http://tidewater-courier.test/go/sponsor": "blocked_address",
        "http://harbour-ledger.test/members/letters": "robots",
        "http://harbour-ledger.test/articles/tide-mill-for-sale": "consent_wall",
        "http://harborwire.test/dispatch/1144-withdrawn": "http_status",
        "http://harborwire.test/dispatch/1147-harbour-dues": "http_status",
        "http://harborwire.test/dispatch/1150-tide-tables.pdf": "not_html",
    }


def test_both_runs_have_finished(demo: sqlite3.Connection) -> None:
    assert column(demo, "SELECT status FROM runs ORDER BY id") == ["finished", "finished"]


# ----------------------------------------------------------------------------------------------------- its bad endings


def test_archive_of_real_feeds_is_not_replaced(tmp_path: Path) -> None:
    from pipelines.clock import Clock
    from pipelines.model import FeedSource
    from pipelines.store.store import Store

    db = tmp_path / "news.db"
    with Store.open(db, clock=Clock()) as store:
        store.subscriptions.sync((FeedSource(url="https://example.org/feed.xml"),))
    done = warm.run(["demo", "--db", str(db)], env=os.environ)
    assert done.returncode == 1
    assert "archive of real feeds" in done.stderr
    assert db.exists()


def test_the_demo_s_crawls_find_the_settings_in_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPY_PROJECT", "another")
    monkeypatch.setenv("COPYDESK_DB", "news.db")
    own = demo_command.crawl_environment("http://127.0.0.1:9")
    assert (own["SCRAPY_SETTINGS_MODULE"], own["http_proxy"]) == ("crawler.settings", "http://127.0.0.1:9")
    assert not {"SCRAPY_PROJECT", "COPYDESK_DB"} & own.keys()
