from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import DAY, LATER, RUN, Reader, article_row, make_archive, row, story_row

from pipelines.browse.explaining import Evidence, explain

SITE = "https://bote.test"


def entry(number: int, path: str, state: str, **values: object) -> tuple[str, dict[str, object]]:
    url = f"{SITE}/{path}"
    known = {"feed_id": 1, "guid": str(number), "url": url, "title": f"Entry {path}", "first_seen": DAY}
    return row("entries", **{**known, "last_seen": LATER, "state": state, "page_key": f"bote.test/{path}", **values})


def refusal(path: str, reason: str, **values: object) -> tuple[str, dict[str, object]]:
    return row("rejections", **{"url": f"{SITE}/{path}", "run_id": 1, "reason": reason, "detail": f"detail of {path}",
                                "seen_at": DAY, **values})  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = make_archive(
        tmp_path_factory.mktemp("explain") / "papers.db",
        RUN,
        row("feeds", id=1, url=f"{SITE}/feed.xml", fetch_url=f"{SITE}/feed.xml", title="Bote"),
        story_row(1),
        article_row(1, url=f"{SITE}/bridge", url_key="bote.test/bridge", headline="The bridge"),
        row("article_urls", url=f"{SITE}/bridge", article_id=1, kind="canonical", url_key="bote.test/bridge",
            first_seen=DAY),
        row("article_urls", url=f"{SITE}/r/7", article_id=1, kind="redirect", url_key="bote.test/r/7", first_seen=DAY),
        row("sightings", url_key="bote.test/bridge", url=f"{SITE}/bridge", article_id=1, text_hash="h",
            first_fetched=DAY, last_fetched=LATER),
        entry(1, "bridge", "done", article_id=1),
        entry(2, "letters", "refused"), refusal("letters", "robots"),
        entry(3, "slow", "waiting", attempts=2, not_before=LATER), refusal("slow", "timeout", http_status=None),
        entry(4, "new", "waiting"),
        entry(5, "held", "held"),
        entry(6, "now", "leased"),
        entry(7, "deleted", "done"),
        entry(8, "once", "done", article_id=1), refusal("once", "http_status", http_status=503, resolved_at=LATER),
    )  # fmt: skip
    with Reader(path) as found:
        yield found


@pytest.mark.parametrize(
    ("url", "verdict", "step"),
    [
        pytest.param("/bridge", "It is in the data.", "It is the article's own address.", id="canonical"),
        pytest.param("/bridge", "It is in the data.", "Listed on 14 March 2026, 06:30 UTC, last read", id="listed"),
        pytest.param("/bridge", "It is in the data.", "first read on 14 March 2026, 06:30 UTC, and", id="read"),
        pytest.param("/bridge#top", "It is in the data.", "It is the article's own address.", id="fragment"),
        pytest.param("/bridge/?utm_source=x", "It is in the data.", "In another spelling", id="another spelling"),
        pytest.param("/r/7", "It is in the data.", "as a redirect on the way to it", id="redirect"),
        pytest.param("/letters", "not in the data: robots.txt disallows it.", "detail of letters", id="robots"),
        pytest.param("/slow", "in time. It is asked for again.", "after 2 failed attempts", id="retried"),
        pytest.param("/new", "it waits to be fetched.", "by the next run.", id="waiting"),
        pytest.param("/held", "its feed is paused", "held back", id="held"),
        pytest.param("/now", "It is being fetched.", "A run is fetching it", id="being fetched"),
        pytest.param("/deleted", "was deleted by hand", "Listed on", id="deleted"),
        pytest.param("/once", "It is in the data.", "(HTTP 503). Resolved on", id="resolved"),
        pytest.param("/never", "never met", "1 feed of bote.test is followed", id="never met"),
    ],
)
def test_address_is_explained(reader: Reader, url: str, verdict: str, step: str) -> None:
    page = reader.page(f"/papers/-/explain?url={SITE.replace(':', '%3A')}{url.replace('#', '%23').replace('?', '%3F')}")
    (said,) = page.texts("//p[contains(@class, 'verdict')]")
    assert verdict in said
    assert step in " ".join(page.texts("//ol[@class='steps']/li"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://elsewhere.test/x", "No feed of elsewhere.test is followed."),
        ("javascript:alert(1)", "It is not the address of a web page."),
        ("%00", "Give the address of a page"),
        ("https://[", "never met"),
        ("%F0%9F%9A%A2" * 9, "never met"),
    ],
)
def test_any_text_gets_an_answer(reader: Reader, url: str, said: str) -> None:
    assert said in reader.page(f"/papers/-/explain?url={url}").text


def test_short_address_leads_to_the_one_archive(reader: Reader) -> None:
    response = reader.get("/-/explain?url=x")
    assert (response.status_code, response.headers["location"]) == (302, "/papers/-/explain?url=x")


def test_article_whose_last_fetch_failed_is_said_to_be_older() -> None:
    rejection = {"reason": "timeout", "detail": "", "http_status": None, "seen_at": LATER, "resolved_at": None}
    article = {"id": 1, "url": "u", "headline": "h", "last_fetched": DAY}
    assert "that of an earlier one" in explain(Evidence(url="u", article=article, rejections=[rejection])).verdict
