"""How much a text says, in whatever script."""

from __future__ import annotations

import pytest

from pipelines.language.scripts import LONG_WORD, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Five – no, six words here.", 5),
        ("– Five\u00a0words,\tone\u2009tab …", 4),
        ("• “Is it?” — “It is!” •", 4),
        ("3 per cent & 4.5 %", 4),
        ("서울에서 회의 열려", 3),
        ("부산항 — 첫 연락선이 떠났다", 4),
        ("東京で会議", 3),
        ("渡口委员会投票", 4),
        ("NHK は東京の放送局", 5),
        ("เรือข้ามฟาก", 6),
        ("ស្ពានថ្មី", 5),
        ("𠮷野家", 2),
        ("नई नौका — कल से", 4),
        ("العبّارة الجديدة، غدًا", 3),
        ("х" * 4 * LONG_WORD, 4),
    ],
)
def test_one_count_of_words_for_every_script(text: str, words: int) -> None:
    assert count_words(text) == words
