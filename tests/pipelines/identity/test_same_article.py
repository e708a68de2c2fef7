"""One article under many URLs: pages of an invented web, filed in any order, end as the same rows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from filing import NOON, Archive, an_archive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import prose

from pipelines.identity.identity import decide
from pipelines.language.same_text import texts_agree
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


def file(archive: Archive, served: Served, *, reprocessed: bool = False) -> None:
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
    archive.articles.file(decide(article, page, archive.articles, reprocessed=reprocessed))


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


# ----------------------------------------------------------------------------------------------- short texts


def video(number: int, headline: str | None, canonical: str | None = None) -> Served:
    """A video's page, which has nothing but the line that all of them have."""
    return Served(f"https://www.bote.test/video/{number}", (HOUSE_LINE,), headline, canonical)


FERRY, CRANE = "Ferry returns to the islands", "The crane that fell into the harbour"


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("headlines", "articles"),
    [
        pytest.param((FERRY, CRANE), 2, id="other headlines"),
        pytest.param((FERRY, FERRY.upper()), 1, id="one headline"),
        pytest.param((FERRY, "Video: Ferry returns"), 1, id="most of it"),
        pytest.param((FERRY, None), 2, id="no headline"),
        pytest.param((None, None), 2, id="no headlines"),
    ],
)
def test_a_house_line_under_two_videos_makes_one_article_only_with_their_headlines(
    archive: Archive, headlines: tuple[str | None, str | None], articles: int, turn: int
) -> None:
    for number, headline in [*enumerate(headlines)][::turn]:
        file(archive, video(number, headline))
    assert len(archive.summary()) == articles


def test_a_long_text_needs_no_headline(archive: Archive) -> None:
    for number, headline in enumerate((FERRY, None)):
        file(archive, Served(f"https://www.bote.test/{number}", tuple(prose("a", 3)), headline))
    assert len(archive.summary()) == 1


@pytest.mark.parametrize(
    ("headline", "articles"), [(CRANE, 2), ("Ferry returns", 1), (None, 1)], ids=["another", "the same", "none"]
)
def test_a_claim_between_short_texts_is_not_believed_against_their_headlines(
    archive: Archive, headline: str | None, articles: int
) -> None:
    file(archive, video(1, FERRY, "https://www.bote.test/video"))
    file(archive, video(2, headline, "https://www.bote.test/video"))
    assert len(archive.summary()) == articles


def test_a_headline_in_the_middle_ties_two_others_together_whenever_it_comes() -> None:
    middle = "Ferry returns to the islands, and the crane falls"
    videos = [video(1, "Ferry returns"), video(2, middle), video(3, "The crane falls")]
    orders = [[videos[at] for at in order] for order in ((0, 1, 2), (0, 2, 1), (1, 2, 0))]
    first, *others = [rows_of(order) for order in orders]
    assert others == [first, first]
    assert [len(row["sightings"]) for row in first if "sightings" in row] == [3]


# ----------------------------------------------------------------------------------------------- other forms of a page

MAIN = Served("https://www.bote.test/a", tuple(prose("a", 8)), "Story a", None)
AMP = replace(
    MAIN, url="https://amp.bote.test/a", canonical=MAIN.url, paragraphs=(*prose("a", 5), "Read on in our app.")
)


def own_text(archive: Archive, url: str) -> str | None:
    (row,) = archive.rows(f"SELECT article_body FROM sightings WHERE url = '{url}'")
    text: str | None = row["article_body"]
    return text


@pytest.mark.parametrize(
    "other",
    ["https://amp.bote.test/a", "https://m.bote.test/a", "https://print.bote.test/a", "https://bote.test/a/amp"],
)
@pytest.mark.parametrize("claims", [False, True], ids=["no claim", "each claims itself"])
def test_the_page_itself_stands_before_its_other_forms(archive: Archive, other: str, claims: bool) -> None:
    for url in (other, MAIN.url):
        file(archive, replace(MAIN, url=url, canonical=url if claims else None))
    assert [row["url"] for row in archive.summary()] == [MAIN.url]


@pytest.mark.parametrize("turn", [1, -1])
def test_a_page_that_its_article_does_not_show_keeps_its_own_text(archive: Archive, turn: int) -> None:
    for served in (MAIN, AMP)[::turn]:
        file(archive, served)
    assert archive.row()["article_body"] == "\n\n".join(MAIN.paragraphs)
    assert (own_text(archive, MAIN.url), own_text(archive, AMP.url)) == (None, "\n\n".join(AMP.paragraphs))
    file(archive, replace(MAIN, paragraphs=(*MAIN.paragraphs, "A line of the evening.")))
    assert own_text(archive, MAIN.url) is None
    file(archive, replace(AMP, paragraphs=(*MAIN.paragraphs, "A line of the evening.")))
    assert own_text(archive, AMP.url) is None


def test_a_page_is_compared_with_what_the_other_one_says_and_not_with_what_the_article_shows(archive: Archive) -> None:
    lite = replace(AMP, url="https://www.bote.test/lite/a", paragraphs=AMP.paragraphs[2:])
    for served in (MAIN, AMP, lite):
        file(archive, served)
    assert len(archive.summary()) == 1
    assert not texts_agree("\n\n".join(MAIN.paragraphs), "\n\n".join(lite.paragraphs))


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
