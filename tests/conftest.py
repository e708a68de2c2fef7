"""What several test files share: the demo's archive, made once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("copydesk", deadline=None)  # a busy machine is no finding
settings.load_profile("copydesk")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files that `scrapy demo` leaves; not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo", "--db", str(folder / "demo.db")],
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def demo_db(demo_folder: Path, tmp_path: Path) -> Path:
    """The demo's database in a folder of the test's own, its pages beside it."""
    for name in ("demo.db", "demo-pages.db"):
        shutil.copy(demo_folder / name, tmp_path / name)
    return tmp_path / "demo.db"
