"""What is deleted by age and by size: planned, shown, carried out."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

from crawler.reports.command import Told, plain_console
from crawler.reports.status import human_bytes
from crawler.reports.tables import table
from crawler.spiders.base import run_versions
from pipelines.clock import Clock
from pipelines.errors import SettingError
from pipelines.run.pruning import PruningPlan, Retention, plan_pruning, prune, shrink
from pipelines.store.archive import PageArchive, archive_path
from pipelines.store.migrations import PAGES
from pipelines.store.overview import bytes_of
from pipelines.store.reader import Reader
from pipelines.store.store import Store

_DAYS = {"d": 1, "w": 7, "y": 365}
_BYTES = {"kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}


def read_retention(opts: argparse.Namespace, now: datetime) -> Retention:
    """The options as moments and bytes. Raises SettingError."""

    def since(option: str, text: str | None) -> datetime | None:
        return None if text is None else now - parse_age(option, text)

    size = opts.pages_larger_than
    return Retention(
        pages_since=since("--pages-older-than", opts.pages_older_than),
        most_page_bytes=None if size is None else parse_size("--pages-larger-than", size),
        articles_since=since("--articles-older-than", opts.articles_older_than),
    )


def parse_age(option: str, text: str) -> timedelta:
    """An age. Raises SettingError.

    >>> parse_age("--x", "8w").days, parse_age("--x", "5y").days
    (56, 1825)
    """
    match = re.fullmatch(r"(\d{1,5})([dwy])", text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise SettingError(f"{option} {text}: is no age such as 90d (days), 8w (weeks) or 5y (years)")
    return timedelta(days=int(match[1]) * _DAYS[match[2]])


def parse_size(option: str, text: str) -> int:
    """A size in bytes. Raises SettingError.

    >>> parse_size("--x", "1.5GB")
    1500000000
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*([kmgt]b)", text.strip().lower())
    if match is None:
        raise SettingError(f"{option} {text}: is no size such as 500MB or 20GB")
    return int(float(match[1]) * _BYTES[match[2]])


def make_plan(db: Path, retention: Retention) -> PruningPlan:
    """What would go now. Raises StoreError."""
    with Reader(db) as news:
        if not archive_path(db).is_file():
            return plan_pruning(news, None, retention)
        with Reader(archive_path(db), kind=PAGES) as pages:
            return plan_pruning(news, pages, retention)


def carry_out(db: Path, retention: Retention, clock: Clock, *, vacuum: bool) -> None:
    """Prunes, as a run of its own. Raises StoreInUse, StoreError."""
    with Store.open(db, clock=clock) as store:
        archive = PageArchive.beside(db)
        try:
            store.writer.before_commit = archive.commit
            store.runs.begin("prune", run_versions())
            plan = plan_pruning(store.writer, archive.writer, retention)
            with Told(plain_console(stderr=True)) as told:
                counts = prune(store, archive, plan, now=clock.now(), progress=told.update)
            store.runs.finish("finished", "finished", counts)
            if vacuum:
                shrink((store.writer, archive.writer))
        finally:
            archive.close()


def show_plan(plan: PruningPlan, console: Console) -> None:
    """Prints what goes, by site."""
    if not plan.pages and not plan.articles:
        console.print("Nothing is that old or that large.")
        return
    rows = [
        (site or "(none)", str(pages), human_bytes(size), str(articles))
        for site, (pages, size, articles) in plan.by_site().items()
    ]
    rows.append(("all", str(len(plan.pages)), human_bytes(plan.page_bytes), str(len(plan.articles))))
    console.print(Text("Raw pages and articles that go", style="bold"))
    console.print(table(("site", "raw pages", "bytes", "articles"), rows, console.width, flexible=0, numbers=(1, 2, 3)))
    if plan.articles:
        console.print("The raw pages of articles that go are deleted with them.")


def sizes(db: Path) -> str:
    """What both files take, in a sentence."""
    news, pages = human_bytes(bytes_of(db)), human_bytes(bytes_of(archive_path(db)))
    return f"{db.name} takes {news} now, {archive_path(db).name} {pages}."
