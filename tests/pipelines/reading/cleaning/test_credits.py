"""Source lines, sign-offs and the names in them."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, CleanArticle, Metadata
from pipelines.reading.cleaning.normaliser import normalise
from pipelines.reading.cleaning.sources import source_names
from pipelines.web.characters import clean_text

PROSE = (
    (
        "The bridge at Okkel will carry trains again from Sunday, after a summer in which every "
        "wagon went round by the marsh."
    ),
    (
        "Engineers replaced eleven of its bearings, and found coins in the twelfth that had been "
        "laid there when it was built."
    ),
    "The railway will show them at the station, next to the timetable.",
)


def read(*lines: str) -> CleanArticle:
    blocks = tuple(Block(role="paragraph", text=line) for line in lines)
    return normalise(Article(url="http://okkel.test/a", canonical=None, metadata=Metadata(), blocks=blocks))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("Source: HarbourWire and agencies", "HarbourWire", id="en"),
        pytest.param("SOURCES: HarbourWire, The Okkel Courier", "HarbourWire, The Okkel Courier", id="en-several"),
        pytest.param("Fuente: HarbourWire y agencias", "HarbourWire", id="es"),
        pytest.param("Source\u00a0: HarbourWire avec agences", "HarbourWire", id="fr"),
        pytest.param("Quelle: HarbourWire, dpa", "HarbourWire, dpa", id="de"),
        pytest.param("Kaynak: HarbourWire ve ajanslar", "HarbourWire", id="tr"),
        pytest.param("Источник: HarbourWire", "HarbourWire", id="ru"),
        pytest.param("المصدر: HarbourWire ووكالات", "HarbourWire", id="ar"),
        pytest.param("Fonte: HarbourWire e agenzie", "HarbourWire", id="it"),
        pytest.param("Bron: HarbourWire/ANP", "HarbourWire, ANP", id="nl"),
        pytest.param("Źródło: HarbourWire i PAP", "HarbourWire, PAP", id="pl"),
        pytest.param("Zdroj: HarbourWire, ČTK", "HarbourWire, ČTK", id="cs"),
        pytest.param("Πηγή: HarbourWire", "HarbourWire", id="el"),
        pytest.param("Джерело: HarbourWire", "HarbourWire", id="uk"),
        pytest.param("מקור: HarbourWire", "HarbourWire", id="he"),
        pytest.param("منبع: HarbourWire و خبرگزاری‌ها", "HarbourWire", id="fa"),
        pytest.param("स्रोत: HarbourWire", "HarbourWire", id="hi"),
        pytest.param("出典：HarbourWire", "HarbourWire", id="ja"),
        pytest.param("來源：HarbourWire", "HarbourWire", id="zh"),
        pytest.param("출처: HarbourWire", "HarbourWire", id="ko"),
        pytest.param("Sumber: HarbourWire dan kantor berita", "HarbourWire", id="id"),
        pytest.param("Theo HarbourWire", "HarbourWire", id="vi-without-colon"),
        pytest.param("With reporting by HarbourWire", "HarbourWire", id="with-reporting-by"),
        pytest.param(
            "Reporting by Ines Varga and Otto Lindqvist; Editing by Noor "
            "Haddad",
            "Ines Varga, Otto Lindqvist", id="reporting-editing",
        ),
        pytest.param("Ines Varga in Okkel contributed to this report.", "Ines Varga", id="contributed"),
        pytest.param("Mit Material von dpa und HarbourWire", "dpa, HarbourWire", id="de-material"),
        pytest.param("Con información de HarbourWire", "HarbourWire", id="es-informacion"),
        pytest.param("Avec AFP", "AFP", id="fr-avec"),
        pytest.param("(HWA/dpa)", "HWA, dpa", id="sign-off"),
        pytest.param("ab/cd (dpa, AFP)", "dpa, AFP", id="initials"),
        pytest.param("© 2026 AFP", "AFP", id="agency-copyright"),
    ],
)  # fmt: skip
def test_a_source_line_at_the_end_is_cut_and_its_names_are_credited(line: str, names: str) -> None:
    result = read(*PROSE, line)
    assert [(r.kind, r.text) for r in result.removals] == [("source_line", clean_text(line))]
    assert result.metadata.credit_text == names


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "Source of the river or not, the spring above Okkel had supplied forty families until the drought began.",
            id="en",
        ),
        pytest.param(
            "The source: a spring above the village, which had supplied forty families until the drought began.",
            id="article",
        ),
        pytest.param("Quelle des Flusses oder nicht, die Bahn schöpft ihr Wasser seit dem Sommer anderswo.", id="de"),
        pytest.param(
            "Reporting by night was forbidden to the guards until the signal box had a telephone of its own.",
            id="reporting",
        ),
        pytest.param(
            "He had contributed to this report with nothing but a drawing. The engineers hung it in their office.",
            id="contributed",
        ),
        pytest.param("Avec un peu de chance, le premier train arrivera à midi.", id="avec"),
    ],
)
def test_prose_at_the_end_that_names_sources_stays(line: str) -> None:
    result = read(*PROSE, line)
    assert result.paragraphs == (*PROSE, line)


def test_a_dateline_inside_prose_stays() -> None:
    line = "OKKEL (HWA) - The bridge will carry trains again, the railway said."
    assert read(line, *PROSE).paragraphs[0] == line


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("Source: agencies", (), id="nobody"),
        pytest.param(
            "Sources: HarbourWire; Okkel Courier (additional reporting)",
            ("HarbourWire", "Okkel Courier"),
            id="brackets",
        ),
        pytest.param("(Reporting by Pell Hammond, writing by Petra Voss)", ("Pell Hammond",), id="writing"),
    ],
)
def test_names_are_those_of_sources(line: str, names: tuple[str, ...]) -> None:
    assert source_names(line)[: len(names) or None] == names
