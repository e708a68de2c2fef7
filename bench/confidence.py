#!/usr/bin/env python3
"""Learns what an article's confidence makes of its reasons: the chance that the text is right (F1 of .9 and more).

    python bench/confidence.py FOLDER --folds WEIGHTS

FOLDER and WEIGHTS as for extraction.py: every page is read by a judge that has not seen its site, and judged here by
factors that have not either. Prints the table for pipelines/reading/confidence.py (logistic regression, all pages),
and for each dataset how well the figure tells bad pages (F1 below .7) from the others.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from extraction import Page, by_fold, crawl, find_datasets, load_pages, read_articles
from folds import fold_of
from numpy.typing import NDArray
from scores import Reading, words

from pipelines.reading.confidence import as_number

RIGHT, BAD, SURE = 0.9, 0.7, 0.9
RIDGE = 1.0
"""Keeps factors small that few pages speak for."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    dataset: str
    fold: int
    f1: float
    reasons: Mapping[str, float]


def read_reasons(db: Path) -> dict[str, Mapping[str, float]]:
    """By each URL at which an article was met."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute(
            "SELECT u.url, a.confidence_reasons FROM article_urls u JOIN articles a ON a.id = u.article_id"
        )
        return {url: json.loads(reasons) for url, reasons in rows}


def collect(dataset: str, pages: Sequence[Page], weights: Path) -> list[Case]:
    cases = []
    for fold, part in by_fold(pages).items():
        with tempfile.TemporaryDirectory(prefix="copydesk-confidence-") as folder:
            db = crawl(part, Path(folder), weights / f"{fold}.json")
            readings, reasons = read_articles(db), read_reasons(db)
        for page in part:
            found = words(page.gold, readings.get(page.url, Reading()))
            if found is not None and page.url in reasons:
                cases.append(Case(dataset, fold_of(page.site), found.f1, reasons[page.url]))
    return cases


def fit(cases: Sequence[Case], names: Sequence[str]) -> tuple[dict[str, tuple[float, float]], float]:
    """(usual value, factor) by reason, and what is there without any; a reason that is not known counts as usual."""
    usual = {name: mean(as_number(name, c.reasons[name]) for c in cases if name in c.reasons) for name in names}
    table = np.asarray([_row(case, names, usual) for case in cases])
    right = np.asarray([case.f1 >= RIGHT for case in cases], dtype=np.float64)
    table = np.hstack([table, np.ones((len(table), 1))])
    factors = np.zeros(table.shape[1])
    ridge = np.diag([RIDGE] * len(names) + [0.0])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-table @ factors))
        slope = table.T @ (right - chances) - ridge @ factors
        curve = (table * (chances * (1 - chances))[:, None]).T @ table + ridge
        factors += np.linalg.solve(curve, slope)
    return {name: (round(usual[name], 3), round(float(f), 3)) for name, f in zip(names, factors, strict=False)}, round(
        float(factors[-1]), 3
    )


def _row(case: Case, names: Sequence[str], usual: Mapping[str, float]) -> list[float]:
    return [as_number(n, case.reasons[n]) - usual[n] if n in case.reasons else 0.0 for n in names]


def chance(case: Case, table: Mapping[str, tuple[float, float]], base: float) -> float:
    score = base + sum(
        factor * (as_number(name, case.reasons[name]) - usual)
        for name, (usual, factor) in table.items()
        if name in case.reasons
    )
    return float(1 / (1 + np.exp(-score)))


def describe(dataset: str, rows: Sequence[tuple[float, float]]) -> str:
    """rows: (confidence, F1)."""
    bad, good = [c for c, f1 in rows if f1 < BAD], [c for c, f1 in rows if f1 >= BAD]
    pairs = [(low < high) + 0.5 * (low == high) for low in bad for high in good]
    auc = f"{mean(pairs):.3f}" if pairs else "-"
    return (
        f"{dataset:20s} bad {len(bad):3d}, of them sure {sum(c >= SURE for c in bad):3d}; unsure (< .8) "
        f"{sum(c < 0.8 for c, _ in rows):3d} of {len(rows)}; auc {auc}; mean {mean(c for c, _ in rows):.3f}, right "
        f"{mean(f1 >= RIGHT for _, f1 in rows):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--folds", type=Path, required=True, metavar="WEIGHTS")
    parser.add_argument(
        "--cases", type=Path, metavar="FILE", help="keep what was measured there, or read it from there"
    )
    args = parser.parse_args()
    if args.cases is not None and args.cases.exists():
        cases = [Case(**row) for row in json.loads(args.cases.read_text("utf-8"))]
    else:
        cases = [
            case
            for dataset in find_datasets(args.folder, ())
            for case in collect(dataset.name, load_pages(dataset), args.folds)
        ]
        if args.cases is not None:
            rows = [{name: getattr(case, name) for name in Case.__slots__} for case in cases]
            args.cases.write_text(json.dumps(rows), "utf-8")
    names = sorted({name for case in cases for name in case.reasons})
    rows_of: dict[str, list[tuple[float, float]]] = {}
    for fold in sorted({case.fold for case in cases}):
        table, base = fit([case for case in cases if case.fold != fold], names)
        for case in cases:
            if case.fold == fold:
                rows_of.setdefault(case.dataset, []).append((chance(case, table, base), case.f1))
    for dataset, rows in rows_of.items():
        print(describe(dataset, rows))
    everything = sorted(row for rows in rows_of.values() for row in rows)
    print("\nconfidence, of a hundred pages right")
    for low, high in ((0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        part = [f1 for value, f1 in everything if low <= value < high]
        if part:
            print(
                f"  {low:.2f} to {min(high, 1):.2f}: {100 * mean(f1 >= RIGHT for f1 in part):3.0f}  ({len(part)} pages)"
            )
    table, base = fit(cases, names)
    print("\n" + "\n".join(f'    "{name}": ({usual}, {factor}),' for name, (usual, factor) in table.items()))
    print(f"BASE = {base}")


if __name__ == "__main__":
    main()
