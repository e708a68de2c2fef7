"""Lines that are a date or a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.text.characters import fold, holds_digit
from pipelines.text.copy import Copy, Cut, Line, asked_once
from pipelines.text.phrases import bare, phrasebook

DATE = Cut("date_line", "date-line")

NEAR_TOP = 5
"""Standing lines before a date at most."""
DATE_WORDS = 16

_CLOCK = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b|\d{1,2}[時시点點]", re.IGNORECASE)
_DAY = re.compile(
    r"\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:\d{4}|\d{2})\b|\b\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}\b|"
    r"\d{4}\s?[年년]|\d{1,2}\s?[月월]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|25|13|14)\d{2}(?!\d)")
_TOKENS = re.compile(r"[^\W\d_]+")
_SMALL = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_ZONE_WORDS = """
    gmt utc est edt pst pdt cst cdt mst mdt cet cest bst ist eet eest msk wib wita wit jst kst aest aedt hkt sgt
    sast eat wat z am pm a p m et pt ct h st nd rd th
"""
_ZONES = frozenset(_ZONE_WORDS.split())
# How the days and months open in the languages of the phrase table: enough to tell a date from other words.
_CALENDAR_WORDS = """
    jan feb mar apr may jun jul aug sep oct nov dec januar februar marz mai juni juli okt dez janv fev avr aout
    juil sept ene abr ago dic gen giu lug ott set out mag maj kes tou hel maa huh hei elo syy lok jou sty lut
    kwi cze lip sie wrz paz lis gru led uno bre dub kve cer srp zar rij pro sij velj ozu tra svi kol ruj stu ian
    iul iun noi mart янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов
    лис гру ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ oca sub nis haz tem agu eyl eki kas ara sali cars
    pers cuma pzt jaan veeb apri juun juul dets sau vas kov bal geg bir lie rugp rugs spa lap marti mon tue wed
    thu fri sat sun lun mer jeu ven sam dim lunes martes mierc jueves viernes sab dom lune giov vene mont dien
    mitt donn frei sams sonn maan dins woen dond vrij zat zon man tir ons tor fre lor son pon wto sro czw pia
    sob nie пон вто сре чет пят суб вос вівт пʼят нед sen sel rab kam jum ming minggu thang tháng ינואר פברואר
    מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר ב يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس
    سبتمبر اكتوبر نوفمبر ديسمبر كانون شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين الاثنين الثلاثاء الاربعاء
    الخميس الجمعه السبت الاحد الاول الثانی فروردین اردیبهشت خرداد تیر مرداد شهریور مهر ابان اذر دی بهمن اسفند
    जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर জানুয়ারি মার্চ এপ্রিল 年 月 日 時 分 秒 曜
    星期 周 上午 下午 午後 午前 년 월 일 오전 오후 시 분 มกราคม กุมภา มีนา เมษา พฤษภา มิถุนา กรกฎา สิงหา กันยา ตุลา พฤศจิ ธันวา
"""
_CALENDAR = tuple(dict.fromkeys(fold(word) for word in _CALENDAR_WORDS.split()))


def find_date_lines(copy: Copy) -> Iterator[tuple[int, Cut]]:
    """Lines that are a date or a time, with or without "Published" before it."""
    for index, line in copy.at_edges(top=NEAR_TOP, end=3):
        if (
            line.words <= DATE_WORDS
            and line.block.role in ("paragraph", "list_item", "heading", "caption")
            and _is_date(line)
        ):
            yield index, DATE


@asked_once
def _is_date(line: Line) -> bool:
    return is_date_line(line.text)


def is_date_line(text: str) -> bool:
    """Whether the line is a date or a time and nothing else.

    >>> is_date_line("Published 3 March 2026, 10:15 GMT")
    True
    >>> is_date_line("10 people were hurt in 2025")
    False
    """
    folded = fold(text) if len(text) <= 120 else ""
    if not holds_digit(folded):
        return False
    dated = bool(_DAY.search(folded)) or (bool(_YEAR.search(folded)) and bool(_SMALL.search(folded)))
    opening = phrasebook().published.opening(bare(folded))
    timed = bool(_CLOCK.search(folded))
    if not (dated or timed or len(opening) > 3):
        return False
    rest = bare(folded)
    while opening := phrasebook().published.opening(rest):
        rest = bare(rest[len(opening) :])
    unknown = [w for w in _TOKENS.findall(rest) if not _is_calendar_word(w)]
    known = len(_TOKENS.findall(folded)) > len(unknown)
    if not unknown:
        return dated or known
    return len(unknown) == 1 and dated and timed and "【" not in text  # there stands a name


def _is_calendar_word(word: str) -> bool:
    if (
        word in _ZONES
        or phrasebook().published.holds(word)
        or word in ("de", "del", "den", "der", "the", "of", "at", "om", "kl", "um", "di")
    ):
        return True
    return word.startswith(_CALENDAR) and (len(word) <= 12)
