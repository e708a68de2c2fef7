"""docs/settings.md says what crawler/settings.py does."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest
from project import ROOT
from scrapy.settings import default_settings

DOCUMENT = (ROOT / "docs" / "settings.md").read_text("utf-8")
ROWS: dict[str, list[str]] = {
    match[1]: [cell.strip() for cell in match[2].split(" | ")]
    for match in re.finditer(r"^\| `([A-Z_]+)` \| (.*?) ?\|$", DOCUMENT, re.MULTILINE)
}
IN_PROSE = {"BOT_NAME", "SPIDER_MODULES", "NEWSPIDER_MODULE", "COMMANDS_MODULE"}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The defaults, whatever the environment says."""
    for name in ("DB", "FEEDS", "NOW", "CONTACT", "ON_FAILURE", "SITE_RULES"):
        monkeypatch.delenv(f"COPYDESK_{name}", raising=False)
    found = runpy.run_path(str(ROOT / "crawler" / "settings.py"))
    return {name: value for name, value in found.items() if name.isupper()}


def is_stated(value: object, cell: str) -> bool:
    """Whether a cell states a value; a value with parts is described in words."""
    match = re.fullmatch(r"`(.*)`", cell)
    if match is None:
        return isinstance(value, dict | list) or value in ("", None) or cell == "Scrapy's"
    if isinstance(value, bool | str):
        return str(value) == match[1]
    return isinstance(value, int | float) and float(match[1]) == value


def test_every_setting_is_documented(settings: dict[str, Any]) -> None:
    assert settings.keys() - IN_PROSE - ROWS.keys() == set()


def test_every_documented_setting_exists(settings: dict[str, Any]) -> None:
    assert ROWS.keys() - settings.keys() == set()
    assert all(f"`{name}`" in DOCUMENT for name in IN_PROSE)


@pytest.mark.parametrize("name", ROWS)
def test_default_is_as_documented(name: str, settings: dict[str, Any]) -> None:
    assert is_stated(settings[name], ROWS[name][0]), (
        f"{name} is {settings[name]!r}, docs/settings.md says {ROWS[name][0]}"
    )


@pytest.mark.parametrize("name", [name for name, cells in ROWS.items() if len(cells) == 3])
def test_scrapy_default_is_as_documented(name: str) -> None:
    value = getattr(default_settings, name)
    value = bool(value) if name == "TELNETCONSOLE_ENABLED" else value
    assert is_stated(value, ROWS[name][1]), f"Scrapy's {name} is {value!r}, docs/settings.md says {ROWS[name][1]}"
