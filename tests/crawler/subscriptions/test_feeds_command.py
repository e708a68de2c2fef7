"""`scrapy feeds`, as a user types it: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import warm
from crawling import Folder
from project import ROOT
from scrapy.cmdline import execute
from scripted import Ask, Reply, Web, rss, serving

from crawler.configuration.sources import read_sources
from crawler.subscriptions.standings import STATES
from pipelines.clock import Clock
from pipelines.model import Entry, Failure, FeedPoll, FeedSource, ParsedFeed
from pipelines.run.polls import record_poll
from pipelines.store.store import Store

HOME, FEED, OTHER = "http://bote.test/", "http://bote.test/news.xml", "http://kurier.test/feed.xml"
STORY = "The ferry to Gannet Island will not sail on Sundays any more, the harbour board said on Monday. " * 9
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = Reply(
    "<html><head><link rel=alternate type='application/rss+xml' href='/news.xml'>"
    "<link rel=alternate type='application/rss+xml' href='/comments.xml' title='Comments'></head>Hello</html>",
    headers=HTML,
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Kurier</title><id>k</id>"
    f"<entry><id>1</id><title>One</title><link href='http://kurier.test/1'/><updated>2026-03-01T10:00:00Z</updated>"
    f"<content type='html'>&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>"
)
NEWS_SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://bote.test/9</loc><news:news>"
    "<news:publication><news:name>Bote</news:name></news:publication>"
    "<news:publication_date>2026-03-01T09:00:00Z</news:publication_date></news:news></url></urlset>"
)
ROBOTS = "User-agent: *\nDisallow: /atom.xml\nSitemap: http://bote.test/news-sitemap.xml\n"
TYPED = (
    f'# What we follow\n\n# Ana knows them\n[[feeds]]\nurl = "{FEED}"  # slow\n\n# next\n[[feeds]]\nurl = "{OTHER}"\n'
)


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    made.routes |= {
        HOME: PAGE,
        FEED: Reply(rss([1, 2, 3]), headers={"ETag": '"v1"', "Last-Modified": "Sun, 01 Mar 2026 15:00:00 GMT"}),
        OTHER: Reply(ATOM),
        "http://bote.test/feed": Reply(status=302, headers={"Location": FEED}),
        "http://bote.test/robots.txt": Reply(ROBOTS, headers={"Content-Type": "text/plain"}),
        "http://bote.test/news-sitemap.xml": Reply(NEWS_SITEMAP),
        "http://bote.test/1": Reply(f"<html><body><article><h1>Item 1</h1><p>{STORY}</p></article>", headers=HTML),
    }
    with serving(made):
        yield made


@pytest.fixture
def news(tmp_path: Path, web: Web) -> Folder:
    return Folder(tmp_path, web.proxy)


class Offline(Folder):
    """A desk for what asks nobody: its commands run in this process, which saves the start of another one."""

    def scrapy(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = ["scrapy", *self.command(*args)]
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            execute(command)
        return subprocess.CompletedProcess(command, int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "crawler.settings")
    return Offline(tmp_path, "http://127.0.0.1:9")


def feeds(news: Folder, *args: str, now: str = "2026-03-02T10:00", status: int = 0) -> subprocess.CompletedProcess[str]:
    """`scrapy feeds ...`, which has to end with this status, and without a traceback."""
    done = news.scrapy("feeds", *args, "-s", f"COPYDESK_NOW={now}")
    assert done.returncode == status, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error."""
    assert done.stderr.startswith("copydesk: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def contents(news: Folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in news.folder.iterdir()}


def record(news: Folder, answers: Sequence[ParsedFeed | Failure]) -> None:
    """Polls of FEED in its database, one a day before 2026-03-02, without a crawl."""
    for n, answer in enumerate(answers):
        moment = datetime(2026, 3, 1, 10, tzinfo=UTC) - timedelta(days=len(answers) - 1 - n)
        poll = FeedPoll(feed_id=1, url=FEED, fetched_at=moment, outcome="failed", failure="http_4xx", error="HTTP 404")
        if isinstance(answer, ParsedFeed):
            poll = replace(poll, outcome="new", feed=answer, failure=None, error=None)
        with Store.open(news.db, clock=Clock(real=lambda moment=moment: moment)) as store:  # type: ignore[misc]
            store.runs.begin("feeds", {})
            store.subscriptions.sync((FeedSource(url=FEED),))
            record_poll(store, poll, moment)
            store.runs.finish("finished", None, {})


# ----------------------------------------------------------------------------------------------------------- discover


def test_discover_shows_every_feed_of_a_site_and_touches_no_file(news: Folder, web: Web) -> None:
    done = feeds(news, "discover", HOME, "--json")
    found = json.loads(done.stdout)
    assert [(feed["url"], feed["evidence"], feed["format"], feed["entries"]) for feed in found["feeds"]] == [
        (FEED, "announced", "rss20", 3),
        ("http://bote.test/news-sitemap.xml", "sitemap", "sitemap", 1),
    ]
    first = found["feeds"][0]
    assert (first["title"], first["newest"], first["text"]) == ("Bote", "2026-03-01T15:00:00+00:00", "titles")
    assert first["also_at"] == ["http://bote.test/feed"]
    assert {each["url"]: each["problem"] for each in found["tried"]}["http://bote.test/atom.xml"].startswith("robots:")
    assert not web.of("http://bote.test/atom.xml")
    assert {ask.headers["user-agent"] for ask in web.asked} == {"copydesk/0.1 (+desk@example.org)"}
    assert contents(news) == {}


def test_discover_tells_a_person_what_it_found(news: Folder) -> None:
    lines = feeds(news, "discover", HOME).stdout.splitlines()
    assert f"{FEED}  (announced)" in lines
    assert "    rss20, 3 entries, newest 19 h ago, titles without text" in lines
    assert f"To follow one:  scrapy feeds add {FEED}" in lines


def test_discover_knows_whole_articles(news: Folder) -> None:
    (feed,) = json.loads(feeds(news, "discover", OTHER, "--json").stdout)["feeds"]
    assert (feed["evidence"], feed["text"], feed["words"] > 100) == ("given", "full", True)


def test_discover_leaves_a_host_alone_that_is_asked_too_much(news: Folder, web: Web) -> None:
    web.routes[FEED] = Reply(status=429, headers={"Retry-After": "60"})
    done = feeds(news, "discover", HOME, "--json", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", status=1)
    assert [ask.url for ask in web.asked if "robots" not in ask.url] == [HOME, FEED]
    problems = [each["problem"] for each in json.loads(done.stdout)["tried"]]
    assert problems.count("not asked: bote.test has answered that it is asked too much") == len(problems) - 2 > 5


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("http://nowhere.test/", "could not be read: HTTP 404", id="no page"),
        pytest.param("http://127.0.0.1/", "127.0.0.1 is not a public address", id="address that may not be asked"),
    ],
)
def test_discover_without_a_feed_fails(news: Folder, url: str, says: str) -> None:
    done = feeds(news, "discover", url, status=1)
    assert says in done.stdout
    assert "No feed was found" in done.stdout


