"""`scrapy prune`: what is kept, by age and by size."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

from crawler.configuration import config
from crawler.reports.command import ReportCommand, Told, plain_console, print_json
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


class Command(ReportCommand):
    def syntax(self) -> str:
        return "[--pages-older-than 90d] [--pages-larger-than 20GB] [--articles-older-than 5y] [--dry-run|--yes]"

    def short_desc(self) -> str:
        return "Delete old raw pages and old articles"

    def long_desc(self) -> str:
        return (
            "Deletes what is older or larger than you say: raw pages (the articles stay, but cannot be read again by "
            "better rules), and articles with all that belongs to them. The addresses of a deleted article are kept, "
            "and refused as too_old, so that it is not fetched again as new. First it shows what would go; on a "
            "terminal it asks, elsewhere it wants --yes. It cannot be undone. While a crawl is running, only --dry-run "
            "works. Exit status: 0 done, or nothing to do; 1 not confirmed; 2 it failed; 3 a crawl is running."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--pages-older-than", metavar="AGE", help="raw pages last fetched so long ago: 90d, 8w, 2y")
        add("--pages-larger-than", metavar="SIZE", help="the oldest raw pages beyond this size of all: 500MB, 20GB")
        add("--articles-older-than", metavar="AGE", help="articles first seen so long ago, with their raw pages")
        add("--dry-run", action="store_true", help="only show what would go")
        add("--yes", action="store_true", help="do not ask")
        add("--vacuum", action="store_true", help="then give the space back to the disk; needs as much again meanwhile")

    def answer(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002  it takes none
        clock = config.run_clock(self.known_settings)
        retention = read_retention(opts, clock.now())
        if opts.dry_run and opts.yes:
            raise SettingError("--dry-run and --yes are opposites: leave one out")
        if retention == Retention() and not opts.vacuum:
            raise SettingError("say what is to go: --pages-older-than, --pages-larger-than or --articles-older-than")
        db, console = self.database(opts), plain_console(stderr=opts.json)
        plan = make_plan(db, retention)
        show_plan(plan, console)
        if opts.dry_run or not (plan.pages or plan.articles or opts.vacuum):
            done = False
        elif opts.yes or _confirmed():
            carry_out(db, retention, clock, vacuum=opts.vacuum)
            done = True
            after = human_bytes(bytes_of(db)), human_bytes(bytes_of(archive_path(db)))
            console.print(f"Done. {db.name} takes {after[0]} now, {archive_path(db).name} {after[1]}.")
            if not opts.vacuum:
                console.print("New rows take the space that became free; --vacuum gives it back to the disk.")
        else:
            return 1
        if opts.json:
            print_json(
                {
                    "pruned": done,
                    "pages": len(plan.pages),
                    "page_bytes": plan.page_bytes,
                    "articles": len(plan.articles),
                    "by_site": {
                        site: {"pages": pages, "page_bytes": size, "articles": articles}
                        for site, (pages, size, articles) in plan.by_site().items()
                    },
                }
            )
        return 0


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


def _confirmed() -> bool:
    """Whether the person at the terminal agrees. Raises SettingError where there is none."""
    if not sys.stdin.isatty():
        raise SettingError("nothing was deleted: add --yes to delete it, or --dry-run to see only what would go")
    return input("Delete this for good? [y/N] ").strip().lower() in {"y", "yes"}
