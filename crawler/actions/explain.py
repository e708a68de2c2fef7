"""A page explained: what the database knows of it, and each stage of its reading once more."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace
from pathlib import Path

from crawler.reports.explanation import Explanation, decision_of
from crawler.spiders.pages import declared_url, read_body
from pipelines.clock import Clock
from pipelines.errors import OlderFile, SettingError, StoreError
from pipelines.model import OtherExtractor, Page, StoredProfile
from pipelines.reading.explaining import explain_identity, explain_page
from pipelines.reading.overrides import RuleBook
from pipelines.store.archive import PageArchive, archive_path
from pipelines.store.articles import Articles
from pipelines.store.encounters import Encounter, archived_page, find_encounter
from pipelines.store.frontier import Frontier
from pipelines.store.migrations import PAGES
from pipelines.store.reader import Reader
from pipelines.store.runs import Runs
from pipelines.store.site_profiles import SiteProfiles
from pipelines.web.urls import site_of, strip_fragment, url_key


def explain_file(
    file: Path,
    *,
    url: str | None,
    db: Path | None,
    clock: Clock,
    book: RuleBook | None = None,
    other: OtherExtractor | None = None,
) -> Explanation:
    """A saved page; with a database, by its profile of the site. Raises SettingError, StoreError."""
    book = book or RuleBook()
    try:
        body = read_body(file)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise SettingError(f"{file}: cannot be read: {error}") from None
    text = file.name.lower().endswith(".txt")
    found = url or (None if text else declared_url(body)) or f"urn:sha256:{hashlib.sha256(body).hexdigest()}"
    page = Page(
        url=strip_fragment(found),
        fetched_at=clock.now(),
        body=body,
        content_type="text/plain" if text else "text/html",
        origin="file",
    )
    if db is None:
        return Explanation(
            asked=str(file),
            page=explain_page(page, None, quickly=False, rules=book.for_url(page.url), other=other).seen,
        )
    with Reader(db) as reader:
        return _with_decision(Explanation(asked=str(file)), page, reader, clock, quickly=False, book=book, other=other)


def explain_url(
    url: str, db: Path, clock: Clock, book: RuleBook | None = None, other: OtherExtractor | None = None
) -> Explanation | None:
    """What the database knows of a URL, and its page read again; None where it was never met. Raises StoreError."""
    book = book or RuleBook()
    with Reader(db) as reader, reader.one_state():
        met = find_encounter(reader, url)
        if met is None:
            return None
        told = Explanation(asked=url, met=met)
        try:
            with Reader(archive_path(db), kind=PAGES) as pages:
                kept = _kept_page(reader, pages, met, clock)
        except OlderFile:
            raise
        except StoreError:  # no archive: the rows alone
            kept = None
        if kept is None:
            return told
        return _with_decision(told, kept[0], reader, clock, quickly=kept[1], book=book, other=other)


def _kept_page(reader: Reader, pages: Reader, met: Encounter, clock: Clock) -> tuple[Page, bool] | None:
    """The page of the archive with the entry that led to it; whether a profile read it without trafilatura."""
    page_id = archived_page(pages, met)
    archive = PageArchive(pages)
    page = archive.load(page_id) if page_id is not None else None
    if page is None:
        return None
    entry = Frontier(reader, clock, Runs(reader, clock)).entry(page.page_key or url_key(page.url))
    return replace(page, entry=entry), archive.readings.is_taught(page.url) is False


def _with_decision(
    told: Explanation,
    page: Page,
    reader: Reader,
    clock: Clock,
    *,
    quickly: bool,
    book: RuleBook,
    other: OtherExtractor | None,
) -> Explanation:
    profile = _profile_of(page, reader, clock)
    explained = explain_page(page, profile, quickly=quickly, rules=book.for_url(page.url), other=other)
    told = replace(told, page=explained.seen)
    if explained.article is None:
        return told
    decision = decision_of(*explain_identity(explained.article, page, Articles(reader)))
    stored = told.met.text if told.met is not None else None
    as_stored = None if stored is None else stored == explained.seen.body
    return replace(told, decision=decision, as_stored=as_stored)


def _profile_of(page: Page, reader: Reader, clock: Clock) -> StoredProfile | None:
    site = site_of(page.url)
    return SiteProfiles(reader, clock, Runs(reader, clock)).latest(site) if site is not None else None
