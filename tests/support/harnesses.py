"""What must hold of every input, one harness for each reader of what strangers wrote.

A harness is a function of bytes that raises where something does not hold. tests/bench/test_fuzzing.py gives each a few
inputs, bench/fuzz.py as many as there is time for.
"""

from __future__ import annotations

import pickle
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import FrameType

import msgspec
import seeds
from mutants import Stock
from protego import Protego
from rows import rows_of
from scrapy import Request
from scrapy.http import Response

from crawler.configuration.sources import parse_sources, read_text
from crawler.feeds import facts, parse_feed, slices
from crawler.feeds.bodies import Opened, open_body
from crawler.network import chain_cookies, optouts, outcomes, refresh, robotstxt
from crawler.network.addresses import AllowedAddresses
from crawler.requests import conditional, discovery
from crawler.subscriptions.feedsfile import FeedsFile
from pipelines.clock import Clock
from pipelines.errors import SettingError
from pipelines.model import (
    Article,
    Block,
    Entry,
    FeedPoll,
    FeedSource,
    Link,
    Metadata,
    Page,
    PageImage,
    ReadPage,
    Rejection,
    StoredProfile,
)
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.feed_text import feed_text_page, own_text
from pipelines.reading.metadata.candidates import gather_evidence
from pipelines.reading.metadata.fields import read_metadata
from pipelines.reading.metadata.jsonld import article_node, article_type, read_nodes, text_of, texts_of, url_of
from pipelines.reading.packing import unpack
from pipelines.reading.tasks import learn_site, read_again, read_page
from pipelines.reading.teasers import teaser_sign
from pipelines.run.filer import Filer
from pipelines.run.run import Run, RunConfig
from pipelines.web import urls
from pipelines.web.characters import clean_text

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "http://mole.test/x/a"
TYPES = ("", "text/html", "text/xml; charset=iso-8859-1", "application/json; charset=utf-8",
         "text/html; charset=utf-16", "text/plain; charset=rot13")  # fmt: skip
ROLES = ("paragraph", "paragraph", "heading", "list_item", "quote", "table_row", "caption", "preformatted")


class TooSlow(BaseException):
    """An input took longer than its deadline; nothing that catches exceptions catches it."""


@dataclass(frozen=True, slots=True)
class Harness:
    """One reader, what its inputs grow from, and what must hold of every one."""

    name: str
    check: Callable[[bytes], None]
    stock: Callable[[], Stock]
    limit_s: float = 5.0
    """Processor time for one input; for pages what a crawl gives them."""


