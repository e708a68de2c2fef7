from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scripted import rss

from crawler.feeds.facts import Text, facts_of, look_into
from pipelines.model import Entry, ParsedFeed

STORY = "<p>The ferry to Gannet Island will not sail on Sundays any more, the harbour board said on Monday.</p>" * 9
CUT = STORY.removesuffix("</p>") + " [&#8230;]</p>"
MORE = STORY + '<p><a href="/1">Continue reading →</a></p>'


def feed(*bodies: str | None, summary: str | None = None) -> ParsedFeed:
    entries = (
        Entry(guid=str(n), url=f"http://a.test/{n}", title="T", content_html=body, summary=summary)
        for n, body in enumerate(bodies)
    )
    return ParsedFeed(format="rss20", entries=tuple(entries))


@pytest.mark.parametrize(
    ("parsed", "text"),
    [
        pytest.param(feed(*[STORY] * 5), "full", id="whole articles"),
        pytest.param(feed(*[STORY] * 9, "<p>Picture of the day.</p>"), "full", id="one of them a picture"),
        pytest.param(feed(*[CUT] * 5), "teasers", id="cut with dots"),
        pytest.param(feed(*[MORE] * 5), "teasers", id="with a link to read on"),
        pytest.param(feed(*["<p>The ferry will not sail.</p>"] * 5), "teasers", id="a sentence each"),
        pytest.param(feed(*[None] * 5, summary="A long summary. " * 60), "teasers", id="no content element"),
        pytest.param(feed(*["<p>" + "渡口今日停航。" * 40 + "</p>"] * 5), "full", id="in Chinese"),
        pytest.param(feed(None, None), "titles", id="titles alone"),
        pytest.param(feed(), "titles", id="no entries"),
    ],
)
def test_a_feed_that_carries_whole_articles_is_told_from_one_that_does_not(parsed: ParsedFeed, text: Text) -> None:
    assert facts_of(parsed).text == text


def test_a_body_is_looked_into() -> None:
    facts = look_into(rss([1, 2, 3]).encode(), "http://bote.test/feed.xml", "text/xml")
    assert facts is not None
    assert (facts.format, facts.title, facts.entries, facts.undated) == ("rss20", "Bote", 3, 0)
    assert facts.newest == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert facts.oldest == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert look_into(b"<html><body>no feed</body></html>", "http://bote.test/", "text/html") is None


def test_feeds_of_the_same_pages_are_known_as_such_in_any_order_and_spelling() -> None:
    def of(*urls: str) -> str | None:
        entries = tuple(Entry(guid=None, url=url) for url in urls)
        return facts_of(ParsedFeed(format="atom10", entries=entries)).entries_digest

    assert of("http://a.test/1", "http://a.test/2") == of("https://www.a.test/2?utm_source=rss", "http://a.test/1/")
    assert of("http://a.test/1") != of("http://a.test/2")
    assert of() is None


def test_a_sitemap_is_news_where_it_dates_publications() -> None:
    dated = Entry(guid=None, url="http://a.test/1", date_published=datetime(2026, 3, 1, tzinfo=UTC))
    page = Entry(guid=None, url="http://a.test/2", date_modified=datetime(2026, 3, 1, tzinfo=UTC))
    assert facts_of(ParsedFeed(format="sitemap", entries=(dated, page))).is_news
    assert not facts_of(ParsedFeed(format="sitemap", entries=(page,))).is_news
    assert facts_of(ParsedFeed(format="atom10", entries=(page,))).is_news
