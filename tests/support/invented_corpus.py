"""A corpus of invented news pages, with the text and metadata that each of them should give.

    python tests/support/invented_corpus.py FOLDER        writes it: FOLDER/invented/index.json and html/

A site is a file in tests/support/data/corpus: what it prints on every page, in its own language, and its stories in the
notation of crawler/demo/stories.toml, where whatever stands in [brackets] is boilerplate and the rest is text. A site
is laid out by one of LAYOUTS. So what is right follows from how a page is made, and nobody has to annotate it.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from invented_layouts import LAYOUTS, Layout

from crawler.demo.stories import COPY, Piece, parse_pieces

SITES = Path(__file__).resolve().parent / "data" / "corpus"
FETCHED_AT = "2026-03-31T12:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article."""

    number: int
    """Something that changes from page to page in the lines that every page has."""
    path: str
    headline: str
    standfirst: str = ""
    authors: tuple[str, ...]
    published: datetime
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One paper: its stories, and the boilerplate of its pages."""

    name: str
    host: str
    language: str
    layout: str
    nav: tuple[str, ...]
    byline: str
    joined: str
    """Between two authors."""
    stamp: str
    """For strftime."""
    cookies: str
    copyright: str
    share: tuple[str, ...]
    follow: str
    related: str
    """The heading above the teasers of other stories."""
    lines: tuple[str, ...]
    """Looks like copy, and stands on every page: the first amid the story, the others at its end."""
    comments: tuple[str, ...]
    biographies: dict[str, str]
    stories: tuple[Story, ...] = field(repr=False)

    def url(self, story: Story) -> str:
        return f"http://{self.host}{story.path}"


def load_sites() -> tuple[Site, ...]:
    return tuple(_site(tomllib.loads(file.read_text("utf-8"))) for file in sorted(SITES.glob("*.toml")))


def _site(row: dict[str, Any]) -> Site:
    stories = tuple(
        Story(**_frozen(story), number=41 + 7 * place, pieces=parse_pieces(story["text"]))
        for place, story in enumerate(row.pop("stories"))
    )
    return Site(**_frozen(row), stories=stories)


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name != "text"}


# ------------------------------------------------------------------------------------------ what is right


def gold(site: Site, story: Story) -> dict[str, Any]:
    """What the page should give, as bench/scores.py has it."""
    copy = [story.standfirst] * bool(story.standfirst) + [piece.text for piece in story.pieces if piece.kind in COPY]
    return {
        "title": story.headline,
        "date": story.published.isoformat(),
        "authors": list(story.authors),
        "paragraphs": copy,
        "with": copy,
        "without": boilerplate(site, story),
    }


def boilerplate(site: Site, story: Story) -> list[str]:
    """Every text on the page that is not of the story. Navigation and buttons are too short to tell from words."""
    cut = [text for piece in story.pieces if piece.kind not in COPY for text in _shown(piece)]
    others = [text for other in _others(site, story) for text in (other.headline, other.standfirst) if text]
    bios = [site.biographies[name] for name in story.authors if name in site.biographies]
    around = [site.cookies, site.copyright, site.follow, site.related, _byline(site, story), _stamp(site, story)]
    return list(dict.fromkeys([*cut, *others, *bios, *around, *_lines(site, story), *site.comments]))


def _shown(piece: Piece) -> tuple[str, ...]:
    """Of a figure caption and credit, of a related line its label and words."""
    return {"figure": piece.cells[1:], "related": _label_and_words(piece.cells[0])}.get(piece.kind, piece.cells)


def _label_and_words(line: str) -> tuple[str, ...]:
    """
    >>> _label_and_words("Lire aussi : Le dernier facteur")
    ('Lire aussi :', 'Le dernier facteur')
    """
    return tuple(re.split(r"(?<=[:：])\s*", line, maxsplit=1))


def _others(site: Site, story: Story) -> list[Story]:
    return [other for other in site.stories if other is not story][:3]


def _byline(site: Site, story: Story) -> str:
    return site.byline.format(site.joined.join(story.authors))


def _stamp(site: Site, story: Story) -> str:
    return story.published.strftime(site.stamp)


def _lines(site: Site, story: Story) -> list[str]:
    return [line.format(number=story.number) for line in site.lines]


# ------------------------------------------------------------------------------------------ how it is laid out


def render(site: Site, story: Story) -> str:
    """The story's page."""
    layout = LAYOUTS[site.layout]
    paragraphs = [piece.text for piece in story.pieces if piece.kind == "paragraph"]
    texts = {
        "language": site.language,
        "direction": "rtl" if site.language == "ar" else "ltr",
        "site": site.name,
        "url": site.url(story),
        "headline": story.headline,
        "summary": story.standfirst or f"{paragraphs[0][:120]}…",
        "authors": ", ".join(story.authors),
        "iso": story.published.isoformat(),
        "byline": _byline(site, story),
        "stamp": _stamp(site, story),
        "cookies": site.cookies,
        "copyright": site.copyright,
        "follow": site.follow,
        "related": site.related,
    }
    bios = (site.biographies[name] for name in story.authors if name in site.biographies)
    mark_up = {
        "json_ld": _json_ld(story, layout),
        "standfirst": _fill(layout.standfirst, story.standfirst) if story.standfirst else "",
        "body": "".join(_body(site, story, layout)),
        "nav": _each("<li><a href='/'>{0}</a></li>", site.nav),
        "share": _each(layout.button, site.share),
        "biography": _each(layout.biography, bios),
        "teasers": "".join(_fill(layout.teaser, o.path, o.headline, o.standfirst) for o in _others(site, story)),
        "comments": _each(layout.comment, site.comments),
    }
    return layout.page.format(**{name: escape(text) for name, text in texts.items()}, **mark_up)


