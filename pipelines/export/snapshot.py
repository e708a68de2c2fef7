"""A snapshot: a folder with the chosen rows, and a manifest that says what they are, whence, and how they were made."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipelines.clock import to_text
from pipelines.errors import SettingError
from pipelines.export.formats import CSV_GUARD, FORMATS, check_parquet
from pipelines.export.restoring import Overridden, check_overruled, restored
from pipelines.store.reader import Reader
from pipelines.store.selection import EXTRAS, ExportColumn, Filters, Selection, columns_of

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
TOLD_EVERY = 500
"""Rows between two reports of progress."""
_LIBRARIES = ("copydesk", "trafilatura", "lxml", "py3langid", "sqlite-utils")

Progress = Callable[[str, int, int], None]
"""Told of a part, its rows so far, and all of its rows."""


def write_snapshot(
    reader: Reader,
    folder: Path,
    filters: Filters,
    *,
    format_name: str,
    extras: Iterable[str] = (),
    texts: bool = True,
    overridden: Sequence[Overridden] = (),
    now: datetime,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Writes the folder, whole or not at all; its manifest. Raises SettingError where the folder holds something, or
    cannot be written.

    texts: with the articles' own words; without them what is left may be handed on where the texts may not.
    overridden: rules whose cut lines stand in their places again.
    """
    _check(folder, format_name, extras)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    except OSError as error:
        raise SettingError(f"{folder}: cannot be written: {error}") from error
    try:
        with Selection.choose(reader, filters) as chosen:
            parts = ["articles", *(part for name in EXTRAS if name in set(extras) for part in EXTRAS[name])]
            check_overruled(overridden, chosen.rules())
            columns = {part: columns_of(part, texts=texts) for part in parts}
            rows = {part: chosen.rows(part, columns[part]) for part in parts}
            if overridden and texts:
                names = [column.name for column in columns["articles"]]
                rows["articles"] = restored(rows["articles"], names, chosen.cuts(), overridden)
            files = [
                _write(
                    made / f"{part}.{format_name}",
                    columns[part],
                    _told(rows[part], part, chosen.count(part), progress),
                )
                for part in parts
            ]
            manifest = _manifest(chosen, filters, files, columns, format_name=format_name, now=now)
            manifest["how_the_text_was_made"]["put_back"] = [
                f"{each.site}:{each.name}" if each.site else each.name for each in overridden
            ]
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (made / MANIFEST).write_text(text + "\n", encoding="utf-8")
        made.chmod(0o755)  # mkdtemp makes it for its owner alone
        made.rename(folder)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise SettingError(f"{folder}: cannot be written: {error}") from error
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return manifest


def _check(folder: Path, format_name: str, extras: Iterable[str]) -> None:
    unknown = sorted(set(extras) - EXTRAS.keys())
    if unknown:
        raise SettingError(f"--with {unknown[0]}: there are {', '.join(EXTRAS)}")
    if folder.is_dir() and not any(folder.iterdir()):
        pass
    elif folder.exists() or folder.is_symlink():
        raise SettingError(f"{folder}: is there already; a snapshot is never written over: name another folder")
    if format_name == "parquet":
        check_parquet()


def _write(file: Path, columns: tuple[ExportColumn, ...], rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    count = FORMATS[file.suffix[1:]](file, columns, rows)
    return {"name": file.name, "rows": count, "bytes": file.stat().st_size, "sha256": _sha256(file)}


def _told(rows: Iterable[tuple[Any, ...]], part: str, total: int, progress: Progress) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % TOLD_EVERY == 0 or number == total:
            progress(part, number, total)


def _manifest(
    chosen: Selection,
    filters: Filters,
    files: list[dict[str, Any]],
    columns: dict[str, tuple[ExportColumn, ...]],
    *,
    format_name: str,
    now: datetime,
) -> dict[str, Any]:
    sites, (first, last) = chosen.tally("site"), chosen.span()
    snapshot = hashlib.sha256("".join(f"{f['sha256']}  {f['name']}\n" for f in files).encode()).hexdigest()
    articles = files[0]["rows"]
    span = f", {first[:10]} to {last[:10]}" if first and last else ""
    return {
        "manifest_version": MANIFEST_VERSION,
        "snapshot": snapshot,
        "cite": f"News archive made with copydesk {_version('copydesk')}: {articles} articles of {len(sites)} sites"
        f"{span}. Snapshot {snapshot[:16]}.",
        "created_at": to_text(now),
        "created_with": {
            **{name: _version(name) for name in _LIBRARIES},
            **({"pyarrow": _version("pyarrow")} if format_name == "parquet" else {}),
            "python": platform.python_version(),
            "sqlite": chosen.sqlite_version(),
        },
        "filters": filters.stated(),
        "files": files,
        "counts": {
            "articles": articles,
            "date_published_first": first,
            "date_published_last": last,
            "by_site": sites,
            "by_language": chosen.tally("in_language"),
        },
        "how_the_text_was_made": {
            "extractors": chosen.tally("extractor"),
            "articles_read_with_a_site_profile": chosen.by_profile(),
            "runs": chosen.runs(),
        },
        "coverage": {
            "about": "Polls made, and entries first seen, from `since` to `until` where these are among the filters; "
            "of feeds with one of `tags` where these are, whether or not an article passes the other filters.",
            "feeds": chosen.coverage(),
        },
        "format": {"name": format_name, **({"guard": CSV_GUARD} if format_name == "csv" else {})},
        "columns": {
            f"{part}.{format_name}": [
                {"name": column.name, "type": column.kind, "description": column.description} for column in each
            ]
            for part, each in columns.items()
        },
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    return digest


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed as a package"