@contextmanager
def within(limit_s: float) -> Iterator[None]:
    """Raises TooSlow where the block takes more processor time than that. Of the main thread only."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {limit_s:g} s")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit_s)
    began = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    if time.process_time() - began > limit_s:
        raise TooSlow(f"{time.process_time() - began:.1f} s")


def text_from(body: bytes) -> str:
    """Text with whatever text can hold, lone surrogates too."""
    return body.decode("utf-8", "surrogateescape")


def kind_of(body: bytes) -> str:
    """A Content-Type, the same for the same bytes."""
    return TYPES[sum(body[-8:]) % len(TYPES)]


# -------------------------------------------------------------------------------------------------- URLs, headers


def check_url(body: bytes) -> None:
    url = text_from(body)
    once, key = urls.canonical_url(url), urls.url_key(url)
    assert urls.canonical_url(once) == once
    assert urls.url_key(once) == key
    assert urls.url_key(key) == key
    assert urls.site_of(once) == urls.site_of(url)
    assert urls.preferred_spelling(url, once) == urls.preferred_spelling(once, url)
    urls.kind_of(url, once)
    urls.is_root(url)
    discovery.guess_feeds(url)
    outcomes.next_hop(URL, 302, url, ())
    outcomes.next_hop(url, 302, "../b", ())
    if urls.is_fetchable(url):
        assert urls.site_of(url)
        request = Request(urls.strip_fragment(url.strip()))
        assert robotstxt.robots_url(request.url)
        AllowedAddresses(()).refuse(urls.host_of(request.url) or "")


def check_headers(body: bytes) -> None:
    headers = dict(_header_lines(body))
    conditional.fresh_until(headers, NOON)
    known = conditional.remember(None, URL, headers, body)
    sent = conditional.request_headers(known, URL)
    assert not any(char < " " or char == "\x7f" for value in sent.values() for char in value), sent
    assert conditional.offers_the_same(known, URL, headers) or not sent
    assert conditional.is_same_body(known, URL, body)
    conditional.known_items(body.decode("utf-8", "replace"), URL)
    outcomes.parse_retry_after(headers.get("Retry-After"), NOON)
    hop = outcomes.next_hop(URL, 301, headers.get("Location"), ())
    if isinstance(hop, str):
        Request(hop)
    for stated in (headers.get("Refresh"), body.decode("latin-1")):
        refresh.led_on(URL, body, "text/html", stated)
    request = Request(URL)
    response = Response(URL, status=302, headers={"Set-Cookie": body.split(b"\n")}, request=request)
    chain_cookies.learn(response)
    chain_cookies.carry(response, Request(URL))
    tuple(optouts.from_headers(headers))


def _header_lines(body: bytes) -> Iterator[tuple[str, str]]:
    for line in body.split(b"\n"):
        name, _, value = line.decode("latin-1").partition(":")
        yield name, value.strip()


# ------------------------------------------------------------------------------------------------- feeds, robots


def check_gate(body: bytes) -> None:
    """What the gate lets through it lets through again, unchanged: no parser sees what it was to take away."""
    opened = open_body(body, kind_of(body))
    if isinstance(opened, Opened) and opened.root:
        again = open_body(opened.text.encode("utf-8", "replace"), "text/xml; charset=utf-8")
        assert isinstance(again, Opened), again
        assert again.root == opened.root
        assert again.text == opened.text.encode("utf-8", "replace").decode()
    cut = slices.cut(body)
    if cut is not None:
        parts = (part for pair in zip(cut.items, cut.between, strict=True) for part in pair)
        assert cut.head + b"".join(parts) == body
        assert slices.without(cut, frozenset()) == (body, len(cut.items))
        assert slices.without(cut, frozenset(slices.digests(cut)))[1] == 0


def check_feed(body: bytes) -> None:
    """A feed is read and stored; reading it again stores nothing new."""
    feed = parse_feed(body, URL, kind_of(body))
    facts.look_into(body, URL, kind_of(body))
    if feed is None:
        return
    assert pickle.loads(pickle.dumps(feed)) == feed
    msgspec.msgpack.encode(feed)
    for entry in feed.entries:
        teaser_sign(entry)
        _read_own_text(entry)
    run = a_run()
    filer = Filer(run)
    poll = FeedPoll(feed_id=1, url=URL, fetched_at=NOON, outcome="new", feed=feed, listed=len(feed.entries))
    before = run.counts["entries.new"]
    with undone(run):
        filer.record(poll)
        first = run.counts["entries.new"] - before
        filer.record(poll)
        assert run.counts["entries.new"] - before == first


def _read_own_text(entry: Entry) -> None:
    own = own_text(entry, None)
    if own.stands_in and len(entry.content_html or "") < 5000:
        page = feed_text_page(entry, url=entry.url or URL, fetched_at=NOON, page_key=None, instead="fuzzed")
        assert isinstance(read_page(page), ReadPage | Rejection)


def check_robots(body: bytes) -> None:
    text = robotstxt.read_text(body, kind_of(body))
    discovery.find_sitemaps(body)
    if text is None or robotstxt.is_exhausting(text):
        return
    rules = Protego.parse(text)
    for url in (URL, "http://mole.test/members/a?b=%ff#c", "http://mole.test/é*$"):
        rules.can_fetch(url, "copydesk")
    rules.crawl_delay("copydesk")
    tuple(optouts.from_robots(text, rules, "http://mole.test/"))


def check_discovery(body: bytes) -> None:
    for href in (*discovery.find_feeds(body, URL), *discovery.find_linked(body, URL)):
        assert urls.host_of(href), href
    tuple(optouts.from_html(body))
    refresh.led_on(URL, body, "text/html", None)


# ------------------------------------------------------------------------------------------------ lists of feeds


def check_list(name: str) -> Callable[[bytes], None]:
    """A list of feeds in a file of this name is read, or refused in one line that names the file."""

    def check(body: bytes) -> None:
        path = a_run().config.db.with_name(name)
        path.write_bytes(body)
        try:
            sources = parse_sources(path, read_text(path))
        except SettingError as error:
            _is_one_line(error, path)
            return
        assert all(source.url == source.url.strip() for source in sources)
        more = FeedSource(url="http://fuzzed.test/feed")
        try:
            added = FeedsFile.load(path).added([more])
        except SettingError as error:
            _is_one_line(error, path)
        else:
            assert added.sources == (*sources, more)

    return check


def _is_one_line(error: SettingError, path: Path) -> None:
    assert str(path) in str(error)
    assert len(str(error).splitlines()) == 1, str(error)


# ----------------------------------------------------------------------------------------------------- pages


def check_page(body: bytes) -> None:
    """A page becomes an article or a rejection, is stored, and says the same when it is met again."""
    page = Page(url=URL, fetched_at=NOON, body=body, content_type=kind_of(body))
    read = read_page(page)
    assert isinstance(read, ReadPage | Rejection)
    run = a_run()
    filer = Filer(run)
    with undone(run):
        run.keep_raw(page)
        if isinstance(read, Rejection):
            filer.reject(read)
            return
        assert pickle.loads(pickle.dumps(read)) == read
        for paragraph in read.article.paragraphs:
            assert paragraph == clean_text(paragraph) != "", paragraph
        if read.reading is not None:
            unpack(read.reading.article)
        assert filer.file(read).verdict == "new"
        assert filer.file(read).verdict == "same"


def check_site(body: bytes) -> None:
    """A site is learned of a page, its sound sisters and itself, and what was learned is applied to it."""
    sisters = [seeds.invented.page(name).encode() for name in "abc"]
    pages = [Page(url=f"{URL}{n}", fetched_at=NOON, body=each) for n, each in enumerate((*sisters, body))]
    read = [each for page in pages if isinstance(each := read_page(page), ReadPage)]
    learned = learn_site([each.reading.article for each in read if each.reading is not None])
    stored = StoredProfile(id=1, site="mole.test", version=1, pages=4, text=learned)
    last = replace(pages[-1], body=b"")
    if read[-1].reading is not None:
        read_again(last, read[-1].reading, stored, None)
    assert isinstance(read_page(pages[-1], stored, quickly=True), ReadPage | Rejection)


def check_rows(body: bytes) -> None:
    """Pages leave the same rows in whatever order they arrive."""
    lot = seeds.pages()
    dice = random.Random(body)
    bodies = [body, body + b"<p>One line more than the other has.</p>", *dice.sample(lot, 2)]
    pages = [Page(url=f"{URL}{n}", fetched_at=NOON, body=each) for n, each in enumerate(bodies)]
    read = [each for page in pages if isinstance(each := read_page(page), ReadPage)]
    shuffled = dice.sample(read, len(read))
    found = []
    for order in (read, shuffled):
        with tempfile.TemporaryDirectory() as folder:
            run = _open(Path(folder))
            filer = Filer(run)
            for each in order:
                filer.file(each)
            run.close("finished", "fuzzed")
            found.append(rows_of(run.config.db))
    assert found[0] == found[1], found[0] - found[1]


def check_json_ld(body: bytes) -> None:
    """Whatever a script says, the page has metadata that can be stored."""
    html = b"<html><head><script type='application/ld+json'>" + body + b"</script></head><body><h1>A</h1><p>b</p>"
    document = read_document(html, "text/html; charset=utf-8", URL)
    if not isinstance(document, Document):
        return
    page = Page(url=URL, fetched_at=NOON, body=html)
    nodes = read_nodes(document.elements.script)
    node = article_node(nodes, frozenset((URL,)))
    article_type(nodes, node)
    for value in node.values():
        text_of(value)
        texts_of(value)
        url_of(value)
    metadata = read_metadata(gather_evidence(document, page, canonical=None, language="en"), "en")
    assert all(date is None or date.tzinfo is not None for date in (metadata.date_published, metadata.date_modified))
    assert all(isinstance(text, str) for text in (*metadata.authors, *metadata.keywords))
    msgspec.msgpack.encode(metadata)


def check_text(body: bytes) -> None:
    """Normalising twice is normalising once."""
    lines = text_from(body).split("\n")[:80]
    images = (PageImage(url="http://mole.test/1.jpg", alt=lines[0]),)
    metadata = Metadata(headline=lines[-1], authors=("Ines Varga",), description=lines[len(lines) // 2])
    article = Article(
        url=URL, canonical=None, metadata=metadata, images=images, blocks=tuple(_block(line) for line in lines)
    )
    first = normalise(article)
    plain = tuple(Block(role="paragraph", text=paragraph) for paragraph in first.paragraphs)
    again = normalise(replace(article, blocks=plain, metadata=replace(metadata, description=None)))
    assert again.paragraphs == first.paragraphs
    assert not again.removals


def _block(line: str) -> Block:
    """The line as a block; of which kind is its length's affair."""
    linked = len(line) % 7 == 0 and bool(line)
    return Block(
        role=ROLES[len(line) % len(ROLES)],
        text=line,
        links=(Link(url="http://mole.test/b", text=line),) if linked else (),
        link_density=1.0 if linked else 0.0,
        kept=len(line) % 5 > 0,
    )


