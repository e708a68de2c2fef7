"""Lines about the report, not of it: the headline again, and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.language.cjk_bylines import names_of_byline
from pipelines.language.folding import fold, letters
from pipelines.language.names import JOINING, NOBODY, PARTICLES, separated
from pipelines.language.wordlists import any_of, word_lists
from pipelines.model import Metadata
from pipelines.reading.cleaning.agencies import is_agency, names_agency
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once, labelled
from pipelines.reading.cleaning.dates import is_date_line
from pipelines.reading.cleaning.phrases import phrasebook
from pipelines.web.characters import clean_text

HEADLINE = Cut("headline", "headline.repeated")
AUTHORS = Cut("byline", "byline.authors")
PHRASE = Cut("byline", "byline.phrase")
JOB = Cut("byline", "byline.job")

NEAR_TOP = 5
"""Standing lines before a byline at most."""
BYLINE_WORDS = 14
NEAR = 0.5
"""Share of the longer of two headlines that the shorter one must have to be the same with a kicker less."""
_LONGEST_STAMPED = 140


_SITE_BEHIND = re.compile(r"^(.{12,}) [-–—|] [^-–—|]{2,40}$")
"""A headline with what may be the site's name behind it."""


def find_headlines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """The headline, where it stands among the lines. What is cut above a line does not keep it from the top."""
    headline = clean_text(body.metadata.headline or "")
    key = letters(headline)
    if len(key) < 4:
        return
    keys = {key, *(letters(part) for part in _SITE_BEHIND.findall(headline))}
    rivals = _rival_headlines(body.metadata)
    found = 0
    for index, line in body.open:
        heading = line.block.role == "heading"
        if (
            line.key in keys
            and (heading or body.from_top(index) - found < NEAR_TOP)
            and not (line.ends_sentence and line.words > 20)
        ) or (
            heading
            and body.from_top(index) < 2
            and (_is_near(line.key, key) or any(line.key == r or _is_near(line.key, r) for r in rivals))
        ):
            yield index, HEADLINE
            found += 1


def _rival_headlines(metadata: Metadata) -> set[str]:
    """What the page's other sources give as its headline: an h1 that is not what the page calls itself elsewhere."""
    choice = metadata.provenance.get("headline")
    return {letters(clean_text(claim.raw)) for claim in choice.others} if choice is not None else set()


def _is_near(one: str, other: str) -> bool:
    """Whether one is the other with a site's name or a kicker more."""
    shorter, longer = sorted((one, other), key=len)
    return (
        len(shorter) >= 20
        and len(shorter) >= NEAR * len(longer)
        and (longer.startswith(shorter) or longer.endswith(shorter))
    )


# ------------------------------------------------------------------------------------------------------------ bylines

_NAME_WORD = r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*)"
_PARTICLE = f"(?:{any_of(map(re.escape, sorted(PARTICLES)))})"
_JOINING = any_of((*map(re.escape, JOINING), *word_lists(__name__)["joining"]))
_NAME = rf"{_NAME_WORD}(?:[ ]{_PARTICLE}){{0,2}}(?:[ ]{_NAME_WORD}){{0,3}}"
_NAMES = re.compile(
    rf"{_NAME}(?:(?:\s*[,/|&·•]\s*|\s+(?i:{_JOINING})\s+){_NAME})*"
    rf"(?:\s*[,|–—-]\s*[\w .'’-]{{2,40}})?\W*"
)
_HANDLE = re.compile(r"\s*[(|,]?\s*(?:@\w+|[\w.+-]+@[\w.-]+\w)\)?")


def find_bylines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines that say who wrote the report."""
    authors = {letters(author) for author in body.metadata.authors if len(author) > 3}
    for index, line in body.at_edges(top=NEAR_TOP, end=3):
        if line.words > BYLINE_WORDS or line.block.role == "table_row":
            continue
        if _may_be_authors(line, authors) and _is_all_authors(_without_stamp(_without_handle(line.text)), authors):
            yield index, AUTHORS
        elif line.block.role != "heading":
            cut = _byline_at_top(line) if body.from_top(index) < NEAR_TOP else _byline_at_end(line)
            if cut is not None:
                yield index, cut


def _may_be_authors(line: Line, authors: set[str]) -> bool:
    """Whether an author's letters stand among the line's; what is cut out of the middle may bring them together."""
    return bool(authors) and ("@" in line.text or any(author in line.key for author in authors))


@asked_once
def _byline_at_top(line: Line) -> Cut | None:
    return _byline(line, at_top=True)


@asked_once
def _byline_at_end(line: Line) -> Cut | None:
    return _byline(line, at_top=False)


def _byline(line: Line, *, at_top: bool) -> Cut | None:
    handled = _without_handle(line.text)
    text = _without_stamp(handled)
    if text != handled:
        line = Line(line.block, text)
        if at_top and _CREDITED.fullmatch(text):
            return PHRASE
    if _opens_like_byline(line, text, at_top=at_top):
        return PHRASE
    return JOB if _is_name_and_job(text) else None


def _without_handle(text: str) -> str:
    """The text without the e-mail addresses and network names behind a writer's."""
    return (_HANDLE.sub("", text) if "@" in text else text).strip()