# ---------------------------------------------------------------------------------------------------------------- add


def test_add_puts_a_feed_below_what_was_typed(news: Folder) -> None:
    news.feeds.write_text(TYPED.replace(OTHER, "http://third.test/feed.xml"))
    done = feeds(news, "add", OTHER, "--tag", "coast", "--tag", "daily", "--every", "15", "--full-text", "feed",
                 "--title", "The Kurier")  # fmt: skip
    assert "Kurier: atom10, 1 entry, newest 24 h ago, full text" in done.stdout
    assert news.feeds.read_text() == TYPED.replace(OTHER, "http://third.test/feed.xml") + (
        f'\n[[feeds]]\nurl = "{OTHER}"\ntitle = "The Kurier"\ntags = ["coast", "daily"]\nevery_minutes = 15\n'
        'full_text = "feed"\n'
    )
    assert not news.db.exists()


def test_add_of_a_page_adds_its_feed_and_says_so(news: Folder, web: Web) -> None:
    done = feeds(news, "add", HOME)
    assert f"added  {FEED}\n       {HOME} is a page; it announces this feed\n" in done.stdout
    assert read_sources(news.feeds) == (FeedSource(url=FEED),)
    assert not web.of("http://bote.test/rss.xml"), "no guesses where the page names a feed"


