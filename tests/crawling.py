"""Crawls as a user starts them: `scrapy crawl` in a process of its own, over an invented web on loopback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIMIT_S = 120


@dataclass(frozen=True)
class Desk:
    """A folder with a database and a feeds file, and the proxy behind which the web stands."""

    folder: Path
    proxy: str = ""

    @property
    def db(self) -> Path:
        return self.folder / "news.db"

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds.toml"

    def command(self, *args: str) -> list[str]:
        """`scrapy crawl`, as a list of arguments."""
        return self.scrapy_command("crawl", *args)

    def scrapy_command(self, name: str, *args: str) -> list[str]:
        given = {"COPYDESK_DB": self.db, "COPYDESK_FEEDS": self.feeds, "DOWNLOAD_DELAY": 0, "COPYDESK_WORKERS": 1}
        settings = [text for name, value in given.items() for text in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", name, *settings, *args]

    def environment(self) -> dict[str, str]:
        cleared = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        return cleared | {"http_proxy": self.proxy, "COPYDESK_CONTACT": "desk@example.org", "no_proxy": ""}

    def start(self, *args: str) -> subprocess.Popen[str]:
        """A crawl under way, in a session of its own."""
        return subprocess.Popen(
            self.command(*args),
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def crawl(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A crawl to its end."""
        process = self.start(*args)
        try:
            out, _ = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
        return subprocess.CompletedProcess(process.args, process.returncode, out)

    def scrapy(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Any other command, to its end; what it answers apart from what it says beside that."""
        return subprocess.run(
            self.scrapy_command(*args),
            check=False,
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )

    def rows(self, sql: str, *params: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, params)]
        finally:
            connection.close()

    def value(self, sql: str, *params: object) -> Any:
        return next(iter(self.rows(sql, *params)[0].values()))
