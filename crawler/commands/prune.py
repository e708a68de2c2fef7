"""`scrapy prune`: what is kept, by age and by size."""

from __future__ import annotations

import argparse
import sys

from crawler.reports.command import ReportCommand, plain_console, print_json
from pipelines.errors import SettingError


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
        from crawler.actions.prune import carry_out, make_plan, read_retention, show_plan, sizes
        from crawler.configuration import config
        from pipelines.run.pruning import Retention

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
            console.print(f"Done. {sizes(db)}")
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


def _confirmed() -> bool:
    """Whether the person at the terminal agrees. Raises SettingError where there is none."""
    if not sys.stdin.isatty():
        raise SettingError("nothing was deleted: add --yes to delete it, or --dry-run to see only what would go")
    return input("Delete this for good? [y/N] ").strip().lower() in {"y", "yes"}
