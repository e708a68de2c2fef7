"""An article's images with their captions and credits, put together from the lines that were cut."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.language.folding import fold, letters
from pipelines.model import Image, PageImage
from pipelines.reading.cleaning.body_text import labelled
from pipelines.reading.cleaning.captions import POINTING_UP, caption_keys, is_pictured
from pipelines.reading.cleaning.credits import split_credit
from pipelines.reading.cleaning.phrases import bare, phrasebook
from pipelines.web.characters import clean_text


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
        label = None if credit_only else labelled(text)
        if label is not None and is_pictured(text):
            text = label.rest
        text = text.lstrip("".join(POINTING_UP)).lstrip() or text
        found = split_credit(text, loose=True)
        if credit_only:
            named = found.credit if found is not None else text
            if not self.credit and not phrasebook().photo.holds(bare(fold(named))):
                self.credit = named
            return
        caption, credit = (found.caption, found.credit) if found is not None else (text, "")
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
