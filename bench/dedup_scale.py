#!/usr/bin/env python3
"""What finding copies costs in a large archive.

    python bench/dedup_scale.py [--sizes 10000,100000,1000000] [--texts 10000] [--folder DIR] [--json FILE]

--sizes: archives of so many articles, spread over 24 months, built through the product's own Stories in the batches of
its Writer: candidates, then the sketch, then links to those that share half of it. Sketches are drawn, since reading a
million texts takes longer than all that is measured: the least hashes of as many numbers as a text of 350 words has
shingles, of which some are phrases that many texts have; a share of the articles are copies of others of the same days,
or come from a template. Measured of the last articles, which arrive in a full archive:

    look-up + insert     articles a second, and at how many candidates each
    index                bytes an article of story_sketches; of story_links apart
    written              bytes an article that go to the file system, log and checkpoints together (Linux)
    memory               the process's peak
    look-up              milliseconds each, among the articles of the last days; among the same ones in an archive that
                         has nothing older; among those of a year ago

--texts: the same with texts of drawn words, through link_to_story() as a crawl calls it, beside what a fingerprint and
a comparison take. Foreign keys are off for --sizes, where no articles are filed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.clock import Clock
from pipelines.language.same_text import text_hash
from pipelines.model import CleanArticle, Filing, Metadata, StoryLink
from pipelines.run.linking import link_to_story
from pipelines.store.store import Store
from pipelines.stories.fingerprints import SKETCH_SHINGLE, SKETCH_SIZE, fingerprint, pack
from pipelines.stories.grouping import WINDOW_DAYS
from pipelines.stories.near_duplicates import compare

DAYS = 730
END = datetime(2026, 6, 30, tzinfo=UTC)
WORDS = 350
PHRASES, PHRASE_SHARE = 20_000, 0.03
"""Shingles that stand in many texts, and their share of a text's."""
COPIES, TEMPLATES = 0.15, 0.15
COPIED_DAYS = 5
"""Days within which an article is copied."""
FAMILY = 5000
"""Articles for each template: one of a large family every day."""
LAST = 5000
"""Articles at the end that are measured."""
PROBES = 2000
BATCH = 200
"""Rows a commit: COPYDESK_COMMIT_ROWS."""


def dates(count: int) -> Iterator[datetime]:
    """As they arrive: ascending, some days late at times."""
    rng = random.Random(count)
    for number in range(count):
        late = rng.expovariate(1.0) if rng.random() < 0.1 else 0.0
        yield END - timedelta(days=DAYS * (1 - number / count) + late)


# ------------------------------------------------------------------------------------------ drawn sketches


