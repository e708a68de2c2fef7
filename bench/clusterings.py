"""How good a clustering of labelled articles is: whether copies are together, and look-alikes apart.

A labelled set is a folder:

    texts.json   {url: {"title", "text", "lang"}}, paragraphs apart by a blank line
    truth.json   "articles": {url: {"cluster", "published", "parent", "edit"}}, where parent is the URL of the article
                 that this one is a copy of, or null, and edit what was done to it;
                 "negatives": [{"type", "clusters", "center"?}], groups of clusters of which any two, or with a center
                 that one and each other, look alike and are not copies;
                 "ignore": [[cluster, cluster]], of which nobody can say

Measures, over all pairs of articles but those that nobody can say of:

    precision, recall, F1    of the pairs that are put together, and of those that belong together
    B-cubed                  the same for each article's own cluster, then the mean over the articles (Bagga and Baldwin
                             1998): large clusters do not rule it as they rule the pairs
    recall by edit           of the pairs of an article and its copy, by what was done; "copy_copy": of two copies
    false joins by trap      of the pairs that only look alike
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

Clustering = Mapping[str, Hashable]
"""By URL; an article that is not in it, or whose cluster is None, is alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article, and what it is."""

    url: str
    headline: str
    text: str = field(repr=False)
    language: str
    published: datetime
    cluster: int
    parent: str | None = None
    edit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """Articles in the order in which they were published, which is that of their arrival."""

    articles: tuple[Labelled, ...] = field(repr=False)
    traps: Mapping[frozenset[int], str] = field(default_factory=dict, repr=False)
    """Pairs of clusters that look alike, and in which way."""
    undecided: frozenset[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A pair of which a clustering says the wrong thing."""

    kind: str
    """The edit that was not seen through, or the trap."""
    joined: bool
    """Whether it was put together wrongly; else it was missed."""
    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a clustering is worth."""

    found: int
    """Pairs that are rightly together."""
    missed: int
    false: int
    precision_b3: float
    recall_b3: float
    edits: Mapping[str, tuple[int, int]]
    """By edit: pairs found, of how many."""
    traps: Mapping[str, tuple[int, int]]
    """By trap: pairs put together, of how many."""
    wrong: tuple[Wrong, ...] = field(repr=False)

    @property
    def precision(self) -> float:
        return _share(self.found, self.found + self.false)

    @property
    def recall(self) -> float:
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        return _harmonic(self.precision, self.recall)

    @property
    def f1_b3(self) -> float:
        return _harmonic(self.precision_b3, self.recall_b3)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        counts = {"found": self.found, "missed": self.missed, "false": self.false}
        pairs = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        cubed = {"b3_precision": self.precision_b3, "b3_recall": self.recall_b3, "b3_f1": self.f1_b3}
        return counts | pairs | cubed | {"edits": dict(self.edits), "traps": dict(self.traps)}


def load_set(folder: Path) -> LabelledSet:
    """The labelled set of a folder."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    articles = [
        Labelled(
            url=url,
            headline=texts[url]["title"],
            text=texts[url]["text"],
            language=texts[url]["lang"],
            published=datetime.fromisoformat(row["published"]),
            cluster=row["cluster"],
            parent=row["parent"],
            edit=row["edit"].partition(":")[0],
        )
        for url, row in truth["articles"].items()
    ]
    return LabelledSet(
        articles=tuple(sorted(articles, key=lambda each: (each.published, each.url))),
        traps=traps_of(truth["negatives"]),
        undecided=frozenset(frozenset(pair) for pair in truth["ignore"]),
    )


