"""Known pages met again: what is an edit, what is none, and what must not touch the article."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from editions import ANOTHER, CONSENT, NOT_FOUND, TEXT, Edition

from pipelines.clock import Clock
from pipelines.model import Entry, FiledArticle, KeptArticle, Page, ReadPage, Rejection, Revisit, Revisited
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
from pipelines.run.pages import take_page
from pipelines.run.run import Run, RunConfig

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRST = Edition()
NOTE = "Correction: an earlier version of this article named the wrong ministry."


class Hands:
    """A time of day that is moved by hand."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Newsroom:
    """A run, and the way of a page through it."""

    run: Run
    reader: PageReader
    filer: Filer
    hands: Hands
    number: Iterator[int] = field(default_factory=lambda: count(1))
    url: str = ""

    def publish(self, edition: Edition | str = FIRST, *, entry: Entry | None = None) -> int:
        """A page of its own site, filed; its article."""
        self.hands.now = NOON
        self.url = f"http://paper{next(self.number)}.test/cranes"
        page = self.page(edition, entry=entry)
        filed = self.take(page)
        assert isinstance(filed, FiledArticle), filed
        return filed.article_id

    def take(self, page: Page) -> FiledArticle | KeptArticle | Revisited | Rejection:
        return asyncio.run(take_page(self.run, self.reader, self.filer, page))

    def page(
        self, edition: Edition | str, *, url: str = "", entry: Entry | None = None, hops: tuple[str, ...] = ()
    ) -> Page:
        return Page(
            url=url or self.url,
            fetched_at=self.hands.now,
            body=(edition if isinstance(edition, str) else edition.html()).encode(),
            page_key=self.url.partition("://")[2],
            entry=entry,
            redirects=hops,
        )

    def revisit(self, article_id: int) -> Revisit:
        page = self.row("SELECT page_key, url FROM articles WHERE id = :id", id=article_id)
        return Revisit(
            article_id=article_id, page_key=page["page_key"], host="paper.test", url=self.url, cause="schedule"
        )

    def check(self, article_id: int, edition: Edition | str, *, url: str = "", entry: Entry | None = None) -> Revisited:
        """The page is asked again a few hours later."""
        self.hands.now += timedelta(hours=3)
        hops = (self.url,) if url else ()
        page = replace(
            self.page(edition, url=url, entry=entry, hops=hops), page_key=None, revisit=self.revisit(article_id)
        )
        revisited = self.take(page)
        assert isinstance(revisited, Revisited)
        return revisited

    def archive(self, page: Page) -> None:
        """As a crash leaves it, after the archive's commit and before that of the rows."""
        read = asyncio.run(self.reader.read_once(page))
        assert isinstance(read, ReadPage)
        self.run.archive.store(page)
        self.run.archive.readings.keep(read.page, read.reading)

    def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self.run.store.writer.execute(sql, params)]

    def row(self, sql: str, **params: Any) -> dict[str, Any]:
        (row,) = self.rows(sql, **params)
        return row

    def article(self, article_id: int) -> dict[str, Any]:
        return self.row("SELECT * FROM articles WHERE id = :id", id=article_id)

    def revisions(self, article_id: int) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM revisions WHERE article_id = :id ORDER BY id", id=article_id)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    hands = Hands()
    folder: Path = tmp_path_factory.mktemp("newsroom")
    run = Run.open_at(RunConfig(db=folder / "news.db", workers=1), Clock(real=hands))
    run.store.runs.begin("feeds", {})
    yield Newsroom(run, PageReader(run), Filer(run), hands)
    run.close("finished", "done")


