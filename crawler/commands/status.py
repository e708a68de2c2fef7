"""`scrapy status`: how the archive is doing."""

from __future__ import annotations

import argparse

from crawler.reports.command import ReportCommand, plain_console, print_json
from pipelines.errors import SettingError


class Command(ReportCommand):
    def syntax(self) -> str:
        return "[--last N] [--json] [--db FILE]"

    def short_desc(self) -> str:
        return "Show the last runs, feeds in trouble, what waits, and growth"

    def long_desc(self) -> str:
        return (
            "Shows what the last runs did, whether a crawl is running, which feeds need attention, which hosts asked "
            "for time, how many entries wait, and how many new articles came on each of the last 14 days. It only "
            "reads, so it may be asked at any time. Exit status: 0 all is well, 1 the last run failed, 2 the database "
            "cannot be read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--last", type=int, default=10, metavar="N", help="how many runs to show (default: 10)")

    def answer(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002  it takes none
        from crawler.configuration import config
        from crawler.reports.status import show_status
        from pipelines.store.overview import look_over
        from pipelines.store.reader import Reader

        if opts.last < 1:
            raise SettingError(f"--last must be at least 1, not {opts.last}")
        with Reader(self.database(opts)) as reader:
            overview = look_over(reader, config.run_clock(self.known_settings).now(), last=opts.last)
        if opts.json:
            print_json(overview)
        else:
            show_status(overview, plain_console())
        return int(overview.last_ended is not None and overview.last_ended.status == "failed")
