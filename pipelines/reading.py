"""One page, read: the task that a worker process carries out."""

from __future__ import annotations

from dataclasses import replace

from pipelines.model import Page, ReadPage, Rejection

PRELOAD = ("pipelines.extract.extractor", "pipelines.text.normaliser")
"""What a worker needs for it, and the crawl's own process does not (trafilatura and the language model are large)."""


def read_page(page: Page) -> ReadPage | Rejection:
    """The page's article as it will be filed, or why it is none. Pure; runs in a worker."""
    from pipelines.extract.extractor import extract
    from pipelines.text.normaliser import normalise

    article = extract(page)
    if isinstance(article, Rejection):
        return article
    clean = normalise(article)
    if not clean.paragraphs:
        return Rejection(
            url=page.url,
            reason="not_an_article",
            detail="nothing is left of the page once captions, links and credits are cut",
            seen_at=page.fetched_at,
            http_status=page.status,
            page_key=page.page_key,
        )
    return ReadPage(page=replace(page, body=b"", headers=()), article=clean)