def test_add_of_a_page_and_of_its_feed_adds_it_once(news: Folder) -> None:
    done = feeds(news, "add", HOME, FEED, status=2)
    assert f"{FEED} is in {news.feeds} already" in complaint(done)
    assert read_sources(news.feeds) == (FeedSource(url=FEED),)


def test_add_of_a_feed_that_has_moved_for_good_adds_its_new_address(news: Folder, web: Web) -> None:
    web.routes["http://bote.test/old.xml"] = Reply(status=301, headers={"Location": "/news.xml"})
    assert "has moved here for good" in feeds(news, "add", "http://bote.test/old.xml").stdout
    assert read_sources(news.feeds)[0].url == FEED


def test_add_of_what_is_no_feed_adds_the_others_alone(news: Folder) -> None:
    done = feeds(news, "add", "http://nowhere.test/feed", OTHER, status=1)
    assert complaint(done) == (
        "copydesk: http://nowhere.test/feed is not added: HTTP 404; --no-check adds it all the same\n"
    )
    assert read_sources(news.feeds) == (FeedSource(url=OTHER),)


def test_add_without_a_check_asks_nobody(offline: Folder) -> None:
    feeds(offline, "add", "example.org/feed.xml", OTHER, "--no-check")
    assert [source.url for source in read_sources(offline.feeds)] == ["https://example.org/feed.xml", OTHER]


@pytest.mark.parametrize("url", [FEED, "https://www.bote.test/news.xml/?utm_source=x"], ids=["same", "other spelling"])
def test_add_of_a_feed_that_is_there_is_refused_before_it_is_asked(offline: Folder, url: str) -> None:
    offline.feeds.write_text(TYPED)
    done = feeds(offline, "add", "http://new.test/feed", url, status=2)
    assert f"is in {offline.feeds} already" in complaint(done)
    assert offline.feeds.read_text() == TYPED


def test_add_of_a_page_whose_feed_is_there_is_refused(news: Folder) -> None:
    news.feeds.write_text(TYPED)
    done = feeds(news, "add", HOME, status=2)
    assert f"{HOME} leads to {FEED}, which is in " in complaint(done)
    assert news.feeds.read_text() == TYPED


def test_a_text_file_takes_a_line_and_opml_is_refused(offline: Folder) -> None:
    text, opml = offline.folder / "list.txt", offline.folder / "list.opml"
    text.write_text(f"{FEED}\n")
    done = feeds(offline, "add", OTHER, "--no-check", "--tag", "x", "-s", f"COPYDESK_FEEDS={text}")
    assert text.read_text() == f"{FEED}\n{OTHER}\n"
    assert "tags and settings have no place there" in complaint(done)
    opml.write_text("<opml version='2.0'><body/></opml>")
    done = feeds(offline, "add", OTHER, "--no-check", "-s", f"COPYDESK_FEEDS={opml}", status=2)
    assert "scrapy feeds import" in complaint(done)


# ------------------------------------------------------------------------------------------------------------- remove


def test_remove_takes_the_table_out_and_nothing_else(offline: Folder) -> None:
    offline.feeds.write_text(TYPED)
    done = feeds(offline, "remove", "https://bote.test/news.xml")
    assert done.stdout == f"removed  {FEED}\nThe archive keeps what it has of it.\n"
    assert offline.feeds.read_text() == TYPED.replace(f'[[feeds]]\nurl = "{FEED}"  # slow\n', "")


def test_remove_of_what_is_not_there_suggests_and_removes_nothing(offline: Folder) -> None:
    offline.feeds.write_text(TYPED)
    done = feeds(offline, "remove", OTHER, "http://bote.test/new.xml", status=2)
    assert complaint(done).endswith(f"has no feed http://bote.test/new.xml; did you mean {FEED}?\n")
    assert offline.feeds.read_text() == TYPED


def test_remove_does_not_guess_between_two_spellings(offline: Folder) -> None:
    offline.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n[[feeds]]\nurl = "https://bote.test/news.xml"\n')
    assert "say which" in complaint(feeds(offline, "remove", "http://www.bote.test/news.xml", status=2))
    feeds(offline, "remove", FEED)
    assert [source.url for source in read_sources(offline.feeds)] == ["https://bote.test/news.xml"]


