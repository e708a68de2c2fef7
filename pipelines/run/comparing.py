"""Two fetches of one page compared, both read by the same rules: what an editor changed. Pure; a worker's task.

A text may differ for other reasons: better rules, a new site profile, a counter, a wall, a teaser, a new design. The
first two are ruled out by reading the old fetch again, the third by noise.py; the others are looked for here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from pipelines.language.folding import letters_and_marks, tokens
from pipelines.language.same_text import text_hash, texts_agree
from pipelines.model import (
    Block,
    Change,
    CleanArticle,
    Comparison,
    OtherExtractor,
    Page,
    ReadPage,
    Rejection,
    SiteRules,
    StoredArticle,
    StoredProfile,
    Version,
)
from pipelines.reading.tasks import read_whole
from pipelines.revisions.edits import classify_change, version_of, version_of_row
from pipelines.revisions.noise import without_noise
from pipelines.web.classnames import in_words, names_on

LINKED = 0.6
"""Link density from which a line is a link, and no copy."""
LOOSE_AT_MOST = 0.25
"""Share of a text that may stand in elements called boilerplate; beyond it the names are the article's own."""
_ELEMENTS = 3
"""Elements of a block's path whose names count, from the block upwards."""
_BOILERPLATE = in_words("promo", "related", "share", "media", "notice", "wall", "unstable")

WORTH_JUDGING = 60
"""Tokens of the old text, below which nothing is said of how much is left of it."""
WALL_LEAVES = 0.9
"""Share of the old text below which a page that asks to pay shows only the beginning."""
STUB_LEAVES = 0.5
"""The same for a page that says nothing, and shows the old text's beginning and no more."""
RUIN_LEAVES = 0.4
"""The same whatever is left; a text that an editor takes back leaves a note."""
LEADS = 0.8
"""Share of a text's shingles that stand at the beginning of the old one, for it to be that beginning."""
SAME_DESIGN = 0.5
"""Share of the new text in places where the old page had text, below which the page has another design."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A fetch, read."""

    version: Version
    words: list[str]
    blocks: Sequence[Block] = ()
    is_free: bool | None = None
    headline_from: str | None = None
    paths: dict[str, int] = field(default_factory=dict)
    """Characters of the text by the place where they stand."""

    @classmethod
    def of(cls, clean: CleanArticle, blocks: Sequence[Block]) -> _Seen:
        paths: dict[str, int] = {}
        for block in blocks:
            if block.kept and block.path:
                paths[block.path] = paths.get(block.path, 0) + len(block.text)
        headline = clean.metadata.provenance.get("headline")
        return cls(
            replace(version_of(clean), loose=_loose_lines(blocks)),
            tokens(clean.article_body),
            blocks,
            clean.metadata.is_accessible_for_free,
            headline.source if headline else None,
            paths,
        )


def is_as_stored(row: StoredArticle, notes: tuple[str, ...], clean: CleanArticle) -> bool:
    """Whether a page says what its row says: then there is nothing to compare."""
    if text_hash(clean.article_body) != row.text_hash:
        return False
    return classify_change(version_of_row(row, notes), version_of(clean)) is None


def compare_pages(
    old: Page | None,
    read: ReadPage,
    new: Page | None,
    stored: Version,
    profile: StoredProfile | None,
    *,
    quickly: bool,
    rules: SiteRules | None = None,
    other: OtherExtractor | None = None,
) -> Comparison:
    """What the new fetch changed.

    old: None where the archive has it no more; then what is stored stands for it. read: the new fetch, which was read
    by this profile, quickly or not, by these rules and this extractor, as the old one is here; new: that page, where no
    reading tells its blocks. A feed's own text states no more than its body: the rest is taken as stored.
    """
    after = _Seen.of(read.article, _blocks_of(read, new, other))
    was = read_whole(old, profile, quickly=quickly, rules=rules, other=other) if old is not None else None
    if was is None or isinstance(was, Rejection):
        return _judge(_Seen(stored, tokens(stored.body)), after)
    article, clean = was
    before = _Seen.of(clean, article.blocks)
    if old is not None and old.origin == "feed":
        told = replace(stored, body=before.version.body, notes=before.version.notes, loose=before.version.loose)
        before = replace(before, version=told)
    return _judge(before, after)


def _blocks_of(read: ReadPage, page: Page | None, other: OtherExtractor | None) -> Sequence[Block]:
    """The blocks of a page that was just read."""
    from pipelines.reading.packing import unpack

    if read.reading is not None:
        return unpack(read.reading.article, other.name if other else "").article.blocks
    again = read_whole(page, other=other) if page is not None else None
    return again[0].blocks if isinstance(again, tuple) else ()


def _judge(before: _Seen, after: _Seen) -> Comparison:
    change = classify_change(before.version, after.version)
    if change is None:
        return Comparison()
    distrust = None if _has_new_note(before, after) else _is_stub(before, after) or _is_redesign(before, after, change)
    return Comparison(change=None if distrust else change, distrust=distrust, before=before.version)


