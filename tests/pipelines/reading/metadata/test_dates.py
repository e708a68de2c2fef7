"""A date is the page's own, is read in any language, and is never invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipelines.model import Metadata, Page
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.metadata.candidates import gather_evidence, read_canonical
from pipelines.reading.metadata.fields import read_metadata
from pipelines.reading.metadata.text_dates import date_in_url
from pipelines.web.calendars import find_days, month_named

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "http://ledger.test/news/sea-wall-holds"
H1 = "<h1>The sea wall holds</h1>"
TEXT = "<p>" + "The wall held through the night, the harbour office said. " * 8 + "</p>"


def read(head: str, body: str, *, url: str = URL, language: str = "en", lang: str = "en") -> Metadata:
    markup = f"<html lang={lang}><head>{head}</head><body>{body}</body></html>".encode()
    page = Page(url=url, fetched_at=NOW, body=markup)
    document = read_document(page.body, page.content_type, page.url)
    assert isinstance(document, Document)
    canonical = read_canonical(document.elements, document.base_url)
    return read_metadata(gather_evidence(document, page, canonical=canonical, language=language), language)


def day_of(found: Metadata) -> str | None:
    return found.date_published and found.date_published.date().isoformat()


# ------------------------------------------------------------------------------------------------- days as written

WRITTEN = {
    "de": "Mittwoch, 4. März 2026",
    "de short": "4. Mär. 2026",
    "fr": "le 4 mars 2026 à 10h15",
    "es": "4 de marzo de 2026",
    "it": "4 marzo 2026",
    "pt": "4 de Março de 2026",
    "ru": "4 марта 2026, 13:43",
    "uk": "4 березня 2026 р.",
    "pl": "4 marca 2026",
    "cs": "4. března 2026",
    "el": "4 Μαρτίου 2026",
    "tr": "04 Mart 2026 Çarşamba",
    "fi": "4. maaliskuuta 2026",
    "hu": "2026. március 4.",
    "lt": "2026 m. kovo 4 d.",
    "lv": "2026. gada 4. martā",
    "vi": "ngày 4 tháng 3, 2026",
    "id": "4 Maret 2026",
    "ar": "4 مارس 2026",
    "he": "4 במרץ 2026",
    "hi": "4 मार्च 2026",
    "ja": "2026年3月4日 10時15分",
    "ko": "2026년 3월 4일",
    "en": "March 4th, 2026",
    "en day first": "4th of March, 2026",
    "stops": "04.03.2026",
    "spaced stops": "4. 3. 2026",
    "year first": "2026/03/04",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_day_is_read_in_the_languages_of_the_press(text: str) -> None:
    assert [day.on.isoformat() for day in find_days(text)] == ["2026-03-04"]


@pytest.mark.parametrize(
    "text", ["March 2026", "10 marathons 2026", "31.02.2026", "1.2.3.2026", "2026", "4 March", "Tel. 04 03 2026 12", ""]
)
def test_what_is_no_full_day_is_none(text: str) -> None:
    assert find_days(text) == []


def test_slashes_follow_the_country_where_both_are_possible() -> None:
    assert [day.on.month for day in find_days("03/04/2026", day_first=True)] == [4]
    assert [day.on.month for day in find_days("03/04/2026", day_first=False)] == [3]
    assert [day.on.isoformat() for day in find_days("03/14/2026", day_first=True)] == ["2026-03-14"]


def test_a_year_of_two_digits_counts_only_where_it_is_asked_for() -> None:
    assert find_days("04.03.26") == []
    assert [day.on.isoformat() for day in find_days("04.03.26", short=True)] == ["2026-03-04"]


def test_listopad_is_another_month_to_croatians() -> None:
    assert (month_named("listopada", "pl"), month_named("listopada", "hr")) == (11, 10)


# ---------------------------------------------------------------------------------------------------- in the address

ADDRESSES = {
    "folders": ("http://ledger.test/2026/03/04/sea-wall", "2026-03-04"),
    "one digit": ("http://ledger.test/home/2026/3/4/sea-wall", "2026-03-04"),
    "slug": ("http://ledger.test/news/2026-03-04-sea-wall/", "2026-03-04"),
    "mixed": ("http://ledger.test/2026-03/04/c_11.htm", "2026-03-04"),
    "run of digits": ("http://ledger.test/20260304/sea-wall", "2026-03-04"),
    "month alone": ("http://ledger.test/2026/03/sea-wall", None),
    "number": ("http://ledger.test/sea-wall-120260304", None),
    "number of an article": ("http://ledger.test/a20260304", None),
    "two": ("http://ledger.test/2026/03/04/from-2026-03-01-on", None),
    "query": ("http://ledger.test/a?d=2026-03-04", None),
    "no such day": ("http://ledger.test/2026/02/30/a", None),
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_day_in_the_address_is_one_in_full(url: str, expected: str | None) -> None:
    found = date_in_url(url)
    assert (found and found.isoformat()) == expected


def test_the_address_gives_the_day_where_nothing_else_does() -> None:
    found = read("", H1 + TEXT, url="http://ledger.test/2026/03/04/sea-wall")
    assert day_of(found) == "2026-03-04"
    assert (found.provenance["date_published"].source, found.provenance["date_published"].precision) == ("url", "day")


def test_the_address_decides_between_dates_on_the_page_but_never_against_the_meta_elements() -> None:
    url = "http://ledger.test/2026/03/04/sea-wall"
    body = '<h1>The sea wall holds</h1><time datetime="2026-03-06T08:00Z">6 March 2026</time>' + TEXT
    assert day_of(read("", body, url=url)) == "2026-03-04"
    meta = '<meta property="article:published_time" content="2026-03-03T10:00Z">'
    assert day_of(read(meta, H1 + TEXT, url=url)) == "2026-03-03"


# ------------------------------------------------------------------------------------------------------ beside the text

SHOWN = {
    "below the headline": (f"{H1}<p class=meta>04.03.2026 | Port</p>{TEXT}", "2026-03-04"),
    "above it": (f"<span class=date>04.03.2026</span>{H1}{TEXT}", "2026-03-04"),
    "a time without datetime": (f"{H1}<time>4 March 2026</time>{TEXT}", "2026-03-04"),
    "behind a label": (f"{H1}<dl><dt>Published on</dt><dd>4 March 2026</dd></dl>{TEXT}", "2026-03-04"),
    "opening a paragraph": (f"{H1}<p>Eastquay, 4 March 2026 - The wall held through the flood.</p>", "2026-03-04"),
    "in a link to the page itself": (
        f"{H1}<a href='{URL}' rel=bookmark><time datetime='2026-03-04T09:00Z'>4 March 2026</time></a>{TEXT}",
        "2026-03-04",
    ),
    "in an aside of the article": (f"{H1}<aside class=meta><time>4 March 2026</time></aside>{TEXT}", "2026-03-04"),
    "of a photo": (f"{H1}<figure><figcaption>The wall, 2 March 2026</figcaption></figure>{TEXT}", None),
    "of comments": (f"{H1}{TEXT}<div class=comments><span class=date>5 March 2026</span></div>", None),
    "of other articles": (
        f"{H1}{TEXT}<ul>"
        + "".join(f"<li><a href=/n/{n}>Story {n}</a> <time>0{n}.03.2026</time></li>" for n in range(1, 5))
        + "</ul>",
        None,
    ),
    "in the footer": (f"{H1}{TEXT}<footer>4 March 2026</footer>", None),
    "deep in prose": (f"{H1}{TEXT}<p>{'The flood was long ago. ' * 8} It came on 4 March 2026 at night.</p>", None),
    "of an old event": (f"{H1}<p class=date>4 March 1926</p>{TEXT}", None),
    "to come": (f"{H1}<p class=date>4 May 2026</p>{TEXT}", None),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), SHOWN.values(), ids=SHOWN)
def test_a_date_beside_the_headline_is_the_articles(body: str, expected: str | None) -> None:
    assert day_of(read("", body)) == expected


def test_rows_that_lay_out_the_page_hold_its_date_and_rows_of_figures_do_not() -> None:
    head = "<tr><td><b>The sea wall holds</b></td></tr>"
    title = "<title>The sea wall holds</title>"
    layout = f"<table>{head}<tr><td>Ines Varga<br>08.03.2026 10:15</td></tr><tr><td>{TEXT}</td></tr></table>"
    assert day_of(read(title, f"<table><tr><td>Home</td><td>{layout}</td></tr></table>")) == "2026-03-08"
    figures = f"<table>{head}<tr><td>{TEXT}</td></tr><tr><td>08.03.2026</td><td>3.1 m</td></tr></table>"
    assert day_of(read(title, figures)) is None


def test_the_day_of_publication_goes_before_that_of_the_last_change() -> None:
    body = f"{H1}<p>Updated: 6 March 2026</p><p>Published: 4 March 2026</p>{TEXT}"
    assert day_of(read("", body)) == "2026-03-04"
    assert day_of(read("", f"{H1}{TEXT}<p>Last updated: 6 March 2026</p>")) == "2026-03-06"


def test_a_day_that_is_set_apart_at_the_end_of_a_title_counts() -> None:
    assert day_of(read("<title>The sea wall holds | 4 March 2026</title>", TEXT)) == "2026-03-04"


def test_the_country_in_the_pages_language_says_how_slashes_are_meant() -> None:
    body = f"{H1}<p class=date>04/03/2026</p>{TEXT}"
    assert day_of(read("", body, lang="en-GB")) == "2026-03-04"
    assert day_of(read("", body, url="http://ledger.co.uk/news/1")) == "2026-03-04"
    assert day_of(read("", body.replace("04/03", "03/04"), lang="en-US")) == "2026-03-04"


# ------------------------------------------------------------------------------------------------ where they differ


def ld(**node: str) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "x", **node})}</script>'
    )


def test_of_two_that_differ_the_one_that_readers_see_is_followed() -> None:
    head = (
        ld(datePublished="2025-11-01T09:00Z") + '<meta property="article:published_time" content="2026-03-04T08:00Z">'
    )
    assert day_of(read(head, H1 + TEXT)) == "2025-11-01"
    found = read(head, f"{H1}<p class=date>4 March 2026</p>{TEXT}")
    assert day_of(found) == "2026-03-04"
    assert found.provenance["date_published"].source == "meta:article:published_time"
    assert [other.source for other in found.provenance["date_published"].others] == ["json-ld"]


def test_a_time_on_the_day_of_the_last_change_settles_nothing() -> None:
    body = f'{H1}<time datetime="2026-03-04T08:00Z">4 March 2026</time>{TEXT}'
    published = "2026-03-01T09:00Z"
    assert day_of(read(ld(datePublished=published), body)) == "2026-03-04"
    assert day_of(read(ld(datePublished=published, dateModified="2026-03-04T08:00Z"), body)) == "2026-03-01"


def test_a_day_that_is_said_to_be_the_last_changes_settles_nothing() -> None:
    head = (
        ld(datePublished="2026-03-01T09:00Z") + '<meta property="article:published_time" content="2026-03-04T08:00Z">'
    )
    assert day_of(read(head, f"{H1}<p class=date>Updated 4 March 2026</p>{TEXT}")) == "2026-03-01"


def test_a_date_of_no_said_kind_yields_to_the_one_beside_the_headline_and_wins_against_none() -> None:
    meta = '<meta name="date" content="2026-03-06">'
    body = f"{H1}<p class=date>4 March 2026</p>{TEXT}"
    assert day_of(read(meta, body)) == "2026-03-04"
    assert day_of(read(meta, H1 + TEXT)) == "2026-03-06"
    assert (
        day_of(read(ld(datePublished="2026-03-05T22:00Z") + meta, body.replace("4 March", "6 March"))) == "2026-03-05"
    )


def test_json_ld_alone_is_not_doubted() -> None:
    found = read(ld(datePublished="2026-03-01T09:00Z"), f"{H1}<p class=date>4 March 2026</p>{TEXT}")
    assert day_of(found) == "2026-03-01"


# ----------------------------------------------------------------------------------------- what only htmldate has found


@pytest.mark.parametrize(
    "text",
    ["until 31.12.99", "valid to 12/31/99", "© 1999-2026", "In March 2025", "Tel. 0199-12-31"],
)
def test_what_does_not_state_a_year_in_full_is_no_date(text: str) -> None:
    assert read("<title>The ferry's fees</title>", f"{H1}{TEXT}<div>{text}</div>").date_published is None


@pytest.mark.parametrize("text", ["31.12.2025", "２０２５年１２月３１日", "31. Dezember 2025", "2025-12-31"])
def test_what_does_is_one(text: str) -> None:
    found = read("<title>The ferry's fees</title>", f"{H1}<p>{text}</p>{TEXT}", language="de", lang="de")
    assert day_of(found) == "2025-12-31"


@pytest.mark.parametrize(
    "head",
    ['<meta property="og:image" content="http://ledger.test/uploads/2025/05/06/wall.jpg">',
     '<meta http-equiv="last-modified" content="2025-12-31">',
     '<meta http-equiv="expires" content="Fri, 31 Dec 1999 23:59:59 GMT">'],
)  # fmt: skip
def test_what_the_head_says_of_a_file_is_no_date_of_the_article(head: str) -> None:
    assert read(head, H1 + TEXT).date_published is None


@pytest.mark.parametrize(
    "markup",
    ['<img src="/media/2025-05-06/wall.jpg">', '<form><input type=date value="1999-12-31"></form>',
     "<select><option>2025-01-01</select>", "<div class=copyright>Copyright 2019-12-31 Ledger</div>",
     "<div>Offer valid until 31.12.2025</div>", "<div>gültig bis 31.12.2025</div>", "<div>hasta el 31/12/2025</div>",
     "<div>до 31.12.2025</div>", "<div>jusqu'au 31 décembre 2025</div>"],
)  # fmt: skip
def test_the_date_of_a_picture_a_form_or_an_offer_is_not_the_articles(markup: str) -> None:
    found = read("", H1 + TEXT + markup, language="de", lang="de")
    assert found.date_published is None


def test_the_day_in_the_pages_header_is_that_of_the_visit() -> None:
    assert read("", f"<header><p class=date>Tuesday, 10 March 2026</p></header>{H1}{TEXT}").date_published is None
    assert day_of(read("", f"<header>{H1}<p class=date>Tuesday, 10 March 2026</p></header>{TEXT}")) == "2026-03-10"
    untitled = f"<header><h2>The sea wall holds</h2><p class=date>10 March 2026</p></header>{TEXT}"
    assert day_of(read("<title>The sea wall holds</title>", untitled)) == "2026-03-10"


# --------------------------------------------------------------------------------------- where the article's own stands


@pytest.mark.parametrize(
    "markup",
    ["<article><aside><time datetime=2026-03-04>4 March</time></aside>{}</article>",
     "<article><aside><a rel=author href=/p/oona>Oona</a> <time datetime=2026-03-04>Wed</time></aside>{}</article>",
     "<article>{}<aside><p>Filed <time datetime=2026-03-04>on Wednesday</time></p></aside></article>",
     "<article><a href=/news/sea-wall-holds><time datetime=2026-03-04>4 March</time></a>{}</article>",
     "<article><a href=http://ledger.test/news/sea-wall-holds/><time datetime=2026-03-04>Wed</time></a>{}</article>"],
)  # fmt: skip
def test_a_time_beside_the_article_is_its_own_where_it_leads_to_no_other(markup: str) -> None:
    assert day_of(read("", markup.format(H1 + TEXT))) == "2026-03-04"


@pytest.mark.parametrize(
    "markup",
    ["{}<aside><time datetime=2026-03-04>4 March</time></aside>",
     "<article>{}<aside><h3>Read on</h3><time datetime=2026-03-04>4 March</time></aside></article>",
     "<article>{}<aside><a href=/news/other>The ferry</a> <time datetime=2026-03-04>4 March</time></aside></article>",
     "<article>{}<a href=/news/other><time datetime=2026-03-04>4 March</time></a></article>",
     "<article>{}<a href=/news/sea-wall-holds?page=2><time datetime=2026-03-04>4 March</time></a></article>"],
)  # fmt: skip
def test_a_time_that_leads_elsewhere_is_anothers(markup: str) -> None:
    assert read("", markup.format(H1 + TEXT)).date_published is None


@pytest.mark.parametrize(
    "name",
    ["published_on", "pub-date", "pub_date", "dcterms:issued", "publicationDate", "lp.article:published_time",
     "created", "article:create_date", "citation_online_date", "creation_date", "date_posted"],
)  # fmt: skip
def test_meta_elements_are_read_by_what_their_names_say(name: str) -> None:
    assert day_of(read(f'<meta name="{name}" content="2026-03-04">', H1 + TEXT)) == "2026-03-04"


@pytest.mark.parametrize(
    "name", ["expires", "unpublish_date", "copyright", "event_date", "publisher", "date_expires", "birthdate"]
)  # fmt: skip
def test_and_no_other_name_is(name: str) -> None:
    assert read(f'<meta name="{name}" content="2026-03-04">', H1 + TEXT).date_published is None


# ------------------------------------------------------------------------------------------------- the order of numbers


@pytest.mark.parametrize(
    ("head", "body", "url", "lang", "day"),
    [
        (ld(datePublished="03/02/2026 10:00", dateModified="25/02/2026 10:00"), "", URL, "en", "2026-02-03"),
        (ld(datePublished="03/02/2026 10:00", dateModified="03/25/2025 10:00"), "", URL, "fr", "2026-03-02"),
        ('<meta name=date content="03/02/2026">', "<time datetime=2026-02-03T10:00Z>x</time>", URL, "en", "2026-02-03"),
        ('<meta name=date content="03/05/2025">', "", "http://ledger.test/2025/05/03/wall", "en", "2025-05-03"),
        ('<meta name=date content="05-03-2025">', "", "http://ledger.test/2025/05/03/wall", "de", "2025-05-03"),
        ('<meta name=date content="03/02/2026">', "", URL, "en", "2026-03-02"),
        ('<meta name=date content="03/02/2026">', "", URL, "es", "2026-02-03"),
    ],
    ids=["above 12", "month first in French", "another stamp", "address", "hyphens", "English", "Spanish"],
)
def test_the_order_of_day_and_month_is_the_pages_own(head: str, body: str, url: str, lang: str, day: str) -> None:
    assert day_of(read(head, H1 + body + TEXT, url=url, language=lang, lang=lang)) == day


def test_a_name_of_two_months_is_read_by_the_language() -> None:
    head = '<meta name=date content="12 listopada 2025">'
    found = {lang: day_of(read(head, H1 + TEXT, language=lang, lang=lang)) for lang in ("pl", "hr", "en")}
    assert found == {"pl": "2025-11-12", "hr": "2025-10-12", "en": None}


# ------------------------------------------------------------------------------------ stated, and no date all the same


@pytest.mark.parametrize(
    "raw",
    ["1970-01-01T00:00:00Z", "0000-00-00T00:00:00", "0001-01-01T00:00:00Z", "1900-01-01T00:00:00Z",
     "2025-02-31", "1404-12-13", "2569-03-04", "March 2025", "12-15 March 2025"],
)  # fmt: skip
def test_what_is_no_day_keeps_its_string_and_yields_to_one_that_is(raw: str) -> None:
    alone = read(ld(datePublished=raw), H1 + TEXT)
    assert (alone.date_published, alone.date_published_raw) == (None, raw)
    assert alone.provenance["date_published"].source == "json-ld"
    assert day_of(read(ld(datePublished=raw), f"{H1}<p class=date>4 March 2026</p>{TEXT}")) == "2026-03-04"


def test_a_day_beside_the_headline_wins_against_one_that_cannot_be_true() -> None:
    assert day_of(read(ld(datePublished="2126-03-04"), f"{H1}<p class=date>4 March 2026</p>{TEXT}")) == "2026-03-04"
