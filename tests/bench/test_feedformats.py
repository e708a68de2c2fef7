"""The comparison with feedparser on its own test feeds, on a folder of invented ones in their manner."""

from __future__ import annotations

from pathlib import Path

import expectations
import feedformats
import piped
import pytest
from feedformats import Verdict
from watched import Process

FEEDS = {
    "wellformed/title.xml": """<!--
Description: title
Expect:      not bozo and entries[0]['title'] == 'Quay &amp; Mole' and entries[0]['link'] == 'http://bote.test/1'
-->
<rss version="2.0"><channel><item><title>Quay &amp;amp; Mole</title><link>http://bote.test/1</link></item></channel></rss>
""",
    "wellformed/wrong.xml": """<!--
Description: something that the feed does not say
Expect:      entries[0]['guid'] == 'no' and feed['rights'] == 'nobody'
-->
<rss version="2.0"><channel><item><guid isPermaLink="false">7</guid></item></channel></rss>
""",
    "wellformed/http/base.xml": """<!--
Header:      Content-Location: http://b.test/deep/feed
Description: a relative link
Expect:      entries[0].link == "http://b.test/deep/1" and entries[0].updated_parsed == (2026, 1, 5, 9, 0, 0, 0, 5, 0)
-->
<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="1"/>
<updated>2026-01-05T10:00:00+01:00</updated></entry></feed>
""",
    "other.bin": "\x00\x01",
}


def test_properties_are_counted_by_file_for_both(tmp_path: Path) -> None:
    for name, text in FEEDS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    verdicts = list(feedformats.examine(tmp_path))
    counts = feedformats.tally(verdicts)
    stated = {name: (each.stated, each.feedparser, each.ours) for name, each in counts.items() if each.stated}
    assert stated == {"title": (1, 1, 1), "link": (2, 2, 2), "guid": (1, 0, 0), "date": (1, 1, 1)}
    assert [verdict.name for verdict in verdicts] == sorted(FEEDS)
    assert not any(verdict.fault for verdict in verdicts)
    assert feedformats.worse(verdicts) == []


def test_what_feedparser_has_and_we_have_not_is_shown_unless_it_is_meant_to_be() -> None:
    missed = Verdict(name="x.xml", theirs={"title": True}, ours={"title": False})
    meant = Verdict(name=next(iter(feedformats.DELIBERATE)), theirs={"title": True}, ours={"title": False})
    neither = Verdict(name="y.xml", theirs={"title": False}, ours={"title": False})
    assert feedformats.worse([missed, meant, neither]) == [missed]
    assert feedformats.tally([missed, meant])["title"].deliberate == 1


def test_a_statement_that_does_not_hold_is_noticed() -> None:
    result = {"bozo": False, "entries": [{"title": "x"}]}
    assert not expectations.holds(expectations.read_line("entries[0]['title'] == 'y'"), result)
    assert not expectations.holds(expectations.read_line("entries[1]['title'] == 'x'"), result)


@pytest.mark.parametrize("line", ["__import__('os').getcwd()", "entries.clear()", "[x for x in entries]", "lambda: 1"])
def test_a_line_is_read_and_never_run(line: str) -> None:
    with pytest.raises(expectations.UnreadableError):
        expectations.holds(expectations.read_line(line), {"entries": []})


def test_a_read_is_noticed() -> None:
    process = Process(piped.read_a_file)
    quiet, read = process.ask(None, 60)
    process.kill()
    assert quiet == ""
    assert "piped.py" in read


def test_a_process_that_does_not_answer_or_dies_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        Process(piped.sleep).ask(None, 0.1)
    with pytest.raises(EOFError):
        Process(piped.die).ask(None, 60)
