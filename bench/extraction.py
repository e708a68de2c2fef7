#!/usr/bin/env python3
"""How good the texts are: `scrapy crawl pages` against trafilatura's default, on pages whose right text is known.

    python bench/extraction.py [FOLDER] [--datasets NAME ...] [--folds WEIGHTS] [--json FILE] [--worst N]

Without a FOLDER the pages are those of the invented corpus (tests/support/invented_corpus.py). A FOLDER has a folder
for each dataset: index.json, a list of {"url", "file", "gold"}, and html/ with the files; scores.py says what gold may
hold, and what each measure is. All pages of a dataset are crawled at once into a new database, so that sites are
learned as they are for a user. A page that gives no text counts as an empty one.

With --folds (judge.py FOLDER --folds WEIGHTS makes them), the pages of each fold's sites are crawled by weights that
have not seen those sites, since what is learned from pages must not be judged on them; the table has the lowest and
the highest figure of the five folds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urldefrag

from folds import fold_of
from processes import HERE, crawl_environment
from rich.console import Console
from rich.table import Table
from scores import HAS_ROUGE, MEASURES, Gold, Reading, rank_correlation, score, text_f1

from pipelines.reading.body.judge.weights import VARIABLE
from pipelines.web.urls import site_of

PROJECT = HERE.parent
SURE = 0.8
"""The confidence from which a text passes for good in the table."""
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/[^/]+/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A saved page and what should be made of it."""

    url: str
    site: str
    """Its registered domain."""
    file: Path
    gold: Gold
    fetched_at: str | None

    @property
    def html(self) -> bytes:
        return gzip.decompress(self.file.read_bytes()) if self.file.suffix == ".gz" else self.file.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a dataset's pages, by URL."""

    copydesk: Mapping[str, Reading]
    trafilatura: Mapping[str, Reading]
    refused: Mapping[str, int]
    """Pages without an article, by reason."""


def load_pages(dataset: Path) -> list[Page]:
    """The pages of a dataset; of two with one URL, the later."""
    rows = json.loads((dataset / "index.json").read_text("utf-8"))
    pages = (
        Page(
            url=(url := _url(row)),
            site=site_of(url) or row["domain"],
            file=(dataset / "html" / row["file"]).resolve(),
            gold=row["gold"],
            fetched_at=row.get("extra", {}).get("crawl_date"),
        )
        for row in rows
        if not row.get("extra", {}).get("gold_breaks_off")
    )
    return list({page.url: page for page in pages}.values())


def _url(row: Mapping[str, Any]) -> str:
    """The page's own URL: that of a copy in an archive unwrapped, one made up where the dataset has none."""
    url = _ARCHIVED.sub("", urldefrag(row["url"].strip()).url)
    if not url:
        return f"http://{row['domain']}/{row['file'].split('.')[0]}"
    return url if "://" in url else f"http://{url}"


# ------------------------------------------------------------------------------------------ the systems


def crawl(pages: Sequence[Page], folder: Path, weights: Path | None = None) -> Path:
    """Crawls the pages; returns the database. weights: of the judge, in the place of the package's."""
    rows = ({"file": str(page.file), "url": page.url, "fetched_at": page.fetched_at} for page in pages)
    (folder / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    db = folder / "news.db"
    command = [sys.executable, "-m", "scrapy", "crawl", "pages", "-a", f"path={folder}", "-s", f"COPYDESK_DB={db}"]
    environment = crawl_environment("") | ({VARIABLE: str(weights.resolve())} if weights is not None else {})
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"scrapy crawl pages ended with status {done.returncode}:\n{done.stderr[-3000:]}")
    return db


