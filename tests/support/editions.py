"""One invented article as its paper serves it from day to day: edited, with boilerplate that moves, behind walls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from invented import prose

TEXT = tuple(prose("editions", 8))
ANOTHER = tuple(prose("another", 6))


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A page of the article. What is boilerplate stands where extraction may take it for text."""

    headline: str = "Harbour council keeps its cranes"
    paragraphs: Sequence[str] = TEXT
    author: str = "Nadia Quayle"
    published: str = "2026-03-01T10:00:00Z"
    before: str = ""
    """Mark-up above the text, inside the article."""
    after: str = "<p>Visitors today: 1,204</p>"
    """Mark-up below the text, inside the article."""
    design: str = "story"
    """Class of the article's elements."""
    head: str = ""
    free: bool | None = None
    extra: Sequence[str] = field(default=())
    """Paragraphs in an element of their own, beside the text."""

    def html(self) -> str:
        free = "" if self.free is None else f', "isAccessibleForFree": {str(self.free).lower()}'
        lines = "".join(f"<p>{line}</p>" for line in self.paragraphs)
        return f"""<!doctype html><html lang="en"><head><title>{self.headline}</title>{self.head}
<meta property="og:title" content="{self.headline}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{self.headline}", "author": {{"@type": "Person", "name": "{self.author}"}},
"datePublished": "{self.published}"{free}}}</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<main><article class="{self.design}"><h1>{self.headline}</h1>
<div class="{self.design}-text">{self.before}{lines}{self.after}</div></article></main>
<footer><p>Printed on a quay</p></footer></body></html>"""


CONSENT = """<!doctype html><html lang="en"><head><title>The Quay Gazette</title></head><body>
<div class="cmp" role="dialog"><h2>We value your privacy</h2>
<p>We and our 214 partners store and access information on a device, such as cookies, and process personal data. Before
you continue to The Quay Gazette we need your consent.</p>
<p>You may change your mind at any time in our cookie settings.</p>
<button>Accept all</button> <button>Reject all</button></div></body></html>"""

NOT_FOUND = """<!doctype html><html lang="en"><head><title>Page not found</title></head><body>
<main><h1>Page not found</h1><p>We could not find what you were looking for. Try the front page.</p></main>
</body></html>"""
