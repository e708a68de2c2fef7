"""Files of site rules: what is read, what is ignored and said so, what is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.configuration.siterules import read_site_rules
from pipelines.errors import SettingError
from pipelines.model import SiteRule
from pipelines.reading.overrides import Parsed, RuleBook, parse_rules

FILE = """\
# Quay Gazette
title: //h1[@class="head"]
body: //div[@id = 'text']

strip: //p[contains(@class, "ad")]
strip_id_or_class: "share-bar"
strip_image_src: /pixel/
keep: //figcaption
keep: "Printed on   a quay"

tidy: no
replace_string(<br><br>): </p><p>
http_header(user-agent): Mozilla/5.0 (X11: Linux)
test_url: http://gazette.test/a?b=c
strap: //p
author:
a line of prose
"""


def parse(text: str) -> Parsed:
    return parse_rules("gazette.test.txt", "gazette.test", text)


def found(text: str) -> list[SiteRule]:
    return list(parse(text).rules.rules)


def test_each_directive_is_a_rule_that_knows_its_line() -> None:
    assert [(rule.name, rule.xpath or rule.text) for rule in found(FILE)] == [
        ("site_rules.title gazette.test.txt:2", '//h1[@class="head"]'),
        ("site_rules.body gazette.test.txt:3", "//div[@id = 'text']"),
        ("site_rules.strip gazette.test.txt:5", '//p[contains(@class, "ad")]'),
        (
            "site_rules.strip_id_or_class gazette.test.txt:6",
            "//*[contains(@id, 'share-bar') or contains(@class, 'share-bar')]",
        ),
        ("site_rules.strip_image_src gazette.test.txt:7", "//img[contains(@src, '/pixel/')]"),
        ("site_rules.keep gazette.test.txt:8", "//figcaption"),
        ("site_rules.keep gazette.test.txt:9", "Printed on a quay"),
    ]


def test_what_does_nothing_is_told_with_its_reason() -> None:
    ignored = [(line.where.partition(":")[2], line.directive, line.kind) for line in parse(FILE).ignored]
    assert ignored == [
        ("11", "tidy", "known"),
        ("12", "replace_string", "known"),
        ("13", "http_header", "known"),
        ("14", "test_url", "known"),
        ("15", "strap", "unknown"),
        ("16", "author", "unknown"),
        ("17", "a line of prose", "unknown"),
    ]
    assert all(line.why for line in parse(FILE).ignored)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("strip: //p[", "gazette.test.txt:2: strip: '//p[' is no XPath 1.0"),
        ("body: //div[lower-case(@class)='a']", "gazette.test.txt:2: body:"),
        ("title: //h1[$x]", "gazette.test.txt:2: title:"),
        ("date: //php:time", "gazette.test.txt:2: date:"),
        ("keep: Printed on a quay", 'a text stands in "quotes"'),
    ],
)
def test_what_is_no_xpath_is_an_error_with_file_line_and_directive(line: str, said: str) -> None:
    with pytest.raises(SettingError) as error:
        parse(f"# one line before it\n{line}\n")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_the_digest_is_that_of_the_rules_and_not_of_the_comments_behind_them() -> None:
    text = "strip: //p\n"
    assert parse(text).rules.digest == parse(f"{text}# for the advertisements\ntidy: no\n").rules.digest
    assert parse(text).rules.digest != parse("strip: //div\n").rules.digest
    assert parse(text).rules.digest != parse(f"# its rows name another line now\n{text}").rules.digest


def book(*hosts: str) -> RuleBook:
    return RuleBook({host: parse_rules(f"{host}.txt", host, "strip: //p").rules for host in hosts})


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://example.org/a", "example.org"),
        ("https://www.example.org/a", "example.org"),
        ("http://sport.example.org/a", "sport.example.org"),
        ("http://news.example.org/a", ".example.org"),
        ("http://a.b.example.org/a", ".example.org"),
        ("http://example.com/a", None),
        ("http://www.blog.test/a", None),
        ("http://my.blog.test/a", ".blog.test"),
        ("urn:sha256:0f", None),
    ],
)
def test_the_nearest_file_is_the_one_that_counts(url: str, host: str | None) -> None:
    found = book("example.org", "sport.example.org", ".example.org", ".blog.test").for_url(url)
    assert (found.host if found else None) == host


def test_a_folder_is_read_whole_and_other_files_are_left(tmp_path: Path) -> None:
    for name, text in {
        "www.Example.org.txt": "strip: //p",
        ".example.org.txt": "\ufeffkeep: //p",
        "empty.test.txt": "# nothing yet",
        "LICENSE.txt": "Public domain",
        "README.md": "strip: ///",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    folder = read_site_rules(tmp_path)
    assert set(folder.book.by_host) == {"example.org", ".example.org"}
    assert folder.not_hosts == ("LICENSE.txt",)
    assert folder.directives == {"strip": 1, "keep": 1}


def test_two_files_for_one_host_are_an_error(tmp_path: Path) -> None:
    for name in ("example.org.txt", "www.example.org.txt"):
        (tmp_path / name).write_text("strip: //p", encoding="utf-8")
    with pytest.raises(SettingError, match=r"is for example\.org too"):
        read_site_rules(tmp_path)


def test_a_file_that_is_no_utf8_is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "example.org.txt").write_bytes(b"strip: //p\n# caf\xe9\n")
    with pytest.raises(SettingError, match=r"example\.org\.txt, line 2: not UTF-8"):
        read_site_rules(tmp_path)
