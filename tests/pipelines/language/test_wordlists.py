"""Word lists are data: each file is called as the module that it stands beside, and all of it is of use."""

from __future__ import annotations

import re

import pytest
from project import ROOT

from pipelines.language.wordlists import any_of, read_table, word_lists

MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / "pipelines").rglob("*.toml"))
] + ["crawler.requests.discovery"]


@pytest.mark.parametrize("module", MODULES)
def test_a_list_stands_beside_its_module_and_every_key_of_it_is_used(module: str) -> None:
    beside = (ROOT / (module.replace(".", "/") + ".py")).read_text("utf-8")
    assert "(__name__)" in beside
    if module in (
        "pipelines.reading.cleaning.phrases",
        "pipelines.web.calendars",
        "pipelines.reading.body.consent",
        "pipelines.reading.cleaning.credit_words",
    ):
        return  # tables that are alike: by language, or by kind
    everywhere = module in ("pipelines.web.classnames", "pipelines.reading.metadata.bylines")
    folder = ROOT / "pipelines" if everywhere else (ROOT / module.replace(".", "/")).parent
    source = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    assert [key for key in read_table(module) if not re.search(rf"""["']{key}["']""", source)] == []


@pytest.mark.parametrize("module", ["pipelines.revisions.notes", "pipelines.revisions.noise"])
def test_a_list_by_language_counts_as_one(module: str) -> None:
    table = read_table(module)
    by_language = {key: value for key, value in table.items() if isinstance(value, dict)}
    assert by_language
    for key, languages in by_language.items():
        assert word_lists(module)[key] == tuple(word for words in languages.values() for word in words)


def test_of_expressions_the_first_that_fits_counts() -> None:
    found = re.match(any_of(["mi(?:s|se) à jour", "mi"]), "mise à jour")
    assert found is not None
    assert found[0] == "mise à jour"
