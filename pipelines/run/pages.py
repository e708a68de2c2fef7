"""The way of a page, from its response to its rows."""

from __future__ import annotations

from dataclasses import replace

from pipelines.model import FiledArticle, KeptArticle, Page, ReadPage, Rejection, Revisited
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
from pipelines.run.revisits import read_revisit
from pipelines.run.run import Run
from pipelines.web.urls import url_key


async def take_page(
    run: Run, reader: PageReader, filer: Filer, page: Page
) -> FiledArticle | KeptArticle | Revisited | Rejection:
    """Archives a page, extracts its article, compares it with what is known, decides what it is, saves it and links it
    to its story; what came of it. No other page comes between a decision and its rows.

    The page of a known article that is asked again is archived where it is an edit: the archive has the page that it
    is compared with, and it can be asked for again. Raises StoreError, WorkersBroken.
    """
    if page.revisit is not None:
        revisited = await read_revisit(run, reader, replace(page, revisit=None), page.revisit)
        return replace(revisited, filed=filer.settle(revisited))
    run.keep_raw(page)
    read = await reader.read(page)
    found = await _beside_known(run, reader, page, read)
    if isinstance(found, ReadPage):
        return filer.file(found)
    if isinstance(found, KeptArticle):
        filer.keep(found)
    else:
        filer.reject(found)
    return found


async def _beside_known(
    run: Run, reader: PageReader, page: Page, read: ReadPage | Rejection
) -> ReadPage | Rejection | KeptArticle:
    """The page, read, beside its earlier fetch where there is one: met by another link, or among saved pages."""
    known = run.store.articles.sighting(url_key(page.url))
    if known is None:
        return read
    if isinstance(read, Rejection):
        if page.page_key is None:
            return read
        why = f"{read.reason}: {read.detail}"
        return KeptArticle(article_id=known.article_id, page=replace(page, body=b"", headers=()), why=why)
    row = run.store.articles.article(known.article_id)
    if row.page_key != known.url_key:
        return read
    comparison = await reader.compare(row, read, page)
    if comparison is not None and comparison.distrust is not None:
        return KeptArticle(article_id=row.id, page=read.page, why=comparison.distrust)
    return replace(read, comparison=comparison)
