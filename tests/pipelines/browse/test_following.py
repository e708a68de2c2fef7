"""The pages of feeds and of sites."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from browsing import DAY, LATER, RUN, Reader, article_row, make_archive, row, story_row

from pipelines.browse.sites import said_profile

PROFILE = {
    "version": 2,
    "pages": 9,
    "paths": {
        "main>div.body>p": {"pages": 9, "kept": 1.0, "body": True},
        "main>p.lead": {"pages": 9, "kept": 1.0, "standfirst": True},
        "main>figure>figcaption": {"pages": 8, "kept": 0.0, "cut": "caption"},
        "…>figure>figcaption": {"pages": 8, "kept": 0.0, "cut": "caption"},
    },
    "containers": {"aside>div.card": "read_more"},
    "repeats": {"footer>p sign up for the tide": 9},
    "phrases": {"see also": "read_more"},
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = make_archive(
        tmp_path_factory.mktemp("following") / "papers.db",
        RUN,
        row("feeds", id=1, url="https://bote.test/feed.xml", fetch_url="https://bote.test/new.xml", title="Bote",
            status="failing", last_failure="timeout", last_error="no answer in 30 s", consecutive_failures=2,
            interval_minutes=90.0, next_fetch_attempt=LATER, tags='["sea"]', proposed_url="https://bote.test/other.xml"),
        row("feeds", id=2, url="https://two.test/feed.xml", fetch_url="https://two.test/feed.xml"),
        row("polls", id=1, feed_id=1, run_id=1, url="u", fetched_at=DAY, outcome="new", http_status=200, entries_seen=9,
            entries_new=3, gap_from="2026-03-01T00:00:00+00:00", gap_to="2026-03-10T00:00:00+00:00", gap_estimate=5),
        row("polls", id=2, feed_id=1, run_id=1, url="u", fetched_at=LATER, outcome="failed", http_status=503,
            error="HTTP 503: busy"),
        row("polls", id=3, feed_id=1, run_id=1, url="u", fetched_at=DAY, outcome="new", entries_new=2, recovers=1),
        row("feed_events", feed_id=1, run_id=1, happened_at=DAY, event="moved", detail="three times", old="a", new="b"),
        story_row(1),
        article_row(1, confidence=0.9),
        row("entries", feed_id=1, url="https://bote.test/1", title="First", first_seen=DAY, last_seen=DAY, article_id=1,
            state="done"),
        row("entries", feed_id=1, url="", title="No link", first_seen=DAY, last_seen=DAY, state="refused"),
        row("rejections", url="https://www.bote.test/no", run_id=1, reason="robots", detail="disallowed", seen_at=DAY),
        row("rejections", url="https://else.test/?from=bote.test", run_id=1, reason="dns", detail="x", seen_at=DAY),
        row("removals", article_id=1, position=0, kind="share", text="Share", rule="share.words"),
        row("site_profiles", site="bote.test", version=1, reason="first", learned_at=DAY, run_id=1, pages=3,
            profile="{}"),
        row("site_profiles", site="bote.test", version=2, reason="doubled", learned_at=LATER, run_id=1, pages=9,
            profile=json.dumps(PROFILE)),
        row("site_opt_outs", site="bote.test", signal="tdm_meta", value="1", url="u", first_seen=DAY, last_seen=DAY),
    )  # fmt: skip
    with Reader(path) as found:
        yield found


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("failing: timeout, 2 times in a row", id="state"),
        pytest.param("every 1.5 hours", id="interval"),
        pytest.param("14 March 2026, 09:00 UTC", id="asked next"),
        pytest.param("no answer in 30 s", id="error"),
        pytest.param("Its site names another feed: https://bote.test/other.xml", id="proposal"),
        pytest.param("about 5 entries came and went between two polls; 2 found elsewhere", id="gap"),
        pytest.param("failed (HTTP 503) HTTP 503: busy", id="poll"),
        pytest.param("Moved", id="event"),
        pytest.param("2: 1 filed, 1 refused, 0 open", id="entries"),
        pytest.param("New entries per day", id="chart"),
    ],
)
def test_feed_says(reader: Reader, said: str) -> None:
    assert said in reader.page("/papers/-/feed/1").text


def test_feed_that_was_never_asked_can_be_read(reader: Reader) -> None:
    assert "It was not asked yet." in reader.page("/papers/-/feed/2").text


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Refused 1 (50 of 100 addresses)", id="yield"),
        pytest.param("1: robots.txt disallows it https://www.bote.test/no disallowed", id="rejections by reason"),
        pytest.param("From 9 pages, on 14 March 2026, since there were twice as many pages", id="profile"),
        pytest.param("Its texts are paragraphs in main > div.body", id="bodies"),
        pytest.param("Cut as “Caption” are captions of figures in main > figure Cut", id="cuts, whole paths only"),
        pytest.param("“sign up for the tide”, on 9 pages", id="repeats"),
        pytest.param("“see also:”", id="phrases"),
        pytest.param("Share bar 1 block of 1 article, by share.words", id="rules"),
        pytest.param("a TDM reservation meta tag (1)", id="opt-out"),
    ],
)
def test_site_says(reader: Reader, said: str) -> None:
    assert said in reader.page("/papers/-/site/bote.test").text


@pytest.mark.parametrize("path", ["feed/9", "site/nowhere.test", "site/%25%27%22"])
def test_what_is_not_there_is_said_so(reader: Reader, path: str) -> None:
    assert reader.get(f"/papers/-/{path}").status_code == 404


def test_lists_lead_to_each_feed_and_site(reader: Reader) -> None:
    assert "/papers/-/feed/2" in reader.page("/papers/-/feeds").links()
    assert "/papers/-/site/bote.test" in reader.page("/papers/-/sites").links()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"version": 1}', '{"version": 2}', '{"version": 2, "paths": 3}']
)
def test_profile_that_cannot_be_read_says_nothing(text: str) -> None:
    assert said_profile(text) == []
