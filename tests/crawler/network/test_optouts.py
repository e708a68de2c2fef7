"""What a site says about mining its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from protego import Protego

from crawler.network.optouts import from_headers, from_html, from_robots
from pipelines.clock import Clock
from pipelines.model import OptOut
from pipelines.store.store import Store

OPEN = "User-agent: *\nDisallow: /admin/\n"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, []),
        ({"X-Robots-Tag": "noindex, nofollow"}, []),
        ({"X-Robots-Tag": "noai, noimageai"}, [OptOut(signal="robots_tag", value="noai, noimageai")]),
        ({"x-robots-tag": "somebot: NoAI"}, [OptOut(signal="robots_tag", value="somebot: NoAI")]),
        ({"TDM-Reservation": "0"}, []),
        (
            {"TDM-Reservation": "1", "TDM-Policy": "https://bote.test/tdm.json"},
            [OptOut(signal="tdm_header", value="1, policy https://bote.test/tdm.json")],
        ),
    ],
)
def test_headers(headers: dict[str, str], said: list[OptOut]) -> None:
    assert list(from_headers(headers)) == said


@pytest.mark.parametrize(
    ("head", "signals"),
    [
        ('<meta name="robots" content="index, follow">', []),
        ("<meta content=NoAI name=ROBOTS>", ["robots_meta"]),
        ('<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/p">', ["tdm_meta"]),
        ('<meta name="tdm-reservation" content="0">', []),
        ('<meta name="description" content="noai is a word">', []),
        ('</head><body><meta name="robots" content="noai">', []),
    ],
)
def test_meta_elements_of_the_head(head: str, signals: list[str]) -> None:
    body = f"<html><head><title>x</title>{head}</head><body>y</body></html>".encode()
    assert [opt_out.signal for opt_out in from_html(body)] == signals


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        (OPEN, []),
        (OPEN + "Content-Signal: search=yes, ai-train=no\n", ["content_signal"]),
        (OPEN + "Content-Signal: search=yes, ai-train=yes\n", []),
        (OPEN + "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n", ["robots_agents"]),
        (OPEN + "User-agent: GPTBot\nDisallow: /private/\n", []),
        ("User-agent: *\nDisallow: /\nUser-agent: GPTBot\nDisallow: /\n", []),
    ],
)
def test_robots(text: str, signals: list[str]) -> None:
    said = list(from_robots(text, Protego.parse(text), "http://bote.test/"))
    assert [opt_out.signal for opt_out in said] == signals


def test_a_site_has_one_row_for_each_way_to_say_it(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    said = [OptOut(signal="tdm_header", value="1")]

    def rows() -> list[tuple[object, ...]]:
        found = store.writer.execute("SELECT site, signal, value, first_seen, last_seen FROM site_opt_outs")
        return [tuple(row) for row in found]

    for hours, last_seen in ((0, "2026-03-01T12"), (5, "2026-03-01T12"), (30, "2026-03-02T18")):
        clock = Clock(real=lambda hours=hours: noon + timedelta(hours=hours))  # type: ignore[misc]
        with Store.open(tmp_path / "news.db", clock=clock) as store:
            for page in ("a", "b"):
                store.opt_outs.record("bote.test", f"http://bote.test/{page}", said)
            ((site, signal, value, first, last),) = rows()
            assert (site, signal, value, str(first)[:13]) == ("bote.test", "tdm_header", "1", "2026-03-01T12")
            assert str(last).startswith(last_seen)


@pytest.mark.parametrize("text", ["\n" * 500_000, "\n \t" * 150_000, "content-signal:" + "a " * 200_000, " " * 500_000])
def test_a_robots_file_made_to_backtrack_is_read_at_once(text: str) -> None:
    assert list(from_robots(text, Protego.parse(""), "http://h.test/")) == []
