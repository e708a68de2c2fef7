from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.configuration.sources import parse_sources, read_sources
from crawler.subscriptions.feedsfile import FeedsFile, toml_of, write_whole
from pipelines.errors import SettingError
from pipelines.model import FeedSource

A, B, C = (FeedSource(url=f"http://{name}.test/feed.xml") for name in "abc")
NEW = FeedSource(url="https://new.test/rss", title='The "New" \\ Paper', tags=("region", "a, b"), every_minutes=15)

TYPED = """\
# What we follow.   Ask Ana before you change it.

[[feeds]]   # the first
url = "http://a.test/feed.xml"  # moved in 2024
tags = [
  "one",  # why
  # and
  "two",
]

# The Bote is slow.
[[ feeds ]]
url = "http://b.test/feed.xml"
# title = "Bote"

# last of all

[['feeds']]
title = '''
# no comment
'''
url = 'http://c.test/feed.xml'
# the end"""


def load(path: Path, text: str | bytes) -> FeedsFile:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return FeedsFile.load(path)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "feeds.toml"


# ---------------------------------------------------------------------------------------------------------- adding


def test_a_feed_is_added_below_everything_that_was_typed(toml: Path) -> None:
    load(toml, TYPED).added([NEW]).save()
    assert toml.read_text() == (
        TYPED + '\n\n[[feeds]]\nurl = "https://new.test/rss"\ntitle = "The \\"New\\" \\\\ Paper"\n'
        'tags = ["region", "a, b"]\nevery_minutes = 15\n'
    )
    assert read_sources(toml)[-1] == NEW


def test_a_file_that_does_not_exist_is_made(toml: Path) -> None:
    FeedsFile.load(toml).added([A, B]).save()
    assert toml.read_text() == f'[[feeds]]\nurl = "{A.url}"\n\n[[feeds]]\nurl = "{B.url}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "# nothing yet",
        "feeds = []\n",
        'feeds = [{url = "http://a.test/feed.xml"}]  # all\n',
        'feeds = [\n  {url = "http://a.test/feed.xml"},  # first\n  # then\n]\n# tail\n',
        'feeds = [\n  {url = "http://a.test/feed.xml"}  # first\n]\n',
    ],
)
def test_every_spelling_of_a_list_takes_a_feed_and_keeps_its_comments(toml: Path, text: str) -> None:
    before = load(toml, text)
    before.added([NEW]).save()
    assert read_sources(toml) == (*before.sources, NEW)
    comments = [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]
    assert all(comment in toml.read_text() for comment in comments)


def test_newlines_and_byte_order_mark_of_a_file_from_windows_stay(toml: Path) -> None:
    typed = "\ufeff" + '# ours\r\n[[feeds]]\r\nurl = "http://a.test/feed.xml"\r\n'
    load(toml, typed.encode()).added([B]).save()
    assert toml.read_bytes() == (typed + '\r\n[[feeds]]\r\nurl = "http://b.test/feed.xml"\r\n').encode()


def test_a_text_file_takes_a_line(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    load(path, "# ours\nhttp://a.test/feed.xml").added([NEW]).save()
    assert path.read_text() == "# ours\nhttp://a.test/feed.xml\nhttps://new.test/rss\n"


@given(
    st.builds(
        FeedSource,
        url=st.sampled_from(["http://x.test/1", "http://x.test/2?a=b&c='d'", "https://münster.test/ä"]),
        title=st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        tags=st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True).map(tuple),
        every_minutes=st.none() | st.integers(1, 525_600),
        full_text=st.sampled_from(["page", "feed"]),
        enabled=st.booleans(),
    )
)
@example(FeedSource(url="http://x.test/1", title="\x1b"))  # which tomlkit before 0.15.2 writes as TOML 1.1 alone has it
def test_whatever_a_feed_has_is_read_back(source: FeedSource) -> None:
    assert parse_sources(Path("feeds.toml"), toml_of([source])) == (source,)


# -------------------------------------------------------------------------------------------------------- removing


def test_only_the_lines_of_the_table_go(toml: Path) -> None:
    file = load(toml, TYPED)
    left = file.without([file.sources[1]]).text
    assert left == TYPED.replace('[[ feeds ]]\nurl = "http://b.test/feed.xml"\n', "")


def test_comments_above_and_below_the_first_table_stay(toml: Path) -> None:
    file = load(toml, TYPED)
    left = file.without([file.sources[0]]).text
    assert left.startswith("# What we follow.   Ask Ana before you change it.\n\n# The Bote is slow.\n[[ feeds ]]\n")


def test_a_table_that_ends_in_a_text_of_several_lines_goes_whole(toml: Path) -> None:
    file = load(toml, "[[feeds]]\nurl = 'http://a.test/'\ntitle = '''\n# x'''\n# stays\n")
    assert file.without(file.sources).text == "# stays\n"


