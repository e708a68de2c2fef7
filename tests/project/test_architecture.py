"""The arrows of docs/architecture.md, read from the imports: what may know what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from project import ROOT

PACKAGES = ("crawler", "pipelines")
WORDS = ("pipelines.clock", "pipelines.errors", "pipelines.language", "pipelines.model", "pipelines.web")
"""What all may know: types, times, errors, what is written on the web, and how much a text says."""
MAY_KNOW: Mapping[str, tuple[str, ...]] = {
    # The words, from the ground up.
    "pipelines.model": (),
    "pipelines.errors": (),
    "pipelines.clock": ("pipelines.errors",),
    "pipelines.language": (),
    "pipelines.web": ("pipelines.language", "pipelines.model"),
    # Siblings, none of which knows another, but for what a page is read by.
    "pipelines.identity": (*WORDS, "pipelines.revisions"),
    "pipelines.revisions": WORDS,
    "pipelines.stories": WORDS,
    "pipelines.following": WORDS,
    "pipelines.store": WORDS,
    "pipelines.workers": WORDS,
    "pipelines.reading.document": WORDS,
    "pipelines.reading.metadata": (*WORDS, "pipelines.reading.document"),
    "pipelines.reading.body": (*WORDS, "pipelines.reading.document", "pipelines.reading.metadata"),
    "pipelines.reading.cleaning": WORDS,
    "pipelines.reading.profiles": WORDS,
    "pipelines.reading.overrides": (*WORDS, "pipelines.reading.document", "pipelines.reading.metadata"),
    # What puts them together.
    "pipelines.reading": (*WORDS, "pipelines.identity", "pipelines.revisions", "pipelines.stories"),
    "pipelines.run": (
        *WORDS, "pipelines.following", "pipelines.identity", "pipelines.reading", "pipelines.revisions",
        "pipelines.store", "pipelines.stories", "pipelines.workers",
    ),
    "pipelines.stages": (*WORDS, "pipelines.run"),
    "pipelines.export": (*WORDS, "pipelines.store"),
    "pipelines.browse": (*WORDS, "pipelines.reading.cleaning", "pipelines.reading.profiles", "pipelines.store"),
    # The crawl.
    "crawler.settings": (),
    "crawler.reports": (*WORDS, "pipelines.reading", "pipelines.store"),
    "crawler.feeds": (*WORDS, "pipelines.reading"),
    "crawler.network": (*WORDS, "pipelines.run"),
    "crawler.scheduling": (*WORDS, "crawler.network"),
    "crawler.requests": (
        *WORDS, "crawler.feeds", "crawler.network", "crawler.scheduling", "pipelines.following", "pipelines.reading",
        "pipelines.run",
    ),
    "crawler.configuration": (
        *WORDS, "crawler.feeds", "crawler.network", "crawler.scheduling", "pipelines.following",
        "pipelines.reading.overrides",
        "pipelines.run", "pipelines.workers",
    ),
    "crawler.spiders": (
        *WORDS, "crawler.configuration", "crawler.network", "crawler.reports", "crawler.requests",
        "crawler.scheduling", "pipelines.run",
    ),
    "crawler.progress": ("crawler.spiders", "pipelines.language"),
    # What people type.
    "crawler.subscriptions": (
        *WORDS, "crawler.configuration", "crawler.feeds", "crawler.network", "crawler.reports", "crawler.requests",
        "crawler.scheduling", "crawler.spiders", "pipelines.following", "pipelines.run",
        "pipelines.store", "pipelines.workers",
    ),
    "crawler.doctor": (
        *WORDS, "crawler.configuration", "crawler.feeds", "crawler.network", "crawler.reports", "crawler.requests",
        "crawler.settings", "crawler.subscriptions", "pipelines.store",
    ),
    "crawler.demo": ("crawler.reports",),
    "crawler.actions": (
        *WORDS, "crawler.configuration", "crawler.demo", "crawler.doctor", "crawler.reports", "crawler.scheduling",
        "crawler.spiders", "pipelines.reading", "pipelines.run", "pipelines.store",
    ),
    "crawler.commands": (
        *WORDS, "crawler.actions", "crawler.configuration", "crawler.progress", "crawler.reports", "crawler.spiders",
        "crawler.subscriptions", "pipelines.export", "pipelines.run", "pipelines.store",
    ),
}  # fmt: skip
"""Each folder and loose module, and what of ours it may import."""
FOLDERS_OF_FOLDERS = ("pipelines.reading",)
"""Each folder in these has a rule of its own; what stands loose in them may import all of these."""
MOST_LOOSE = 6
"""Modules that stand loose at each root."""
GATES: Mapping[str, tuple[str, ...]] = {
    "sqlite3": ("pipelines.store",),
    "sqlite_utils": ("pipelines.store",),
    "feedparser": ("crawler.feeds",),
    "trafilatura": ("pipelines.reading.body", "pipelines.reading.extractor", "pipelines.reading.metadata"),
    "numpy": ("pipelines.reading.body.judge", "pipelines.stories"),
    "htmldate": ("pipelines.reading.metadata",),
    "charset_normalizer": ("pipelines.web.unlabelled",),
    "listparser": ("crawler.configuration.sources",),
    "tomlkit": ("crawler.subscriptions.feedsfile",),
    "pebble": ("pipelines.workers",),
    "datasette": ("pipelines.browse", "crawler.commands.browse"),
    "jinja2": ("pipelines.browse",),
}
"""Third-party modules and the only modules of ours (with all below them) that may import each."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


