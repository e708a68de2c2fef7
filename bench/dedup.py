#!/usr/bin/env python3
"""How well copies are told from look-alikes: the archive's stories beside hashing, simhash and MinHash.

    python bench/dedup.py [FOLDER ...] [--seed 1] [--json FILE] [--show 10] [--write FOLDER]

A FOLDER is a labelled set as clusterings.py has it, which also says what is measured; without one it is the invented
set of tests/support/invented_stories.py with this seed. Every article goes through the product's own steps from the
decision on (pipelines/identity, pipelines/stories, the store) into a new database, in the order in which they were
published; rivals.py says what the others are. The time is the processor's, for finding and judging copies, without
filing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import rivals
from clusterings import Clustering, Labelled, LabelledSet, Score, load_set, score, write_set
from processes import HERE
from rich.console import Console
from rich.table import Table

from pipelines.clock import Clock
from pipelines.identity.identity import decide
from pipelines.model import CleanArticle, Metadata, Page
from pipelines.run.linking import link_to_story
from pipelines.store.store import Store
from pipelines.stories.fingerprints import fingerprint, pack
from pipelines.stories.grouping import WINDOW_DAYS

OURS = "copydesk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a method made of a set."""

    score: Score
    ms: float
    """Of the processor, an article."""


# ------------------------------------------------------------------------------------------ the archive's stories


def run_copydesk(labelled: LabelledSet) -> tuple[Clustering, float]:
    """The stories of a new database, and the seconds that finding them took."""
    spent = 0.0
    with tempfile.TemporaryDirectory(prefix="copydesk-dedup-") as folder:
        store = Store.open(Path(folder) / "news.db", clock=Clock())
        try:
            for each in labelled.articles:
                page = Page(url=each.url, fetched_at=each.published, body=b"")
                filing = decide(clean_article(each), page, store.articles)
                with store.writer.unit():
                    placed = store.articles.file(filing)
                    begun = time.process_time()
                    text = filing.text_hash, pack(fingerprint(filing.article.article_body))
                    link_to_story(store.stories, placed, text, window_days=WINDOW_DAYS, now=each.published)
                    spent += time.process_time() - begun
            sql = "SELECT u.url, a.story_id FROM article_urls AS u JOIN articles AS a ON a.id = u.article_id"
            return {row["url"]: row["story_id"] for row in store.writer.execute(sql)}, spent
        finally:
            store.close()


def clean_article(each: Labelled) -> CleanArticle:
    """The article as the normaliser would hand it on."""
    return CleanArticle(
        url=each.url,
        canonical=None,
        metadata=Metadata(headline=each.headline, in_language=each.language, date_published=each.published),
        paragraphs=tuple(each.text.split("\n\n")),
    )


def run_methods(labelled: LabelledSet) -> dict[str, Result]:
    """Every method's result, ours first."""
    count = len(labelled.articles)
    clustering, spent = run_copydesk(labelled)
    results = {OURS: Result(score=score(labelled, clustering), ms=spent / count * 1000)}
    texts = [each.text for each in labelled.articles]
    for name, method in rivals.methods():
        begun = time.process_time()
        found = rivals.clusters(texts, method)
        spent = time.process_time() - begun
        clustering = dict(zip((each.url for each in labelled.articles), found, strict=True))
        results[name] = Result(score=score(labelled, clustering), ms=spent / count * 1000)
    return results


# ------------------------------------------------------------------------------------------ the tables


def summary(results: dict[str, Result]) -> Table:
    table = Table("", "precision", "recall", "F1", "B-cubed F1", "false pairs", "ms an article", box=None)
    for name, result in results.items():
        rated = result.score
        shares = (f"{share:.3f}" for share in (rated.precision, rated.recall, rated.f1, rated.f1_b3))
        table.add_row(name, *shares, str(rated.false), f"{result.ms:.2f}")
    return table


def by_kind(results: dict[str, Result], what: str) -> Table:
    """what: "edits", of which the share found is shown, or "traps", of which pairs put together."""
    kinds = getattr(results[OURS].score, what)
    table = Table("recall by edit" if what == "edits" else "false joins by trap", "pairs", *results, box=None)
    for kind, (_, pairs) in kinds.items():
        counts = [getattr(result.score, what).get(kind, (0, pairs))[0] for result in results.values()]
        shown = (f"{count / pairs:.3f}" if what == "edits" else str(count) for count in counts)
        table.add_row(kind, str(pairs), *shown)
    return table


def examples(labelled: LabelledSet, rated: Score, most: int) -> Iterator[str]:
    """Pairs of which the archive says the wrong thing, as many of each kind."""
    of = {each.url: each for each in labelled.articles}
    shown: dict[tuple[str, bool], int] = {}
    for wrong in rated.wrong:
        key = (wrong.kind, wrong.joined)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] <= most:
            yield f"{'joined' if wrong.joined else 'missed'} ({wrong.kind})"
            for url in (wrong.one, wrong.other):
                yield f"  [{of[url].language}] {url}\n      {of[url].headline} | {of[url].text[:300]!r}"


def load(folders: Sequence[Path], seed: int) -> Iterator[tuple[str, LabelledSet]]:
    for folder in folders:
        yield str(folder), load_set(folder)
    if not folders:
        yield f"invented, seed {seed}", invented(seed)


def invented(seed: int) -> LabelledSet:
    sys.path.insert(0, str(HERE.parent / "tests" / "support"))
    import invented_stories

    return invented_stories.make_set(seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="default: the invented set")
    parser.add_argument("--seed", type=int, default=1, help="of the invented set")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show N wrong pairs of each kind")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the invented set there, and no more")
    args = parser.parse_args()
    if args.write:
        write_set(invented(args.seed), args.write)
        return
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    figures = {}
    for name, labelled in load(args.folders, args.seed):
        results = run_methods(labelled)
        figures[name] = {method: result.score.as_dict() | {"ms": result.ms} for method, result in results.items()}
        stories = len({each.cluster for each in labelled.articles})
        console.print(f"\n{name}: {len(labelled.articles)} articles, {stories} stories\n")
        for table in (summary(results), by_kind(results, "edits"), by_kind(results, "traps")):
            console.print(table, "")
        console.print(*examples(labelled, results[OURS].score, args.show), sep="\n", markup=False, soft_wrap=True)
    if args.json:
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
