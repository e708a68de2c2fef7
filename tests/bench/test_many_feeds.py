"""The measurement of very many feeds, with a few."""

from __future__ import annotations

from pathlib import Path

import many_feeds
from feed_web import build
from processes import WebProcess


def test_a_feed_answers_304_to_its_etag_and_counts_what_was_asked() -> None:
    web = build(feeds=4, hosts=2, entries=3)
    url = web.feeds[3].encode()
    whole = web.reply(b"GET %s HTTP/1.1\r\nHost: x" % url)
    etag = whole.partition(b"ETag: ")[2].split(b"\r\n")[0]
    again = web.reply(b"GET %s HTTP/1.1\r\nIf-None-Match: %s\r\nHost: x" % (url, etag))
    other = web.reply(b'GET %s HTTP/1.1\r\nIf-None-Match: "other"\r\nHost: x' % url)
    assert (whole.count(b"<item>"), again.split(b"\r\n")[0], other == whole) == (3, b"HTTP/1.1 304 Not Modified", True)
    assert web.counts == {"feeds": 3, "conditional": 2, "not_modified": 1}


def test_every_feed_is_asked_once_with_conditions_and_none_when_nothing_is_due(tmp_path: Path) -> None:
    with WebProcess("feed_web.py", feeds=12, hosts=3) as web:
        bench = many_feeds.Bench(web=web, folder=tmp_path)
        bench.write_lists()
        runs = [bench.crawl("first", many_feeds.FIRST), bench.crawl("first", many_feeds.SOON, listed="opml")]
        runs += [bench.all_due(), bench.bare()]
    asked = [[run.requests[kind] for kind in ("feeds", "conditional", "not_modified")] for run in runs]
    assert asked == [[12, 0, 0], [0, 0, 0], [12, 12, 12], [12, 12, 12]]
    assert all(run.peak_mb > 10 for run in runs)
