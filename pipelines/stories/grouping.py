"""Which articles are one story: the connected components of the links between them, and the ids that these keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.model import ComparedText, CopyText, StoryLink
from pipelines.stories.near_duplicates import WHOLE, Likeness

WINDOW_DAYS = 30
"""Days between the dates of two copies. The same text a year later is a new event: a notice, a yearly recipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What becomes of the stories that a change has touched."""

    story_of: Mapping[int, int]
    """By article, for those that change their story. Negative ids are stories still to be made."""
    merged: tuple[tuple[int, int], ...] = ()
    """(a story that ends, the story which it is part of now)."""
    split: tuple[tuple[int, int], ...] = ()
    """(a story that goes on, the story that left it)."""


def are_near(one: datetime, other: datetime, window_days: int = WINDOW_DAYS) -> bool:
    """Whether two articles' dates allow them to be one story."""
    return abs(one - other) <= timedelta(days=window_days)


def link_of(one: CopyText, other: CopyText | ComparedText, likeness: Likeness) -> StoryLink:
    """The link between two copies, the same whichever comes first."""
    shorter = one if likeness.first_is_shorter else other
    is_part = likeness.containment >= WHOLE and likeness.similarity < WHOLE
    earlier = min(one, other, key=lambda copy: copy.date)
    return StoryLink(
        article_id=min(one.article_id, other.article_id),
        other_id=max(one.article_id, other.article_id),
        similarity=likeness.similarity,
        containment=likeness.containment,
        contained_id=shorter.article_id if is_part else None,
        earlier_id=earlier.article_id if one.date != other.date else None,
    )


def components(members: Collection[int], links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The members by story, each and all of them ascending; a link to what is no member counts for nothing.

    >>> components([4, 1, 2, 9], [(9, 2), (2, 1)])
    [[1, 2, 9], [4]]
    """
    parent = {member: member for member in members}

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in links:
        if one in parent and other in parent:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    found: dict[int, list[int]] = {}
    for member in sorted(members):
        found.setdefault(root(member), []).append(member)
    return list(found.values())


def regroup(story_of: Mapping[int, int], links: Iterable[tuple[int, int]]) -> Regrouping:
    """The stories after a change of links.

    story_of: all articles of all the stories touched. A component keeps the oldest of its members' stories; where a
    story falls apart, its id stays with the part that has most of its articles, of equal ones with the oldest article.
    """
    taken: set[int] = set()
    now: dict[int, int] = {}
    merged: list[tuple[int, int]] = []
    left: list[tuple[int, list[int]]] = []
    parts = components(story_of, links)
    for story in sorted(set(story_of.values())):
        holding = [part for part in parts if part[0] not in now and any(story_of[m] == story for m in part)]
        if not holding:
            continue
        kept = max(holding, key=lambda part: (sum(story_of[m] == story for m in part), -part[0]))
        taken.add(story)
        now.update(dict.fromkeys(kept, story))
    for number, part in enumerate((part for part in parts if part[0] not in now), 1):
        now.update(dict.fromkeys(part, -number))
        left.append((-number, part))
    for story in sorted(set(story_of.values()) - taken):
        heir = next(now[member] for member in sorted(story_of) if story_of[member] == story)
        merged.append((story, heir))
    return Regrouping(
        story_of={member: story for member, story in sorted(now.items()) if story != story_of[member]},
        merged=tuple(merged),
        split=tuple((story_of[part[0]], new) for new, part in left),
    )
