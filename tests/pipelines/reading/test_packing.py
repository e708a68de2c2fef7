from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.errors import StaleReading
from pipelines.model import Article, Block, Candidate, Chosen, Link, Metadata, PageImage, Removal
from pipelines.reading.packing import Packed, pack, unpack

ARTICLE = Article(
    url="http://gazette.test/a",
    canonical=None,
    metadata=Metadata(
        headline="The wall held",
        authors=("Halima Osei",),
        date_published=datetime(2026, 3, 1, 10, tzinfo=UTC),
        provenance={
            "headline": Chosen(source="h1", raw="The wall held", others=(Candidate(source="feed", raw="Wall"),))
        },
    ),
    blocks=(
        Block(role="paragraph", text="Die Brücke ist gesperrt.", path="main>p", emphasis=0.25),
        Block(role="caption", text="The quay", figure=0, kept=False),
        Block(role="list_item", text="Elsewhere", inside=False, links=(Link(url="http://gazette.test/b", text="x"),)),
    ),
    images=(PageImage(url="http://gazette.test/q.jpg", alt="The quay"),),
    extractor="trafilatura",
)


def test_an_article_comes_back_as_it_was() -> None:
    removal = Removal(kind="read_more", text="Elsewhere", rule="related-link.one-link", position=1)
    assert unpack(pack(ARTICLE, [removal])) == Packed(ARTICLE, (removal,))


@pytest.mark.parametrize("packed", [b"", b"\xff" + pack(ARTICLE)[1:], pack(ARTICLE)[:-9], pack(ARTICLE)[:4] + b"x"])
def test_what_another_version_packed_is_refused(packed: bytes) -> None:
    with pytest.raises(StaleReading):
        unpack(packed)
