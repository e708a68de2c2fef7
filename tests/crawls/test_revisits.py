"""Articles asked again: whole crawls over a scripted web, with the clock moved on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from crawling import Folder
from editions import ANOTHER, TEXT, Edition
from scripted import Ask, Reply, Web, rss, serving

FEED, PAGE = "http://bote.test/feed.xml", "http://bote.test/1"
HTML = {"Content-Type": "text/html; charset=utf-8"}
LINKED = '<p>See too: <a href="/toll">{}</a></p><p>Visitors today: {}</p>'
NOTE = "Correction: an earlier version of this article named the wrong ministry."


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web({FEED: Reply(rss([1]))})) as web:
        yield web


@pytest.fixture
def news(web: Web, tmp_path: Path) -> Folder:
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    return Folder(tmp_path, web.proxy)


def crawl(news: Folder, now: str, *args: str) -> str:
    done = news.crawl("feeds", "-s", f"COPYDESK_NOW=2026-03-{now}:00+00:00", "-s", "COPYDESK_TRIES=1", *args)
    assert done.returncode == 0, done.stdout
    return done.stdout


def serve(web: Web, edition: Edition) -> None:
    """The page from now on; a server that knows conditions."""
    body = edition.html()
    etag = f'"{hash(body)}"'
    web.routes[PAGE] = lambda ask: Reply(
        body, 304 if ask.headers.get("if-none-match") == etag else 200, HTML | {"ETag": etag}
    )


def test_the_revisions_of_an_article_are_its_edits_and_nothing_else(news: Folder, web: Web) -> None:
    first = Edition(after=LINKED.format("Ferry union withdraws the toll", 1204))
    renamed = replace(first, headline="Harbour council sells its cranes")
    corrected = replace(renamed, paragraphs=(TEXT[0].replace("the", "no", 1), *TEXT[1:], NOTE))
    longer = replace(corrected, paragraphs=(*corrected.paragraphs[:-1], ANOTHER[0], NOTE))
    states = [
        first,
        replace(first, after=LINKED.format("Ferry union withdraws the toll", 1399)),
        renamed,
        corrected,
        replace(corrected, after=LINKED.format("Court audits the toll on the causeway", 1399)),
        longer,
        replace(longer, paragraphs=(*longer.paragraphs[:3], *longer.paragraphs[4:])),
    ]
    for day, state in enumerate(states, 1):
        serve(web, state)
        said = crawl(news, f"0{day}T14:00")
        assert ("1 checked again" in said) is (day > 1), said
    revisions = news.rows("SELECT id, change, headline, date(seen_at) AS day FROM revisions ORDER BY seen_at")
    assert [(row["day"], row["change"], row["headline"]) for row in revisions] == [
        ("2026-03-03", "headline", first.headline),
        ("2026-03-04", "correction", renamed.headline),
        ("2026-03-06", "addition", renamed.headline),
        ("2026-03-07", "deletion", renamed.headline),
    ]
    assert news.rows("SELECT text, revision_id FROM corrections") == [{"text": NOTE, "revision_id": revisions[1]["id"]}]
    assert news.value("SELECT count(*) FROM articles") == 1
    assert news.value("SELECT count(*) FROM rejections") == 0
    assert "if-none-match" not in web.of(PAGE)[0].headers
    assert all("if-none-match" in ask.headers for ask in web.of(PAGE)[1:])


def test_a_known_page_is_asked_when_its_time_has_come_and_not_before(news: Folder, web: Web) -> None:
    serve(web, Edition())
    crawl(news, "01T14:00")
    crawl(news, "01T14:10", "-a", "due=all")
    crawl(news, "01T23:00", "-s", "COPYDESK_RECHECK=off")
    assert len(web.of(PAGE)) == 1
    assert "1 checked again (1 unchanged)" in crawl(news, "01T23:10")
    assert len(web.of(PAGE)) == 2
    (row,) = news.rows("SELECT outcome, checks, unchanged, due FROM rechecks")
    assert (row["outcome"], row["checks"], row["unchanged"], row["due"][:10]) == ("unchanged", 1, 1, "2026-03-02")
    assert news.value("SELECT last_fetched FROM articles").startswith("2026-03-01T23:1")


def test_an_article_that_disappears_stays_and_its_return_is_noted(news: Folder, web: Web) -> None:
    serve(web, Edition())
    crawl(news, "01T14:00")
    body = news.value("SELECT article_body FROM articles")
    web.routes[PAGE] = Reply(status=503, headers={"Retry-After": "1"})
    crawl(news, "02T14:00")
    assert news.rows("SELECT outcome, failures FROM rechecks") == [{"outcome": "failed", "failures": 1}]
    web.routes[PAGE] = Reply(status=410)
    crawl(news, "03T14:00")
    web.routes[PAGE] = Reply(status=302, headers={"Location": "http://bote.test/"})
    crawl(news, "06T14:00")
    (gone,) = news.rows(
        "SELECT reason, date(seen_at) AS seen, date(last_seen) AS last, returned_at FROM disappearances"
    )
    assert gone == {"reason": "front_page", "seen": "2026-03-03", "last": "2026-03-06", "returned_at": None}
    assert news.value("SELECT article_body FROM articles") == body
    assert news.rows("SELECT outcome, reason FROM url_status WHERE url = ?", PAGE) == [
        {"outcome": "article", "reason": None}
    ]
    serve(web, Edition())
    crawl(news, "20T14:00")
    assert news.value("SELECT date(returned_at) FROM disappearances") == "2026-03-20"
    assert news.value("SELECT count(*) FROM revisions") == 0
    assert not [ask for ask in web.asked if ask.url == "http://bote.test/"]


def test_a_feed_s_word_brings_a_page_at_once_and_an_unchanged_one_not_again_soon(news: Folder, web: Web) -> None:
    def feed(ask: Ask) -> Reply:
        return Reply(rss([1]).replace("12:00:00", f"12:00:{ask.count:02}").replace("13:00:00", f"13:00:{ask.count:02}"))

    serve(web, Edition())
    web.routes[FEED] = feed
    for minute in range(0, 50, 10):
        crawl(news, f"01T14:{minute:02}", "-a", "due=all", "-s", "COPYDESK_RECHECK=off")
    assert len(web.of(PAGE)) == 2
    assert news.rows("SELECT cause, outcome, checks FROM rechecks") == [
        {"cause": "feed", "outcome": "unchanged", "checks": 1}
    ]
