"""The invented web: which URL has what, in the first edition and in the second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from crawler.demo import syndication
from crawler.demo.papers import PAPERS, Sheet, render_amp, render_front, render_page
from crawler.demo.server import Answer, Asked, ProxyServer
from crawler.demo.stories import Story, load_stories
from crawler.demo.syndication import Notice

COURIER, LEDGER, WIRE = PAPERS["courier"], PAPERS["ledger"], PAPERS["wire"]
FEEDS: dict[str, str] = {
    COURIER.url("/rss/news.xml"): "Tidewater Courier",
    COURIER.url("/rss/harbour.xml"): "Tidewater Courier: Harbour",
    LEDGER.url("/atom.xml"): "Harbour Ledger",
    WIRE.url("/feed.json"): "HarborWire",
}
"""The feeds to follow and their titles."""

_AMP = "dredging"
"""The story that has an AMP page."""
_SHORT = "foghorn"
"""The story that a feed links through a redirect."""
_NOTES = datetime(2026, 3, 13, 12, tzinfo=UTC)
_NOT_FOUND = Answer(status=404, body=b"<html><body><h1>Not found</h1></body></html>")

Edition = Literal[1, 2]


class InventedWeb:
    """Three papers under .test behind a proxy on loopback; edits appear with publish_edits()."""

    def __init__(self, *, port: int = 0) -> None:
        self._pages = lay_out(1)
        self._port = port
        self._server: ProxyServer | None = None

    @property
    def proxy(self) -> str:
        """What http_proxy has to be while the web is served."""
        return self._serving.address

    @property
    def requests(self) -> list[Asked]:
        """Every request so far, robots.txt and feeds included."""
        return self._serving.requests

    def feeds(self) -> tuple[str, ...]:
        """The URLs of the feeds to follow."""
        return tuple(FEEDS)

    def write_feeds_file(self, path: Path) -> None:
        """A feeds.toml with all the feeds."""
        path.write_text(
            "\n".join(f'[[feeds]]\nurl = "{url}"\ntitle = "{title}"\n' for url, title in FEEDS.items()), "utf-8"
        )

    def stories(self, edition: Edition = 1) -> dict[str, Story]:
        """The stories as they should be stored, by their canonical URL."""
        return {PAPERS[story.site].url(story.path): story for story in load_stories(edition)}

    def publish_edits(self) -> None:
        """Bring out the second edition: the edited story changes, and so does its feed."""
        self._pages = lay_out(2)

    def start(self) -> None:
        """Begin to serve."""
        self._server = ProxyServer(self._answer, port=self._port)
        self._server.start()

    def stop(self) -> None:
        """Stop serving; the requests can still be looked at."""
        self._serving.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _serving(self) -> ProxyServer:
        if self._server is None:
            raise RuntimeError("the web is not served yet: start() it, or use it in a with statement")
        return self._server

    def _answer(self, url: str) -> Answer:
        return self._pages.get(url) or self._pages.get(url.partition("?")[0]) or _NOT_FOUND


def lay_out(edition: Edition) -> Mapping[str, Answer]:
    """Every URL of an edition; a query that is not listed changes nothing."""
    stories = load_stories(edition)
    return _front_pages(stories) | _article_pages(stories) | _odd_pages(stories) | _feeds(stories)


def _front_pages(stories: tuple[Story, ...]) -> dict[str, Answer]:
    """Where a person who looks for a feed begins."""
    pages = {}
    for name, paper in PAPERS.items():
        links = {paper.url(story.path): story.headline for story in stories if story.site == name}
        feeds = {url: title for url, title in FEEDS.items() if url.startswith(paper.url("/"))}
        pages[paper.url("/")] = Answer(body=render_front(paper, links, feeds).encode())
    return pages


def _article_pages(stories: tuple[Story, ...]) -> dict[str, Answer]:
    addresses = {story.id: PAPERS[story.site].url(story.path) for story in stories}
    pages = {}
    for story in stories:
        paper = PAPERS[story.site]
        amp_url = paper.url("/amp" + story.path) if story.id == _AMP else None
        sheet = Sheet(paper=paper, url=addresses[story.id], amp_url=amp_url, resolve=addresses.__getitem__)
        pages[sheet.url] = Answer(body=render_page(story, sheet).encode())
        if amp_url:
            pages[amp_url] = Answer(body=render_amp(story, sheet).encode())
    return pages


def _odd_pages(stories: tuple[Story, ...]) -> dict[str, Answer]:
    """What a crawler meets beside articles."""
    foghorn = next(story for story in stories if story.id == _SHORT)
    robots = Answer(body=b"User-agent: *\nDisallow: /members/\n", content_type="text/plain")
    pages = {paper.url("/robots.txt"): robots for paper in PAPERS.values()}
    return pages | {
        COURIER.url("/r/7"): Answer(status=301, location=COURIER.url(foghorn.path)),
        COURIER.url("/go/sponsor"): Answer(status=302, location="http://127.0.0.1:8080/admin"),
        LEDGER.url("/members/letters"): Answer(body=b"<html><body><p>For members only.</p></body></html>"),
        LEDGER.url("/articles/tide-mill-for-sale"): Answer(body=_CONSENT_WALL.encode()),
        WIRE.url("/dispatch/1144-withdrawn"): _NOT_FOUND,
        WIRE.url("/dispatch/1147-harbour-dues"): Answer(status=500, body=b"<html><body>Internal error</body></html>"),
        WIRE.url("/dispatch/1150-tide-tables.pdf"): Answer(
            body=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 40, content_type="application/pdf"
        ),
    }


_CONSENT_WALL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Harbour Ledger</title></head><body>
<div id="consent-layer" class="cmp-container" role="dialog"><h2>We value your privacy</h2>
<p>We and our 214 partners store and access information on a device, such as cookies, and process personal data. Before
you continue to Harbour Ledger we need your consent.</p>
<p>You may change your mind at any time in our cookie settings.</p>
<button>Accept all</button> <button>Reject all</button> <a href="/privacy">Manage preferences</a></div>
</body></html>
"""


