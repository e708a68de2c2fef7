"""Whatever a site, a feed or an address says is text on our pages; every link leads to a page."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from browsing import DAY, LATER, SCRIPT_LINK, Page, Reader, article_row, make_archive, probe, row, story_row
from older import make_older

from pipelines.store.migrations import MADE_BEFORE

SITE = "\"><script>alert('site')</script>.test"

PAGES = {
    "article/1": ("headline", "author", "credit", "section", "keyword", "body", "removal", "removal rule", "caption",
                  "image credit", "other headline", "feed title", "address", "rival", "precision", "agency"),
    "version/1": ("old headline", "old body", "headline"),
    "story/1": ("headline", "author", "other headline", "other body", "agency", "credit"),
    "search?q=alert": ("headline", "author", "section", "body"),
    "search.atom?q=alert": ("headline", "author"),
    "feed/1": ("feed title", "last error", "poll error", "event", "event new", "entry title", "unconditional", "tag"),
    "feeds": ("feed title", "last failure"),
    "sites": ("site",),
    f"site/{quote(SITE, safe='')}": ("headline", "profile", "phrase", "opt-out", "removal rule"),
    "": ("headline", "feed title", "last error", "run reason"),
    f"explain?url={quote('https://bote.test/' + probe('rejected'), safe='')}": ("rejected", "detail", "entry title"),
    f"explain?url={quote(probe('asked'), safe='')}": ("asked",),
    f"search?q={quote(probe('words'), safe='')}": ("words",),
    f"search?site={quote(probe('facet'), safe='')}&after={quote(probe('after'), safe='')}": ("facet",),
}  # fmt: skip
"""Pages, and the probes that stand on each."""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """An archive with a probe in every text that comes from outside."""
    rejected = f"https://bote.test/{probe('rejected')}"
    provenance = {"date_published": {"source": probe("precision"), "others": [{"source": "x", "raw": probe("rival")}]}}
    profile = {"version": 2, "pages": 3, "paths": {f"div.{probe('profile')}>p": {"pages": 3, "kept": 1, "body": True}},
               "containers": {}, "repeats": {}, "phrases": {probe("phrase"): "read_more"}}  # fmt: skip
    path = make_archive(
        tmp_path_factory.mktemp("safety") / "papers.db",
        row("runs", id=1, spider="feeds", started_at=DAY, status="failed", reason=probe("run reason")),
        row("feeds", id=1, url=SCRIPT_LINK, fetch_url=SCRIPT_LINK + "1", homepage=SCRIPT_LINK,
            title=probe("feed title"), status="failing", last_failure=probe("last failure"),
            last_error=probe("last error"),
            proposed_url=SCRIPT_LINK, unconditional=probe("unconditional"), tags=json.dumps([probe("tag")])),
        row("polls", feed_id=1, run_id=1, url="u", fetched_at=DAY, outcome="failed", error=probe("poll error")),
        row("feed_events", feed_id=1, happened_at=DAY, event="moved", detail=probe("event"), new=probe("event new")),
        story_row(1, agency=probe("agency"), agency_from="byline"),
        article_row(1, url=SCRIPT_LINK, url_key="k1", site=SITE, headline=probe("headline"), description=None,
                    article_body=probe("body"), authors=json.dumps([probe("author")]), credit_text=probe("credit"),
                    in_language="\"><script>", article_section=probe("section"),
                    keywords=json.dumps([probe("keyword")]), image_url=SCRIPT_LINK, provenance=json.dumps(provenance)),
        article_row(2, story_id=1, headline=probe("other headline"), article_body=probe("other body")),
        row("article_urls", url=probe("address"), article_id=1, kind="link", url_key="k", first_seen=DAY),
        row("removals", article_id=1, position=0, kind="read_more", text=probe("removal"), rule=probe("removal rule"),
            url=SCRIPT_LINK),
        row("images", article_id=1, url=SCRIPT_LINK, caption=probe("caption"), credit=probe("image credit"),
            position=0),
        row("revisions", article_id=1, seen_at=LATER, headline=probe("old headline"), article_body=probe("old body"),
            change="rewrite"),
        row("entries", feed_id=1, url=rejected, title=probe("entry title"), first_seen=DAY, last_seen=DAY, article_id=1,
            state="done"),
        row("rejections", url=rejected, run_id=1, reason="error", detail=probe("detail"), seen_at=DAY),
        row("site_profiles", site=SITE, version=1, reason="first", learned_at=DAY, run_id=1, pages=3,
            profile=json.dumps(profile)),
        row("site_opt_outs", site=SITE, signal="tdm_meta", value=probe("opt-out"), url=SCRIPT_LINK, first_seen=DAY,
            last_seen=DAY),
    )  # fmt: skip
    with Reader(path) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_probes_are_text_and_nothing_else(poisoned: Reader, path: str) -> None:
    response = poisoned.get(f"/papers/-/{path}")
    assert response.status_code == 200
    assert "<script" not in response.text.casefold()
    if path.startswith("search.atom"):
        return
    page = poisoned.page(f"/papers/-/{path}")
    assert page.dangers() == []
    said = page.text + " ".join(page.tree.xpath("//input/@value"))
    missing = [name for name in PAGES[path] if f"alert('{name}')" not in said]
    assert missing == [], "these were to stand on the page as text"


@pytest.mark.parametrize("path", PAGES)
def test_no_script_could_run_even_if_one_got_in(poisoned: Reader, path: str) -> None:
    response = poisoned.get(f"/papers/-/{path}")
    policy = response.headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


def test_site_of_any_name_has_its_page(poisoned: Reader) -> None:
    (link,) = [link for link in poisoned.page("/papers/-/sites").links() if "/site/" in link and "script" in link]
    assert SITE in poisoned.page(link).text


# ------------------------------------------------------------------------------------------------------------ the demo


@pytest.fixture(scope="module")
def demo(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    db = tmp_path_factory.mktemp("browsed") / "demo.db"
    for name in ("demo.db", "demo-pages.db"):
        shutil.copy(demo_folder / name, db.with_name(name))
    with Reader(db) as found:
        yield found


def test_every_link_leads_to_a_page_and_every_page_is_reached(demo: Reader) -> None:
    seen: set[str] = set()
    waiting = ["/demo/-/"]
    kinds: set[str] = set()
    while waiting:
        path = waiting.pop()
        response = demo.get(path)
        assert response.status_code == 200, path
        if not path.startswith("/demo/-/") or ".atom" in path:
            continue
        kinds.add(urlsplit(path).path.split("/")[3])
        for link in Page(response).links():
            target = urljoin(f"http://here{path}", link)
            there = target.removeprefix("http://here").partition("#")[0]
            if target.startswith("http://here/") and there not in seen and not _is_endless(there):
                seen.add(there)
                waiting.append(there)
    assert {"", "article", "version", "story", "feed", "feeds", "site", "sites", "search", "explain"} <= kinds


def _is_endless(path: str) -> bool:
    """Narrowed searches narrowed again, and Datasette's own pages of rows: enough that some were followed."""
    return path.count("&") > 1 or (path.startswith("/demo/") and "/-/" not in path and path.count("/") > 3)


