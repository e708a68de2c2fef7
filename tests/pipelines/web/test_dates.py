"""A date is read alike wherever it stands, in a feed or on a page, and is never invented."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from pipelines.model import Entry, Page
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.metadata.candidates import gather_evidence
from pipelines.reading.metadata.fields import read_metadata
from pipelines.web.calendars import _MONTHS
from pipelines.web.dates import parse_date, read_moment

TIMES = {
    # RFC 822, as feeds write it and nearly write it
    "Mon, 05 Jan 2026 10:00:00 GMT": "2026-01-05T10:00",
    "Mon, 05 Jan 2026 10:00:00 +0100": "2026-01-05T09:00",
    "Mon, 05 Jan 2026 10:00:00 -05:00": "2026-01-05T15:00",
    "Mon, 05 Jan 2026 10:00:00-05:00": "2026-01-05T15:00",
    "Mon, 05 Jan 2026 10:00:00 +1": "2026-01-05T09:00",
    "Mon, 05 Jan 2026 10:00:00.000 +01:00": "2026-01-05T09:00",
    "Mon, 05 Jan 2026 10:00:00": "2026-01-05T10:00",
    "Mon,05 Jan 2026 10:00:00 GMT": "2026-01-05T10:00",
    "5 Jan 2026 2100 GMT": "2026-01-05T21:00",
    "Mo, 05 Jan 2026 10:00:00 +0100": "2026-01-05T09:00",
    "Lun, 05 Ene 2026 10:00:00 +0100": "2026-01-05T09:00",
    "Mon, 05 Jan 2026 10:00 XYZ": "2026-01-05T10:00",
    "Mon, 05 Jan 2026 10:00:00 IST": "2026-01-05T10:00",
    "Mon, 05 Jan 2026 10:00:00 Europe/Berlin": "2026-01-05T10:00",
    # years of two digits
    "5 Jan 26 10:00 GMT": "2026-01-05T10:00",
    "5 Jun 26 10:00 BST": "2026-06-05T09:00",
    "Monday, 05-Jan-26 10:00:00 PST": "2026-01-05T18:00",
    "5 Jan 98 10:00 GMT": "1998-01-05T10:00",
    # names of zones
    "Mon, 05 Jan 2026 10:00:00 CET": "2026-01-05T09:00",
    "Mon, 05 Jan 2026 10:00:00 EDT": "2026-01-05T14:00",
    "Wed, 04 Mar 2026 09:00:00 EST": "2026-03-04T14:00",
    "Mon, 05 Jan 2026 10:00:00 ET": "2026-01-05T15:00",
    "5 Jun 2026 10:00 BST": "2026-06-05T09:00",
    "5 Jun 2026 10:00 MEZ": "2026-06-05T09:00",
    "5 Jun 2026 10:00 MESZ": "2026-06-05T08:00",
    "5 Jun 2026 10:00 BRT": "2026-06-05T13:00",
    "5 Jun 2026 10:00 PT": "2026-06-05T18:00",
    "5 Jun 2026 10:00 CT": "2026-06-05T16:00",
    "5 Jun 2026 10:00 MT": "2026-06-05T17:00",
    "5 Jun 2026 10:00 CST": "2026-06-05T16:00",
    "5 Jun 2026 10:00 AST": "2026-06-05T14:00",
    "5 Jun 2026 10:00 ADT": "2026-06-05T13:00",
    "5 Jun 2026 10:00 NST": "2026-06-05T13:30",
    "5 Jun 2026 10:00 EAT": "2026-06-05T07:00",
    "5 Jun 2026 10:00 WAT": "2026-06-05T09:00",
    "5 Jun 2026 10:00 CAT": "2026-06-05T08:00",
    "5 Jun 2026 10:00 PKT": "2026-06-05T05:00",
    "5 Jun 2026 10:00 ACST": "2026-06-05T00:30",
    "4 марта 2026, 13:43 МСК": "2026-03-04T10:43",
    # in lower case, in brackets, beside an offset, elsewhere in the text
    "5 Jun 2026 10:00 bst": "2026-06-05T09:00",
    "5 Jun 2026 10:00 est": "2026-06-05T15:00",
    "5 Jun 2026 10:00 mesz": "2026-06-05T08:00",
    "5 juin 2026 10:00 et 11:00": "2026-06-05T10:00",
    "5 June 2026 10:00 (BST)": "2026-06-05T09:00",
    "5 June 2026 10:00 [CEST]": "2026-06-05T08:00",
    "5 June 2026, 10:00 a.m. (ET)": "2026-06-05T15:00",
    "10:00 5 June 2026 (BST)": "2026-06-05T09:00",
    "10:15 JST 2026年3月4日": "2026-03-04T01:15",
    "Mon, 05 Jan 2026 10:00:00 +0100 (CET)": "2026-01-05T09:00",
    "Fri, 5 Jun 2026 10:00:00 +0530 (IST)": "2026-06-05T04:30",
    "Wed Mar 04 2026 10:00:00 GMT+0100 (Central European Standard Time)": "2026-03-04T09:00",
    "5 Jun 2026 10:00:00 EDT-0400": "2026-06-05T14:00",
    "5 Jun 2026 10:00 EST-5": "2026-06-05T15:00",
    "Mon, 05 Jan 2026 10:00:00 GMT+2": "2026-01-05T08:00",
    "Mon, 05 Jan 2026 10:00:00 GMT+02:00": "2026-01-05T08:00",
    "5 Jun 2026 10:00 gmt+2": "2026-06-05T08:00",
    "5 Jun 2026 10:00 UTC-5": "2026-06-05T15:00",
    "5 Jun 2026 10:00 UTC+5:30": "2026-06-05T04:30",
    "5 Jun 2026 10:00 GMT −5": "2026-06-05T15:00",
    "5 June 2026 10:00-11:30": "2026-06-05T10:00",
    # what programs print
    "Wed Mar  4 10:00:00 2026": "2026-03-04T10:00",
    "Wed Mar 04 10:00:00 CET 2026": "2026-03-04T09:00",
    "Wed Mar 04 10:00:00 2026 +0100": "2026-03-04T09:00",
    "1772582400": "2026-03-04T00:00",
    "1767607200": "2026-01-05T10:00",
    "1767607200000": "2026-01-05T10:00",
    "202603042330": "2026-03-04T23:30",
    "20260304233015": "2026-03-04T23:30:15",
    # ISO 8601
    "2026-03-04T23:30:00-05:00": "2026-03-05T04:30",
    "2026-03-04T23:30:00Z": "2026-03-04T23:30",
    "2026-03-04t23:30:00z": "2026-03-04T23:30",
    "2026-03-04T23:30:00.123Z": "2026-03-04T23:30",
    "2026-03-04T23:30:00,123Z": "2026-03-04T23:30",
    "2026-03-04T23:30:00.123456789Z": "2026-03-04T23:30",
    "2026-03-04T23:30:00+0100": "2026-03-04T22:30",
    "2026-03-04T23:30:00.5+01": "2026-03-04T22:30",
    "2026-03-04T23:30:00": "2026-03-04T23:30",
    "2026-03-04T23": "2026-03-04T23:00",
    "2026-03-04 23:30 +0100": "2026-03-04T22:30",
    "2026-03-04 23:30:00 +0100": "2026-03-04T22:30",
    "2026-03-04 23:30:00 CET": "2026-03-04T22:30",
    "2026-03-04T23:30 EDT": "2026-03-05T03:30",
    "2026-03-04T23:30:11.647030Z EST": "2026-03-05T04:30:11",
    "2026-03-04T23:30:11Z (CET)": "2026-03-04T22:30:11",
    "2026-03-04T23:30:00+01:00 EST": "2026-03-04T22:30",
    "2026-W10-3T10:00Z": "2026-03-04T10:00",
    "20260304T2330": "2026-03-04T23:30",
    "20260304T233000Z": "2026-03-04T23:30",
    # a.m. and p.m.
    "March 4, 2026 11:30 PM": "2026-03-04T23:30",
    "March 4, 2026 9:05 p.m. CET": "2026-03-04T20:05",
    "9:05 a.m. EST, March 4, 2026": "2026-03-04T14:05",
    "5 June 2026, 3 p.m. pt": "2026-06-05T23:00",
    "5 June 2026 12:30 p.m. EAT": "2026-06-05T09:30",
    "5 June 2026 12 a.m. WAT": "2026-06-04T23:00",
    "Jun 5 2026 10:00AM": "2026-06-05T10:00",
    "4 de marzo de 2026, 9:05 p. m.": "2026-03-04T21:05",
    # in words
    "Di., 04.03.2025 - 14:45": "2025-03-04T14:45",
    "4. März 2025, 10:15 Uhr MEZ": "2025-03-04T09:15",
    "5.6.2026, 10.00 Uhr MESZ": "2026-06-05T08:00",
    "le 4 mars 2026 à 10h15": "2026-03-04T10:15",
    "4 March 2026 | 10:15": "2026-03-04T10:15",
    "Updated 4 March 2026 • 10:15 GMT": "2026-03-04T10:15",
    "4 MARCH 2026 AT 10:00": "2026-03-04T10:00",
    "Κυρ, 11 Ιούλ 2004 12:00:00 EST": "2004-07-11T17:00",
    "2026年3月4日 10時15分": "2026-03-04T10:15",
    "2026年3月4日 10時15分 JST": "2026-03-04T01:15",
    "2026年3月4日(水) 午後3時5分": "2026-03-04T15:05",
    "2026年3月4日 15点05分": "2026-03-04T15:05",
    "2026-03-04 下午3:05": "2026-03-04T15:05",
    "2026年3月4日 上午9时": "2026-03-04T09:00",
    "2026년 3월 4일 오후 3:05": "2026-03-04T15:05",
    "2026. 3. 4. 오전 12:05 (KST)": "2026-03-03T15:05",
    "10:15 - 4 March 2026": "2026-03-04T10:15",
    "10h15 – 4 mars 2026": "2026-03-04T10:15",
    "목, 4 3월 2026 10:15:00 +0900": "2026-03-04T01:15",
    "星期三, 4 三月 2026 10:15:00 +0800": "2026-03-04T02:15",
    "st, 04 bře 2026 10:15:00 +0100": "2026-03-04T09:15",
    # numbers that can be meant in one way alone
    "04.03.2026 10:15": "2026-03-04T10:15",
    "25/12/2025 10:00": "2025-12-25T10:00",
    "12/25/2025 10:00": "2025-12-25T10:00",
    "2026/03/04 10:15": "2026-03-04T10:15",
}
"""What states a day and an hour, and the moment in UTC."""

DAYS = {
    "2026-03-04": "2026-03-04",
    "2026-03-04Z": "2026-03-04",
    "2026-03-04+01:00": "2026-03-04",
    "2026-W10-3": "2026-03-04",
    "20260304": "2026-03-04",
    "Tue, 04 Mar 2026": "2026-03-04",
    "Tue, 04 Mar 2026 +0100": "2026-03-04",
    "Tue, 04 Mar 2026 EST": "2026-03-04",
    "4 Mar 26": "2026-03-04",
    "4-Mar-26": "2026-03-04",
    "Published: 4 March 2026": "2026-03-04",
    "Sept. 4, 2025": "2025-09-04",
    "4 de marzo de 2026": "2026-03-04",
    "3 de mayo de 2025": "2025-05-03",
    "4. März 2026": "2026-03-04",
    "4 марта 2026": "2026-03-04",
    "2026年3月4日": "2026-03-04",
    "2026년 3월 4일": "2026-03-04",
    "2026. 03. 04.": "2026-03-04",
    "2026‑03‑04": "2026-03-04",
    "2026–03–04": "2026-03-04",
    "２０２６年３月４日": "2026-03-04",
    "２０２６／３／４": "2026-03-04",
    "٤ مارس ٢٠٢٦": "2026-03-04",
    "४ मार्च २०२६": "2026-03-04",
    "2026. március 4.": "2026-03-04",
    "2026/3/4": "2026-03-04",
    "04.03.2025": "2025-03-04",
    "04.05.2026": "2026-05-04",
    "4. 3. 2026": "2026-03-04",
    "25-12-2025": "2025-12-25",
    "12-25-2025": "2025-12-25",
    "03/03/2026": "2026-03-03",
    "4 March 1750": "1750-03-04",
    "1970-01-01": "1970-01-01",
    "December 31, 1969": "1969-12-31",
    # months of more languages, in capitals without their accents, in their patterns
    "4 MART 2026": "2026-03-04",
    "4 NİSAN 2026": "2026-04-04",
    "4 KASIM 2025": "2025-11-04",
    "4 ΜΑΡΤΙΟΥ 2026": "2026-03-04",
    "4 FEVRIER 2026": "2026-02-04",
    "4 mrt. 2026": "2026-03-04",
    "4 bře 2026": "2026-03-04",
    "4. ožu 2026": "2026-03-04",
    "4 მარტი, 2026": "2026-03-04",
    "4 մարտի, 2026": "2026-03-04",
    "4 наурыз 2026": "2026-03-04",
    "4-mart, 2026": "2026-03-04",
    "4 martxoa 2026": "2026-03-04",
    "৪ মার্চ ২০২৬": "2026-03-04",
    "4 آذار 2026": "2026-03-04",
    "4 مارچ 2026": "2026-03-04",
    "4 tháng ba, 2026": "2026-03-04",
    "Tháng mười hai 4, 2025": "2025-12-04",
    "4 thg 3, 2026": "2026-03-04",
    "4/mar/2026": "2026-03-04",
    "marzo 4 de 2026": "2026-03-04",
    "Marzo 4 del 2026": "2026-03-04",
    "2026 m. kovo mėn. 4 d.": "2026-03-04",
    "4 三月 2026": "2026-03-04",
    "3月 4, 2026": "2026-03-04",
    "2026|03|04": "2026-03-04",
    # other calendars that count the same days
    "4 มีนาคม 2569": "2026-03-04",
    "๔ มี.ค. พ.ศ. ๒๕๖๙": "2026-03-04",
    "4 มีนาคม 2026": "2026-03-04",
    "令和8年3月4日": "2026-03-04",
    "令和元年5月1日": "2019-05-01",
    "昭和64年1月7日": "1989-01-07",
    "民國115年3月4日": "2026-03-04",
    "2026年（令和８年）３月４日": "2026-03-04",
    "1900-01-01": "1900-01-01",
}
"""What states a day, and no hour."""

EXPECTED = {raw: datetime.fromisoformat(at).replace(tzinfo=UTC) for raw, at in (TIMES | DAYS).items()}

AMBIGUOUS = {
    "04/05/2026": ("2026-04-05", "2026-05-04"),
    "04-05-2026": ("2026-04-05", "2026-05-04"),
    "4/5/2026": ("2026-04-05", "2026-05-04"),
    "04 05 2026": ("2026-04-05", "2026-05-04"),
    "04/05/26": ("2026-04-05", "2026-05-04"),
    "04.05.26": ("2026-05-04", "2026-05-04"),
    "13/05/26": ("2026-05-13", "2026-05-13"),
}
"""What could be two days, and what it is with the month and with the day first."""

UNREAD = (
    "", "soon", "2026", "2026-01", "March 2026", "10:30", "10:15", "Monday", "1 Jan", "031231", "26030410",
    "2013-01-27-01", "2026-W10", "2026-02-30", "20261301", "Mon, 32 Jan 2026 10:00:00 GMT", "0000-00-00",
    "Mon, 05 Jan 2026 25:00:00 GMT", "2026-01-01T99:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00",
    "1699-03-04", "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T01:00:00+01:00",
    "31 Dec 1969 19:00 EST", "January 1, 1970 12:00 a.m.", "yesterday 10:15", "20 minutes ago", "Room 12 May 26",
    "9" * 70, "x" * 1000, "\x00",
    "2569-03-04", "4/3/2569", "9999-01-01", "۱۴۰۴/۱۲/۱۳", "24 شعبان 1447", "R8.3.12", "令和8.3.12", "115/03/04",
    # no date of anything: the zero of some system
    "1969-12-31T23:59:59Z", "1900-01-01T00:00:00Z", "1899-12-30T00:00:00",
    "1904-01-01 00:00", "1/1/1753 12:00:00 AM",
    # several days
    "Mar 12-15, 2026", "12-15 March 2026", "12 – 15 mars 2026", "12. bis 15. März 2026", "du 12 au 15 mars 2026",
    "12 de febrero al 15 de marzo de 2026", "12.-15.03.2026", "12/13 March 2026", "2026年3月12日～15日",
    "2026年3月12日〜3月15日", "2026-03-12/15", "2026-03-12/2026-03-15",
    # names of two months, and numbers of no known order
    "12 listopada 2025", "12 lip 2025", "12. srp 2025", "26-03-04", "69/02/12",
    "4 March 2026" + " " * 10 + "x" * 100,
)  # fmt: skip


@pytest.mark.parametrize("raw", EXPECTED)
def test_a_date_is_read_as_it_is_written_whoever_asks(raw: str) -> None:
    assert parse_date(raw) == EXPECTED[raw]
    moments = {read_moment(raw, day_first=day_first) for day_first in (None, True, False)}
    assert [(one.at, one.precision) for one in moments if one] == [(EXPECTED[raw], "day" if raw in DAYS else "second")]


@pytest.mark.parametrize("raw", UNREAD, ids=[raw[:30] or "empty" for raw in UNREAD])
def test_a_date_is_never_invented(raw: str) -> None:
    assert [parse_date(raw), *(read_moment(raw, day_first=first) for first in (None, True, False))] == [None] * 4


@pytest.mark.parametrize("raw", AMBIGUOUS)
def test_what_could_be_two_days_is_none_unless_somebody_knows(raw: str) -> None:
    month_first, day_first = (read_moment(raw, day_first=first) for first in (False, True))
    assert month_first is not None
    assert day_first is not None
    assert (month_first.on.isoformat(), day_first.on.isoformat()) == AMBIGUOUS[raw]
    assert (parse_date(raw), read_moment(raw)) == (None, None)


def test_no_date_is_none() -> None:
    assert parse_date(None) is None


def test_the_day_is_that_of_its_own_zone() -> None:
    moment = read_moment("4 March 2026, 11 p.m. EST")
    assert moment is not None
    assert (moment.on.isoformat(), moment.at.date().isoformat()) == ("2026-03-04", "2026-03-05")


# --------------------------------------------------------------------------------------------- entries and articles


def test_entries_of_a_feed_have_these_dates() -> None:
    items = "".join(
        f"<item><title>t</title><link>http://h.test/{n}</link><pubDate>{escape(raw)}</pubDate></item>"
        for n, raw in enumerate(EXPECTED)
    )
    feed = f'<rss version="2.0"><channel><title>h</title>{items}</channel></rss>'
    parsed = parse_feed(feed.encode(), "http://h.test/feed", "application/rss+xml")
    assert parsed is not None
    assert {entry.date_published_raw: entry.date_published for entry in parsed.entries} == {
        " ".join(raw.split()): at for raw, at in EXPECTED.items()
    }


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ("<pubDate>last week</pubDate><dc:date>2026-03-04</dc:date>", ("2026-03-04", "2026-03-04")),
        ("<pubDate>4. März</pubDate><dc:date>2026-03-04T10:00:00Z</dc:date>", ("2026-03-04", "2026-03-04T10:00:00Z")),
        ("<pubDate>1404/12/13</pubDate><dc:date>soon</dc:date>", (None, "1404/12/13")),
        ("<pubDate>Mon, 31 Feb 2026 10:00:00 GMT</pubDate>", (None, "Mon, 31 Feb 2026 10:00:00 GMT")),
        ("<pubDate>Tue, 03 Mar 2026</pubDate><dc:date>2026-03-04</dc:date>", ("2026-03-03", "Tue, 03 Mar 2026")),
        ("<pubDate></pubDate><dc:date>2026-03-04</dc:date>", ("2026-03-04", "2026-03-04")),
    ],
)
def test_of_an_entrys_dates_the_first_that_can_be_read_is_followed(
    dates: str, published: tuple[str | None, str]
) -> None:
    entry = entry_of(dates, "en")
    assert (entry.date_published and entry.date_published.date().isoformat(), entry.date_published_raw) == published


def test_an_atom_entry_that_was_updated_is_not_published_then() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>h</title><entry><title>t</title><id>urn:1</id>'
        '<link href="http://h.test/1"/><published>spring</published><updated>2026-03-04T10:00:00Z</updated></entry></feed>'
    )
    parsed = parse_feed(feed.encode(), "http://h.test/feed", "application/atom+xml")
    assert parsed is not None
    (entry,) = parsed.entries
    assert (entry.date_published, entry.date_published_raw) == (None, "spring")


def test_a_feeds_language_tells_names_that_mean_two_months() -> None:
    dates = "<pubDate>śr., 12 lis 2025 10:15:00 +0100</pubDate>"
    found = {language: entry_of(dates, language).date_published for language in ("pl-PL", "hr", "en-us")}
    assert {language: at and at.month for language, at in found.items()} == {"pl-PL": 11, "hr": 10, "en-us": None}


def entry_of(dates: str, language: str) -> Entry:
    """The one entry of a feed in a language."""
    feed = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>h</title>'
        f"<language>{language}</language><item><title>t</title><link>http://h.test/1</link>{dates}</item></channel></rss>"
    )
    parsed = parse_feed(feed.encode(), "http://h.test/feed", "application/rss+xml")
    assert parsed is not None
    return parsed.entries[0]


@pytest.mark.parametrize("lang", ["en-US", "en-GB", "de"])
def test_articles_have_these_dates_too(lang: str) -> None:
    found = {raw: published(raw, lang) for raw in EXPECTED}
    assert found == EXPECTED


def published(raw: str, lang: str) -> datetime | None:
    """The date of publication of a page that states it in a meta element."""
    meta = f'<meta property="article:published_time" content="{escape(raw)}">'
    markup = f"<html lang={lang}><head><meta charset=utf-8>{meta}</head><body><h1>The sea wall</h1></body></html>"
    page = Page(url="http://h.test/a", fetched_at=datetime(2026, 12, 1, tzinfo=UTC), body=markup.encode())
    document = read_document(page.body, page.content_type, page.url)
    assert isinstance(document, Document)
    language = lang[:2]
    return read_metadata(gather_evidence(document, page, canonical=None, language=language), language).date_published


# ------------------------------------------------------------------------------------------------------ any string


@given(st.text(max_size=120))
def test_no_text_makes_the_date_raise(raw: str) -> None:
    parse_date(raw)
    read_moment(raw, day_first=True)


PIECES = (
    "4", "04", "12", "25", "31", "2026", "26", "1750", ".", "/", "-", " ", " ", ",", ":", "T", "+0100", "-05:00",
    "March", "Mar", "marzo", "de", "Wed", "10:15", "10h15", "9 p.m.", "BST", "(CET)", "GMT+2", "年", "月", "日",
    "午後3時",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_what_is_a_date_to_those_who_know_nothing_is_the_same_to_those_who_know(raw: str) -> None:
    moment = read_moment(raw)
    if moment is not None:
        assert read_moment(raw, day_first=True) == read_moment(raw, day_first=False) == moment


@pytest.mark.parametrize(
    ("raw", "language", "day"),
    [
        ("12 listopada 2025", "pl", "2025-11-12"),
        ("12. listopada 2025.", "hr", "2025-10-12"),
        ("12. listopada 2025.", "bs", "2025-10-12"),
        ("śr., 12 lis 2025 10:15:00 +0100", "pl-PL", "2025-11-12"),
        ("12 lip 2025", "pl", "2025-07-12"),
        ("12. lip 2025.", "hr-HR", "2025-06-12"),
        ("12. srp 2025", "cs", "2025-08-12"),
        ("12. srp 2025.", "hr", "2025-07-12"),
        ("12 listopada 2025", "en-us", None),
    ],
)
def test_names_that_mean_two_months_follow_the_language(raw: str, language: str, day: str | None) -> None:
    found = parse_date(raw, language)
    assert (found and found.date().isoformat()) == day


def test_a_year_of_two_digits_is_of_this_century_and_stands_last_where_the_day_comes_first() -> None:
    found = {lang: read_moment("26/03/12", day_first=True, language=lang) for lang in ("de", "ja", "ko", "hu")}
    assert {lang: one and one.on.isoformat() for lang, one in found.items()} == {
        "de": "2012-03-26", "ja": None, "ko": None, "hu": None,
    }  # fmt: skip


def test_a_name_means_two_months_only_where_languages_differ() -> None:
    assert {name for name, by in _MONTHS.items() if len(set(by.values())) > 1} == {
        "listopad", "listopada", "lis", "lip", "srp",
    }  # fmt: skip
