"""Crawls as a user starts them: `scrapy crawl` in a process of its own, over an invented web on loopback.

The processes are forked from one that has imported everything (tests/support/warm.py).
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warm


@dataclass(frozen=True)
class Folder:
    """A folder with a database and a feeds file, and the proxy behind which the web stands."""

    folder: Path
    proxy: str = ""

    @property
    def db(self) -> Path:
        return self.folder / "news.db"

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds.toml"

    def command(self, name: str, *args: str) -> list[str]:
        """What follows `scrapy`, as a list of arguments."""
        given = {"COPYDESK_DB": self.db, "COPYDESK_FEEDS": self.feeds, "DOWNLOAD_DELAY": 0, "COPYDESK_WORKERS": 1}
        settings = [text for name, value in given.items() for text in ("-s", f"{name}={value}")]
        return [name, *settings, *args]

    def environment(self) -> dict[str, str]:
        cleared = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        return cleared | {"http_proxy": self.proxy, "COPYDESK_CONTACT": "desk@example.org", "no_proxy": ""}

    def start(self, *args: str) -> warm.Command:
        """A crawl under way, in a session of its own. What fails is not tried again, unless that is asked for."""
        return warm.start(self.command("crawl", "-s", "COPYDESK_TRIES=1", *args), env=self.environment())

    def crawl(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A crawl to its end."""
        return warm.run(self.command("crawl", "-s", "COPYDESK_TRIES=1", *args), env=self.environment(), apart=False)

    def scrapy(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Any other command, to its end; what it answers apart from what it says beside that."""
        return warm.run(self.command(*args), env=self.environment())

    def rows(self, sql: str, *params: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, params)]
        finally:
            connection.close()

    def value(self, sql: str, *params: object) -> Any:
        return next(iter(self.rows(sql, *params)[0].values()))
