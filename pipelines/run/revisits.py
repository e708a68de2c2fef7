"""A known article's page asked again, because its time has come or its feed says so: what the response says of it.

An article never loses its text to a wall, a stub or a design that reads otherwise (docs/decisions/0014).
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import (
    Comparison,
    GoneReason,
    Page,
    ReadPage,
    Rejection,
    Revisit,
    Revisited,
    RevisitOutcome,
    StoredArticle,
)
from pipelines.reading.feed_text import own_text
from pipelines.run.comparing import agrees
from pipelines.run.filer import THERE
from pipelines.run.page_reader import PageReader, told_before
from pipelines.run.run import Run
from pipelines.web.urls import url_key

WALLS = frozenset(("paywall", "consent_wall"))
_GATE = re.compile(rf"\b(?:{any_of(word_lists(__name__)['gates'])})\b", re.IGNORECASE)


async def read_revisit(run: Run, reader: PageReader, page: Page, revisit: Revisit) -> Revisited:
    """What a response to a revisit says of the article."""
    moved = url_key(page.url) != revisit.page_key
    read = await reader.read_once(page)
    row = _row_shown(run, revisit)
    if row is None:
        return _outcome(revisit, page, "unchanged")
    if isinstance(read, Rejection):
        told = _told_again(run, row, page) if not moved else None
        if told is None:
            return _not_read(revisit, page, read, moved=moved)
        page, read = told, await reader.read_once(told)
        if isinstance(read, Rejection):
            return _not_read(revisit, page, read, moved=False)
    if moved and not agrees(row, read.article):
        return _elsewhere(revisit, page)
    if moved:  # it is read as what stands at the address that is known; redirects then holds where it was found
        page = replace(page, url=revisit.url, redirects=(page.url,))
        read = await reader.read_once(page)
        if isinstance(read, Rejection):
            return _not_read(revisit, page, read, moved=False)
    else:
        page = replace(page, redirects=())
    return await _compared(run, reader, row, read, page, revisit=revisit)


def _row_shown(run: Run, revisit: Revisit) -> StoredArticle | None:
    """The row that shows the page; None where it has become part of another meanwhile, or shows another page."""
    try:
        row = run.store.articles.article(revisit.article_id)
    except KeyError:
        return None
    return row if row.page_key == revisit.page_key else None


async def _compared(
    run: Run, reader: PageReader, row: StoredArticle, read: ReadPage, page: Page, *, revisit: Revisit
) -> Revisited:
    before = run.earlier_fetch(row.page_key, page)
    if before is not None and before.origin == "feed" and page.origin == "web":
        return _outcome(revisit, page, "replaced", read=read)
    comparison = await reader.compare(row, read, page)
    if comparison is not None and comparison.distrust is not None:
        return _outcome(revisit, page, "kept", detail=comparison.distrust)
    if comparison is not None and comparison.change is not None:
        return _outcome(revisit, page, "revised", detail=comparison.change, read=replace(read, comparison=comparison))
    if page.redirects:
        unedited = replace(read, comparison=Comparison())
        return _outcome(revisit, page, "moved", detail=f"to {page.redirects[-1]}", read=unedited)
    return _outcome(revisit, page, "unchanged")


def _outcome(
    revisit: Revisit,
    page: Page,
    outcome: RevisitOutcome,
    *,
    detail: str | None = None,
    read: ReadPage | None = None,
    gone: GoneReason | None = None,
) -> Revisited:
    """What is not believed leaves no validators: a 304 to them would say that all is well."""
    return Revisited(
        revisit=revisit,
        outcome=outcome,
        seen_at=page.fetched_at,
        detail=detail,
        http_status=page.status,
        gone=gone,
        validators=revisit.validators if outcome in THERE else None,
        page=page if read is not None else None,
        read=read,
    )


def _not_read(revisit: Revisit, page: Page, read: Rejection, *, moved: bool) -> Revisited:
    """The page shows no article."""
    if read.reason == "soft_404":
        return _outcome(revisit, page, "gone", gone="soft_404", detail=read.detail)
    if moved and read.reason not in WALLS:
        return _elsewhere(revisit, page)
    return _outcome(revisit, page, "kept", detail=f"{read.reason}: {read.detail}")


def _elsewhere(revisit: Revisit, page: Page) -> Revisited:
    """The page leads to another one, which does not show the article: it is gone, unless that is a gate before it."""
    detail = f"redirects to {page.url}"
    if is_gate(page.url, revisit.url):
        return _outcome(revisit, page, "kept", detail=detail)
    return _outcome(revisit, page, "gone", gone="redirect", detail=detail)


def is_gate(url: str, asked: str) -> bool:
    """Whether a redirect leads to where one logs in, pays or consents, from where one is sent back.

    >>> is_gate("http://a.test/login?next=%2Fstory", "http://a.test/story"), is_gate("http://a.test/sport", "http://a.test/x")
    (True, False)
    """
    parts, path = urlsplit(url), urlsplit(asked).path
    leads_back = len(path) > 1 and path in unquote(unquote(parts.query))
    return leads_back or _GATE.search(f"{parts.hostname} {parts.path}") is not None


def _told_again(run: Run, row: StoredArticle, page: Page) -> Page | None:
    """The feed's text, where it stood in for the page already; None elsewhere."""
    before = run.earlier_fetch(row.page_key, page)
    if before is None or before.origin != "feed" or page.entry is None or not own_text(page.entry, None).stands_in:
        return None
    return told_before(page)
