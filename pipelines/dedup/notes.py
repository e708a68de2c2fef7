"""Corrections and editor's notes: where a paper owns up to a mistake, or says why a text is not what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipelines.dedup.texts import fold
from pipelines.model import Block

NOTE_PHRASES = {
    # How papers head the note that owns up to a mistake, at the start of a paragraph. One word counts only as a heading
    # ("Correction:"), since correctional officers and corrections to a budget are news too.
    "en": ("correction", "corrections", "clarification", "clarifications", "editor's note", "editors' note", "erratum",
           "retraction", "correction and clarification", "correction added", "correction appended",
           "correction published", "this article was amended", "this article was corrected",
           "this article has been corrected", "this article has been amended", "this article was updated to correct",
           "this article has been updated to correct", "this article was edited", "this article has been retracted",
           "this article has been withdrawn", "this article has been removed", "this article was removed",
           "this story has been corrected", "this story was corrected", "this story has been updated to correct",
           "this story was updated to correct", "this story has been retracted", "this story has been removed",
           "this story was amended", "this report was corrected", "this report has been corrected",
           "an earlier version of this", "a previous version of this", "an earlier version misstated",
           "an earlier version said", "a previous version said"),
    "de": ("korrektur", "berichtigung", "anmerkung der redaktion", "anm. d. red", "anmerkung d. red", "richtigstellung",
           "klarstellung", "in einer früheren version", "in einer ersten version", "in einer vorherigen version",
           "hinweis der redaktion", "in eigener sache", "dieser artikel wurde korrigiert",
           "dieser artikel wurde nachträglich", "wir haben diesen artikel korrigiert"),
    "fr": ("rectificatif", "correction", "note de la rédaction", "ndlr", "erratum", "une version précédente",
           "une première version", "précision", "mise au point", "cet article a été corrigé",
           "cet article a été modifié"),
    "es": ("corrección", "fe de errores", "fe de erratas", "rectificación", "nota de la redacción", "nota del editor",
           "aclaración", "una versión anterior", "esta noticia ha sido corregida", "este artículo ha sido corregido"),
    "it": ("correzione", "errata corrige", "rettifica", "nota della redazione", "una versione precedente",
           "questo articolo è stato corretto", "precisazione"),
    "pt": ("correção", "errata", "erramos", "nota da redação", "nota do editor", "nota de redação",
           "uma versão anterior", "este artigo foi corrigido", "esta reportagem foi corrigida"),
    "nl": ("correctie", "rectificatie", "noot van de redactie", "naschrift", "in een eerdere versie",
           "in een vorige versie"),
    "sv, no, da": ("rättelse", "korrigering", "rettelse", "presisering", "i en tidigare version",
                   "i en tidligere versjon", "i en tidligere version", "en tidigare version",
                   "en tidligere versjon", "en tidligere version"),
    "fi": ("oikaisu", "korjaus", "jutun aiemmassa versiossa", "aiemmassa versiossa"),
    "pl, cs": ("sprostowanie", "korekta", "od redakcji", "we wcześniejszej wersji", "oprava", "upřesnění",
               "v předchozí verzi"),
    "hu, ro": ("helyesbítés", "helyreigazítás", "erată", "precizare", "rectificare", "o versiune anterioară"),
    "el": ("διόρθωση", "διευκρίνιση", "σημείωση της σύνταξης", "σε προηγούμενη έκδοση"),
    "tr": ("düzeltme", "tekzip", "editörün notu"),
    "ru, uk": ("исправление", "уточнение", "опровержение", "от редакции", "примечание редакции", "виправлення",
               "уточнення", "спростування", "від редакції", "в более ранней версии", "в предыдущей версии",
               "у попередній версії"),
    "id": ("koreksi", "ralat", "catatan redaksi"),
    "ar, fa, he": ("تصحيح", "توضيح", "تصويب", "اصلاحیه", "תיקון", "הבהרה"),
    "ja, zh, ko": ("訂正", "お詫びと訂正", "修正", "更正", "勘误", "勘誤", "編者按", "编者按", "정정", "바로잡습니다"),
}  # fmt: skip

_HEADING = r"\s*(?:[:：,(\[—–-]|$)"
_NOTE = re.compile(
    r"\W*(?:"
    + "|".join(
        re.escape(phrase) + ("" if " " in phrase else _HEADING)
        for phrases in NOTE_PHRASES.values()
        for phrase in phrases
    )
    + ")"
)

_NAMES = (
    r"corrections?|corrigendum|errat(?:um|a)|clarifications?|editors?-?notes?|editorial-?notes?|retraction"
    r"|amend(?:ed|ments?)?|korrektur|berichtigung|rectificatif|rettifica|rectificacion"
)
"""Class names in whole words of elements that hold such a note."""
_NAMED = re.compile(rf"(?:^|[-_. ])(?:{_NAMES})(?:$|[-_. ])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STRANGERS = re.compile(r"comment|sidebar|footer|related|policy|nav\b", re.IGNORECASE)
_NAMED_STEPS = 3
"""Elements from the block upwards whose names count."""

_PROMPT = re.compile(
    r"(?:[^:]{0,40}:)?\W*(?:report|submit|send|suggest|request|spotted|see (?:a|an|something)|found (?:a|an)|noticed"
    r"|have you|did you|how to|read (?:our|more)|our corrections|if you|to report|fehler (?:melden|gefunden|entdeckt)"
    r"|signaler|une erreur|¿|informar|segnala)\b",
    re.IGNORECASE,
)
"""What a box is about that asks readers for corrections; it stands below every article."""
_FEWEST_LETTERS = 15
_LINKED = 0.5
LONGEST_NOTE = 2000
"""Characters. What is longer is no note but an article about one."""


def is_note(paragraph: str) -> bool:
    """Whether a paragraph opens as corrections and editor's notes do.

    >>> is_note("Correction: the bridge has two piers."), is_note("Correctional officers went on strike.")
    (True, False)
    """
    return _NOTE.match(paragraph[:80].casefold().replace("’", "'")) is not None


def find_notes(blocks: Iterable[Block], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The notes of a page, each once: by how they open, or by what the element is called that they stand in.

    blocks: as the extractor has them; a note counts that was cut from the text, or stands beside it.
    paragraphs: those of the text.
    """
    found = {fold(each): each for each in paragraphs if len(each) <= LONGEST_NOTE and is_note(each)}
    for block in blocks:
        if (_is_named(block.path) or ((block.inside or block.kept) and is_note(block.text))) and _may_be_note(block):
            found.setdefault(fold(block.text), block.text)
    return tuple(text for key, text in found.items() if not _stands_in_another(key, found))


def _may_be_note(block: Block) -> bool:
    return (
        _FEWEST_LETTERS <= len(block.text) <= LONGEST_NOTE
        and block.link_density < _LINKED
        and block.role not in ("heading", "caption", "table_row")
        and block.furniture is None
        and not _STRANGERS.search(block.path)
        and not _PROMPT.match(block.text)
    )


@lru_cache(maxsize=1024)  # a page has few paths, a site's pages share them
def _is_named(path: str) -> bool:
    """Whether one of a path's last elements is called a correction or a note.

    >>> _is_named("main>article>aside.editorsNote>p"), _is_named("main>article.correctional>p")
    (True, False)
    """
    steps = path.split(">")[-_NAMED_STEPS:]
    names = _CAMEL.sub("-", " ".join(step.partition(".")[2] for step in steps))
    return bool(names) and _NAMED.search(names) is not None


def _stands_in_another(key: str, found: Iterable[str]) -> bool:
    return any(key != other and key in other for other in found)
