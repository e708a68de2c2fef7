"""Sketches in the database: which articles share most of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.store.stories import MOST_CANDIDATES, MOST_OF_KEY, Stories
from pipelines.store.writer import Writer

DAY = datetime(2026, 3, 4, tzinfo=UTC)
PHRASES = (7, 8)
"""Hashes that every article has."""


def sketch(number: int) -> tuple[int, ...]:
    """Of a text that has nothing but the phrases in common with others."""
    return (*PHRASES, *range(1000 * number, 1000 * number + 30))


@pytest.fixture
def stories(tmp_path: Path) -> Iterator[Stories]:
    writer = Writer(tmp_path / "news.db")
    yield Stories(writer, most_new=10)
    writer.close()


def test_those_that_share_most_come_first(stories: Stories) -> None:
    stories.keep_sketch(1, (1, 2, 3, 4), DAY)
    stories.keep_sketch(2, (3, 4, 5, 6), DAY)
    stories.keep_sketch(3, (4, 5, 6, 7), DAY)
    found = stories.candidates((1, 2, 3, 4), DAY, 30)
    assert [(each.article_id, each.shared) for each in found] == [(1, 4), (2, 2)]


def test_an_article_out_of_the_window_is_none(stories: Stories) -> None:
    stories.keep_sketch(1, sketch(1), DAY)
    assert stories.candidates(sketch(1), DAY + timedelta(days=200), 30) == []


def test_a_copy_is_found_among_thousands_that_share_its_phrases(stories: Stories) -> None:
    for number in range(1, 4 * MOST_OF_KEY):
        stories.keep_sketch(number, sketch(number), DAY)
    assert stories.candidates(sketch(5), DAY, 30)[0].article_id == 5


def test_the_copies_of_a_text_that_hundreds_of_papers_print_are_found(stories: Stories) -> None:
    for number in range(1, 3 * MOST_OF_KEY):
        stories.keep_sketch(number, sketch(1), DAY)
    found = stories.candidates(sketch(1), DAY, 30)
    assert len(found) == MOST_CANDIDATES
    assert {each.shared for each in found} == {len(sketch(1))}


def test_a_sketch_that_was_dropped_is_not_found(stories: Stories) -> None:
    for number in range(1, 25):
        stories.keep_sketch(number, sketch(number), DAY)
    for number in (3, 24):
        stories.drop_sketch(number, sketch(number), DAY)
        assert number not in {each.article_id for each in stories.candidates(sketch(number), DAY, 30)}
