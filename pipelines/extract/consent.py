"""What notices say that ask a reader's consent to cookies and to the sharing of data."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PHRASES = tuple(
    (words, re.compile(pattern))  # on lower case, which is twice as fast as re.IGNORECASE
    for words, pattern in (
        (
            ("cookie",),
            (r"\bcookies?\b.{0,160}(?:consent|device|purposes?|advertis|personali[sz]|zustimm|einwillig|gerät|consent"
            r"|dispositi|appareil)"),
        ),
        (
            ("before you continue", "bevor sie", "avant de continuer", "antes de continuar", "prima di continuare"),
            (r"before you continue|bevor sie (?:weiter|fortfahren)|avant de continuer|antes de continuar"
            r"|prima di continuare"),
        ),
        (
            ("legitimate interest", "berechtigte", "intérêt légitime", "interés legítimo", "legittimo interesse"),
            r"legitimate interest|berechtigte[sn]? interesse|intérêt légitime|interés legítimo|legittimo interesse",
        ),
        (
            ("partner", "partenaires", "socios", "vendor", "drittanbieter"),
            (r"\b(?:partners?|partner[ni]?|partenaires|socios|vendors?|drittanbieter)\b.{0,80}(?:store|access"
            r"|process|speichern|zugreifen|verarbeiten|stock|accèd|almacen|acced|trait)"),
        ),
        (
            ("tracking", "werbefrei", "pur-abo", "pur abo", "continuer sans accepter", "privacy ", "personal data"),
            (r"(?:with|mit) (?:advertising|werbung) (?:and|und) tracking|werbefrei|pur[- ]abo|continuer sans accepter"
            r"|privacy (?:settings|center|manager)|process(?:ing)? (?:of )?personal data"),
        ),
        (
            ("consent", "einwilligung", "zustimmung", "consenso"),
            (r"(?:consent|einwilligung|zustimmung|consentement|consentimiento|consenso).{0,80}(?:withdraw|cookies?"
            r"|tracking|widerruf|datenschutz|retirer)"),
        ),
        (
            (
                *(f"{act} {what}" for act in ("accept", "reject", "manage", "allow", "decline") for what in "acy"),
                "akzeptieren", "accepter", "aceptar ", "accetta tutt",
            ),
            (r"\b(?:accept|reject|manage|allow|decline) (?:all|cookies|your (?:choices|preferences))|alle akzeptieren"
            r"|(?:tout )?accepter|aceptar (?:todo|y continuar)|accetta tutt"),
        ),
    )
)  # fmt: skip
"""Each with words of which it needs one: to look for those takes a hundredth of the time."""
NOTICE = 2
"""Kinds of phrases that a notice has more of; a text that only speaks of cookies seldom has."""


def count_phrases(text: str) -> int:
    """How many kinds of such phrases a text has.

    >>> count_phrases("We and our 112 partners store cookies on your device. Manage your choices or accept all.")
    3
    """
    lower = text.lower()
    return sum(_is_said(phrase, lower) for phrase in _PHRASES)


def _is_said(phrase: tuple[Sequence[str], re.Pattern[str]], lower: str) -> bool:
    words, pattern = phrase
    return any(word in lower for word in words) and pattern.search(lower) is not None


def says_more_than(kinds: int, lower: str) -> bool:
    """Whether a text in lower case has more kinds of them; stops asking when that many can no longer be found."""
    found = 0
    for left, phrase in zip(range(len(_PHRASES), 0, -1), _PHRASES, strict=True):
        if found > kinds or found + left <= kinds:
            break
        found += _is_said(phrase, lower)
    return found > kinds
