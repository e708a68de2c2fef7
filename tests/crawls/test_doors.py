"""What others add from outside: item pipelines and exports, extractors, workers and dialects, with whole crawls."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import Folder
from doc_pages import blocks
from invented import page, save
from project import ROOT
from scrapy.settings import Settings
from scripted import Ask, Reply, Web, rss, serving

from crawler import settings as defaults
from crawler.demo.web import InventedWeb
from crawler.feeds import Dialect, parse_feed
from crawler.subscriptions.running import check_settings
from pipelines.errors import SettingError, StaleReading
from pipelines.model import Article, Block, Entry, Metadata, OtherExtractor, Page, ParsedFeed, Rejection
from pipelines.reading.other_extractor import extract_by
from pipelines.reading.packing import pack, unpack

PIPELINES = """
from dataclasses import asdict

from scrapy.exceptions import DropItem


class Mine:
    def process_item(self, item):
        if item.url.endswith("/gale-breaks-mole"):
            raise ValueError("no gales")
        if item.url.endswith("/ice-plant-bill") and item.verdict != "revised":
            raise DropItem("no ice")
        return asdict(item) | {"mine": True}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules a crawl and its workers can import."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(ROOT))))
    return tmp_path


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_filed_articles_go_through_pipelines_and_exports_whatever_these_do(folder: Path) -> None:
    (folder / "mine.py").write_text(PIPELINES)
    with InventedWeb() as web:
        news = Folder(folder, web.proxy)
        web.write_feeds_file(news.feeds)
        done = news.crawl("feeds", "-s", 'ITEM_PIPELINES={"mine.Mine": 100}', "-O", str(folder / "out.jsonl"))
        articles = {row["url"]: row for row in news.rows("SELECT * FROM articles")}
        assert (done.returncode, set(articles)) == (1, set(web.stories())), done.stdout
        raised = [url for url in articles if url.endswith("/gale-breaks-mole")]
        dropped = [url for url in articles if url.endswith("/ice-plant-bill")]
        (run,) = news.rows("SELECT * FROM runs")
        assert run["reason"] == "an item pipeline raised for 2 articles; all are filed"  # once new, once read again
        assert news.value("SELECT count(*) FROM rejections WHERE reason = 'error'") == 0
        assert news.value("SELECT count(*) FROM entries WHERE state = 'leased'") == 0
        passed = lines(folder / "out.jsonl")
        assert {line["url"] for line in passed} == set(articles) - {*raised, *dropped}
        assert {line["verdict"] for line in passed} == {"new", "same", "duplicate", "reprocessed"}
        for line in passed:  # the last that replaces it is what the row says
            if line["replaces"]:
                articles[line["url"]]["told"] = line
        for row in (row for row in articles.values() if "told" in row):
            told = row["told"]
            assert (told["mine"], told["run_id"], told["article_id"]) == (True, run["id"], row["id"])
            for name in ("article_body", "headline", "date_published", "word_count", "confidence", "extractor"):
                assert told[name] == row[name], name
            cuts = news.rows("SELECT kind, text, rule FROM removals WHERE article_id = ? ORDER BY id", row["id"])
            assert [{name: cut[name] for name in ("kind", "text", "rule")} for cut in told["removals"]] == cuts
        web.publish_edits()
        again = folder / "again.jsonl"
        done = news.crawl("feeds", "-a", "due=all", "-s", 'ITEM_PIPELINES={"mine.Mine": 100}', "-O", str(again))
    assert done.returncode == 0, done.stdout
    (revised,) = lines(again)
    assert ([revised["url"]], revised["verdict"], revised["change"]) == (dropped, "revised", "correction")


def test_what_was_filed_before_a_signal_is_in_the_export(folder: Path) -> None:
    def never(_: Ask) -> Reply:
        time.sleep(60)
        return Reply()

    web = Web()
    html = {"Content-Type": "text/html; charset=utf-8"}
    web.routes["http://bote.test/feed.xml"] = Reply(rss([1, 2]))
    web.routes["http://bote.test/1"] = Reply(page("ferry", host="bote.test"), headers=html)
    web.routes["http://bote.test/2"] = never
    with serving(web):
        news = Folder(folder, web.proxy)
        news.feeds.write_text('[[feeds]]\nurl = "http://bote.test/feed.xml"\n')
        process = news.start("feeds", "-O", str(folder / "out.jsonl"), "-s", "COPYDESK_COMMIT_S=0")
        until = time.monotonic() + 60
        while time.monotonic() < until and not (news.db.exists() and _articles(news)):
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0, out
    assert [line["url"] for line in lines(folder / "out.jsonl")] == ["http://bote.test/1"]


