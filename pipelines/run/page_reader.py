"""Pages, read by workers: by which profile, in how much time, and the feed's text where the page shows less."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from pipelines.errors import TaskError, TaskTimeout
from pipelines.model import Comparison, Page, ReadPage, Rejection, StoredArticle, StoredProfile
from pipelines.reading.feed_text import feed_text_page, is_beginning, may_say_more, own_text
from pipelines.reading.tasks import read_page
from pipelines.run.run import Run
from pipelines.store.retention import PRUNED
from pipelines.web.urls import site_of, url_key

logger = logging.getLogger(__name__)

STUBS = frozenset(("paywall", "consent_wall", "not_an_article", "empty"))
"""Reasons for which a page's feed may be asked for the text instead."""
MOST_PROFILES = 400
"""Profiles that are kept at hand; one takes some 50 kB, and a run may meet 20,000 sites."""
MOST_HALVINGS = 3
"""A site's pages have half the time for each of them that took too long: a thousand such pages would keep all workers
for hours. An eighth is still many times what a page takes."""
TAUGHT_IN = 16
"""Of so many new pages of a site whose profile could answer alone, one is shown to trafilatura all the same."""
PATIENCE = 2
"""Comparing takes a second reading: so many times a page's deadline."""


class PageReader:
    """Reads one run's pages. No site's profile changes before the run's last page has been read."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._overruns: Counter[str] = Counter()
        """Pages of this run that took longer than they may, by site."""
        self._profiles: dict[str, StoredProfile | None] = {}

    async def read(self, page: Page) -> ReadPage | Rejection:
        """The page's article; where the page is a wall or a stub and its feed has the text, that of the feed."""
        if self._run.is_pruned(page):
            return Rejection.of(page, "too_old", PRUNED)
        read, entry = await self.read_once(page), page.entry
        if entry is None or page.origin != "web":
            return read
        refused = read if isinstance(read, Rejection) else None
        shown = read.article.article_body if isinstance(read, ReadPage) else ""
        if refused.reason not in STUBS if refused else not may_say_more(entry, shown):
            return read
        usual = self._run.store.frontier.usual_text(page.page_key) if page.page_key is not None else None
        own = own_text(entry, usual)
        if not own.stands_in:
            return replace(refused, detail=f"{refused.detail}; {own.remark}") if refused and own.remark else read
        why = f"{refused.reason}: {refused.detail}" if refused else "the page shows only the beginning"
        told = feed_text_page(entry, url=page.url, fetched_at=page.fetched_at, page_key=page.page_key, instead=why)
        by_feed = await self.read_once(told)
        if isinstance(by_feed, Rejection) or not (refused or is_beginning(shown, by_feed.article.article_body)):
            return read
        self._run.keep_raw(told)
        return by_feed

    async def read_once(self, page: Page) -> ReadPage | Rejection:
        """Read by a worker, under a deadline and a memory limit."""
        profile, quickly = self._manner(page)
        site = site_of(page.url) or ""
        try:
            return await self._run.pool.run(
                partial(
                    read_page,
                    quickly=quickly,
                    rules=self._run.rules.for_url(page.url),
                    other=self._run.config.extractor,
                ),
                page,
                profile,
                deadline_s=self._run.config.page_deadline_s / 2 ** min(self._overruns[site], MOST_HALVINGS),
            )
        except TaskError as error:
            self._overruns[site] += isinstance(error, TaskTimeout)
            logger.warning("%s cost a worker process, and is left out: %s", page.url, error)
            return Rejection.of(page, "extraction_limit", str(error))

    async def compare(self, row: StoredArticle, read: ReadPage, page: Page) -> Comparison | None:
        """What the page, read, has changed of the row that shows it; None where it says the same."""
        from pipelines.revisions.edits import version_of_row
        from pipelines.run.comparing import compare_pages, is_as_stored

        notes = self._run.store.articles.notes(row.id)
        if is_as_stored(row, notes, read.article):
            return None
        old = self._run.earlier_fetch(row.page_key, page)
        if old is not None and old.origin != read.page.origin:
            if read.page.origin == "feed":
                return Comparison(distrust="the page is a wall now, and its feed has another text")
            return Comparison()
        profile, quickly = self._manner(page)
        new = None if read.reading is not None else page if read.page.origin == page.origin else told_before(page)
        rules, other = self._run.rules.for_url(page.url), self._run.config.extractor
        compare = partial(compare_pages, quickly=quickly, rules=rules, other=other)
        try:
            return await self._run.pool.run(
                compare,
                old,
                read,
                new,
                version_of_row(row, notes),
                profile,
                deadline_s=PATIENCE * self._run.config.page_deadline_s,
            )
        except TaskError as error:
            return Comparison(distrust=f"could not be compared: {error}")

    def _manner(self, page: Page) -> tuple[StoredProfile | None, bool]:
        """How a page is read now: by which profile, and whether that may answer alone."""
        profile = self._profile_of(page)
        return profile, profile is not None and self._may_be_quick(page)

    def _profile_of(self, page: Page) -> StoredProfile | None:
        """The profile of the page's site; none changes before the run's last page has been read."""
        site = site_of(page.url)
        if site is None or page.origin == "feed":
            return None
        if site not in self._profiles:
            while len(self._profiles) >= MOST_PROFILES:
                del self._profiles[next(iter(self._profiles))]
            self._profiles[site] = self._run.store.profiles.latest(site)
        profile = self._profiles[site]
        return profile if profile is not None and profile.text else None

    def adopt(self, profile: StoredProfile) -> None:
        """The site's pages are read by this profile from now on."""
        self._profiles[profile.site] = profile

    def _may_be_quick(self, page: Page) -> bool:
        """Whether the profile may answer alone. Not where trafilatura was asked before, since a page that did not
        change must not read otherwise; and not for one page in TAUGHT_IN, so that there is more to learn from."""
        taught = self._run.archive.readings.is_taught(page.url)
        if taught is not None:
            return not taught
        return blake2b(url_key(page.url).encode("utf-8", "replace"), digest_size=1).digest()[0] % TAUGHT_IN != 0


def told_before(page: Page) -> Page:
    """The text of a page's feed as a page, where it stood for the page already. The page has an entry."""
    assert page.entry is not None, "its text was read"
    why = "it stood for the page before"
    return feed_text_page(page.entry, url=page.url, fetched_at=page.fetched_at, page_key=page.page_key, instead=why)