def _within_days(count: int) -> int:
    return max(1, count * COPIED_DAYS // DAYS)


class Drawn:
    """Sketches as texts of WORDS words have them, for an archive of so many articles."""

    def __init__(self, seed: int, count: int) -> None:
        self._rng = random.Random(seed)
        self._phrases = array("I", self._fresh(PHRASES))
        self._weights = list(accumulate(1 / (rank + 50) for rank in range(PHRASES)))
        self._recent: deque[array[int]] = deque(maxlen=_within_days(count))
        families = random.Random(count)
        self._families = [array("I", families.randbytes(4 * WORDS)) for _ in range(max(1, count // FAMILY))]

    def sketch(self) -> tuple[int, ...]:
        chance = self._rng.random()
        if chance < COPIES and self._recent:
            shingles = self._copy(self._rng.choice(self._recent), 0.5, 1.0)
        elif chance < COPIES + TEMPLATES:
            shingles = self._copy(self._rng.choice(self._families), 0.6, 0.85)
        else:
            shingles = self._fresh(WORDS - SKETCH_SHINGLE + 1)
            for phrase in self._rng.choices(self._phrases, cum_weights=self._weights, k=round(PHRASE_SHARE * WORDS)):
                shingles[self._rng.randrange(len(shingles))] = phrase
        self._recent.append(shingles)
        return tuple(sorted(set(shingles))[:SKETCH_SIZE])

    def _fresh(self, count: int) -> array[int]:
        return array("I", self._rng.randbytes(4 * count))

    def _copy(self, of: array[int], least: float, most: float) -> array[int]:
        """That share of another's shingles, and others of its own."""
        kept = round(len(of) * self._rng.uniform(least, most))
        return of[:kept] + self._fresh(len(of) - kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What an archive of drawn sketches costs."""

    articles: int
    rate: float
    """Look-ups with inserts a second, of the last articles."""
    rate_cpu: float
    """The same by the process's CPU time, which other programs do not disturb."""
    candidates: float
    """An article."""
    sketch_bytes: float
    link_bytes: float
    links: float
    written: float | None
    memory_mb: float
    lookup_ms: float
    """Among the articles of the last days."""
    lookup_alone_ms: float
    """The same where there are no older ones."""
    lookup_old_ms: float
    """Among those of a year ago."""


def measure_size(count: int, folder: str) -> Size:
    """Builds the archive and measures it."""
    whole = Path(folder) / f"whole-{count}.db"
    with closing(_store(whole)) as store:
        grown = _grow(store, Drawn(1, count), dates(count), count)
        memory = _peak_mb()
        drawn = Drawn(2, count)
        probes = [drawn.sketch() for _ in range(PROBES)]
        present = _lookups(store, probes, END)
        old = _lookups(store, probes, END - timedelta(days=DAYS // 2))
        sizes = _bytes(store)
    recent = Path(folder) / f"recent-{count}.db"
    window = [date for date in dates(count) if date >= END - timedelta(days=3 * WINDOW_DAYS)]
    with closing(_store(recent)) as store:
        _grow(store, Drawn(1, count), iter(window), len(window))
        alone = _lookups(store, probes, END)
    for path in Path(folder).glob("*.db*"):
        path.unlink()
    return Size(
        articles=count,
        rate=grown["rate"],
        rate_cpu=grown["rate_cpu"],
        candidates=grown["candidates"],
        sketch_bytes=(sizes["story_sketches"] + sizes["story_sketches_new"]) / count,
        link_bytes=(sizes["story_links"] + sizes["story_links_by_other"]) / count,
        links=grown["links"],
        written=grown["written"],
        memory_mb=memory,
        lookup_ms=present,
        lookup_alone_ms=alone,
        lookup_old_ms=old,
    )


def _store(path: Path) -> Store:
    store = Store.open(path, clock=Clock(), commit_rows=BATCH)
    store.writer.execute("PRAGMA foreign_keys = OFF")
    return store


def _grow(store: Store, drawn: Drawn, when: Iterator[datetime], count: int) -> dict[str, Any]:
    """Fills the archive; what its last articles took."""
    found = links = 0
    spent = spent_cpu = 0.0
    written = _written()
    last = min(LAST, count)
    for number, date in enumerate(when, 1):
        sketch = drawn.sketch()
        if number == count - last:
            spent, spent_cpu, found, links, written = 0.0, 0.0, 0, 0, _written()
        start, start_cpu = time.perf_counter(), time.process_time()
        with store.writer.unit():
            candidates = store.stories.candidates(sketch, date, WINDOW_DAYS)
            store.stories.keep_sketch(number, sketch, date)
            near = [each.article_id for each in candidates if 2 * each.shared >= SKETCH_SIZE]
            if near:
                store.stories.replace_links(number, [_link(other, number) for other in near])
        spent += time.perf_counter() - start
        spent_cpu += time.process_time() - start_cpu
        found += len(candidates)
        links += len(near)
    store.writer.commit()
    after = _written()
    return {
        "rate": last / spent,
        "rate_cpu": last / spent_cpu,
        "candidates": found / last,
        "links": links / last,
        "written": None if written is None or after is None else (after - written) / last,
    }


def _link(other: int, article: int) -> StoryLink:
    return StoryLink(
        article_id=other, other_id=article, similarity=0.5, containment=0.5, contained_id=None, earlier_id=other
    )


def _lookups(store: Store, sketches: Sequence[tuple[int, ...]], date: datetime) -> float:
    """Milliseconds each."""
    begun = time.perf_counter()
    for sketch in sketches:
        store.stories.candidates(sketch, date, WINDOW_DAYS)
    return (time.perf_counter() - begun) / len(sketches) * 1000


def _bytes(store: Store) -> dict[str, int]:
    rows = store.writer.execute("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE AND name LIKE 'story_%'")
    return {row["name"]: row["pgsize"] for row in rows}


def _written() -> int | None:
    """Bytes that this process has written; None where the system does not say."""
    io = Path("/proc/self/io")
    if not io.exists():
        return None
    return next(int(line.split()[1]) for line in io.read_text().splitlines() if line.startswith("wchar"))


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


# ------------------------------------------------------------------------------------------ whole texts


class Written:
    """Texts of drawn words, some of them copies or from templates."""

    def __init__(self, seed: int, count: int) -> None:
        self._rng = rng = random.Random(seed)
        syllables = [one + two for one in "bdfgklmnprstvw" for two in ("a", "e", "i", "o", "u", "an", "er", "il")]
        self._words = sorted({"".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(40_000)})
        rng.shuffle(self._words)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._recent: deque[list[str]] = deque(maxlen=_within_days(count))
        self._families = [self._fresh() for _ in range(max(1, count // FAMILY))]

    def text(self) -> str:
        chance = self._rng.random()
        if chance < COPIES and self._recent:
            kept = self._rng.choice(self._recent)
            words = self._edited(kept[: round(len(kept) * self._rng.uniform(0.6, 1.0))], 0.03)
        elif chance < COPIES + TEMPLATES:
            words = self._edited(self._rng.choice(self._families), 0.12)
        else:
            words = self._fresh()
        self._recent.append(words)
        return " ".join(words)

    def _fresh(self) -> list[str]:
        words = self._rng.choices(self._words, cum_weights=self._weights, k=self._rng.randint(150, 550))
        for at in range(0, len(words), 15):
            words[at] = words[at].capitalize()
            words[at - 1] += "."
            words[(at + 6) % len(words)] = str(self._rng.randint(2, 5000))
            words[(at + 9) % len(words)] = self._rng.choice(self._words).capitalize()
        return words

    def _edited(self, words: list[str], share: float) -> list[str]:
        """A share of the words others, names and figures among them."""
        edited = list(words)
        for at in self._rng.sample(range(len(words)), round(share * len(words))):
            new = self._rng.choice(self._words)
            edited[at] = str(self._rng.randint(2, 5000)) if words[at].isdigit() else new
            edited[at] = new.capitalize() if words[at][0].isupper() else edited[at]
        return edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What relating costs in an archive of texts; milliseconds an article, of the last ones."""

    articles: int
    relate_ms: float
    file_ms: float
    """Filing it, beside which relating stands."""
    fingerprint_ms: float
    """Of a text, with its sketch."""
    compare_ms: float
    """Of two texts."""
    links: int
    memory_mb: float


def measure_texts(count: int, folder: str) -> Texts:
    path = Path(folder) / f"texts-{count}.db"
    written, last = Written(1, count), min(LAST, count)
    relating = filing = 0.0
    texts: deque[str] = deque(maxlen=500)
    with closing(Store.open(path, clock=Clock(), commit_rows=BATCH)) as store:
        for number, date in enumerate(dates(count), 1):
            texts.append(written.text())
            new = _filing(number, texts[-1], date)
            text = new.text_hash, pack(fingerprint(new.article.article_body))
            if number == count - last:
                relating = filing = 0.0
            with store.writer.unit():
                begun = time.perf_counter()
                placed = store.articles.file(new)
                filed = time.perf_counter()
                link_to_story(store.stories, placed, text, window_days=WINDOW_DAYS, now=date)
                relating += time.perf_counter() - filed
                filing += filed - begun
        (links,) = store.writer.execute("SELECT count(*) FROM story_links").fetchone()
    path.unlink()
    prints = [fingerprint(text) for text in texts]
    return Texts(
        articles=count,
        relate_ms=relating / last * 1000,
        file_ms=filing / last * 1000,
        fingerprint_ms=_mean_ms(lambda text: fingerprint(text).sketch(), texts),
        compare_ms=_mean_ms(lambda other: compare(prints[0], other), prints),
        links=links,
        memory_mb=_peak_mb(),
    )


def _mean_ms(work: Callable[[Any], object], values: Sequence[Any]) -> float:
    begun = time.perf_counter()
    for value in values:
        work(value)
    return (time.perf_counter() - begun) / len(values) * 1000


def _filing(number: int, text: str, date: datetime) -> Filing:
    url = f"https://paper-{number % 997}.test/{number}"
    article = CleanArticle(
        url=url,
        canonical=None,
        metadata=Metadata(headline=text[:60], date_published=date),
        paragraphs=(text,),
    )
    return Filing(
        verdict="new",
        article=article,
        site=f"paper-{number % 997}.test",
        url=url,
        url_key=url,
        page_key=url,
        canonical_key=None,
        text_hash=text_hash(text),
        article_id=None,
        replaces=True,
        urls=((url, "link"),),
        fetched_at=date,
    )


# ------------------------------------------------------------------------------------------ the tables


def table_of_sizes(sizes: Sequence[Size]) -> Table:
    heads = ["articles", "a second", "of CPU", "candidates", "bytes of index", "of links", "kB written", "MB"]
    table = Table(*heads, "look-up ms", "nothing older", "a year ago", box=None)
    for size in sizes:
        table.add_row(
            f"{size.articles:,}",
            f"{size.rate:,.0f}",
            f"{size.rate_cpu:,.0f}",
            f"{size.candidates:.1f}",
            f"{size.sketch_bytes:,.0f}",
            f"{size.link_bytes:,.0f}",
            "-" if size.written is None else f"{size.written / 1000:,.0f}",
            f"{size.memory_mb:.0f}",
            f"{size.lookup_ms:.2f}",
            f"{size.lookup_alone_ms:.2f}",
            f"{size.lookup_old_ms:.2f}",
        )
    return table


def table_of_texts(texts: Sequence[Texts]) -> Table:
    table = Table("texts", "relate() ms", "filing ms", "fingerprint ms", "comparison ms", "links", "MB", box=None)
    for row in texts:
        times = (row.relate_ms, row.file_ms, row.fingerprint_ms, row.compare_ms)
        table.add_row(f"{row.articles:,}", *(f"{ms:.2f}" for ms in times), f"{row.links:,}", f"{row.memory_mb:.0f}")
    return table


def _apart(measure: Callable[[int, str], Any], count: int, folder: str) -> Any:
    """In a process of its own, whose peak of memory is its own too."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (count, folder))


def _counts(text: str) -> list[int]:
    return [int(count) for count in text.split(",") if count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_counts, default=[10_000, 100_000, 1_000_000], metavar="N,N,...")
    parser.add_argument("--texts", type=_counts, default=[10_000], metavar="N,N,...", help="articles with texts")
    parser.add_argument("--folder", type=Path, help="where the databases are made; default: the system's")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    args = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    with tempfile.TemporaryDirectory(prefix="copydesk-scale-", dir=args.folder) as folder:
        sizes = [_apart(measure_size, count, folder) for count in args.sizes]
        console.print(table_of_sizes(sizes), "")
        texts = [_apart(measure_texts, count, folder) for count in args.texts]
        console.print(table_of_texts(texts))
    if args.json:
        figures = {"sizes": [asdict(size) for size in sizes], "texts": [asdict(row) for row in texts]}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