def _articles(news: Folder) -> int:
    known = news.value("SELECT count(*) FROM sqlite_master WHERE name = 'articles'")
    return int(news.value("SELECT count(*) FROM articles")) if known else 0


# ------------------------------------------------------------------------------ the modules of docs/how-to/extend.md


@pytest.fixture
def extended(folder: Path) -> Path:
    """The folder with all files that the page shows."""
    for block in blocks(ROOT / "docs" / "how-to" / "extend.md"):
        if block.note.startswith("file: "):
            (folder / block.note.removeprefix("file: ")).write_text(block.text)
    return folder


NEWS = """NEWSLIST
2026-03-01T10:00:00Z http://gazette.test/ferry The ferry stays in harbour
2026-03-01T11:00:00Z http://gazette.test/none There is no story here
"""


def test_a_feed_of_another_kind_is_followed_and_its_pages_are_read_by_another_extractor_in_other_workers(
    extended: Path,
) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    web = Web()
    web.routes["http://gazette.test/news"] = Reply(NEWS, headers={"Content-Type": "text/plain"})
    web.routes["http://gazette.test/ferry"] = Reply((extended / "ferry.html").read_text(), headers=html)
    web.routes["http://gazette.test/none"] = Reply("<p>Nothing at all.</p>", headers=html)
    settings = {
        "COPYDESK_FEED_DIALECTS": "newslist.dialect",
        "COPYDESK_EXTRACTOR": "reading.extract",
        "COPYDESK_WORKERS_FACTORY": "here.Here",
    }
    with serving(web):
        news = Folder(extended, web.proxy)
        news.feeds.write_text('[[feeds]]\nurl = "http://gazette.test/news"\n')
        done = news.crawl("feeds", *(text for pair in settings.items() for text in ("-s", "=".join(pair))))
    assert done.returncode == 0, done.stdout
    assert news.rows("SELECT url, format FROM feeds") == [{"url": "http://gazette.test/news", "format": "newslist"}]
    assert news.value("SELECT count(*) FROM entries WHERE date_published LIKE '2026-03-01T1%'") == 2
    (row,) = news.rows("SELECT * FROM articles")
    assert (row["url"], row["extractor"]) == ("http://gazette.test/ferry", "reading.extract 1")
    assert row["article_body"].startswith("The ferry did not sail on Monday")
    (refused,) = news.rows("SELECT url, reason, detail FROM rejections")
    assert refused == {"url": "http://gazette.test/none", "reason": "not_an_article", "detail": "no story on the page"}
    assert json.loads(news.value("SELECT versions FROM runs"))["extractor"] == "reading.extract"


def test_a_dialect_and_an_extractor_run_in_worker_processes_and_what_they_raise_is_a_row(extended: Path) -> None:
    (extended / "broken.py").write_text("def extract(page, rules):\n    raise LookupError('no such story')\n")
    web = Web()
    web.routes["http://gazette.test/news"] = Reply("NEWSLIST\nnonsense\n")
    web.routes["http://gazette.test/feed.xml"] = Reply(rss([1], host="gazette.test"))
    page_of = Reply((extended / "ferry.html").read_text(), headers={"Content-Type": "text/html"})
    web.routes["http://gazette.test/1"] = page_of
    given = ("-s", "COPYDESK_FEED_DIALECTS=newslist.dialect", "-s", "COPYDESK_EXTRACTOR=broken.extract")
    with serving(web):
        news = Folder(extended, web.proxy)
        news.feeds.write_text("".join(f'[[feeds]]\nurl = "http://gazette.test/{n}"\n' for n in ("news", "feed.xml")))
        done = news.crawl("feeds", *given)
    assert (done.returncode, "Traceback" in done.stdout) == (0, False), done.stdout
    assert news.rows("SELECT reason, detail FROM rejections") == [
        {"reason": "error", "detail": "broken.extract: LookupError: no such story"}
    ]
    (poll,) = news.rows("SELECT outcome, error FROM polls WHERE outcome = 'failed'")
    assert poll["error"].startswith("ValueError: not enough values to unpack"), poll


