"""Tables without lines, a row a line: how every report of copydesk lays out its rows."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2
"""Blanks between two columns."""


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    flexible: int,
    numbers: Sequence[int] = (),
) -> RenderableType:
    """The flexible column is shortened to what the width leaves for it; numbers stand on the right of theirs."""
    if not rows:
        return Text("nothing")
    lines = [headings, *rows] if headings else rows
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    widths[flexible] = min(widths[flexible], max(20, width - sum(widths) + widths[flexible] - _GAP * len(widths)))
    made = Table(box=None, show_header=bool(headings), padding=(0, _GAP, 0, 0), header_style="dim")
    for position, column_width in enumerate(widths):
        made.add_column(
            headings[position] if headings else "",
            justify="right" if position in numbers else "left",
            width=column_width,
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def section(console: Console, title: str, content: RenderableType) -> None:
    """A title, what it is about, a blank line."""
    console.print(Text(title, style="bold"))
    console.print(Padding(content, (0, 0, 1, 2)))
