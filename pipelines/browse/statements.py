"""The SELECTs that the pages ask, by page and name, as they stand in sql/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def read_statements(page: str) -> Mapping[str, str]:
    """The statements of sql/PAGE.sql, each below a line `-- name: NAME`."""
    text = files("pipelines.browse").joinpath("sql", f"{page}.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return {name: sql.strip().rstrip(";") for name, sql in zip(parts[::2], parts[1::2], strict=True)}
