"""`scrapy doctor`: what may keep a crawl from working, each finding with its remedy."""

from __future__ import annotations

import argparse

from scrapy.settings import Settings

from crawler.reports.command import ReportCommand, plain_console, print_json


class Command(ReportCommand):
    def syntax(self) -> str:
        return "[--offline] [--thorough] [--json] [--db FILE]"

    def short_desc(self) -> str:
        return "Look for what may keep a crawl from working, with a remedy for each finding"

    def long_desc(self) -> str:
        return (
            "Checks versions, settings, the contact address, the feeds file, robots.txt, both files of the archive, "
            "the last run, disk, clock, file limits and proxies, and asks the first feed once. It changes nothing. "
            "Exit status: 0 no problems (there may be warnings), 1 there are problems."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--offline", action="store_true", help="without the test poll")
        parser.add_argument("--thorough", action="store_true", help="look through files of many gigabytes too")

    def answer(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002  it takes none
        from crawler.actions.doctor import check_all, poll_first, show_findings

        assert isinstance(self.settings, Settings)
        findings = list(check_all(self.settings, self.database(opts), thorough=opts.thorough))
        if not opts.offline:
            findings += poll_first(self.settings)
        if opts.json:
            print_json(findings)
        else:
            show_findings(findings, plain_console())
        return int(any(finding.level == "problem" for finding in findings))