@dataclass(frozen=True, slots=True, order=True)
class Arrow:
    """One import: who, whom, where."""

    source: str
    target: str
    line: int
    at_runtime: bool = True
    """False below `if TYPE_CHECKING`."""

    def __str__(self) -> str:
        return f"{self.source.replace('.', '/')}.py:{self.line}: {self.source} -> {self.target}"


def within(module: str, packages: Iterable[str]) -> bool:
    """Whether the module is one of the packages or lies inside one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def place_of(module: str) -> str:
    """The folder or loose module that has a rule: the second name of a module, and the third in a folder of folders."""
    parts = module.split(".")
    inner = ".".join(parts[:3])
    return inner if ".".join(parts[:2]) in FOLDERS_OF_FOLDERS and is_folder(inner) else ".".join(parts[:2])


def is_folder(module: str) -> bool:
    return (ROOT / module.replace(".", "/")).is_dir()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_modules() -> dict[str, Path]:
    return {module_name(path): path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))}


MODULES = read_modules()


def arrows_of(module: str, source: str, *, is_package: bool, known: Iterable[str]) -> Iterator[Arrow]:
    """Every import in a module's source, those inside functions too; `from p import m` of a module counts as p.m."""
    known = set(known)
    base = module.split(".") if is_package else module.split(".")[:-1]

    def visit(node: ast.AST, at_runtime: bool) -> Iterator[Arrow]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Arrow(module, name.name, child.lineno, at_runtime) for name in child.names)
            elif isinstance(child, ast.ImportFrom):
                above = base[: len(base) - child.level + 1] if child.level else []
                target = ".".join([*above, *filter(None, [child.module])])
                for name in child.names:
                    inner = f"{target}.{name.name}"
                    yield Arrow(module, inner if inner in known else target, child.lineno, at_runtime)
            else:
                typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                yield from visit(child, at_runtime and not typing_only)

    yield from visit(ast.parse(source), True)


def read_arrows() -> list[Arrow]:
    return sorted(
        arrow
        for module, path in MODULES.items()
        for arrow in arrows_of(module, path.read_text("utf-8"), is_package=path.name == "__init__.py", known=MODULES)
    )


ARROWS = read_arrows()


def wrong(rule: str, is_wrong: Callable[[Arrow], bool]) -> None:
    """Fails with every arrow that breaks the rule."""
    found = [str(arrow) for arrow in ARROWS if is_wrong(arrow)]
    if found:
        pytest.fail(f"{rule}; these arrows point the wrong way:\n  " + "\n  ".join(found), pytrace=False)


def test_there_is_something_to_read() -> None:
    assert {"pipelines.model", "crawler.settings"} <= MODULES.keys()
    assert any(arrow.target == "pipelines.errors" for arrow in ARROWS)


def test_pipelines_never_imports_crawler() -> None:
    wrong(
        "crawler imports pipelines, never the other way",
        lambda arrow: within(arrow.source, ["pipelines"]) and within(arrow.target, ["crawler"]),
    )


@pytest.mark.parametrize("place", MAY_KNOW)
def test_a_folder_imports_only_what_it_may_know(place: str) -> None:
    wrong(
        f"{place} may import itself and {', '.join(MAY_KNOW[place]) or 'nothing of ours'}",
        lambda arrow: (
            place_of(arrow.source) == place
            and within(arrow.target, PACKAGES)
            and not within(arrow.target, [place, *MAY_KNOW[place]])
        ),
    )


def test_every_folder_has_a_rule_none_goes_in_a_circle_and_few_modules_stand_loose() -> None:
    places = {place_of(module) for module in MODULES} - set(PACKAGES)
    assert places == MAY_KNOW.keys()
    assert find_cycle({place: set(known) for place, known in MAY_KNOW.items()}) is None
    for package in PACKAGES:
        loose = [place for place in places if place.startswith(package) and MODULES[place].name != "__init__.py"]
        assert len(loose) <= MOST_LOOSE, sorted(loose)


