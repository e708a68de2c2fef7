#!/usr/bin/env python3
"""Our reading of feeds against feedparser's own, on feedparser's test feeds, whose right reading is known.

    python bench/feedformats.py FOLDER [--json FILE] [--worst N]

FOLDER is `tests` of feedparser's source distribution. Each XML file in it states what it should give: expectations.py
reads that, agreement.py says what is compared. Every other file is parsed as well. None may crash, take more than two
seconds, or make the parser read anything but the bytes that it was given (watched.py).

A property counts once for a file, and is right where all is right that the file states of it.
"""

from __future__ import annotations

import argparse
import codecs
import encodings
import io
import json
import pkgutil
import re
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import agreement
import expectations
from rich.console import Console
from rich.table import Table
from watched import Process, RevisitState

from pipelines.model import ParsedFeed

HERE = "http://127.0.0.1:8097/"
"""Where feedparser's test runner serves its files; the absolute links that some of them state begin with it."""
LIMIT_S = 2.0
PROPERTIES = (
    "title", "link", "guid", "date", "content", "summary", "authors", "picture",
    "feed title", "homepage", "language", "ttl", "generator",
)  # fmt: skip
_SCRIPT = "what a browser runs as a script is no text; the sanitiser lets some of this one through"
_BOGUS = "to HTML this is a comment"
_HTML5 = "HTML 5 gives the name another character than HTML 4 did"
DELIBERATE = {
    "encoding/bozo_linenoise.xml": "UTF-8 with a damaged character stays UTF-8; feedparser falls back to ISO 8859-2",
    "entities/lang.xml": _HTML5,
    "entities/rang.xml": _HTML5,
    "wellformed/lang/http_content_language.xml": "the header is the server's; an article's language is measured",
    "wellformed/rss/item_description_not_a_doctype.xml": _BOGUS,
    "wellformed/sanitize/item_content_encoded_script_nested_cdata.xml": _BOGUS,
    **{
        f"wellformed/sanitize/{name}_crazy.xml": _SCRIPT
        for name in (
            "entry_content", "entry_summary", "entry_title", "feed_title", "item_content_encoded", "item_description",
            "item_fullitem",
        )
    },
}  # fmt: skip
"""Where we read otherwise than feedparser and mean to."""

