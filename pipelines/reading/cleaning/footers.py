"""What feeds put below a text: "The post ... appeared first on ...", in any language."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.language.folding import letters
from pipelines.language.scripts import count_words
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line
from pipelines.web.urls import site_of, url_key

FOOTER = Cut("promo", "promo.feed-footer")

NEAR_END = 3
OWN_WORDS = 12
"""Words beside the headline and the links."""


def find_footers(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """A short line at the end with the headline or the address as a link to the page, or beside a link to its home."""
    headline = letters(body.metadata.headline or "")
    for index, line in body.at_edges(top=0, end=NEAR_END):
        if headline and line.block.links and body.from_top(index) and _is_footer(line, headline, body.url):
            yield index, FOOTER


def _is_footer(line: Line, headline: str, url: str) -> bool:
    own = url_key(url)
    titles = [link for link in line.block.links if letters(link.text) == headline or url_key(link.text) == own]
    if not titles:
        return False
    rest = line.text
    for link in line.block.links:
        rest = rest.replace(link.text, " ", 1)
    if not 0 < count_words(" ".join(rest.split())) <= OWN_WORDS:
        return False
    return any(url_key(link.url) == own for link in titles) or any(_is_home(link.url, url) for link in line.block.links)


def _is_home(link: str, url: str) -> bool:
    """Whether the link leads to the front page of the page's site."""
    path = link.partition("://")[2].partition("/")[2]
    return not path.strip("/") and site_of(link) == site_of(url)
