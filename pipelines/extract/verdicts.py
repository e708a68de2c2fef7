"""Whether a page that could be read is an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.extract.blocks import PageText
from pipelines.model import Block, Metadata, Reason

FEWEST_WORDS = 25
"""A page with less text than this needs another sign that it is an article."""
SHORT_WORDS = 120
"""Error pages say more than one sentence, but not much more."""
WALL_WORDS = 350
"""Consent walls are longer: they list their purposes."""
WALL_PHRASES = 2
"""Different consent phrases that make a wall, where their blocks are most of the text."""

_NOT_FOUND = re.compile(
    r"\b(?:404|410)\b.{0,40}(?:not found|error|page|seite|página|erreur)|\b(?:error|fehler|erreur|http)\s*40[34]\b"
    r"|\bpage (?:was |could )?(?:not|cannot|can't|can’t) (?:be )?found|\bpage not found|\bnot found$|^404\b"
    r"|page (?:no longer|doesn't|does not) exist|page unavailable"
    r"|seite (?:wurde )?(?:leider )?nicht gefunden|seite existiert nicht|nicht verfügbar$|page (?:introuvable"
    r"|non trouvée|inexistante)"
    r"|página no (?:encontrada|existe|disponible)|no se (?:ha encontrado|encontró|encuentra) la página"
    r"|página não encontrada|pagina non trovata|pagina niet gevonden"
    r"|sidan (?:hittades|kunde) inte|siden (?:ble|blev) ikke funnet|siden findes ikke|sivua ei löyt"
    r"|strona nie (?:istnieje|została znaleziona)|stránka nenalezena|nie znaleziono strony"
    r"|sayfa bulunamadı|halaman tidak ditemukan|страница не найдена|сторінк\w+ не знайдено"
    r"|ページが見つかりません|找不到(?:该|該)?(?:页面|頁面|网页)|页面不存在|페이지를 찾을 수 없"
    r"|الصفحة غير موجودة|لم يتم العثور على الصفحة",
    re.IGNORECASE,
)
_CONSENT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"before you continue|bevor sie (?:weiter|fortfahren)|avant de continuer|antes de continuar"
            r"|prima di continuare"
        ),
        (
            r"\b\d* ?(?:partners?|partner[ni]?|partenaires|socios|vendors?|drittanbieter)\b.{0,80}(?:store|access"
            r"|process|speichern|zugreifen|verarbeiten|stock|accèd|almacen|acced|trait)"
        ),
        (
            r"\b(?:accept|reject|manage|allow|decline) (?:all|cookies|your (?:choices|preferences))|alle akzeptieren"
            r"|(?:tout )?accepter|aceptar (?:todo|y continuar)|accetta tutt"
        ),
        r"legitimate interest|berechtigte[sn]? interesse|intérêt légitime|interés legítimo|legittimo interesse",
        (
            r"\bcookies?\b.{0,160}(?:consent|device|purposes?|advertis|personali[sz]|zustimm|einwillig|gerät|consent"
            r"|dispositi|appareil)"
        ),
        (
            r"(?:consent|einwilligung|zustimmung|consentement|consentimiento|consenso).{0,80}(?:withdraw|cookies?"
            r"|tracking|widerruf|datenschutz|retirer)"
        ),
        (
            r"(?:with|mit) (?:advertising|werbung) (?:and|und) tracking|werbefrei|pur[- ]abo|continuer sans accepter"
            r"|privacy (?:settings|center|manager)|process(?:ing)? (?:of )?personal data"
        ),
    )
)
_ACCESS = re.compile(
    r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|bot detection"
    r"|enable javascript and cookies to continue|access denied|unusual traffic|attention required"
    r"|just a moment\.\.\.|ddos protection by|pardon our interruption",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    detail: str


def verdict(found: PageText, blocks: Sequence[Block], metadata: Metadata, tree: HtmlElement) -> Refusal | None:
    """Why the page is no article; None for an article. Conservative: a short article stays one."""
    kept = [block for block in blocks if block.kept]
    words = sum(word_count(block.text) for block in kept)
    everything = sum(word_count(block.text) for block in found.blocks)
    if not everything:
        return Refusal("empty", "no text on the page")
    if words < SHORT_WORDS and (title := _says_not_found(tree, metadata)):
        return Refusal("soft_404", f"the page is called {title[:80]!r}")
    if words < SHORT_WORDS and (why := _access_check(found, metadata)):
        return Refusal("not_an_article", f"an access check: {why[:80]!r}")
    if words < FEWEST_WORDS and not (words and _article_evidence(metadata)):
        return Refusal("not_an_article", f"{words} words of text, and nothing says that it is an article")
    return _consent_wall(found, kept, words, metadata)


def word_count(text: str) -> int:
    """Words; a script without spaces counts two characters as one.

    >>> word_count("Three small words"), word_count("港湾局は月曜日")
    (3, 4)
    """
    if text.isascii():
        return len(text.split())
    dense = sum(1 for c in text if "\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or "\u0e00" <= c <= "\u0eff")
    if dense * 3 > len(text):
        return (dense + 1) // 2
    return len(text.split())


def _article_evidence(metadata: Metadata) -> bool:
    """A date or an author that the page itself states, beside a headline."""
    dated = metadata.provenance.get("date_published")
    return bool(metadata.headline and ((dated and dated.source != "text") or metadata.authors))


def _says_not_found(tree: HtmlElement, metadata: Metadata) -> str | None:
    titles = [" ".join(str(e.text_content()).split()) for e in (*tree.iter("title"), *list(tree.iter("h1"))[:2])]
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
    said = [text for text in texts if any(p.search(text) for p in _CONSENT)]
    everything = " ".join([*texts, *(block.text for block in found.blocks[:40]), metadata.headline or ""])
    phrases = sum(bool(pattern.search(everything)) for pattern in _CONSENT)
    share = sum(map(len, said)) / max(1, sum(map(len, texts)))
    if phrases > WALL_PHRASES and share > 0.5:
        return Refusal("consent_wall", f"the text is a consent notice: {said[0][:80]!r}")
    return None