LINKED = '<p>See too: <a href="/toll">{}</a></p>'
COMMENTS = '<div class="x1"><p>Ina K. wrote:</p><p>{}</p></div>'


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(replace(FIRST, after="<p>Visitors today: 4,915</p>"), id="visitor counter"),
        pytest.param(replace(FIRST, after="<p>Besucher heute: 4.915</p>"), id="counter in another language"),
        pytest.param(replace(FIRST, after=""), id="counter gone"),
        pytest.param(replace(FIRST, after="<p>Visitors today: 1,204</p><p>3.1K views</p>"), id="view counter"),
        pytest.param(replace(FIRST, after="<p>Visitors today: 1,204</p><p>12 comments</p>"), id="comments"),
        pytest.param(replace(FIRST, before="<p>3 hours ago</p>"), id="age"),
        pytest.param(replace(FIRST, before="<p>Updated 14:05</p>"), id="time of an update"),
        pytest.param(replace(FIRST, after=FIRST.after + LINKED.format("Court audits the toll")), id="related link"),
        pytest.param(
            replace(FIRST, after=FIRST.after + '<p><a href="/toll">Court audits the toll on the causeway</a></p>'),
            id="a link alone",
        ),
        pytest.param(
            replace(
                FIRST,
                after=FIRST.after + '<div class="teaser-box"><h4><a href="/t">Court audits the toll</a></h4>'
                "<p>The regional court has looked into the books of the toll company.</p></div>",
            ),
            id="teaser",
        ),
        pytest.param(
            replace(FIRST, paragraphs=[line.replace(",", " –").replace("the ", "the  ") for line in TEXT]),
            id="punctuation and space",
        ),
        pytest.param(replace(FIRST, headline="“Harbour council keeps its cranes”"), id="quotes"),
        pytest.param(replace(FIRST, head="<meta name='generator' content='other'>"), id="other mark-up"),
        pytest.param(replace(FIRST, paragraphs=(*TEXT[:2], " ".join(TEXT[2:4]), *TEXT[4:])), id="paragraphs joined"),
        pytest.param(replace(FIRST, design="redesigned"), id="another design with the same text"),
        pytest.param(
            replace(FIRST, paragraphs=(*TEXT[:7], f"{TEXT[7]} <span>12 comments</span>")), id="comments in a line"
        ),
    ],
)
def test_what_no_editor_changed_is_no_revision(newsroom: Newsroom, now: Edition) -> None:
    article_id = newsroom.publish()
    before = newsroom.article(article_id)
    revisited = newsroom.check(article_id, now)
    assert (revisited.outcome, revisited.detail) == ("unchanged", None)
    assert newsroom.revisions(article_id) == []
    after = newsroom.article(article_id)
    assert after["last_fetched"] > before["last_fetched"]
    assert after | {"last_fetched": ""} == before | {"last_fetched": ""}


@pytest.mark.parametrize(
    ("now", "change"),
    [
        pytest.param(replace(FIRST, headline="Harbour council sells its cranes"), "headline", id="headline"),
        pytest.param(replace(FIRST, author="Amir Fenn"), "metadata", id="author"),
        pytest.param(replace(FIRST, published="2026-03-01T09:00:00Z"), "metadata", id="date"),
        pytest.param(
            replace(FIRST, paragraphs=(TEXT[0].replace("the", "no", 1), *TEXT[1:])), "correction", id="a word"
        ),
        pytest.param(replace(FIRST, paragraphs=(*TEXT, ANOTHER[0])), "addition", id="paragraph more"),
        pytest.param(replace(FIRST, paragraphs=(*TEXT[:3], *TEXT[4:])), "deletion", id="paragraph less"),
        pytest.param(replace(FIRST, paragraphs=TEXT[:6]), "deletion", id="end cut off"),
        pytest.param(replace(FIRST, paragraphs=(TEXT[0], *ANOTHER)), "rewrite", id="rewritten"),
        pytest.param(replace(FIRST, paragraphs=(*TEXT, NOTE)), "correction", id="note in the text"),
        pytest.param(
            replace(FIRST, after=f'<aside class="editors-note"><p>{NOTE}</p></aside>'),
            "correction",
            id="note beside it",
        ),
        pytest.param(
            replace(FIRST, paragraphs=(*TEXT, ANOTHER[0]), after="<p>Visitors today: 4,915</p>"),
            "addition",
            id="paragraph and counter",
        ),
        pytest.param(
            replace(FIRST, design="redesigned", paragraphs=(TEXT[0].replace("the", "no", 1), *TEXT[1:])),
            "correction",
            id="a word, in another design",
        ),
    ],
)
def test_what_an_editor_changed_is_a_revision_that_says_what(newsroom: Newsroom, now: Edition, change: str) -> None:
    article_id = newsroom.publish()
    before = newsroom.article(article_id)
    revisited = newsroom.check(article_id, now)
    assert (revisited.outcome, revisited.detail) == ("revised", change)
    (revision,) = newsroom.revisions(article_id)
    assert (revision["change"], revision["article_body"]) == (change, before["article_body"])
    assert (revision["headline"], revision["authors"]) == (before["headline"], before["authors"])
    after = newsroom.article(article_id)
    assert (after["headline"], json.loads(after["authors"])) == (now.headline, [now.author])
    assert after["last_fetched"] > before["last_fetched"]


