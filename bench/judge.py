#!/usr/bin/env python3
"""Learns the weights of the judge of blocks from pages whose right text is known.

    python bench/judge.py FOLDER                       writes pipelines/reading/body/judge/weights.json
    python bench/judge.py FOLDER --folds WEIGHTS       and WEIGHTS/0.json to 4.json, each without the sites of its fold

FOLDER is as for extraction.py, which judges every page by weights that have not seen its site with --folds. The same
pages give the same bytes. A block is the article's where its letters are a line of the right text, or where seven
tenths of its runs of four words stand in it. Pages of which the right text lacks a part, or has little, teach nothing.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from extraction import PROJECT, Page, find_datasets, load_pages
from folds import FOLDS, fold_of
from lxml.html import fromstring
from rich.progress import track
from scores import Gold, lines

from pipelines.reading.body.alignment import align, keys_of, prose_element
from pipelines.reading.body.baseline import kept_text
from pipelines.reading.body.judge.features import NAMES, gather
from pipelines.reading.body.judge.layout import Floats, Table
from pipelines.reading.body.judge.witness import WITNESS_NAMES, hear
from pipelines.reading.document.blocks import RawBlock
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.extractor import find_blocks, stated_of
from pipelines.reading.metadata.candidates import read_meta

WEIGHTS = PROJECT / "pipelines" / "extract" / "judge" / "weights.json"
TREES = 60
SETTINGS = {
    "objective": "binary", "learning_rate": 0.15, "num_leaves": 16, "max_depth": 6, "min_data_in_leaf": 60,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 127, "seed": 3,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "use_missing": False, "verbose": -1,
}  # fmt: skip
FEWEST = 200
"""Characters of a right text that is worth learning from."""
FOUND = 0.7
"""Share of the right text that the page's blocks must hold."""
CUT_SHORT = 0.4
"""Of trafilatura's text; a right text with less of it was cut short by whoever made it."""
SAME = 0.7
"""Share of a block's runs of four words that stand in the right text, from which the block is the article's."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page's: the blocks that are asked about."""

    site: str
    table: Table
    """NAMES and WITNESS_NAMES."""
    right: Floats
    """By block: 1.0 for the article's."""
    weight: Floats


def right_text(gold: Gold) -> str:
    if "html" in gold:
        tree = fromstring(gold["html"])
        for element in tree.iter("br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "blockquote", "tr", "pre"):
            element.tail = f"\n{element.tail or ''}"
        return "\n".join(lines(tree.text_content()))
    if "paragraphs" in gold:
        return "\n".join(line.strip("[]") for line in gold["paragraphs"])
    return str(gold.get("body") or "")


def teach(page: Page) -> Lesson | None:
    """None where the page teaches nothing."""
    gold = right_text(page.gold)
    document = read_document(page.html, "text/html", page.url)
    if len(gold) < FEWEST or not isinstance(document, Document):
        return None
    document, page_text = find_blocks(document, page.url)
    blocks = page_text.blocks
    if not blocks:
        return None
    home = prose_element(blocks)
    text = kept_text(document.tree if home is None else home)
    right = label(blocks, gold)
    found = sum(len(block.text) for block, is_right in zip(blocks, right, strict=True) if is_right)
    if found < FOUND * len(gold) or len(gold) < CUT_SHORT * len(text):
        return None
    evidence = gather(blocks, stated_of(document, read_meta(document.elements)))
    table = np.hstack([evidence.table, hear(evidence, align(blocks, text).kept)])
    sizes = np.asarray([len(blocks[place].text) for place in evidence.asked], dtype=np.float64)
    return Lesson(page.site, table, np.asarray(right, dtype=np.float64)[evidence.asked], weigh(sizes, found))


def label(blocks: Sequence[RawBlock], gold: str) -> list[bool]:
    """Which blocks are the article's."""
    wanted = [key.lower() for key in keys_of(gold.splitlines())]
    known, whole = frozenset(wanted) - {""}, "".join(wanted)
    runs = frozenset(_runs(gold))
    keys = keys_of([block.text for block in blocks])
    return [_is_right(block.text, key.lower(), known, whole, runs) for block, key in zip(blocks, keys, strict=True)]


def _is_right(text: str, key: str, known: frozenset[str], whole: str, runs: frozenset[tuple[str, ...]]) -> bool:
    if not key or key in known:
        return bool(key)
    count = len(_WORD.findall(text))
    if count >= 6:
        own = list(_runs(text))
        return sum(run in runs for run in own) >= SAME * len(own)
    return count <= 2 and len(key) >= 30 and key in whole  # no spaces between words


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    return zip(*(words[start:] for start in range(4)), strict=False)


def weigh(sizes: Floats, found: int) -> Floats:
    """A block's weight: two thirds by the root of its size (long pages count more, but not by far), one third by its
    share of its page's text, which is what it moves in that page's F1."""
    roots = np.sqrt(np.minimum(2000, sizes) + 10)
    return 2 * roots / np.sqrt(roots.sum()) + 10 * (np.minimum(3000, sizes) + 20) / (found + 300)


def grow(lessons: Sequence[Lesson], names: Sequence[str]) -> dict[str, Any]:
    """Trees that ask for the first so many columns of a lesson's table."""
    table = np.vstack([lesson.table[:, : len(names)] for lesson in lessons])
    right = np.concatenate([lesson.right for lesson in lessons])
    weight = np.concatenate([lesson.weight for lesson in lessons])
    data = lightgbm.Dataset(table, right, weight=weight, params={"max_bin": SETTINGS["max_bin"], "verbose": -1})
    found = lightgbm.train(SETTINGS, data, TREES).dump_model()
    used = sorted({node["split_feature"] for tree in found["tree_info"] for node in _splits(tree["tree_structure"])})
    columns = {feature: place for place, feature in enumerate(used)}
    trees = [_flat(tree["tree_structure"], columns) for tree in found["tree_info"]]
    return {"columns": [names[feature] for feature in used], "trees": trees}


def _splits(node: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "split_feature" in node:
        yield node
        yield from _splits(node["left_child"])
        yield from _splits(node["right_child"])


def _flat(root: Mapping[str, Any], columns: Mapping[int, int]) -> list[list[float]]:
    """pipelines.reading.body.judge.trees.plant() says how a tree is written."""
    nodes: list[list[float]] = []

    def add(node: Mapping[str, Any]) -> int:
        place = len(nodes)
        if "split_feature" not in node:
            nodes.append([_short(node["leaf_value"])])
            return place
        nodes.append([])
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[place] = [
            _short(node["internal_value"]), columns[node["split_feature"]], _short(node["threshold"]), left, right
        ]  # fmt: skip
        return place

    add(root)
    return nodes


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def write(lessons: Sequence[Lesson], path: Path) -> None:
    data = {"alone": grow(lessons, NAMES), "taught": grow(lessons, (*NAMES, *WITNESS_NAMES))}
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path}: {len(lessons)} pages, {path.stat().st_size // 1000} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--folds", type=Path, metavar="WEIGHTS", help="a folder for the weights of each fold")
    args = parser.parse_args()
    pages = [page for dataset in find_datasets(args.folder, ()) for page in load_pages(dataset)]
    with Pool() as pool:
        taught = track(pool.imap(teach, pages, chunksize=8), "pages", len(pages))
        lessons = [lesson for lesson in taught if lesson is not None]
    write(lessons, WEIGHTS)
    if args.folds is None:
        return
    args.folds.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        write([lesson for lesson in lessons if fold_of(lesson.site) != fold], args.folds / f"{fold}.json")


if __name__ == "__main__":
    main()