def read_articles(db: Path) -> dict[str, Reading]:
    """Every article, under each URL at which it was met."""
    with closing(sqlite3.connect(db)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT u.url AS met, a.* FROM article_urls u JOIN articles a ON a.id = u.article_id")
        return {row["met"]: _article(row) for row in rows}


def _article(row: sqlite3.Row) -> Reading:
    stamps = (row["date_published"], row["date_published_raw"]) if row["date_published"] else ()
    return Reading(
        text=row["article_body"],
        headline=row["headline"],
        dates=tuple(stamp for stamp in stamps if stamp),
        authors=tuple(json.loads(row["authors"])),
        confidence=row["confidence"],
    )


def count_refused(db: Path, pages: Sequence[Page], articles: Mapping[str, Reading]) -> Counter[str]:
    with closing(sqlite3.connect(db)) as connection:
        reasons = dict(connection.execute("SELECT url, reason FROM rejections"))
    return Counter(reasons.get(page.url, "not known") for page in pages if page.url not in articles)


def extract(page: Page) -> Reading:
    """trafilatura's default, without readers' comments; from bytes, which it decodes better than most would for it."""
    import trafilatura

    found = trafilatura.extract(
        page.html, url=page.url, output_format="json", with_metadata=True, include_comments=False
    )
    if found is None:
        return Reading()
    row = json.loads(found)
    return Reading(
        text=row["text"] or "",
        headline=row["title"],
        dates=(row["date"],) if row["date"] else (),
        authors=tuple((row["author"] or "").split("; ")),
    )


def run_systems(pages: Sequence[Page], weights: Path | None = None) -> Found:
    """weights: a folder with those of each fold."""
    articles: dict[str, Reading] = {}
    refused: Counter[str] = Counter()
    for fold, part in by_fold(pages).items() if weights is not None else ((0, pages),):
        with tempfile.TemporaryDirectory(prefix="copydesk-extraction-") as folder:
            db = crawl(part, Path(folder), weights / f"{fold}.json" if weights is not None else None)
            found = read_articles(db)
            articles |= found
            refused += count_refused(db, part, found)
    return Found(copydesk=articles, trafilatura={page.url: extract(page) for page in pages}, refused=refused)


def by_fold(pages: Sequence[Page]) -> dict[int, list[Page]]:
    parts: dict[int, list[Page]] = {}
    for page in pages:
        parts.setdefault(fold_of(page.site), []).append(page)
    return parts


# ------------------------------------------------------------------------------------------ the figures


def figures_of(pages: Sequence[Page], readings: Mapping[str, Reading]) -> dict[str, float]:
    """Counts of pages, and the scores."""
    read = [readings.get(page.url, Reading()) for page in pages]
    scores = score([(page.gold, reading) for page, reading in zip(pages, read, strict=True)])
    return {"pages": len(pages), "no_text": sum(not reading.text.strip() for reading in read)} | scores


def confidence_of(pages: Sequence[Page], articles: Mapping[str, Reading]) -> dict[str, float | None]:
    """Whether confidence tells good texts from bad ones."""
    rows = [
        (article.confidence, f1)
        for page in pages
        if (article := articles.get(page.url)) is not None
        and article.confidence is not None
        and (f1 := text_f1(page.gold, article)) is not None
    ]
    sure, unsure = ([f1 for value, f1 in rows if (value >= SURE) is side] for side in (True, False))
    return {
        "spearman": rank_correlation([value for value, _ in rows], [f1 for _, f1 in rows]),
        "sure": len(sure),
        "f1_of_sure": mean(sure) if sure else None,
        "unsure": len(unsure),
        "f1_of_unsure": mean(unsure) if unsure else None,
    }


def worst_of(pages: Sequence[Page], found: Found) -> Iterator[str]:
    """A line a page, those with the worst text of ours first."""

    def f1(readings: Mapping[str, Reading], page: Page) -> float | None:
        return text_f1(page.gold, readings.get(page.url, Reading()))

    rows = ((ours, page) for page in pages if (ours := f1(found.copydesk, page)) is not None)
    for ours, page in sorted(rows, key=lambda row: (row[0], row[1].url)):
        yield f"  {ours:.3f}  trafilatura {f1(found.trafilatura, page):.3f}  {page.url}"


# -------------------------------------------------------------------------------------------- the table


def tabulate(figures: Mapping[str, Mapping[str, Any]]) -> Table:
    names = [measure.name for measure in MEASURES if any(measure.name in row["copydesk"] for row in figures.values())]
    table = Table("", "", "pages", "no text", *names, box=None)
    for dataset, row in figures.items():
        for system in ("copydesk", "trafilatura"):
            cells = (f"{row[system][name]:.3f}" if name in row[system] else "" for name in names)
            counts = (str(row[system]["pages"]), str(row[system]["no_text"]))
            table.add_row(dataset if system == "copydesk" else "", system, *counts, *cells)
        if folds := row.get("folds"):
            spread = (_spread([each[name] for each in folds.values() if name in each]) for name in names)
            table.add_row("", "  folds", "", "", *spread)
    return table


def _spread(figures: Sequence[float]) -> str:
    return f"{min(figures):.3f}-{max(figures):.3f}" if figures else ""


def describe(row: Mapping[str, Any]) -> Iterator[str]:
    """What the table leaves out of one dataset's figures."""
    if row["refused"]:
        yield "no article: " + ", ".join(f"{times} {reason}" for reason, times in sorted(row["refused"].items()))
    known = row["confidence"]

    def shown(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    yield (
        f"confidence: rank correlation with the text's F1 {shown(known['spearman'])}; mean F1 "
        f"{shown(known['f1_of_sure'])} of {known['sure']} from {SURE} on, "
        f"{shown(known['f1_of_unsure'])} of {known['unsure']} below"
    )


def find_datasets(folder: Path, names: Sequence[str]) -> list[Path]:
    found = sorted(index.parent for index in folder.glob("*/index.json") if not names or index.parent.name in names)
    missing = set(names) - {dataset.name for dataset in found}
    if missing or not found:
        raise SystemExit(f"{folder}: no dataset {', '.join(sorted(missing)) or '(a folder with an index.json)'}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="default: the invented corpus")
    parser.add_argument("--datasets", nargs="+", default=[], metavar="NAME", help="default: all in the folder")
    parser.add_argument("--folds", type=Path, metavar="WEIGHTS", help="judge each page by weights without its site")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst pages of each dataset")
    args = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    figures: dict[str, dict[str, Any]] = {}
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="copydesk-corpus-") as folder:
        if args.folder is None:
            subprocess.run(
                [sys.executable, str(PROJECT / "tests" / "support" / "invented_corpus.py"), folder], check=True
            )
        for dataset in find_datasets(args.folder or Path(folder), args.datasets):
            pages = load_pages(dataset)
            found = run_systems(pages, args.folds)
            figures[dataset.name] = row = {
                "copydesk": figures_of(pages, found.copydesk),
                "trafilatura": figures_of(pages, found.trafilatura),
                "refused": dict(found.refused),
                "confidence": confidence_of(pages, found.copydesk),
            }
            if args.folds is not None:
                row["folds"] = {fold: figures_of(part, found.copydesk) for fold, part in by_fold(pages).items()}
            notes += ["", dataset.name, *(f"  {line}" for line in describe(row))]
            notes += list(worst_of(pages, found))[: args.worst]
    console.print(tabulate(figures))
    console.print(*notes, sep="\n", markup=False, soft_wrap=True)
    if not HAS_ROUGE:
        console.print("\nROUGE-LSum is left out: pip install -e '.[bench]'", markup=False)
    if args.json:
        report = {"trafilatura": version("trafilatura"), "datasets": figures}
        args.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