def agrees(row: StoredArticle, clean: CleanArticle) -> bool:
    """Whether a page to which an article's page redirects shows that article."""
    return texts_agree(row.article_body, clean.article_body)


# ----------------------------------------------------------------------------------------- what shows no article


def _has_new_note(before: _Seen, after: _Seen) -> bool:
    known = set(map(letters_and_marks, before.version.notes or ()))
    return any(letters_and_marks(note) not in known for note in after.version.notes or ())


def _is_stub(before: _Seen, after: _Seen) -> str | None:
    """Why the new text is only what is left of the old one behind a wall; None where it is not."""
    if len(before.words) < WORTH_JUDGING:
        return None
    words = after.words if _share_known(before, after) < SAME_DESIGN else _words_where(after, before.paths)
    left = len(words) / len(before.words)
    if left >= WALL_LEAVES:
        return None
    share = f"{100 * left:.0f} % of the text"
    leads = _leads(words, before.words)
    if leads and (why := _says_wall(before, after)):
        return f"{share} and {why}"
    if leads and left < STUB_LEAVES:
        return f"only the beginning: {share}"
    return f"only {share}" if left < RUIN_LEAVES else None


def _share_known(before: _Seen, after: _Seen) -> float:
    """Share of the new text that stands where the old page had text; 1.0 where places are not known."""
    total = sum(after.paths.values())
    if not before.paths or not total:
        return 0.0 if before.paths else 1.0
    return sum(size for path, size in after.paths.items() if path in before.paths) / total


def _words_where(seen: _Seen, paths: Collection[str]) -> list[str]:
    """The tokens of a text that stand in these places. What slips in where the text has gone stands in others."""
    if not paths:
        return seen.words
    return tokens("\n\n".join(block.text for block in seen.blocks if block.kept and block.path in paths))


def _leads(words: Sequence[str], of: Sequence[str]) -> bool:
    """Whether a text is the beginning of another."""
    size = 4
    beginning = of[: int(1.2 * len(words)) + 20]
    have = {tuple(beginning[i : i + size]) for i in range(len(beginning) - size + 1)}
    wanted = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    return not wanted or sum(shingle in have for shingle in wanted) >= LEADS * len(wanted)


def _says_wall(before: _Seen, after: _Seen) -> str | None:
    """What on the new page, and not on the old one, says that it shows less than there is."""
    from pipelines.reading.verdicts import asks_to_pay

    if after.is_free is False and before.is_free is not False:
        return "the page says that it is not free"
    known = {block.text for block in before.blocks}
    asked = [block.text for block in after.blocks if block.text not in known and asks_to_pay(block.text)]
    if asked:
        return f"{asked[0][:80]!r}"
    return "an ellipsis at its end" if _trails_off(after) and not _trails_off(before) else None


def _trails_off(seen: _Seen) -> bool:
    """Whether a text ends in an ellipsis, or all but ends: boilerplate may stand behind it."""
    return any(line.endswith(("…", "...")) for line in seen.version.body.split("\n\n")[-3:])


def _is_redesign(before: _Seen, after: _Seen, change: Change) -> str | None:
    """Why a change may be the design's and not an editor's; None where it is an editor's.

    Where a page has got another design, only what was changed inside paragraphs is an edit: what is new between them,
    or missing, may be what the rules make of the design.
    """
    if _share_known(before, after) >= SAME_DESIGN:
        return None
    if change == "headline" and before.headline_from == after.headline_from:
        return None
    loose = before.version.loose | after.version.loose
    old, new = without_noise(before.version.body.split("\n\n"), after.version.body.split("\n\n"), loose)
    if change == "correction" and len(old) == len(new):
        return None
    return f"another design, in which the text reads otherwise ({change})"


# ------------------------------------------------------------------------------------------------- what is no copy


def _loose_lines(blocks: Sequence[Block]) -> frozenset[str]:
    """The lines of a page, folded, that are no copy wherever they stand: links, prompts, what is called boilerplate."""
    from pipelines.reading.verdicts import is_prompt

    standing = [block for block in blocks if block.kept or block.inside]
    loose = {
        letters_and_marks(block.text)
        for block in standing
        if block.link_density >= LINKED or block.boilerplate is not None or is_prompt(block.text)
    }
    named = [block for block in standing if _is_boilerplate(block.path)]
    if sum(len(block.text) for block in named) <= LOOSE_AT_MOST * sum(len(block.text) for block in standing):
        loose |= {letters_and_marks(block.text) for block in named}
    return frozenset(loose)


def _is_boilerplate(path: str) -> bool:
    """Whether one of the nearest elements is an aside, or called what boilerplate is called."""
    steps = path.split(">")[-_ELEMENTS:]
    return any(step.partition(".")[0] == "aside" for step in steps) or bool(
        _BOILERPLATE.search(names_on(path, _ELEMENTS))
    )
