"""A report, its copies as papers make them, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipelines.model import CopyText

DAY = datetime(2026, 3, 4, tzinfo=UTC)


def paragraphs(block: str) -> tuple[str, ...]:
    return tuple(" ".join(lines.split()) for lines in block.strip().split("\n\n"))


REPORT = paragraphs("""
The harbour board of Saltmere voted on Tuesday to close the north mole to lorries until its foundations have been
examined, after divers found a crack of eleven metres below the waterline.

Chairwoman Ines Varga told the meeting that the decision had not been easy. Forty lorries cross the mole on a
working day, most of them on the way to the fish market, and the detour by Cooper's Bridge takes half an hour.

The crack was found by chance. Divers had gone down to look for a lost anchor, and one of them, Otto Lindqvist, put
his arm into a gap where the drawings of 1931 show solid stone.

Fishermen asked for a ferry in the meantime. Their speaker said that ice and nets could not be carried across a
bridge that lets two tonnes pass, and that a boat of the pilots lay idle at the inner quay.

The board will hear the engineers on 14 April. Repairs could cost 3.8 million crowns, a figure that the treasurer
called a guess, and would begin in the summer at the earliest.

Saltmere's moles were last repaired after the gale of 1987, which took the lighthouse and two warehouses. A plan to
rebuild them was dropped three times since then for want of money.
""")
LOCAL = paragraphs("""
In our own town the works are followed with care, since the weekly boat to the islands leaves from Saltmere; the
company said that passengers with parcels should be at the quay an hour before departure.

Readers who cross the mole by bicycle wrote to this paper that the detour has no lane for them, and the district's
engineer Petra Holm promised to look at the matter before the schools open again.
""")
OTHER = paragraphs("""
The museum of the salt road opens its new wing on Friday with an exhibition of maps that were thought lost. They had
stood behind a cupboard in the customs house for ninety years.

Director Samuel Okoro said that the maps show wells which nobody knows today. Two students walked the old road last
autumn and found seven of them, three still with water.

The wing was paid for by a legacy and by the sale of calendars. Its roof of larch shingles was laid by apprentices
of the trade school, who also made the benches.

On the first day entry is free. A bus runs from the station every twenty minutes, and the baker of the lower town
sells the flat bread that carters took along.
""")


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def forecast(town: str, high: int, low: int, wind: str, chance: int, day: str) -> str:
    return text(
        f"People in {town} may look forward to a {day} of changing skies, with {wind} winds that freshen towards the "
        f"evening, the weather office said.",
        f"Temperatures will climb to {high} degrees in the afternoon and drop to {low} degrees during the night. The "
        f"chance of rain stands at {chance} per cent, most of it before ten in the morning.",
        f"Sailors off {town} are asked to listen to the warnings that are broadcast at full hours. The next forecast "
        f"is published at six in the evening.",
    )


def copy_of(article_id: int, hours: int = 0) -> CopyText:
    return CopyText(
        article_id=article_id,
        site="bote.test",
        headline="The ferry sails again",
        body="",
        authors=(),
        credit_text=None,
        date=DAY + timedelta(hours=hours),
        story_id=article_id,
        text_hash=str(article_id),
    )
