"""Other ways to tell which articles are copies, each from a set of texts to a cluster for each of them.

    exact hash      equal but for case, spaces and punctuation
    simhash         trafilatura's, three bits of 64 apart at most (Manku et al. 2007; trafilatura names no threshold)
    MinHash         datasketch: shingles of five words, 128 permutations, MinHashLSH with threshold 0.5 as it comes
    MinHash, rensa  the same by rensa (RMinHash), candidates revisited by their estimated similarity, 0.5
    containment     every two texts of which half of the shorter one's shingles of three words stand in the other

Texts that are linked, directly or through others, are one cluster. datasketch and rensa are left out where they are not
installed (pip install -e .[bench]).
"""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from trafilatura.deduplication import Simhash

from pipelines.language.folding import tokens
from pipelines.language.same_text import text_hash
from pipelines.stories.grouping import components

THRESHOLD = 0.5
PERMUTATIONS = 128
BANDS = 32
"""Of four rows: half of the pairs at 0.42, 98 % at 0.6."""
SIMHASH_BITS = 3
COMMON = 400
"""Texts that share a shingle, beyond which it is passed over where every two texts are compared."""

Pairs = Iterable[tuple[int, int]]


def exact(texts: Sequence[str]) -> Pairs:
    first: dict[str, int] = {}
    for number, text in enumerate(texts):
        yield first.setdefault(text_hash(text), number), number


def simhash(texts: Sequence[str]) -> Pairs:
    hashes = [Simhash(text).hash for text in texts]
    for number, one in enumerate(hashes):
        yield from ((other, number) for other in range(number) if (one ^ hashes[other]).bit_count() <= SIMHASH_BITS)


def datasketch_lsh(texts: Sequence[str]) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([row.encode("utf-8", "replace") for row in _rows(text, 5)])
        yield from ((other, number) for other in index.query(sketch))
        index.insert(number, sketch)


def rensa_lsh(texts: Sequence[str]) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    sketches = []
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(sorted(_rows(text, 5)))
        yield from ((other, number) for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= THRESHOLD)
        index.insert(number, sketch)
        sketches.append(sketch)


def containment(texts: Sequence[str]) -> Pairs:
    found: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for number, text in enumerate(texts):
        rows = _rows(text, 3)
        sizes.append(len(rows))
        shared = Counter(other for row in rows if len(found[row]) <= COMMON for other in found[row])
        for other, count in shared.items():
            if count >= THRESHOLD * min(sizes[number], sizes[other]):
                yield other, number
        for row in rows:
            found[row].append(number)


def _rows(text: str, length: int) -> set[str]:
    words = tokens(text)
    return {" ".join(words[at : at + length]) for at in range(max(1, len(words) - length + 1))}


def clusters(texts: Sequence[str], method: Callable[[Sequence[str]], Pairs]) -> list[int]:
    """The number of each text's cluster."""
    parts = components(range(len(texts)), method(texts))
    of = {member: number for number, part in enumerate(parts) for member in part}
    return [of[number] for number in range(len(texts))]


def methods() -> Iterator[tuple[str, Callable[[Sequence[str]], Pairs]]]:
    """By name, those whose libraries are here."""
    yield "exact hash", exact
    yield "simhash", simhash
    if importlib.util.find_spec("datasketch"):
        yield "MinHash", datasketch_lsh
    if importlib.util.find_spec("rensa"):
        yield "MinHash, rensa", rensa_lsh
    yield "containment", containment
