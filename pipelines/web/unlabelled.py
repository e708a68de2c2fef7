"""The encoding of a text that no label and no UTF-8 explains, guessed from its letters."""

from __future__ import annotations

import re
from collections import Counter

_REACH = 2_000_000
"""Bytes from the start that are looked through."""
_ENOUGH = 5000
"""Bytes of words: more do not make a guess better."""
_RUN = re.compile(rb"[\x80-\x9f\xa1-\xff]+")
"""Letters beyond ASCII side by side; no-break spaces stand alone."""
_SIGNS = "\xa0–—‘’‚“”„«»‹›…•·°§©®™€"
_WESTERN_SIGNS = "£½¼¾²³±×"
"""Where other tables have letters."""
_WESTERN = (
    "äöüß", "àâæçèéêëîïôœùûüÿ", "áéíñóúü¿¡ªº", "àáâãçéêíóôõúü", "àèéìíîòóùú", "åäöéüõšž", "åæøéèòóô", "áéíóúýþæöð",
    "áèéëïóöü", "àçèéíïòóúü", "çë",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß",
)  # fmt: skip
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
_VIETNAMESE = ("ăâđêôơưàáãèéìíòóõùúý\u0300\u0301\u0303\u0309\u0323",)
_ALPHABETS = (
    ("cp1252", tuple(letters + _WESTERN_SIGNS for letters in _WESTERN)),
    ("cp1250", _CENTRAL),
    ("iso8859_2", _CENTRAL),
    ("cp1254", ("çğıöşüâîû\u0307",)),
    ("cp1257", _BALTIC),
    ("cp1258", _VIETNAMESE),
)
"""Codecs for Latin letters, and the letters beyond ASCII of each language that is written in them."""
_OTHER_SCRIPTS = (
    "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874", "cp932", "euc_jp", "cp949", "gb18030", "big5hkscs",
)  # fmt: skip


def guess(body: bytes) -> str:
    """The codec; windows-1252 where there is too little to tell by.

    Letters with accents stand alone between ASCII letters, those of other scripts side by side.

    >>> guess("Þetta er á íslensku".encode("cp1252")), guess("Łódź jest duża".encode("cp1250"))
    ('cp1252', 'cp1250')
    """
    words = _words(body)
    lengths = [len(run) for run in _RUN.findall(words)]
    side_by_side = sum(length for length in lengths if length > 2)
    if side_by_side >= 8 and 2 * side_by_side > sum(lengths):
        return _other_script(words)
    return max(_ALPHABETS, key=lambda each: _share(words.decode(each[0], "replace"), each[1]))[0]


def _words(body: bytes) -> bytes:
    """The first words with bytes beyond ASCII: the rest of a page is mark-up and scripts."""
    words: list[bytes] = []
    size = 0
    for chunk in body[:_REACH].split():
        if chunk.isascii():
            continue
        found = [word for word in re.split(rb"[<>]+", chunk) if not word.isascii()]
        words += found
        size += sum(map(len, found))
        if size > _ENOUGH:
            break
    return b" ".join(words)[:_ENOUGH]


def _share(text: str, languages: tuple[str, ...]) -> float:
    """How much of what is not ASCII one of the languages has, of 1."""
    counts = Counter(char for char in text.lower() if char > "\x7f")
    return max(sum(counts[char] for char in language + _SIGNS) for language in languages) / max(1, counts.total())


def _other_script(words: bytes) -> str:
    """The codec that most of the words are by; of all at once, one damaged character would rule the right one out."""
    for codec in ("cp932", "euc_jp"):  # by its kana: from_bytes takes some EUC for Korean
        text = words.decode(codec, "replace")
        if 5 * sum("ぁ" <= char <= "ん" for char in text) > len(text):
            return codec
    apart = words.split(b" ")
    groups = max(1, min(5, len(words) // 200, len(apart)))
    votes = Counter(filter(None, (_detected(b" ".join(apart[first::groups])) for first in range(groups))))
    return votes.most_common(1)[0][0] if votes else "cp1252"


def _detected(words: bytes) -> str | None:
    from charset_normalizer import from_bytes  # for the one page in thousands that needs it

    for part in (words, words[:-1]):  # the last character may have been cut in two
        if found := from_bytes(part, cp_isolation=list(_OTHER_SCRIPTS)).best():
            return found.encoding
    return None
