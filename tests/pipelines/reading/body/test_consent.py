"""What notices on cookies say, and that looking for a word of each phrase first loses none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.body.consent import _PHRASES, NOTICE, count_phrases, says_more_than


@pytest.mark.parametrize(("words", "pattern"), _PHRASES, ids=[words[0] for words, _ in _PHRASES])
def test_whatever_a_phrase_matches_has_one_of_its_words(words: tuple[str, ...], pattern: object) -> None:
    @given(st.from_regex(pattern))  # type: ignore[call-overload]
    def check(text: str) -> None:
        assert any(word in text for word in words)

    check()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("Our partners store what you read, and cookies are kept on your device.", 2, id="English"),
        pytest.param("Cookies dürfen auf Ihrem Gerät liegen. Alle akzeptieren? Pur-Abo?", 3, id="German"),
        pytest.param("Avant de continuer : nos partenaires stockent des cookies sur votre appareil.", 3, id="French"),
        pytest.param("The partner of the baker sells cookies at the market on Sundays.", 0, id="a baker's"),
    ],
)
def test_kinds_of_phrases_are_counted(text: str, kinds: int) -> None:
    assert count_phrases(text) == kinds
    assert says_more_than(NOTICE, text.lower()) == (kinds > NOTICE)