def test_a_changed_figure_is_a_correction_where_it_stands_in_prose(newsroom: Newsroom) -> None:
    cost = "The council said on Monday that the cranes would cost 280 crowns a day to keep."
    article_id = newsroom.publish(replace(FIRST, paragraphs=(*TEXT, cost)))
    newsroom.check(article_id, replace(FIRST, paragraphs=(*TEXT, cost.replace("280", "320"))))
    assert [row["change"] for row in newsroom.revisions(article_id)] == ["correction"]


@pytest.mark.parametrize(
    ("now", "says"),
    [
        pytest.param(replace(FIRST, paragraphs=TEXT[:4], free=False), "not free", id="says that it is not free"),
        pytest.param(
            replace(FIRST, paragraphs=(*TEXT[:5], "Subscribe to continue reading.")), "ubscribe", id="asks to pay"
        ),
        pytest.param(replace(FIRST, paragraphs=TEXT[:2]), "beginning", id="only the beginning"),
        pytest.param(replace(FIRST, paragraphs=(*TEXT[:5], TEXT[5][:40] + "…")), "ellipsis", id="ends in an ellipsis"),
        pytest.param(replace(FIRST, paragraphs=ANOTHER[:1]), "only", id="hardly anything"),
        pytest.param(
            replace(FIRST, paragraphs=TEXT[2:], design="redesigned"), "design", id="another design, less text"
        ),
        pytest.param(CONSENT, "consent_wall", id="consent wall"),
        pytest.param("<html><body><p>Loading</p></body></html>", "not_an_article", id="no article"),
        pytest.param("", "empty", id="nothing"),
    ],
)
def test_a_wall_a_stub_or_a_design_does_not_touch_the_article(
    newsroom: Newsroom, now: Edition | str, says: str
) -> None:
    article_id = newsroom.publish()
    before = newsroom.article(article_id)
    revisited = newsroom.check(article_id, now)
    assert revisited.outcome == "kept"
    assert says in str(revisited.detail)
    assert newsroom.article(article_id) == before
    assert newsroom.revisions(article_id) == []
    assert newsroom.rows("SELECT * FROM rejections") == []
    row = newsroom.row("SELECT outcome, detail, validators FROM rechecks WHERE article_id = :id", id=article_id)
    assert row == {"outcome": "kept", "detail": revisited.detail, "validators": None}


