"""When an article was published and changed, as the page and its feed entry have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipelines.model import Candidate, Chosen, Page
from pipelines.reading.document.inventory import Inventory
from pipelines.reading.document.neighbours import is_elsewhere, stands_with_others
from pipelines.reading.metadata.candidates import Evidence
from pipelines.reading.metadata.datelines import LIKELY, SURE, Shown, shown_dates
from pipelines.reading.metadata.headlines import tidy
from pipelines.reading.metadata.jsonld import text_of
from pipelines.reading.metadata.text_dates import date_in_text, date_in_url
from pipelines.web.calendars import find_days
from pipelines.web.dates import MAX_CHARS, is_credible, read_moment

_SLASHED = re.compile(r"(?<![\d/-])(\d\d?)([/-])(\d\d?)\2(?:19|20)\d\d(?!\d)")
_AFTER_DAY = 14
"""Characters after a day at the end of a title at most: a time of day, a bracket."""
_MOST_TIMES = 300
"""<time> elements that are looked at."""
_APART = re.compile(r"(?:\s[|:•·–—-]\s|\()[^|:(]{0,16}$")
_VAGUE = frozenset(f"meta:{name}" for name in ("date", "dc.date", "dcterms.date", "ptime", "displaydate"))
"""Dublin Core: a date "associated with an event in the lifecycle of the resource"; often that of the last change."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that a field follows."""

    at: datetime | None
    """None where what the page states cannot be true."""
    choice: Chosen


def find_published(evidence: Evidence, headline: str | None) -> Dated | None:
    """The date that is stated, else one in the address or the text; else what is stated and cannot be read or believed,
    without a moment; None without any.

    headline: where the date is looked for in the text.
    """
    claims = _published_claims(evidence)
    stated = chosen_date(claims, evidence.page, evidence.day_first, evidence.language)
    times = [Candidate(source="time", raw=raw) for raw in _times(evidence)]
    if stated is None:
        return _date_on_page(evidence, times, headline) or _date_in_text(evidence) or _unread(claims)
    if stated.at is None:
        return _date_on_page(evidence, times, headline) or stated
    return _settled(stated, [*claims, *times], evidence, headline)


def find_modified(evidence: Evidence) -> Dated | None:
    """The date that is stated; None without one."""
    return chosen_date(_modified_claims(evidence), evidence.page, evidence.day_first, evidence.language)


def chosen_date(claims: Sequence[Candidate], page: Page, day_first: bool, language: str | None = None) -> Dated | None:
    """The first claim that is a credible date. Where none is, the first that is a date at all, without a moment."""
    read = [
        (claim, moment)
        for claim in claims
        if claim.raw and (moment := read_moment(claim.raw, day_first=day_first, language=language))
    ]
    if not read:
        return None
    best = next(((c, m) for c, m in read if is_credible(m, page.fetched_at)), None)
    if best is None:
        return Dated(None, Chosen(source=read[0][0].source, raw=read[0][0].raw, precision=read[0][1].precision))
    claim, moment = best
    others: list[Candidate] = []
    seen = {moment.at}
    for other, rival in read:
        if rival.at not in seen:
            seen.add(rival.at)
            others.append(other)
    return Dated(
        moment.at, Chosen(source=claim.source, raw=claim.raw, others=tuple(others), precision=moment.precision)
    )


def _unread(claims: Sequence[Candidate]) -> Dated | None:
    """The first claim that has a number: a day of another calendar, 31 February, a month alone."""
    claim = next((c for c in claims if len(c.raw) <= MAX_CHARS and any(map(str.isdigit, c.raw))), None)
    return None if claim is None else Dated(None, Chosen(source=claim.source, raw=claim.raw))


def with_order(evidence: Evidence) -> Evidence:
    """The evidence with day_first as the page's own stamps show it: by one that has a number above 12, else by the one
    reading of 04/03/2026 that its address or another stamp states, too; else as its language has it."""
    claims = [*_published_claims(evidence), *_modified_claims(evidence)]
    slashed = [match for claim in claims if len(claim.raw) <= MAX_CHARS for match in _SLASHED.finditer(claim.raw)]
    if not slashed:
        return evidence
    firsts = {int(match[1]) > 12 for match in slashed if (int(match[1]) > 12) != (int(match[3]) > 12)}
    if not firsts:
        raws = [*(claim.raw for claim in claims), *_times(evidence)]
        known = {moment.on for raw in raws if (moment := read_moment(raw))} | {date_in_url(evidence.page.url)}
        for first in (True, False):
            read = {moment.on for m in slashed if (moment := read_moment(m[0], day_first=first))}
            firsts |= {first} if read & known else set()
    return replace(evidence, day_first=firsts.pop()) if len(firsts) == 1 else evidence


def _published_claims(evidence: Evidence) -> list[Candidate]:
    claims = [
        Candidate(source="json-ld", raw=text_of(evidence.node.get(key)) or "")
        for key in ("datePublished", "dateCreated", "uploadDate")
    ]
    claims += evidence.metas("published")
    claims += [Candidate(source="itemprop", raw=raw) for raw in _microdata(evidence.document.elements, "datepublished")]
    entry = evidence.page.entry
    if entry is not None:
        raw = entry.date_published_raw or (entry.date_published.isoformat() if entry.date_published else "")
        claims.append(Candidate(source="feed", raw=raw))
    return claims


