"""Where a subcommand of `scrapy feeds` works: the settings, the files that they name, and where its answer goes."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapy.settings import Settings

from crawler.configuration import config
from pipelines.errors import SettingError

DONE, FAILED, REFUSED = 0, 1, 2
"""Exit statuses."""


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The settings, and what they name."""

    settings: Settings

    @property
    def feeds(self) -> Path:
        """The feeds file; it need not exist."""
        name = str(self.settings.get("COPYDESK_FEEDS") or "").strip()
        if not name:
            raise SettingError("COPYDESK_FEEDS is empty")
        return Path(name)

    @property
    def db(self) -> Path:
        """The database; it need not exist."""
        return config.run_config(self.settings).db

    def now(self) -> datetime:
        """The moment, by COPYDESK_NOW where that is set."""
        return config.run_clock(self.settings).now()


def say(text: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """A line that is not part of the answer."""
    sys.stderr.write(f"copydesk: {text}\n")


def hint(text: str) -> None:
    """A line for somebody who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")


def say_json(data: object) -> None:
    """The answer as JSON."""
    say(json.dumps(data, indent=2, ensure_ascii=False))
