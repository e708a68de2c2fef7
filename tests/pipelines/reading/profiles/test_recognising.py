"""A page's copy found by the profile alone, and when it must not try."""

from __future__ import annotations

from invented import prose

from pipelines.model import Article, Block, Glance, Metadata
from pipelines.reading.profiles import SiteProfile, is_settled, learn, recognise

BODY = "main>article.story>div.text>p"
NAV = "header>nav>li"


def article(name: str, path: str = BODY) -> Article:
    blocks = [
        Block(role="list_item", text="Home", path=NAV, kept=False, inside=False, link_density=1.0),
        *(Block(role="paragraph", text=text, path=path) for text in prose(name)),
    ]
    return Article(url=f"http://gazette.test/{name}", canonical=None, metadata=Metadata(), blocks=tuple(blocks))


def profile_of(pages: int) -> SiteProfile:
    profile = learn([article(f"{n}") for n in range(pages)])
    assert profile is not None
    return profile


def glances(page: Article) -> list[Glance]:
    return [Glance(block.role, block.path, len(block.text), block.link_density) for block in page.blocks]


def test_a_page_of_the_known_design_is_recognised() -> None:
    assert recognise(profile_of(6), glances(article("new"))) == (False, *[True] * 6)


def test_a_page_of_another_design_is_not() -> None:
    assert recognise(profile_of(6), glances(article("new", path="main>section.live>div.entry>p"))) is None


def test_a_page_whose_text_stands_elsewhere_in_part_is_not() -> None:
    page = [*glances(article("new")), *glances(article("more", path="main>section.live>div.entry>p"))]
    assert recognise(profile_of(6), page) is None


def test_a_short_page_is_not() -> None:
    assert recognise(profile_of(6), glances(article("new"))[:3]) is None


def test_a_link_where_the_body_stands_is_not_copy() -> None:
    page = [*glances(article("new")), Glance("paragraph", BODY, 60, 0.9), Glance("caption", BODY, 60, 0.0)]
    assert recognise(profile_of(6), page) == (False, *[True] * 6, False, False)


def test_few_pages_do_not_settle_a_profile() -> None:
    assert not is_settled(profile_of(4))
    assert is_settled(profile_of(6))
