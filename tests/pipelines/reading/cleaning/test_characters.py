"""Characters of article_body, and how phrases are compared."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.folding import fold, letters
from pipelines.web.characters import clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        pytest.param("cafe\u0301 quay", "café quay", id="nfc"),
        pytest.param("har\u00adbour", "harbour", id="soft-hyphen"),
        pytest.param("tide\u200b\ufeff table\u2060", "tide table", id="zero-width"),
        pytest.param("\u200f\u202aquay\u202c\u2066 wall\u2069", "quay wall", id="direction-marks"),
        pytest.param("12\u00a0000\u202ftonnes\u2003of\u3000grain", "12 000 tonnes of grain", id="spaces"),
        pytest.param(" a\t b\r\n c ", "a b c", id="white-space"),
        pytest.param("qu\x07ay\x9f", "quay", id="controls"),
        pytest.param("left\ud800right", "left\ufffdright", id="lone-surrogate"),
        pytest.param("ferry\u200cman", "ferryman", id="joiner-in-latin"),
    ],
)
def test_what_shows_nothing_is_gone(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("می\u200cخواهند", id="persian-zwnj"),
        pytest.param("क्\u200dष", id="hindi-zwj"),
        pytest.param("👩\u200d🚒 at the quay", id="emoji-zwj"),
        pytest.param("“Quay” – ‘wall’ — «mole» …", id="quotes-and-dashes"),
    ],
)
def test_what_a_language_needs_stays(text: str) -> None:
    assert clean_text(text) == text


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("DEVAMINI OKU", "Devamını oku", id="turkish-i"),
        pytest.param("À LIRE AUSSI", "a lire aussi", id="french-accents"),
        pytest.param("اقرأ أيضاً", "اقرا ايضا", id="arabic-hamza-and-tanwin"),
        pytest.param("ＲＥＡＤ　ＭＯＲＥ", "read more", id="full-width"),
        pytest.param("Читайте ещё", "читайте еще", id="russian-yo"),
    ],
)
def test_spellings_of_one_phrase_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_punctuation_does_not_make_another_line() -> None:
    assert letters("“The quay, again.”") == letters("The quay again")


def test_case_is_folded_before_letters_are_taken() -> None:
    assert letters("İHA") == letters("iha")


def test_every_mark_beyond_the_basic_plane_is_folded_away() -> None:
    marks = [chr(code) for code in range(0x10000, sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Mn"]
    assert [f"{ord(mark):x}" for mark in marks if fold(f"a{mark}b") != "ab"] == []
