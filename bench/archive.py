"""An archive of any number of invented articles, written straight into the tables, to measure reading on.

    python bench/archive.py big.db --articles 100000

Words are drawn as languages draw them, a few of them in nearly every text and most of them seldom.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.clock import Clock
from pipelines.store.store import Store
from pipelines.store.writer import Writer

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = 400
SITES = 200
FEEDS = 300
POLLS = 100
"""Per feed."""
SECTIONS = ("News", "Council", "Business", "Sport", "Culture", "Harbour", "Weather", "Opinion", None)
LANGUAGES = ("en", "en", "en", "en", "de", "fr", "es", None)
CREDITS = ("HarborWire", "Northern Press", "HarborWire, Northern Press", None, None, None, None)
KINDS = (("headline", "headline.repeated"), ("caption", "caption.figure"), ("read_more", "related-link.phrase"))
REASONS = ("robots", "http_status", "not_html", "paywall", "soft_404", "not_an_article", "timeout")
SYLLABLES = tuple(a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "en", "il"))


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


class Words:
    """A language of 20,000 words."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._words = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(20_000)]
        self._weights = list(itertools.accumulate(1 / rank for rank in range(3, 20_003)))

    def sentence(self, count: int) -> str:
        return " ".join(self._rng.choices(self._words, cum_weights=self._weights, k=count)).capitalize() + "."

    def body(self, paragraphs: int) -> str:
        return "\n\n".join(self.sentence(self._rng.randint(25, 60)) for _ in range(paragraphs))


def write_archive(path: Path, count: int, *, seed: int = 1) -> None:
    """Creates the file and fills every table that a page reads."""
    rng = random.Random(seed)
    words = Words(rng)
    with Store.open(path, clock=Clock()) as store:
        store.writer.connection.execute("BEGIN")
        _write_follow_up(store.writer, rng)
        _write_articles(store.writer, rng, words, count)
        _write_refusals(store.writer, rng, count // 5)
        store.writer.commit()


def _fill(writer: Writer, table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    writer.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _write_follow_up(writer: Writer, rng: random.Random) -> None:
    start = NOW - timedelta(days=DAYS)
    counts = json.dumps({"entries.new": 250, "pages.new": 240, "rejections.robots": 10})
    runs = ((i, "feeds", stamp(start + timedelta(days=i)), stamp(start + timedelta(days=i, minutes=9)), counts)
            for i in range(1, DAYS + 1))  # fmt: skip
    _fill(writer, "runs", "id, spider, started_at, finished_at, counts", runs)
    writer.execute("UPDATE runs SET status = 'finished', reason = 'finished'")
    feeds = ((i, url, url, f"Paper {i}", "failing" if i % 40 == 0 else "active", 60.0)
             for i in range(1, FEEDS + 1) for url in [f"https://paper{i % SITES}.test/feed{i}.xml"])  # fmt: skip
    _fill(writer, "feeds", "id, url, fetch_url, title, status, interval_minutes", feeds)
    polls = (
        (feed, run, f"https://paper{feed % SITES}.test/feed{feed}.xml", stamp(start + timedelta(days=run)),
         rng.choice(("new", "unchanged", "not_modified", "failed")), 200, 20, rng.randint(0, 5))
        for feed in range(1, FEEDS + 1) for run in range(DAYS - POLLS + 1, DAYS + 1)
    )  # fmt: skip
    _fill(writer, "polls", "feed_id, run_id, url, fetched_at, outcome, http_status, entries_seen, entries_new", polls)
    profiles = ((f"paper{site}.test", 1, "redesign" if site % 50 == 0 else "first", stamp(NOW), DAYS, 40, "{}")
                for site in range(SITES))  # fmt: skip
    _fill(writer, "site_profiles", "site, version, reason, learned_at, run_id, pages, profile", profiles)


def _write_articles(writer: Writer, rng: random.Random, words: Words, count: int) -> None:
    authors = [f"{words.sentence(1)[:-1]} {words.sentence(1)[:-1]}" for _ in range(800)]
    _fill(writer, "stories", "id, first_seen, agency, agency_from", (
        (i, stamp(NOW), "HarborWire" if i % 10 == 0 else None, "credit_text" if i % 10 == 0 else None)
        for i in range(1, count + 1)
    ))  # fmt: skip

    def rows() -> Iterator[tuple[object, ...]]:
        for i in range(1, count + 1):
            site = f"paper{min(int(rng.expovariate(1 / 40)), SITES - 1)}.test"
            day = NOW - timedelta(days=DAYS) + timedelta(days=DAYS * i / count, minutes=rng.randint(-600, 600))
            body = words.body(rng.randint(4, 12))
            seen = stamp(day + timedelta(hours=1))
            yield (
                i, f"https://{site}/a/{i}", f"{site}/a/{i}", site, words.sentence(8)[:-1], words.sentence(15), body,
                json.dumps(rng.sample(authors, rng.choice((0, 1, 1, 1, 2)))), rng.choice(CREDITS),
                None if i % 50 == 0 else stamp(day), rng.choice(LANGUAGES), rng.choice(SECTIONS), body.count(" "),
                i - i % 10 if i % 10 == 1 and i > 1 else i, seen, seen, "x", f"h{i}", f"{site}/a/{i}", 0.9,
            )  # fmt: skip

    columns = (
        "id, url, url_key, site, headline, description, article_body, authors, credit_text, date_published, "
        "in_language, article_section, word_count, story_id, first_seen, last_fetched, extractor, text_hash, page_key, "
        "confidence"
    )
    _fill(writer, "articles", columns, rows())
    _fill(
        writer,
        "article_urls",
        "url, article_id, kind, url_key, first_seen",
        ((f"https://paper.test/a/{i}", i, "link", f"paper.test/a/{i}", stamp(NOW)) for i in range(1, count + 1)),
    )
    _fill(writer, "entries", "feed_id, guid, url, title, first_seen, last_seen, article_id, state", (
        (i % FEEDS + 1, str(i), f"https://paper.test/a/{i}", words.sentence(8),
         stamp(NOW - timedelta(days=DAYS * (1 - i / count))), stamp(NOW), i, "done")
        for i in range(1, count + 1)
    ))  # fmt: skip
    _fill(
        writer,
        "removals",
        "article_id, position, kind, text, rule",
        (
            (i, place, kind, words.sentence(9), rule)
            for i in range(1, count + 1)
            for place, (kind, rule) in enumerate(KINDS)
        ),
    )
    _fill(
        writer,
        "images",
        "article_id, url, caption, credit, position",
        ((i, None, words.sentence(9), "A. Person", 0) for i in range(1, count + 1, 2)),
    )
    _fill(writer, "revisions", "article_id, seen_at, headline, article_body, change", (
        (i, stamp(NOW - timedelta(days=DAYS * (1 - i / count))), words.sentence(8), words.body(6), "correction")
        for i in range(1, count + 1, 30)
    ))  # fmt: skip


def _write_refusals(writer: Writer, rng: random.Random, count: int) -> None:
    _fill(writer, "rejections", "url, run_id, reason, detail, seen_at", (
        (f"https://paper{i % SITES}.test/no/{i}", DAYS, rng.choice(REASONS), "refused", stamp(NOW))
        for i in range(count)
    ))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    given = parser.parse_args()
    write_archive(given.path, given.articles)


if __name__ == "__main__":
    main()
