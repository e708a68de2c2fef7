"""A page's blocks and metadata as a person's rules for its site have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.extract.bylines import names_in
from pipelines.extract.dating import chosen_date
from pipelines.extract.evidence import Evidence
from pipelines.extract.marking import Marks, Said
from pipelines.model import Article, Block, Choice, Claim, Metadata

BY_TEXT = frozenset(("site.repeated", "site.phrase", "headline.page-heading"))
"""Rules that know a line by what it says: they hold in the element that a person calls the article's own. Where the
site's texts stand, that person knows better."""


def overrule(article: Article) -> Article:
    """The article with what a person's rules say done to its blocks; itself where they say nothing. Pure."""
    if article.rules is None or not (article.body_rule or any(block.ruling for block in article.blocks)):
        return article
    return replace(article, blocks=overrule_blocks(article.blocks, article.body_rule))


def overrule_blocks(blocks: Sequence[Block], body_rule: str) -> tuple[Block, ...]:
    """The same for blocks alone. Their rulings stay."""
    return tuple(_overruled(block, body_rule) for block in blocks)


def _overruled(block: Block, body_rule: str) -> Block:
    if block.ruling is None:
        if not body_rule:
            return block
        return replace(block, kept=False, inside=False, furniture="other", furniture_rule=body_rule)
    act, rule = block.ruling
    if act == "cut":
        inside = block.inside or block.kept or bool(body_rule)
        return replace(block, kept=False, inside=inside, furniture="other", furniture_rule=rule)
    if act == "keep":
        role = "paragraph" if block.role == "caption" else block.role
        return replace(block, kept=True, inside=True, role=role, furniture=None, furniture_rule="", figure=None)
    if block.furniture_rule in BY_TEXT:
        return replace(block, kept=False, inside=True)
    kept = block.kept or (not block.is_mostly_links and block.role != "caption" and block.figure is None)
    return replace(block, kept=kept, inside=True, furniture=None, furniture_rule="")


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
        claims = [Claim(source=_source(said), raw=text) for text in said.texts]
        dated = chosen_date(claims, evidence.page, evidence.day_first)
        if dated is not None and dated.at is not None:
            raw = dated.choice.raw
            metadata = replace(metadata, date_published=dated.at, date_published_raw=raw)
            choice = _choice(said, raw, provenance.get("date_published"))
            provenance["date_published"] = replace(choice, precision=dated.choice.precision)
    return replace(metadata, provenance=provenance)


def note_rules(provenance: Mapping[str, Choice], blocks: Sequence[Block], body_rule: str) -> dict[str, Choice]:
    """The provenance with the rules that brought text in: `body` and `keep`. What was cut has rows of its own."""
    kept = (block.ruling.rule for block in blocks if block.ruling is not None and block.ruling.act == "keep")
    names = list(dict.fromkeys([*([body_rule] if body_rule else []), *kept]))
    if not names:
        return dict(provenance)
    first, *others = (_named(name) for name in names)
    return {**provenance, "article_body": Choice(source=first.source, raw=first.raw, others=tuple(others))}


def _named(rule: str) -> Claim:
    """
    >>> _named("site_rules.keep example.org.txt:3")
    Claim(source='site_rules:keep', raw='example.org.txt:3')
    """
    name, _, where = rule.partition(" ")
    return Claim(source=name.replace(".", ":"), raw=where)


def _source(said: Said) -> str:
    return f"site_rules:{said.rule.directive}"


def _choice(said: Said, raw: str, before: Choice | None) -> Choice:
    rivals = [Claim(source=before.source, raw=before.raw), *before.others] if before is not None else []
    return Choice(source=_source(said), raw=raw, others=tuple(rival for rival in rivals if rival.raw != raw))
