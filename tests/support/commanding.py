"""Commands called as Scrapy calls them, without a process of their own."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from crawler import settings as defaults

NOW = "2026-03-14T10:00:00+00:00"
"""An hour after the demo's second crawl."""


def call(command: type[ScrapyCommand], *given: object, **settings: object) -> int:
    """The exit status; what was printed is for capsys."""
    made = command()
    made.settings = Settings()
    made.settings.setmodule(defaults)
    made.settings.setdict({"COPYDESK_NOW": NOW, **settings}, priority="cmdline")
    parser = argparse.ArgumentParser()
    made.add_options(parser)
    opts, args = parser.parse_known_args([str(word) for word in given])
    made.process_options(args, opts)
    made.run(args, opts)
    return made.exitcode
