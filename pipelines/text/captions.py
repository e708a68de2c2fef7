"""Captions and picture credits: in figures, after an alt text, standing twice, or labelled as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.model import Image, PageImage
from pipelines.text.characters import clean_text, fold, letters
from pipelines.text.copy import Copy, Cut, Line, labelled
from pipelines.text.credits import is_credit_only, split_credit
from pipelines.text.phrases import bare, phrasebook

FIGURE = Cut("caption", "caption.figure")
REPEATS_ALT = Cut("caption", "caption.repeats-alt")
REPEATS_CAPTION = Cut("caption", "caption.repeats-caption")
TWICE = Cut("caption", "caption.stands-twice")
PHRASE = Cut("caption", "caption.phrase")
TRAILING = Cut("caption", "caption.trailing-credit")
CREDIT_FIGURE = Cut("credit", "credit.figure")
CREDIT_LINE = Cut("credit", "credit.line")

FIGURE_WORDS = 120
"""A longer text inside a figure is the article in a wrong element."""
FIGURES_SHARE = 0.5
"""Share of the kept words that figures' paragraphs may hold; beyond it the story itself stands in a figure."""
CAPTION_WORDS = 70
TWICE_APART = 4
"""Lines between the two places of a caption that stands twice."""
CREDIT_BEHIND = 8
"""Words of the credit by which the second one is longer."""


