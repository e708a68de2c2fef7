"""Which pages of a new site teach, and what becomes of those that do not."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from pipelines.model import CleanArticle, Metadata, Page, Reading, ReadPage
from pipelines.run.teachers import MOST_TRIED, TEACHERS, Teachers, rank
from pipelines.stories.fingerprints import fingerprint

SITE = "gazette.test"
KEYS = [f"{SITE}/{number}" for number in range(40)]


def read(key: str, *, url: str | None = None, reading: Reading | None = None) -> ReadPage:
    page = Page(url=url or f"http://{key}", fetched_at=datetime(2026, 3, 10, tzinfo=UTC), body=b"", page_key=key)
    article = CleanArticle(url=page.url, canonical=None, metadata=Metadata(), paragraphs=("A line.",))
    return ReadPage(page=page, article=article, fingerprint=fingerprint("A line."), reading=reading)


def teach(teachers: Teachers, key: str, url: str | None = None) -> None:
    teachers.note(read(key, url=url, reading=Reading(taught=True, article=b"")))
    teachers.ended(key)


def begun(keys: list[str] = KEYS) -> Teachers:
    teachers = Teachers()
    assert teachers.begin(SITE, keys)
    return teachers


def test_the_order_of_pages_does_not_choose() -> None:
    shuffled = random.Random(3).sample(KEYS, len(KEYS))
    assert begun().wanted(SITE) == begun(shuffled).wanted(SITE) == sorted(KEYS, key=rank)[:TEACHERS]


def test_a_site_whose_pages_all_would_teach_waits_for_nothing() -> None:
    teachers = Teachers()
    assert not teachers.begin(SITE, KEYS[:TEACHERS])
    assert SITE not in teachers
    assert teachers.ended(KEYS[0]) is None


def test_a_page_that_teaches_nothing_is_replaced_by_the_next() -> None:
    teachers = begun()
    first, second, third, *others = teachers.wanted(SITE)
    teachers.ended(first)  # refused
    teachers.note(read(second))  # a text, which says nothing of the site's mark-up
    teachers.ended(second)
    teach(teachers, third, "http://elsewhere.test/1")  # it leads to another site
    assert teachers.wanted(SITE) == sorted(KEYS, key=rank)[3 : TEACHERS + 3]
    for key in teachers.wanted(SITE):
        assert teachers.wanted(SITE)
        teach(teachers, key)
    assert teachers.wanted(SITE) == []
    assert teachers.lesson(SITE) == sorted(sorted(KEYS, key=rank)[3 : TEACHERS + 3])
    assert set(teachers.lesson(SITE)) > set(others)


def test_what_was_read_before_the_site_was_learned_teaches_too() -> None:
    teachers = Teachers()
    best, *others = sorted(KEYS, key=rank)
    assert teachers.begin(SITE, others, [best])
    assert teachers.wanted(SITE) == others[: TEACHERS - 1]
    for key in others[: TEACHERS - 1]:
        teach(teachers, key)
    assert best in teachers.lesson(SITE)


def test_of_a_site_where_nothing_teaches_no_more_is_tried_than_it_takes() -> None:
    teachers = begun([f"{SITE}/{number}" for number in range(10 * MOST_TRIED)])
    tried = 0
    while wanted := teachers.wanted(SITE):
        tried += 1
        teachers.ended(wanted[0])
    assert tried == MOST_TRIED
    assert teachers.lesson(SITE) == []


def test_a_site_that_is_dismissed_wants_nothing_more() -> None:
    teachers = begun()
    assert teachers.sites() == [SITE]
    assert set(teachers.dismiss(SITE)) == set(KEYS)
    assert teachers.sites() == []
    teach(teachers, KEYS[0])
    assert not teachers.dismiss(SITE)
