"""The invented papers: their hosts, their page layouts, the boilerplate around an article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from crawler.demo.stories import Piece, Story

Layout = Literal["courier", "ledger", "wire"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A news site."""

    name: str
    host: str
    layout: Layout

    def url(self, path: str) -> str:
        """The address of a path on this site."""
        return f"http://{self.host}{path}"


PAPERS: dict[str, Paper] = {
    "courier": Paper(name="Tidewater Courier", host="tidewater-courier.test", layout="courier"),
    "ledger": Paper(name="Harbour Ledger", host="harbour-ledger.test", layout="ledger"),
    "wire": Paper(name="HarborWire", host="harborwire.test", layout="wire"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a page needs to know beside its story."""

    paper: Paper
    url: str
    """The canonical address."""
    amp_url: str | None
    resolve: Callable[[str], str]
    """The address of a story id."""


def render_page(story: Story, sheet: Sheet) -> str:
    """The story's page in its paper's layout."""
    return {"courier": _courier, "ledger": _ledger, "wire": _wire}[sheet.paper.layout](story, sheet)


def render_front(paper: Paper, stories: Mapping[str, str], feeds: Mapping[str, str]) -> str:
    """The paper's front page: its headlines, and its feeds announced. Both by their URLs."""
    announced = "".join(
        f'<link rel="alternate" type="{_feed_type(url)}" href="{url}" title="{escape(title)}">'
        for url, title in feeds.items()
    )
    links = "".join(f'<li><a href="{url}">{escape(headline)}</a></li>' for url, headline in stories.items())
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{paper.name}</title>{announced}</head>\n'
        f"<body><h1>{paper.name}</h1><ul>{links}</ul></body></html>\n"
    )


def _feed_type(url: str) -> str:
    return "application/feed+json" if url.endswith(".json") else f"application/{'atom' if 'atom' in url else 'rss'}+xml"


def render_amp(story: Story, sheet: Sheet) -> str:
    """The story's AMP page: other mark-up, same text, and a canonical link to the page."""
    body = "".join(_runs(story.pieces, sheet, _amp_piece))
    lead = f'<p class="amp-lead">{escape(story.standfirst)}</p>' if story.standfirst else ""
    return (
        f'<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>{escape(story.headline)}</title>'
        f'<link rel="canonical" href="{sheet.url}"><meta name="viewport" content="width=device-width">'
        f'<script type="application/ld+json">{_json_ld(story, sheet)}</script></head>'
        f"<body><article><h1>{escape(story.headline)}</h1>{lead}{body}</article></body></html>"
    )


def _amp_piece(piece: Piece, sheet: Sheet) -> str:
    match piece.kind:
        case "figure":
            file, caption, _ = map(escape, piece.cells)
            return f'<amp-img src="/images/{file}" alt="{caption}" width="900" height="600"></amp-img>'
        case "related":
            return f'<p class="amp-related"><a href="{sheet.resolve(piece.cells[1])}">{escape(piece.cells[0])}</a></p>'
        case _:
            return _copy(piece)


# ------------------------------------------------------------------------------------------------ layouts


def _courier(story: Story, sheet: Sheet) -> str:
    """A daily with JSON-LD, figures in figure elements, a box in the middle of the text."""
    byline = " and ".join(f'<a rel="author" href="/staff/{_slug(name)}">{escape(name)}</a>' for name in story.authors)
    head = (
        f'<script type="application/ld+json">{_json_ld(story, sheet)}</script>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(story.headline)}">'
        f'<meta property="og:url" content="{sheet.url}"><meta property="og:site_name" content="{sheet.paper.name}">'
    )
    lead = f'<p class="standfirst">{escape(story.standfirst)}</p>' if story.standfirst else ""
    words = f'<p class="byline">By {byline}</p>' if byline else ""
    when = f"{story.published:%d %B %Y, %H:%M}"
    stamp = f'<p class="dateline"><time datetime="{story.published.isoformat()}">{when}</time></p>'
    body = "".join(_runs(story.pieces, sheet, _courier_piece))
    return _document(
        story,
        sheet,
        head=head,
        body=f'<header class="masthead"><a href="/">{sheet.paper.name}</a>'
        '<nav><a href="/harbour">Harbour</a> <a href="/fishing">Fishing</a> <a href="/council">Council</a> '
        '<a href="/people">People</a></nav></header>'
        f'<main><article class="story"><h1>{escape(story.headline)}</h1>{lead}{words}{stamp}'
        f'<div class="story-body">{body}</div></article>'
        '<aside class="most-read"><h2>Most read</h2><ol>'
        f'<li><a href="{sheet.resolve("seal")}">Seal attends fish auction</a></li>'
        f'<li><a href="{sheet.resolve("foghorn")}">Fog horn to sound again</a></li></ol></aside></main>'
        f"<footer><p>{sheet.paper.name}, 4 Cooper's Row, Saltmere. Registered at the post office as a newspaper.</p>"
        "</footer>",
    )


def _courier_piece(piece: Piece, sheet: Sheet) -> str:
    text = escape(piece.text)
    match piece.kind:
        case "figure":
            file, caption, credit = map(escape, piece.cells)
            return (
                f'<figure class="picture"><img src="/images/{file}" alt="{caption}" width="900" height="600">'
                f'<figcaption>{caption} <span class="credit">{credit}</span></figcaption></figure>'
            )
        case "related":
            label, _, words = piece.cells[0].partition(": ")
            link = f'<a href="{sheet.resolve(piece.cells[1])}">{escape(words)}</a>'
            return f'<p class="readmore"><strong>{escape(label)}:</strong> {link}</p>'
        case "promo":
            form = '<form><input type="email"><button>Sign up</button></form>'
            return f'<div class="newsletter-box"><p>{text}</p>{form}</div>'
        case "source":
            return f'<p class="source"><em>{text}</em></p>'
        case _:
            return _copy(piece)


def _ledger(story: Story, sheet: Sheet) -> str:
    """A business paper on an old content system: nested div, no JSON-LD, dates in meta tags."""
    modified = (
        f'<meta property="article:modified_time" content="{story.modified.isoformat()}">' if story.modified else ""
    )
    authors = "".join(f'<meta name="author" content="{escape(name)}">' for name in story.authors)
    head = (
        f'<meta property="og:title" content="{escape(story.headline)} - {sheet.paper.name}">{authors}'
        f'<meta property="article:published_time" content="{story.published.isoformat()}">{modified}'
        f'<meta property="article:section" content="{escape(story.section)}">'
        f'<meta name="keywords" content="{escape(", ".join(story.keywords))}">'
    )
    words = (
        f'<div class="meta">By {escape(", ".join(story.authors))} | {story.published:%d/%m/%Y}</div>'
        if story.authors
        else ""
    )
    return _document(
        story,
        sheet,
        head=head,
        body=f'<div id="page"><div id="top"><a href="/">{sheet.paper.name}</a> <a href="/shipping">Shipping</a> '
        '<a href="/business">Business</a> <a href="/subscribe">Subscribe</a></div>'
        f'<div id="content"><div class="post post-{len(story.id)}"><h2 class="post-title">{escape(story.headline)}</h2>'
        f'{words}<div class="post-entry">{"".join(_runs(story.pieces, sheet, _ledger_piece))}</div></div></div>'
        '<div id="sidebar"><h3>Tide table</h3><p>High water 05:12 and 17:40</p></div>'
        f'<div id="bottom">Copyright 2026 {sheet.paper.name}. All rights reserved.</div></div>',
    )


def _ledger_piece(piece: Piece, sheet: Sheet) -> str:
    text = escape(piece.text)
    match piece.kind:
        case "figure":
            file, caption, credit = map(escape, piece.cells)
            return (
                f'<div class="wp-caption"><img src="/images/{file}" alt="{caption}">'
                f'<p class="wp-caption-text">{caption} (Photo: {credit})</p></div>'
            )
        case "related":
            label, _, words = piece.cells[0].partition(": ")
            return f'<p><b>{escape(label)}: <a href="{sheet.resolve(piece.cells[1])}">{escape(words)}</a></b></p>'
        case "source":
            return f"<p><i>{text}</i></p>"
        case "share":
            return (
                f'<p class="share">{text}</p><ul class="social"><li><a href="#">Mastodon</a></li>'
                '<li><a href="#">Email</a></li></ul>'
            )
        case _:
            return _copy(piece)


def _wire(story: Story, sheet: Sheet) -> str:
    """An agency: bare sections, JSON-LD with an organisation for an author."""
    body = "".join(_runs(story.pieces, sheet, lambda piece, _: _copy(piece)))
    stamp = f'<p class="stamp">Published {story.published:%d %B %Y, %H:%M} UTC</p>'
    return _document(
        story,
        sheet,
        head=f'<script type="application/ld+json">{_json_ld(story, sheet)}</script>',
        body=f'<div class="bar"><a href="/">{sheet.paper.name}</a></div><main><section class="dispatch">'
        f"<h1>{escape(story.headline)}</h1>{stamp}{body}</section></main>"
        f"<footer><p>{sheet.paper.name} serves forty papers on the coast.</p></footer>",
    )


# -------------------------------------------------------------------------------------------------- parts


def _copy(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    match piece.kind:
        case "heading":
            return f"<h2>{text}</h2>"
        case "quote":
            return f"<blockquote><p>{text}</p></blockquote>"
        case _:
            return f"<p>{text}</p>"


def _runs(pieces: tuple[Piece, ...], sheet: Sheet, render: Callable[[Piece, Sheet], str]) -> Iterator[str]:
    """The pieces as mark-up; rows become one table, list items one list."""
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        if kind == "table_row":
            yield _table(tuple(run), "figures")
        elif kind == "list_item":
            yield f"<ul>{''.join(f'<li>{escape(piece.text)}</li>' for piece in run)}</ul>"
        else:
            yield from (render(piece, sheet) for piece in run)


def _table(rows: tuple[Piece, ...], name: str) -> str:
    if not rows:
        return ""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row.cells)}</tr>" for row in rows)
    return f'<table class="{name}">{lines}</table>'


def _document(story: Story, sheet: Sheet, *, head: str, body: str) -> str:
    amp = f'<link rel="amphtml" href="{sheet.amp_url}">' if sheet.amp_url else ""
    description = f'<meta name="description" content="{escape(story.standfirst)}">' if story.standfirst else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(story.headline)} | {sheet.paper.name}</title>{description}"
        f'<link rel="canonical" href="{sheet.url}">{amp}{head}</head>\n<body>{body}</body></html>\n'
    )


def _json_ld(story: Story, sheet: Sheet) -> str:
    kind = "Organization" if story.authors == (sheet.paper.name,) else "Person"
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.headline,
            "url": sheet.url,
            "datePublished": story.published.isoformat(),
            "dateModified": (story.modified or story.published).isoformat(),
            "author": [{"@type": kind, "name": name} for name in story.authors],
            "articleSection": story.section,
            "keywords": list(story.keywords),
            "publisher": {"@type": "NewsMediaOrganization", "name": sheet.paper.name},
            "isAccessibleForFree": True,
        }
    )


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