def _body(site: Site, story: Story, layout: Layout) -> Iterator[str]:
    first, *last = (_fill(layout.paragraph, line) for line in _lines(site, story))
    runs = [(kind, list(run)) for kind, run in groupby(story.pieces, key=lambda piece: piece.kind)]
    for place, (kind, run) in enumerate(runs):
        if place == len(runs) // 2:
            yield first
        if kind == "list_item":
            yield f"<ul>{''.join(_fill(layout.list_item, piece.text) for piece in run)}</ul>"
        elif kind == "table_row":
            rows = "".join(f"<tr>{_each('<td>{0}</td>', piece.cells)}</tr>" for piece in run)
            yield f"<table>{rows}</table>"
        else:
            yield from (_piece(piece, layout) for piece in run)
    yield from last


def _piece(piece: Piece, layout: Layout) -> str:
    if piece.kind == "related":
        return _fill(layout.related, *_label_and_words(piece.cells[0]), piece.cells[1])
    return _fill(getattr(layout, piece.kind), *piece.cells)


def _each(template: str, texts: Iterable[str]) -> str:
    return "".join(_fill(template, text) for text in texts)


def _fill(template: str, *texts: str) -> str:
    return template.format(*(escape(text) for text in texts))


def _json_ld(story: Story, layout: Layout) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": layout.schema_type,
            "headline": story.headline,
            "datePublished": story.published.isoformat(),
            "author": [{"@type": "Person", "name": name} for name in story.authors],
        },
        ensure_ascii=False,
    )


# ------------------------------------------------------------------------------------------ the folder


def write(folder: Path) -> Path:
    """Writes the dataset as a folder for bench/extraction.py; returns that folder."""
    dataset = folder / "invented"
    (dataset / "html").mkdir(parents=True, exist_ok=True)
    rows = []
    for site in load_sites():
        for story in site.stories:
            file = f"{site.host.removesuffix('.test')}-{site.stories.index(story) + 1}.html"
            (dataset / "html" / file).write_text(render(site, story), "utf-8")
            row = {"url": site.url(story), "file": file, "gold": gold(site, story)}
            rows.append(row | {"extra": {"crawl_date": FETCHED_AT}})
    (dataset / "index.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    return dataset


if __name__ == "__main__":
    write(Path(sys.argv[1]))