_STAMP_START = re.compile(r"\s*[,|–—·•-]\s+(?=\S)|\s+(?=\d)")
_CREDITED = re.compile(r"【[^】\d]{2,40}】")
"""How Japanese papers set off who reported."""


def _without_stamp(text: str) -> str:
    """The text without the date and time behind a writer's name.

    >>> _without_stamp("By Ines Varga, 4 March 2026, 10:15")
    'By Ines Varga'
    """
    if not any(map(str.isdigit, text)) or len(text) > _LONGEST_STAMPED:
        return text
    return next(
        (text[: cut.start()] for cut in _STAMP_START.finditer(text) if cut.start() and is_date_line(text[cut.end() :])),
        text,
    )


def _is_all_authors(text: str, authors: set[str]) -> bool:
    """Whether the line is the metadata's authors, with a preposition, a job or a place at most."""
    key = letters(_without_preposition(text))
    if key in authors:
        return True
    left = key
    for author in sorted(authors, key=len, reverse=True):
        left = left.replace(author, "", 1)
    return left != key and (len(left) <= 3 or phrasebook().job.holds(fold(_remainder(text, authors))))


def _remainder(text: str, authors: set[str]) -> str:
    """The parts of the line, cut at commas and bars, that are not authors."""
    parts = re.split(r"\s*[,|/–—]\s*", _without_preposition(text))
    return " ".join(part for part in parts if letters(part) not in authors)


def _without_preposition(text: str) -> str:
    folded = fold(text)
    opening = phrasebook().byline.opening(folded) or phrasebook().author.opening(folded)
    words = text.split(" ")
    return " ".join(words[len(opening.split(" ")) :]).lstrip(" :：") if opening else text


def _opens_like_byline(line: Line, text: str, *, at_top: bool) -> bool:
    parts = labelled(text)
    if parts is not None and parts.rest and phrasebook().author.holds(parts.label):
        return (
            line.words <= 10
            and not line.ends_sentence
            and (at_top or _is_names(parts.rest) or not parts.rest.isascii())
        )
    if parts is not None and parts.rest and phrasebook().byline.holds(parts.label) and parts.separator in (":", "："):
        return _is_names(parts.rest)
    if names_of_byline(text):
        return True
    opening = phrasebook().byline.opening(line.head)
    if not opening or line.ends_sentence:
        return False
    names = " ".join(text.split(" ")[len(opening.split(" ")) :])
    one_word = " " not in names.strip()
    return (
        _is_names(names)
        and (not one_word or names_agency(fold(names)) or " " in opening)
        and (at_top or line.words <= 5)
    )


def _is_names(text: str) -> bool:
    """Names with capitals, joined by commas and conjunctions, perhaps a job behind them."""
    return bool(_NAMES.fullmatch(text.strip())) and not any(map(str.isdigit, text))


_NAME_ENDS = re.compile(r"\s*[,|·•]\s*")


def _is_name_and_job(text: str) -> bool:
    """ "Ines Varga, staff writer", "홍길동 기자"."""
    parts = _NAME_ENDS.split(text)
    if len(parts) in (2, 3) and phrasebook().job.holds(fold(parts[-1])):
        return _is_names(parts[0]) and " " in parts[0]
    words = text.split(" ")
    return (
        len(words) <= 3
        and not text.isascii()
        and ord(words[-1][0]) > 0x2E80
        and phrasebook().job.holds(fold(words[-1]))
        and len(words) > 1
    )


def byline_names(text: str) -> tuple[str, ...]:
    """The persons that a byline names.

    >>> byline_names("By Ines Varga and Otto Lindqvist, staff writers")
    ('Ines Varga', 'Otto Lindqvist')
    """
    text = _without_stamp(_without_handle(text))
    if unspaced := names_of_byline(text):
        return unspaced
    text = text.strip(" .–—|-【】")
    parts = labelled(text)
    if (
        parts is not None
        and parts.rest
        and (phrasebook().author.holds(parts.label) or phrasebook().byline.holds(parts.label))
    ):
        text = parts.rest
    else:
        text = _without_preposition(text)
    joining, shouted = phrasebook().conjunction.phrases, text.isupper()
    names: list[str] = []
    for piece in re.split(r"\s*[,|/·•;、]\s*", text):
        words: list[str] = []
        for word in [*piece.split(), ""]:
            if not word or (fold(word) in joining and (shouted or not word[0].isupper())):
                name = " ".join(words)
                if name and not phrasebook().job.holds(fold(name)) and (name[0].isupper() or not name[0].isascii()):
                    names.append(name)
                words = []
            else:
                words.append(word)
    single = [one for name in names for one in separated(name) if letters(one) not in NOBODY]
    return tuple(dict.fromkeys(name for name in single if " " in name or not name.isascii() or is_agency(fold(name))))