# ------------------------------------------------------------------------------------------------------ a run


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="copydesk-fuzz-")


@cache
def a_run() -> Run:
    """One run for all inputs; what each stores is undone."""
    run = _open(Path(_folder().name))
    run.store.subscriptions.sync([FeedSource(url=URL)])
    run.store.writer.commit()
    return run


def _open(folder: Path) -> Run:
    run = Run.open_at(
        RunConfig(db=folder / "news.db", workers=1, commit_rows=10**9, commit_s=10**9), Clock(real=lambda: NOON)
    )
    run.archive.writer._commit_rows, run.archive.writer._commit_s = 10**9, 10**9
    run.store.runs.begin("feeds", {})
    return run


@contextmanager
def undone(run: Run) -> Iterator[None]:
    """What is stored inside is taken back."""
    for writer in (run.store.writer, run.archive.writer):
        writer.commit()
        writer.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        for writer in (run.store.writer, run.archive.writer):
            writer.execute("ROLLBACK")


# ----------------------------------------------------------------------------------------------------- the list


def _lists(of: tuple[bytes, ...]) -> Callable[[], Stock]:
    return lambda: Stock(of, (*seeds.LISTS, *seeds.CHARACTERS))


_ALL = (
    Harness("url", check_url, lambda: Stock(seeds.ADDRESSES, (*seeds.URLS, *seeds.CHARACTERS))),
    Harness("headers", check_headers, lambda: Stock(seeds.HEADER_LINES, (*seeds.HEADERS, *seeds.CHARACTERS))),
    Harness("gate", check_gate, lambda: Stock((*seeds.feeds(), *seeds.SITEMAPS), (*seeds.FEED, *seeds.CHARACTERS))),
    Harness("feed", check_feed, lambda: Stock(seeds.feeds(), (*seeds.FEED, *seeds.JSON, *seeds.CHARACTERS))),
    Harness("sitemap", check_feed, lambda: Stock(seeds.SITEMAPS, (*seeds.FEED, *seeds.CHARACTERS))),
    Harness("robots", check_robots, lambda: Stock(seeds.ROBOTS_TXT, (*seeds.ROBOTS, *seeds.CHARACTERS))),
    Harness("discovery", check_discovery, lambda: Stock(seeds.pages()[-12:], (*seeds.PAGE, *seeds.CHARACTERS))),
    Harness("opml", check_list("feeds.opml"), _lists(seeds.OPML)),
    Harness("feeds.toml", check_list("feeds.toml"), _lists(seeds.FEEDS_TOML[:2])),
    Harness("feeds.txt", check_list("feeds.txt"), _lists(seeds.FEEDS_TOML[2:])),
    Harness("json-ld", check_json_ld, lambda: Stock(seeds.json_ld(), (*seeds.JSON, *seeds.CHARACTERS))),
    Harness("text", check_text, lambda: Stock(seeds.paragraphs(), (*seeds.LINES, *seeds.CHARACTERS))),
    Harness("page", check_page, lambda: Stock(seeds.pages(), (*seeds.PAGE, *seeds.CHARACTERS)), 20.0),
    Harness("site", check_site, lambda: Stock(seeds.pages()[-2:-1], (*seeds.PAGE, *seeds.CHARACTERS)), 20.0),
    Harness("rows", check_rows, lambda: Stock(seeds.pages(), (*seeds.PAGE, *seeds.CHARACTERS)), 20.0),
)  # fmt: skip
HARNESSES: Mapping[str, Harness] = {harness.name: harness for harness in _ALL}
