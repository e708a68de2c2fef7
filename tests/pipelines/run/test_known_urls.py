"""Runs over a store: what they learn of a site's parameters, and which links they settle without a request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest
from invented import prose

from pipelines.clock import Clock
from pipelines.identity.identity import decide
from pipelines.identity.url_parameters import is_read_anyway, path_of
from pipelines.model import CleanArticle, Entry, FeedPoll, FeedSource, Metadata, Page, ParsedFeed
from pipelines.run.known_urls import settle_known_urls, weigh_parameters
from pipelines.run.polls import record_poll
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOST = "bote.test"
FEED, FULL = "http://bote.test/feed.xml", "http://bote.test/full.xml"


class Run:
    """One run: pages are read, feeds polled."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now
        self.paths: set[str] = set()

    def read(
        self,
        path: str,
        text: str = "",
        headline: str | None = None,
        *,
        host: str = HOST,
        redirects: tuple[str, ...] = (),
    ) -> None:
        """A page with the text of that name; without one, of the path's name."""
        url = f"http://{host}/{path}"
        subject = text or path_of(path)
        article = CleanArticle(
            url=url,
            canonical=None,
            metadata=Metadata(headline=headline or f"Story {subject} of the harbour"),
            paragraphs=tuple(prose(subject, 4)),
            extractor="test 1",
        )
        page = Page(url=url, fetched_at=self.now, body=b"", redirects=redirects)
        filing = decide(article, page, self.store.articles)
        placed = self.store.articles.file(filing)
        self.store.frontier.settle(filing.page_key, placed.article_id)
        self.paths.add(path_of(filing.page_key))

    def poll(self, *links: tuple[str, str], feed_id: int = 1, host: str = HOST) -> int:
        """(path, title); the number of entries that are settled without a request."""
        entries = tuple(Entry(guid=None, url=f"http://{host}/{path}", title=title) for path, title in links)
        feed = ParsedFeed(format="rss20", entries=entries)
        poll = FeedPoll(feed_id=feed_id, url=FEED, fetched_at=self.now, outcome="new", feed=feed)
        with self.store.writer.unit():
            record_poll(self.store, poll, self.now)
            return settle_known_urls(self.store, poll)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.writer.execute(sql)]

    def waiting(self) -> list[str]:
        rows = self.rows("SELECT url FROM entries WHERE state = 'waiting' ORDER BY url")
        return [row["url"].removeprefix("http://bote.test/") for row in rows]


