"""What is half a character becomes U+FFFD where it comes in, and whole characters stay."""

from __future__ import annotations

import json

import pytest

from pipelines.web.characters import whole, whole_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain", "plain", id="ascii"),
        pytest.param("Fähre 🚢", "Fähre 🚢", id="whole-characters"),
        pytest.param("Fähre \ud83d", "Fähre \ufffd", id="first-half"),
        pytest.param("\udea2 Fähre", "\ufffd Fähre", id="second-half"),
        pytest.param("a" + "\ud83d" + "\udea2", "a\ufffd\ufffd", id="two-halves-from-two-places"),
        pytest.param("caf\udce9", "caf\ufffd", id="byte-of-a-file-name"),
    ],
)
def test_half_a_character_is_a_replacement_character(text: str, expected: str) -> None:
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"\ud83d"', "\ufffd"),
        (r'"\uDEA2\uD83D"', "\ufffd\ufffd"),
        (r'"\ud83d\uDEA2"', "🚢"),
        (r'"\ud83d\ud83d\udea2"', "\ufffd🚢"),
        (r'"\ud83d \udea2"', "\ufffd \ufffd"),
        (r'"\\ud83d"', r"\ud83d"),
        (r'"\\\ud83d"', "\\\ufffd"),
        (r'"\"\ud83dx\""', '"\ufffdx"'),
        (r'{"k\udfff": 1}', {"k\ufffd": 1}),
        (r'"\ud7ff\ue000"', "\ud7ff\ue000"),
    ],
)
def test_json_is_made_whole_before_it_is_parsed(written: str, read: object) -> None:
    assert json.loads(whole_json(written)) == read


def test_json_without_halves_is_the_very_text() -> None:
    assert whole_json(r'{"a": "\u00e4\n"}') == r'{"a": "\u00e4\n"}'
