from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pipelines.model import Article, Block, CleanArticle, Confidence, Metadata
from pipelines.reading.confidence import BASE, FACTORS, confidence, with_reasons

SENTENCE = "the harbour wall held though the tide rose higher than in any year since the survey began"
LONG = " ".join([SENTENCE] * 12) + "."
KEPT = Block(role="paragraph", text=LONG, path="main>p")
LOST = Block(role="paragraph", text=LONG[::-1], path="main>p", kept=False)
ARTICLE = Article(url="u", canonical=None, metadata=Metadata(), blocks=(KEPT, LOST))


def sure_of(
    body: str = LONG,
    *,
    taught: Article = ARTICLE,
    judged: Article | None = None,
    known: float | None = None,
    summary: str | None = None,
) -> Confidence:
    clean = CleanArticle(url="u", canonical=None, metadata=Metadata(), paragraphs=(body,))
    return confidence(clean, taught, judged or taught, known=known, summaries=(summary, None))


def test_only_what_is_known_counts() -> None:
    assert sure_of().reasons == {"length": 1.0, "links": 1.0, "place": 1.0, "prose": 1.0, "sentences": 1.0}
    assert with_reasons({}, {}).value == pytest.approx(1 / (1 + math.exp(-BASE)), abs=0.001)
    usual = {name: usual for name, (usual, _) in FACTORS.items() if name != "expected"}
    assert with_reasons({}, usual).value == with_reasons({}, {}).value


def test_confidence_is_a_chance_that_goes_with_each_reason() -> None:
    values = [with_reasons({}, {"expected": expected}).value for expected in (0.0, 0.5, 0.8, 0.95, 0.99, 1.0)]
    assert values == sorted(values)
    assert values[0] < 0.1
    assert values[-1] > 0.95
    taught = replace(ARTICLE, sureness={"expected": 0.6, "agreed": 0.2})
    assert sure_of(taught=taught).value < sure_of().value
    assert sure_of(taught=taught).reasons["agreed"] == 0.2


def test_a_text_without_mark_up_is_judged_by_its_words() -> None:
    bare = replace(ARTICLE, blocks=(replace(KEPT, path=""),))
    assert set(sure_of(taught=bare).reasons) == {"length", "sentences"}


def test_a_short_text_and_one_without_sentences_are_less_sure() -> None:
    assert sure_of(SENTENCE).reasons["length"] == pytest.approx(17 / 60, abs=0.001)
    assert sure_of("Home Sport Weather " * 30).reasons["sentences"] == 0.0


def test_links_and_scattered_lines_are_less_sure() -> None:
    teaser = Block(role="paragraph", text=SENTENCE[:70], path="main>aside>p", link_density=1.0)
    scattered = sure_of(taught=replace(ARTICLE, blocks=(KEPT, *[teaser] * 12))).reasons
    assert scattered["links"] == scattered["prose"] == scattered["place"] == pytest.approx(0.56, abs=0.01)


def test_profile_and_extractor_agree_by_characters() -> None:
    restored = replace(ARTICLE, blocks=(KEPT, replace(LOST, kept=True)))
    assert sure_of(judged=restored, known=1.0).reasons["agreement"] == 0.5
    assert sure_of(known=0.25).reasons["known"] == 0.25


def test_half_of_a_summary_is_enough_and_none_of_it_is_a_warning() -> None:
    half = "harbour wall tide rose survey quango ferry toll regatta dinghy"
    assert sure_of(summary=half).reasons["summary"] == 1.0
    assert sure_of(summary="quango ferry toll regatta dinghy skipper anchor bollard").reasons["summary"] == 0.0
    assert "summary" not in sure_of(summary="Too short to tell").reasons
