"""Inputs grown from seeds: bytes that begin as something sound, and what a few steps of damage make of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from hypothesis import strategies as st

LARGEST = 100_000
"""Bytes; a step that would make more of them is cut short. What larger ones do is for tests of their own."""
Deed = Literal["put", "cut", "repeat", "graft", "flip", "move", "end", "swarm"]


class Step(NamedTuple):
    """One change. The numbers choose: a place, a length, and which token, seed or byte."""

    deed: Deed
    place: int
    length: int
    choice: int


class Stock(NamedTuple):
    """What inputs of one kind are made of."""

    seeds: tuple[bytes, ...]
    tokens: tuple[bytes, ...]
    """What the kind's grammar is made of, to be put anywhere."""


STEPS = st.lists(
    st.builds(
        Step,
        deed=st.sampled_from(("put", "put", "cut", "repeat", "graft", "flip", "move", "end", "swarm")),
        place=st.integers(0, 65_535),
        length=st.integers(0, 400),
        choice=st.integers(0, 65_535),
    ),
    max_size=10,
)


def mutants(stock: Stock) -> st.SearchStrategy[bytes]:
    """Seeds of the stock, changed by up to ten steps."""
    return st.builds(lambda seed, steps: grow(stock, seed, steps), st.sampled_from(range(len(stock.seeds))), STEPS)


def grow(stock: Stock, seed: int, steps: Sequence[Step]) -> bytes:
    """The seed with this number, changed; the same for the same steps.

    >>> grow(Stock((b"<p>one</p>",), (b"<!--",)), 0, [Step("put", 19661, 0, 0)])
    b'<p><!--one</p>'
    """
    body = stock.seeds[seed % len(stock.seeds)]
    for step in steps:
        body = _changed(stock, body, step)[:LARGEST]
    return body


def _changed(stock: Stock, body: bytes, step: Step) -> bytes:
    start = step.place * (len(body) + 1) >> 16
    end = min(start + step.length, len(body))
    before, piece, after = body[:start], body[start:end], body[end:]
    match step.deed:
        case "put":
            return before + stock.tokens[step.choice % len(stock.tokens)] + piece + after
        case "cut":
            return before + after
        case "repeat":
            return before + piece * (2 + step.choice % 50) + after
        case "graft":
            other = stock.seeds[step.choice % len(stock.seeds)]
            place = step.place * len(other) >> 16
            return before + other[place : place + 4 * step.length] + after
        case "flip":
            return before + bytes([step.choice & 0xFF]) + body[start + 1 :]
        case "move":
            place = step.choice * (len(before) + 1) >> 16
            return before[:place] + piece + before[place:] + after
        case "end":
            return before
        case "swarm":
            token = stock.tokens[step.choice % len(stock.tokens)]
            return before + token * (10 * step.length) + piece + after
