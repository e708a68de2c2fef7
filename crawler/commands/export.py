"""`scrapy export`: a frozen copy of the archive, to be cited and handed on."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from crawler.reports.command import ReportCommand, Told, plain_console, print_json
from pipelines.errors import SettingError


class Command(ReportCommand):
    argument = "folder to write"

    def syntax(self) -> str:
        return "FOLDER [--format jsonl|csv|parquet] [--since DAY] [--until DAY] [--site SITE] ..."

    def short_desc(self) -> str:
        return "Write the articles to a folder, with a manifest: a snapshot to cite"

    def long_desc(self) -> str:
        return (
            "Writes the articles, or those that the options choose, to FOLDER as JSON Lines, CSV or Parquet, and "
            "beside them manifest.json: counts, hashes, what each column means, versions, how the texts were made, and "
            "for each feed how often it was asked, what was missed and which entries have no article and why. All of "
            "it is of one moment, whatever a crawl writes meanwhile, and the same rows give the same bytes. FOLDER "
            "must not exist, or be empty; it appears when it is complete. Exit status: 0 written, 2 it could not be."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from pipelines.export.formats import FORMATS
        from pipelines.store.selection import EXTRAS

        super().add_options(parser)
        add = parser.add_argument
        add("--format", choices=list(FORMATS), default="jsonl", help="of the files (default: jsonl)")
        add("--since", metavar="DAY", help="first day, 2026-03-01, by date_published, else first_seen")
        add("--until", metavar="DAY", help="last day")
        add("--site", action="append", default=[], metavar="SITE", help="only this site, example.org; may be repeated")
        add("--language", action="append", default=[], metavar="xx", help="only this language; may be repeated")
        add("--tag", action="append", default=[], help="only what came through feeds with this tag; may be repeated")
        add("--min-confidence", type=float, metavar="0..1", help="only texts that are so sure, or surer")
        add("--with", dest="extras", default="", metavar="PARTS", help=f"more files, of {','.join(EXTRAS)}")
        add(
            "--put-back",
            action="append",
            default=[],
            metavar="[SITE:]RULE",
            help="what this rule cut, or all rules of a kind (caption), stands in the texts again; may be repeated",
        )
        add("--without-text", action="store_true", help="leave out the articles' own words: to hand on what may be")

    def answer(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.configuration import config
        from pipelines.export.restoring import Overridden
        from pipelines.export.snapshot import write_snapshot
        from pipelines.store.reader import Reader
        from pipelines.store.selection import Filters

        filters = Filters(
            since=_day("--since", opts.since),
            until=_day("--until", opts.until),
            sites=tuple(sorted(set(opts.site))),
            languages=tuple(sorted(set(opts.language))),
            tags=tuple(sorted(set(opts.tag))),
            min_confidence=opts.min_confidence,
        )
        with Reader(self.database(opts)) as reader, Told(plain_console(stderr=True)) as told:
            manifest = write_snapshot(
                reader,
                Path(args[0]),
                filters,
                format_name=opts.format,
                extras=[name for name in opts.extras.split(",") if name],
                texts=not opts.without_text,
                overridden=[Overridden.parse(text) for text in opts.put_back],
                now=config.run_clock(self.known_settings).now(),
                progress=told.update,
            )
        if opts.json:
            print_json(manifest)
        else:
            _show(manifest, Path(args[0]))
        return 0


def _show(manifest: dict[str, Any], folder: Path) -> None:
    from rich.text import Text

    from crawler.reports.status import human_bytes
    from crawler.reports.tables import table
    from pipelines.export.snapshot import MANIFEST

    console = plain_console()
    rows = [
        (file["name"], str(file["rows"]), human_bytes(file["bytes"]), file["sha256"][:16]) for file in manifest["files"]
    ]
    console.print(Text(f"{folder}", style="bold"), soft_wrap=True)
    console.print(table(("file", "rows", "size", "sha256"), rows, console.width, flexible=0, numbers=(1, 2)))
    feeds = manifest["coverage"]["feeds"]
    without = sum(n for feed in feeds for n in feed["entries_without_article"].values())
    console.print(f"{MANIFEST}: {len(feeds)} feeds, {without} entries without an article, each with its reason")
    console.print(Text(manifest["cite"]), soft_wrap=True)


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingError(f"{option} {text}: is no day, such as 2026-03-01") from None
