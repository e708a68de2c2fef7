"""An extractor that is not ours, asked in its stead; what it raises, or gives that is no article, costs its page."""

from __future__ import annotations

from dataclasses import replace

from pipelines.model import Article, OtherExtractor, Page, Rejection, SiteRules
from pipelines.model.conformity import conforming


def extract_by(other: OtherExtractor, page: Page, rules: SiteRules | None) -> Article | Rejection:
    """What it makes of the page, under its own name. Raises nothing for whatever it does (MemoryError apart)."""
    try:
        found = other.extract(page, rules)
        if isinstance(found, Rejection):
            refused = conforming(found, Rejection)
            return Rejection.of(page, refused.reason, refused.detail)
        article = conforming(found, Article)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it raises is one page's failure
        return Rejection.of(page, "error", f"{other.name}: {type(error).__name__}: {error}"[:500])
    return replace(article, url=page.url, extractor=_full_name(other.name, article.extractor))


def _full_name(name: str, stated: str) -> str:
    """The extractor's name, and what it says of itself.

    >>> _full_name("mine.read", ""), _full_name("mine.read", "mine.read 2"), _full_name("mine.read", "judge 0c1d")
    ('mine.read', 'mine.read 2', 'mine.read (judge 0c1d)')
    """
    if stated.startswith(name):
        return stated
    return f"{name} ({stated})" if stated else name