def test_pages_read_by_another_extractor_are_read_anew_when_their_site_is_learned(folder: Path) -> None:
    """Ours reads three pages of a site, another one four more: the new profile is learned from these alone."""
    (folder / "placed.py").write_text(
        "from dataclasses import replace\n\n"
        "from pipelines.reading.extractor import extract as ours\n\n\n"
        "def extract(page, rules):\n    return replace(ours(page, rules=rules), extractor='')\n"
    )
    news = Folder(folder)
    first, second = save(folder / "first", ["a", "b", "c"]), save(folder / "second", ["d", "e", "f", "g"])
    assert news.crawl("pages", "-a", f"path={first}").returncode == 0
    done = news.crawl("pages", "-a", f"path={second}", "-s", "COPYDESK_EXTRACTOR=placed.extract")
    assert done.returncode == 0, done.stdout
    by = "SELECT extractor = 'placed.extract' AS other, count(*) AS pages FROM articles GROUP BY other"
    assert news.rows(by) == [{"other": 1, "pages": 7}]  # its profile changed: the first three were read anew


WRONG = {
    "no module": ("COPYDESK_EXTRACTOR", "nowhere.extract", "ModuleNotFoundError"),
    "no name": ("COPYDESK_EXTRACTOR", "reading.extrakt", "NameError"),
    "no path": ("COPYDESK_EXTRACTOR", "extract", "ValueError"),
    "module that raises": ("COPYDESK_EXTRACTOR", "wrong.extract", "ZeroDivisionError"),
    "no callable": ("COPYDESK_EXTRACTOR", "here.__name__", "cannot be called"),
    "wants more": ("COPYDESK_EXTRACTOR", "operator.add.__call__", "cannot be"),
    "not to be found by a worker": ("COPYDESK_EXTRACTOR", "hidden.extract", "cannot be handed to a worker"),
    "no dialect": ("COPYDESK_FEED_DIALECTS", "newslist.parse", "is no crawler.feeds.Dialect, but function"),
    "one of two dialects": ("COPYDESK_FEED_DIALECTS", "newslist.dialect,newslist.none", "NameError"),
    "no workers": ("COPYDESK_WORKERS_FACTORY", "reading.extract", "cannot be called"),
    "empty": ("COPYDESK_WORKERS_FACTORY", "", "cannot be imported"),
}


