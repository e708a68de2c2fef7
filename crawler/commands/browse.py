"""`scrapy browse`: the archive in a browser, by Datasette."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from scrapy.commands import ScrapyCommand

from pipelines.errors import CopydeskError, SettingError, StoreInUse

PORT = 8001


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own declaration

    def syntax(self) -> str:
        return "[--db FILE] [--port PORT] [--host ADDRESS] [--open]"

    def short_desc(self) -> str:
        return "Read the archive in a browser"

    def long_desc(self) -> str:
        return (
            "Serves the archive with Datasette and copydesk's own pages: what is in it, each article with every cut in "
            "its place, edits, stories, feeds, sites, search, and why an address is in the data or not. On this "
            "machine only, unless another --host is given. Nothing is written, so a crawl may go on meanwhile."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--db", type=Path, metavar="FILE", help="the archive (default: COPYDESK_DB, news.db)")
        parser.add_argument("--port", type=int, default=PORT, help=f"where to listen (default: {PORT})")
        parser.add_argument("--host", default="127.0.0.1", help="who may ask (default: 127.0.0.1, this machine)")
        parser.add_argument("--open", action="store_true", help="open it in your browser")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            if args:
                hint = "" if args[0].startswith("-") else f"; name the archive with --db {args[0]}"
                raise SettingError(f"{args[0]} is not understood{hint}")
            assert self.settings is not None
            arguments = prepare(opts.db or Path(self.settings["COPYDESK_DB"]))
        except CopydeskError as error:
            print(f"scrapy browse: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        from datasette.cli import cli

        chosen = ["--host", opts.host, "--port", str(opts.port), *(["--open"] if opts.open else [])]
        cli.main(["serve", *arguments, *chosen], prog_name="scrapy browse", standalone_mode=False)


def prepare(db: Path) -> list[str]:
    """Datasette's arguments for the archive, which is brought up to date. Raises SettingError, StoreError."""
    from pipelines.clock import Clock
    from pipelines.store.archive import claim_archive
    from pipelines.store.store import Store

    try:
        import datasette  # noqa: F401  an extra: crawling needs none of it
    except ImportError:
        raise SettingError("Datasette is not installed; pip install 'copydesk[browse]'") from None
    if not db.is_file():
        raise SettingError(f"{db} does not exist; crawl first, or name the archive with --db")
    claim_archive(db)
    with suppress(StoreInUse):  # a crawl holds it, and has brought it up to date
        Store.open(db, clock=Clock()).close()
    return [str(db.absolute())]  # so that none begins with a dash
