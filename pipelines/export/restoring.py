"""Cut lines put back into their places, for who disagrees with the rule that cut them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pipelines.errors import SettingError
from pipelines.store.selection import CutLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A rule, or all rules of a kind, that is not to hold; on one site, or on all."""

    name: str
    """removals.rule or removals.kind."""
    site: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        >>> Overridden.parse("bote.test:caption")
        Overridden(name='caption', site='bote.test')
        """
        site, _, name = text.rpartition(":")
        return cls(name=name, site=site or None)

    def holds_for(self, cut: CutLine) -> bool:
        """Whether it is this one that cut the line."""
        return self.name in (cut.rule, cut.kind) and self.site in (None, cut.site)


def put_back(body: str, cuts: Sequence[CutLine]) -> str:
    """The text with these lines in their places. cuts: in the order of their ids, which is that of the page."""
    paragraphs = body.split("\n\n") if body else []
    before: list[list[str]] = [[] for _ in range(len(paragraphs) + 1)]
    for cut in cuts:
        before[min(cut.position, len(paragraphs))].append(cut.text)
    whole = [line for lines, paragraph in zip(before, paragraphs, strict=False) for line in (*lines, paragraph)]
    return "\n\n".join((*whole, *before[-1]))


def restored(
    rows: Iterable[tuple[Any, ...]],
    names: Sequence[str],
    cuts: Iterable[CutLine],
    overridden: Sequence[Overridden],
) -> Iterator[tuple[Any, ...]]:
    """Rows of articles, in the order of their ids as the cuts are, with what the overridden rules had cut."""
    at, body = names.index("id"), names.index("article_body")
    waiting = (cut for cut in cuts if any(rule.holds_for(cut) for rule in overridden))
    cut = next(waiting, None)
    for row in rows:
        found = []
        while cut is not None and cut.article_id <= row[at]:
            if cut.article_id == row[at]:
                found.append(cut)
            cut = next(waiting, None)
        yield (*row[:body], put_back(row[body], found), *row[body + 1 :]) if found else row


def check_overruled(overridden: Iterable[Overridden], known: Mapping[str, Iterable[str]]) -> None:
    """Raises SettingError for a name that has cut nothing. known: kinds, and the rules of each."""
    names = {*known, *(rule for rules in known.values() for rule in rules)}
    for each in overridden:
        if each.name not in names:
            there = ", ".join(sorted(known)) or "none"
            raise SettingError(f"--put-back {each.name}: no line was cut by it; the kinds of cuts here are {there}")
