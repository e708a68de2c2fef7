"""Captions and picture credits: in figures, after an alt text, standing twice, or labelled as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipelines.language.folding import fold, letters
from pipelines.language.scripts import spelt_length
from pipelines.language.wordlists import any_of, word_lists
from pipelines.reading.cleaning.body_text import BodyText, Cut, Line, asked_once, labelled
from pipelines.reading.cleaning.credits import is_credit_only, split_credit, stated_credit
from pipelines.reading.cleaning.phrases import phrasebook
from pipelines.web.characters import clean_text

FIGURE = Cut("caption", "caption.figure")
REPEATS_ALT = Cut("caption", "caption.repeats-alt")
REPEATS_CAPTION = Cut("caption", "caption.repeats-caption")
TWICE = Cut("caption", "caption.stands-twice")
PHRASE = Cut("caption", "caption.phrase")
TRAILING = Cut("caption", "caption.trailing-credit")
LABELLED = Cut("caption", "caption.label")
BESIDE = Cut("other", "caption.beside")
CREDIT_FIGURE = Cut("credit", "credit.figure")
CREDIT_LINE = Cut("credit", "credit.line")

FIGURE_WORDS = 120
"""A longer text inside a figure is the article in a wrong element."""
FIGURES_SHARE = 0.5
"""Share of the kept words that figures' paragraphs may hold; beyond it the story itself stands in a figure."""
CAPTION_WORDS = 70
CREDIT_WORDS = 14
ALT_WORDS = 4
ALT_SHARE = 0.6
"""Of the words of a line below an image that its alternative text has as well."""
LABEL_WORDS = 3
"""Of a line of a figure that is no caption where the figure has a longer one: "Watch", "Exclusive"."""
TWICE_APART = 4
"""Lines between the two places of a caption that stands twice."""
UNSPACED_TITLE = 12
"""Characters of what is more than a name, where words stand without spaces."""
CREDIT_BEHIND = 8
"""Words of the credit by which the second one is longer."""


