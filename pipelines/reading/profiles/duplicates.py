"""Which of a site's pages are one article: its print version, its AMP version, an edition of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

SHARED = 0.5
"""Share of the prose of the page with less of it that must stand on the other too."""
COMMON = 0.3
"""Share of the pages from which a text says nothing about which of them are duplicates."""
COMMON_PAGES = 5


def same_articles(prose: Sequence[Mapping[str, int]]) -> list[int]:
    """For each page the number of the first page that is the same article; its own for one that stands alone.

    prose: each page's long paragraphs, by key, with their characters. Pages join pairwise, so that an article is a
    connected set of them.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for page, paragraphs in enumerate(prose):
        for key in paragraphs:
            holders[key].append(page)
    most = max(COMMON_PAGES, COMMON * len(prose))
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for key, pages in holders.items():
        if 1 < len(pages) <= most:
            for place, one in enumerate(pages):
                for other in pages[place + 1 :]:
                    shared[one, other] += prose[one][key]
    first = list(range(len(prose)))
    for (one, other), size in sorted(shared.items()):
        if size >= SHARED * min(sum(prose[one].values()), sum(prose[other].values())):
            low, high = sorted((first[one], first[other]))
            first = [low if number == high else number for number in first]
    return first
