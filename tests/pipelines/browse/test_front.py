from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DAY, LATER, RUN, Reader, article_row, make_archive, row, story_row

from pipelines.browse.charts import chart_days


def feed(number: int, **values: object) -> tuple[str, dict[str, object]]:
    url = f"https://bote.test/{number}.xml"
    return row("feeds", **{"id": number, "url": url, "fetch_url": url, "title": f"Feed {number}", **values})


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """An archive in which everything that can need attention does."""
    old, new = "2026-03-01T00:00:00+00:00", "2026-03-13T00:00:00+00:00"
    path = make_archive(
        tmp_path_factory.mktemp("front") / "papers.db",
        row("runs", id=1, spider="feeds", started_at=DAY, finished_at=LATER, status="finished", reason="finished",
            counts='{"polls.new": 2, "entries.new": 23, "rejections.dns": 1}'),
        feed(1, status="failing", last_failure="dns", last_error="no such host", consecutive_failures=3),
        feed(2),
        row("polls", feed_id=2, run_id=1, url="u", fetched_at=DAY, outcome="new",
            gap_from=old, gap_to=new, gap_estimate=7),
        *(story_row(number) for number in range(1, 52)),
        *(article_row(n, site="changed.test", confidence=0.95, first_seen=old) for n in range(1, 25)),
        *(article_row(n, site="changed.test", confidence=0.6, first_seen=new) for n in range(25, 50)),
        article_row(50, site="steady.test", confidence=0.9, headline="Latest", date_published=LATER),
        article_row(51, site="other.test", confidence=0.9, story_id=50),
        row("site_profiles", site="redone.test", version=2, reason="redesign", learned_at=DAY, run_id=1, pages=12,
            profile="{}"),
    )  # fmt: skip
    with Reader(path) as reader:
        yield reader


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("51 articles from 3 sites", id="what is in here"),
        pytest.param("14 March 2026 to 14 March 2026", id="from when to when"),
        pytest.param("14 March 2026, 06:30 UTC, finished. 2 feeds polled, 23 new entries, 1 refusal.", id="last run"),
        pytest.param("Feed 1 dns 3 times in a row no such host", id="failing feed"),
        pytest.param("Feed 2 about 7 entries missed; 14 March 2026", id="gap"),
        pytest.param("changed.test its texts are read less surely than before", id="site that changed"),
        pytest.param("redone.test looks different since 14 March 2026", id="redesign"),
        pytest.param("Latest steady.test", id="latest article"),
        pytest.param("2 sites", id="story in several papers"),
    ],
)
def test_front_page_says(troubled: Reader, said: str) -> None:
    assert said in troubled.page("/papers/-/").text


def test_sites_that_read_as_before_need_no_attention(troubled: Reader) -> None:
    (attention,) = troubled.page("/papers/-/").texts("//section[@aria-labelledby='attention']")
    assert "steady.test" not in attention


def test_chart_says_in_words_what_it_shows(troubled: Reader) -> None:
    (said,) = troubled.page("/papers/-/").texts("//svg/title")
    assert said.endswith("to 14 March 2026, at most 51 on 14 March 2026")


def test_chart_has_a_place_for_days_without_anything() -> None:
    chart = chart_days({"2026-02-27": 2, "2026-03-01": 4}, "2026-03-01", days=3, what="articles")
    assert chart is not None
    assert [bar.height for bar in chart.bars] == [50.0, 0.0, 100.0]


@pytest.mark.parametrize(("per_day", "last"), [({}, None), ({}, "2026-03-01"), ({"2020-01-01": 3}, "2026-03-01")])
def test_chart_of_nothing_is_none(per_day: dict[str, int], last: str | None) -> None:
    assert chart_days(per_day, last, days=3, what="articles") is None


def test_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    with Reader(make_archive(tmp_path / "news.db")) as reader:
        text = reader.page("/news/-/").text
    assert "No articles yet" in text
    assert "There was none." in text
    assert "no feed fails" in text


def test_first_page_is_the_archives_where_there_is_one(tmp_path: Path) -> None:
    with Reader(make_archive(tmp_path / "news.db", RUN)) as reader:
        response = reader.get("/")
    assert (response.status_code, response.headers["location"]) == (302, "/news/-/")


def test_first_page_is_datasettes_where_there_are_several(tmp_path: Path) -> None:
    with Reader(make_archive(tmp_path / "one.db"), make_archive(tmp_path / "two.db")) as reader:
        page = reader.page("/")
    assert {"/one", "/two"} <= set(page.links())
