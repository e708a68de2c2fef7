from __future__ import annotations

import pytest
from scripted import rss

from crawler.feeds.facts import look_into
from crawler.subscriptions.surveying import Finding, Lead, Survey
from pipelines.model import Reason

HOME = "http://bote.test/"
PAGE = (
    '<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml">'
    '<link rel="alternate" type="application/rss+xml" href="/comments.xml" title="Comments"></head>'
    '<body><a href="/service/rss">RSS</a></body></html>'
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://bote.test/9</loc>{}</url></urlset>'
)
NEWS = "<news:news><news:publication_date>2026-03-01</news:publication_date></news:news>"
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>http://bote.test/sitemap-news.xml</loc></sitemap>"
    "<sitemap><loc>http://bote.test/sitemap-2019.xml</loc></sitemap></sitemapindex>"
)


def survey(web: dict[str, str | Reason], *, given: str = HOME, thorough: bool = True) -> tuple[Survey, list[str]]:
    """A survey of a web to its end, and what it asked for; what is not there is a 404."""
    made = Survey(given, thorough)
    waiting, asked = [made.first()], []
    while waiting:
        lead = waiting.pop(0)
        asked.append(lead.url)
        body = web.get(lead.url)
        waiting += made.answered(finding_of(lead, body), (body or "").encode())
    return made, asked


def finding_of(lead: Lead, body: str | None) -> Finding:
    if body is None:
        return Finding(lead=lead, url=lead.url, status=404, reason="http_status", problem="HTTP 404")
    if body in ("timeout", "robots"):
        return Finding(lead=lead, url=lead.url, reason=body, problem=body)  # type: ignore[arg-type]
    facts = None if lead.purpose == "robots" else look_into(body.encode(), lead.url, "")
    return Finding(lead=lead, url=lead.url, status=200, facts=facts, problem=None if facts else "no feed")


def test_a_page_leads_to_everything_that_may_be_a_feed_of_its_site() -> None:
    _, asked = survey({HOME: PAGE, "http://bote.test/robots.txt": "Sitemap: http://bote.test/sitemap.xml"})
    assert asked == [
        HOME,
        "http://bote.test/news.xml",
        "http://bote.test/comments.xml",
        "http://bote.test/service/rss",
        "http://bote.test/feed",
        "http://bote.test/rss.xml",
        "http://bote.test/atom.xml",
        "http://bote.test/index.xml",
        "http://bote.test/rss",
        "http://bote.test/feed.xml",
        "http://bote.test/robots.txt",
        "http://bote.test/sitemap.xml",
    ]


def test_a_feed_leads_nowhere_else() -> None:
    done, asked = survey({"http://bote.test/news.xml": rss([1])}, given="http://bote.test/news.xml")
    assert asked == ["http://bote.test/news.xml"]
    assert [feed.url for feed in done.feeds()] == asked


def test_feeds_stand_by_their_evidence_and_each_once() -> None:
    web: dict[str, str | Reason] = {
        HOME: PAGE,
        "http://bote.test/feed": rss([1, 2]),
        "http://bote.test/rss": rss([1, 2]),
        "http://bote.test/news.xml": rss([1, 2]),
        "http://bote.test/service/rss": rss([7]),
        "http://bote.test/robots.txt": "Sitemap: http://bote.test/sitemap.xml",
        "http://bote.test/sitemap.xml": INDEX,
        "http://bote.test/sitemap-news.xml": SITEMAP.format(NEWS),
    }
    done, asked = survey(web)
    feeds = done.feeds()
    assert [(feed.url, feed.finding.lead.evidence) for feed in feeds] == [
        ("http://bote.test/news.xml", "announced"),
        ("http://bote.test/service/rss", "linked"),
        ("http://bote.test/sitemap-news.xml", "sitemap"),
    ]
    assert feeds[0].also_at == ("http://bote.test/feed", "http://bote.test/rss")
    assert "http://bote.test/sitemap-2019.xml" not in asked


def test_a_sitemap_of_all_pages_is_no_feed_to_follow() -> None:
    web: dict[str, str | Reason] = {
        HOME: "<html></html>",
        "http://bote.test/robots.txt": "Sitemap: http://bote.test/sitemap.xml",
        "http://bote.test/sitemap.xml": SITEMAP.format(""),
    }
    done, _ = survey(web)
    assert done.feeds() == ()
    assert "http://bote.test/sitemap.xml" in [finding.url for finding in done.rest()]


@pytest.mark.parametrize(
    ("home", "tries_guesses"),
    [pytest.param(None, True, id="home page is 404"), pytest.param("timeout", False, id="server does not answer")],
)
def test_a_site_that_shows_no_page_may_have_a_feed_but_not_one_that_does_not_answer(
    home: Reason | None, tries_guesses: bool
) -> None:
    web: dict[str, str | Reason] = {"http://bote.test/feed": rss([1])}
    done, asked = survey(web | ({HOME: home} if home else {}))
    assert (len(asked) > 1) == tries_guesses
    assert bool(done.feeds()) == tries_guesses


@pytest.mark.parametrize(
    ("web", "guessed"),
    [
        pytest.param({HOME: PAGE, "http://bote.test/news.xml": rss([1])}, False, id="announced and there"),
        pytest.param({HOME: PAGE, "http://bote.test/feed": rss([1])}, True, id="announced and not there"),
        pytest.param({HOME: "<p>", "http://bote.test/feed": rss([1])}, True, id="not announced"),
    ],
)
def test_in_a_hurry_guesses_are_tried_only_where_the_page_leads_to_no_feed(
    web: dict[str, str | Reason], guessed: bool
) -> None:
    done, asked = survey(web, thorough=False)
    assert ("http://bote.test/feed" in asked) == guessed
    assert len(done.feeds()) == 1


@pytest.mark.parametrize(
    ("moved", "url"), [(True, "http://bote.test/new.xml"), (False, "http://bote.test/old.xml")], ids=str
)
def test_only_a_permanent_redirect_changes_the_address_to_follow(moved: bool, url: str) -> None:
    made = Survey("http://bote.test/old.xml")
    facts = look_into(rss([1]).encode(), "http://bote.test/new.xml", "")
    made.answered(Finding(lead=made.first(), url="http://bote.test/new.xml", moved=moved, status=200, facts=facts))
    assert made.feeds()[0].url == url


def test_what_a_page_names_is_escaped_or_left_out() -> None:
    hrefs = ("/my feed.xml", "/\x1b[31m.rss", "http://[::1", "http://a.test:99999/rss", "http:// a.test/rss")
    page = "".join(f"<link rel=alternate type='application/rss+xml' href='{href}'>" for href in hrefs)
    _, asked = survey({HOME: page, "http://bote.test/my%20feed.xml": rss([1])}, thorough=False)
    assert asked == [HOME, "http://bote.test/my%20feed.xml", "http://bote.test/%1B%5B31m.rss"]
