"""What a wheel holds: a plain `pip install .` copies the packages, and what package-data names beside their modules."""

from __future__ import annotations

import tomllib
from pathlib import PurePath

from project import ROOT

FILES = [
    path.relative_to(ROOT)
    for package in ("crawler", "pipelines")
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
]


def test_every_module_stands_in_a_package() -> None:
    folders = {path.parent for path in FILES if path.suffix == ".py"}
    assert {folder for folder in folders if not (ROOT / folder / "__init__.py").exists()} == set()


def test_every_other_file_is_package_data() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    others = [path for path in FILES if path.suffix != ".py"]
    assert len(others) > 30
    assert [path for path in others if not any(_is_at(path, pattern) for pattern in patterns)] == []


def _is_at(path: PurePath, pattern: str) -> bool:
    """Whether a file stands where a pattern says, as seen from its package."""
    package = next(parent for parent in path.parents if (ROOT / parent / "__init__.py").exists())
    within = path.relative_to(package)
    return len(within.parts) == len(PurePath(pattern).parts) and within.match(pattern)
