"""Which rows of tables are lines of cells, and which lay the page out."""

from __future__ import annotations

from lxml.html import HtmlElement

from pipelines.reading.document.boilerplate import is_hidden
from pipelines.reading.document.images import is_longer
from pipelines.reading.document.tags import INLINE, LOST_IN_LINES, SILENT

CELLS = ("td", "th")
LONG_CELL = 400
"""Characters; a cell longer than this is prose."""
_PARTS = ("table", "h1", "h2", "article", "main", "nav", "form")
"""What a page has, and a cell of data has not."""


def cells_of(row: HtmlElement) -> list[HtmlElement]:
    """A row's cells where it is a line of them; none where there is but one, or one that holds a part of the page."""
    cells = [cell for cell in row if cell.tag in CELLS]
    return [] if len(cells) < 2 or any(map(_holds_part, cells)) else cells


def _holds_part(cell: HtmlElement) -> bool:
    return (len(cell) > 0 and next(cell.iter(*_PARTS), None) is not None) or is_longer(cell, LONG_CELL)


def flatten_cells(row: HtmlElement) -> None:
    """Makes spans of the elements in a row of data. trafilatura reads those, and loses lists, quotes, sections."""
    for cell in cells_of(row):
        for element in cell.iterdescendants() if len(cell) else ():
            tag = element.tag
            plain = tag in INLINE and tag not in LOST_IN_LINES
            if not plain and tag not in SILENT and tag not in ("br", "img", "button") and not is_hidden(element):
                element.tag = "span"
                element.tail = f" {element.tail or ''}"