def find_captions(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """Figures' texts, what repeats them, and lines that say that they are captions."""
    cuts: dict[int, Cut] = {}
    for find in (_in_figures, _labelled_lines, _standing_twice):
        cuts |= {index: cut for index, cut in find(copy) if index not in cuts}
    captions = {
        key for index, cut in cuts.items() if cut.kind == "caption" for key in caption_keys(copy.lines[index].text)
    }
    alts = {letters(clean_text(image.alt)) for image in copy.images if len(image.alt.split()) >= 4}
    for index, line in copy.open:
        if index in cuts or line.words > CAPTION_WORDS or line.block.role == "table_row":
            continue
        keys = caption_keys(line.text)
        if line.words >= 4 and captions.intersection(keys):
            cuts[index] = REPEATS_CAPTION
        elif alts and _could_be_caption(copy, line) and alts.intersection(keys):
            cuts[index] = REPEATS_ALT
    yield from sorted(cuts.items())


def _could_be_caption(copy: Copy, line: Line) -> bool:
    """Whether a line outside figures may be an image's caption: alt texts repeat headlines and standfirsts too."""
    said = (letters(copy.metadata.headline or ""), letters(copy.metadata.description or ""))
    return line.words >= 5 and line.block.role in ("paragraph", "caption") and line.key not in said


def caption_keys(text: str) -> tuple[str, ...]:
    """The comparison keys of a caption: with its credit, and without."""
    found = split_credit(text, loose=True)
    whole = letters(text)
    return (whole, letters(found.caption)) if found is not None and len(found.caption.split()) >= 4 else (whole,)


def _in_figures(copy: Copy) -> Iterator[tuple[int, Cut]]:
    boxed = sum(
        line.words for _, line in copy.standing if line.block.figure is not None and line.block.role == "paragraph"
    )
    everything = sum(line.words for _, line in copy.standing)
    for index, line in copy.open:
        block = line.block
        if block.role != "caption" and boxed > everything * FIGURES_SHARE:
            continue
        inside = block.figure is not None and block.role in ("paragraph", "heading")
        if (block.role == "caption" or inside) and line.words <= FIGURE_WORDS:
            yield index, CREDIT_FIGURE if is_credit_only(line.text) else FIGURE


_FILE = re.compile(r"^(?:FILE(?: PHOTO| IMAGE)?\s*[-–—:]|\(FILE\)|\[FILE\]|FILE -)")
_SHOWN = re.compile(
    r"(?:\(AP Photo[/)]|\((?:[^()]{1,40}/)(?:AP|AFP|Reuters|EPA|Getty Images|Getty|TASS|dpa|"
    r"Bloomberg)\)|REUTERS/[A-Z]\S+(?: \S+){0,3}"
    r"|\[[^\[\]]{2,50}/[^\[\]]{2,40}\]|/(?:Getty Images|AFP|REUTERS|AP|EPA|dpa|Shutterstock|IMAGO|"
    r"picture alliance)\b\)?)\.?$"
)


def _labelled_lines(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """Lines outside figures whose words say that they are a caption or a credit."""
    for index, line in copy.open:
        if line.words > CAPTION_WORDS or line.block.role in ("table_row", "caption") or line.block.figure is not None:
            continue
        if _is_credit_line(line):
            yield index, CREDIT_LINE
        elif _FILE.match(line.text) or _opens_with_file_photo(line):
            yield index, PHRASE
        elif (shown := _SHOWN.search(line.text)) and len(line.text[: shown.start()].split()) >= 3:
            yield index, TRAILING
        else:
            found = split_credit(line.text) if line.words <= 60 else None
            if found is not None and found.caption and found.credit and _credit_is_labelled(line.text, found.caption):
                yield index, TRAILING


def _opens_with_file_photo(line: Line) -> bool:
    parts = line.labelled
    return (
        parts is not None and bool(parts.rest) and phrasebook().file_photo.holds(parts.label) and parts.label != "file"
    )


def _is_credit_line(line: Line) -> bool:
    """A short line that is a picture's credit: "Photo: X", "© X", "[X/Agency]"."""
    if line.words > 14 or line.block.role == "heading":
        return False
    parts = line.labelled
    if parts is not None and (phrasebook().source.holds(parts.label) or phrasebook().file_photo.holds(parts.label)):
        return False  # a source line, unless a figure says otherwise; or a caption
    if parts is not None and parts.rest and phrasebook().photo.holds(parts.label):
        found = split_credit(line.text)
        return found is not None and not found.caption and not _is_title(parts.rest)
    found = split_credit(line.text) if line.words <= 8 else None
    if found is None or found.caption:
        return False
    return phrasebook().photo.opening(line.head.lstrip("([（【 ")) != ""


def _is_title(text: str) -> bool:
    """Whether the words behind a "Video:" or "Photos:" label read on as a title."""
    words = text.split()
    return len(words) >= 5 and sum(word[0].islower() for word in words) * 2 > len(words)


def _credit_is_labelled(text: str, caption: str) -> bool:
    """Whether the part behind the caption holds a label of the table, not an agency alone (a wire story's end)."""
    behind = fold(text[len(caption) :]).lstrip(" ([|（【–-—./,;")
    opening = phrasebook().photo.opening(behind)
    if not opening or phrasebook().source.holds(opening):
        return False
    return bool(re.match(r"\s*(?:[:：=]|/|／|by\b|von\b|par\b|de\b|courtesy)", behind[len(opening) :])) or text.rstrip(
        "."
    ).endswith((")", "]", "）", "】"))


def _standing_twice(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """A line, and near it the same line with a credit behind it: both are captions."""
    lines = [(index, line) for index, line in copy.open if 4 <= line.words <= CAPTION_WORDS + CREDIT_BEHIND]
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


# ------------------------------------------------------------------------------------------------------------- images


def build_images(pages: Sequence[PageImage], captions: Sequence[tuple[int | None, str, bool]]) -> tuple[Image, ...]:
    """One image per figure, with its caption and credit.

    captions: (index of the image or None, the text that was cut, whether it is a credit alone), in document order.
    """
    found: dict[int, _Pictured] = {index: _Pictured(page.url, clean_text(page.alt)) for index, page in enumerate(pages)}
    loose: list[_Pictured] = []
    for figure, text, credit_only in captions:
        if figure is not None and figure in found:
            found[figure].add(text, credit_only=credit_only)
            continue
        home = _home(text, [*found.values(), *loose], credit_only=credit_only)
        if home is None:
            home = _Pictured(None, "")
            loose.append(home)
        home.add(text, credit_only=credit_only)
    pictured = [*found.values(), *loose]
    return tuple(
        Image(position=n, url=p.url, caption=p.caption or None, credit=p.credit or None) for n, p in enumerate(pictured)
    )


class _Pictured:
    """An image while its lines are being gathered."""

    def __init__(self, url: str | None, alt: str) -> None:
        self.url = url
        self.alt = alt
        self.caption = ""
        self.credit = ""

    def add(self, text: str, *, credit_only: bool) -> None:
        found = split_credit(text, loose=True)
        if credit_only:
            named = found.credit if found is not None else text
            if not self.credit and not phrasebook().photo.holds(bare(fold(named))):
                self.credit = named
            return
        caption, credit = (found.caption, found.credit) if found is not None else (text, "")
        label = labelled(caption)
        if label is not None and label.rest and phrasebook().file_photo.holds(label.label):
            caption = label.rest
        if not self.caption or (
            letters(caption) != letters(self.caption) and letters(self.caption) in letters(caption)
        ):
            self.caption = caption
        elif letters(caption) not in letters(self.caption):
            self.caption = f"{self.caption} {caption}"
        self.credit = self.credit or credit


def _home(text: str, images: Sequence[_Pictured], *, credit_only: bool) -> _Pictured | None:
    """The image that a caption outside figures belongs to; None without one."""
    if credit_only:
        return (
            images[-1] if images and images[-1].url is None and images[-1].caption and not images[-1].credit else None
        )
    keys = caption_keys(text)
    return next((i for i in images if letters(i.alt) in keys or (i.caption and letters(i.caption) in keys)), None)