def _settled(stated: Dated, claims: Sequence[Candidate], evidence: Evidence, headline: str | None) -> Dated:
    """Of claims that differ, the one whose day stands beside the headline; the first where none does.

    A meta element that does not say which of the article's dates it gives yields to that day even without a rival.
    """
    everything = chosen_date(claims, evidence.page, evidence.day_first, evidence.language) or stated
    vague = stated.choice.source in _VAGUE
    days = _days_of(stated.choice, evidence)
    rivals = [
        c for c in everything.choice.others if (vague or c.source not in _VAGUE) and not _days_of(c, evidence) & days
    ]
    if not vague and not rivals:
        return everything
    shown = [one for one in _shown(evidence, headline) if not one.updated]
    if not shown or shown[0].weight < (LIKELY if vague else SURE) or shown[0].on in days:
        return everything
    changed = [day for c in _modified_claims(evidence) for day in _days_of(c, evidence)]
    agreeing = [
        c
        for c in rivals
        if shown[0].on in _days_of(c, evidence) and not (c.source == "time" and shown[0].on in changed)
    ]
    if not agreeing and vague:
        agreeing = [_claim(shown[0], evidence)]
    first = agreeing[:1]
    return chosen_date([*first, *claims], evidence.page, evidence.day_first, evidence.language) or everything


def _days_of(claim: Candidate | Chosen, evidence: Evidence) -> frozenset[date]:
    """The calendar days that a stamp may stand for: its own and, with a zone, that of UTC."""
    moment = read_moment(claim.raw, day_first=evidence.day_first, language=evidence.language)
    return frozenset((moment.on, moment.at.date())) if moment else frozenset()


def _date_on_page(evidence: Evidence, times: Sequence[Candidate], headline: str | None) -> Dated | None:
    """The date that readers see beside the headline, else that of a <time>; the day in the address has the last word,
    since it is the article's own beyond doubt."""
    shown = _shown(evidence, headline)
    claims = [
        *(_claim(one, evidence) for one in shown if not one.updated or one.weight >= LIKELY),
        *times,
        *_titled(evidence),
    ]
    claims += [_claim(one, evidence) for one in shown if one.updated and one.weight < LIKELY]
    day = date_in_url(evidence.page.url)
    if day is not None:
        same = [claim for claim in claims if day in _days_of(claim, evidence)]
        claims = [*same, Candidate(source="url", raw=day.isoformat()), *claims]
    found = chosen_date(claims, evidence.page, evidence.day_first, evidence.language)
    return found if found is None or found.at is not None else None


def _titled(evidence: Evidence) -> list[Candidate]:
    """The day with which a title or a description ends, set apart from it: what is not apart may be an event's."""
    titles = [tidy(str(e.text_content())) for e in evidence.document.elements.title[:1]]
    for text in (*titles, *(claim.raw for claim in (*evidence.metas("headline"), *evidence.metas("description")))):
        end = text[-60:]
        days = find_days(end, day_first=evidence.day_first, language=evidence.language)
        if len(days) == 1 and len(end) - days[0].end <= _AFTER_DAY and _APART.search(end[: days[0].start]):
            return [Candidate(source="title", raw=days[0].on.isoformat())]
    return []


def _shown(evidence: Evidence, headline: str | None) -> list[Shown]:
    return shown_dates(
        evidence.document.tree,
        evidence.document.elements.h1,
        headline,
        evidence.page.url,
        day_first=evidence.day_first,
        language=evidence.language,
    )


def _claim(shown: Shown, evidence: Evidence) -> Candidate:
    """What stands in the element's datetime, where that is the day that it shows; else that day."""
    if shown.stamp and shown.on in _days_of(Candidate(source="time", raw=shown.stamp), evidence):
        return Candidate(source="time", raw=shown.stamp)
    return Candidate(source="text", raw=shown.on.isoformat())


def _modified_claims(evidence: Evidence) -> list[Candidate]:
    claims = [
        Candidate(source="json-ld", raw=text_of(evidence.node.get("dateModified")) or ""),
        *evidence.metas("modified"),
    ]
    claims += [Candidate(source="itemprop", raw=raw) for raw in _microdata(evidence.document.elements, "datemodified")]
    entry = evidence.page.entry
    if entry is not None and entry.date_modified_raw:
        claims.append(Candidate(source="feed", raw=entry.date_modified_raw))
    return claims


def _microdata(elements: Inventory, name: str) -> list[str]:
    return [
        e.get("datetime") or e.get("content") or e.get("title") or tidy(str(e.text_content()))
        for e in elements.microdata.get(name, ())[:3]
    ]


def _times(evidence: Evidence) -> list[str]:
    """datetime attributes of the <time> elements that stand for the article's own date.

    Those inside links, lists and asides belong to other articles. Where several remain, one that is marked as the
    publication's comes first.
    """
    found: list[tuple[int, str]] = []
    for element in evidence.document.elements.time[:_MOST_TIMES]:
        value = element.get("datetime")
        if not value or stands_with_others(element, evidence.page.url) or is_elsewhere(element):
            continue
        classes = f"{element.get('class') or ''} {'pubdate' if element.get('pubdate') is not None else ''}".lower()
        rank = 2 if "updat" in classes or "modif" in classes else 0 if "publi" in classes or "pubdate" in classes else 1
        found.append((rank, value))
    return [value for _, value in sorted(found, key=lambda pair: pair[0])][:3]


def _date_in_text(evidence: Evidence) -> Dated | None:
    raw = date_in_text(evidence.document.tree, evidence.page.url, evidence.page.fetched_at)
    moment = read_moment(raw) if raw else None
    if raw is None or moment is None or not is_credible(moment, evidence.page.fetched_at):
        return None
    return Dated(moment.at, Chosen(source="text", raw=raw, precision="day"))
