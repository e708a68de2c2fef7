"""`scrapy explain`: why a page is, or is not, in the data, and why it reads as it does."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.reports.command import ReportCommand, plain_console, print_json
from pipelines.errors import SettingError


class Command(ReportCommand):
    argument = "URL or file"

    def syntax(self) -> str:
        return "URL|FILE [--full] [--blocks] [--json] [--db FILE]"

    def short_desc(self) -> str:
        return "Explain what became of a page: each stage, each line that was cut, and by which rule"

    def long_desc(self) -> str:
        return (
            "With a URL: how it was met, whether it is in the data and if not why not, under which other addresses its "
            "article is known; then, where the page as it arrived is in the archive, it is read again stage by stage: "
            "what came in, what went out, which rule cut which line, where each date and name is from, how sure the "
            "text is, which article it is and why. With a saved .html, .html.gz or .txt file: the same without a "
            "database (--db FILE uses its profile of the site). Nothing is fetched and nothing is changed. Exit "
            "status: 0 explained, 1 the URL was never met, 2 the question cannot be answered."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--full", action="store_true", help="whole lines of text, not only as much as fits")
        parser.add_argument("--blocks", action="store_true", help="list every block of the page, with its place")
        parser.add_argument("--url", metavar="URL", help="with a FILE: the address that it was saved from")

    def answer(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.actions.explain import explain_file, explain_url
        from crawler.configuration import config, plugins
        from crawler.reports.explanation import show_explanation

        (asked,) = args
        clock, book = config.run_clock(self.known_settings), config.rule_book(self.known_settings)
        other = plugins.extractor(self.known_settings)
        if Path(asked).is_file():
            told = explain_file(Path(asked), url=opts.url, db=opts.db, clock=clock, book=book, other=other)
        elif ":" not in asked:
            raise SettingError(f"{asked}: is neither a file here nor a URL")
        else:
            found = explain_url(asked, self.database(opts), clock, book, other)
            if found is None:
                print_json(None) if opts.json else print(f"{asked} was never met, in this or any other spelling.")
                return 1
            told = found
        if opts.json:
            print_json(told)
        else:
            show_explanation(told, plain_console(), full=opts.full, blocks=opts.blocks)
        return 0
