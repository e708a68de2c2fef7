"""Known pages met again: read, compared with what was there before, and what follows from it.

A page is met again because its time has come or its feed says so (a Recheck), because another link leads to it, or
because it is among saved pages that were read before. In none of these cases does an article lose its text to a wall, a
stub or a design that reads otherwise (docs/decisions/0014).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from urllib.parse import unquote, urlsplit

from pipelines.comparing import agrees, compare_pages, is_as_stored
from pipelines.dedup.edits import version_of_row
from pipelines.dedup.identity import decide
from pipelines.desk import Desk
from pipelines.errors import TaskError
from pipelines.feedtext import feed_text_page, own_text
from pipelines.following.rechecks import after_check, next_check
from pipelines.model import (
    Checked,
    CheckOutcome,
    Comparison,
    GoneReason,
    Kept,
    Page,
    ReadPage,
    Recheck,
    Rejection,
    Sighting,
    StoredArticle,
)
from pipelines.urls import host_of, strip_fragment, url_key

PATIENCE = 2
"""Comparing takes two readings: so many times a page's deadline."""
THERE: frozenset[CheckOutcome] = frozenset(("unchanged", "revised", "moved", "replaced"))
"""Outcomes that show a page to be there."""
WALLS = frozenset(("paywall", "consent_wall"))
_GATE = re.compile(
    r"\b(?:log-?in|sign-?(?:in|up|on)|register|registr\w+|subscri\w+|abo(?:nnement\w*|nnieren)?|account|auth|sso|oauth"
    r"|consent|cookie\w*|privacy|gdpr|paywall|captcha|challenge|geo-?block\w*)\b",
    re.IGNORECASE,
)


async def read_page(desk: Desk, page: Page) -> ReadPage | Rejection | Kept | Checked:
    """The page, read; one that is known is compared with what was there before."""
    if page.recheck is not None:
        return await _check(desk, replace(page, recheck=None), page.recheck)
    read = await desk.read(page)
    known = desk.store.articles.sighting(url_key(page.url))
    return read if known is None else await _beside_known(desk, page, read, known)


async def _beside_known(
    desk: Desk, page: Page, read: ReadPage | Rejection, known: Sighting
) -> ReadPage | Rejection | Kept:
    """A page that was read before, met by another link or among saved pages."""
    if isinstance(read, Rejection):
        if page.page_key is None:
            return read
        why = f"{read.reason}: {read.detail}"
        return Kept(article_id=known.article_id, page=replace(page, body=b"", headers=()), why=why)
    row = desk.store.articles.article(known.article_id)
    if row.page_key != known.url_key:
        return read
    comparison = await _compare(desk, row, read, page)
    if comparison is not None and comparison.distrust is not None:
        return Kept(article_id=row.id, page=read.page, why=comparison.distrust)
    return replace(read, comparison=comparison)


def keep(desk: Desk, kept: Kept) -> None:
    """The article stays as it is; the link that led to its page is another of its URLs."""
    page, store = kept.page, desk.store
    known = store.articles.sighting(url_key(page.url))
    article_id = known.article_id if known is not None else kept.article_id
    links = store.frontier.links(page.page_key) if page.page_key is not None else ()
    with store.writer.unit():
        urls = (*page.redirects, page.url, *links)
        store.articles.see_again(article_id, url_key(page.url), page.fetched_at, urls, redirects=page.redirects)
        if page.page_key is not None:
            store.frontier.settle(page.page_key, article_id)
        store.rejections.resolve({page.url, *page.redirects, *links})
    desk.counts["pages.kept"] += 1


# ------------------------------------------------------------------------------------------------------- a check


async def _check(desk: Desk, page: Page, recheck: Recheck) -> Checked:
    """What a response to a recheck says of the article."""
    moved = url_key(page.url) != recheck.page_key
    read = await desk.read_once(page)
    row = _row_shown(desk, recheck)
    if row is None:
        return _outcome(recheck, page, "unchanged")
    if isinstance(read, Rejection):
        told = _told_again(desk, row, page) if not moved else None
        if told is None:
            return _not_read(recheck, page, read, moved=moved)
        page, read = told, await desk.read_once(told)
        if isinstance(read, Rejection):
            return _not_read(recheck, page, read, moved=False)
    if moved and not agrees(row, read.article):
        return _elsewhere(recheck, page)
    if moved:  # it is read as what stands at the address that is known; redirects then holds where it was found
        page = replace(page, url=recheck.url, redirects=(page.url,))
        read = await desk.read_once(page)
        if isinstance(read, Rejection):
            return _not_read(recheck, page, read, moved=False)
    else:
        page = replace(page, redirects=())
    return await _compared(desk, row, read, page, recheck)