_HEADER = re.compile(rb"^\s*Header:\s+([^:\r\n]+):([^\r\n]+?)\s*$", re.MULTILINE)
_EXPECT = re.compile(rb"Description:\s*(.*?)\s*Expect:\s*(.*)\s*-->")
_WIDE = (
    (b"\x4c\x6f\xa7\x94", "cp037"), (b"\x00\x00\xfe\xff", "utf-32-be"), (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"), (b"<\x00\x00\x00", "utf-32-le"), (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A test feed."""

    name: str
    body: bytes
    headers: Mapping[str, str]
    """Those that the test runner's server sends, in lower case; none for a file that it opens."""
    url: str
    expect: str
    """"" where the file states nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one file."""

    name: str
    seconds: float = 0.0
    """Between question and answer, the way to and from the process included."""
    fault: str = ""
    """How our parser failed on it: it raised, took too long, or read something."""
    theirs: dict[str, bool] = field(default_factory=dict)
    """By property, whether feedparser is right."""
    ours: dict[str, bool] = field(default_factory=dict)
    as_run: bool | None = None
    """Whether the whole Expect line holds for feedparser: whether it was run as its own tests run it."""
    detail: str = ""


def read_case(path: Path, folder: Path) -> Case:
    """The file, with the headers and the address that feedparser's test runner gives it."""
    body, name = path.read_bytes(), path.relative_to(folder).as_posix()
    stated = {key.decode().lower(): value.decode().strip() for key, value in _HEADER.findall(body)}
    served = "http" in name
    url = urljoin(HERE, f"tests/{name}")
    if served:
        location = urljoin(url, stated.get("content-location", ""))
        url = location if location.startswith("http") else url
    found = _EXPECT.search(_as_utf8(body))
    return Case(
        name=name,
        body=body,
        headers={"content-type": "text/xml", **stated, "content-location": url} if served else {},
        url=url,
        expect=found[2].decode("utf-8") if found and path.suffix == ".xml" else "",
    )


def _as_utf8(body: bytes) -> bytes:
    """A body whose comment can be searched for."""
    encoding = next((name for mark, name in _WIDE if body.startswith(mark)), None)
    return body.decode(encoding, "replace").encode() if encoding else body


# ----------------------------------------------------------------------------------------- the workers


def parse_ours(pipe: Connection) -> None:
    """A process that parses the cases which come through the pipe: (feed, fault) of each."""
    from crawler.feeds import parse_feed

    warnings.simplefilter("ignore")
    for module in pkgutil.iter_modules(encodings.__path__):
        with suppress(LookupError):
            codecs.lookup(module.name)
    watch = RevisitState()
    while (case := pipe.recv()) is not None:
        feed, fault = None, ""
        watch.begin()
        try:
            feed = parse_feed(case.body, case.url, case.headers.get("content-type", ""))
        except Exception as error:  # noqa: BLE001  the very thing that is looked for
            fault = f"raised {type(error).__name__}: {error}"
        read = watch.end()
        pipe.send((feed, fault or (f"read {read}" if read else "")))


def judge_theirs(pipe: Connection) -> None:
    """A process of its own for feedparser, since ours changes its settings: the Verdict of each (case, feed)."""
    import feedparser

    warnings.simplefilter("ignore")
    while (task := pipe.recv()) is not None:
        case, feed = task
        result = feedparser.parse(io.BytesIO(case.body), response_headers=dict(case.headers))
        result.update({key: case.headers[key] for key in ("etag",) if key in case.headers})
        pipe.send(judge(case, feed, result))


def judge(case: Case, feed: ParsedFeed | None, result: Mapping[str, Any]) -> Verdict:
    """Both readings against what the file states."""
    line = expectations.read_line(case.expect)
    theirs: dict[str, bool] = {}
    ours: dict[str, bool] = {}
    for each in expectations.statements(line):
        if name := agreement.property_of(each.path, result):
            theirs[name] = theirs.get(name, True) and expectations.holds(each.node, result)
            ours[name] = ours.get(name, True) and agreement.agrees(name, each, feed, result)
    found = repr(feed.entries[:2] if feed is not None and feed.entries else feed)
    detail = "" if all(ours.values()) else f"{case.expect}; ours: {found}"
    as_run = expectations.holds(line, result)
    return Verdict(name=case.name, theirs=theirs, ours=ours, as_run=as_run, detail=detail[:600])


WARM_UP = Case(
    name="",
    body=b"<rss version='2.0'><channel><item><title>a<b></title><pubDate>5. January 2026</pubDate></item>",
    headers={},
    url=HERE,
    expect="1",
)


def ours_process() -> Process:
    """One that has imported what it needs."""
    process = Process(parse_ours)
    process.ask(WARM_UP, 60)
    process.ask(replace(WARM_UP, body=b"<urlset/>"), 60)
    return process


def examine(folder: Path) -> Iterator[Verdict]:
    """Every file of the folder."""
    ours, theirs = ours_process(), Process(judge_theirs)
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".py":
            continue
        case, feed, fault = read_case(path, folder), None, ""
        begin = time.perf_counter()
        try:
            feed, fault = ours.ask(case, LIMIT_S)
        except (TimeoutError, EOFError) as error:
            fault, ours = f"took more than {LIMIT_S:g} s" if isinstance(error, TimeoutError) else "died", ours_process()
        seconds = time.perf_counter() - begin
        verdict = theirs.ask((case, feed), 60) if case.expect else Verdict(name=case.name)
        yield replace(verdict, seconds=seconds, fault=fault)
    ours.kill()
    theirs.kill()


# ------------------------------------------------------------------------------------------ the report


@dataclass(slots=True, kw_only=True)
class Count:
    """Files that state a property, and how many of them each has right."""

    stated: int = 0
    feedparser: int = 0
    ours: int = 0
    deliberate: int = 0
    """Of those that we have wrong, how many are meant to be."""


def tally(verdicts: Sequence[Verdict]) -> dict[str, Count]:
    """The counts by property."""
    counts = {each: Count() for each in PROPERTIES}
    for verdict in verdicts:
        for name, right in verdict.ours.items():
            count = counts[name]
            count.stated += 1
            count.feedparser += verdict.theirs[name]
            count.ours += right
            count.deliberate += not right and verdict.name in DELIBERATE
    return counts


def worse(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The files of which feedparser has something right that we have wrong and do not mean to."""
    return [
        verdict
        for verdict in verdicts
        if verdict.name not in DELIBERATE
        and any(right and not verdict.ours[name] for name, right in verdict.theirs.items())
    ]


def print_report(verdicts: Sequence[Verdict], worst: int) -> None:
    console = Console(width=max(100, Console().width), highlight=False)
    table = Table("property", "stated", "feedparser", "ours", "meant otherwise")
    for name, count in tally(verdicts).items():
        numbers = (count.stated, count.feedparser, count.ours, count.deliberate)
        table.add_row(name, *(str(number) for number in numbers))
    console.print(table)
    stating = [verdict for verdict in verdicts if verdict.as_run is not None]
    console.print(f"{len(verdicts)} files; the whole Expect line holds for feedparser in {sum(map(_as_run, stating))}")
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    console.print(f"slowest for us: {slowest.name}, {slowest.seconds:.2f} s")
    faults = [verdict for verdict in verdicts if verdict.fault]
    console.print(f"{len(faults)} files on which our parser failed, took over {LIMIT_S:g} s or read something else")
    for verdict in faults:
        console.print(f"  {verdict.name}: {verdict.fault}", markup=False)
    behind = worse(verdicts)
    console.print(f"{len(behind)} files of which feedparser has more right than we")
    for verdict in behind[:worst]:
        console.print(f"  {verdict.name}: {verdict.detail}", markup=False)


def _as_run(verdict: Verdict) -> bool:
    return bool(verdict.as_run)


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--json", type=Path, metavar="FILE", help="every file's verdict")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="show N files of which feedparser has more")
    args = options.parse_args()
    verdicts = list(examine(args.folder))
    print_report(verdicts, args.worst)
    if args.json:
        args.json.write_text(json.dumps([asdict(verdict) for verdict in verdicts], indent=1) + "\n", "utf-8")
    return 1 if worse(verdicts) or any(verdict.fault for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
