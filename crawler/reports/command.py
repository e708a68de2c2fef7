"""What the commands that answer questions have in common: --db, --json, one line for what is wrong, exit statuses."""

from __future__ import annotations

import argparse
import json
import os
import sys
from abc import abstractmethod
from contextlib import suppress
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from pipelines.clock import to_text
from pipelines.errors import CopydeskError, SettingError, StoreInUse

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

WIDTH = 100
"""Columns of the output where it does not go to a terminal."""


IN_USE = 3
"""Exit status where another crawl holds the database: nothing is wrong, it is only not our turn."""


class ReportCommand(ScrapyCommand):
    """Exit status 2: the question could not be answered; one line on stderr says why."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  Scrapy's own declaration
    argument = ""
    """What the one argument is, as a message calls it; "": the command takes none."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--db", type=Path, metavar="FILE", help="the database (default: the setting COPYDESK_DB)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of text for people")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if isinstance(sys.stdout, TextIOWrapper):  # the name of a file may be no text
            with suppress(OSError):  # a pipe that was a file when Python looked at it first
                sys.stdout.reconfigure(errors="backslashreplace")
        try:
            self._check(args)
            self.exitcode = self.answer(args, opts)
        except CopydeskError as error:
            sys.stderr.write(f"copydesk: {error}\n")
            self.exitcode = IN_USE if isinstance(error, StoreInUse) else 2
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _check(self, args: list[str]) -> None:
        """Scrapy hands on options that it does not know as arguments: `--dryrun` must not be overlooked."""
        unknown = next((word for word in args if word.startswith("-")), None)
        if unknown is not None:
            raise SettingError(f"{unknown}: there is no such option; -h lists them")
        if len(args) != bool(self.argument):
            raise SettingError(f"name one {self.argument}" if self.argument else f"{args[0]}: this takes no arguments")

    @abstractmethod
    def answer(self, args: list[str], opts: argparse.Namespace) -> int:
        """Prints the answer; the exit status. Raises CopydeskError."""

    @property
    def known_settings(self) -> BaseSettings:
        """The settings, which Scrapy has given by now."""
        assert self.settings is not None
        return self.settings

    def database(self, opts: argparse.Namespace) -> Path:
        """The database that is asked about."""
        return opts.db or Path(str(self.known_settings.get("COPYDESK_DB") or "news.db"))


class Told:
    """The progress of long work, where there is a terminal to see it."""

    def __init__(self, console: Console) -> None:
        from rich.progress import Progress

        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def update(self, part: str, done: int, total: int) -> None:
        """A part has so many of its rows."""
        if part not in self._tasks:
            self._tasks[part] = self._progress.add_task(part, total=total)
        self._progress.update(self._tasks[part], completed=done)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def plain_console(*, stderr: bool = False) -> Console:
    """The terminal, else plain text of a fixed width."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    plain: dict[str, Any] = {} if stream.isatty() else {"width": WIDTH, "no_color": True, "force_terminal": False}
    return Console(highlight=False, stderr=stderr, **plain)


def print_json(value: Any) -> None:
    """The value (dataclasses included) as indented JSON; times as the rows have them."""
    built = msgspec.to_builtins(value, builtin_types=(datetime, date), enc_hook=str, str_keys=True)
    sys.stdout.write(json.dumps(built, ensure_ascii=False, indent=2, default=_moment) + "\n")


def _moment(moment: datetime | date) -> str:
    return to_text(moment) if isinstance(moment, datetime) else moment.isoformat()
