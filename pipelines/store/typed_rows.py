"""Rows as values of their types: each field of a dataclass is the column of its name.

A time is text as clock.to_text writes it, a nested dataclass is JSON; all else is what SQLite holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

import msgspec

from pipelines.clock import from_text, to_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def columns(kind: type[DataclassInstance]) -> str:
    """The columns of a type, as a SELECT names them."""
    return ", ".join(_names(kind))


def read_row(kind: type[T], row: Mapping[str, Any]) -> T:
    """The value that a row holds. Raises msgspec.ValidationError where a column holds no value of its field."""
    values = dict(row)
    for name, read in _readers(kind).items():
        if values[name] is not None:
            values[name] = read(values[name])
    return msgspec.convert(values, kind)


def changed_columns(before: T, after: T) -> dict[str, object]:
    """The columns to write after `dataclasses.replace`: those of the fields that hold another object than before.

    What was read and not replaced is not written, so that it stays byte for byte as it is.
    """
    names = _names(type(after))
    values = attrgetter(*names)
    changes = zip(names, values(before), values(after), strict=True)
    return {name: _to_column(new) for name, old, new in changes if new is not old}


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _readers(kind: type[DataclassInstance]) -> dict[str, Callable[[str], object]]:
    """How the fields are read that SQLite has no type for."""
    readers: dict[str, Callable[[str], object]] = {}
    for name, hint in get_type_hints(kind).items():
        kinds = get_args(hint) or (hint,)
        if datetime in kinds:
            readers[name] = from_text
        elif any(map(is_dataclass, kinds)):
            readers[name] = msgspec.json.Decoder(hint).decode
    return readers


def _to_column(value: object) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    return msgspec.json.encode(value).decode() if is_dataclass(value) else value
