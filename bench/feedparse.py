#!/usr/bin/env python3
"""What a poll costs: feedparser's parse of its body, ours, and ours where little or nothing of it is new.

    python bench/feedparse.py [--entries N] [--rounds N] [--json FILE]

The feeds are invented: one with teasers, one with whole articles and relative links in them. Figures are medians of
processor time, the ways taken in turn, so that what else runs on the machine weighs on all of them alike. All share a
process, so that feedparser profits from the settings that ours gives it (crawler/feeds/parser.py).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from statistics import median

import feedparser
from rich.console import Console
from rich.table import Table

from crawler.demo.stories import load_stories
from crawler.feeds import parse_feed, slices

URL = "http://bote.test/feed"


def feed(entries: int, paragraphs: int, *, built: int = 0) -> bytes:
    """An RSS feed in the manner of WordPress; built: what changes in its head with every answer."""
    rng = random.Random(1)
    texts = [piece.text for story in load_stories() for piece in story.pieces if piece.kind == "paragraph"]
    items = "".join(_item(number, rng.sample(texts, k=paragraphs)) for number in range(entries))
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    )
    head = f"<title>Bote</title><link>http://bote.test/</link><lastBuildDate>{built}</lastBuildDate>"
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'.encode()


def _item(number: int, texts: list[str]) -> str:
    body = "".join(f'<p>{escape(text)} <a href="/x/{number}">more</a></p>' for text in texts)
    content = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if len(texts) > 1 else ""
    return (
        f"<item>\n\t<title>Notice {number} &amp;#8217;</title>\n\t<link>http://bote.test/{number}</link>\n\t"
        f'<guid isPermaLink="false">http://bote.test/?p={number}</guid><dc:creator>Ada Falk</dc:creator>\n\t'
        f"<pubDate>Mon, 05 Jan 2026 10:{number % 60:02}:00 +0000</pubDate><category><![CDATA[Harbour]]></category>\n\t"
        f"<description><![CDATA[<p>{escape(texts[0])[:300]}</p>]]></description>\n\t{content}"
        f"<slash:comments>{number}</slash:comments>\n</item>\n"
    )


def read_by_feedparser(body: bytes, *, sanitize: bool) -> None:
    feedparser.parse(io.BytesIO(body), response_headers={"content-location": URL}, sanitize_html=sanitize)


def read_what_is_new(body: bytes, known: frozenset[str]) -> None:
    """What a poll does that remembers the entries of the body before."""
    cut = slices.cut(body)
    assert cut is not None
    rest, unread = slices.without(cut, known)
    if unread:
        parse_feed(rest, URL, "text/xml")


def ways(entries: int, paragraphs: int) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name."""
    body = feed(entries, paragraphs)
    cut = slices.cut(body)
    assert cut is not None
    known = slices.digests(cut)
    return {
        "feedparser, sanitising": partial(read_by_feedparser, body, sanitize=True),
        "feedparser, not sanitising": partial(read_by_feedparser, body, sanitize=False),
        "ours, the whole body": partial(parse_feed, body, URL, "text/xml"),
        "ours, one entry is new": partial(read_what_is_new, body, frozenset(known[1:])),
        "ours, nothing is new": partial(read_what_is_new, feed(entries, paragraphs, built=1), frozenset(known)),
    }


def measure(measured: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of processor time."""
    taken: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds + 1):
        for name, way in measured.items():
            begin = time.process_time()
            way()
            taken[name].append((time.process_time() - begin) * 1000)
    return {name: round(median(times[1:]), 2) for name, times in taken.items()}


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--entries", type=int, default=30)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--json", type=Path, metavar="FILE")
    args = options.parse_args()
    found = {}
    for name, paragraphs in (("teasers", 1), ("whole articles", 8)):
        size = len(feed(args.entries, paragraphs)) // 1000
        found[f"{name}, {size} kB"] = measure(ways(args.entries, paragraphs), args.rounds)
    table = Table("ms a poll", *found)
    for way in next(iter(found.values())):
        table.add_row(way, *(f"{times[way]:.2f}" for times in found.values()))
    Console(highlight=False).print(table)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
