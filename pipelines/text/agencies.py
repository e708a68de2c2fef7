"""News agencies and picture desks by name: evidence, never a condition; other names are read structurally."""

from __future__ import annotations

import re

from pipelines.text.characters import fold

# Origin: the members of the European Alliance of News Agencies and of the Organization of Asia-Pacific News Agencies as
# commonly abbreviated, the wires with worldwide desks, and the picture desks of captions in the development corpus.
_NAMES = """
    aa|aap|aap image|adn kronos|adnkronos|afp|agence france-presse|agence france presse|agencia brasil|
    agencia efe|agerpres|alamy|alamy stock photo|ana|ana-mpa|anadolu|anadolu agency|anadolu ajansi|anp|ansa|
    antara|
    ap|ap photo|apa|aps|armenpress|associated press|the associated press|athens-macedonian news agency|azertac|
    belga|belta|bernama|bloomberg|bna|bns|bta|caixin|cna|cnn|cp|canadian press|the canadian press|ctk|
    cihan|demiroren|dha|dpa|dpa-afx|dts|eap|efe|epa|epa-efe|epd|europa press|europapress|fena|getty|getty images|
    getty images/istockphoto|hina|iha|ians|ihlas haber ajansi|imago|imago images|interfax|interfax-ukraine|irna|isna|
    istock|itar-tass|jiji|jiji press|kazinform|keystone|keystone-sda|kna|kuna|kyodo|kyodo news|lapresse|leta|lusa|
    magyar tavirati iroda|mti|newswire|notimex|npa|ntb|ntb scanpix|nurphoto|pa|pa media|pa wire|
    panapress|pap|pixabay|pna|press association|press trust of india|prensa latina|pti|qna|rex features|reuters|
    thomson reuters|ria|ria novosti|rian|ritzau|ritzau scanpix|scanpix|sda|shutterstock|sita|
    sputnik|stt|lehtikuva|tanjug|tass|tasr|tt|tt nyhetsbyran|ukrinform|unb|united news of india|unian|unsplash|
    upi|united press international|vna|wam|wafa|xinhua|yonhap|yonhap news agency|zuma|zuma press|ats|keystone-ats|
    picture alliance|picture-alliance|dapd|ddp|action images|actionpress|action press|afp via getty images|
    рейтер|рейтерс|тасс|риа новости|интерфакс|укринформ|бта|белта|танјуг|срна|fonet|beta|
    رويترز|أ ف ب|فرانس برس|وكالة فرانس برس|أسوشيتد برس|الأناضول|وفا|واس|سانا|سبوتنيك|شينخوا|
    ایسنا|ایرنا|فارس|مهر|تسنیم|רויטרס|新华社|新華社|路透社|路透|法新社|美联社|美聯社|中央社|中新社|中新网|共同社|
    時事通信|共同通信|共同|時事|ロイター|ＡＦＰ|연합뉴스|뉴스1|뉴시스|로이터|ansa.it
""".replace("\n", "")

AGENCIES = frozenset(fold(name.strip()) for name in _NAMES.split("|") if name.strip())
_AGENCY = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(AGENCIES, key=lambda n: (-len(n), n)))) + r")(?!\w)"
)


PICTURE_DESKS = frozenset(
    """action images|action press|actionpress|alamy|alamy stock photo|aap image|ap photo|afp via getty images|ddp|getty|
    getty images|getty images/istockphoto|imago|imago images|istock|lapresse|lehtikuva|nurphoto|picture alliance|
    picture-alliance|pixabay|rex features|scanpix|shutterstock|unsplash|zuma|zuma press""".replace("\n    ", "").split(
        "|"
    )
)
"""Those of them that sell pictures and no reports."""

_WORD = re.compile(r"\w+")
_FIRST_WORDS = frozenset(_WORD.findall(name)[0] for name in AGENCIES)


def is_agency(folded: str) -> bool:
    """Whether the folded text is an agency's name and nothing else."""
    return folded.strip(" .,;:()[]/–—-") in AGENCIES


def names_agency(folded: str) -> bool:
    """Whether an agency's name stands in the folded text."""
    return _may_name(folded) and _AGENCY.search(folded) is not None


def without_agencies(folded: str) -> str:
    """The folded text with its agencies' names taken out."""
    return _AGENCY.sub("", folded) if _may_name(folded) else folded


def _may_name(folded: str) -> bool:
    """Whether an agency's first word is among the words: spares nearly all text the search for two hundred names."""
    return not _FIRST_WORDS.isdisjoint(_WORD.findall(folded))