# ------------------------------------------------------------------------------------------------------ import, export

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Coast"><outline type="rss" text="Bote &amp; Co" xmlUrl="http://bote.test/news.xml"/>
<outline type="rss" text="Kurier" xmlUrl="http://kurier.test/feed.xml" category="daily"/></outline>
<outline type="rss" text="Blatt" xmlUrl="https://blatt.test/rss"/>
<outline type="rss" text="Blatt again" xmlUrl="https://www.blatt.test/rss/"/>
</body></opml>"""


def test_import_adds_what_is_new_with_its_folders_as_tags_and_once(offline: Folder) -> None:
    opml = offline.folder / "mine.opml"
    opml.write_text(OPML)
    offline.feeds.write_text(f'# ours\n[[feeds]]\nurl = "{FEED}"\n')
    told = feeds(offline, "import", str(opml), "--dry-run").stdout
    assert f"would add  {OTHER}  [daily, Coast]\n" in told
    assert offline.feeds.read_text() == f'# ours\n[[feeds]]\nurl = "{FEED}"\n'
    done = feeds(offline, "import", str(opml))
    assert done.stdout == f"2 feeds added to {offline.feeds}; 1 there already; 1 twice in {opml}\n"
    assert read_sources(offline.feeds) == (
        FeedSource(url=FEED),
        FeedSource(url=OTHER, title="Kurier", tags=("daily", "Coast")),
        FeedSource(url="https://blatt.test/rss", title="Blatt"),
    )
    before = offline.feeds.read_text()
    assert feeds(offline, "import", str(opml)).stdout.startswith("0 feeds added")
    assert offline.feeds.read_text() == before


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param("none.opml", None, "there is no such file", id="no file"),
        pytest.param("a.opml", "<opml><body/></opml>", "names no feeds", id="empty"),
        pytest.param("a.txt", "ftp://a.test/\n", "a.txt, line 1: must begin with http://", id="bad URL"),
        pytest.param("feeds.toml", TYPED, "is the feeds file itself", id="itself"),
    ],
)
def test_import_of_a_bad_file_is_one_line_and_changes_nothing(
    offline: Folder, name: str, text: str | None, says: str
) -> None:
    offline.feeds.write_text(TYPED)
    if text is not None:
        (offline.folder / name).write_text(text)
    assert says in complaint(feeds(offline, "import", str(offline.folder / name), status=2))
    assert offline.feeds.read_text() == TYPED


EVERYTHING = f"""
[[feeds]]
url = "{FEED}"
title = "Bote <& 'Co'>"
tags = ["coast", "daily"]
every_minutes = 15

[[feeds]]
url = "{OTHER}?a=1&b=2"
enabled = false

