"""Feeds that are long are read as far as pays; feeds that are made to exhaust are refused by counting."""

from __future__ import annotations

import pytest

from crawler.feeds import effort, parse_feed
from crawler.feeds.bodies import Unreadable, open_body
from crawler.feeds.titles import text_of_html
from crawler.network.optouts import from_html

URL = "http://h.test/feed.xml"
N = 1_000_000


def rss(inside: str) -> str:
    return f"<rss version='2.0'><channel><title>Tide</title>{inside}</channel></rss>"


def described(markup: str) -> str:
    return rss(f"<item><description><![CDATA[{markup}]]></description></item>")


ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(400))
ONE = "<item><title>Tide tables</title><link>http://h.test/{}</link></item>"


@pytest.mark.parametrize(
    "body",
    [
        rss("<" * N),
        rss("&" * N),
        rss("<b>" * N),
        rss(f"<item><description>{'<br/>' * N}</description></item>"),
        rss(f"<item><description>{'&lt;br&gt;' * N}</description></item>"),
        rss(f"<item>{'<category>x</category>' * N}</item>"),
        rss(f"<item {ATTRIBUTES}/>" * 4_000),
        described("<a " * N),
        described("<div>" * N),
        rss(f"<{'a' * N}>"),
        "<feed xmlns='http://www.w3.org/2005/Atom'>" + "<entry><link/>" * (N // 5),
    ],
    ids=["angles", "ampersands", "open", "breaks", "escaped", "categories", "attributes", "tags-in-html",
         "nesting-in-html", "long-name", "entries-in-entries"],
)  # fmt: skip
def test_no_parser_sees_a_body_made_to_exhaust_it(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    def parse(stream: object, **options: object) -> dict[str, object]:
        raise AssertionError("feedparser was called")

    monkeypatch.setattr(feedparser, "parse", parse)
    opened = open_body(body.encode(), "")
    assert isinstance(opened, Unreadable) or effort.estimate_s(opened.text) <= 2 * effort.MOST_S
    if isinstance(opened, Unreadable):
        assert parse_feed(body.encode(), URL, "") is None


@pytest.mark.parametrize("ending", ["", "<item><title>half & half"], ids=["whole", "broken"])
def test_of_a_feed_that_is_too_long_the_first_entries_are_read(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "MOST_S", 0.2)
    body = rss("".join(ONE.format(n) for n in range(4_000)) + ending)
    feed = parse_feed(body.encode(), URL, "")
    assert feed is not None
    assert feed.title == "Tide"
    assert 1_000 < len(feed.entries) < 2_000
    assert feed.entries[7].url == "http://h.test/7"
    assert any("too long to be read whole: the first" in problem for problem in feed.problems)


def test_a_long_feed_that_is_worth_the_time_is_read_whole() -> None:
    feed = parse_feed(rss("".join(ONE.format(n) for n in range(4_000))).encode(), URL, "")
    assert feed is not None
    assert len(feed.entries) == 4_000
    assert not feed.problems


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--x>", "<!-- --x>", "<!", "</", "<?", "<a b='", '<a b=">', "<a <b>", "&", "<script>"]
)
def test_readers_of_markup_take_no_longer_for_tags_that_do_not_end(piece: str) -> None:
    markup = piece * (1_000_000 // len(piece)) + ">" * 1000
    text_of_html(markup)  # at once, or this test does not end
    list(from_html(b'<meta name="robots" content="noai">' + markup.encode()))


def test_what_a_head_says_of_mining_is_found_among_tags_that_do_not_end() -> None:
    head = "<a " * 200 + '<meta name="robots" content="noai, follow">'
    assert [each.value for each in from_html(head.encode())] == ["noai, follow"]
