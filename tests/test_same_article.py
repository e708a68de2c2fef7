"""One article under many URLs: pages of an invented web, filed in any order, end as the same rows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import prose
from test_store_articles import NOON, Archive, an_archive

from pipelines.dedup.identity import decide
from pipelines.model import CleanArticle, Metadata, Page

HOUSE_LINE = (
    "Watch the latest video of our reporters from the harbour, the islands and the upper valley, filmed and edited by "
    "the staff of this paper, every day at noon."
)


@dataclass(frozen=True)
class Served:
    """A page as it is read."""

    url: str
    paragraphs: tuple[str, ...]
    headline: str | None = None
    canonical: str | None = None
    day: int | None = None
    redirects: tuple[str, ...] = ()


def file(archive: Archive, served: Served, *, reread: bool = False) -> None:
    article = CleanArticle(
        url=served.url,
        canonical=served.canonical,
        metadata=Metadata(
            headline=served.headline, date_published=NOON.replace(day=served.day) if served.day else None
        ),
        paragraphs=served.paragraphs,
        extractor="test 1",
    )
    page = Page(url=served.url, fetched_at=NOON, body=b"", redirects=served.redirects)
    archive.articles.file(decide(article, page, archive.articles, reread=reread))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with an_archive(tmp_path / "news.db") as opened:
        yield opened


def rows_of(pages: Iterable[Served]) -> list[Mapping[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, an_archive(Path(folder) / "news.db") as archive:
        for page in pages:
            file(archive, page)
        sql = "SELECT article_body AS text, url_key FROM sightings ORDER BY url_key"
        return [*archive.summary(), *archive.rows(sql)]


# ------------------------------------------------------------------------------------------------- an invented site


def forms_of(name: str, r: random.Random) -> Iterator[Served]:
    """One article, and what else a site makes of it: each form only sometimes."""
    url, text = f"https://www.bote.test/{name}", tuple(prose(name, 8))
    main = Served(url, text, f"Story {name} of the harbour", r.choice([None, url, f"{url}?src=x"]), r.choice([None, 3]))
    yield main
    amp, lite = (text[r.choice([0, 2, 3]) : r.choice([5, 6, 8])] for _ in range(2))
    others = [
        replace(main, url=f"https://www.bote.test/amp/{name}", canonical=url, paragraphs=(*amp, "Read on in our app.")),
        replace(main, url=f"https://www.bote.test/lite/{name}", canonical=url, paragraphs=lite),
        replace(main, url=f"{url}?print=1", canonical=r.choice([None, url]), paragraphs=(*text, f"Printed from {url}")),
        replace(main, url=f"https://m.bote.test/{name}", canonical=r.choice([None, f"https://m.bote.test/{name}"])),
        replace(main, url=f"{url}?src=a", redirects=(f"http://go.test/{name}",)),
        replace(main, url=f"{url}?src=b", canonical=r.choice([None, "https://www.bote.test/news"])),
        replace(main, url=f"https://www.bote.test/old/{name}", headline=f"Harbour story {name}", day=r.choice([2, 4])),
        replace(
            main, url=f"{url}?page=2", paragraphs=tuple(prose(f"{name}, page 2", 5)), canonical=r.choice([None, url])
        ),
    ]
    yield from (other for other in others if r.random() < 0.5)


def site(seed: int) -> list[Served]:
    """Articles in many forms, videos under one line, a program that shows what its parameter says."""
    r = random.Random(seed)
    pages = [page for name in "abc"[: r.choice([1, 2, 3])] for page in forms_of(name, r)]
    for n in range(3):
        told = r.choice(
            ["Ferry returns to the islands", "Crane falls into the harbour", "Ferry returns", "The crane", None]
        )
        pages.append(
            Served(
                f"https://www.bote.test/video/{n}", (HOUSE_LINE,), told, r.choice([None, "https://www.bote.test/video"])
            )
        )
        pages.append(Served(f"https://www.bote.test/read?id={n}", tuple(prose(f"read {n % 2}", 4)), f"Read {n}", day=3))
    return pages


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_three_orders_of_arrival_leave_the_same_rows(seed: int) -> None:
    pages = site(seed)
    orders = [random.Random(f"{seed} {turn}").sample(pages, len(pages)) for turn in range(3)]
    first, *others = [rows_of(order) for order in orders]
    assert others == [first, first]
