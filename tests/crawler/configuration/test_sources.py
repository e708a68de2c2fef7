from __future__ import annotations

from pathlib import Path

import pytest

from crawler.configuration.sources import read_sources
from pipelines.errors import SettingError
from pipelines.model import FeedSource


def write(tmp_path: Path, body: str | bytes, name: str = "feeds.toml") -> Path:
    path = tmp_path / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(SettingError) as caught:
        read_sources(path)
    text = str(caught.value)
    assert "\n" not in text
    return text.replace(str(path), path.name)


FULL = """
# what we follow
[[feeds]]
url = "https://a.test/feed.xml"
title = "A"
tags = ["x", "y", "x"]
every_minutes = 30
full_text = "feed"
enabled = false

[[feeds]]
url = "http://b.test/"
"""


def test_every_key_of_a_table_is_read(tmp_path: Path) -> None:
    assert read_sources(write(tmp_path, FULL)) == (
        FeedSource(
            url="https://a.test/feed.xml",
            title="A",
            tags=("x", "y"),
            every_minutes=30,
            full_text="feed",
            enabled=False,
        ),
        FeedSource(url="http://b.test/"),
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_file_from_windows_is_read(tmp_path: Path, newline: str, bom: bytes) -> None:
    path = write(tmp_path, bom + FULL.replace("\n", newline).encode())
    assert [source.url for source in read_sources(path)] == ["https://a.test/feed.xml", "http://b.test/"]


def test_an_inline_array_of_tables_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'feeds = [{url = "http://a.test/"}, {url = "http://b.test/"}]')
    assert [source.url for source in read_sources(path)] == ["http://a.test/", "http://b.test/"]


def test_toml_is_known_by_its_content_too(tmp_path: Path) -> None:
    assert read_sources(write(tmp_path, '[[feeds]]\nurl = "http://a.test/"', "list.txt"))[0].url == "http://a.test/"


HEAD = '[[feeds]]\nurl = "http://a.test/"\n\n[[feeds]]\nurl = "http://b.test/"\n'


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            'every_minutes = "x"',
            'feeds.toml, line 6: every_minutes must be a whole number of minutes above 0, not "x"',
        ),
        ("every_minutes = 0", "feeds.toml, line 6: every_minutes must be a whole number of minutes above 0, not 0"),
        (
            "every_minutes = 9999999",
            "feeds.toml, line 6: every_minutes must be a whole number of minutes above 0 and at",
        ),
        ("every_minutes = 1.5", "feeds.toml, line 6: every_minutes must be a whole number of minutes above 0, not 1.5"),
        (
            "every_minutes = true",
            "feeds.toml, line 6: every_minutes must be a whole number of minutes above 0, not true",
        ),
        ("every_minute = 5", "feeds.toml, line 6: unknown key every_minute; did you mean every_minutes?"),
        ('"Titel" = "x"', "feeds.toml, line 6: unknown key Titel; did you mean title?"),
        (
            "zzz = 1",
            "feeds.toml, line 6: unknown key zzz; the keys are url, title, tags, every_minutes, full_text, enabled",
        ),
        ('full_text = "both"', 'feeds.toml, line 6: full_text must be "page" or "feed", not "both"'),
        ("enabled = 1", "feeds.toml, line 6: enabled must be true or false, not 1"),
        ("title = 3", "feeds.toml, line 6: title must be a text, not 3"),
        ('tags = "x"', 'feeds.toml, line 6: tags must be a list of texts, ["one", "two"], not "x"'),
        ("[[feeds]]", "feeds.toml, line 6: this feed has no url"),
        ('[[feeds]]\n\nurl="ftp://c.test/"', "feeds.toml, line 8: url must begin with http:// or https://,"),
        ('[[feeds]]\nurl = "http://a.test/"', "feeds.toml, line 7: http://a.test/ is already in line 2"),
        ("[[feeds]]\nurl = 3", "feeds.toml, line 7: url must be a text, not 3"),
        ('[[feeds]]\nurl = "https://"', 'feeds.toml, line 7: url names no host: "https://"'),
        ('[[feeds]]\nurl = "http://c.test:x/"', 'feeds.toml, line 7: url is no valid URL: "http://c.test:x/"'),
        ('[[feeds]]\nurl = "http://c.test/a b"', "feeds.toml, line 7: url must not hold spaces"),
        ("= 3", "feeds.toml, line 6: Invalid statement"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, line: str, message: str) -> None:
    assert complaint(write(tmp_path, HEAD + line + "\n")).startswith(message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('url = "http://a.test/"\n', "feeds.toml, line 1: unknown key url; feeds stand in [[feeds]] tables"),
        ("\n[feed]\nx = 1\n", "feeds.toml, line 2: unknown key feed; did you mean feeds?"),
        ('[feeds]\nurl = "http://a.test/"\n', "feeds.toml, line 1: write [[feeds]], with two brackets"),
        ("feeds = 3\n", "feeds.toml, line 1: write [[feeds]]"),
        ("# nothing yet\n", "feeds.toml names no feeds; add two lines"),
        (b'[[feeds]]\nurl = "\xff"\n', "feeds.toml, line 2: not UTF-8 text"),
    ],
)
def test_a_file_of_the_wrong_form_is_explained(tmp_path: Path, body: str | bytes, message: str) -> None:
    assert complaint(write(tmp_path, body)).startswith(message)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    message = complaint(tmp_path / "feeds.toml")
    assert message.startswith("feeds.toml does not exist; make it with two lines, [[feeds]] and url = ")
    assert "COPYDESK_FEEDS" in message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read: Is a directory" in complaint(tmp_path)