class Days:
    """Runs on one file, a day apart."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.day = 0

    @contextmanager
    def run(self, ends: Literal["finished", "interrupted"] = "finished") -> Iterator[Run]:
        self.day += 1
        now = NOON + timedelta(days=self.day)
        with Store.open(self.path, clock=Clock(real=lambda: now)) as store:
            store.runs.begin("feeds", {})
            store.subscriptions.sync([FeedSource(url=FEED), FeedSource(url=FULL, full_text="feed")])
            run = Run(store, now)
            yield run
            if ends == "finished":
                weigh_parameters(store, run.paths)
            store.runs.finish(ends, "done", {})

    def verdicts(self) -> dict[str, str]:
        with self.run() as run:
            return {row["parameter"]: row["verdict"] for row in run.rows("SELECT * FROM url_parameters")}


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "news.db")


def unsampled(start: str) -> str:
    return next(path for n in range(100) if not is_read_anyway(f"bote.test/{(path := f'{start}{n}')}"))


def teach(run: Run, names: str = "abc", host: str = HOST) -> None:
    """Two values of src under so many paths, each path with one text."""
    for name in names:
        run.read(f"{name}?src=1", host=host)
        run.read(f"{name}?src=2", host=host)


NEW = unsampled("d?src=")
TITLE = "Story d of the harbour"


@pytest.fixture
def taught(days: Days) -> Days:
    """src is noise, and /d?src=main a known page."""
    with days.run() as run:
        teach(run)
        run.read("d?src=main")
    return days


def test_the_same_text_under_two_values_is_one_article_with_two_urls(days: Days) -> None:
    with days.run() as run:
        run.read("a?x=1")
        run.read("a?x=2")
        assert run.rows("SELECT url, kind FROM article_urls ORDER BY url") == [
            {"url": "http://bote.test/a?x=1", "kind": "canonical"},
            {"url": "http://bote.test/a?x=2", "kind": "duplicate"},
        ]
        assert run.rows("SELECT url FROM articles") == [{"url": "http://bote.test/a?x=1"}]


def test_two_texts_under_two_values_are_two_articles(days: Days) -> None:
    with days.run() as run:
        run.read("a?x=1", "one")
        run.read("a?x=2", "two")
        assert len(run.rows("SELECT * FROM articles")) == 2


def test_a_link_that_noise_tells_from_a_known_page_is_settled_without_a_request(taught: Days) -> None:
    with taught.run() as run:
        assert run.poll((NEW, TITLE)) == 1
        assert run.waiting() == []
        (entry,) = run.rows("SELECT state, article_id, presumed FROM entries")
        (known,) = run.rows("SELECT article_id FROM sightings WHERE url_key = 'bote.test/d?src=main'")
        assert entry == {"state": "done", "presumed": '["src"]', **known}
        url = f"http://bote.test/{NEW}"
        assert run.rows(f"SELECT kind FROM article_urls WHERE url = '{url}'") == [{"kind": "link"}]
        assert run.rows(f"SELECT outcome FROM url_status WHERE url = '{url}'") == [{"outcome": "article"}]
    with taught.run() as run:
        assert run.poll((NEW, TITLE)) == 0
        assert run.waiting() == []


def test_the_verdict_names_what_it_rests_on(taught: Days) -> None:
    with taught.run() as run:
        (row,) = run.rows("SELECT * FROM url_parameters")
    assert (row["site"], row["parameter"], row["verdict"], row["same"], row["different"]) == (
        "bote.test", "src", "noise", 3, 0,
    )  # fmt: skip
    assert json.loads(row["examples"])[0] == ["http://bote.test/a?src=1", "http://bote.test/a?src=2"]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        pytest.param(NEW, "The crane falls", id="another title"),
        pytest.param(unsampled("e?src="), TITLE, id="a page that nobody has read"),
        pytest.param(unsampled("d?id=4&src="), TITLE, id="another parameter besides"),
    ],
)
def test_any_doubt_is_settled_by_reading(taught: Days, link: str, title: str) -> None:
    with taught.run() as run:
        assert run.poll((link, title)) == 0
        assert run.waiting() == [link]


@pytest.mark.parametrize(("path", "kind"), [("a", "link"), ("amp/a", "amp"), ("z", "duplicate")])
def test_a_link_to_a_page_that_was_read_has_the_kind_of_that_page(days: Days, path: str, kind: str) -> None:
    with days.run() as run:
        for read in ("a", "amp/a", "z"):
            run.read(read, "a")
        run.poll((f"{path}?utm_source=x", "Story a"))
        assert run.waiting() == []
        assert run.rows("SELECT kind FROM article_urls WHERE url LIKE '%utm_source=x'") == [{"kind": kind}]


def test_an_amp_parameter_that_changes_nothing_is_noise_too_and_its_links_are_amp(days: Days) -> None:
    with days.run() as run:
        for name in "abcd":
            run.read(name)
        for name in "abc":
            run.read(f"{name}?amp=1")
    with days.run() as run:
        assert run.poll(("d?amp=1", TITLE)) == 1
        assert run.rows("SELECT kind FROM article_urls WHERE url LIKE '%/d?amp=1'") == [{"kind": "amp"}]


def test_two_paths_are_not_enough(days: Days) -> None:
    with days.run() as run:
        teach(run, names="ab")
    assert days.verdicts() == {"src": "open"}


def test_a_program_that_shows_every_article_is_one_path_whatever_stood_before_it(days: Days) -> None:
    with days.run() as run:
        for n in range(9):
            run.read(f"read?id={n}", "the wall", "Subscribe to read on")
    assert days.verdicts() == {"id": "open"}
    with days.run() as run:
        for n in range(9, 12):
            run.read(f"read?id={n}", f"article {n}")
    assert days.verdicts() == {"id": "selects"}


def test_a_feed_that_is_followed_for_its_text_is_not_presumed(taught: Days) -> None:
    with taught.run() as run:
        assert run.poll((NEW, TITLE), feed_id=2) == 0
        assert run.waiting() == [NEW]


def test_what_one_run_reads_and_learns_counts_from_the_next_on(days: Days) -> None:
    with days.run() as run:
        teach(run)
    with days.run() as run:
        run.read("d?src=main")
        assert run.poll((NEW, TITLE)) == 0
    with days.run() as run:
        assert run.poll((unsampled("d?src=9"), TITLE)) == 1


def test_a_differing_text_turns_the_verdict_and_opens_what_rested_on_it(taught: Days) -> None:
    with taught.run() as run:
        assert run.poll((NEW, TITLE)) == 1
    with taught.run() as run:
        run.read("e?src=1", "one")
        run.read("e?src=2", "two")
        assert run.waiting() == []
    with taught.run() as run:
        assert run.rows("SELECT verdict FROM url_parameters") == [{"verdict": "selects"}]
        assert run.waiting() == [NEW]
        assert run.rows("SELECT presumed, article_id FROM entries") == [{"presumed": None, "article_id": None}]
        assert run.rows(f"SELECT * FROM article_urls WHERE url LIKE '%/{NEW}'") == []
        assert run.poll((NEW, TITLE)) == 0
        assert run.waiting() == [NEW]


def test_a_page_that_was_read_after_all_is_not_opened_again(taught: Days) -> None:
    with taught.run() as run:
        run.poll((NEW, TITLE))
    with taught.run() as run:
        run.read(NEW)
        run.read("e?src=1", "one")
        run.read("e?src=2", "two")
    with taught.run() as run:
        assert run.waiting() == []
        assert run.rows("SELECT presumed FROM entries") == [{"presumed": None}]


def test_a_redirect_that_was_met_since_stays_when_the_verdict_turns(taught: Days) -> None:
    with taught.run() as run:
        run.poll((NEW, TITLE))
    with taught.run() as run:
        run.read("d?src=main", redirects=(f"http://bote.test/{NEW}",))
        run.read("e?src=1", "one")
        run.read("e?src=2", "two")
    with taught.run() as run:
        assert run.waiting() == [NEW]
        assert run.rows(f"SELECT kind FROM article_urls WHERE url LIKE '%/{NEW}'") == [{"kind": "redirect"}]


def test_what_turns_on_one_site_says_nothing_of_another(taught: Days) -> None:
    with taught.run() as run:
        teach(run, host="echo.test")
        run.read("d?src=main", host="echo.test")
    there = next(f"d?src={n}" for n in range(100) if not is_read_anyway(f"echo.test/d?src={n}"))
    with taught.run() as run:
        assert run.poll((there, TITLE), host="echo.test") == 1
        run.read("e?src=1", "one")
        run.read("e?src=2", "two")
    with taught.run() as run:
        verdicts = run.rows("SELECT site, verdict, same, different FROM url_parameters ORDER BY site")
        assert [tuple(row.values()) for row in verdicts] == [
            ("bote.test", "selects", 3, 1),
            ("echo.test", "noise", 3, 0),
        ]
        assert run.waiting() == []


def test_a_path_that_says_both_counts_against(taught: Days) -> None:
    with taught.run() as run:
        run.read("a?src=3", "another")
    with taught.run() as run:
        (row,) = run.rows("SELECT same, different FROM url_parameters")
        assert row == {"same": 2, "different": 1}


def test_an_entry_that_waits_to_be_read_again_is_not_presumed(taught: Days) -> None:
    with taught.run() as run:
        run.poll((NEW, TITLE))
        run.store.writer.execute("UPDATE entries SET state = 'waiting'")
        assert run.poll((NEW, TITLE)) == 0
        assert run.waiting() == [NEW]


def test_an_edit_between_two_looks_is_not_taken_for_another_article(days: Days) -> None:
    with days.run() as run:
        teach(run)
        run.read("e?src=1", "e")
        article = CleanArticle(
            url="http://bote.test/e?src=2",
            canonical=None,
            paragraphs=(*prose("e", 4), "A line that was added in the evening."),
            metadata=Metadata(headline="Story e of the harbour"),
            extractor="test 1",
        )
        page = Page(url=article.url, fetched_at=run.now, body=b"")
        run.store.articles.file(decide(article, page, run.store.articles))
        run.paths.add("bote.test/e")
    assert days.verdicts() == {"src": "noise"}


def test_pages_of_a_run_that_was_cut_off_are_weighed_by_the_next(days: Days) -> None:
    with days.run(ends="interrupted") as run:
        teach(run)
    with days.run() as run:
        pass
    assert days.verdicts() == {"src": "noise"}


def test_any_order_of_pages_leaves_the_same_evidence_and_a_second_look_changes_nothing(tmp_path: Path) -> None:
    queries = {"src=1": "", "src=2": "", "id=1&src=1": "1", "id=2&src=1": "2", "id=2&src=2": "2"}
    pages = [(f"{name}?{query}", f"{name}{text}") for name in "abcd" for query, text in queries.items()]
    found = []
    for turn in range(3):
        days = Days(tmp_path / f"{turn}.db")
        with days.run() as run:
            for path, text in Random(turn).sample(pages, len(pages)):
                run.read(path, text)
        with days.run() as run:
            tables = ("url_evidence", "url_parameters")
            found.append([run.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables])
            changes = run.store.writer.connection.total_changes
            weigh_parameters(run.store, {f"bote.test/{name}" for name in "abcd"})
            assert run.store.writer.connection.total_changes == changes
    assert found[0] == found[1] == found[2]
    assert {row["parameter"]: row["verdict"] for row in found[0][1]} == {"id": "selects", "src": "noise"}
