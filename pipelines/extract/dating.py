"""When an article was published and changed, as the page and its feed entry have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.extract.dates import is_credible, read_moment
from pipelines.extract.evidence import Evidence
from pipelines.extract.headlines import tidy
from pipelines.extract.inventory import Inventory
from pipelines.extract.jsonld import text_of
from pipelines.extract.textdates import date_in_text, stands_with_others
from pipelines.model import Choice, Claim, Page


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that a field follows."""

    at: datetime | None
    """None where what the page states cannot be true."""
    choice: Choice


def find_published(evidence: Evidence) -> Dated | None:
    """The date that is stated, else one in the text; None without either."""
    claims = _published_claims(evidence)
    return chosen_date(claims, evidence.page, evidence.day_first) or _date_in_text(evidence)


def find_modified(evidence: Evidence) -> Dated | None:
    """The date that is stated; None without one."""
    return chosen_date(_modified_claims(evidence), evidence.page, evidence.day_first)


def chosen_date(claims: Sequence[Claim], page: Page, day_first: bool) -> Dated | None:
    """The first claim that is a credible date. Where none is, the first that is a date at all, without a moment."""
    read = [
        (claim, moment) for claim in claims if claim.raw and (moment := read_moment(claim.raw, day_first=day_first))
    ]
    if not read:
        return None
    best = next(((c, m) for c, m in read if is_credible(m, page.fetched_at)), None)
    if best is None:
        return Dated(None, Choice(source=read[0][0].source, raw=read[0][0].raw, precision=read[0][1].precision))
    claim, moment = best
    others: list[Claim] = []
    seen = {moment.at}
    for other, rival in read:
        if rival.at not in seen:
            seen.add(rival.at)
            others.append(other)
    return Dated(
        moment.at, Choice(source=claim.source, raw=claim.raw, others=tuple(others), precision=moment.precision)
    )


def _published_claims(evidence: Evidence) -> list[Claim]:
    claims = [
        Claim(source="json-ld", raw=text_of(evidence.node.get(key)) or "")
        for key in ("datePublished", "dateCreated", "uploadDate")
    ]
    claims += evidence.metas("published")
    claims += [Claim(source="itemprop", raw=raw) for raw in _microdata(evidence.document.elements, "datepublished")]
    entry = evidence.page.entry
    if entry is not None:
        raw = entry.date_published_raw or (entry.date_published.isoformat() if entry.date_published else "")
        claims.append(Claim(source="feed", raw=raw))
    claims += [Claim(source="time", raw=raw) for raw in _times(evidence.document.elements)]
    return claims


def _modified_claims(evidence: Evidence) -> list[Claim]:
    claims = [
        Claim(source="json-ld", raw=text_of(evidence.node.get("dateModified")) or ""),
        *evidence.metas("modified"),
    ]
    claims += [Claim(source="itemprop", raw=raw) for raw in _microdata(evidence.document.elements, "datemodified")]
    entry = evidence.page.entry
    if entry is not None and entry.date_modified_raw:
        claims.append(Claim(source="feed", raw=entry.date_modified_raw))
    return claims


def _microdata(elements: Inventory, name: str) -> list[str]:
    return [
        e.get("datetime") or e.get("content") or e.get("title") or tidy(str(e.text_content()))
        for e in elements.microdata.get(name, ())[:3]
    ]


def _times(elements: Inventory) -> list[str]:
    """datetime attributes of the <time> elements that stand for the article's own date.

    Those inside links, lists and asides belong to other articles. Where several remain, one that is marked as the
    publication's comes first.
    """
    found: list[tuple[int, str]] = []
    for element in elements.time:
        value = element.get("datetime")
        if not value or stands_with_others(element):
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
    return Dated(moment.at, Choice(source="text", raw=raw, precision="day"))