def test_plain_text_has_a_url_a_line(tmp_path: Path) -> None:
    body = "# mine\n\n http://a.test/feed \nhttp://b.test/#part  # note\nhttp://a.test/feed\n"
    urls = [source.url for source in read_sources(write(tmp_path, body, "feeds.txt"))]
    assert urls == ["http://a.test/feed", "http://b.test/#part"]


def test_a_line_that_is_no_url_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "http://a.test/\nwww.b.test\n", "feeds.txt")
    assert complaint(path) == 'feeds.txt, line 2: must begin with http:// or https://, not "www.b.test"'


OPML = """<?xml version="1.0" encoding="{encoding}"?>
<opml version="2.0"><head><title>mine</title></head><body>
<outline text="Zürich"><outline text="ü &amp; Co" xmlUrl="http://a.test/f?a=1&amp;b=2" type="rss"/>
<outline text="inner"><outline title="B" xmlUrl="http://b.test/f" category="/news/local,x"/></outline></outline>
<outline text="again" xmlUrl="http://a.test/f?a=1&amp;b=2"/><outline xmlUrl="http://c.test/"/>
</body></opml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16", "windows-1252"])
def test_opml_folders_and_categories_become_tags(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, OPML.format(encoding=encoding).encode(encoding), "subscriptions.opml")
    assert read_sources(path) == (
        FeedSource(url="http://a.test/f?a=1&b=2", title="ü & Co", tags=("Zürich",)),
        FeedSource(url="http://b.test/f", title="B", tags=("news", "local", "x", "Zürich", "inner")),
        FeedSource(url="http://c.test/"),
    )


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]>\n<opml/>'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (BOMB, "f.opml, line 2: an OPML file needs no <!DOCTYPE; remove it"),
        (BOMB.encode("utf-16"), "f.opml, line 2: an OPML file needs no <!DOCTYPE"),
        ("<opml><body/></opml>", "f.opml names no feeds"),
        ("<html><body>no</body></html>", "f.opml, line 1: neither OPML nor TOML nor one URL a line"),
        (
            '<opml><body>\n<outline xmlUrl="file:///etc/passwd"/></body></opml>',
            'f.opml, line 2: xmlUrl must begin with http:// or https://, not "file:///etc/passwd"',
        ),
        (b'<?xml version="1.0" encoding="no-such"?><opml/>', "f.opml, line 1: unknown encoding 'no-such'"),
    ],
    ids=["bomb", "bomb-utf16", "empty", "html", "scheme", "encoding"],
)
def test_an_opml_file_that_cannot_be_obeyed_is_refused(tmp_path: Path, body: str | bytes, message: str) -> None:
    assert complaint(write(tmp_path, body, "f.opml")).startswith(message)
