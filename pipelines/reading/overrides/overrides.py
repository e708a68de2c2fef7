"""A page's blocks and metadata as a person's rules for its site have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.model import Article, Block, Candidate, Chosen, Metadata
from pipelines.reading.metadata.bylines import names_in
from pipelines.reading.metadata.candidates import Evidence
from pipelines.reading.metadata.dating import chosen_date
from pipelines.reading.overrides.marking import Marks, Said

BY_TEXT = frozenset(("site.repeated", "site.phrase", "headline.page-heading"))
"""Rules that know a line by what it says: they hold in the element that a person calls the article's own. Where the
site's texts stand, that person knows better."""


def apply_overrides(article: Article) -> Article:
    """The article with what a person's rules say done to its blocks; itself where they say nothing. Pure."""
    if article.rules is None or not (article.body_rule or any(block.override for block in article.blocks)):
        return article
    return replace(article, blocks=override_blocks(article.blocks, article.body_rule))


def override_blocks(blocks: Sequence[Block], body_rule: str) -> tuple[Block, ...]:
    """The same for blocks alone. Their overrides stay."""
    return tuple(_overridden(block, body_rule) for block in blocks)


def _overridden(block: Block, body_rule: str) -> Block:
    if block.override is None:
        if not body_rule:
            return block
        return replace(block, kept=False, inside=False, boilerplate="other", furniture_rule=body_rule)
    act, rule = block.override
    if act == "cut":
        inside = block.inside or block.kept or bool(body_rule)
        return replace(block, kept=False, inside=inside, boilerplate="other", furniture_rule=rule)
    if act == "keep":
        role = "paragraph" if block.role == "caption" else block.role
        return replace(block, kept=True, inside=True, role=role, boilerplate=None, furniture_rule="", figure=None)
    if block.furniture_rule in BY_TEXT:
        return replace(block, kept=False, inside=True)
    kept = block.kept or (not block.is_mostly_links and block.role != "caption" and block.figure is None)
    return replace(block, kept=kept, inside=True, boilerplate=None, furniture_rule="")


def state(metadata: Metadata, marks: Marks, evidence: Evidence) -> Metadata:
    """The metadata with what `title`, `author` and `date` found; what they replace is among the rivals."""
    provenance = dict(metadata.provenance)
    if said := marks.said.get("title"):
        metadata = replace(metadata, headline=said.texts[0])
        provenance["headline"] = _choice(said, said.texts[0], provenance.get("headline"))
    if said := marks.said.get("author"):
        names = names_in(said.texts) or said.texts
        metadata = replace(metadata, authors=tuple(dict.fromkeys(names)))
        provenance["authors"] = _choice(said, "; ".join(names), provenance.get("authors"))
    if said := marks.said.get("date"):
        claims = [Candidate(source=_source(said), raw=text) for text in said.texts]
        dated = chosen_date(claims, evidence.page, evidence.day_first, evidence.language)
        if dated is not None and dated.at is not None:
            raw = dated.choice.raw
            metadata = replace(metadata, date_published=dated.at, date_published_raw=raw)
            choice = _choice(said, raw, provenance.get("date_published"))
            provenance["date_published"] = replace(choice, precision=dated.choice.precision)
    return replace(metadata, provenance=provenance)


def note_rules(provenance: Mapping[str, Chosen], blocks: Sequence[Block], body_rule: str) -> dict[str, Chosen]:
    """The provenance with the rules that brought text in: `body` and `keep`. What was cut has rows of its own."""
    kept = (block.override.rule for block in blocks if block.override is not None and block.override.act == "keep")
    names = list(dict.fromkeys([*([body_rule] if body_rule else []), *kept]))
    if not names:
        return dict(provenance)
    first, *others = (_named(name) for name in names)
    return {**provenance, "article_body": Chosen(source=first.source, raw=first.raw, others=tuple(others))}


def _named(rule: str) -> Candidate:
    """
    >>> _named("site_rules.keep example.org.txt:3")
    Candidate(source='site_rules:keep', raw='example.org.txt:3')
    """
    name, _, where = rule.partition(" ")
    return Candidate(source=name.replace(".", ":"), raw=where)


def _source(said: Said) -> str:
    return f"site_rules:{said.rule.directive}"


def _choice(said: Said, raw: str, before: Chosen | None) -> Chosen:
    rivals = [Candidate(source=before.source, raw=before.raw), *before.others] if before is not None else []
    return Chosen(source=_source(said), raw=raw, others=tuple(rival for rival in rivals if rival.raw != raw))
