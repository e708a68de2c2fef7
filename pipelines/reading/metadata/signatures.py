"""Names that a page shows its readers as its writers'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.language.agencies import PICTURE_DESKS
from pipelines.language.folding import fold, letters
from pipelines.reading.document.neighbours import is_others, may_be_others
from pipelines.reading.document.positions import Plan, Position, find_positions, nearness, remoteness
from pipelines.reading.metadata.byline_labels import LONGEST_LABEL, label_of, names_part, states
from pipelines.reading.metadata.bylines import is_plain_name, names_in, names_job_or_title, names_other
from pipelines.reading.metadata.writer_marks import NEAR, Marks, Signs
from pipelines.web.calendars import find_days

LIKELY = 6
"""Weight from which a name counts as the writer's. Of 194 pages that name nobody elsewhere and show a name of this
weight, 180 show the right one."""
_LONGEST_DAY = 60
_JOINS = 5
"""Characters of "and", of a comma."""
_MOST_NAMES = 10
_BESIDE = 120
"""Characters between two writers' names at most."""


@dataclass(frozen=True, slots=True)
class _Signature:
    """Names that stand in one position."""

    names: tuple[str, ...]
    position: Position
    weight: int


def shown_writers(
    tree: HtmlElement, headings: Sequence[HtmlElement], headline: str | None, sites: frozenset[str]
) -> tuple[str, ...]:
    """The names that stand where writers' do: near the headline, marked, linked to a writer's page or labelled.

    headings: the page's h1 elements. sites: what the site may be called. Empty where nothing is likely enough.
    """
    marks = Marks(tree, [headline or "", *(text for heading in headings[:3] for text in map(str, heading.itertext()))])
    plan = find_positions(tree, headings, headline, marks.may_sign)
    alike = Counter(map(_kind, plan.positions))
    signed = [one for position in plan.positions if (one := _signature(position, marks, plan, alike, sites))]
    if not signed:
        return ()
    best = min(signed, key=lambda one: (-one.weight, remoteness(plan.distance(one.position) or 0)))
    beside = [
        one
        for one in signed
        if (one is best or all(map(is_plain_name, one.names)))
        and _row(one.position.element) == _row(best.position.element)
        and abs(one.position.at - best.position.at) <= _BESIDE
    ]
    names = [name for one in beside for name in one.names]
    return tuple(dict.fromkeys([*names, *_names_after(best.position, plan)]))


def _names_after(position: Position, plan: Plan) -> Iterator[str]:
    """The names in elements of the same kind that follow with nothing but a word that joins between them."""
    start = plan.positions.index(position) + 1
    end = position.at + len(position.text)
    for one in plan.positions[start : start + _MOST_NAMES]:
        chain = plan.chain(one.element)
        if one.at - end > _JOINS or _row(one.element) != _row(position.element) or not is_plain_name(one.text):
            return
        if any(map(is_others, chain)) or any(map(may_be_others, chain[:3])):
            return
        yield one.text
        end = one.at + len(one.text)


def _has_day(text: str) -> bool:
    return 5 < len(text) <= _LONGEST_DAY and any(map(str.isdigit, text)) and bool(find_days(text, short=True))


def _signature(
    position: Position, marks: Marks, plan: Plan, alike: Counter[tuple[str, str, str]], sites: frozenset[str]
) -> _Signature | None:
    chain = plan.chain(position.element)
    if any(map(is_others, chain)) or _is_of_other(position):
        return None
    signs = marks.signs(position)
    distance = plan.distance(position)
    near = distance is not None and 0 <= distance <= NEAR
    within_link = any(element.tag == "a" for element in chain)
    dated = any(map(_has_day, (position.text, position.before, position.after)))
    # A link beside a day is a section's; a portrait far from the headline, that of somebody whom the text tells of.
    if not signs.claimed and signs.portrayed + signs.told + (dated and not within_link) < (1 if near else 2):
        return None
    names = tuple(
        name
        for name in names_in([names_part(position.text)])
        if letters(name) not in sites
        and fold(name) not in PICTURE_DESKS
        and (is_plain_name(name) or (signs.certain and _is_short(name)))
    )
    if not names or (not signs.certain and not _is_all(names, position.text)):
        return None
    if not _is_believable(position, names, signs, marks, within_link=within_link and not near):
        return None
    weight = nearness(distance) + signs.weight + 2 * dated + all(map(is_plain_name, names))
    weight -= 4 * any(may_be_others(element) and not marks.is_writers(element) for element in chain[:3])
    weight -= 2 * (alike[_kind(position)] > 3 and not near)
    return _Signature(names, position, weight) if weight >= LIKELY else None


def _is_of_other(position: Position) -> bool:
    """Whether a text, or the one before it, is the credit of a photographer, an editor, a translator."""
    before = position.before
    return names_other(position.text) or (len(before) < LONGEST_LABEL and names_other(f"{before} X"))


def _is_believable(
    position: Position, names: tuple[str, ...], signs: Signs, marks: Marks, *, within_link: bool
) -> bool:
    """Whether what looks like a name is one, and of this article's writer. within_link: one far from the headline."""
    if not signs.claimed:
        return marks.are_no_words(names)
    if not signs.certain and marks.are_words(names):
        return False  # "View all"
    # "By Ines Varga" in a link to another article
    return not within_link or signs.marked or signs.linked or label_of(position.text) is None


def _is_all(names: tuple[str, ...], text: str) -> bool:
    """Whether a text holds hardly more than names: by letters, what opens it, and a job behind a name, apart."""
    byline = names_part(text)
    first, behind = names[0], byline[len(names[0]) :].lstrip()
    if byline.startswith(first) and behind[:1] in (",", "|", "–", "—", "-", "·") and names_job_or_title(behind):
        return True
    return sum(map(str.isalpha, "".join(names))) >= 0.8 * sum(map(str.isalpha, byline))


def _is_short(name: str) -> bool:
    return len(name) <= 30 and len(name.split()) <= 2


def _kind(position: Position) -> tuple[str, str, str]:
    """What texts have in common that stand in a list: their elements, and the label before them."""
    label = position.before if states(position.before) else ""
    return *_row(position.element), label


def _row(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""
