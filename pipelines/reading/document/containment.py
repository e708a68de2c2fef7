"""Which elements hold which text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from pipelines.reading.document.blocks import RawBlock


class Inside:
    """Whether an element is, or stands in, a given one; remembers what it has seen."""

    def __init__(self, root: HtmlElement | None) -> None:
        self._known: dict[HtmlElement, bool] = {} if root is None else {root: True}

    def __call__(self, element: HtmlElement) -> bool:
        chain = []
        here: HtmlElement | None = element
        while here is not None and here not in self._known:
            chain.append(here)
            here = here.getparent()
        answer = self._known[here] if here is not None else False
        for passed in chain:
            self._known[passed] = answer
        return answer


def smallest_element(blocks: Iterable[RawBlock], share: float) -> HtmlElement | None:
    """The smallest element that holds this share of the blocks' text; None without blocks."""
    weight: dict[HtmlElement, int] = defaultdict(int)
    total = 0
    for block in blocks:
        size = len(block.text)
        total += size
        here: HtmlElement | None = block.element
        while here is not None:
            weight[here] += size
            here = here.getparent()
    best: HtmlElement | None = None
    for element, size in weight.items():
        if size >= share * total and (best is None or _is_inside(element, best)):
            best = element
    return best


def _is_inside(element: HtmlElement, other: HtmlElement) -> bool:
    here = element.getparent()
    while here is not None:
        if here is other:
            return True
        here = here.getparent()
    return False
