"""Word lists, which are data: TOML files, each called as the module is that it stands beside."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def read_table(module: str) -> dict[str, Any]:
    """The file beside a module, as it is written: read_table(__name__)."""
    package, _, name = module.rpartition(".")
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def word_lists(module: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the file beside a module, by their keys; one that is written by language counts as one list."""
    return {key: tuple(_words_of(value)) for key, value in read_table(module).items()}


def _words_of(value: list[str] | dict[str, list[str]]) -> Iterable[str]:
    return value if isinstance(value, list) else (word for words in value.values() for word in words)


def any_of(expressions: Iterable[str]) -> str:
    """A regular expression for any of these words, which may be expressions themselves; the first that fits counts."""
    return "|".join(expressions)
