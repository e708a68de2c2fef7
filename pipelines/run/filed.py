"""A filed article as it goes on, to other item pipelines and to exports."""

from __future__ import annotations

from pipelines.clock import to_text
from pipelines.language.scripts import count_words
from pipelines.model import FiledArticle, FiledVerdict, Filing, Page


def filed_article(filing: Filing, page: Page, *, article_id: int, run_id: int, verdict: FiledVerdict) -> FiledArticle:
    """What was decided of a page and has its rows."""
    article, meta = filing.article, filing.article.metadata
    return FiledArticle(
        verdict=verdict,
        replaces=filing.replaces,
        change=filing.change,
        article_id=article_id,
        run_id=run_id,
        url=filing.url,
        page_url=page.url,
        site=filing.site,
        fetched_at=to_text(filing.fetched_at),
        headline=meta.headline,
        description=meta.description,
        article_body=article.article_body,
        word_count=count_words(article.article_body),
        authors=meta.authors,
        credit_text=meta.credit_text,
        date_published=to_text(meta.date_published) if meta.date_published else None,
        date_published_raw=meta.date_published_raw,
        date_modified=to_text(meta.date_modified) if meta.date_modified else None,
        date_modified_raw=meta.date_modified_raw,
        in_language=meta.in_language,
        article_section=meta.article_section,
        keywords=meta.keywords,
        image_url=meta.image_url,
        is_accessible_for_free=meta.is_accessible_for_free,
        article_type=meta.article_type,
        confidence=article.confidence.value if article.confidence else None,
        extractor=article.extractor,
        text_hash=filing.text_hash,
        removals=article.removals,
        images=article.images,
        corrections=article.notes,
    )
