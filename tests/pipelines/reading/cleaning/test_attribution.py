"""Whose report a text is."""

from __future__ import annotations

import pytest

from pipelines.reading.cleaning.attribution import agency_of_byline, agency_of_credit, agency_of_date_line


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        ("SALTMERE (AP) — The boats came home.", "AP"),
        ("SALTMERE, March 3 (Reuters) - The boats came home.", "Reuters"),
        ("Oberwiesen (dpa/lnw) - Die Boote sind zurück.", "dpa"),
        ("PUERTO LUZ, 3 mar (EFE).- Los barcos volvieron.", "EFE"),
        ("【共同】漁船は月曜日に戻った。", "共同"),
        ("The boats (all four of them) came home.", None),
        ("The boats came home.\n\nMore (AP) later.", None),
        ("The boats came home late on Monday night, " + "and late on Tuesday night, " * 4 + "(Reuters).", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_agency_of_a_date_line_stands_in_brackets_where_the_text_begins(body: str, agency: str | None) -> None:
    assert agency_of_date_line(body) == agency


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        (None, None),
        ("", None),
        ("HarborWire", "HarborWire"),
        ("HarborWire, dpa", "dpa"),
        ("AFP and Reuters", "AFP"),
        ("Getty Images, HarborWire", "HarborWire"),
        ("Pixabay", None),
    ],
)
def test_a_known_agency_comes_before_another_name(credit: str | None, agency: str | None) -> None:
    assert agency_of_credit(credit) == agency


@pytest.mark.parametrize(
    ("authors", "agency"),
    [((), None), (("Ines Varga",), None), (("Ines Varga", "Associated Press"), "Associated Press")],
)
def test_an_agency_may_be_the_author(authors: tuple[str, ...], agency: str | None) -> None:
    assert agency_of_byline(authors) == agency
