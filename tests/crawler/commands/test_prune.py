"""`scrapy prune`: what goes, what stays consistent, and that what went does not come back."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from commanding import call
from crawling import Folder

from crawler.commands.prune import Command
from crawler.demo.web import InventedWeb
from pipelines.clock import Clock
from pipelines.store.archive import archive_path
from pipelines.store.store import Store

LATER = "2026-09-14T10:00:00+00:00"
"""Half a year after the demo's crawls."""
ALL = ("--articles-older-than", "30d", "--yes")


def rows(db: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def change(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(statement)


def dangling(db: Path) -> dict[str, int]:
    """Rows that point to what is not there, by what they are."""
    asked = {
        "foreign keys": "SELECT count(*) FROM pragma_foreign_key_check",
        "sketches": "SELECT count(*) FROM story_sketches WHERE article_id NOT IN (SELECT id FROM articles)",
        "stories": "SELECT count(*) FROM stories WHERE id NOT IN (SELECT story_id FROM articles)",
        "events": "SELECT count(*) FROM story_events WHERE other_id NOT IN (SELECT id FROM stories)",
        "search": "SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT id FROM articles)",
        "entries": "SELECT count(*) FROM entries WHERE state = 'done' AND article_id IS NULL",
    }
    return {what: n for what, sql in asked.items() if (n := rows(db, sql)[0][0])}


def test_dry_run_tells_what_would_go_and_changes_nothing(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = [path.read_bytes() for path in (demo_db, archive_path(demo_db))]
    given = ("--pages-older-than", "30d", "--articles-older-than", "30d", "--dry-run", "--json")
    assert call(Command, "--db", demo_db, *given, COPYDESK_NOW=LATER) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pruned"], told["articles"]) == (False, 14)
    assert told["pages"] == rows(archive_path(demo_db), "SELECT count(*) FROM pages")[0][0]
    assert told["page_bytes"] == sum(site["page_bytes"] for site in told["by_site"].values())
    assert [path.read_bytes() for path in (demo_db, archive_path(demo_db))] == before


def test_without_a_terminal_it_wants_yes(
    demo_db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert call(Command, "--db", demo_db, "--pages-older-than", "1d", COPYDESK_NOW=LATER) == 2
    assert "add --yes" in capsys.readouterr().err
    assert rows(archive_path(demo_db), "SELECT count(*) FROM pages") != [(0,)]


def test_old_pages_go_and_articles_stay(demo_db: Path) -> None:
    pages = archive_path(demo_db)
    change(pages, "UPDATE pages SET fetched_at = '2026-09-10T00:00:00+00:00' WHERE url LIKE '%ice-plant%'")
    kept = rows(pages, "SELECT id FROM pages WHERE url LIKE '%ice-plant%'")
    assert call(Command, "--db", demo_db, "--pages-older-than", "30d", "--yes", COPYDESK_NOW=LATER) == 0
    assert rows(pages, "SELECT id FROM pages") == kept
    assert rows(pages, "SELECT count(*) FROM readings WHERE page_id NOT IN (SELECT id FROM pages)") == [(0,)]
    assert rows(demo_db, "SELECT count(*) FROM articles") == [(14,)]
    (run,) = rows(demo_db, "SELECT spider, status, counts FROM runs ORDER BY id DESC LIMIT 1")
    assert run[:2] == ("prune", "finished")
    assert json.loads(run[2])["pruned.pages"] > 0


def test_the_oldest_pages_beyond_a_size_go(demo_db: Path) -> None:
    pages = archive_path(demo_db)
    change(pages, "UPDATE pages SET fetched_at = '2026-03-15T00:00:' || printf('%02d', id) || '+00:00'")
    most = 30_000
    call(Command, "--db", demo_db, "--pages-larger-than", "0.03MB", "--yes")
    left = rows(pages, "SELECT id, length(body) FROM pages ORDER BY id")
    readings = rows(pages, "SELECT sum(length(article)) FROM readings")[0][0] or 0
    assert 0 < sum(size for _, size in left) + readings <= most
    assert [number for number, _ in left] == list(range(left[0][0], left[0][0] + len(left)))


def test_old_articles_go_with_all_that_is_theirs(demo_db: Path) -> None:
    change(demo_db, "UPDATE articles SET first_seen = '2026-09-10T00:00:00+00:00' WHERE site = 'harborwire.test'")
    others = "SELECT id FROM articles WHERE site <> 'harborwire.test'"
    urls = {row[0] for row in rows(demo_db, f"SELECT url FROM article_urls WHERE article_id IN ({others})")}
    assert call(Command, "--db", demo_db, *ALL, COPYDESK_NOW=LATER) == 0
    assert {row[0] for row in rows(demo_db, "SELECT site FROM articles")} == {"harborwire.test"}
    assert dangling(demo_db) == {}
    assert rows(demo_db, "SELECT count(*) FROM story_links") == [(0,)]
    refused = {row[0] for row in rows(demo_db, "SELECT url FROM rejections WHERE reason = 'too_old'")}
    assert urls <= refused
    kept = rows(archive_path(demo_db), "SELECT count(*) FROM pages WHERE url LIKE '%tidewater%' AND status = 200")
    assert kept == [(0,)]
    outcome = rows(demo_db, f"SELECT DISTINCT outcome, reason FROM url_status WHERE url = '{min(urls)}'")
    assert outcome == [("rejected", "too_old")]


def test_a_story_without_its_middle_falls_apart(demo_db: Path) -> None:
    """Three copies in a row, of which only the one in the middle is like both others."""
    (one, two), (three,) = rows(demo_db, "SELECT article_id, other_id FROM story_links LIMIT 1")[0], rows(
        demo_db, "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM story_links) "
                 "AND id NOT IN (SELECT other_id FROM story_links) LIMIT 1"
    )[0]  # fmt: skip
    (story,) = rows(demo_db, f"SELECT story_id FROM articles WHERE id = {one}")[0]
    low, high = sorted((two, three))
    change(demo_db, f"INSERT INTO story_links VALUES ({low}, {high}, 0.9, 0.9, NULL, NULL)")
    change(demo_db, f"DELETE FROM stories WHERE id = (SELECT story_id FROM articles WHERE id = {three})")
    change(demo_db, f"UPDATE articles SET story_id = {story} WHERE id = {three}")
    change(demo_db, f"UPDATE articles SET first_seen = '2026-09-10T00:00:00+00:00' WHERE id <> {two}")
    assert call(Command, "--db", demo_db, *ALL, COPYDESK_NOW=LATER) == 0
    assert len({row[0] for row in rows(demo_db, f"SELECT story_id FROM articles WHERE id IN ({one}, {three})")}) == 2
    assert dangling(demo_db) == {}
    assert rows(demo_db, "SELECT event, article_id FROM story_events ORDER BY id DESC LIMIT 1") == [("split", two)]


@pytest.fixture
def news_db(demo_db: Path) -> Path:
    """The demo's archive under the name that Folder has for it."""
    archive_path(demo_db).rename(demo_db.with_name("news-pages.db"))
    return demo_db.rename(demo_db.with_name("news.db"))


@pytest.mark.parametrize("known", [True, False], ids=["from a feed that had it", "from a feed that had it not"])
def test_what_was_pruned_is_not_fetched_again(news_db: Path, tmp_path: Path, known: bool) -> None:
    assert call(Command, "--db", news_db, *ALL, COPYDESK_NOW=LATER) == 0
    change(news_db, "UPDATE feeds SET validators = NULL")
    if not known:
        change(news_db, "DELETE FROM entries WHERE url IN (SELECT url FROM pruned)")
    with InventedWeb() as web:
        news = Folder(tmp_path, web.proxy)
        web.write_feeds_file(news.feeds)
        done = news.crawl("feeds", "-a", "due=all", "-s", f"COPYDESK_NOW={LATER}")
        assert done.returncode == 0, done.stdout
        asked = {request.url for request in web.requests}
    assert asked & set(web.feeds())
    assert not asked & set(web.stories())
    assert rows(news_db, "SELECT count(*) FROM articles") == [(0,)]


def test_a_new_way_to_a_pruned_page_is_refused_when_it_arrives(news_db: Path, tmp_path: Path) -> None:
    url = "http://harbour-ledger.test/articles/ice-plant-bill"
    call(Command, "--db", news_db, *ALL, COPYDESK_NOW=LATER)
    saved = tmp_path / "page.html"
    saved.write_text(f"<html><link rel=canonical href='{url}'><p>Ice plant bill divides them.</p></html>", "utf-8")
    done = Folder(tmp_path).crawl("pages", "-a", f"path={saved}")
    assert done.returncode == 0, done.stdout
    assert rows(news_db, "SELECT count(*) FROM articles") == [(0,)]
    (met,) = rows(news_db, f"SELECT detail FROM rejections WHERE reason = 'too_old' AND url = '{url}'")
    assert met == ("its article was here, and was pruned",)
    assert rows(archive_path(news_db), f"SELECT count(*) FROM pages WHERE url = '{url}'") == [(0,)]


def test_vacuum_gives_the_space_back(demo_db: Path) -> None:
    pages = archive_path(demo_db)
    given = ("--pages-older-than", "30d", "--yes")
    before = pages.stat().st_size
    call(Command, "--db", demo_db, *given, COPYDESK_NOW=LATER)
    assert pages.stat().st_size >= before
    assert call(Command, "--db", demo_db, "--vacuum", "--yes") == 0
    assert pages.stat().st_size < before / 2
    assert rows(pages, "PRAGMA integrity_check") == rows(demo_db, "PRAGMA integrity_check") == [("ok",)]


def test_while_a_crawl_is_running_only_a_dry_run_works(demo_db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(demo_db, clock=Clock()):
        assert call(Command, "--db", demo_db, *ALL, COPYDESK_NOW=LATER) == 3
        assert capsys.readouterr().err.count("\n") == 1
        assert call(Command, "--db", demo_db, "--pages-older-than", "1d", "--dry-run", COPYDESK_NOW=LATER) == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param([], "say what is to go", id="nothing"),
        pytest.param(["--pages-older-than", "90"], "90: is no age", id="age without unit"),
        pytest.param(["--articles-older-than", "0d"], "0d: is no age", id="no age at all"),
        pytest.param(["--pages-larger-than", "20"], "20: is no size", id="size without unit"),
        pytest.param(["--pages-older-than", "1d", "--dry-run", "--yes"], "opposites", id="both"),
    ],
)
def test_a_wrong_option_is_one_line(
    demo_db: Path, capsys: pytest.CaptureFixture[str], given: list[str], says: str
) -> None:
    assert call(Command, "--db", demo_db, *given) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
