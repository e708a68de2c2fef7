"""What a site's own pages say of the parameters in its URLs: does another value show another article?

A parameter that is not known to track stays in a URL's key, and each of its values is read. What was read is evidence:

    same        two values under one path led to one article
    different   two URLs alike but for this parameter led to two articles

A parameter is noise on a site when it was the same under enough paths and different under none. Paths, not pairs: a
program that shows every article under one path (/read?id=7) is one path, whatever a wall in front of it once showed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import blake2b

from pipelines.language.same_text import headlines_agree
from pipelines.model import KnownUrl, ParameterVerdict, Sighting, Weighed

MIN_PATHS = 3
"""Paths under which two values showed one article, before a third is believed unseen."""

READ_ANYWAY = 16
"""Of so many URLs that noise tells from a known page, one is read all the same: else nothing could ever speak against
it. Which one follows from the URL, so that no order of arrival changes it."""

MOST_COMPARED = 5
"""Articles under one path that are compared with the first, until one differs."""


def path_of(url_key: str) -> str:
    """The key without its parameters."""
    return url_key.partition("?")[0]


_Values = Mapping[str, tuple[str, ...]]
_Pair = tuple[Sighting, Sighting]


def _values(url_key: str) -> _Values:
    """The key's parameters by name, as they stand there ("x=1"): a name may stand there twice."""
    found: dict[str, tuple[str, ...]] = {}
    for parameter in filter(None, url_key.partition("?")[2].split("&")):
        name = parameter.partition("=")[0]
        found[name] = (*found.get(name, ()), parameter)
    return found


def differing(one: str, other: str) -> frozenset[str]:
    """The names of the parameters in which two keys differ.

    >>> sorted(differing("bote.test/a?id=1&src=x", "bote.test/a?id=1&pos=2"))
    ['pos', 'src']
    """
    first, second = _values(one), _values(other)
    return frozenset(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def weigh(pages: Sequence[Sighting], differ: Callable[[Sighting, Sighting], bool]) -> tuple[Weighed, ...]:
    """What the pages under one path say of each of their parameters; nothing of those of which they say nothing.

    differ: whether two pages of different articles really show two. (One that was edited between two looks does not.)
    """
    pages = sorted(pages, key=lambda page: page.url_key)
    values = {page.url_key: _values(page.url_key) for page in pages}
    weighed = []
    for name in sorted({name for found in values.values() for name in found}):
        same = _same(pages, name, values)
        different = next(_different(pages, name, values, differ), None)
        shown = different or same
        if shown is not None:
            weighed.append(
                Weighed(
                    parameter=name,
                    is_same=same is not None,
                    is_different=different is not None,
                    one=shown[0].url,
                    other=shown[1].url,
                )
            )
    return tuple(weighed)


def _same(pages: Sequence[Sighting], name: str, values: Mapping[str, _Values]) -> _Pair | None:
    """Two pages of one article with two values; if more than this differs between them, so much the better."""
    first: dict[int, Sighting] = {}
    for page in pages:
        known = first.setdefault(page.article_id, page)
        if values[known.url_key].get(name) != values[page.url_key].get(name):
            return known, page
    return None


def _different(
    pages: Sequence[Sighting],
    name: str,
    values: Mapping[str, _Values],
    differ: Callable[[Sighting, Sighting], bool],
) -> Iterator[_Pair]:
    """Pages of two articles that differ in nothing but this parameter."""
    alike: dict[object, list[Sighting]] = defaultdict(list)
    for page in pages:
        alike[frozenset((other, found) for other, found in values[page.url_key].items() if other != name)].append(page)
    for first, *rest in alike.values():
        others = {page.article_id: page for page in reversed(rest) if page.article_id != first.article_id}
        for other in sorted(others.values(), key=lambda page: page.url_key)[:MOST_COMPARED]:
            if differ(first, other):
                yield first, other


def judge(same: int, different: int) -> ParameterVerdict:
    """What a parameter is on a site, by the number of paths that say the one or the other.

    >>> judge(2, 0), judge(3, 0), judge(40, 1)
    ('open', 'noise', 'selects')
    """
    if different:
        return "selects"
    return "noise" if same >= MIN_PATHS else "open"


def presume(url_key: str, title: str | None, pages: Sequence[Sighting], noise: Collection[str]) -> KnownUrl | None:
    """The known article that a URL leads to, as far as that can be said without reading it.

    title: the entry's, which must agree with the known page's headline: so a wall that was once taken for the text of
    many pages draws no further ones.
    pages: those read under the same path.
    """
    if is_read_anyway(url_key):
        return None
    told = [(page, names) for page in pages if (names := differing(url_key, page.url_key)) and names <= set(noise)]
    if len({page.article_id for page, _ in told}) != 1:
        return None
    if not any(headlines_agree(title, page.headline) for page, _ in told):
        return None
    page, names = min(told, key=lambda found: (len(found[1]), found[0].url_key))
    return KnownUrl(article_id=page.article_id, parameters=tuple(sorted(names)))


def is_read_anyway(url_key: str) -> bool:
    """Whether this URL is one of those that are read whatever is known."""
    return blake2b(url_key.encode("utf-8", "replace"), digest_size=1).digest()[0] % READ_ANYWAY == 0


def narrowed(url_key: str, noise: Collection[str]) -> str:
    """The start that the keys of all pages share of which noise alone may tell this one.

    >>> narrowed("bote.test/read?id=7&src=x", {"src"}), narrowed("bote.test/a?src=x", {"src"})
    ('bote.test/read?id=7', 'bote.test/a?')
    """
    kept = []
    for parameter in filter(None, url_key.partition("?")[2].split("&")):
        if parameter.partition("=")[0] in noise:
            break
        kept.append(parameter)
    return f"{path_of(url_key)}?{'&'.join(kept)}"
