"""The quick way: a page's body text found by the site's profile alone, where the profile knows the page well enough."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.language.scripts import PROSE_CHARACTERS
from pipelines.model import MOSTLY_LINKS, Glance
from pipelines.reading.profiles.folding import stands_plainly_in
from pipelines.reading.profiles.judging import COPY_ROLES, place_of
from pipelines.reading.profiles.profile import PathFacts, SiteProfile

ENOUGH_PAGES = 5
"""Pages from which a profile must have been learned before it is asked alone."""
KEPT = 0.5
"""Share of a place's text that trafilatura keeps, from which what stands there is kept."""
SURE = 0.25
"""How far from that share a place must be to count as known."""
KNOWN = 0.85
"""Share of the page's prose that must stand in places which are known."""
LEAST = 600
"""Characters that must be found, below which trafilatura is asked as well."""


def is_settled(profile: SiteProfile) -> bool:
    """Whether the profile may be asked alone."""
    return profile.pages >= ENOUGH_PAGES


def recognise(profile: SiteProfile, blocks: Sequence[Glance]) -> tuple[bool, ...] | None:
    """Which blocks are body text; None where the profile knows too little of the page (a redesign, another kind)."""
    bodies = profile.bodies
    kept = []
    prose = known = found = 0
    for block in blocks:
        place = place_of(profile, block.path)
        keep = _is_copy(block, place, bodies)
        kept.append(keep)
        found += block.size * keep
        if block.size >= PROSE_CHARACTERS and block.link_density < MOSTLY_LINKS:
            prose += block.size
            known += block.size * (keep or _is_known(place))
    return tuple(kept) if found >= LEAST and known >= KNOWN * prose else None


def _is_copy(block: Glance, place: PathFacts | None, bodies: frozenset[str]) -> bool:
    if block.link_density >= MOSTLY_LINKS or block.role not in COPY_ROLES:
        return False
    if place is None:
        return stands_plainly_in(block.path, bodies)
    return place.kept >= KEPT


def _is_known(place: PathFacts | None) -> bool:
    return place is not None and abs(place.kept - KEPT) >= SURE
