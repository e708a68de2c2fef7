"""Lines in elements that are called what they are: promos, related stories, share bars, notices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.text.copy import Copy, Cut

ELEMENTS = 3
"""Elements of a block's path whose names count, from the block upwards; at six, whole pages are called "related"."""
MOST = 0.2
"""Share of the kept words that all of these may hold together; beyond it the name is the article's own."""

_NAMES = (
    (Cut("promo", "named.promo"), r"promos?|promotion|newsletters?|subscribe|subscription|sign-?up"),
    (Cut("read_more", "named.related"), r"related|recommend(?:ed|ations?)|popular|most-?read|more-?from"),
    (Cut("share", "named.share"), r"share|sharing|social"),
    (Cut("credit", "named.media"), r"credit|media-?info|infotext|image-?box"),
    (
        Cut("other", "named.notice"),
        (
            r"comments?|copyright|disclaimer|paywall|access-wall|lightbox|modal|overlay|popup|tags?|topics?|keywords?"
            r"|categor(?:y|ies)|breadcrumbs?"
        ),
    ),
)
"""Class names in whole words; "promo-box" and "promoBox" are, "promoted" is not."""
_PATTERNS = tuple((cut, re.compile(rf"(?:^|[-_. ])(?:{names})(?:$|[-_. ])", re.IGNORECASE)) for cut, names in _NAMES)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def find_named(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """What stands in elements with such names, where that is little of the text."""
    found = [(index, line, cut) for index, line in copy.standing if (cut := _named(line.block.path)) is not None]
    if sum(line.words for _, line, _ in found) > MOST * sum(line.words for _, line in copy.standing):
        return
    for index, _, cut in found:
        yield index, cut


@lru_cache(maxsize=1024)  # a page has few paths, a site's pages share them
def _named(path: str) -> Cut | None:
    """What the nearest elements of a path are called.

    >>> _named("main>div.story>div.promoBox>p").rule
    'named.promo'
    """
    steps = path.split(">")[-ELEMENTS:]
    names = _CAMEL.sub("-", " ".join(step.partition(".")[2] for step in steps))
    return next((cut for cut, pattern in _PATTERNS if pattern.search(names)), None) if names else None
