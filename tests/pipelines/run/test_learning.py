"""What a run does at its end: sites learned, articles read again; in any order, and after an interruption."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from crawling import Folder
from invented import PROMO, prose, save

from pipelines.run.learning import is_redesign

ROWS = """
SELECT url, headline, article_body, confidence, extractor FROM articles ORDER BY url
"""


@pytest.fixture
def news(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def read(news: Folder, folder: Path) -> None:
    done = news.crawl("pages", "-a", f"path={folder}")
    assert done.returncode == 0, done.stdout


def test_a_line_of_the_site_goes_once_the_site_is_known_and_the_row_says_why(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "two", "ab"))
    assert news.value("SELECT count(*) FROM articles WHERE article_body LIKE '%nine people%'") == 2
    read(news, save(tmp_path / "more", "cde"))
    bodies = [row["article_body"].split("\n\n") for row in news.rows(ROWS)]
    assert bodies == [prose(name) for name in "abcde"]
    cut = news.rows("SELECT text, kind, rule, position FROM removals WHERE kind <> 'headline'")
    assert cut == [{"text": PROMO, "kind": "repeated", "rule": "site.repeated", "position": 3}] * 5
    (profile,) = news.rows("SELECT * FROM site_profiles")
    assert (profile["site"], profile["version"], profile["reason"], profile["pages"]) == ("gazette.test", 1, "first", 5)
    assert json.loads(profile["profile"])["paths"]["main>article.story>div.story-text>p"]["body"]
    assert news.value("SELECT count(*) FROM articles WHERE profile_id = :id", profile["id"]) == 5
    assert news.value("SELECT count(*) FROM revisions") == 0


def test_the_order_of_pages_does_not_matter_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    found = []
    for number, names in enumerate(("abcdef", "fcadbe")):
        (tmp_path / f"{number}").mkdir()
        news = Folder(tmp_path / f"{number}")
        folder = save(tmp_path / f"pages{number}", names)
        read(news, folder)
        found.append(news.rows(ROWS))
        read(news, folder)
        found.append(news.rows(ROWS))
        assert news.value("SELECT count(*) FROM revisions") == 0
        assert news.value("SELECT count(*) FROM site_profiles") == 1
    assert found[0] == found[1] == found[2] == found[3]


def test_what_was_interrupted_goes_on_in_the_next_run(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "pages", "abcde"))
    before = news.rows(ROWS)
    connection = sqlite3.connect(news.db)  # as a kill between two pages leaves it
    with connection:
        connection.execute("UPDATE site_profiles SET applied_at = NULL")
        connection.execute("UPDATE sightings SET profile_id = NULL WHERE url_key LIKE '%/c'")
        connection.execute("UPDATE articles SET article_body = 'half done', profile_id = NULL WHERE url LIKE '%/c'")
    connection.close()
    read(news, save(tmp_path / "elsewhere", "z", host="other.test"))
    assert [row for row in news.rows(ROWS) if "gazette" in row["url"]] == before
    assert news.value("SELECT count(*) FROM site_profiles WHERE applied_at IS NULL") == 0


def test_sites_that_a_killed_run_read_and_did_not_learn_are_learned_by_the_next_run(
    news: Folder, tmp_path: Path
) -> None:
    read(news, save(tmp_path / "pages", "abcde"))
    before = news.rows(ROWS)
    connection = sqlite3.connect(news.db)  # as a kill after the last page and before the first profile leaves it
    with connection:
        connection.execute("UPDATE sightings SET profile_id = NULL")
        connection.execute("UPDATE articles SET profile_id = NULL, article_body = 'not learned'")
        connection.execute("DELETE FROM site_profiles")
        connection.execute("UPDATE runs SET status = 'running', finished_at = NULL")
    connection.close()
    read(news, save(tmp_path / "elsewhere", "z", host="other.test"))
    assert [row for row in news.rows(ROWS) if "gazette" in row["url"]] == before


def test_readings_of_an_earlier_version_are_made_anew_from_the_archive(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "pages", "abcde"))
    before = news.rows(ROWS)
    with sqlite3.connect(news.db.with_name("news-pages.db")) as archive:
        archive.execute("UPDATE readings SET article = CAST(x'00' || article AS BLOB)")
    archive.close()
    with sqlite3.connect(news.db) as file:
        file.execute("UPDATE site_profiles SET applied_at = NULL")
        file.execute("UPDATE sightings SET profile_id = NULL")
    file.close()
    read(news, save(tmp_path / "elsewhere", "z", host="other.test"))
    assert [row for row in news.rows(ROWS) if "gazette" in row["url"]] == before
    with sqlite3.connect(news.db.with_name("news-pages.db")) as archive:
        assert archive.execute("SELECT count(*) FROM readings WHERE hex(article) LIKE '00%'").fetchone() == (0,)
    archive.close()


def test_a_profile_that_an_earlier_learner_left_is_learned_anew(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "pages", "abcde"))
    with sqlite3.connect(news.db) as file:
        file.execute("""UPDATE site_profiles SET profile = '{"version": 0}'""")
    file.close()
    read(news, save(tmp_path / "more", "f"))
    assert news.rows("SELECT version, reason FROM site_profiles ORDER BY version") == [
        {"version": 1, "reason": "first"},
        {"version": 2, "reason": "rules"},
    ]
    assert [row["article_body"].split("\n\n") for row in news.rows(ROWS)] == [prose(name) for name in "abcdef"]


def test_a_settled_profile_reads_new_pages_without_trafilatura_and_as_well(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "first", [f"a{n}" for n in range(8)]))
    names = [f"b{n}" for n in range(8)]
    read(news, save(tmp_path / "then", names))
    rows = news.rows("SELECT * FROM articles WHERE url LIKE '%/b%' ORDER BY url")
    assert [row["article_body"].split("\n\n") for row in rows] == [prose(name) for name in names]
    assert {row["extractor"] for row in rows} >= {"site profile"}
    assert all(row["confidence"] > 0.8 for row in rows)


def test_a_redesign_starts_a_new_version(news: Folder, tmp_path: Path) -> None:
    read(news, save(tmp_path / "old", [f"a{n}" for n in range(8)]))
    read(
        news,
        save(tmp_path / "new", [f"n{n}" for n in range(4)], body="redesigned", promo="Now with colour plates."),
    )
    assert [(row["version"], row["reason"]) for row in news.rows("SELECT * FROM site_profiles ORDER BY version")] == [
        (1, "first"),
        (2, "redesign"),
    ]
    rows = news.rows("SELECT * FROM articles ORDER BY url")
    names = [*(f"a{n}" for n in range(8)), *(f"n{n}" for n in range(4))]
    assert [row["article_body"].split("\n\n") for row in rows] == [prose(name) for name in names]


@pytest.mark.parametrize(
    ("pages", "strange", "answer"),
    [(3, 3, True), (6, 3, True), (7, 3, False), (2, 2, False), (100, 49, False), (100, 50, True)],
)
def test_odd_pages_are_no_redesign(pages: int, strange: int, answer: bool) -> None:
    assert is_redesign(pages, strange) is answer