def _row_shown(desk: Desk, recheck: Recheck) -> StoredArticle | None:
    """The row that shows the page; None where it has become part of another meanwhile, or shows another page."""
    try:
        row = desk.store.articles.article(recheck.article_id)
    except KeyError:
        return None
    return row if row.page_key == recheck.page_key else None


async def _compared(desk: Desk, row: StoredArticle, read: ReadPage, page: Page, recheck: Recheck) -> Checked:
    before = _previous(desk, row, page)
    if before is not None and before.origin == "feed" and page.origin == "web":
        return _outcome(recheck, page, "replaced", read=read)
    comparison = await _compare(desk, row, read, page)
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


def _told_again(desk: Desk, row: StoredArticle, page: Page) -> Page | None:
    """The feed's text, where it stood in for the page already; None elsewhere."""
    before = _previous(desk, row, page)
    if before is None or before.origin != "feed" or page.entry is None or not own_text(page.entry, None).stands_in:
        return None
    return _told(page)


# ---------------------------------------------------------------------------------------------------- comparing


async def _compare(desk: Desk, row: StoredArticle, read: ReadPage, page: Page) -> Comparison | None:
    """What the page has changed of the row that shows it; None where it says the same."""
    notes = desk.store.articles.notes(row.id)
    if is_as_stored(row, notes, read.article):
        return None
    old = _previous(desk, row, page)
    if old is not None and old.origin != read.page.origin:
        if read.page.origin == "feed":
            return Comparison(distrust="the page is a wall now, and its feed has another text")
        return Comparison()
    profile, quickly = desk.manner(page)
    try:
        return await desk.pool.run(
            partial(compare_pages, quickly=quickly, rules=desk.rules.for_url(page.url)),
            old,
            read,
            None if read.reading is not None else page if read.page.origin == page.origin else _told(page),
            version_of_row(row, notes),
            profile,
            deadline_s=PATIENCE * desk.config.page_deadline_s,
        )
    except TaskError as error:
        return Comparison(distrust=f"could not be compared: {error}")


def _told(page: Page) -> Page:
    assert page.entry is not None, "its text was read"
    why = "it stood for the page before"
    return feed_text_page(page.entry, url=page.url, fetched_at=page.fetched_at, page_key=page.page_key, instead=why)


def _previous(desk: Desk, row: StoredArticle, page: Page) -> Page | None:
    """The fetch from which the row was made, with what the page's entry says now; None where the archive has none."""
    found = desk.archive.readings.load(row.page_key)
    old = desk.archive.load(found[0]) if found is not None else desk.archive.before(page)
    if old is not None and (known := desk.outruns(old)):
        old = desk.archive.before(replace(old, fetched_at=known))
    return None if old is None else replace(old, entry=page.entry)


# ------------------------------------------------------------------------------------------------------ settling


def settle(desk: Desk, checked: Checked) -> None:
    """Writes what came of a check, and when the next one is due."""
    store, recheck = desk.store, checked.recheck
    desk.counts[f"checks.{checked.outcome}"] += 1
    with store.writer.unit():
        watch = store.rechecks.watched(recheck.article_id)
        if watch is None:
            return
        if checked.read is not None and checked.page is not None:
            _file(desk, checked.page, checked.read, reread=checked.outcome == "replaced")
        elif checked.outcome == "unchanged":
            store.articles.see_again(recheck.article_id, recheck.page_key, checked.seen_at)
        _note_presence(desk, checked)
        after = after_check(watch, checked.outcome, checked.seen_at)
        due = next_check(
            after,
            desk.config.recheck,
            checked.seen_at,
            seed=recheck.article_id,
            not_before=checked.not_before,
        )
        store.rechecks.settle(checked, after, host_of(recheck.url) or recheck.host, due)


def _file(desk: Desk, page: Page, read: ReadPage, *, reread: bool) -> None:
    """The article as it is now. A page that moved is filed as what stands at its address, and its new one is noted."""
    store = desk.store
    desk.archive.store(page)
    desk.keep_reading(read)
    met = tuple(strip_fragment(url) for url in page.redirects)
    here = replace(page, redirects=())
    desk.place(decide(read.article, here, store.articles, met=met, comparison=read.comparison, reread=reread))


def _note_presence(desk: Desk, checked: Checked) -> None:
    """Whether the article's page is there, where the check says so."""
    gone, recheck = desk.store.disappearances, checked.recheck
    if checked.gone is not None:
        gone.note(recheck.article_id, recheck.url, checked.gone, checked.detail, checked.seen_at)
    elif checked.outcome in THERE and gone.end(recheck.article_id, checked.seen_at):
        desk.counts["checks_returned"] += 1
