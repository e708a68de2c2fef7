"""Boosted trees: data that bench/judge.py learns, asked with nothing but numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.reading.body.judge.layout import Floats, Ints, Table


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all trees in one row. A leaf leads to itself, so that every tree may be walked to the same depth."""

    column: Ints
    """By node: the column of the table that it looks at."""
    limit: Floats
    """By node: a value of this or less goes left."""
    children: Ints
    """Two by node: where it goes left, where it goes right."""
    value: Floats
    """By node: what a leaf adds; for the others, the mean of what the leaves below it add to the pages learned from."""
    roots: Ints
    depth: int

    def probabilities(self, table: Table) -> Floats:
        """For each row of the table, 0 to 1."""
        nodes = self._starts(len(table))
        for _ in range(self.depth):
            nodes = self._step(table, nodes)
        score: Floats = 1.0 / (1.0 + np.exp(-self.value[nodes].sum(axis=1)))
        return score

    def against(self, table: Table, groups: Sequence[int], count: int) -> Ints:
        """For each row, the group of columns that took most from its chance: a step from a node to the next one counts
        for the column that decided it, by what the node's value becomes (Saabas's way).

        groups: of each column, below count.
        """
        group = np.asarray(groups)
        shares = np.zeros(len(table) * count)
        rows = count * np.arange(len(table))[:, None]
        nodes = self._starts(len(table))
        for _ in range(self.depth):
            following = self._step(table, nodes)
            steps = self.value[following] - self.value[nodes]
            shares += np.bincount((rows + group[self.column[nodes]]).ravel(), steps.ravel(), shares.size)
            nodes = following
        least: Ints = np.argmin(shares.reshape(len(table), count), axis=1)
        return least

    def _starts(self, rows: int) -> Ints:
        return np.broadcast_to(self.roots, (rows, len(self.roots)))

    def _step(self, table: Table, nodes: Ints) -> Ints:
        places = self.column.take(nodes) + table.shape[1] * np.arange(len(table))[:, None]
        goes_right = table.ravel().take(places) > self.limit.take(nodes)
        following: Ints = self.children.take(2 * nodes + goes_right)
        return following


def plant(data: Mapping[str, Any], names: Sequence[str]) -> Trees:
    """The trees of a file. A tree is its nodes in a list, the first its root: [value, column, limit, left, right], or
    [value] for a leaf. column is a place in the file's columns, left and right are places in the list.

    Raises ValueError where a tree asks for a column that is not among the names.
    """
    places = {name: place for place, name in enumerate(names)}
    columns: list[str] = data["columns"]
    if unknown := [name for name in columns if name not in places]:
        raise ValueError(f"the trees ask for {', '.join(unknown)}, which nobody measures")
    column: list[int] = []
    limit: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    for tree in data["trees"]:
        start = len(column)
        roots.append(start)
        for place, node in enumerate(tree):
            is_leaf = len(node) == 1
            column.append(0 if is_leaf else places[columns[node[1]]])
            limit.append(0.0 if is_leaf else node[2])
            left.append(start + (place if is_leaf else node[3]))
            right.append(start + (place if is_leaf else node[4]))
            value.append(node[0])
    return Trees(
        np.asarray(column),
        np.asarray(limit),
        np.ravel(np.column_stack([left, right])),
        np.asarray(value),
        np.asarray(roots),
        max((_depth(tree, 0) for tree in data["trees"]), default=0),
    )


def _depth(tree: Sequence[Sequence[Any]], place: int) -> int:
    node = tree[place]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, node[3]), _depth(tree, node[4]))