[[feeds]]
url = "https://blatt.test/rss"
tags = ["coast", "politics, local"]
full_text = "feed"
"""


@pytest.mark.parametrize("form", ["opml", "toml", "text"])
def test_what_was_exported_and_imported_is_the_same(offline: Folder, form: str) -> None:
    offline.feeds.write_text(EVERYTHING)
    out, again = offline.folder / "out", offline.folder / "again.toml"
    done = feeds(offline, "export", "--format", form, str(out))
    assert done.stdout == f"{out} has 3 feeds\n"
    feeds(offline, "import", str(out), "-s", f"COPYDESK_FEEDS={again}")
    kept = {"opml": ("url", "title", "tags"), "toml": FeedSource.__dataclass_fields__, "text": ("url",)}[form]
    before, after = read_sources(offline.feeds), read_sources(again)
    assert [[getattr(source, name) for name in kept] for source in after] == [
        [getattr(source, name) for name in kept] for source in before
    ]
    assert ("has no room for" in done.stderr) == (form != "toml")


def test_export_fills_in_what_crawls_have_met(offline: Folder) -> None:
    offline.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    record(offline, [ParsedFeed(format="rss20", title="Bote", homepage=HOME)])
    assert 'text="Bote" title="Bote" xmlUrl="http://bote.test/news.xml" htmlUrl="http://bote.test/"' in (
        feeds(offline, "export").stdout
    )
    (row,) = json.loads(feeds(offline, "export", "--format", "json").stdout)
    assert (row["url"], row["title"], row["homepage"]) == (FEED, "Bote", HOME)


def test_export_does_not_overwrite_the_feeds_file(offline: Folder) -> None:
    offline.feeds.write_text(TYPED)
    assert "is the feeds file itself" in complaint(feeds(offline, "export", str(offline.feeds), status=2))
    assert offline.feeds.read_text() == TYPED


# --------------------------------------------------------------------------------------------------------------- list


def test_list_works_before_the_first_crawl(offline: Folder) -> None:
    offline.feeds.write_text(TYPED)
    done = feeds(offline, "list")
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [
        ["new", "-", "-", "-", "-", "-", "-", FEED],
        ["new", "-", "-", "-", "-", "-", "-", OTHER],
    ]
    assert "2 feeds: 2 new" in done.stderr
    assert sorted(contents(offline)) == ["feeds.toml"]


def test_list_shows_how_each_feed_stands(news: Folder, web: Web) -> None:
    news.feeds.write_text(
        f"{TYPED}\n[[feeds]]\nurl = 'http://gone.test/feed'\n\n[[feeds]]\nurl = 'http://left.test/'\n"
    )
    web.routes[OTHER] = Reply(status=500)
    web.routes["http://gone.test/feed"] = Reply(status=410)
    assert news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T08:00").returncode == 0
    news.feeds.write_text(TYPED.replace("# next", "enabled = false") + "[[feeds]]\nurl = 'http://gone.test/feed'\n")
    before = contents(news)
    rows = {row["url"]: row for row in json.loads(feeds(news, "list", "--json").stdout)}
    assert {url: row["state"] for url, row in rows.items()} == {
        FEED: "paused", OTHER: "failing", "http://gone.test/feed": "gone",
    }  # fmt: skip
    assert (rows[FEED]["entries"], rows[FEED]["filed"], rows[FEED]["share_filed"]) == (3, 1, 1 / 3)
    assert rows[OTHER]["concern"] == "failing: http_5xx; 1 failure in a row: HTTP 500"
    assert rows[OTHER]["last_new_entry"] is None
    trouble = feeds(news, "list", "--trouble").stdout
    assert FEED not in trouble
    assert trouble.count("\n") == 3
    assert "http://left.test/" in feeds(news, "list", "--only", "unlisted").stdout
    assert contents(news) == before


# -------------------------------------------------------------------------------------------------------------- check


def tables(news: Folder) -> dict[str, list[dict[str, object]]]:
    names = ("feeds", "entries", "polls", "runs", "feed_events", "hosts", "rejections", "articles")
    return {name: news.rows(f"SELECT * FROM {name}") for name in names}


def honest(version: str, body: str) -> object:
    def answer(ask: Ask) -> Reply:
        unchanged = ask.headers.get("if-none-match") == version
        return Reply(
            "" if unchanged else body, 304 if unchanged else 200, {"ETag": version, "Cache-Control": "max-age=9"}
        )

    return answer


def test_check_asks_as_a_crawl_does_explains_and_writes_nothing(news: Folder, web: Web) -> None:
    news.feeds.write_text(TYPED)
    web.routes[FEED] = honest('"v1"', rss([1, 2, 3]))  # type: ignore[assignment]
    assert news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T08:00").returncode == 0
    web.routes[FEED] = honest('"v2"', rss([2, 3, 4], head="<ttl>45</ttl>"))  # type: ignore[assignment]
    before, files, asked = tables(news), contents(news), len(web.asked)
    bote, kurier = json.loads(feeds(news, "check", "--json").stdout)
    assert tables(news) == before
    assert contents(news) == files
    assert {ask.url for ask in web.asked[asked:]} == {FEED, OTHER}
    (request,) = bote["requests"]
    assert (request["status"], request["conditions"]) == (200, {"If-None-Match": '"v1"'})
    assert request["headers"] == {
        "Content-Type": "text/xml; charset=utf-8", "ETag": '"v2"', "Cache-Control": "max-age=9",
    }  # fmt: skip
    assert (bote["outcome"], bote["entries"], bote["entries_new"], bote["known"]) == ("new", 3, 1, True)
    assert bote["feed"]["stated"]["ttl_minutes"] == 45
    assert bote["next"]["stated_minutes"] == 45
    assert (kurier["outcome"], kurier["entries_new"]) == ("not_modified", 0)
    assert news.crawl("feeds", "-a", "due=all", "-s", "COPYDESK_NOW=2026-03-02T10:00").returncode == 0
    after = news.rows("SELECT entries_new, outcome FROM polls ORDER BY id DESC LIMIT 2")
    assert {(row["outcome"], row["entries_new"]) for row in after} == {("new", 1), ("not_modified", 0)}


def test_check_says_when_a_crawl_would_ask_next_and_a_crawl_does(news: Folder, web: Web) -> None:
    news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\nevery_minutes = 17\n')
    text = feeds(news, "check").stdout
    assert "next poll   in 17 min (2026-03-02 10:17 UTC), every_minutes = 17 in the feeds file" in text
    assert "outcome     3 new entries of 3 (no crawl has met this feed yet)" in text
    assert not news.db.exists()


def test_check_afresh_asks_for_the_whole_feed(news: Folder, web: Web) -> None:
    news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    web.routes[FEED] = honest('"v1"', rss([1, 2, 3]))  # type: ignore[assignment]
    news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T08:00")
    (known,) = json.loads(feeds(news, "check", FEED, "--json").stdout)
    (whole,) = json.loads(feeds(news, "check", FEED, "--json", "--afresh").stdout)
    assert [request["status"] for request in known["requests"]] == [304]
    assert [(request["status"], request["conditions"]) for request in whole["requests"]] == [(200, {})]
    assert (known["entries"], whole["entries"]) == (None, 3)


def test_check_afresh_finds_out_a_304_that_lies(news: Folder, web: Web) -> None:
    news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    bodies = [rss([1, 2, 3])]

    def stuck(ask: Ask) -> Reply:
        asks_for_more = "if-none-match" not in ask.headers
        return Reply(bodies[-1] if asks_for_more else "", 200 if asks_for_more else 304, {"ETag": f'"{len(bodies)}"'})

    web.routes[FEED] = stuck
    news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T08:00")
    bodies.append(rss([2, 3, 4]))
    (believed,) = json.loads(feeds(news, "check", "--json").stdout)
    (row,) = json.loads(feeds(news, "check", "--afresh", "--json").stdout)
    assert (believed["outcome"], believed["events"]) == ("not_modified", [])
    assert [(request["errand"], request["status"]) for request in row["requests"]] == [("poll", 200), ("proof", 304)]
    assert (row["outcome"], row["entries_new"]) == ("new", 1)
    assert [event["event"] for event in row["events"]] == ["unconditional"]


def test_check_of_a_feed_that_fails_says_why_and_fails(news: Folder, web: Web) -> None:
    web.routes["http://bote.test/old"] = Reply(status=301, headers={"Location": "/older"})
    web.routes["http://bote.test/older"] = Reply("gone", 429, {"Retry-After": "7200"})
    (row,) = json.loads(feeds(news, "check", "http://bote.test/old", "--json", status=1).stdout)
    assert [(request["url"], request["status"]) for request in row["requests"]] == [
        ("http://bote.test/old", 301),
        ("http://bote.test/older", 429),
    ]
    assert (row["failure"], row["error"], row["state"]) == ("rate_limited", "HTTP 429", "failing")
    assert row["next"]["at"].startswith("2026-03-02T12:0")
    text = feeds(news, "check", "http://bote.test/none.xml", status=1).stdout
    assert "outcome     failed (http_4xx): HTTP 404" in text
    assert "hint        scrapy feeds discover http://bote.test/" in text


def test_check_of_a_page_follows_it_to_its_feed(news: Folder) -> None:
    (row,) = json.loads(feeds(news, "check", HOME, "--json").stdout)
    assert [request["errand"] for request in row["requests"]] == ["poll", "discovered"]
    assert (row["feed"]["title"], row["entries_new"]) == ("Bote", 3)


def test_check_of_a_dead_feed_looks_at_its_site_as_a_crawl_would(news: Folder, web: Web) -> None:
    feed = ParsedFeed(format="rss20", homepage=HOME)
    record(news, [feed, "http_4xx", "http_4xx", "http_4xx"])
    web.routes[FEED] = Reply(status=404)
    web.routes[HOME] = Reply("<link rel=alternate type='application/rss+xml' href='/new.xml'>", headers=HTML)
    web.routes["http://bote.test/new.xml"] = Reply(rss([1]))
    before = contents(news)
    done = feeds(news, "check", FEED, status=1)
    assert "instead     its site names another feed now: http://bote.test/new.xml" in done.stdout
    assert "next poll   in " in done.stdout
    assert "after 4 failures in a row of the kind http_4xx" in done.stdout
    assert contents(news) == before


def test_check_tells_of_a_gap_and_leaves_the_search_to_a_crawl(news: Folder, web: Web) -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    entries = [
        Entry(guid=f"old-{n}", url=f"http://bote.test/old/{n}", date_published=day + timedelta(hours=n))
        for n in range(8)
    ]
    record(news, [ParsedFeed(format="rss20", entries=tuple(entries))])
    web.routes[FEED] = Reply(rss(range(10, 20)))
    (row,) = json.loads(feeds(news, "check", FEED, "--json").stdout)
    assert row["gap"]["from"] == "2026-03-01T07:00:00+00:00"
    assert row["gap"]["missed"] > 5
    assert [event["event"] for event in row["events"]] == ["gap"]
    assert row["next"]["why"].startswith("sooner than learned, since entries were lost")
    assert [ask.url for ask in web.asked] == [FEED]


# --------------------------------------------------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(["lisst"], "invalid choice: 'lisst'", id="subcommand"),
        pytest.param(["list", "extra"], "unrecognized arguments: extra", id="argument"),
        pytest.param(
            ["add", FEED, "--every", "0"], "a whole number of minutes from 1 to 525600, not '0'", id="minutes"
        ),
        pytest.param(["add", "ftp://a.test/"], "must begin with http:// or https://", id="URL"),
        pytest.param(["add", FEED, OTHER, "--title", "T"], "--title names one feed", id="title of two"),
        pytest.param(["list"], "does not exist; make it with", id="no feeds file"),
        pytest.param(["check"], "does not exist; make it with", id="nothing to check"),
        pytest.param(["remove", FEED], "does not exist; make it with", id="nothing to remove"),
        pytest.param(["check", FEED, "-s", "COPYDESK_FEED_DEADLINE_S=x"], "COPYDESK_FEED_DEADLINE_S", id="setting"),
        pytest.param(["discover", HOME, "-s", "ALLOWED_ADDRESSES=x"], "ALLOWED_ADDRESSES", id="addresses"),
    ],
)
def test_a_wrong_start_is_one_line_and_makes_no_file(offline: Folder, args: list[str], says: str) -> None:
    done = feeds(offline, *args, status=2)
    assert says in done.stderr.splitlines()[-1]
    assert contents(offline) == {}


def test_without_a_subcommand_the_help_is_shown(offline: Folder) -> None:
    assert "scrapy feeds discover example.org" in feeds(offline, status=2).stdout


@pytest.mark.parametrize("name", ["discover", "add", "remove", "import", "export", "list", "check"])
def test_every_subcommand_has_help_with_examples(offline: Folder, name: str) -> None:
    done = offline.scrapy("feeds", name, "-h")
    assert done.returncode == 0
    assert f"  scrapy feeds {name}" in done.stdout.partition("Examples:")[2]
    assert "Exit status: 0 done" in done.stdout


def test_settings_may_stand_before_and_after_the_subcommand_and_in_the_environment(offline: Folder) -> None:
    elsewhere = offline.folder / "elsewhere.toml"
    elsewhere.write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    by_option = ["-s", "COPYDESK_NOW=2026-03-02T10:00", "list", "-s", f"COPYDESK_FEEDS={elsewhere}", "-L", "ERROR"]
    by_environment = {"COPYDESK_FEEDS": str(elsewhere)}
    for args, environment in ((by_option, {}), (["list"], by_environment)):
        done = warm.run(["feeds", *args], env=offline.environment() | environment)
        assert (done.returncode, FEED in done.stdout) == (0, True), done.stderr


def test_the_guide_names_every_subcommand_and_every_key_of_a_feed() -> None:
    guide = (ROOT / "docs" / "feeds.md").read_text("utf-8")
    named = set(re.findall(r"^\| `scrapy feeds (\w+)", guide, re.MULTILINE))
    assert named == {"discover", "add", "remove", "import", "export", "list", "check"}
    assert set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE)) == set(FeedSource.__dataclass_fields__)
    assert set(re.findall(r"^\| (\w+) \|", guide, re.MULTILINE)) - {"key", "state", "command"} == set(STATES)