@pytest.mark.parametrize(("name", "path", "why"), WRONG.values(), ids=WRONG)
def test_a_wrong_name_is_one_line_that_names_its_setting(
    name: str, path: str, why: str, extended: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (extended / "wrong.py").write_text("extract = 1 / 0\n")
    (extended / "hidden.py").write_text("extract = lambda page, rules: None\n")
    monkeypatch.syspath_prepend(extended)
    for module in ("here", "reading", "newslist", "wrong", "hidden"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    values = Settings()
    values.setmodule(defaults)
    values.set(name, path, priority="cmdline")
    with pytest.raises(SettingError) as raised:
        check_settings(values)
    assert str(raised.value).startswith(f"{name}: ")
    assert why in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_name_ends_a_crawl_before_anything_is_asked_or_made(folder: Path) -> None:
    with serving(Web()) as web:
        news = Folder(folder, web.proxy)
        news.feeds.write_text('[[feeds]]\nurl = "http://gazette.test/news"\n')
        names = {
            "COPYDESK_EXTRACTOR": "nowhere.there",
            "COPYDESK_FEED_DIALECTS": "nowhere.there",
            "COPYDESK_WORKERS_FACTORY": "nowhere.there",
            "ITEM_PIPELINES": '{"nowhere.there": 100}',
        }
        for name, value in names.items():
            done = news.crawl("feeds", "-s", f"{name}={value}")
            assert done.returncode == 2
            assert done.stdout.splitlines() == [
                f"copydesk: {name}: nowhere.there cannot be imported: ModuleNotFoundError: No module named 'nowhere'"
            ]
    assert (web.asked, news.db.exists()) == ([], False)


# ----------------------------------------------------------------------------------------- what others hand to us


SEEN = Page(url="http://gazette.test/ferry", fetched_at=datetime(2026, 3, 1, tzinfo=UTC), body=b"<p>", page_key="k")
WHOLE = Article(
    url="elsewhere",
    canonical=None,
    metadata=Metadata(headline="The ferry"),
    blocks=[Block(role="paragraph", text="The ferry did not sail.")],  # type: ignore[arg-type]  as a user may
)
ODD: dict[str, tuple[Any, str]] = {
    "nothing": (None, "NoneType instead of Article"),
    "a text": ("The ferry did not sail.", "str instead of Article"),
    "a time without a zone": (
        replace(WHOLE, metadata=Metadata(date_published=datetime(2026, 3, 1))),  # noqa: DTZ001
        "Article.metadata.date_published: a time without a zone",
    ),
    "no headline but a number": (replace(WHOLE, metadata=Metadata(headline=3)), "got `int` - at `$.metadata.headline`"),  # type: ignore[arg-type]
    "a role that there is not": (replace(WHOLE, blocks=(Block(role="text", text="x"),)), "Invalid enum value 'text'"),  # type: ignore[arg-type]
    "texts for blocks": (replace(WHOLE, blocks=("The ferry",)), "got `str` - at `$.blocks[0]`"),  # type: ignore[arg-type]
    "what nobody can write down": (replace(WHOLE, blocks=(object(),)), "object"),  # type: ignore[arg-type]
    "a reason that there is not": (Rejection.of(SEEN, "dull", "so dull"), "Invalid enum value 'dull'"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("given", "why"), ODD.values(), ids=ODD)
def test_what_another_extractor_gives_that_is_no_article_refuses_its_page(given: Any, why: str) -> None:
    refused = extract_by(OtherExtractor(name="mine.extract", extract=lambda page, rules: given), SEEN, None)
    assert isinstance(refused, Rejection)
    assert (refused.url, refused.page_key, refused.reason) == (SEEN.url, "k", "error")
    assert refused.detail.startswith("mine.extract: TypeError: ")
    assert why in refused.detail


def test_what_another_extractor_gives_is_of_the_page_and_under_its_name() -> None:
    read = extract_by(OtherExtractor(name="mine.extract", extract=lambda page, rules: WHOLE), SEEN, None)
    assert isinstance(read, Article)
    assert (read.url, read.extractor, read.blocks) == (SEEN.url, "mine.extract", tuple(WHOLE.blocks))


def test_a_reading_is_stale_for_another_extractor_than_the_one_that_made_it() -> None:
    article = replace(WHOLE, blocks=tuple(WHOLE.blocks))
    assert unpack(pack(article, by="mine.extract"), "mine.extract").article == article
    for made, read in (("mine.extract", ""), ("", "mine.extract"), ("mine.extract", "mine.other")):
        with pytest.raises(StaleReading):
            unpack(pack(article, by=made), read)


def test_half_a_character_from_another_dialect_is_an_error_that_names_it() -> None:
    feed = ParsedFeed(format="mine", title="Gazette \ud83d")
    mine = Dialect(name="mine", recognises=lambda body: body.root == "rss", parse=lambda text, url: feed)
    with pytest.raises(TypeError, match=r"ParsedFeed: .*surrogates"):
        parse_feed(rss([1]).encode(), "http://gazette.test/feed", "", [mine])


def test_another_dialect_comes_before_ours_and_its_dates_have_zones() -> None:
    naive = Entry(guid=None, url="http://gazette.test/1", date_published=datetime(2026, 3, 1))  # noqa: DTZ001
    for entry, zone in ((naive, False), (replace(naive, date_published=datetime(2026, 3, 1, tzinfo=UTC)), True)):
        feed = ParsedFeed(format="mine", entries=(entry,))
        mine = Dialect(name="mine", recognises=lambda body: body.root == "rss", parse=lambda text, url, f=feed: f)
        body = rss([1, 2]).encode()
        ours = parse_feed(body, "http://gazette.test/feed", "", [replace(mine, recognises=lambda body: False)])
        assert ours is not None
        assert (ours.format, len(ours.entries)) == ("rss20", 2)
        if zone:
            assert parse_feed(body, "http://gazette.test/feed", "", [mine]) == feed
        else:
            with pytest.raises(TypeError, match="a time without a zone"):
                parse_feed(body, "http://gazette.test/feed", "", [mine])
