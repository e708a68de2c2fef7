"""A person's rules for a site, applied to what is in the archive already: its pages read again when they have changed.

Like a new profile, at the end of a run, and no edit: no revision (docs/decisions/0017). What is interrupted goes on in
the next run: a host's rules count as applied when every page of it has been read by them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from pipelines.model import Page, ReadPage, SiteRules
from pipelines.run.filer import Filer
from pipelines.run.page_reader import PageReader
from pipelines.run.reprocessing import PassOn, in_order
from pipelines.run.run import Run
from pipelines.store.site_rules import RuledPage

logger = logging.getLogger(__name__)


async def apply_site_rules(
    run: Run, reader: PageReader, filer: Filer, stopping: Callable[[], bool], *, pass_on: PassOn
) -> None:
    """Reads again what was read by other rules than today's; returns early when `stopping`. Raises StoreError,
    WorkersBroken."""
    applied, wanted = run.store.site_rules.digests(), run.rules.digests()
    for host in sorted(host for host in {*applied, *wanted} if applied.get(host) != wanted.get(host)):
        pages = [page for page in run.store.site_rules.pages(host) if page.rules != _digest(run, page)]
        if not await _read_again(run, reader, filer, pages, stopping, pass_on=pass_on):
            return
        run.store.site_rules.mark_applied(host, run.rules.by_host.get(host))


def _digest(run: Run, page: RuledPage) -> str | None:
    rules = run.rules.for_url(page.url)
    return rules.digest if rules is not None else None


async def _read_again(
    run: Run,
    reader: PageReader,
    filer: Filer,
    pages: Sequence[RuledPage],
    stopping: Callable[[], bool],
    *,
    pass_on: PassOn,
) -> bool:
    """False when stopped before the last of them."""
    done = 0
    async for page, again in in_order(
        pages, partial(_reprocess, run, reader), stopping, width=2 * run.config.worker_count
    ):
        filed = filer.file_reprocessed(again) if again is not None else None
        run.counts["overruled.filed" if filed is not None else "overruled.left"] += 1
        run.store.site_rules.mark_read(page.url_key, run.rules.for_url(page.url))
        done += 1
        if filed is not None:
            await pass_on(filed)
    return done == len(pages)


async def _reprocess(run: Run, reader: PageReader, known: RuledPage) -> ReadPage | None:
    """The page by today's rules; None where it stays as it is: the archive has it no more, or it is a feed's own text,
    of which they say nothing, or they leave no article of it."""
    page = _archived(run, known)
    if page is None or page.origin == "feed":
        return None
    read = await reader.read_once(page)
    if isinstance(read, ReadPage):
        return read
    rules: SiteRules | None = run.rules.for_url(known.url)
    by = rules.host if rules is not None else "none"
    logger.warning("%s stays as it was: by the site rules of %s it is %s (%s)", page.url, by, read.reason, read.detail)
    return None


def _archived(run: Run, known: RuledPage) -> Page | None:
    """The fetch of the page that was read last, with the entry that led to it."""
    found = run.archive.readings.load(known.url_key)
    if found is not None:
        return run.archived(found[0], body=True)
    page = run.archive.latest(known.url)
    if page is None or page.page_key is None:
        return page
    return replace(page, entry=run.store.frontier.entry(page.page_key))
