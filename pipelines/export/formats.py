"""The formats in which rows are exported: JSON Lines, CSV, Parquet. The same rows give the same bytes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from pipelines.errors import SettingError
from pipelines.store.selection import ExportColumn

BATCH_ROWS = 2_000
"""Rows of one Parquet row group."""

_MAY_RUN = re.compile(r"'*[=+\-@\t\r]")
CSV_GUARD = (
    "A text that a spreadsheet would take for a formula, one that begins with = + - @, a tab or a carriage return, has "
    "a ' put before it; so has one that begins with ' and then one of these. To undo it, take one ' from the front of "
    "each text that begins with ' (or several) and one of them. Lists and objects are JSON. NULL is an empty cell."
)


class Format(Protocol):
    """Writes one file."""

    def __call__(self, file: Path, columns: Sequence[ExportColumn], rows: Iterable[tuple[Any, ...]]) -> int:
        """The number of rows written."""


def write_jsonl(file: Path, columns: Sequence[ExportColumn], rows: Iterable[tuple[Any, ...]]) -> int:
    """A JSON object a line, UTF-8, every column in each."""
    names = [column.name for column in columns]
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def write_csv(file: Path, columns: Sequence[ExportColumn], rows: Iterable[tuple[Any, ...]]) -> int:
    """RFC 4180 with a header, UTF-8, guarded against spreadsheets (CSV_GUARD)."""
    count = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def guard(text: str) -> str:
    """The text as no spreadsheet runs it.

    >>> guard("=1+1"), guard("'=1+1"), guard("It rains."), guard("'Tis")
    ("'=1+1", "''=1+1", 'It rains.', "'Tis")
    """
    return f"'{text}" if _MAY_RUN.match(text) else text


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return guard(value) if isinstance(value, str) else value


def write_parquet(file: Path, columns: Sequence[ExportColumn], rows: Iterable[tuple[Any, ...]]) -> int:
    """Parquet, zstd; times as timestamps in UTC, lists as lists, objects as JSON. Raises as check_parquet."""
    check_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "text": pa.string(), "integer": pa.int64(), "real": pa.float64(), "boolean": pa.bool_(), "object": pa.string(),
        "time": pa.timestamp("ms", tz="UTC"), "list": pa.list_(pa.string()),
    }  # fmt: skip
    fields = [
        pa.field(column.name, types[column.kind], metadata={"description": column.description}) for column in columns
    ]
    schema = pa.schema(fields)
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            values = zip(*batch, strict=True)
            arrays = [
                pa.array([_value(value, column) for value in cells], type=types[column.kind])
                for column, cells in zip(columns, values, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=BATCH_ROWS)
            count += len(batch)
    return count


def check_parquet() -> None:
    """Raises SettingError where pyarrow is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise SettingError(
            "--format parquet needs pyarrow, which is not installed: pip install 'copydesk[export]'"
        ) from None


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch


def _value(value: Any, column: ExportColumn) -> Any:
    if value is None:
        return None
    if column.kind == "time":
        return datetime.fromisoformat(value)
    return json.dumps(value, ensure_ascii=False) if column.kind == "object" else value


FORMATS: Mapping[str, Format] = {"jsonl": write_jsonl, "csv": write_csv, "parquet": write_parquet}
