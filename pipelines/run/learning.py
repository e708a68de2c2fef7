"""Sites that have enough pages are learned, and the articles that were read before are read again by what was learned.

A new site with many pages is learned of its teachers while the run goes on (teachers.py), any other at the run's end.
So the order in which pages arrive does not matter: rows are there for readers during the run, and final at its end.
What is interrupted goes on in the next run: a profile stays open until every page of its site was read by it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from pipelines.errors import TaskError
from pipelines.model import ReadPage, StoredProfile, Unchanged
from pipelines.reading.tasks import learn_site, read_again
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
from pipelines.run.reprocessing import PassOn, in_order
from pipelines.run.run import Run
from pipelines.run.site_rules import apply_site_rules
from pipelines.store.site_profiles import Occasion

logger = logging.getLogger(__name__)

MIN_PAGES = 3
"""Pages of a site from which something is learned."""
LEARN_FROM = 60
"""Most pages that a profile is learned from, the latest days' first."""
STRANGE_PAGES = 3
STRANGE_SHARE = 0.5
"""A site was redesigned when its profile knows less than half of the text (reading.REDESIGNED) of so many pages of
the run, and of this share of them."""
PATIENCE = 6
"""Learning a site may take so many times a page's deadline."""


async def learn_sites(
    run: Run, reader: PageReader, filer: Filer, stopping: Callable[[], bool], *, pass_on: PassOn
) -> None:
    """Learns what is due and applies what is open; returns early when `stopping`. Raises StoreError, WorkersBroken."""
    profiles = run.store.profiles
    await apply_site_rules(run, reader, filer, stopping, pass_on=pass_on)
    # The sites that an unfinished run read are not known: a kill may have come before any of them was learned.
    left_over = run.archive.readings.sites() if run.store.runs.follows_unfinished else ()
    for site in sorted({*run.pages_read.by_site, *profiles.open_sites(), *left_over}.difference(run.teachers.sites())):
        if stopping():
            return
        profile = profiles.latest(site)
        occasion = _occasion(run, site, profile)
        if occasion is not None:
            profile = await _learn(run, site, occasion, run.archive.readings.sample(site, LEARN_FROM))
        if profile is not None and not await _adopt(run, reader, filer, profile, stopping, pass_on=pass_on):
            return


async def learn_of_teachers(
    run: Run, reader: PageReader, filer: Filer, site: str, stopping: Callable[[], bool], *, pass_on: PassOn
) -> None:
    """Learns a site whose teachers have been read, in the middle of a run. Raises StoreError, WorkersBroken."""
    lesson = run.teachers.lesson(site)
    if len(lesson) < MIN_PAGES or stopping():
        return
    profile = await _learn(run, site, "first", lesson)
    if profile is not None:
        await _adopt(run, reader, filer, profile, stopping, pass_on=pass_on)


async def _adopt(
    run: Run,
    reader: PageReader,
    filer: Filer,
    profile: StoredProfile,
    stopping: Callable[[], bool],
    *,
    pass_on: PassOn,
) -> bool:
    """The site's pages are read by the profile, those that have been read already once more; False when stopped."""
    reader.adopt(profile)
    if profile.text and not await _apply(run, reader, filer, profile, stopping, pass_on=pass_on):
        return False
    run.store.profiles.mark_applied(profile)
    return True


def _occasion(run: Run, site: str, profile: StoredProfile | None) -> Occasion | None:
    """Why the site is to be learned now; None where it is not."""
    from pipelines.reading.profiles import from_json

    pages = run.archive.readings.count_taught(site)
    if profile is None:
        return "first" if pages >= MIN_PAGES else None
    if profile.text and from_json(profile.text) is None:
        return "rules"
    if pages >= 2 * profile.pages:
        return "doubled"
    if (
        profile.text
        and is_redesign(run.pages_read.by_site[site], run.pages_read.strange[site])
        and pages > profile.pages
    ):
        return "redesign"
    return None


def is_redesign(pages: int, strange: int) -> bool:
    """Whether so many strange pages, of so many of one run, are a new design and no odd page.

    >>> is_redesign(40, 3), is_redesign(4, 3)
    (False, True)
    """
    return strange >= STRANGE_PAGES and strange >= STRANGE_SHARE * pages


async def _learn(run: Run, site: str, occasion: Occasion, sample: Sequence[str]) -> StoredProfile | None:
    """The site's next profile, of these readings, stored; None where its learning failed, which says nothing of its
    pages."""
    readings = run.archive.readings
    found = (readings.load(key) for key in sample)
    packed = [row[1].article for row in found if row is not None]
    try:
        text = await run.pool.run(
            learn_site, packed, run.config.read_by, deadline_s=PATIENCE * run.config.page_deadline_s
        )
    except TaskError as error:
        logger.warning("%s: nothing could be learned of its pages: %s", site, error)
        return None
    run.counts["sites.learned"] += bool(text)
    return run.store.profiles.add(site, pages=readings.count_taught(site), occasion=occasion, text=text)


async def _apply(
    run: Run,
    reader: PageReader,
    filer: Filer,
    profile: StoredProfile,
    stopping: Callable[[], bool],
    *,
    pass_on: PassOn,
) -> bool:
    """Reads the site's pages again by the profile; False when stopped before the last of them."""
    read_by = run.store.profiles.by_page(profile.site)
    keys = [key for key in run.archive.readings.keys(profile.site) if read_by.get(key, profile.id) != profile.id]

    def reprocess(key: str) -> Awaitable[ReadPage | Unchanged]:
        return _reprocess(run, reader, profile, key, read_by.get(key))

    done = 0
    async for key, again in in_order(keys, reprocess, stopping, width=2 * run.config.worker_count):
        done += 1
        if isinstance(again, ReadPage):
            run.counts["reread.filed"] += 1
            await pass_on(filer.file_reprocessed(again))
        else:
            filer.keep_text(key, profile, again)
            run.counts["reread.same"] += 1
    return done == len(keys)


async def _reprocess(
    run: Run, reader: PageReader, profile: StoredProfile, key: str, before_id: int | None
) -> ReadPage | Unchanged:
    """The page by the new profile; Unchanged where it stays as it is, or cannot be read again."""
    found = run.archive.readings.load(key)
    page = run.archived(found[0]) if found is not None else None
    if found is None or page is None or run.outruns(page):
        return Unchanged()
    before = run.store.profiles.get(before_id) if before_id is not None else None
    try:
        again = await run.pool.run(
            read_again, page, found[1], profile, before, run.config.read_by, deadline_s=run.config.page_deadline_s
        )
    except TaskError as error:
        logger.warning("%s could not be read again: %s", page.url, error)
        return Unchanged()
    if again == "stale":
        whole = run.archived(found[0], body=True)
        read = await reader.read(whole) if whole is not None else None
        return read if isinstance(read, ReadPage) else Unchanged()
    return again
