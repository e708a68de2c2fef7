"""docs/commands.md knows every command; tests/project/test_docs.py types what it shows."""

from __future__ import annotations

from project import ROOT

PAGE = ROOT / "docs" / "commands.md"


def test_every_command_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    ours = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")}
    answered = {name for name in ours if "ReportCommand" in (ROOT / f"crawler/commands/{name}.py").read_text("utf-8")}
    assert {name for name in answered if f"\n## {name}\n" not in text or f"| `{name}` |" not in text} == set()
