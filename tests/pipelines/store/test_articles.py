"""Pages through decide and Articles into a database: what the rows say in the end."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from filing import Archive, Shown, an_archive, text_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with an_archive(tmp_path / "news.db") as opened:
        yield opened


def summary_of(pages: Iterable[Shown]) -> list[Mapping[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, an_archive(Path(folder) / "news.db") as archive:
        for page in pages:
            archive.file(page)
        return archive.summary()


# ------------------------------------------------------------------------------------------- one page, one article


def test_a_new_page_is_a_row_under_its_normal_url(archive: Archive) -> None:
    filing = archive.file(Shown("/a?utm_source=rss#top"))
    row = archive.row()
    assert (filing.verdict, row["url"], row["site"]) == ("new", "http://www.bote.test/a", "bote.test")
    assert archive.urls() == {"http://www.bote.test/a": "canonical", "http://www.bote.test/a?utm_source=rss": "link"}
    assert row["article_body"] == "\n\n".join(text_of(0))
    assert row["word_count"] == 60


def test_the_same_page_again_changes_last_fetched_alone(archive: Archive) -> None:
    archive.file(Shown("/a", canonical="/a", day=2))
    before, children = archive.row(), archive.summary()
    assert archive.file(Shown("/a", canonical="/a", day=2), hours=5).verdict == "same"
    assert archive.row() == before | {"last_fetched": "2026-03-04T17:00:00+00:00"}
    assert archive.summary() == children


def test_the_canonical_spelling_is_kept(archive: Archive) -> None:
    archive.file(Shown("/a/?x=1", canonical="https://bote.test/a/?utm_source=x"))
    assert archive.row()["url"] == "https://bote.test/a/"


def test_entry_links_and_redirects_lead_to_the_row(archive: Archive) -> None:
    archive.file(Shown("/a", redirects=("http://go.test/1", "http://www.bote.test/0")), entry_url="http://go.test/1#c")
    assert archive.urls() == {
        "http://www.bote.test/a": "canonical",
        "http://go.test/1": "redirect",
        "http://www.bote.test/0": "redirect",
    }


# ----------------------------------------------------------------------------------------- canonical claims

AMP = Shown("/amp/a", canonical="/a", line="Read on in our app.", day=3)
MAIN = Shown("/a", day=3)


@pytest.mark.parametrize("pages", [(AMP, MAIN), (MAIN, AMP)], ids=["amp first", "amp last"])
def test_an_amp_page_belongs_to_its_article(archive: Archive, pages: tuple[Shown, ...]) -> None:
    for page in pages:
        archive.file(page)
    row = archive.row()
    assert (row["url"], row["headline"]) == ("http://www.bote.test/a", "Headline of /a")
    assert archive.urls() == {"http://www.bote.test/a": "canonical", "http://www.bote.test/amp/a": "amp"}
    rivals = json.loads(row["provenance"])["headline"]["others"]
    assert rivals == [{"source": "page:http://www.bote.test/amp/a", "raw": "Headline of /amp/a"}]


@pytest.mark.parametrize(
    "canonical",
    [
        pytest.param("http://other.test/a", id="another site"),
        pytest.param("/", id="the root"),
        pytest.param("/en/", id="a front page"),
        pytest.param("javascript:x", id="no link"),
        pytest.param("", id="empty"),
    ],
)
def test_a_canonical_that_cannot_count_goes_to_provenance(archive: Archive, canonical: str) -> None:
    archive.file(Shown("/b", canonical=canonical))
    row = archive.row()
    assert row["url"] == "http://www.bote.test/b"
    assert "canonical" in json.loads(row["provenance"]) or not canonical


@pytest.mark.parametrize("turn", [1, -1])
def test_a_claim_on_a_page_with_another_text_does_not_count(archive: Archive, turn: int) -> None:
    for page in (Shown("/x", canonical="/a", subject=1), Shown("/a"))[::turn]:
        archive.file(page)
    rows = archive.rows("SELECT url, page_key FROM articles ORDER BY url")
    assert rows == [
        {"url": "http://www.bote.test/a", "page_key": "bote.test/a"},
        {"url": "http://www.bote.test/x", "page_key": "bote.test/x"},
    ]


def test_a_claim_of_two_different_texts_is_nobodys(archive: Archive) -> None:
    archive.file(Shown("/x", canonical="/news", subject=1))
    archive.file(Shown("/y", canonical="/news", subject=2))
    assert archive.urls() == {"http://www.bote.test/x": "canonical", "http://www.bote.test/y": "canonical"}


def test_a_page_elsewhere_cannot_take_an_articles_address(archive: Archive) -> None:
    archive.file(Shown("/a"))
    archive.file(Shown("/evil", host="poison.test", subject=1, canonical="http://www.bote.test/a"))
    assert [row["url"] for row in archive.summary()] == ["http://poison.test/evil", "http://www.bote.test/a"]


# ------------------------------------------------------------------------------------------------- the same text


@pytest.mark.parametrize("turn", [1, -1])
def test_the_same_text_at_two_urls_is_one_article(archive: Archive, turn: int) -> None:
    for page in (Shown("/a", day=3), Shown("/b", day=2))[::turn]:
        archive.file(page)
    row = archive.row()
    assert (row["url"], row["date_published"][:10]) == ("http://www.bote.test/b", "2026-03-02")
    assert archive.urls() == {"http://www.bote.test/a": "duplicate", "http://www.bote.test/b": "canonical"}
    rivals = json.loads(row["provenance"])["date_published"]["others"]
    assert rivals == [{"source": "page:http://www.bote.test/a", "raw": "2026-03-03T12:00:00+00:00"}]


def test_a_self_canonical_page_stands_before_an_earlier_one(archive: Archive) -> None:
    archive.file(Shown("/a", day=2))
    archive.file(Shown("/b", day=3, canonical="/b"))
    assert archive.row()["url"] == "http://www.bote.test/b"


def test_the_same_text_on_another_site_is_the_same_story_and_another_article(archive: Archive) -> None:
    archive.file(Shown("/a", day=2))
    archive.file(Shown("/a", day=3, host="echo.test"))
    archive.file(Shown("/other", day=3, host="echo.test", subject=1))
    rows = archive.summary()
    assert [len(row["story"]) for row in rows] == [2, 1, 2]


def test_a_story_ends_with_its_window_whatever_the_clock_says(archive: Archive) -> None:
    archive.file(Shown("/a", day=2))
    late = Shown("/a", host="echo.test")
    archive.file(late, hours=24 * 60)
    assert len({row["story_id"] for row in archive.rows("SELECT story_id FROM articles")}) == 2


# ------------------------------------------------------------------------------------------------- later fetches


def test_a_changed_page_keeps_the_version_that_it_replaced(archive: Archive) -> None:
    archive.file(Shown("/a"))
    filing = archive.file(Shown("/a", line="A paragraph that was added in the evening."), hours=3)
    assert (filing.verdict, filing.change) == ("revised", "addition")
    assert archive.rows("SELECT seen_at, article_body, change FROM revisions") == [
        {"seen_at": "2026-03-04T15:00:00+00:00", "article_body": "\n\n".join(text_of(0)), "change": "addition"}
    ]
    assert archive.row()["article_body"].endswith("in the evening.")


def test_a_changed_page_that_the_row_does_not_show_is_no_revision(archive: Archive) -> None:
    archive.file(MAIN)
    archive.file(AMP)
    before = archive.row()["article_body"]
    assert archive.file(Shown("/amp/a", canonical="/a", line="Another line."), hours=3).verdict == "same"
    assert archive.row()["article_body"] == before
    assert archive.rows("SELECT * FROM revisions") == []


def test_one_wall_before_two_articles_does_not_join_them(archive: Archive) -> None:
    archive.file(Shown("/a", subject=1))
    archive.file(Shown("/b", subject=2))
    archive.file(Shown("/a", subject=3), hours=3)
    archive.file(Shown("/b", subject=3), hours=3)
    assert len(archive.summary()) == 2


def test_a_page_read_anew_is_no_revision_and_may_join(archive: Archive) -> None:
    archive.file(Shown("/a", line="A footer of this site."))
    archive.file(Shown("/b"))
    archive.writer.execute("""INSERT INTO feeds (id, url, fetch_url) VALUES (1, 'f', 'f')""")
    archive.writer.execute(
        """INSERT INTO entries (feed_id, url, first_seen, last_seen, article_id) VALUES (1, 'e', '', '', 2)"""
    )
    filing = archive.file(Shown("/a"), reprocessed=True)
    assert (filing.verdict, filing.joins) == ("same", (2,))
    assert archive.row()["id"] == 1
    assert archive.rows("SELECT article_id FROM entries") == [{"article_id": 1}]
    assert archive.rows("SELECT * FROM revisions") == []


def test_a_page_that_ties_two_rows_together_makes_them_one(archive: Archive) -> None:
    plain, fuller = Shown("/a", day=5), Shown("/b", line="One more line.", day=2)
    archive.file(plain)
    archive.file(fuller)
    filing = archive.file(Shown("/c", canonical="/b", day=9))
    assert (filing.joins, filing.shows) == ((2,), 2)
    row = archive.row()
    assert (row["url"], row["headline"], row["id"]) == ("http://www.bote.test/b", "Headline of /b", 1)
    assert [r["text"] for r in archive.rows("SELECT text FROM removals")] == ["Promo of /b"]
    assert archive.rows("SELECT count(*) AS n FROM stories") == [{"n": 1}]


def test_a_page_that_moved_takes_its_article_along(archive: Archive) -> None:
    archive.file(Shown("/old"))
    filing = archive.file(Shown("/new", line="Moved.", redirects=("http://www.bote.test/old",)), hours=3)
    assert filing.verdict == "duplicate"
    assert len(archive.summary()) == 1


# ---------------------------------------------------------------------------------------------- order of arrival

PATHS = ("/a", "/b", "/amp/a", "/c", "/m/d", "/e")


@st.composite
def a_site(draw: st.DrawFn) -> list[Shown]:
    """Up to six pages of two hosts, with claims and texts in any combination."""
    return [
        Shown(
            path,
            subject=draw(st.integers(0, 2)),
            line=draw(st.sampled_from([None, None, "A line more than the others have."])),
            canonical=draw(st.sampled_from([None, None, path, *PATHS, "/never", "/never", "/", "http://echo.test/a"])),
            day=draw(st.sampled_from([None, 2, 3])),
            host=draw(st.sampled_from(["www.bote.test", "www.bote.test", "www.bote.test", "echo.test"])),
        )
        for path in draw(st.lists(st.sampled_from(PATHS), min_size=2, unique=True))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(a_site(), st.data())
def test_the_rows_do_not_depend_on_the_order_of_arrival(pages: list[Shown], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(pages))
    assert summary_of(pages) == summary_of(shuffled)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(a_site(), st.booleans()), min_size=2, max_size=4))
def test_pages_that_change_their_minds_leave_whole_rows(crawls: list[tuple[list[Shown], bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder, an_archive(Path(folder) / "news.db") as archive:
        for hours, (pages, reprocessed) in enumerate(crawls):
            for page in pages:
                archive.file(page, hours=hours, reprocessed=reprocessed)
        orphans = """
            SELECT id FROM articles AS a WHERE NOT EXISTS
                (SELECT 1 FROM sightings AS s WHERE s.article_id = a.id AND s.url_key = a.page_key)
            OR NOT EXISTS (SELECT 1 FROM article_urls AS u WHERE u.article_id = a.id AND u.url = a.url)
        """
        assert archive.rows(orphans) == []
        assert archive.rows("SELECT id FROM stories WHERE id NOT IN (SELECT story_id FROM articles)") == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(a_site())
def test_a_second_crawl_changes_nothing(pages: list[Shown]) -> None:
    assert summary_of(pages) == summary_of(pages + pages)
