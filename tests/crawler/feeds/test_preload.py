"""What the fork server imports for all workers is all that parsing a feed needs of ours."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from project import ROOT

PROGRAM = """
import importlib, json, sys
from crawler import feeds
from crawler.feeds import facts
preload, bodies = sys.argv[1], json.loads(sys.argv[2])
for name in feeds.PRELOAD if preload == "feeds" else facts.PRELOAD:
    importlib.import_module(name)
before = set(sys.modules)
task = feeds.parse_feed if preload == "feeds" else facts.look_into
found = [task(body.encode(), "http://kurier.test/feed", "") is not None for body in bodies]
later = sorted(name for name in set(sys.modules) - before if name.startswith(("crawler.", "pipelines.")))
print(json.dumps({"are feeds": found, "imported later": later}))
"""
TEXT = "The harbour board put off the work on the outer mole until the herring are in. " * 9
BODIES = (
    (
        f"<rss version='2.0'><channel><title>Kurier</title><item><title>The mole</title><link>http://kurier.test/mole</link>"
        f"<pubDate>Sat, 14 Mar 2026 06:00 GMT</pubDate><description>{TEXT}</description></item></channel></rss>"
    ),
    (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Kurier", "items": [{"id": "1", "url": '
        f'"http://kurier.test/mole", "content_html": "<p>{TEXT}</p>", "date_published": "2026-03-14T06:00:00Z"}}]}}'
    ),
    (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://kurier.test/mole</loc>"
        "<lastmod>2026-03-14</lastmod></url></urlset>"
    ),
    "<rss version='2.0'><channel><title>Kurier &oops <item><title>The mole</title></channel>",
)


@pytest.mark.parametrize("preload", ["feeds", "facts"])
def test_a_worker_imports_nothing_of_ours_once_it_parses(preload: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, preload, json.dumps(BODIES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"are feeds": [True] * len(BODIES), "imported later": []}
