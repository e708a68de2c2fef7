"""`scrapy demo`: an invented news web, served on loopback, crawled twice, with the result shown."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.reports.command import plain_console
from pipelines.errors import CopydeskError

SERVING_PORT = 8790


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own declaration

    def syntax(self) -> str:
        return "[--db FILE] [--keep] | --serve [PORT]"

    def short_desc(self) -> str:
        return "Crawl an invented news site on this machine and show what copydesk makes of it"

    def long_desc(self) -> str:
        return (
            "Serves three invented newspapers on a loopback port, crawls their feeds with the real spider, lets one "
            "of them edit an article, crawls again, and shows what was stored, what was cut, what was recognised as "
            "the same article or story, and what was refused. Needs no network and no set-up, and takes some seconds. "
            "The result stays in demo.db, to be read with scrapy browse. With --serve it only serves the papers, until "
            "Ctrl-C, so that commands of yours can be tried on them from another terminal."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--db", type=Path, default=Path("demo.db"), metavar="FILE", help="the result (default: demo.db)"
        )
        parser.add_argument(
            "--keep", action="store_true", help="go on with the result of an earlier demo instead of replacing it"
        )
        parser.add_argument(
            "--serve",
            type=int,
            nargs="?",
            const=SERVING_PORT,
            metavar="PORT",
            help=f"serve the papers on this port and crawl nothing (default: {SERVING_PORT}; 0: a free one)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  Scrapy calls it so
        from crawler.actions.demo import run_demo, serve

        try:
            if opts.serve is None:
                run_demo(opts.db, keep=opts.keep, console=plain_console())
            else:
                serve(opts.serve)
        except CopydeskError as error:
            print(f"scrapy demo: {error}", file=sys.stderr)
            self.exitcode = 1