def write_set(labelled: LabelledSet, folder: Path) -> None:
    """The set as load_set() reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = [{"type": kind, "clusters": sorted(pair)} for pair, kind in labelled.traps.items()]
    truth = {
        "articles": {
            each.url: {
                "cluster": each.cluster,
                "published": each.published.isoformat(),
                "parent": each.parent,
                "edit": each.edit,
            }
            for each in labelled.articles
        },
        "negatives": sorted(groups, key=lambda group: (group["type"], group["clusters"])),
        "ignore": [sorted(pair) for pair in labelled.undecided],
    }
    texts = {each.url: {"title": each.headline, "text": each.text, "lang": each.language} for each in labelled.articles}
    for name, value in (("truth.json", truth), ("texts.json", texts)):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def traps_of(groups: Iterable[Mapping[str, Any]]) -> dict[frozenset[int], str]:
    """By pair of clusters, from groups as truth.json has them; a pair of several groups counts for the first."""
    found: dict[frozenset[int], str] = {}
    for group in groups:
        clusters = group["clusters"]
        pairs = ((group["center"], each) for each in clusters) if "center" in group else combinations(clusters, 2)
        for one, other in pairs:
            if one != other:
                found.setdefault(frozenset((one, other)), group["type"])
    return found


def score(labelled: LabelledSet, clustering: Clustering) -> Score:
    """What the clustering is worth."""
    found = {each.url: clustering.get(each.url) for each in labelled.articles}
    label = {url: ("alone", url) if cluster is None else cluster for url, cluster in found.items()}
    true = _groups(labelled, lambda each: each.cluster)
    guessed = _groups(labelled, lambda each: label[each.url])
    edits, missed = _edits(true, label)
    traps, joined = _joined(labelled, guessed, true)
    precision_b3, recall_b3 = _b_cubed(labelled, true, guessed, label)
    return Score(
        found=sum(hits for hits, _ in edits.values()),
        missed=len(missed),
        false=len(joined),
        precision_b3=precision_b3,
        recall_b3=recall_b3,
        edits=edits,
        traps=traps,
        wrong=(*missed, *joined),
    )


Groups = Mapping[Hashable, list[Labelled]]


def _groups(labelled: LabelledSet, key: Callable[[Labelled], Hashable]) -> Groups:
    groups: dict[Hashable, list[Labelled]] = defaultdict(list)
    for each in labelled.articles:
        groups[key(each)].append(each)
    return groups


def _edits(true: Groups, label: Mapping[str, Hashable]) -> tuple[dict[str, tuple[int, int]], list[Wrong]]:
    hits, pairs, missed = Counter[str](), Counter[str](), []
    for group in true.values():
        for one, other in combinations(group, 2):
            edit = _edit_between(one, other)
            pairs[edit] += 1
            if label[one.url] == label[other.url]:
                hits[edit] += 1
            else:
                missed.append(Wrong(kind=edit, joined=False, one=one.url, other=other.url))
    return {edit: (hits[edit], pairs[edit]) for edit in sorted(pairs)}, missed


def _edit_between(one: Labelled, other: Labelled) -> str:
    if one.parent == other.url:
        return one.edit
    return other.edit if other.parent == one.url else "copy_copy"


def _joined(labelled: LabelledSet, guessed: Groups, true: Groups) -> tuple[dict[str, tuple[int, int]], list[Wrong]]:
    joined = []
    for group in guessed.values():
        for one, other in combinations(group, 2):
            pair = frozenset((one.cluster, other.cluster))
            if len(pair) == 2 and pair not in labelled.undecided:
                kind = labelled.traps.get(pair, "other")
                joined.append(Wrong(kind=kind, joined=True, one=one.url, other=other.url))
    pairs = Counter[str]()
    for clusters, kind in labelled.traps.items():
        if clusters not in labelled.undecided:
            one, other = clusters
            pairs[kind] += len(true[one]) * len(true[other])
    false = Counter(wrong.kind for wrong in joined)
    return {kind: (false[kind], pairs[kind]) for kind in sorted(pairs | false)}, joined


def _b_cubed(
    labelled: LabelledSet, true: Groups, guessed: Groups, label: Mapping[str, Hashable]
) -> tuple[float, float]:
    precision = recall = 0.0
    for each in labelled.articles:
        company = guessed[label[each.url]]
        right = sum(other.cluster == each.cluster for other in company)
        free = sum(frozenset((each.cluster, other.cluster)) in labelled.undecided for other in company)
        precision += right / (len(company) - free)
        recall += right / len(true[each.cluster])
    count = max(1, len(labelled.articles))
    return precision / count, recall / count


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
