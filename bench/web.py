#!/usr/bin/env python3
"""A larger invented web for the benchmarks: N sites x M pages in the demo's three layouts, behind a proxy on loopback.

    web.py [--sites 12] [--pages 40] [--port 0] [--filler-kb 120]

Prints one line of JSON with the proxy's address, then serves until its standard input is closed. Under http://control.test:
/feeds.txt (feed URLs, one a line), /log.json ([{"method", "host", "path", "status"}, ...]), /reset (empties the log),
/edition/1 and /edition/2 (in the second every third story has been corrected).
Same seed, same web: the texts are sentences of the demo's stories, dealt anew for each page.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler.demo.papers import Layout, Paper, Sheet, render_page
from crawler.demo.server import Answer, ProxyServer
from crawler.demo.stories import Piece, Story, load_stories
from crawler.demo.syndication import Notice, atom, json_feed, rss

CONTROL = "control.test"
CORRECTION = "Correction: an earlier version of this text named the wrong quay and the wrong day."
LAYOUTS: tuple[Layout, ...] = ("courier", "ledger", "wire")
NEWEST = datetime(2026, 3, 14, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BigWeb:
    """Every URL of the web, and which of them are feeds."""

    answers: dict[str, Answer]
    feeds: tuple[str, ...]
    pages: int
    page_bytes: int
    """Mean size of an article page."""


def build(*, sites: int, pages: int, filler_kb: int, seed: int = 1, edited: bool = False) -> BigWeb:
    """The web; filler_kb is what each page carries besides its article. edited: every third story is corrected."""
    rng = random.Random(seed)
    sentences = list(_sentences())
    answers: dict[str, Answer] = {}
    feeds = []
    total = 0
    for site in range(sites):
        layout = LAYOUTS[site % len(LAYOUTS)]
        paper = Paper(name=f"Paper {site:02d}", host=f"paper{site:02d}.test", layout=layout)
        script, teasers = _filler(rng, filler_kb)
        stories = [_story(rng, sentences, number, paper) for number in range(pages)]
        if edited:
            stories = [_corrected(story) if number % 3 == 0 else story for number, story in enumerate(stories)]
        addresses = {story.id: paper.url(story.path) for story in stories}
        first = addresses[stories[0].id]
        for story in stories:
            sheet = Sheet(
                paper=paper,
                url=addresses[story.id],
                amp_url=None,
                resolve=lambda _, first=first: first,
            )
            page = render_page(story, sheet).replace("</head>", f"{script}</head>", 1)
            body = page.replace("</body>", f"{teasers}</body>", 1).encode()
            total += len(body)
            answers[sheet.url] = Answer(body=body)
        notices = [Notice(url=addresses[s.id], title=s.headline, published=s.published) for s in stories]
        feed, render, kind = {
            "courier": ("/feed.rss", rss, "application/rss+xml"),
            "ledger": ("/feed.atom", atom, "application/atom+xml"),
            "wire": ("/feed.json", json_feed, "application/feed+json"),
        }[layout]
        feeds.append(paper.url(feed))
        answers[feeds[-1]] = Answer(body=render(paper, notices), content_type=kind, conditional=True)
        answers[paper.url("/robots.txt")] = Answer(body=b"User-agent: *\nDisallow:\n", content_type="text/plain")
    return BigWeb(answers=answers, feeds=tuple(feeds), pages=sites * pages, page_bytes=total // (sites * pages))


def _sentences() -> Iterator[str]:
    for story in load_stories():
        for piece in story.pieces:
            if piece.kind == "paragraph":
                yield from re.split(r"(?<=[.!?])\s+", piece.text)


def _story(rng: random.Random, sentences: list[str], number: int, paper: Paper) -> Story:
    template = rng.choice(load_stories())
    pieces = tuple(_deal(rng, sentences, piece) for piece in template.pieces)
    headline = f"{' '.join(rng.choice(sentences).split()[:8]).rstrip('.,;:')}, {rng.randrange(10_000)}"
    return replace(
        template,
        id=f"story{number}",
        path=f"/2026/03/{number}-{re.sub('[^a-z]+', '-', headline.lower()).strip('-')}",
        headline=headline,
        standfirst=rng.choice(sentences) if paper.layout == "courier" else None,
        published=NEWEST - timedelta(minutes=17 * number),
        pieces=pieces,
    )


def _deal(rng: random.Random, sentences: list[str], piece: Piece) -> Piece:
    """The same piece with other sentences in it, and figures of its own so that no two texts are near copies."""
    if piece.kind not in {"paragraph", "quote"}:
        return piece
    dealt = rng.sample(sentences, k=rng.randint(2, 5))
    text = re.sub(r"\d+", lambda _: str(rng.randrange(2, 999)), " ".join(dealt))
    return Piece(kind=piece.kind, cells=(text,))


def _corrected(story: Story) -> Story:
    """The story with its second paragraph gone and a correction behind the first."""
    first, second = [place for place, piece in enumerate(story.pieces) if piece.kind == "paragraph"][:2]
    correction = Piece(kind="paragraph", cells=(CORRECTION,))
    return replace(story, pieces=(*story.pieces[: first + 1], correction, *story.pieces[second + 1 :]))


def _filler(rng: random.Random, kilobytes: int) -> tuple[str, str]:
    """What a page carries besides its article: scripts for its head, teasers of other pages for its foot."""
    script = " ".join(f"var v{rng.randrange(10**8)}={rng.randrange(10**8)};" for _ in range(kilobytes * 512 // 25))
    teasers = "".join(
        f'<div class="teaser t-{rng.randrange(10**6)}"><a href="/story/{rng.randrange(10**6)}">'
        f'<img src="/i/{rng.randrange(10**6)}.jpg" alt=""><span class="kicker">Region</span>'
        f"<h4>Story number {rng.randrange(10**6)}</h4></a></div>"
        for _ in range(kilobytes * 512 // 175)
    )
    return f"<script>{script}</script>", f'<div class="more-stories"><h3>More stories</h3>{teasers}</div>'


def serve(editions: tuple[BigWeb, BigWeb], port: int) -> None:
    """Serves until standard input ends."""
    server: ProxyServer
    web = editions[0]

    def answer(url: str) -> Answer:
        nonlocal web
        parts = urlsplit(url)
        if parts.hostname != CONTROL:
            return web.answers.get(url) or Answer(status=404, body=b"not found")
        match parts.path:
            case "/feeds.txt":
                return Answer(body="\n".join([*web.feeds, ""]).encode(), content_type="text/plain")
            case "/log.json":
                log = [
                    {
                        "method": a.method,
                        "host": p.hostname,
                        "path": p.path + (f"?{p.query}" if p.query else ""),
                        "status": a.status,
                    }
                    for a in tuple(server.requests)
                    if (p := urlsplit(a.url)).hostname != CONTROL
                ]
                return Answer(body=json.dumps(log).encode(), content_type="application/json")
            case "/edition/1" | "/edition/2":
                web = editions[int(parts.path[-1]) - 1]
                return Answer(body=b"ok\n", content_type="text/plain")
            case "/reset":
                server.requests.clear()
                return Answer(body=b"ok\n", content_type="text/plain")
            case _:
                return Answer(status=404, body=b"no such control\n")

    server = ProxyServer(answer, port=port)
    server.start()
    print(
        json.dumps(
            {"proxy": server.address, "feeds": len(web.feeds), "pages": web.pages, "bytes_per_page": web.page_bytes}
        ),
        flush=True,
    )
    sys.stdin.read()
    server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--pages", type=int, default=40, help="pages per site (default 40)")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--filler-kb", type=int, default=120, help="boilerplate on each page (default 120 kB)")
    args = parser.parse_args()
    sizes = {"sites": args.sites, "pages": args.pages, "filler_kb": args.filler_kb}
    serve((build(**sizes), build(**sizes, edited=True)), args.port)


if __name__ == "__main__":
    main()