# -------------------------------------------------------------------------------------------------- feeds


def _feeds(stories: tuple[Story, ...]) -> dict[str, Answer]:
    notices = {story.id: _notice(story) for story in stories}

    def of(site: str) -> list[Notice]:
        return [notices[story.id] for story in stories if story.site == site]

    def tracked(notice: Notice, campaign: str) -> Notice:
        return replace(notice, url=f"{notice.url}?utm_source={campaign}")

    amp = replace(notices[_AMP], url=notices[_AMP].url.replace(".test/", ".test/amp/"))
    short = replace(notices[_SHORT], url=COURIER.url("/r/7"))
    harbour = [
        tracked(notices["kestrel"], "harbour"),
        amp,
        short,
        _note(COURIER.url("/go/sponsor"), "Paint that lasts"),
    ]
    ledger = [
        *of("ledger"),
        _note(LEDGER.url("/members/letters"), "Letters to the editor"),
        _note(LEDGER.url("/articles/tide-mill-for-sale"), "Tide mill for sale"),
    ]
    wire = [
        *of("wire"),
        _note(WIRE.url("/dispatch/1144-withdrawn"), "Dispatch withdrawn"),
        _note(WIRE.url("/dispatch/1147-harbour-dues"), "Harbour dues to rise in April"),
        _note(WIRE.url("/dispatch/1150-tide-tables.pdf"), "Tide tables for the second quarter"),
    ]
    news, harbour_feed, ledger_feed, wire_feed = FEEDS
    return {
        news: _feed(syndication.rss(COURIER, [tracked(n, "news") for n in of("courier")]), "application/rss+xml"),
        harbour_feed: _feed(syndication.rss(COURIER, harbour), "application/rss+xml"),
        ledger_feed: _feed(syndication.atom(LEDGER, ledger), "application/atom+xml"),
        wire_feed: _feed(syndication.json_feed(WIRE, wire), "application/feed+json"),
    }


def _feed(body: bytes, content_type: str) -> Answer:
    return Answer(body=body, content_type=content_type, conditional=True)


def _notice(story: Story) -> Notice:
    return Notice(
        url=PAPERS[story.site].url(story.path),
        title=story.headline,
        published=story.published,
        modified=story.modified,
        summary=story.standfirst,
        authors=story.authors,
    )


def _note(url: str, title: str) -> Notice:
    return Notice(url=url, title=title, published=_NOTES)
