"""The notice of a run that ended badly: a command of the operator's, given the run as JSON."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.clock import to_text
from pipelines.errors import StoreError

logger = logging.getLogger(__name__)

LIMIT_S = 30
"""The command is ended when it takes longer: the next crawl must not wait for it."""


def failed_run(db: Path) -> dict[str, Any]:
    """The last run, as runs has it. What cannot be read any more says so instead."""
    from pipelines.store.overview import latest_run
    from pipelines.store.reader import Reader

    told: dict[str, Any] = {"database": str(db.resolve()), "status": "failed"}
    try:
        with Reader(db) as reader:
            run = latest_run(reader)
    except StoreError as error:
        return told | {"reason": str(error)}
    if run is None:
        return told | {"reason": "no run was begun"}
    return told | {
        "id": run.id,
        "spider": run.spider,
        "started_at": to_text(run.started_at),
        "finished_at": to_text(run.finished_at) if run.finished_at else None,
        "status": run.status,
        "reason": run.reason,
        "counts": dict(run.counts),
    }


def run_not_begun(db: Path, reason: str) -> dict[str, Any]:
    """What is told of a run that could not start: it has no row."""
    return {"database": str(db.resolve()), "id": None, "status": "not started", "reason": reason}


def give_notice(command: Sequence[str], run: Mapping[str, Any]) -> None:
    """Runs the command, without a shell, with the run as JSON on its stdin. Its own failure is a line in the log."""
    if not command:
        return
    try:
        done = subprocess.run(  # noqa: S603  the operator's own
            list(command),
            check=False,
            input=json.dumps(run, ensure_ascii=False) + "\n",
            text=True,
            encoding="utf-8",
            errors="replace",
            capture_output=True,
            timeout=LIMIT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.error("COPYDESK_ON_FAILURE: %s", error)  # noqa: TRY400  its place in our code says nothing
        return
    if done.returncode:
        logger.error("COPYDESK_ON_FAILURE ended with status %d: %s", done.returncode, done.stderr.strip()[:500])
