"""How sure it is that a body is the article, all of it and nothing else.

Reasons, each 0 to 1, and only those that are known:

    length       words of the body, of the 150 from which a text is hardly a stub
    agreement    share of the kept prose on which trafilatura and the site's profile are of one mind
    known        share of the kept text that stands where the profile has seen text before
    summary      share of the words of the page's or the feed's summary that stand in headline and body; teasers are
                 often written anew, so half of them count as all
    whole        1 where trafilatura's text could be found among the page's blocks, 0 where it had to be taken as it is
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipelines.model import Article, CleanArticle, Confidence

STUB_WORDS = 150
SUMMARY_WORDS = 8
"""A shorter summary says nothing about the body."""
SUMMARY_SHARE = 0.5

_WORD = re.compile(r"[^\W\d_]{3,}")


def confidence(
    clean: CleanArticle, taught: Article, judged: Article, *, known: float | None, summaries: Iterable[str | None]
) -> Confidence:
    """The confidence of a clean article.

    taught, judged: the article before and after the site's profile had its say (the same without a profile). known:
    the profile's explained(); None without one. summaries: what describes the article elsewhere.
    """
    reasons: dict[str, float] = {
        "length": min(1.0, len(clean.article_body.split()) / STUB_WORDS),
        "whole": float(not taught.blocks or bool(taught.blocks[0].path) or taught.extractor == "text"),
    }
    if known is not None:
        reasons["known"] = known
        reasons["agreement"] = _agreement(taught, judged)
    said = [share for summary in summaries if (share := _covered(summary, clean)) is not None]
    if said:
        reasons["summary"] = max(said)
    rounded = {name: round(value, 3) for name, value in sorted(reasons.items())}
    return Confidence(value=_mean(rounded), reasons=rounded)


def with_reasons(before: Mapping[str, float], more: Mapping[str, float]) -> Confidence:
    """The confidence once more is known."""
    reasons = dict(sorted((dict(before) | {name: round(value, 3) for name, value in more.items()}).items()))
    return Confidence(value=_mean(reasons), reasons=reasons)


def _mean(reasons: Mapping[str, float]) -> float:
    return round(sum(reasons.values()) / len(reasons), 3) if reasons else 0.0


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
