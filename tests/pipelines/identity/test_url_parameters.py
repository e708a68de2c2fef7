"""What pages say of the parameters in their URLs, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.url_parameters import MIN_PATHS, READ_ANYWAY, differing, is_read_anyway, judge, presume, weigh
from pipelines.model import KnownUrl, Sighting


def seen(url_key: str, article_id: int, headline: str | None = "The ferry stays in harbour") -> Sighting:
    return Sighting(
        url=f"http://{url_key}",
        url_key=url_key,
        article_id=article_id,
        canonical_key=None,
        text_hash=f"t1:{article_id}",
        headline=headline,
        date_published=None,
    )


def verdicts(*pages: Sighting) -> dict[str, str]:
    """What is said of each parameter: "same", "different" or both."""
    words = {(True, False): "same", (False, True): "different", (True, True): "both"}
    return {
        one.parameter: words[one.is_same, one.is_different]
        for one in weigh(pages, lambda page, other: page.article_id != other.article_id)
    }


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        pytest.param([("a?x=1", 1), ("a?x=2", 1)], {"x": "same"}, id="two values, one article"),
        pytest.param([("a", 1), ("a?x=2", 1)], {"x": "same"}, id="with and without"),
        pytest.param([("a?x=1", 1), ("a?x=2", 2)], {"x": "different"}, id="two values, two articles"),
        pytest.param([("a?x=1", 1), ("a?x=2", 1), ("a?x=3", 2)], {"x": "both"}, id="both"),
        pytest.param([("a?x=1&y=1", 1), ("a?x=2&y=2", 1)], {"x": "same", "y": "same"}, id="two at once, one article"),
        pytest.param([("a?x=1&y=1", 1), ("a?x=2&y=2", 2)], {}, id="two at once, two articles: nobody knows which"),
        pytest.param([("a?x=1&y=1", 1), ("a?x=1&y=2", 1)], {"y": "same"}, id="one that stays says nothing"),
        pytest.param([("a?i=1&y=1", 1), ("a?i=1&y=2", 1), ("a?i=2&y=1", 2)], {"i": "different", "y": "same"}, id="2"),
        pytest.param([("a?x=1&x=2", 1), ("a?x=1", 2)], {"x": "different"}, id="twice and once"),
        pytest.param([("a?x=1", 1)], {}, id="one page"),
    ],
)  # fmt: skip
def test_what_the_pages_under_one_path_say(pages: list[tuple[str, int]], said: dict[str, str]) -> None:
    assert verdicts(*(seen(f"bote.test/{key}", article_id) for key, article_id in pages)) == said


def test_pages_that_agree_after_all_are_no_evidence_against() -> None:
    pages = [seen("bote.test/a?x=1", 1), seen("bote.test/a?x=2", 2)]
    assert weigh(pages, lambda one, other: False) == ()


def test_the_urls_that_show_it_are_named() -> None:
    pages = [seen("bote.test/a?x=1", 1), seen("bote.test/a?x=2", 1), seen("bote.test/a?x=3", 2)]
    (weighed,) = weigh(pages, lambda one, other: True)
    assert (weighed.one, weighed.other) == ("http://bote.test/a?x=1", "http://bote.test/a?x=3")


KEYS = st.lists(
    st.tuples(st.sampled_from(["x=1", "x=2", "y=1", "x=1&y=1", "x=1&y=2", "x=2&y=2", ""]), st.integers(1, 3)),
    unique_by=lambda pair: pair[0],
)


@given(KEYS, st.randoms(use_true_random=False))
def test_the_order_of_pages_says_nothing(keys: list[tuple[str, int]], random: object) -> None:
    pages = [seen(f"bote.test/a?{query}".rstrip("?"), article_id) for query, article_id in keys]
    shuffled = list(pages)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weigh(pages, lambda one, other: True) == weigh(shuffled, lambda one, other: True)


def test_a_parameter_is_noise_only_where_enough_paths_and_no_path_against_say_so() -> None:
    assert [judge(same, 0) for same in (0, MIN_PATHS - 1, MIN_PATHS)] == ["open", "open", "noise"]
    assert judge(1000, 1) == "selects"


# ------------------------------------------------------------------------------------------------- what is presumed


def unsampled(start: str) -> str:
    """A key with this start that is not one of those that are read anyway."""
    return next(key for n in range(100) if not is_read_anyway(key := f"{start}{n}"))


KNOWN = seen("bote.test/a?id=7&src=main", 1)
NEW = unsampled("bote.test/a?id=7&src=")
TITLE = "The ferry stays in harbour"


def test_a_link_that_noise_tells_from_a_known_page_leads_there() -> None:
    assert presume(NEW, TITLE, [KNOWN], {"src"}) == KnownUrl(article_id=1, parameters=("src",))


@pytest.mark.parametrize(
    ("key", "title", "pages", "noise"),
    [
        pytest.param(NEW, TITLE, [KNOWN], set(), id="nothing is noise"),
        pytest.param(NEW, TITLE, [KNOWN], {"id"}, id="something else is"),
        pytest.param(NEW, "The crane falls", [KNOWN], {"src"}, id="another title"),
        pytest.param(NEW, None, [KNOWN], {"src"}, id="no title"),
        pytest.param(NEW, TITLE, [seen(KNOWN.url_key, 1, None)], {"src"}, id="no headline"),
        pytest.param(NEW, TITLE, [KNOWN, seen("bote.test/a?id=7", 2)], {"src"}, id="two articles to choose from"),
        pytest.param(unsampled("bote.test/a?id=8&src="), TITLE, [KNOWN], {"src"}, id="another article"),
        pytest.param(NEW, TITLE, [], {"src"}, id="nothing known"),
    ],
)
def test_a_link_is_read_where_anything_speaks_for_it(
    key: str, title: str | None, pages: list[Sighting], noise: set[str]
) -> None:
    assert presume(key, title, pages, noise) is None


def test_one_link_in_so_many_is_read_anyway_whatever_is_known() -> None:
    keys = [f"bote.test/a?id=7&src={n}" for n in range(1600)]
    read = [key for key in keys if presume(key, TITLE, [KNOWN], {"src"}) is None]
    assert read == [key for key in keys if is_read_anyway(key)]
    assert 0.5 < len(read) * READ_ANYWAY / len(keys) < 2


def test_a_bare_name_and_an_empty_value_differ() -> None:
    assert differing("bote.test/a?x", "bote.test/a?x=") == {"x"}