def test_a_text_that_is_taken_back_with_a_note_is_no_wall(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    note = "This article has been retracted, since its author could not show where the figures had come from."
    newsroom.check(article_id, replace(FIRST, paragraphs=(note,)))
    assert [row["change"] for row in newsroom.revisions(article_id)] == ["correction"]
    assert newsroom.article(article_id)["article_body"].startswith(note)


def test_what_other_rules_made_of_a_page_is_no_edit_and_no_part_of_one(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    worse = "Home\n\nSport\n\n" + newsroom.article(article_id)["article_body"]
    newsroom.run.store.writer.execute(
        "UPDATE articles SET article_body = :body, text_hash = 'other', extractor = 'older' WHERE id = :id",
        {"body": worse, "id": article_id},
    )
    assert newsroom.check(article_id, replace(FIRST, after="")).outcome == "unchanged"
    assert newsroom.check(article_id, replace(FIRST, paragraphs=(*TEXT, ANOTHER[0]))).detail == "addition"
    (revision,) = newsroom.revisions(article_id)
    assert "Sport" not in revision["article_body"]
    assert revision["article_body"].startswith(TEXT[0])


def test_the_archive_keeps_the_pages_of_edits_and_not_those_of_counters(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    pages = "SELECT count(*) AS pages FROM pages WHERE url = :url"
    execute = newsroom.run.archive.writer.execute
    newsroom.check(article_id, replace(FIRST, after="<p>Visitors today: 4,915</p>"))
    assert execute(pages, {"url": newsroom.url}).fetchone()["pages"] == 1
    newsroom.check(article_id, replace(FIRST, paragraphs=(*TEXT, ANOTHER[0])))
    assert execute(pages, {"url": newsroom.url}).fetchone()["pages"] == 2


# ------------------------------------------------------------------------------------------------- notes


def test_a_note_is_kept_with_the_revision_that_it_came_with_and_one_of_the_first_day_without(
    newsroom: Newsroom,
) -> None:
    first = "Editor's note: the harbour council owns a share of this paper."
    article_id = newsroom.publish(replace(FIRST, paragraphs=(*TEXT, first)))
    newsroom.check(article_id, replace(FIRST, paragraphs=(*TEXT, first, NOTE)))
    newsroom.check(article_id, replace(FIRST, paragraphs=(*TEXT, NOTE)))
    (noted, _) = newsroom.revisions(article_id)
    notes = newsroom.rows("SELECT text, revision_id FROM corrections WHERE article_id = :id ORDER BY id", id=article_id)
    assert notes == [{"text": first, "revision_id": None}, {"text": NOTE, "revision_id": noted["id"]}]


# ---------------------------------------------------------------------------------------- gone, moved, back again


def test_a_page_that_says_there_is_none_has_disappeared_until_it_is_back(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    before = newsroom.article(article_id)
    for _ in range(2):
        assert newsroom.check(article_id, NOT_FOUND).outcome == "gone"
    row = newsroom.row("SELECT * FROM disappearances WHERE article_id = :id", id=article_id)
    assert (row["reason"], row["returned_at"], row["seen_at"] < row["last_seen"]) == ("soft_404", None, True)
    assert newsroom.article(article_id) == before
    newsroom.check(article_id, FIRST)
    row = newsroom.row("SELECT returned_at FROM disappearances WHERE article_id = :id", id=article_id)
    assert row["returned_at"] == newsroom.article(article_id)["last_fetched"]


def test_a_redirect_to_another_story_is_a_disappearance(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    elsewhere = newsroom.url.replace("cranes", "toll")
    revisited = newsroom.check(article_id, replace(FIRST, headline="The toll", paragraphs=ANOTHER), url=elsewhere)
    assert (revisited.outcome, revisited.gone) == ("gone", "redirect")
    assert newsroom.rows("SELECT 1 FROM articles WHERE url = :url", url=elsewhere) == []


def test_a_redirect_to_a_gate_is_none(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    gate = newsroom.url.replace("cranes", "account/login?next=%2Fcranes")
    assert newsroom.check(article_id, replace(FIRST, paragraphs=ANOTHER), url=gate).outcome == "kept"
    assert newsroom.rows("SELECT 1 FROM disappearances WHERE article_id = :id", id=article_id) == []


def test_a_page_that_moved_with_its_text_is_the_same_article_at_another_address(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    new = newsroom.url.replace("cranes", "cranes-stay")
    head = f'<link rel="canonical" href="{new}">'
    assert newsroom.check(article_id, replace(FIRST, head=head), url=new).outcome == "moved"
    assert newsroom.article(article_id)["url"] == new
    urls = newsroom.rows("SELECT url FROM article_urls WHERE article_id = :id ORDER BY url", id=article_id)
    assert [row["url"] for row in urls] == [newsroom.url, new]
    assert newsroom.revisions(article_id) == []
    edited = replace(FIRST, head=head, paragraphs=(*TEXT, ANOTHER[0]))
    assert newsroom.check(article_id, edited, url=new).outcome == "revised"
    assert [row["change"] for row in newsroom.revisions(article_id)] == ["addition"]


# ----------------------------------------------------------------------------------------------- other ways to it


def test_a_wall_that_another_link_leads_to_leaves_the_article_and_is_one_more_link(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    before = newsroom.article(article_id)
    short = newsroom.url.replace("cranes", "r/7")
    page = newsroom.page(replace(FIRST, paragraphs=TEXT[:2]), hops=(short,))
    assert isinstance(newsroom.take(page), KeptArticle)
    assert newsroom.article(article_id) == before
    urls = newsroom.rows("SELECT url, kind FROM article_urls WHERE article_id = :id", id=article_id)
    assert {row["url"]: row["kind"] for row in urls}[short] == "redirect"


def test_a_page_takes_the_place_of_the_feed_that_stood_in_for_it_and_that_is_no_edit(newsroom: Newsroom) -> None:
    told = Entry(guid="1", url="", title="The cranes", content_html="".join(f"<p>{line}</p>" for line in TEXT[:4]))
    article_id = newsroom.publish(replace(FIRST, paragraphs=TEXT[:1], free=False), entry=told)
    assert newsroom.article(article_id)["article_body"] == "\n\n".join(TEXT[:4])
    assert newsroom.check(article_id, FIRST, entry=told).outcome == "replaced"
    assert newsroom.article(article_id)["article_body"].startswith("\n\n".join(TEXT))
    assert newsroom.revisions(article_id) == []


def test_what_a_feed_tells_otherwise_is_an_edit_of_what_it_told(newsroom: Newsroom) -> None:
    told = Entry(guid="1", url="", title="The cranes", content_html="".join(f"<p>{line}</p>" for line in TEXT[:4]))
    wall = replace(FIRST, paragraphs=TEXT[:1], free=False)
    article_id = newsroom.publish(wall, entry=told)
    more = replace(told, content_html=f"{told.content_html}<p>{ANOTHER[0]}</p>")
    revisited = newsroom.check(article_id, wall, entry=more)
    assert (revisited.outcome, revisited.detail) == ("revised", "addition")


@pytest.mark.parametrize("again", [timedelta(0), timedelta(hours=3)], ids=["later", "at the same time, by the clock"])
def test_an_edit_that_a_crash_left_in_the_archive_alone_is_an_edit_when_it_is_met_again(
    newsroom: Newsroom, again: timedelta
) -> None:
    article_id = newsroom.publish()
    edited = replace(FIRST, paragraphs=(*TEXT, NOTE))
    newsroom.hands.now += timedelta(hours=3)
    page = newsroom.page(edited)
    newsroom.archive(page)
    newsroom.hands.now -= again
    assert newsroom.check(article_id, edited).outcome == "revised"
    assert [row["change"] for row in newsroom.revisions(article_id)] == ["correction"]
    assert newsroom.check(article_id, edited).outcome == "unchanged"


def test_an_edit_met_by_another_link_that_a_crash_left_in_the_archive_alone_is_an_edit(newsroom: Newsroom) -> None:
    article_id = newsroom.publish()
    newsroom.hands.now += timedelta(hours=3)
    page = newsroom.page(replace(FIRST, paragraphs=(*TEXT, NOTE)))
    newsroom.archive(page)
    for _ in range(2):
        assert isinstance(newsroom.take(page), FiledArticle)
    assert [row["change"] for row in newsroom.revisions(article_id)] == ["correction"]
