"""How sure it is that a body is the article: the chance that it is right, all of it and no more (F1 of .9 and above).

Reasons, each 0 to 1, and only those that are known:

    expected     the F1 that the judge of blocks expects of its choice
    agreed       share of the text that anybody keeps that all keep: the judge alone, with trafilatura, trafilatura
    stated       the shorter's share of the longer: the body's length, and what the page states of it (wordCount,
                 articleBody)
    sentences    share of the body in paragraphs that end as sentences do
    prose        share of the kept text in long blocks without many links
    place        share of the kept text that stands in one place of the page (its foremost path)
    links        share of the kept text that is no link
    length       words of the body, of the 60 from which a text is hardly a stub
    summary      share of the words of the page's or the feed's summary that stand in headline and body; teasers are
                 often written anew, so half of them count as all
    known        share of the kept text that stands where the site's profile has seen text before
    agreement    share of the kept text on which the judge and the profile are of one mind

What they count for was learned by bench/confidence.py, on folds by site (docs/decisions/0010).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import exp, log

from pipelines.language.scripts import PROSE_CHARACTERS, count_words
from pipelines.model import Article, Block, CleanArticle, Confidence

STUB_WORDS = 60
SUMMARY_WORDS = 8
"""A shorter summary says nothing about the body."""
SUMMARY_SHARE = 0.5

BASE = 2.754
FACTORS: Mapping[str, tuple[float, float]] = {
    "agreed": (0.793, 0.224),
    "expected": (3.493, 1.285),
    "known": (0.817, 0.105),
    "length": (0.994, 0.34),
    "links": (0.97, 0.22),
    "place": (0.813, 0.859),
    "sentences": (0.893, 0.397),
    "stated": (0.9, 0.776),
    "summary": (0.997, 0.292),
}
"""By reason: its usual value, which counts for one that is not known, and its factor in the log odds of a right text;
made by bench/confidence.py (docs/decisions/0010)."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE = re.compile(r"[.!?…。！？؟۔।][\"'”’»›)\]」』]*$|[\"”»」』]$")


def confidence(
    clean: CleanArticle, taught: Article, judged: Article, *, known: float | None, summaries: Iterable[str | None]
) -> Confidence:
    """The confidence of a clean article.

    taught, judged: the article before and after the site's profile had its say (the same without a profile). known:
    the profile's explained(); None without one. summaries: what describes the article elsewhere.
    """
    reasons = {
        "sentences": _sentences(clean.paragraphs),
        "length": min(1.0, count_words(clean.article_body) / STUB_WORDS),
        **taught.sureness,
        **_layout([block for block in judged.blocks if block.kept]),
    }
    if known is not None:
        reasons["known"] = known
        reasons["agreement"] = _agreement(taught, judged)
    said = [share for summary in summaries if (share := _covered(summary, clean)) is not None]
    if said:
        reasons["summary"] = max(said)
    return with_reasons({}, reasons)


def with_reasons(before: Mapping[str, float], more: Mapping[str, float]) -> Confidence:
    """The confidence once more is known."""
    known = {**before, **{name: round(value, 3) for name, value in more.items()}}
    score = BASE + sum(
        factor * (as_number(name, known[name]) - usual) for name, (usual, factor) in FACTORS.items() if name in known
    )
    return Confidence(value=round(1 / (1 + exp(-score)), 3), reasons=dict(sorted(known.items())))


def as_number(name: str, reason: float) -> float:
    """What a reason counts as: an expected F1 as its log odds, since .99 and .97 are as far apart as .9 and .75."""
    return log((reason + 0.005) / (1.005 - reason)) if name == "expected" else reason


def _sentences(paragraphs: Iterable[str]) -> float:
    whole = ended = 0
    for paragraph in paragraphs:
        whole += len(paragraph)
        ended += len(paragraph) * bool(_SENTENCE.search(paragraph))
    return ended / whole if whole else 0.0


def _layout(kept: Iterable[Block]) -> dict[str, float]:
    """What the places of the kept blocks say; nothing for a text without mark-up."""
    places: Counter[str] = Counter()
    prose = linked = 0.0
    for block in kept:
        size = len(block.text)
        places[block.path] += size
        prose += size * (size >= PROSE_CHARACTERS and block.has_few_links)
        linked += size * block.link_density
    whole = places.total()
    if not whole or set(places) == {""}:
        return {}
    return {"prose": prose / whole, "place": max(places.values()) / whole, "links": 1 - linked / whole}


def _agreement(taught: Article, judged: Article) -> float:
    """Share of the characters that either keeps."""
    after = {block.text for block in judged.blocks if block.kept}
    before = {block.text for block in taught.blocks if block.kept}
    either = sum(map(len, before | after))
    return sum(map(len, before & after)) / either if either else 1.0


def _covered(summary: str | None, clean: CleanArticle) -> float | None:
    """Share of the summary's words that the article has; None where there are too few to tell."""
    words = set(_WORD.findall((summary or "").casefold()))
    if len(words) < SUMMARY_WORDS:
        return None
    text = f"{clean.metadata.headline or ''} {clean.article_body}".casefold()
    found = sum(word in text for word in words)
    return min(1.0, found / len(words) / SUMMARY_SHARE)
