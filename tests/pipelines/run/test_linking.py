"""Articles into stories, through the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from reports import LOCAL, OTHER, REPORT, copy_of, forecast

from pipelines.identity.identity import decide
from pipelines.model import CleanArticle, Metadata, Page, StoryCredit
from pipelines.run.linking import credit_of, link_to_story
from pipelines.store.articles import Articles
from pipelines.store.stories import Stories
from pipelines.store.writer import Writer
from pipelines.stories.fingerprints import SKETCH_SIZE, fingerprint, pack
from pipelines.stories.grouping import Regrouping, regroup

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Print:
    """An article of a paper."""

    paper: str
    paragraphs: tuple[str, ...]
    days: int = 0
    headline: str = "North mole closed to lorries"
    credit: str | None = None

    @property
    def url(self) -> str:
        return f"http://{self.paper}.test/mole"


WIRE = Print("wire", REPORT, credit="HarborWire")
CUT = Print("bote", REPORT[:3], days=1, headline="Mole closed")
LONGER = Print("kurier", (*REPORT[:2], LOCAL[0], *REPORT[2:]), days=2)
APART = Print("museum", OTHER)
YEARS_LATER = Print("echo", REPORT, days=40)
PRINTS = (WIRE, CUT, LONGER, APART, YEARS_LATER)


class Folder:
    """A database, and the steps that file an article in it."""

    def __init__(self, path: Path) -> None:
        self.writer = Writer(path)
        self.articles, self.stories = Articles(self.writer), Stories(self.writer)
        self.hours = 0

    def file(self, what: Print, *, reprocessed: bool = False) -> int:
        self.hours += 1
        page = Page(url=what.url, fetched_at=NOON + timedelta(days=90, hours=self.hours), body=b"")
        article = CleanArticle(
            url=what.url,
            canonical=None,
            metadata=Metadata(
                headline=what.headline, date_published=NOON + timedelta(days=what.days), credit_text=what.credit
            ),
            paragraphs=what.paragraphs,
            extractor="test 1",
        )
        with self.writer.unit():
            filing = decide(article, page, self.articles, reprocessed=reprocessed)
            placed = self.articles.file(filing)
            text = filing.text_hash, pack(fingerprint(article.article_body))
            link_to_story(self.stories, placed, text, window_days=30, now=page.fetched_at)
        return placed.article_id

    def column(self, sql: str) -> list[object]:
        return [row[0] for row in self.writer.execute(sql)]

    def partition(self) -> set[frozenset[object]]:
        found: dict[int, set[object]] = {}
        for row in self.writer.execute("SELECT site, story_id FROM articles"):
            found.setdefault(row["story_id"], set()).add(row["site"])
        return {frozenset(sites) for sites in found.values()}


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Folder]:
    news = Folder(tmp_path / "news.db")
    yield news
    news.writer.close()


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_does_not_change_the_stories(tmp_path: Path, seed: int) -> None:
    order = random.Random(seed).sample(PRINTS, len(PRINTS))
    news = Folder(tmp_path / f"{seed}.db")
    for each in order:
        news.file(each)
        members = news.stories.members(set(range(1, 20)))
        assert regroup(members, news.stories.links_among(members)) == Regrouping(story_of={})
    assert news.partition() == {
        frozenset({"wire.test", "bote.test", "kurier.test"}),
        frozenset({"museum.test"}),
        frozenset({"echo.test"}),
    }
    assert sorted(news.column("SELECT DISTINCT story_id FROM articles")) == news.column("SELECT id FROM stories")
    news.writer.close()


def test_the_story_has_its_links_its_credit_and_its_order(news: Folder) -> None:
    cut, wire = news.file(CUT), news.file(WIRE)
    (link,) = news.writer.execute("SELECT * FROM story_links").fetchall()
    assert (link["article_id"], link["other_id"], link["contained_id"], link["earlier_id"]) == (cut, wire, cut, wire)
    row = news.writer.execute("SELECT * FROM stories_by_outlets").fetchone()
    assert (row["outlets"], row["first_site"], row["agency"], row["agency_from"]) == (
        2, "wire.test", "HarborWire", "credit_text",
    )  # fmt: skip
    copies = news.writer.execute("SELECT site, hours_after_first FROM story_copies ORDER BY place").fetchall()
    assert [tuple(copy) for copy in copies] == [("wire.test", 0.0), ("bote.test", 24.0)]


def test_two_stories_that_turn_out_to_be_one_keep_the_older_id_and_a_record(news: Folder) -> None:
    news.file(Print("bote", REPORT[:2]))
    news.file(Print("echo", REPORT[2:]))
    assert news.column("SELECT id FROM stories") == [1, 2]
    news.file(WIRE)
    assert set(news.column("SELECT story_id FROM articles")) == {1}
    assert [tuple(row) for row in news.writer.execute("SELECT story_id, event, other_id FROM story_events")] == [
        (2, "merged", 1)
    ]


def test_an_article_that_is_rewritten_leaves_the_story(news: Folder) -> None:
    news.file(WIRE)
    news.file(CUT)
    news.file(Print(CUT.paper, OTHER, days=1))
    assert news.partition() == {frozenset({"wire.test"}), frozenset({"bote.test"})}
    assert news.column("SELECT event FROM story_events") == ["split"]
    assert news.column("SELECT count(*) FROM story_links") == [0]


def test_an_edit_that_changes_little_leaves_the_story_as_it_is(news: Folder) -> None:
    news.file(WIRE)
    news.file(CUT)
    news.file(Print(CUT.paper, (*REPORT[:2], REPORT[2].replace("anchor", "chain")), days=1))
    assert news.partition() == {frozenset({"wire.test", "bote.test"})}
    assert news.column("SELECT count(*) FROM story_events") == [0]
    assert news.column("SELECT count(*) FROM story_sketches_new GROUP BY article_id") == [SKETCH_SIZE, SKETCH_SIZE]


def test_filing_the_same_again_writes_nothing_of_stories(news: Folder) -> None:
    news.file(WIRE)
    news.file(CUT)
    before = news.writer.connection.total_changes
    news.file(WIRE, reprocessed=True)
    tables = ("story_links", "story_sketches_new", "story_events", "stories")
    counts = [news.column(f"SELECT count(*) FROM {table}") for table in tables]
    assert counts == [[1], [2 * SKETCH_SIZE], [0], [1]]
    assert news.writer.connection.total_changes - before < 10


def test_news_from_one_template_stays_apart(news: Folder) -> None:
    towns = (("Saltmere", 14, 6, "west", 40), ("Northport", 9, 2, "north", 85), ("Eastquay", 21, 12, "south", 10))
    for town, high, low, wind, chance in towns:
        body = forecast(town, high, low, f"{wind}erly", chance, "Tuesday")
        news.file(Print(town.lower(), tuple(body.split("\n\n")), headline=f"Weather for {town}"))
    assert len(news.partition()) == 3


def test_nobody_is_credited_for_what_one_site_has_alone() -> None:
    assert credit_of([copy_of(1), copy_of(2, hours=1)]) is None


def test_the_first_is_credited_where_nobody_is_named() -> None:
    first = replace(copy_of(1), site="wire.test")
    assert credit_of([first, copy_of(2, hours=1)]) == StoryCredit(agency="wire.test", source="first")


def test_the_agency_that_most_copies_name_is_credited() -> None:
    named = [replace(copy_of(number), credit_text=text) for number, text in enumerate(("AFP", "dpa", "dpa"))]
    assert credit_of(named) == StoryCredit(agency="dpa", source="credit_text")
