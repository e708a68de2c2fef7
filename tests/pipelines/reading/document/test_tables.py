"""Rows of tables are paragraphs with all that their cells hold, days and hours among it."""

from __future__ import annotations

import pytest
from moor import copy_of, read


def table(*rows: tuple[str, ...]) -> str:
    return f"<table>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in rows)}</table>"


TABLES = {
    "definitions in cells": (
        table(
            ("Linden", "<dl><dt>bloom</dt><dd>June</dd></dl>"),
            ("Heather", "<dl><dt>bloom</dt><dd>August</dd></dl>"),
            ("Clover", "<dl><dt>bloom</dt><dd>May</dd></dl>"),
        ),
        ("Linden | bloom June", "Heather | bloom August", "Clover | bloom May"),
    ),
    "quotes, sections and headings in cells": (
        table(
            ("<h3>Smith</h3>", "<blockquote><p>Never again.</p></blockquote>", "<section>nine hives</section>"),
            ("<h3>Sexton</h3>", "<blockquote><p>Ask the bees.</p></blockquote>", "<section>two hives</section>"),
        ),
        ("Smith | Never again. | nine hives", "Sexton | Ask the bees. | two hives"),
    ),
    "unknown elements and a button in cells": (
        table(
            ("<x-name>Osric</x-name>", "<x-cell><div>seven</div><div>hives</div></x-cell>"),
            ("<x-name>Thea</x-name>", "<x-cell><div>three</div><div>hives</div></x-cell> <button>Show</button>"),
        ),
        ("Osric | seven hives", "Thea | three hives"),
    ),
    "lists of hours, in German": (
        table(
            ("Montag", "<ul><li>9.30 – 12.00 Uhr</li><li>14.00 – 18.00 Uhr</li></ul>"),
            ("Dienstag", "<ul><li>9.30 – 12.00 Uhr</li></ul>"),
        ),
        ("Montag | 9.30 – 12.00 Uhr 14.00 – 18.00 Uhr", "Dienstag | 9.30 – 12.00 Uhr"),
    ),
    "days and hours, in French": (
        table(("Jour", "Heure"), ("samedi 7 mars 2026", "15h30"), ("samedi 14 mars 2026", "17h00")),
        ("Jour | Heure", "samedi 7 mars 2026 | 15h30", "samedi 14 mars 2026 | 17h00"),
    ),
    "days and hours, in Japanese": (
        table(("3月7日", "15:00"), ("3月14日", "17:30"), ("3月21日", "15:00")),
        ("3月7日 | 15:00", "3月14日 | 17:30", "3月21日 | 15:00"),
    ),
    "two days and hours": (
        table(("14 March 2026", "15:00"), ("21 March 2026", "17:30")),
        ("14 March 2026 | 15:00", "21 March 2026 | 17:30"),
    ),
    "days in definitions": (
        "<dl><dt>Monday</dt><dd>15:00</dd><dt>Tuesday</dt><dd>17:30</dd></dl>",
        ("Monday", "15:00", "Tuesday", "17:30"),
    ),
    "a list of days that a line announces": (
        (
            "<p>Los mercados de la miel son dos sábados:</p><ul><li>7 de marzo de 2026</li><li>14 de marzo "
            "de 2026</li></ul>"
        ),
        ("Los mercados de la miel son dos sábados:", "7 de marzo de 2026", "14 de marzo de 2026"),
    ),
}


@pytest.mark.parametrize(("middle", "expected"), TABLES.values(), ids=TABLES)
def test_rows_are_paragraphs_with_all_that_they_hold(middle: str, expected: tuple[str, ...]) -> None:
    assert copy_of(middle) == expected


DATES = {
    "day and hour in a line each": ("<p>5 March 2026</p><p>10:15</p>", ["5 March 2026"]),
    "published and updated": (
        "<p>Published: 4 March 2026, 10:15</p><p>Updated: 5 March 2026, 12:40</p>",
        ["Published: 4 March 2026, 10:15", "Updated: 5 March 2026, 12:40"],
    ),
    "weekday, day and hour": ("<p>Thursday</p><p>5 March 2026</p><p>10:15</p>", ["5 March 2026"]),
}


@pytest.mark.parametrize(("middle", "expected"), DATES.values(), ids=DATES)
def test_the_article_s_own_date_is_cut(middle: str, expected: list[str]) -> None:
    assert [r.text for r in read(middle).removals if r.kind == "date_line"] == expected