@pytest.mark.parametrize("text", [TYPED, "", "# x\n", f'[[feeds]]\nurl = "{A.url}"\n', TYPED.replace("\n", "\r\n")])
def test_what_was_added_and_removed_leaves_the_file_as_it_was(toml: Path, text: str) -> None:
    file = load(toml, text)
    again = file.added([NEW, replace(NEW, url="https://new.test/2")])
    left = again.without(again.sources[len(file.sources) :]).text
    newline = "\r\n" if "\r\n" in text else "\n"
    assert left == (text if text.endswith("\n") or not text else text + newline)


def test_all_feeds_may_go(toml: Path) -> None:
    file = load(toml, TYPED)
    left = file.without(file.sources)
    assert left.sources == ()
    assert "[[" not in left.text
    assert [line for line in TYPED.split("\n") if line.startswith("# ") and line != "# no comment"] == [
        line for line in left.text.split("\n") if line
    ]


def test_a_feed_of_an_inline_list_goes_and_comments_on_other_lines_stay(toml: Path) -> None:
    file = load(toml, f'feeds = [\n  {{url = "{A.url}"}},  # a\n  # x\n  {{url = "{B.url}"}},\n]\n')
    left = file.without([A])
    assert left.sources == (B,)
    assert "# x" in left.text


def test_the_line_of_a_text_file_goes(tmp_path: Path) -> None:
    file = load(tmp_path / "feeds.txt", "# ours\nhttp://a.test/feed.xml  # first\n\nhttp://b.test/feed.xml\n")
    assert file.without([A]).text == "# ours\n\nhttp://b.test/feed.xml\n"


def test_a_file_in_which_tables_cannot_be_told_from_text_is_left_alone(toml: Path) -> None:
    text = f"[[feeds]]\nurl = '{A.url}'\ntitle = '''\n[[feeds]]\n'''\n"
    file = load(toml, text)
    with pytest.raises(SettingError, match=r"feeds\.toml: cannot tell where its tables begin"):
        file.without(file.sources)


# --------------------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    "url", ["http://a.test/feed.xml", "https://www.a.test/feed.xml/", "HTTP://A.test:80/feed.xml?utm_source=x#y"]
)
def test_a_feed_is_known_under_every_spelling_of_its_url(toml: Path, url: str) -> None:
    known = load(toml, TYPED).known(url)
    assert known is not None
    assert known.url == A.url


def test_of_two_spellings_the_one_that_was_typed_is_meant(toml: Path) -> None:
    file = load(toml, toml_of([A, replace(A, url="https://a.test/feed.xml")]))
    assert file.known("https://a.test/feed.xml") == file.sources[1]


def test_a_slip_finds_the_url_that_was_meant(toml: Path) -> None:
    file = load(toml, TYPED)
    assert file.nearest("http://b.test/fed.xml") == B.url
    assert file.nearest("https://example.org/quite/another") is None


# ------------------------------------------------------------------------------------------------ refusing, writing


@pytest.mark.parametrize("name", ["feeds.opml", "subscriptions.xml"])
def test_opml_is_not_edited_and_says_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for text in (None, '<opml version="2.0"><body/></opml>'):
        if text is not None:
            path.write_text(text)
        with pytest.raises(SettingError, match=r"scrapy feeds import .*" + name):
            FeedsFile.load(path)


def test_another_encoding_is_not_edited(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="not UTF-8"):
        load(tmp_path / "feeds.txt", "http://a.test/feed.xml\n".encode("utf-16"))


def test_permissions_stay_and_nothing_is_left_beside_the_file(toml: Path) -> None:
    toml.write_text(TYPED)
    toml.chmod(0o640)
    FeedsFile.load(toml).added([NEW]).save()
    assert stat.S_IMODE(toml.stat().st_mode) == 0o640
    assert [path.name for path in toml.parent.iterdir()] == ["feeds.toml"]


def test_a_new_file_has_the_permissions_that_any_new_file_has(toml: Path) -> None:
    FeedsFile.load(toml).added([NEW]).save()
    (toml.parent / "other").touch()
    assert toml.stat().st_mode == (toml.parent / "other").stat().st_mode


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "feeds.toml"
    real.write_text(TYPED)
    link.symlink_to(real)
    FeedsFile.load(link).added([NEW]).save()
    assert link.is_symlink()
    assert read_sources(real)[-1] == NEW


def test_a_write_that_fails_leaves_the_file_and_no_other(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text("before")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingError, match=r"feeds\.toml cannot be written: No space left on device"):
        write_whole(toml, b"after")
    assert toml.read_text() == "before"
    assert [path.name for path in toml.parent.iterdir()] == ["feeds.toml"]


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be written: No such file or directory"):
        write_whole(tmp_path / "no" / "feeds.toml", b"")