def test_pages_need_no_script(demo: Reader) -> None:
    assert demo.page("/demo/-/article/1").dangers() == []


def test_page_of_an_older_archive_says_what_to_do(tmp_path: Path) -> None:
    with Reader(make_older(tmp_path / "old.db")) as reader:
        response = reader.get("/old/-/search")
    assert response.status_code == 503
    assert MADE_BEFORE in response.text


def test_database_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with Reader(tmp_path / "other.db") as reader:
        assert reader.get("/other/-/").status_code == 404
        assert "/other" in reader.page("/").links()


def test_archive_that_may_not_be_seen_is_not_shown(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", story_row(1), article_row(1, headline="Secret"))
    with Reader(path, metadata={"databases": {"news": {"allow": {"id": "root"}}}}) as reader:
        for page in ("", "article/1", "search", "search.atom"):
            response = reader.get(f"/news/-/{page}")
            assert response.status_code == 403
            assert "Secret" not in response.text


@pytest.mark.parametrize("name", ["news.db", "demo.db", "my papers.db"])
def test_tables_are_described_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    with Reader(make_archive(tmp_path / name)) as reader:
        (database,) = reader.datasette.databases.keys() - {"_internal"}
        link = reader.datasette.urls.table(database, "articles")
        assert "One row per article, under whatever URLs it was met." in reader.page(link).text
        assert (
            "Why is this URL here, or not?" in reader.page(f"{reader.datasette.urls.database(database)}/why?url=x").text
        )
