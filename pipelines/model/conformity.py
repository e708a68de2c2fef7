"""Whether what somebody else's code returns is what its type says, before it is taken for that."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

T = TypeVar("T")


def conforming(value: object, kind: type[T]) -> T:
    """The value, field by field of its type; a list is made a tuple. Raises TypeError, naming the field that is not.

    kind: a dataclass of the model. A time without a zone does not conform.
    """
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    try:
        same: T = msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=kind)
    except (msgspec.MsgspecError, OverflowError, UnicodeEncodeError) as error:
        raise TypeError(f"{kind.__name__}: {error}") from None
    naive = _naive(value, kind.__name__)
    if naive is not None:
        raise TypeError(f"{naive}: a time without a zone")
    return same


def _naive(value: object, where: str) -> str | None:
    """Where a time without a zone stands; None without one."""
    if isinstance(value, datetime):
        return where if value.tzinfo is None else None
    if isinstance(value, list | tuple):
        found = (_naive(each, f"{where}[{index}]") for index, each in enumerate(value))
    elif is_dataclass(value):
        found = (_naive(getattr(value, each.name), f"{where}.{each.name}") for each in fields(value))
    else:
        return None
    return next((each for each in found if each is not None), None)
