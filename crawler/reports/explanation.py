"""Why a page reads as it does, told on a terminal: how it was met, then stage by stage what came in and went out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from crawler.reports.status import human_bytes
from crawler.reports.tables import section, table
from pipelines.model import Filing, Metadata
from pipelines.reading.explaining import SeenPage
from pipelines.store.encounters import Encounter

_FIELDS = (
    "headline", "authors", "credit_text", "date_published", "date_modified", "in_language", "article_section",
    "keywords", "description", "image_url", "is_accessible_for_free", "article_type",
)  # fmt: skip
_OUTCOMES = {"article": "green", "rejected": "red"}
_FATES = {"kept": "", "dropped": "dim", "restored": "green", "boilerplate": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that is told of one URL or file."""

    asked: str
    met: Encounter | None = None
    """None for a file."""
    page: SeenPage | None = None
    """None where the raw page is not kept."""
    decision: Mapping[str, Any] | None = None
    """Which article it would be if it were filed now, and why; None without a database, or for a refused page."""
    as_stored: bool | None = None
    """Whether the text is the stored one; None where there is none."""


def decision_of(filing: Filing, reasons: Sequence[str]) -> dict[str, Any]:
    """A filing as it is told."""
    return {
        "verdict": filing.verdict,
        "article_id": filing.article_id,
        "url": filing.url,
        "joins": list(filing.joins),
        "reasons": list(reasons),
    }


def show_explanation(told: Explanation, console: Console, *, full: bool, blocks: bool) -> None:
    """Prints the explanation. full: whole lines of text, not only as much as fits. blocks: each block of the page."""
    console.print(Text(f"{told.asked}\n", style="bold"), soft_wrap=True)
    if told.met is not None:
        for title, lines in _met(told.met):
            section(console, title, Group(*lines))
    if told.page is None:
        console.print("The raw page is not in the archive: it cannot be read again.")
        return
    for number, (title, content) in enumerate(_stages(told, console.width - 2, full=full, blocks=blocks), 1):
        section(console, f"{number} {title}", content)


# ------------------------------------------------------------------------------------------------- what the rows say


def _met(met: Encounter) -> Iterator[tuple[str, list[Text]]]:
    yield "State", list(_state(met))
    if met.entries:
        yield "Met in", [_entry(entry, met.url) for entry in met.entries]
    if met.rejections:
        yield "Refused", [_rejection(row) for row in met.rejections]
    if met.article is not None:
        yield (
            "Addresses of the article",
            [Text.assemble(f"{row['kind']:<10} ", (row["url"], "underline")) for row in met.urls],
        )
    if met.revisions:
        yield (
            "Edited",
            [Text(f"{row['seen_at']}  {row['change']}; until then: {row['headline']}") for row in met.revisions],
        )
    if met.story is not None:
        yield "Story", list(_story(met.story, met.links))


def _state(met: Encounter) -> Iterator[Text]:
    outcome = met.status["outcome"]
    said = Text.assemble((outcome, f"bold {_OUTCOMES.get(outcome, 'yellow')}"))
    if outcome == "rejected":
        said.append(f": {met.status['reason']} ({met.status['detail']})")
    if met.status["not_before"]:
        said.append(f"; asked again from {met.status['not_before']}")
    yield said
    article = met.article
    if article is not None:
        sure = f", confidence {article['confidence']:.2f}" if article["confidence"] is not None else ""
        yield Text(f"article {article['id']}: {article['headline']}")
        yield Text(f"{article['word_count']} words{sure}; first seen {article['first_seen']}")
        by = f", site profile {article['profile_version']}" if article["profile_version"] else ""
        yield Text(f"read by {article['extractor']}{by}", style="dim")


def _entry(entry: Mapping[str, Any], url: str) -> Text:
    where = "" if entry["found_in"] == "feed" else f" ({entry['found_in']})"
    as_met = "" if entry["url"] == url else f" as {entry['url']}"
    return Text(f"{entry['feed_url']}{where}{as_met}: {entry['state']}; first {entry['first_seen']}")


def _rejection(row: Mapping[str, Any]) -> Text:
    resolved = f"; resolved {row['resolved_at']}" if row["resolved_at"] else ""
    return Text.assemble((row["reason"], "" if resolved else "red"), f"  {row['detail']}, {row['seen_at']}{resolved}")


