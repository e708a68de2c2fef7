"""Site rules in whole runs: an archive that is read again when they change, and as it was when they are gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from crawling import Folder
from invented import PROMO, prose, save

RULES = """\
# The line about the paper is part of its story.
keep: "older than all of them together"
strip: //div[@class="story-text"]/p[1]
"""
STATE = (
    "SELECT url, headline, article_body, authors, provenance, story_id, profile_id FROM articles ORDER BY url",
    "SELECT article_id, position, kind, text, rule FROM removals ORDER BY article_id, id",
    "SELECT url_key, article_id, text_hash, rules FROM sightings ORDER BY url_key",
    "SELECT url, article_id, kind FROM article_urls ORDER BY url",
    "SELECT * FROM stories ORDER BY id",
    "SELECT * FROM revisions",
    "SELECT site, version, profile FROM site_profiles ORDER BY id",
)


@pytest.fixture
def news(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def state(news: Folder) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for sql in STATE for row in news.rows(sql)]


def bodies(news: Folder) -> list[list[str]]:
    return [row["article_body"].split("\n\n") for row in news.rows(STATE[0]) if "gazette" in row["url"]]


def test_an_archive_is_read_again_when_its_rules_change_and_a_second_run_changes_nothing(
    news: Folder, tmp_path: Path
) -> None:
    folder = tmp_path / "site-rules"
    folder.mkdir()
    with_rules = ("-s", f"COPYDESK_SITE_RULES={folder}")
    pages, refused = save(tmp_path / "pages", "abcd"), tmp_path / "refused.html"
    refused.write_text("<p>No article.</p>", encoding="utf-8")

    def run(*more: str, path: Path = refused) -> str:
        done = news.crawl("pages", "-a", f"path={path}", *more)
        assert done.returncode == 0, done.stdout
        return done.stdout

    run(path=pages)
    before = state(news)
    assert bodies(news) == [prose(name) for name in "abcd"]

    (folder / "gazette.test.txt").write_text(RULES, encoding="utf-8")
    said = run(*with_rules)
    assert "4 pages read again by changed site rules" in said
    assert bodies(news) == [[*lines[1:3], PROMO, *lines[3:]] for lines in map(prose, "abcd")]
    cut = news.rows("SELECT text, kind, position FROM removals WHERE rule = 'site_rules.strip gazette.test.txt:3'")
    assert cut == [{"text": prose(name)[0], "kind": "other", "position": 0} for name in "abcd"]
    assert news.value("SELECT count(*) FROM revisions") == 0
    applied = news.rows("SELECT host, json_array_length(rules) AS rules FROM site_rules")
    assert applied == [{"host": "gazette.test", "rules": 2}]
    ruled = state(news)

    with sqlite3.connect(news.db) as file:  # as a kill between two pages leaves it
        file.execute("DELETE FROM site_rules")
        file.execute("UPDATE sightings SET rules = NULL WHERE url_key LIKE '%/c'")
        half = "\n\n".join(prose("c"))
        file.execute("UPDATE articles SET article_body = ? WHERE url LIKE '%/c'", (half,))
    file.close()
    assert "1 page read again" in run(*with_rules)
    assert state(news) == ruled
    assert "read again" not in run(*with_rules, path=pages)
    assert state(news) == ruled

    assert "4 pages read again" in run()
    assert state(news) == before
    assert news.rows("SELECT * FROM site_rules") == []


def test_rules_that_leave_nothing_of_an_article_leave_it_as_it_was(news: Folder, tmp_path: Path) -> None:
    folder = tmp_path / "site-rules"
    folder.mkdir()
    pages = save(tmp_path / "pages", "ab")
    assert news.crawl("pages", "-a", f"path={pages}").returncode == 0
    before = news.rows(STATE[0])
    (folder / "gazette.test.txt").write_text("strip: //article", encoding="utf-8")
    elsewhere = save(tmp_path / "elsewhere", "z", host="other.test")
    done = news.crawl("pages", "-a", f"path={elsewhere}", "-s", f"COPYDESK_SITE_RULES={folder}")
    assert done.returncode == 0
    assert "http://gazette.test/a stays as it was: by the site rules of gazette.test" in done.stdout
    assert [row for row in news.rows(STATE[0]) if "gazette" in row["url"]] == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gazette.test.txt", "# one\nstrip: //p[", "gazette.test.txt:2: strip: '//p[' is no XPath 1.0"),
        (None, "", "COPYDESK_SITE_RULES: "),
    ],
)
def test_a_bad_file_ends_the_run_before_anything_is_read(
    news: Folder, tmp_path: Path, name: str | None, text: str, said: str
) -> None:
    folder = tmp_path / "site-rules"
    if name is not None:
        folder.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
    pages = save(tmp_path / "pages", "a")
    done = news.crawl("pages", "-a", f"path={pages}", "-s", f"COPYDESK_SITE_RULES={folder}")
    assert done.returncode == 2
    assert said in done.stdout
    assert len(done.stdout.strip().splitlines()) == 1
    assert not news.db.exists()
