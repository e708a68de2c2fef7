"""Lines in elements that are called what they are: promos, related stories, share bars, notices."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipelines.reading.cleaning.body_text import BodyText, Cut
from pipelines.web.classnames import in_words, names_on

ELEMENTS = 3
"""Elements of a block's path whose names count, from the block upwards; at six, whole pages are called "related"."""
MOST = 0.2
"""Share of the kept words that all of these may hold together; beyond it the name is the article's own."""

_PATTERNS = (
    (Cut("promo", "named.promo"), in_words("promo")),
    (Cut("read_more", "named.related"), in_words("related")),
    (Cut("share", "named.share"), in_words("share")),
    (Cut("credit", "named.media"), in_words("media")),
    (Cut("other", "named.notice"), in_words("notice", "wall")),
)


def find_named(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """What stands in elements with such names, where that is little of the text."""
    found = [(index, line, cut) for index, line in body.standing if (cut := _named(line.block.path)) is not None]
    if sum(line.words for _, line, _ in found) > MOST * sum(line.words for _, line in body.standing):
        return
    for index, _, cut in found:
        yield index, cut


@lru_cache(maxsize=1024)  # a page has few paths, a site's pages share them
def _named(path: str) -> Cut | None:
    """What the nearest elements of a path are called.

    >>> _named("main>div.story>div.promoBox>p").rule
    'named.promo'
    """
    names = names_on(path, ELEMENTS)
    return next((cut for cut, pattern in _PATTERNS if pattern.search(names)), None) if names else None
