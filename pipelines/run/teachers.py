"""The pages of a new site that teach its profile: which are read first, and what the others wait for.

A page that is read before its site is learned is read twice, and filed twice. So of a site without a profile a dozen
pages are asked for first, chosen by a hash of their addresses; once they are read the site is learned, and its other
pages are read by what they taught, once. What is learned hangs on the set of addresses and on their pages alone, never
on the order in which these arrive: a page that teaches nothing (a wall, a stub, an error) is replaced by the next by
hash. A site with no more pages than that is learned at the run's end, of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest

from pipelines.model import ReadPage
from pipelines.web.urls import site_of, url_key

TEACHERS = 12
"""Pages that teach a site's first profile. docs/decisions/0022 has what fewer and more of them cost."""
MOST_TRIED = 60
"""Pages that are tried at most; a site of which so many teach nothing is read as it comes."""


@dataclass(slots=True)
class SiteClass:
    """A site whose teachers are being read. All keys are page keys of the links that lead to its pages."""

    ranked: Sequence[str]
    """Those that may teach, in the order of their hashes."""
    taught: dict[str, str] = field(default_factory=dict)
    """Those that have taught, each with the key of its reading."""
    failed: set[str] = field(default_factory=set)

    def wanted(self) -> list[str]:
        """The teachers that have not been read yet."""
        chosen = [key for key in self.ranked if key not in self.failed][:TEACHERS]
        return [key for key in chosen if key not in self.taught]

    def lesson(self) -> list[str]:
        """The keys of the readings to learn from."""
        return sorted({self.taught[key] for key in self.ranked if key in self.taught})


class Teachers:
    """The sites that this run learns while it goes on."""

    def __init__(self) -> None:
        self._classes: dict[str, SiteClass] = {}
        self._site_of: dict[str, str] = {}
        """The site of each page that may teach."""

    def __contains__(self, site: object) -> bool:
        """Whether the site is being learned: its pages wait, but for those that wanted() names."""
        return site in self._classes

    def sites(self) -> list[str]:
        """Those that are being learned, in alphabetical order."""
        return sorted(self._classes)

    def begin(self, site: str, waiting: Iterable[str], taught: Iterable[str] = ()) -> bool:
        """Chooses a site's teachers, of the pages that wait and of those that were read before it was learned; whether
        the others are to wait for them. Not where there are no others."""
        known = set(taught)
        ranked = nsmallest(MOST_TRIED, {*waiting, *known}, key=lambda key: (rank(key), key))
        if len(ranked) <= TEACHERS:
            return False
        self._classes[site] = SiteClass(ranked, {key: key for key in ranked if key in known})
        self._site_of.update(dict.fromkeys(ranked, site))
        return True

    def wanted(self, site: str) -> list[str]:
        """The page keys of the teachers that have not been read yet."""
        return self._classes[site].wanted()

    def note(self, read: ReadPage) -> None:
        """A page was read that something can be learned from."""
        key = read.page.page_key or url_key(read.page.url)
        site = self._site_of.get(key)
        if site is not None and read.reading is not None and read.reading.taught and site_of(read.page.url) == site:
            self._classes[site].taught[key] = url_key(read.page.url)

    def ended(self, key: str) -> str | None:
        """A page has its outcome; the site that it might teach, None for any other page."""
        site = self._site_of.get(key)
        if site is not None and key not in self._classes[site].taught:
            self._classes[site].failed.add(key)
        return site

    def lesson(self, site: str) -> list[str]:
        """The keys of the readings that the site is learned from."""
        return self._classes[site].lesson()

    def candidates(self, site: str) -> Sequence[str]:
        """The page keys of all that may teach."""
        return self._classes[site].ranked

    def dismiss(self, site: str) -> Sequence[str]:
        """The site's other pages wait no more. The page keys of all that might teach; none where none waited."""
        here = self._classes.pop(site, None)
        ranked = () if here is None else here.ranked
        for key in ranked:
            del self._site_of[key]
        return ranked


def rank(page_key: str) -> bytes:
    """A page's place in the order of those that may teach."""
    return blake2b(page_key.encode("utf-8", "replace"), digest_size=8).digest()
