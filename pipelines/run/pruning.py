"""Pruning: old raw pages and articles deleted, so that no row points to what is gone and no link is fetched anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pipelines.run.linking import unrelate
from pipelines.store.archive import PageArchive
from pipelines.store.retention import OldArticle, OldPage, drop_pages, drop_pages_of, old_articles, old_pages
from pipelines.store.store import Store
from pipelines.store.writer import Writer

BATCH = 200
"""Pages that go in one unit."""

Progress = Callable[[str, int, int], None]
"""Told what is deleted, how many are, and how many are to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is kept; None: whatever its age or size."""

    pages_since: datetime | None = None
    """Raw pages last fetched before then go."""
    most_page_bytes: int | None = None
    """Of the page store; the oldest pages beyond it go."""
    articles_since: datetime | None = None
    """Articles first seen before then go, with their raw pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PruningPlan:
    """What goes."""

    pages: tuple[OldPage, ...]
    articles: tuple[OldArticle, ...]

    @property
    def page_bytes(self) -> int:
        """What the raw pages take."""
        return sum(page.bytes for page in self.pages)

    def by_site(self) -> Mapping[str, tuple[int, int, int]]:
        """Raw pages, their bytes, articles; "" for what has no site."""
        pages = Counter(page.site for page in self.pages)
        articles = Counter(article.site for article in self.articles)
        sizes: Counter[str] = Counter()
        for page in self.pages:
            sizes[page.site] += page.bytes
        return {site: (pages[site], sizes[site], articles[site]) for site in sorted({*pages, *articles})}


def plan_pruning(news: Writer, pages: Writer | None, retention: Retention) -> PruningPlan:
    """What goes by these rules; the raw pages of articles that go are not counted. Reads only."""
    old: list[OldPage] = []
    if pages is not None and (retention.pages_since is not None or retention.most_page_bytes is not None):
        old = old_pages(pages, before=retention.pages_since, most_bytes=retention.most_page_bytes)
    articles = old_articles(news, before=retention.articles_since) if retention.articles_since is not None else []
    return PruningPlan(pages=tuple(old), articles=tuple(articles))


def prune(
    store: Store,
    archive: PageArchive,
    plan: PruningPlan,
    *,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> Counter[str]:
    """Carries the plan out, raw pages first; what was done, for runs.counts. What is interrupted may be begun again."""
    counts: Counter[str] = Counter()
    ids = iter([page.id for page in plan.pages])
    while batch := list(islice(ids, BATCH)):
        drop_pages(archive.writer, batch)
        counts["pruned.pages"] += len(batch)
        progress("raw pages", counts["pruned.pages"], len(plan.pages))
    for number, article in enumerate(plan.articles, 1):
        _prune_article(store, archive, article, now, counts)
        if number % BATCH == 0 or number == len(plan.articles):
            progress("articles", number, len(plan.articles))
    return counts


def _prune_article(
    store: Store, archive: PageArchive, article: OldArticle, now: datetime, counts: Counter[str]
) -> None:
    """Its raw pages first: an article without them is whole, raw pages without their article would come back."""
    counts["pruned.pages"] += drop_pages_of(archive.writer, store.pruned.addresses(article.id))
    with store.writer.unit():
        gone = store.pruned.drop(article.id, f"pruned on {now:%Y-%m-%d}: its time in the archive was over")
        if gone is not None:
            unrelate(store.stories, gone, now=now)
            counts["pruned.articles"] += 1


def shrink(writers: Sequence[Writer]) -> None:
    """Gives the space of deleted rows back to the disk: each file is written anew, and takes its size once more
    meanwhile."""
    for writer in writers:
        writer.commit()
        writer.execute("VACUUM")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
