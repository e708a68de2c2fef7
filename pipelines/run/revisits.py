"""A known article's page asked again, because its time has come or its feed says so: what the response says of it.

An article never loses its text to a wall, a stub or a design that reads otherwise (docs/decisions/0014).
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import (
    Checked,
    CheckOutcome,
    Comparison,
    GoneReason,
    Page,
    ReadPage,
    Recheck,
    Rejection,
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


async def revisit(run: Run, reader: PageReader, page: Page, recheck: Recheck) -> Checked:
    """What a response to a recheck says of the article."""
    moved = url_key(page.url) != recheck.page_key
    read = await reader.read_once(page)
    row = _row_shown(run, recheck)
    if row is None:
        return _outcome(recheck, page, "unchanged")
    if isinstance(read, Rejection):
        told = _told_again(run, row, page) if not moved else None
        if told is None:
            return _not_read(recheck, page, read, moved=moved)
        page, read = told, await reader.read_once(told)
        if isinstance(read, Rejection):
            return _not_read(recheck, page, read, moved=False)
    if moved and not agrees(row, read.article):
        return _elsewhere(recheck, page)
    if moved:  # it is read as what stands at the address that is known; redirects then holds where it was found
        page = replace(page, url=recheck.url, redirects=(page.url,))
        read = await reader.read_once(page)
        if isinstance(read, Rejection):
            return _not_read(recheck, page, read, moved=False)
    else:
        page = replace(page, redirects=())
    return await _compared(run, reader, row, read, page, recheck=recheck)


def _row_shown(run: Run, recheck: Recheck) -> StoredArticle | None:
    """The row that shows the page; None where it has become part of another meanwhile, or shows another page."""
    try:
        row = run.store.articles.article(recheck.article_id)
    except KeyError:
        return None
    return row if row.page_key == recheck.page_key else None


async def _compared(
    run: Run, reader: PageReader, row: StoredArticle, read: ReadPage, page: Page, *, recheck: Recheck
) -> Checked:
    before = run.earlier_fetch(row.page_key, page)
    if before is not None and before.origin == "feed" and page.origin == "web":
        return _outcome(recheck, page, "replaced", read=read)
    comparison = await reader.compare(row, read, page)
    if comparison is not None and comparison.distrust is not None:
        return _outcome(recheck, page, "kept", detail=comparison.distrust)
    if comparison is not None and comparison.change is not None:
        return _outcome(recheck, page, "revised", detail=comparison.change, read=replace(read, comparison=comparison))
    if page.redirects:
        unedited = replace(read, comparison=Comparison())
        return _outcome(recheck, page, "moved", detail=f"to {page.redirects[-1]}", read=unedited)
    return _outcome(recheck, page, "unchanged")


def _outcome(
    recheck: Recheck,
    page: Page,
    outcome: CheckOutcome,
    *,
    detail: str | None = None,
    read: ReadPage | None = None,
    gone: GoneReason | None = None,
) -> Checked:
    """What is not believed leaves no validators: a 304 to them would say that all is well."""
    return Checked(
        recheck=recheck,
        outcome=outcome,
        seen_at=page.fetched_at,
        detail=detail,
        http_status=page.status,
        gone=gone,
        validators=recheck.validators if outcome in THERE else None,
        page=page if read is not None else None,
        read=read,
    )


def _not_read(recheck: Recheck, page: Page, read: Rejection, *, moved: bool) -> Checked:
    """The page shows no article."""
    if read.reason == "soft_404":
        return _outcome(recheck, page, "gone", gone="soft_404", detail=read.detail)
    if moved and read.reason not in WALLS:
        return _elsewhere(recheck, page)
    return _outcome(recheck, page, "kept", detail=f"{read.reason}: {read.detail}")


def _elsewhere(recheck: Recheck, page: Page) -> Checked:
    """The page leads to another one, which does not show the article: it is gone, unless that is a gate before it."""
    detail = f"redirects to {page.url}"
    if is_gate(page.url, recheck.url):
        return _outcome(recheck, page, "kept", detail=detail)
    return _outcome(recheck, page, "gone", gone="redirect", detail=detail)


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
