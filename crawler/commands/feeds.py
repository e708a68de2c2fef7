"""`scrapy feeds`: feeds found, added, taken out, looked at and checked, without an editor."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from pipelines.errors import CopydeskError

if TYPE_CHECKING:
    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  it has no public name

EXIT_STATUS = "Exit status: 0 done; 1 no feed found, or a feed could not be read; 2 wrong usage, or a file is wrong."
EXAMPLES = """\
A beginning:
  scrapy feeds discover example.org            which feeds does this site have?
  scrapy feeds add example.org --tag region    follow it
  scrapy crawl feeds                           fetch what is new
  scrapy feeds list                            how do my feeds stand?
  scrapy feeds check                           ask them now, and say what they answer
Each has a help of its own:  scrapy feeds add -h
"""
ALSO_AFTER = ("logfile", "loglevel", "nolog", "profile", "pidfile", "pdb")
"""Scrapy's own options, which may stand after the subcommand as well; -s adds up."""


class HelpFormatter(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's headings; texts keep their lines."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "discover | add | remove | import | export | list | check  [options]"

    def short_desc(self) -> str:
        return "Find, add, remove, list and check the feeds to follow"

    def long_desc(self) -> str:
        return (
            "Keeps the list of feeds (COPYDESK_FEEDS, feeds.toml by default) without an editor: comments and the way\n"
            "in which the file was typed stay. Shows how each feed stands, and asks feeds on the spot.\n" + EXIT_STATUS
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        parser.formatter_class = HelpFormatter
        parser.epilog = EXAMPLES
        parsers = parser.add_subparsers(
            dest="subcommand", title="Subcommands", metavar="SUBCOMMAND", prog="scrapy feeds"
        )
        for add in (_discover, _add, _remove, _import, _export, _list, _check):
            _allow_settings(add(parsers))
        super().add_options(parser)  # last, so that they stand below the subcommands

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        opts.set = [*opts.set, *getattr(opts, "set_after", [])]
        super().process_options(args, opts)
        assert self.settings is not None
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")  # the answer is what is printed

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"unrecognized arguments: {' '.join(args)}", print_help=False)
        if opts.subcommand is None:
            raise UsageError
        from crawler.subscriptions.actions import act

        assert self.settings is not None
        try:
            self.exitcode = act(opts.subcommand, self.settings, opts)
        except CopydeskError as error:
            sys.stderr.write(f"copydesk: {error}\n")
            self.exitcode = 2


def _subparser(parsers: Parsers, name: str, short: str, long: str, examples: str) -> argparse.ArgumentParser:
    return parsers.add_parser(
        name,
        help=short,
        description=f"{long}\n{EXIT_STATUS}",
        epilog=f"Examples:\n{examples}",
        formatter_class=HelpFormatter,
    )


def _allow_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-s",
        "--set",
        dest="set_after",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting: COPYDESK_FEEDS=FILE, COPYDESK_DB=FILE (both may stand in the environment, too)",
    )
    for name in ALSO_AFTER:
        flags = ["-L", "--loglevel"] if name == "loglevel" else [f"--{name}"]
        action = "store_true" if name in ("nolog", "pdb") else "store"
        parser.add_argument(*flags, dest=name, action=action, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _minutes(text: str) -> int:
    from crawler.configuration.sources import MAX_MINUTES, is_minutes

    if not text.isdecimal() or not is_minutes(int(text)):
        raise argparse.ArgumentTypeError(f"must be a whole number of minutes from 1 to {MAX_MINUTES}, not {text!r}")
    return int(text)


def _as_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")


# ---------------------------------------------------------------------------------------------------- the subcommands


def _discover(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "discover",
        "find the feeds of a site",
        "Asks a page, and shows the feeds of its site: those that the page announces, those that it links to, those\n"
        "in the usual places (/feed, /rss.xml ...), and the news sitemaps that robots.txt names. Each is read, so\n"
        "that you see how many entries it has, how fresh they are, and whether it carries whole articles. Nothing is\n"
        "stored. robots.txt is obeyed for all but the address that you give.",
        "  scrapy feeds discover example.org\n  scrapy feeds discover https://example.org/sport/ --json\n",
    )
    parser.add_argument("url", metavar="URL", help="a page of the site, or a feed; a bare host means https")
    _as_json(parser)
    return parser


def _add(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "add",
        "add feeds to the list",
        "Asks each URL, and adds it to the feeds file where it is a feed. Of a page, the first feed that it announces\n"
        "is added. A feed that is there already, in whatever spelling, is refused.",
        "  scrapy feeds add https://example.org/feed.xml\n"
        "  scrapy feeds add example.org --tag region --tag daily --every 15\n"
        "  scrapy feeds add https://example.org/feed.xml --no-check\n",
    )
    parser.add_argument("urls", metavar="URL", nargs="+", help="a feed, or a page that announces one")
    parser.add_argument("--title", help="a name for it (else the feed's own)")
    parser.add_argument("--tag", action="append", default=[], dest="tags", metavar="TAG", help="a tag; may be repeated")
    parser.add_argument("--every", type=_minutes, metavar="MINUTES", help="ask it so often (else as its news come)")
    parser.add_argument(
        "--full-text",
        choices=("page", "feed"),
        default="page",
        help="take an article from its page (the default), or from the feed itself",
    )
    parser.add_argument("--no-check", action="store_true", help="add it without asking it")
    return parser


def _remove(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "remove",
        "take feeds out of the list",
        "Takes feeds out of the feeds file; comments stay. The archive keeps every entry and article that it has of\n"
        "them. Where one of the URLs is not in the file, nothing is taken out.",
        "  scrapy feeds remove https://example.org/feed.xml\n",
    )
    parser.add_argument("urls", metavar="URL", nargs="+", help="the URL of a feed, as in the feeds file or nearly so")
    return parser


def _import(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "import",
        "add the feeds of a file, OPML for instance",
        "Adds the feeds of a file to the feeds file: OPML, which other feed readers export (its folders become tags),\n"
        "a text file with a URL a line, or another feeds.toml. Feeds that are there already are left as they are.",
        "  scrapy feeds import subscriptions.opml --dry-run\n  scrapy feeds import subscriptions.opml\n",
    )
    parser.add_argument("file", metavar="FILE", help="an .opml, .txt or .toml file")
    parser.add_argument("--dry-run", action="store_true", help="say what would be added, and add nothing")
    return parser


def _export(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "export",
        "write the list for another program, as OPML for instance",
        "Writes the feeds of the feeds file to FILE, or to the screen. OPML has room for titles, tags and home pages,\n"
        "text for URLs alone, toml and json for everything. Titles and home pages that crawls have met are filled in.",
        "  scrapy feeds export feeds.opml\n  scrapy feeds export --format json\n",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="where to write it (default: the screen)")
    parser.add_argument(
        "--format",
        choices=("opml", "toml", "text", "json"),
        dest="form",
        help="default: as FILE's name says, else opml",
    )
    return parser


def _list(parsers: Parsers) -> argparse.ArgumentParser:
    from crawler.subscriptions.standings import STATES

    parser = _subparser(
        parsers,
        "list",
        "show how each feed stands",
        "Shows the feeds of the feeds file, and what the database knows of them: whether they work, when the last new\n"
        "entry came, how often each is asked and when next, how many entries it brought and how many of them are\n"
        "filed as articles. `new` is a feed that no crawl has asked yet.",
        "  scrapy feeds list\n  scrapy feeds list --trouble\n  scrapy feeds list --only failing --json\n",
    )
    parser.add_argument("--only", choices=STATES, metavar="STATE", help=f"only these: {', '.join(STATES)}")
    parser.add_argument("--trouble", action="store_true", help="only those that somebody should look at")
    _as_json(parser)
    return parser


def _check(parsers: Parsers) -> argparse.ArgumentParser:
    parser = _subparser(
        parsers,
        "check",
        "ask feeds now, and explain what they answer",
        "Polls feeds as a crawl would, and explains the answer: what was sent and what came, whether it brought\n"
        "anything new, what is wrong with the feed, and when a crawl would ask next and why. Nothing is stored.",
        "  scrapy feeds check\n  scrapy feeds check https://example.org/feed.xml\n"
        "  scrapy feeds check https://example.org/feed.xml --afresh\n",
    )
    parser.add_argument("urls", metavar="URL", nargs="*", help="feeds (default: all of the feeds file)")
    parser.add_argument(
        "--afresh", action="store_true", help="ask without conditions, so that the whole feed comes even if it is known"
    )
    _as_json(parser)
    return parser