def _story(story: Mapping[str, Any], links: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    whose = f"; the report is {story['agency']}'s, by {story['agency_from']}" if story["agency"] else ""
    yield Text(f"story {story['id']}{whose}" + ("" if links else "; no copies were found"))
    for link in links:
        contained = f", {link['contained']}" if link["contained"] else ""
        yield Text.assemble(
            (f"{link['similarity']:.0%} alike", "green"),
            f"{contained}; came {link['came']} than article {link['article_id']} of {link['site']}: {link['headline']}",
        )


# ------------------------------------------------------------------------------------------------------- the stages


def _stages(told: Explanation, width: int, *, full: bool, blocks: bool) -> Iterator[tuple[str, RenderableType]]:
    page = told.page
    assert page is not None
    yield "Response", Group(*_response(page))
    if page.blocks:
        yield "Extractor", Group(*_extractor(page))
        yield "Site profile", Group(*_profile(page))
        if page.rules:
            yield "Site rules, a person's", Group(*_rules(page, width, full=full))
        if blocks:
            yield "Blocks, each with its place", Group(*_blocks(page, width))
    if page.refused is not None:
        yield "Refused", Text(f"{page.refused.reason}: {page.refused.detail}", style="red")
        return
    yield _text_title(page), Group(*_text(page, width, full=full), *_stored(told))
    assert page.metadata is not None
    yield "Metadata, with where it is from", _metadata(page.metadata, width)
    if page.confidence is not None:
        reasons = ", ".join(f"{name} {value:.2f}" for name, value in page.confidence.reasons.items())
        yield f"Confidence {page.confidence.value:.2f}", Text(reasons)
    if told.decision is not None:
        yield "Identity", Group(*_decision(told.decision))


def _response(page: SeenPage) -> Iterator[Text]:
    yield Text(f"{page.url}")
    how = {"web": f"HTTP {page.status}", "file": "a file", "feed": "the feed's own text"}[page.origin]
    decoded = f", decoded as {page.encoding}" if page.encoding else ", no text"
    yield Text(f"{how}, {page.content_type or 'no media type'}, {human_bytes(page.size)}{decoded}; {page.fetched_at}")
    for url in page.redirects:
        yield Text(f"redirected from {url}")
    if page.canonical:
        yield Text(f"names as its canonical {page.canonical}")


def _extractor(page: SeenPage) -> Iterator[Text]:
    kept = [block for block in page.blocks if block.kept]
    inside = sum(block.inside for block in page.blocks)
    yield Text(f"in: {len(page.blocks)} blocks of text, {inside} of them in the article's own element")
    yield Text(f"out: {len(kept)} kept, {sum(len(block.text) for block in kept)} characters, by {page.extractor}")


def _profile(page: SeenPage) -> Iterator[Text]:
    if page.profile_version is None:
        yield Text("none: the extractor's word stands")
        return
    yield Text(f"version {page.profile_version}, learned from {page.profile_pages} pages")
    restored = [block for block in page.blocks if block.fate == "restored"]
    against = Counter(block.rule for block in page.blocks if block.fate == "boilerplate" and block.kept)
    yield Text(f"brought back {len(restored)} blocks that the extractor left out")
    said = ", ".join(f"{n} {rule}" for rule, n in sorted(against.items())) or "none"
    yield Text(f"blocks that the extractor keeps, and it does not: {said}")


def _rules(page: SeenPage, width: int, *, full: bool) -> Iterator[Text]:
    for rule in page.rules:
        yield _one_line(Text(f"{rule.name}: {rule.did}"), width, full=full)
        yield _one_line(Text(f"    {rule.points_to}", style="dim"), width, full=full)


def _blocks(page: SeenPage, width: int) -> Iterator[Text]:
    for block in page.blocks:
        mark = f"{block.fate}{' ' + block.rule if block.rule else ''}"
        line = Text(f"{mark:<24} {block.path}", style=_FATES[block.fate])
        yield line
        yield _one_line(Text(f"    {block.text}", style="dim"), width, full=False)


def _text_title(page: SeenPage) -> str:
    cut = sum(line.kind is not None for line in page.lines)
    return f"Text: {len(page.lines) - cut} paragraphs, {cut} lines cut"


def _text(page: SeenPage, width: int, *, full: bool) -> Iterator[Text]:
    number = 0
    for line in page.lines:
        if line.kind is None:
            number += 1
            yield _one_line(Text(f"{number:>3}  {line.text}"), width, full=full)
            if line.kept_by:
                yield _one_line(Text(f"       kept by {line.kept_by}", style="dim green"), width, full=full)
        else:
            yield _one_line(Text(f"  -  {line.text}", style="red"), width, full=full)
            why = f": {line.why}" if line.why else ""
            yield _one_line(Text(f"       {line.kind}, {line.rule}{why}", style="dim red"), width, full=full)


def _stored(told: Explanation) -> Iterator[Text]:
    if told.as_stored is True:
        yield Text("This is the stored text.", style="green")
    elif told.as_stored is False:
        yield Text(
            "The stored text is another: it is from other bytes, another profile or another version.", style="yellow"
        )


def _metadata(metadata: Metadata, width: int) -> RenderableType:
    rows = []
    for name in _FIELDS:
        value = getattr(metadata, name)
        choice = metadata.provenance.get(name)
        if value in (None, ()) and choice is None:
            continue
        text = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        rows.append((name, text, choice.source if choice else ""))
        rows += [("", f"not {rival.raw}", rival.source) for rival in (choice.others if choice else ())]
    return table(("field", "value", "from"), rows, width, flexible=1)


def _decision(decision: Mapping[str, Any]) -> Iterator[Text]:
    which = f"article {decision['article_id']}" if decision["article_id"] is not None else "an article of its own"
    yield Text(f"filed now it would be {decision['verdict']}: {which}, {decision['url']}")
    for other in decision["joins"]:
        yield Text(f"and join article {other} to it", style="yellow")
    yield from (Text(f"since {reason}") for reason in decision["reasons"])


def _one_line(text: Text, width: int, *, full: bool) -> Text:
    if not full:
        text.truncate(width, overflow="ellipsis")
    return text
