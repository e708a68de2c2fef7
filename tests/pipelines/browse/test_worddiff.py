from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.browse.worddiff import MAX_PARAGRAPHS, MAX_TOKENS, diff_paragraphs, diff_words

TEXTS = st.text(alphabet="ab ,.é漢字\n", max_size=40)


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    spans = diff_words(before, after)
    assert "".join(span.text for span in spans if span.mark != "added") == before
    assert "".join(span.text for span in spans if span.mark != "removed") == after


@given(before=st.lists(TEXTS, max_size=6), after=st.lists(TEXTS, max_size=6))
def test_every_paragraph_is_shown_once_and_in_order(before: list[str], after: list[str]) -> None:
    changes = diff_paragraphs(before, after)
    assert [change.before for change in changes if change.before is not None] == before
    assert [change.after for change in changes if change.after is not None] == after


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        pytest.param("It cost £280.", "It cost £320.", ["280"], ["320"], id="a number"),
        pytest.param("in six years", "in seven long years", ["six"], ["seven long"], id="neighbours are one change"),
        pytest.param("議会は三月に", "議会は四月に", ["三"], ["四"], id="no spaces between words"),
        pytest.param("same", "same", [], [], id="nothing"),
        pytest.param("", "new", [], ["new"], id="from nothing"),
    ],
)
def test_words_that_changed(before: str, after: str, removed: list[str], added: list[str]) -> None:
    spans = diff_words(before, after)
    assert [span.text for span in spans if span.mark == "removed"] == removed
    assert [span.text for span in spans if span.mark == "added"] == added


def test_reworded_paragraph_is_one_change_and_a_new_one_is_added() -> None:
    before = ["The mole broke on Monday night.", "Nobody was hurt."]
    after = ["The outer mole broke on Monday night.", "Divers will look at it.", "Nobody was hurt."]
    assert [change.mark for change in diff_paragraphs(before, after)] == ["changed", "added", "same"]


def test_very_long_paragraphs_are_compared_as_a_whole() -> None:
    before = "a " * MAX_TOKENS
    assert [span.mark for span in diff_words(before, before + "b")] == ["removed", "added"]


def test_what_two_long_texts_begin_and_end_with_is_put_aside() -> None:
    before = [f"Update {number}: the tide is in." for number in range(2 * MAX_PARAGRAPHS)]
    marks = Counter(change.mark for change in diff_paragraphs(before, ["The mole is open.", *before]))
    assert marks == {"added": 1, "same": 1000}
    changes = diff_paragraphs(before, [*before[:700], "A line between.", *before[701:]])
    assert Counter(change.mark for change in changes) == {"same": 999, "removed": 1, "added": 1}


def test_the_same_paragraph_a_thousand_times_is_paired_in_order() -> None:
    before = ["x", *(f"line {number % 5}" for number in range(4 * MAX_PARAGRAPHS)), "y"]
    after = ["z", *(f"line {number % 7}" for number in range(4 * MAX_PARAGRAPHS)), "w"]
    changes = diff_paragraphs(before, after)
    assert [change.before for change in changes if change.before is not None] == before
    assert [change.after for change in changes if change.after is not None] == after
