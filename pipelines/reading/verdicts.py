"""Whether a page that could be read is an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.scripts import count_words
from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import Block, Metadata, Reason
from pipelines.reading.body.consent import NOTICE, count_phrases, says_more_than
from pipelines.reading.document.blocks import PageText
from pipelines.reading.document.inventory import Inventory
from pipelines.reading.metadata.candidates import VIDEO
from pipelines.reading.metadata.jsonld import Node
from pipelines.reading.walls import is_shown_whole

FEWEST_WORDS = 25
"""A page with less text than this needs another sign that it is an article."""
SHORT_WORDS = 120
"""Error pages say more than one sentence, but not much more."""
WALL_WORDS = 350
"""Consent walls are longer: they list their purposes."""
STUB_WORDS = 80
"""Words that a paywall or a video page may show and still be a stub. Of the dev pages none that says it is not free
shows less than 145."""
NOTICES = 0.5
"""Share of the text that says so from which a page is a consent wall."""
LONGEST_PROMPT = 250
TITLE_LINKED = 0.7
TITLE_WORDS = 4
FEW_TITLES = 6
"""Linked titles that make a list of pages."""
TEASERS = 0.7
"""Share of the text that then stands below such a title."""

_WORDS = word_lists(__name__)
_NOT_FOUND = re.compile(any_of(_WORDS["not_found"]), re.IGNORECASE)
_ACCESS = re.compile(any_of(_WORDS["access_check"]), re.IGNORECASE)
_PAYWALL = re.compile(any_of(_WORDS["paywall"]), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    detail: str


def verdict(
    found: PageText, blocks: Sequence[Block], metadata: Metadata, elements: Inventory, node: Node
) -> Refusal | None:
    """Why the page is no article; None for an article. Conservative: a short article stays one.

    node: of JSON-LD, the article's.
    """
    kept = [block for block in blocks if block.kept]
    if not found.blocks:
        return Refusal("empty", "no text on the page")
    words = _words_up_to(WALL_WORDS + 1, kept)
    if words < SHORT_WORDS and (title := _says_not_found(elements, metadata)):
        return Refusal("soft_404", f"the page is called {title[:80]!r}")
    if words < SHORT_WORDS and (why := _access_check(found, metadata)):
        return Refusal("not_an_article", f"an access check: {why[:80]!r}")
    if refused := _consent_wall(found, kept, words, metadata) or _stub(found, blocks, words, metadata, node):
        return refused
    if words < FEWEST_WORDS and not (words and _article_evidence(metadata)):
        return Refusal("not_an_article", f"{words} words of text, and nothing says that it is an article")
    return None


def _stub(found: PageText, blocks: Sequence[Block], words: int, metadata: Metadata, node: Node) -> Refusal | None:
    """A page that shows the beginning of an article, or none at all: a paywall, a video, a list of other pages."""
    if words < STUB_WORDS and (why := _wall(found, blocks, words, metadata, node)):
        return Refusal("paywall", why)
    if words < STUB_WORDS and metadata.article_type == VIDEO:
        return Refusal("not_an_article", f"a video page with {words} words of text")
    if metadata.article_type is None and not _article_evidence(metadata) and (links := _listed(blocks)):
        return Refusal("not_an_article", f"an index page: {links} linked titles, and little text but their teasers")
    return None


def _wall(found: PageText, blocks: Sequence[Block], words: int, metadata: Metadata, node: Node) -> str | None:
    """Why what a page shows is cut short by a paywall; None where it is whole, whatever it costs."""
    asked = _asks_to_pay(found)
    if metadata.is_accessible_for_free is False:
        kept = [block for block in blocks if block.kept]
        if asked or not is_shown_whole(kept, node, metadata.description):
            return f"the page says that it is not free, and shows {words} words"
    return f"{words} words, and {asked[:80]!r}" if asked else None


def _asks_to_pay(found: PageText) -> str | None:
    """A line that asks to subscribe before the rest is shown."""
    return next((block.text for block in found.blocks if asks_to_pay(block.text)), None)


def asks_to_pay(line: str) -> bool:
    """Whether a line asks to subscribe before the rest is shown.

    >>> asks_to_pay("Subscribe to continue reading"), asks_to_pay("Thousands subscribe to the paper")
    (True, False)
    """
    return len(line) < LONGEST_PROMPT and _PAYWALL.search(line) is not None


def is_prompt(line: str) -> bool:
    """Whether a line is part of a wall: it asks to pay, to consent, or to prove that one is human."""
    if len(line) >= 2 * LONGEST_PROMPT:
        return False
    return (
        asks_to_pay(line)
        or count_phrases(line) > 1
        or (len(line) < LONGEST_PROMPT and _ACCESS.search(line) is not None)
    )


def _listed(blocks: Sequence[Block]) -> int:
    """How many linked titles the article's element lists, where nearly all of its text is the teasers below them."""
    inside = [block for block in blocks if block.inside or block.kept]
    is_title = [b.link_density >= TITLE_LINKED and count_words(b.text) >= TITLE_WORDS for b in inside]
    own = teasers = 0
    for place, block in enumerate(inside):
        if block.kept and not is_title[place]:
            own += len(block.text)
            teasers += len(block.text) * (place > 0 and is_title[place - 1])
    return sum(is_title) if sum(is_title) >= FEW_TITLES and teasers >= TEASERS * own else 0


def _words_up_to(enough: int, blocks: Sequence[Block]) -> int:
    """The words of the blocks; counts no further than it matters."""
    words = 0
    for block in blocks:
        words += count_words(block.text)
        if words >= enough:
            break
    return words


def _article_evidence(metadata: Metadata) -> bool:
    """A date or an author that the page itself states, beside a headline."""
    dated = metadata.provenance.get("date_published")
    return bool(metadata.headline and ((dated and dated.source != "text") or metadata.authors))


def _says_not_found(elements: Inventory, metadata: Metadata) -> str | None:
    titles = [" ".join(str(e.text_content()).split()) for e in (*elements.title, *elements.h1[:2])]
    titles.append(metadata.headline or "")
    return next((title for title in titles if len(title) < 120 and _NOT_FOUND.search(title)), None)


def _access_check(found: PageText, metadata: Metadata) -> str | None:
    if sum(len(block.text) for block in found.blocks) > 3000:
        return None
    texts = [metadata.headline or "", *(block.text for block in found.blocks[:10])]
    return next((text for text in texts if len(text) < 300 and _ACCESS.search(text)), None)


def _consent_wall(found: PageText, kept: Sequence[Block], words: int, metadata: Metadata) -> Refusal | None:
    if words > WALL_WORDS:
        return None
    texts = [block.text for block in kept] or [block.text for block in found.blocks]
    everything = " ".join([*texts, *(block.text for block in found.blocks[:40]), metadata.headline or ""])
    if not says_more_than(NOTICE, everything.lower()):
        return None
    said = [text for text in texts if count_phrases(text)]
    share = sum(map(len, said)) / max(1, sum(map(len, texts)))
    if share > NOTICES:
        return Refusal("consent_wall", f"the text is a consent notice: {said[0][:80]!r}")
    return None
