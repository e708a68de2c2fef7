"""What several test files share: the demo's archive, made once for all of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import block_after
from filelock import FileLock
from hypothesis import settings

settings.register_profile("copydesk", deadline=None)  # a busy machine is no finding
settings.load_profile("copydesk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start commands come first: a long one that came last would have one core work and the others wait."""
    items.sort(key=lambda item: not {"Folder", "warm"} & set(vars(getattr(item, "module", item))))


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """`scrapy demo` as one types it who has no clone, run once for all of pytest's workers: its files, its end."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "ended.json").exists():
            folder.mkdir()
            (folder / "scrapy.cfg").write_text(block_after("file: scrapy.cfg", "docs/tutorial.md"))
            command = [sys.executable, "-m", "scrapy", "demo", "--db", str(folder / "demo.db")]
            done = subprocess.run(
                command,
                check=False,
                cwd=folder,
                env={
                    name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "SCRAPY_"))
                },
                capture_output=True,
                text=True,
                timeout=240,
            )
            (folder / "ended.json").write_text(json.dumps([command, done.returncode, done.stdout, done.stderr]))
    return folder, subprocess.CompletedProcess(*json.loads((folder / "ended.json").read_text()))


@pytest.fixture(scope="session")
def demo_folder(demo_run: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The two files that `scrapy demo` leaves; not to be changed."""
    folder, done = demo_run
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def demo_db(demo_folder: Path, tmp_path: Path) -> Path:
    """The demo's database in a folder of the test's own, its pages beside it."""
    for name in ("demo.db", "demo-pages.db"):
        shutil.copy(demo_folder / name, tmp_path / name)
    return tmp_path / "demo.db"