@pytest.mark.parametrize("library", GATES)
def test_library_has_one_gate(library: str) -> None:
    gates = GATES[library]
    wrong(
        f"only {', '.join(gates)} may import {library}",
        lambda arrow: within(arrow.target, [library]) and not within(arrow.source, gates),
    )


def test_in_pipelines_only_stages_knows_scrapy() -> None:
    wrong(
        "in pipelines only stages.py may import scrapy or twisted",
        lambda arrow: (
            within(arrow.target, ["scrapy", "twisted"])
            and within(arrow.source, ["pipelines"])
            and arrow.source != "pipelines.stages"
        ),
    )


def test_the_product_does_not_need_its_demo() -> None:
    wrong(
        "crawler.demo is for the demo command and for tests",
        lambda arrow: (
            within(arrow.target, ["crawler.demo"])
            and not within(arrow.source, ["crawler.demo", "crawler.actions.demo"])
        ),
    )


def test_the_crawl_needs_no_pages_for_people() -> None:
    wrong(
        "the crawl needs no pages to read: only the browse command may import pipelines.browse",
        lambda arrow: (
            within(arrow.target, ["pipelines.browse"])
            and not within(arrow.source, ["pipelines.browse", "crawler.commands.browse"])
        ),
    )


def test_no_import_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for arrow in ARROWS:
        if arrow.at_runtime and arrow.target in MODULES and arrow.target != arrow.source:
            graph[arrow.source].add(arrow.target)
    cycle = find_cycle(graph)
    assert cycle is None, "modules import one another in a circle: " + " -> ".join(cycle or ())


def find_cycle(graph: Mapping[str, set[str]]) -> tuple[str, ...] | None:
    """One circle of a directed graph, its first node repeated at the end; None without one."""
    done: set[str] = set()

    def walk(node: str, trail: tuple[str, ...]) -> tuple[str, ...] | None:
        if node in trail:
            return (*trail[trail.index(node) :], node)
        if node in done:
            return None
        for target in sorted(graph[node]):
            if found := walk(target, (*trail, node)):
                return found
        done.add(node)
        return None

    return next((found for node in sorted(graph) if (found := walk(node, ()))), None)


def test_modules_are_named_for_what_they_hold() -> None:
    bad = [str(path.relative_to(ROOT)) for name, path in MODULES.items() if name.split(".")[-1] in FORBIDDEN_NAMES]
    assert not bad, f"name these for the noun they hold: {', '.join(bad)}"


@pytest.mark.parametrize("module", MODULES)
def test_module_opens_with_one_sentence(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), f"{module} does not say what it holds"


# ------------------------------------------------------------------------------------- the reading itself is right


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import pipelines.store", [("pipelines.store", True)], id="import"),
        pytest.param("from pipelines.web import urls", [("pipelines.web.urls", True)], id="module from package"),
        pytest.param("from pipelines.web.urls import url_key", [("pipelines.web.urls", True)], id="name from module"),
        pytest.param("from .web import urls", [("pipelines.web.urls", True)], id="relative"),
        pytest.param("def f():\n    import sqlite3", [("sqlite3", True)], id="inside a function"),
        pytest.param("if TYPE_CHECKING:\n    import scrapy", [("scrapy", False)], id="for types only"),
        pytest.param("try:\n    import x\nexcept ImportError:\n    import y", [("x", True), ("y", True)], id="in try"),
    ],
)
def test_arrows_are_read_wherever_they_stand(source: str, expected: list[tuple[str, bool]]) -> None:
    arrows = arrows_of("pipelines.stages", source, is_package=False, known={"pipelines.web.urls", "pipelines.store"})
    assert [(arrow.target, arrow.at_runtime) for arrow in arrows] == expected


def test_a_cycle_is_found() -> None:
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ("b", "c", "b")
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


def test_a_crawl_s_own_process_is_without_what_only_workers_need() -> None:
    """Scrapy imports every command for each of them: one that brings trafilatura costs every crawl 110 MB and 0.8 s."""
    program = """
import sys, scrapy.cmdline, crawler.progress, crawler.spiders.feeds
try:
    scrapy.cmdline.execute(["scrapy", "crawl", "--help"])
except SystemExit:
    print(sorted(name for name in sys.argv[1:] if name in sys.modules))
"""
    heavy = ("pipelines.reading.extractor", "trafilatura", "py3langid", "htmldate", "feedparser", "datasette", "jinja2")
    words = [sys.executable, "-c", program, *heavy]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Usage" in found.stdout
    assert found.stdout.splitlines()[-1] == "[]"
