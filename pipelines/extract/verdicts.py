"""Whether a page that could be read is an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extract.blocks import PageText
from pipelines.extract.inventory import Inventory
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
    re.compile(pattern)  # on lower case, which is twice as fast as re.IGNORECASE; the quickest first
    for pattern in (
        (
            r"\bcookies?\b.{0,160}(?:consent|device|purposes?|advertis|personali[sz]|zustimm|einwillig|gerät|consent"
            r"|dispositi|appareil)"
        ),
        (
            r"before you continue|bevor sie (?:weiter|fortfahren)|avant de continuer|antes de continuar"
            r"|prima di continuare"
        ),
        r"legitimate interest|berechtigte[sn]? interesse|intérêt légitime|interés legítimo|legittimo interesse",
        (
            r"\b\d* ?(?:partners?|partner[ni]?|partenaires|socios|vendors?|drittanbieter)\b.{0,80}(?:store|access"
            r"|process|speichern|zugreifen|verarbeiten|stock|accèd|almacen|acced|trait)"
        ),
        (
            r"(?:with|mit) (?:advertising|werbung) (?:and|und) tracking|werbefrei|pur[- ]abo|continuer sans accepter"
            r"|privacy (?:settings|center|manager)|process(?:ing)? (?:of )?personal data"
        ),
        (
            r"(?:consent|einwilligung|zustimmung|consentement|consentimiento|consenso).{0,80}(?:withdraw|cookies?"
            r"|tracking|widerruf|datenschutz|retirer)"
        ),
        (
            r"\b(?:accept|reject|manage|allow|decline) (?:all|cookies|your (?:choices|preferences))|alle akzeptieren"
            r"|(?:tout )?accepter|aceptar (?:todo|y continuar)|accetta tutt"
        ),
    )
)
_ACCESS = re.compile(
    r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|bot detection"
    r"|enable javascript and cookies to continue|access denied|unusual traffic|attention required"
    r"|just a moment\.\.\.|ddos protection by|pardon our interruption",
    re.IGNORECASE,
)
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7a3\u0e00-\u0eff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    detail: str


def verdict(found: PageText, blocks: Sequence[Block], metadata: Metadata, elements: Inventory) -> Refusal | None:
    """Why the page is no article; None for an article. Conservative: a short article stays one."""
    kept = [block for block in blocks if block.kept]
    if not found.blocks:
        return Refusal("empty", "no text on the page")
    words = _words_up_to(WALL_WORDS + 1, kept)
    if words < SHORT_WORDS and (title := _says_not_found(elements, metadata)):
        return Refusal("soft_404", f"the page is called {title[:80]!r}")
    if words < SHORT_WORDS and (why := _access_check(found, metadata)):
        return Refusal("not_an_article", f"an access check: {why[:80]!r}")
    if words < FEWEST_WORDS and not (words and _article_evidence(metadata)):
        return Refusal("not_an_article", f"{words} words of text, and nothing says that it is an article")
    return _consent_wall(found, kept, words, metadata)


def _words_up_to(enough: int, blocks: Sequence[Block]) -> int:
    """The words of the blocks; counts no further than it matters."""
    words = 0
    for block in blocks:
        words += word_count(block.text)
        if words >= enough:
            break
    return words


def word_count(text: str) -> int:
    """Words; a script without spaces counts two characters as one.

    >>> word_count("Three small words"), word_count("港湾局は月曜日")
    (3, 4)
    """
    if text.isascii():
        return len(text.split())
    dense = len(_DENSE.findall(text))
    if dense * 3 > len(text):
        return (dense + 1) // 2
    return len(text.split())


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
    if not _has_consent_phrases(everything.lower()):
        return None
    said = [text for text in texts if any(p.search(text.lower()) for p in _CONSENT)]
    share = sum(map(len, said)) / max(1, sum(map(len, texts)))
    if share > 0.5:
        return Refusal("consent_wall", f"the text is a consent notice: {said[0][:80]!r}")
    return None


def _has_consent_phrases(text: str) -> bool:
    """Whether there are more than WALL_PHRASES; stops asking when that many can no longer be found."""
    found = 0
    for left, pattern in zip(range(len(_CONSENT), 0, -1), _CONSENT, strict=True):
        if found + left <= WALL_PHRASES:
            return False
        found += bool(pattern.search(text))
    return found > WALL_PHRASES
