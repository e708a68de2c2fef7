"""The pages of the documentation, taken apart into what stands to be run."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import warm
from project import ROOT

PAGES = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if "decisions" not in path.parts]
PROXY = "http://127.0.0.1:8790"
"""Where `scrapy demo --serve` serves, as the pages have it."""

_BLOCK = re.compile(r"^(?:<!-- (?P<note>.*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_ROWS = re.compile(r"\n\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def block_after(marker: str, page: str = "README.md") -> str:
    """The fenced block behind an HTML comment of a page."""
    text = (ROOT / page).read_text("utf-8")
    match = re.search(rf"<!-- {re.escape(marker)} -->\n```\w*\n(.*?)```", text, re.DOTALL)
    assert match, f"{page} has no block marked {marker}"
    return match[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block."""

    language: str
    note: str
    """What the HTML comment before it says: "not run: why", "file: name", or a name by which another test finds it."""
    text: str
    line: int
    rows: str | None = None
    """What stands right below a query: its rows, cells joined by " | "."""


def name(page: Path) -> str:
    """As it is spoken of."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(
            language=match["language"],
            note=match["note"] or "",
            text=match["text"],
            line=text.count("\n", 0, match.start()) + 1,
            rows=rows[1] if match["language"] == "sql" and (rows := _ROWS.match(text, match.end())) else None,
        )
        for match in _BLOCK.finditer(text)
    ]


def indented(page: Path) -> list[str]:
    """The lines of code that are no fenced block, which no test sees."""
    prose = _BLOCK.sub("", page.read_text("utf-8"))
    return [line for line in re.findall(r"(?:(?<=\n\n)(?: {4}.*\n)+)", prose) if line.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command and what it prints; None where the page does not show it."""

    command: str
    output: str | None


def steps(block: Block) -> list[Step]:
    """The commands of a console block. A line that ends in a backslash goes on in the next one."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    if parts[0]:
        raise ValueError(f"line {block.line}: a console block begins with '$ '")
    found = []
    for part in parts[1:]:
        match = re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL)
        assert match
        found.append(Step(command=match[1], output=match[2] or None))
    return found


def steady(text: str) -> list[str]:
    """Lines without what differs from run to run and from place to place."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"\S*/(?=[\w-]+\.(?:db|toml|opml|html)\b|snapshot)", "", text)
    text = re.sub(r"\bin (about )?\d+(\.\d+)? (s|min|h|days?)\b", "in N", text)
    text = re.sub(r"\b\d+(\.\d+)? (s|min|h|days?)\b", "N", text)
    text = re.sub(r"\bN ago\b", "now", text)
    text = re.sub(r"\b\d+(\.\d+)? (B|bytes|kB|MB|GB|TB|pages/s)(?=\W|$)", "N", text)
    text = re.sub(r"\b\d+\.\d+\.\d+\b", "N.N.N", text)
    text = re.sub(r"\b20(?!26-03)\d\d-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\+00:00)?( UTC)?", "NOW", text)
    text = re.sub(r"(T\d\d:\d\d):\d\d\+00:00", r"\1", text)
    text = re.sub(r"\b\d+ (?=open files)|any number of (?=open files)", "N ", text)
    text = re.sub(r"\bN free.*", "free", text)
    text = re.sub(r"\b(article|story) \d+", r"\1 N", text)  # numbered in the order in which pages arrive
    text = re.sub(r"\b20(2[6-9]|[3-9]\d)-(?!0[123]-)\d\d-\d\d\b", "TODAY", text)
    text = re.sub(r"\b[0-9a-f]{16,64}\b", "HASH", text)
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def agree(printed: str, shown: str) -> bool:
    """Whether a command printed what a page shows, where a line of three dots stands for any lines."""
    wanted = "\n".join(steady(shown))
    pattern = re.escape(wanted).replace(re.escape("...") + "\\\n", "(?:.*\n)*?").replace("\\\n\\.\\.\\.", "(?:\n.*)*")
    return re.fullmatch(pattern, "\n".join(steady(printed))) is not None


class Reader:
    """Somebody who types what a page says, in a folder of their own. `scrapy` is the program that is given."""

    def __init__(self, folder: Path, proxy: str, scrapy: Path) -> None:
        self._folder = folder
        self._proxy = proxy
        own = ("COPYDESK_", "SCRAPY_")
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(own) and not key.lower().endswith("_proxy")
        }
        programs = str(Path(sys.executable).parent)
        self._environment = kept | {
            "SCRAPY_SETTINGS_MODULE": "crawler.settings",
            "PYTHONPATH": str(ROOT),
            "PATH": os.pathsep.join((str(scrapy.parent), programs, kept.get("PATH", ""))),
            "COLUMNS": "100",
        }
        self._places = {".venv/bin/scrapy": shlex.quote(str(scrapy)), ".venv/bin/": f"{shlex.quote(programs)}/"}

    def do(self, block: Block) -> Iterator[str]:
        """What went otherwise than the page says."""
        if block.note.startswith("file: "):
            file = self._folder / block.note.removeprefix("file: ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
        if block.language == "sql" and block.rows is not None:
            yield from self._ask(block)
        for step in steps(block) if block.language == "console" else ():
            if step.command.startswith("export "):
                key, _, value = step.command.removeprefix("export ").partition("=")
                value = self._proxy if value == PROXY else shlex.split(value)[0]
                self._environment[key] = os.pathsep.join((value, str(ROOT))) if key == "PYTHONPATH" else value
                continue
            done = self._run(step.command)
            printed = done.stdout.replace(self._proxy, PROXY)
            if step.output is None and done.returncode:
                yield f"$ {step.command}\nends with {done.returncode}:\n{printed}"
            if step.output is not None and not agree(printed, step.output):
                yield f"$ {step.command}\nprints\n{printed}"

    def _ask(self, block: Block) -> Iterator[str]:
        with closing(sqlite3.connect(self._folder / "demo.db")) as archive:
            found = "\n".join(" | ".join(map(str, row)) for row in archive.execute(block.text))
        if found != (block.rows or "").strip():
            yield f"{block.text}\nfinds\n{found}"

    def _run(self, command: str) -> subprocess.CompletedProcess[str]:
        for place, here in self._places.items():
            command = command.replace(place, here)
        return subprocess.run(
            command,
            shell=True,
            check=False,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=180,
            pass_fds=[warm.server().fileno()],
        )
