"""The profile of a site: what its pages have in common, in a form that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pipelines.model import RemovalKind

VERSION = 2
"""Of the form and of the way it is learned; a profile of another version is learned anew."""

_KINDS = frozenset(get_args(RemovalKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """What is known of a path, or of the end of one ("…>div.body>p")."""

    pages: int
    """Pages on which it stands."""
    kept: float
    """Share of its text that the extractor kept, each page counting alike; 0 to 1."""
    body: bool = False
    """Whether the site's articles stand here."""
    standfirst: bool = False
    """Whether what stands here is what the page's metadata give as its description, on most pages."""
    heading: bool = False
    """Whether the headings within the text stand here."""
    cut: RemovalKind | None = None
    """The kind of boilerplate that stands here; None where it is body text, or nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """What is learned from a site's pages; a pure function of their set."""

    pages: int
    """Distinct pages that it was learned from."""
    paths: Mapping[str, PathFacts] = field(repr=False)
    """By block path."""
    containers: Mapping[str, RemovalKind] = field(default_factory=dict, repr=False)
    """Two nested elements ("section.more>div.card"), and the kind of boilerplate that they hold."""
    repeats: Mapping[str, int] = field(default_factory=dict, repr=False)
    """Keys of boilerplate texts (folding.text_key), and on how many pages each stands."""
    phrases: Mapping[str, RemovalKind] = field(default_factory=dict, repr=False)
    """What the site's related links, source lines and captions open with, before a colon."""
    version: int = VERSION

    @property
    def bodies(self) -> frozenset[str]:
        """The elements that the body's blocks stand in."""
        return elements_of(path for path, place in self.paths.items() if place.body)


def elements_of(paths: Iterable[str]) -> frozenset[str]:
    """The elements around the paths' last ones."""
    return frozenset(path.rpartition(">")[0] for path in paths if ">" in path)


def to_json(profile: SiteProfile) -> str:
    """The profile as a readable JSON object; equal profiles give equal texts."""
    paths: dict[str, Any] = {}
    for path, place in sorted(profile.paths.items()):
        row: dict[str, Any] = {"pages": place.pages, "kept": place.kept}
        if place.body:
            row["body"] = True
        if place.standfirst:
            row["standfirst"] = True
        if place.heading:
            row["heading"] = True
        if place.cut is not None:
            row["cut"] = place.cut
        paths[path] = row
    return json.dumps(
        {
            "version": profile.version,
            "pages": profile.pages,
            "paths": paths,
            "containers": dict(sorted(profile.containers.items())),
            "repeats": dict(sorted(profile.repeats.items())),
            "phrases": dict(sorted(profile.phrases.items())),
        },
        ensure_ascii=False,
        indent=1,
    )


def from_json(text: str) -> SiteProfile | None:
    """The profile that to_json wrote; None for one of another version, which has to be learned anew."""
    row = json.loads(text)
    if row.get("version") != VERSION:
        return None
    return SiteProfile(
        pages=int(row["pages"]),
        paths={path: _place(place) for path, place in row["paths"].items()},
        containers={name: _kind(kind) for name, kind in row["containers"].items()},
        repeats={key: int(pages) for key, pages in row["repeats"].items()},
        phrases={phrase: _kind(kind) for phrase, kind in row["phrases"].items()},
    )


def _place(row: Mapping[str, Any]) -> PathFacts:
    cut = row.get("cut")
    return PathFacts(
        pages=int(row["pages"]),
        kept=float(row["kept"]),
        body=bool(row.get("body", False)),
        standfirst=bool(row.get("standfirst", False)),
        heading=bool(row.get("heading", False)),
        cut=None if cut is None else _kind(cut),
    )


def _kind(name: str) -> RemovalKind:
    if name not in _KINDS:
        raise ValueError(f"no kind of removal: {name!r}")
    return name  # type: ignore[return-value]
