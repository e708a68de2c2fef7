"""An invented paper's pages in one layout, with boilerplate that only the site's other pages give away."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

PROMO = "The Quay Gazette is printed on a quay by nine people and two presses that are older than all of them together."
_WHO = ("The ferry union", "A regional court", "The water ministry", "The coastguard", "Mayor Adaeze Lund")
_DID = ("postponed", "defended", "withdrew", "approved", "questioned", "audited")
_WHAT = ("the dredging contract", "a toll on the causeway", "the evacuation map", "its survey of the salt marsh")
_HOW = ("at dawn", "in a letter", "without a word", "before the tide")


def prose(seed: object, count: int = 6) -> list[str]:
    """So many invented paragraphs of two sentences; the same for the same seed."""
    r = random.Random(f"{seed}")
    return [
        " ".join(
            f"{r.choice(_WHO)} {r.choice(_DID)} {r.choice(_WHAT)}, and {r.choice(_WHO).lower()} {r.choice(_DID)} "
            f"{r.choice(_WHAT)} {r.choice(_HOW)}."
            for _ in range(2)
        )
        for _ in range(count)
    ]


def page(name: str, *, host: str = "gazette.test", body: str = "story", promo: str = PROMO) -> str:
    """A page with the promo as a plain paragraph between the story's. body: the class of the element around it."""
    paragraphs = prose(name)
    lines = [*paragraphs[:3], promo, *paragraphs[3:]]
    return f"""<!doctype html><html lang="en"><head><title>Story {name}</title>
<meta property="og:title" content="Story {name} of the harbour">
<meta property="article:published_time" content="2026-03-0{1 + len(name) % 8}T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<main><article class="{body}"><h1>Story {name} of the harbour</h1>
<div class="{body}-text">{"".join(f"<p>{line}</p>" for line in lines)}</div></article></main>
<footer><p>Printed at {host}</p></footer></body></html>"""


def save(folder: Path, names: Iterable[str], **how: str) -> Path:
    """The pages as a folder for `scrapy crawl pages`, listed in the order of the names."""
    folder.mkdir(exist_ok=True)
    rows = []
    for name in names:
        (folder / f"{name}.html").write_text(page(name, **how), encoding="utf-8")
        host = how.get("host", "gazette.test")
        rows.append({"file": f"{name}.html", "url": f"http://{host}/{name}", "fetched_at": "2026-03-10T08:00:00+00:00"})
    (folder / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder
