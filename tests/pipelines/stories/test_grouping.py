"""Which articles are one story."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import DAY, copy_of

from pipelines.stories.grouping import are_near, components, link_of, regroup
from pipelines.stories.near_duplicates import Likeness


def alike(containment: float, similarity: float, *, first_is_shorter: bool) -> Likeness:
    return Likeness(similarity=similarity, containment=containment, first_is_shorter=first_is_shorter, is_copy=True)


@pytest.mark.parametrize(("days", "near"), [(-31, False), (-30, True), (0, True), (30, True), (31, False)])
def test_the_window_reaches_both_ways_and_includes_its_last_day(days: int, near: bool) -> None:
    assert are_near(DAY, DAY + timedelta(days=days), 30) is near


@pytest.mark.parametrize(
    ("story_of", "links", "moves", "merged"),
    [
        pytest.param({7: 7}, [], {}, (), id="a new article alone keeps its story"),
        pytest.param({3: 2, 9: 9}, [(3, 9)], {9: 2}, ((9, 2),), id="a copy joins"),
        pytest.param(
            {3: 5, 4: 2, 9: 9}, [(3, 9), (4, 9)], {3: 2, 9: 2}, ((5, 2), (9, 2)), id="the oldest takes all in"
        ),
        pytest.param({3: 2, 4: 2, 5: 2}, [(3, 4), (4, 5)], {}, (), id="what is connected stays"),
    ],
)
def test_the_oldest_story_stays(
    story_of: dict[int, int], links: list[tuple[int, int]], moves: dict[int, int], merged: tuple[tuple[int, int], ...]
) -> None:
    change = regroup(story_of, links)
    assert (dict(change.story_of), change.merged, change.split) == (moves, merged, ())


def test_a_story_that_falls_apart_keeps_its_id_with_most_of_its_articles() -> None:
    change = regroup({1: 1, 2: 1, 3: 1}, [(2, 3)])
    assert dict(change.story_of) == {1: -1}
    assert change.split == ((1, -1),)


def test_an_article_that_leaves_one_story_for_another_makes_no_new_one() -> None:
    change = regroup({1: 1, 2: 1, 5: 4}, [(2, 5)])
    assert dict(change.story_of) == {2: 4}
    assert (change.merged, change.split) == ((), ())


@given(st.sets(st.integers(1, 12), min_size=1), st.data())
def test_components_are_a_partition_whatever_the_order_of_the_links(members: set[int], data: st.DataObject) -> None:
    pairs = list(combinations(sorted(members), 2))
    links = data.draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else []
    parts = components(members, links)
    assert sorted(member for part in parts for member in part) == sorted(members)
    assert components(members, data.draw(st.permutations(links))) == parts
    of = {member: number for number, part in enumerate(parts) for member in part}
    assert all(of[one] == of[other] for one, other in links)


def test_a_link_says_which_text_is_part_of_the_other_and_which_was_first() -> None:
    cut, whole = copy_of(8, hours=2), copy_of(3)
    link = link_of(cut, whole, alike(0.98, 0.6, first_is_shorter=True))
    assert (link.article_id, link.other_id, link.contained_id, link.earlier_id) == (3, 8, 8, 3)
    assert link_of(whole, cut, alike(0.98, 0.6, first_is_shorter=False)) == link


@pytest.mark.parametrize(
    "likeness",
    [
        pytest.param(alike(1.0, 1.0, first_is_shorter=True), id="the same text"),
        pytest.param(alike(0.7, 0.5, first_is_shorter=True), id="each has something of its own"),
    ],
)
def test_neither_is_part_of_the_other(likeness: Likeness) -> None:
    link = link_of(copy_of(3), copy_of(8), likeness)
    assert (link.contained_id, link.earlier_id) == (None, None)
