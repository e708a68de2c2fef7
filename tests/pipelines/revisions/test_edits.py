"""What an edit changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipelines.model import Version
from pipelines.revisions.edits import classify_change

BODY = (
    "The council of Aldbury voted on Tuesday to rebuild the old harbour bridge, closed since March.\n\n"
    "Mayor Irene Ormerod said the work would cost 4.2 million crowns and take eighteen months.\n\n"
    "Fishermen had asked for a ferry in the meantime, and the council agreed to pay for two boats."
)
OLD = Version(
    headline="Harbour bridge to be rebuilt",
    body=BODY,
    authors=("Nadia Quayle",),
    date_published=datetime(2026, 3, 4, tzinfo=UTC),
)
SENTENCE = "The first boat will sail on Friday at seven in the morning."


@pytest.mark.parametrize(
    ("new", "change"),
    [
        pytest.param(OLD, None, id="nothing"),
        pytest.param(replace(OLD, body=BODY.replace("\n\n", "  ").replace(",", " —")), None, id="typography"),
        pytest.param(replace(OLD, headline="“Harbour bridge to be rebuilt”"), None, id="quotes around the headline"),
        pytest.param(replace(OLD, headline=None, authors=(), date_published=None), None, id="gaps"),
        pytest.param(replace(OLD, headline="Bridge to cost 4.2 million"), "headline", id="headline"),
        pytest.param(replace(OLD, authors=("Nadia Quayle", "Amir Fenn")), "metadata", id="authors"),
        pytest.param(replace(OLD, date_published=datetime(2026, 3, 5, tzinfo=UTC)), "metadata", id="date"),
        pytest.param(replace(OLD, body=f"{BODY}\n\n{SENTENCE}"), "addition", id="paragraph at the end"),
        pytest.param(replace(OLD, body=f"{SENTENCE}\n\n{BODY}"), "addition", id="paragraph at the start"),
        pytest.param(replace(OLD, body=f"{BODY} {SENTENCE}"), "addition", id="sentence"),
        pytest.param(
            replace(OLD, body=f"{BODY}\n\n{SENTENCE}", headline="Boats first"), "addition", id="text before headline"
        ),
        pytest.param(replace(OLD, body=BODY.rpartition("\n\n")[0]), "deletion", id="paragraph less"),
        pytest.param(replace(OLD, body=BODY.replace("4.2", "4.7")), "correction", id="figure"),
        pytest.param(replace(OLD, body=BODY.replace("agreed to", "agreed not to")), "correction", id="one word"),
        pytest.param(replace(OLD, body=f"{BODY}\n\nCorrection: the bridge has two piers."), "correction", id="note"),
        pytest.param(
            replace(OLD, body=f"{BODY}\n\nAnmerkung der Redaktion: Die Summe war falsch."), "correction", id="note de"
        ),
        pytest.param(
            replace(OLD, body=f"{BODY}\n\nCorrectional officers will help to build it, she said."),
            "addition",
            id="no note",
        ),
        pytest.param(replace(OLD, body=" ".join(f"word{i}" for i in range(60))), "rewrite", id="another text"),
    ],
)
def test_an_edit_is_named_by_what_it_did(new: Version, change: str | None) -> None:
    assert classify_change(OLD, new) == change


def test_a_huge_text_is_compared_in_linear_time() -> None:
    old = replace(OLD, body=" ".join(str(i % 97) for i in range(200_000)))
    assert classify_change(old, replace(OLD, body="x " + old.body[::-1] + " y")) is not None
