"""The invented news web served, crawled twice, and the result shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.text import Text

from crawler.demo import InventedWeb
from crawler.demo.report import show
from crawler.demo.web import FEEDS
from pipelines.clock import Clock
from pipelines.errors import CopydeskError, StoreError
from pipelines.store.archive import archive_path, claim_archive
from pipelines.store.store import Store

FIRST_CRAWL = "2026-03-14T06:30:00+00:00"
"""A fixed moment, so that the output is the same every time."""
SECOND_CRAWL = "2026-03-14T09:00:00+00:00"
LIMIT_S = 120
"""A crawl that takes longer has failed; it takes about five seconds."""


class DemoFailed(CopydeskError):  # noqa: N818  named by what happened, as in pipelines.errors
    """A crawl of the demo did not end well; the text has the end of its log."""


def run_demo(db: Path, *, keep: bool, console: Console) -> None:
    """Crawls the invented web twice into the database and prints the report. Raises CopydeskError."""
    claim_archive(db)
    if not keep:
        _remove_earlier_demo(db)
    with InventedWeb() as web, tempfile.TemporaryDirectory(prefix="copydesk-demo-") as folder:
        feeds = Path(folder) / "feeds.toml"
        web.write_feeds_file(feeds)
        console.print(f"Three invented papers, {len(web.feeds())} feeds, all of it on this machine.")
        _crawl(db, feeds, web.proxy, FIRST_CRAWL)
        first = len(web.requests)
        web.publish_edits()
        _crawl(db, feeds, web.proxy, SECOND_CRAWL)
        second = len(web.requests) - first
        unchanged = sum(asked.status == 304 for asked in web.requests[first:])
    console.print(
        f"First crawl: {first} requests. Then one article was edited.\n"
        f"Second crawl: {second} requests, {unchanged} of them answered by 304, not modified.\n"
    )
    with Store.open(db, clock=Clock()) as store:
        show(lambda sql: [dict(row) for row in store.writer.execute(sql).fetchall()], console)
    console.print(Text(f"Look around:  {_browse(db)}"), soft_wrap=True)


def serve(port: int) -> None:
    """Serves the papers until Ctrl-C or SIGTERM. Raises DemoFailed where the port is taken."""
    try:
        web = InventedWeb(port=port)
        web.start()
    except (OSError, OverflowError) as error:
        raise DemoFailed(f"port {port} cannot be had: {error}") from error
    hosts = ", ".join(sorted({urlsplit(url).netloc for url in FEEDS}))
    print(
        f"Three invented papers, behind a proxy on this machine: {hosts}\n"
        f"In another terminal:  export http_proxy={web.proxy}\n"
        "Ctrl-C ends it.",
        flush=True,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        web.stop()


def _crawl(db: Path, feeds: Path, proxy: str, now: str) -> None:
    """One run of the real spider, in a process of its own."""
    command = [sys.executable, "-m", "scrapy", "crawl", "feeds", "-a", "due=all"]
    settings = {
        "COPYDESK_DB": db.resolve(),
        "COPYDESK_FEEDS": feeds,
        "COPYDESK_NOW": now,
        "COPYDESK_TRIES": 1,
        "DOWNLOAD_DELAY": 0,
    }
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter
            command,
            check=False,
            env=crawl_environment(proxy),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        raise DemoFailed(f"the crawl took longer than {LIMIT_S} s") from None
    if done.returncode:
        log = "\n".join(done.stderr.splitlines()[-30:])
        raise DemoFailed(f"the crawl ended with status {done.returncode}; the end of its log:\n{log}")


def crawl_environment(proxy: str) -> dict[str, str]:
    """Ours, without what would lead the crawl elsewhere: to other settings, through another proxy."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith(("COPYDESK_", "SCRAPY_"))
    }
    return kept | {"http_proxy": proxy, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}


def _remove_earlier_demo(db: Path) -> None:
    """Deletes an earlier demo's two files. Raises StoreError where the file is anything else."""
    if not db.exists():
        return
    with Store.open(db, clock=Clock()) as store:
        urls = [row["url"] for row in store.writer.execute("SELECT url FROM feeds").fetchall()]
    if set(urls) - set(FEEDS.keys()):
        raise StoreError(f"{db} is an archive of real feeds; name another file with --db")
    for path in (db, archive_path(db)):
        for suffix in ("", "-wal", "-shm", ".lock"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _browse(db: Path) -> str:
    """The command that opens the database, as it can be typed here."""
    program = _from_here(Path(sys.executable).with_name("scrapy"))
    return f"{'scrapy' if program.is_absolute() else program} browse --db {_from_here(db.resolve())}"


def _from_here(path: Path) -> Path:
    """The path as it can be typed in the current folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