def find_captions(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Figures' texts, what repeats them, and lines that say that they are captions."""
    cuts: dict[int, Cut] = {}
    for find in (_in_figures, _labelled_lines, _standing_twice):
        cuts |= {index: cut for index, cut in find(body) if index not in cuts}
    captions = {
        key for index, cut in cuts.items() if cut.kind == "caption" for key in caption_keys(body.lines[index].text)
    }
    yield from sorted((cuts | dict(_repeating(body, cuts, captions))).items())


def _repeating(body: BodyText, cuts: Mapping[int, Cut], captions: set[str]) -> Iterator[tuple[int, Cut]]:
    """Lines that repeat one of these captions, or an alt text that is not the headline or standfirst again."""
    said = (letters(body.metadata.headline or ""), letters(body.metadata.description or ""))
    for index, line in body.open:
        below = line.block.below
        if below is None or below >= len(body.images) or index in cuts or line.key in said:
            continue
        if _resembles(line, body.images[below].alt):
            yield index, REPEATS_ALT
    alts = {letters(clean_text(image.alt)) for image in body.images if len(image.alt.split()) >= 4}
    openings = tuple(captions | alts)
    if not openings:
        return
    for index, line in body.open:
        if not 4 <= line.words <= CAPTION_WORDS or line.block.role == "table_row" or index in cuts:
            continue
        if not line.key.startswith(openings):  # a key without its credit opens the whole key
            continue
        keys = caption_keys(line.text)
        if captions.intersection(keys):
            yield index, REPEATS_CAPTION
        elif _could_be_caption(line) and line.key not in said and alts.intersection(keys):
            yield index, REPEATS_ALT


def _resembles(line: Line, alt: str) -> bool:
    """Whether a line below an image says much of what the image's alternative text says."""
    if not ALT_WORDS <= line.words <= CAPTION_WORDS or line.text.endswith((":", "：")):
        return False
    words, others = (frozenset(re.findall(r"\w{3,}", fold(text))) for text in (line.text, alt))
    return len(words & others) >= max(ALT_WORDS, ALT_SHARE * len(words))


def _could_be_caption(line: Line) -> bool:
    return line.words >= 5 and line.block.role in ("paragraph", "caption")


def caption_keys(text: str) -> tuple[str, ...]:
    """The comparison keys of a caption: with its credit, and without."""
    found = split_credit(text, loose=True)
    whole = letters(text)
    return (whole, letters(found.caption)) if found is not None and len(found.caption.split()) >= 4 else (whole,)


def _in_figures(body: BodyText) -> Iterator[tuple[int, Cut]]:
    trusted = _figures_are_beside_the_text(body)
    lines: list[tuple[int, Line]] = []
    for index, line in body.open:
        block = line.block
        inside = block.figure is not None and trusted and block.role in ("paragraph", "heading")
        if (inside or block.role == "caption") and line.words <= FIGURE_WORDS:
            lines.append((index, line))
    described = {line.block.figure for _, line in lines if line.words > LABEL_WORDS}
    for index, line in lines:
        if is_counter(line.text):
            yield index, BESIDE
        elif not is_pictured(line.text) and is_credit_only(line.text):
            yield index, CREDIT_FIGURE
        else:
            short = line.words <= LABEL_WORDS and line.block.figure is not None and not line.ends_sentence
            is_label = short and (line.block.figure in described or _labels_stories(line.bared))
            yield index, BESIDE if is_label else FIGURE


def _labels_stories(bared: str) -> bool:
    """Whether a line of a few words is a label that sites put on stories and pictures: "Exclusive", "In pictures"."""
    book = phrasebook()
    return any(table.holds(bared) for table in (book.related, book.photo, book.advert, book.read_more))


_WORD = r"(?:[^\W\d]{1,12}\W*)?"
_COUNTER = re.compile(rf"\W*(?:{_WORD}\d{{1,3}}\W*{_WORD}\d{{1,3}}\W*{_WORD}|\d{{1,3}}\W*)")


def is_counter(text: str) -> bool:
    """Whether a line of a figure only numbers it.

    >>> is_counter("1 of 3"), is_counter("Bild 2/12"), is_counter("Pier 4 at low water")
    (True, True, False)
    """
    return _COUNTER.fullmatch(text) is not None


def is_pictured(text: str) -> bool:
    """Whether a line opens with the label of a caption, and describes something behind it."""
    parts = labelled(text)
    book = phrasebook()
    if parts is None or not parts.rest:
        return False
    if book.shown.holds(parts.label) or book.file_photo.holds(parts.label):
        return True
    return book.photo.holds(parts.label) and not book.source.holds(parts.label) and _is_title(parts.rest)


def _figures_are_beside_the_text(body: BodyText) -> bool:
    in_figures = [line for _, line in body.standing if line.block.figure is not None]
    boxed = sum(line.words for line in in_figures if line.block.role == "paragraph")
    return not boxed or boxed <= sum(line.words for _, line in body.standing) * FIGURES_SHARE


_FILE_STARTS = ("FILE", "(FILE", "[FILE")
_FILE = re.compile(r"^(?:FILE(?: PHOTO| IMAGE)?\s*[-–—:]|\(FILE\)|\[FILE\]|FILE -)")
_WORDS = word_lists(__name__)
_SHOWN = re.compile(
    rf"(?:\(AP Photo[/)]|\((?:[^()]{{1,40}}/)(?:{any_of(_WORDS['in_brackets'])})\)|REUTERS/[A-Z]\S+(?: \S+){{0,3}}"
    rf"|\[[^\[\]]{{2,50}}/[^\[\]]{{2,40}}\]|/(?:{any_of(_WORDS['behind_slash'])})\b\)?)\.?$"
)
_CREDIT_OPENING = re.compile(rf"\s*(?:[:：=]|/|／|{any_of(_WORDS['credit_openings'])})")


def _labelled_lines(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """Lines outside figures whose words say that they are a caption or a credit."""
    for index, line in body.open:
        if line.words > CAPTION_WORDS or line.block.role in ("table_row", "caption") or line.block.figure is not None:
            continue
        if line.block.below is not None and _is_labelled(line):
            yield index, LABELLED
            continue
        cut = _caption_form(line) if line.block.role == "heading" else _caption_or_credit_form(line)
        if cut is not None:
            yield index, cut


@asked_once
def _caption_or_credit_form(line: Line) -> Cut | None:
    return CREDIT_LINE if line.words <= CREDIT_WORDS and _is_credit_line(line) else _caption_form(line)


@asked_once
def _caption_form(line: Line) -> Cut | None:
    if (line.text.startswith(_FILE_STARTS) and _FILE.match(line.text)) or _opens_with_file_photo(line):
        return PHRASE
    return TRAILING if _ends_in_credit(line) else None


def _ends_in_credit(line: Line) -> bool:
    """Whether words stand before a picture's credit of known form."""
    text = line.text
    shown = _SHOWN.search(text) if "/" in text or "(AP Photo" in text else None
    if shown is not None and len(text[: shown.start()].split()) >= 3:
        return True
    found = stated_credit(line) if line.words <= 60 else None
    return bool(found is not None and found.caption and found.credit and _credit_is_labelled(text, found.caption))


def _opens_with_file_photo(line: Line) -> bool:
    parts = line.labelled
    return (
        parts is not None and bool(parts.rest) and phrasebook().file_photo.holds(parts.label) and parts.label != "file"
    )


def _is_credit_line(line: Line) -> bool:
    """A short line that is a picture's credit: "Photo: X", "© X", "[X/Agency]"."""
    parts = line.labelled
    if parts is not None and (phrasebook().source.holds(parts.label) or phrasebook().file_photo.holds(parts.label)):
        return False  # a source line, unless a figure says otherwise; or a caption
    if parts is not None and parts.rest and phrasebook().photo.holds(parts.label):
        found = stated_credit(line)
        return found is not None and not found.caption and not _is_title(parts.rest)
    if line.words > 8 or not phrasebook().photo.opening(line.head.lstrip("([（【 ")):
        return False
    found = stated_credit(line)
    return found is not None and not found.caption


def _is_labelled(line: Line) -> bool:
    """Whether a line right below an image says that it is its caption, by a label or a sign that points up."""
    return line.text.startswith(POINTING_UP) or is_pictured(line.text)


POINTING_UP = ("▲", "△", "▴", "↑", "⬆", "☝")


def _is_title(text: str) -> bool:
    """Whether the words behind a "Video:" or "Photos:" label read on as a title."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    if len(words) <= 2 and not text.isascii():
        return spelt_length(text) > len(text) and len(text) >= UNSPACED_TITLE
    return len(words) >= 5 and (small * 2 > len(words) or (len(words) > 6 and small * 5 >= len(words) * 2))


def _credit_is_labelled(text: str, caption: str) -> bool:
    """Whether the part behind the caption holds a label of the table, not an agency alone (a wire story's end)."""
    behind = fold(text[len(caption) :]).lstrip(" ([|（【–-—./,;")
    opening = phrasebook().photo.opening(behind)
    if not opening or phrasebook().source.holds(opening):
        return False
    return _CREDIT_OPENING.match(behind, len(opening)) is not None or text.rstrip(".").endswith((")", "]", "）", "】"))


def _standing_twice(body: BodyText) -> Iterator[tuple[int, Cut]]:
    """A line, and near it the same line with a credit behind it: both are captions."""
    lines = [(index, line) for index, line in body.open if 4 <= line.words <= CAPTION_WORDS + CREDIT_BEHIND]
    keys = sorted(line.key for _, line in lines)  # what opens another key stands right before one that it opens
    if not any(longer.startswith(key) for key, longer in pairwise(keys)):
        return
    for place, (index, line) in enumerate(lines):
        stem = line.key
        for other_index, other in lines[max(0, place - TWICE_APART) : place + TWICE_APART + 1]:
            if other_index == index or len(other.key) <= len(stem) or not other.key.startswith(stem):
                continue
            if abs(other_index - index) <= TWICE_APART and _only_credit_behind(line.text, other.text):
                yield index, TWICE
                yield other_index, TWICE


def _only_credit_behind(text: str, longer: str) -> bool:
    found = split_credit(longer, loose=True)
    if found is not None and letters(found.caption) == letters(text):
        return True
    stem = text.rstrip(" .")
    if not longer.startswith(stem):
        return False
    behind = longer[len(stem) :].strip(" .")
    return 0 < len(behind.split()) <= CREDIT_BEHIND and bool(re.match(r"[(\[|/©–—-]", behind))
