"""What an operator sees while a crawl runs."""

from crawler.progress import Tally


def test_the_line_says_what_was_done_commonest_first() -> None:
    counts = {
        "polls.new": 2,
        "polls.moved": 1,
        "entries.new": 9,
        "pages.same": 1,
        "pages.new": 6,
        "rejections.robots": 2,
    }
    line = Tally(counts=counts, waiting=3, under_way=1, seconds=3.0).line()
    assert line.startswith("2 feeds polled (2 new, 1 moved), 9 new entries; 7 pages filed (6 new, 1 same); 2 refused")
    assert line.endswith("3 waiting, 1 under way; 3.0 pages/s")


def test_the_line_says_what_was_learned() -> None:
    counts = {"pages.new": 6, "sites.learned": 2, "reread.filed": 4, "reread.same": 1}
    line = Tally(counts=counts, waiting=0, under_way=0, seconds=3.0).line()
    assert line == ("6 pages filed (6 new); 2 sites learned, 5 pages read again (4 filed, 1 same); 2.0 pages/s")


def test_one_is_no_plural() -> None:
    counts = {"polls.new": 1, "entries.new": 1, "pages.new": 1, "sites.learned": 1, "reread.same": 1}
    line = Tally(counts=counts, waiting=0, under_way=0, seconds=1.0).line()
    assert line.startswith(
        "1 feed polled (1 new), 1 new entry; 1 page filed (1 new); 1 site learned, 1 page read again ("
    )


def test_a_run_that_did_nothing_says_so() -> None:
    assert Tally(counts={}, waiting=0, under_way=0, seconds=0.0).line() == "nothing was due"
