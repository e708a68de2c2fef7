"""What texts are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.fingerprints import MOST_CHARACTERS, SKETCH_SIZE, fingerprint, hashes_of, pack, unpack

STORY = " ".join(
    f"On day {day} the pilots of Saltmere brought {day * 3} ships past the north mole." for day in range(40)
)


def words(*written: str) -> list[int]:
    return hashes_of(written).tolist()


def test_numbers_and_names_are_facts_and_the_first_word_of_a_sentence_is_none() -> None:
    found = fingerprint("Divers of Saltmere found 1,200 nails. Repairs cost 3.8 million.")
    assert found.words[found.names].tolist() == words("saltmere")
    assert found.words[found.numbers].tolist() == words("1200", "3.8")
    assert found.ends.tolist() == [6, 10]


@pytest.mark.parametrize(("written", "digits"), [("three boats", "3 boats"), ("drei Boote", "3 Boote")])
def test_small_numbers_are_the_same_in_words_and_digits(written: str, digits: str) -> None:
    assert fingerprint(written).words.tolist() == fingerprint(digits).words.tolist()


def test_scripts_without_spaces_are_read_by_character() -> None:
    found = fingerprint("港湾局は月曜日、北側の防波堤を閉鎖した。住民は説明を求めている。")
    assert found.words[:3].tolist() == words("港", "湾", "局")
    assert len(found.ends) == 2
    assert found.weight == len(found.words) / 2


def test_marks_belong_to_their_letters() -> None:
    assert fingerprint("नगर परिषद").words.tolist() == words("नगर", "परिषद")


def test_a_sketch_is_bounded_and_the_same_for_the_same_words() -> None:
    sketch = fingerprint(STORY).sketch()
    assert len(sketch) == SKETCH_SIZE
    assert sketch == fingerprint(STORY.upper().replace(" ", "\n")).sketch()


def test_half_a_text_shares_much_of_the_sketch_of_the_whole() -> None:
    half = " ".join(STORY.split()[: len(STORY.split()) // 2])
    assert len({*fingerprint(half).sketch()} & {*fingerprint(STORY).sketch()}) >= SKETCH_SIZE // 4


def test_the_beginning_stands_for_a_text_that_is_very_long() -> None:
    book = f"{STORY} " * (2 * MOST_CHARACTERS // len(STORY))
    whole, most, half = (
        fingerprint(book[:length]).words.tolist() for length in (None, MOST_CHARACTERS, MOST_CHARACTERS // 2)
    )
    assert whole == most != half


def test_a_stub_has_no_sketch() -> None:
    assert fingerprint("Video: the mole is closed").sketch() == ()


@given(st.text(max_size=400))
def test_no_text_raises(body: str) -> None:
    found = fingerprint(body)
    assert len(found.sketch()) <= SKETCH_SIZE
    assert found.ends[-1:].tolist() == [len(found.words)][: len(found.ends)]
    again = unpack(pack(found))
    assert pack(again) == pack(found)
    assert (again.weight, again.sketch()) == (found.weight, found.sketch())
