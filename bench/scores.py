"""How near a text and its metadata are to what a page should give, in the measures of public benchmarks.

    shingles     runs of four words that both texts have (scrapinghub's article-extraction-benchmark)
    paragraphs   paragraphs that are equal to the letter, white space aside (Fundus)
    rouge        ROUGE-LSum (Fundus); needs the package rouge-score, which sees a-z and digits alone
    snippets     pieces that the text must have, and others that it must not (trafilatura)
    headline     equal, case and punctuation aside
    date         the same day, in the page's own zone or in UTC
    authors      names that are equal as headlines are

All are F1 from 0 to 1, or a share of pages. What a page should give is a JSON object with any of `body` (a text),
`paragraphs` (a list; one in [square brackets] may be there or not), `with` and `without` (lists of snippets), `title`,
`date`, and `authors` or `author` (a list, or names apart by semicolons).
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations
from statistics import correlation, mean
from typing import Any

Gold = Mapping[str, Any]

HAS_ROUGE = importlib.util.find_spec("rouge_score") is not None
WORDS = 4
"""Words in a shingle."""
MAX_OPTIONAL = 4
"""With more paragraphs in brackets than this, a text has to have all of them or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a system makes of a page."""

    text: str = ""
    """Paragraphs apart by line breaks."""
    headline: str | None = None
    dates: tuple[str, ...] = ()
    """The date of publication, as one or several strings that begin with YYYY-MM-DD."""
    authors: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much is shared by what was found and what was wanted; for a plain share, that share of one."""

    shared: float
    found: float = 1
    wanted: float = 1

    @property
    def precision(self) -> float:
        return self.shared / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.shared / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.shared / (self.found + self.wanted) if self.found or self.wanted else 1.0


def overlap(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> Overlap:
    """What two collections share, doubles counted.

    >>> overlap("aab", "abb").shared
    2
    """
    one, other = Counter(wanted), Counter(found)
    return Overlap((one & other).total(), other.total(), one.total())


# --------------------------------------------------------------------------------------------- one page


def shingles(gold: Gold, reading: Reading) -> Overlap | None:
    return _compared(gold, reading, _shingles)


def words(gold: Gold, reading: Reading) -> Overlap | None:
    return _compared(gold, reading, _words)


def _compared(gold: Gold, reading: Reading, parts_of: Callable[[str], Sequence[Hashable]]) -> Overlap | None:
    texts = [gold["body"]] if "body" in gold else ["\n".join(body) for body in bodies(gold)]
    return max((overlap(parts_of(text), parts_of(reading.text)) for text in texts), key=_f1, default=None)


def paragraphs(gold: Gold, reading: Reading) -> Overlap | None:
    found = lines(reading.text)
    return max((overlap(body, found) for body in bodies(gold)), key=_f1, default=None)


def rouge(gold: Gold, reading: Reading) -> Overlap | None:
    if not HAS_ROUGE:
        return None
    found = "\n".join(sentences(lines(reading.text)))
    wanted = ("\n".join(sentences(body)) for body in bodies(gold))
    return max((Overlap(_rouge(text, found)) for text in wanted), key=_f1, default=None)


def snippets(gold: Gold, reading: Reading) -> Overlap | None:
    if "with" not in gold:
        return None
    text = _spaced(reading.text)
    right, wrong = (sum(_spaced(snippet) in text for snippet in gold[name]) for name in ("with", "without"))
    return Overlap(right, right + wrong, len(gold["with"]))


def headline(gold: Gold, reading: Reading) -> Overlap | None:
    return Overlap(_folded(gold["title"]) == _folded(reading.headline)) if gold.get("title") else None


def same_day(gold: Gold, reading: Reading) -> Overlap | None:
    if not gold.get("date"):
        return None
    found = {day for text in reading.dates for day in days(text)}
    return Overlap(bool(found & days(gold["date"])))


def authors(gold: Gold, reading: Reading) -> Overlap | None:
    names = gold.get("authors") or gold.get("author") or ()
    wanted = {_folded(name) for name in (names.split(";") if isinstance(names, str) else names)} - {""}
    return overlap(wanted, {_folded(name) for name in reading.authors} - {""}) if wanted else None


def bodies(gold: Gold) -> list[tuple[str, ...]]:
    """Every list of paragraphs that is right: with and without those in brackets; empty without any paragraphs.

    >>> bodies({"paragraphs": ["One.", "[Two.]"]})
    [('One.', 'Two.'), ('One.',)]
    """
    body = [spaced for text in gold.get("paragraphs", ()) if (spaced := _spaced(text))]
    if not body:
        return []
    optional = [place for place, text in enumerate(body) if _is_optional(text)]
    sizes = range(len(optional) + 1) if len(optional) <= MAX_OPTIONAL else (0, len(optional))
    return [
        tuple(text[1:-1] if _is_optional(text) else text for place, text in enumerate(body) if place not in left_out)
        for size in sizes
        for left_out in combinations(optional, size)
    ]


def lines(text: str) -> list[str]:
    return [spaced for line in text.split("\n") if (spaced := _spaced(line))]


_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9À-Þ])""")
_ABBREVIATION = re.compile(
    r"""(?: \b(?: [A-Z] | Mrs?|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|St|[JS]r|vs|No|Inc|Corp|Co|Ltd
            | Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec ) | \b[ap]\.m ) \.$""",
    re.VERBOSE,
)


def sentences(texts: Iterable[str]) -> list[str]:
    """The texts' sentences, well enough for ROUGE, which compares them one by one.

    >>> sentences(["It rained. “Dr. Moss left at 6 p.m. Sharp.” Who knew?"])
    ['It rained.', '“Dr. Moss left at 6 p.m. Sharp.”', 'Who knew?']
    """
    found = []
    for text in texts:
        start = 0
        for end in _SENTENCE_END.finditer(text):
            if not _ABBREVIATION.search(text[: end.start()]):
                found.append(text[start : end.end()].strip())
                start = end.end()
        found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def days(text: str) -> set[date]:
    """The calendar days that a stamp may stand for: as it is written and, with a zone, in UTC.

    >>> sorted(str(day) for day in days("2026-03-01T23:30:00-05:00"))
    ['2026-03-01', '2026-03-02']
    """
    with suppress(ValueError):
        stamp = datetime.fromisoformat(text.strip())
        return {stamp.date(), stamp.astimezone(UTC).date()} if stamp.tzinfo else {stamp.date()}
    with suppress(ValueError):
        return {date.fromisoformat(text.strip()[:10])}
    return set()


def _shingles(text: str) -> list[tuple[str, ...]]:
    """Of a text that is shorter than one, all of it."""
    all_of = re.findall(r"\w+", text)
    return [tuple(all_of[n : n + WORDS]) for n in range(max(1, len(all_of) - WORDS + 1))] if all_of else []


def _words(text: str) -> list[str]:
    """In lower case, as WCXB's own scorer has them."""
    return re.findall(r"\w+", text.lower())


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def _is_optional(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


def _f1(found: Overlap) -> float:
    return found.f1


@cache
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(["rougeLsum"])


@cache
def _rouge(wanted: str, found: str) -> float:
    return float(_scorer().score(wanted, found)["rougeLsum"].fmeasure)


# -------------------------------------------------------------------------------------------- all pages


def mean_f1(found: Sequence[Overlap]) -> float:
    return mean(page.f1 for page in found)


def pooled_f1(found: Sequence[Overlap]) -> float:
    """Of all pages taken as one."""
    totals = (sum(getattr(page, name) for page in found) for name in ("shared", "found", "wanted"))
    return Overlap(*totals).f1


def f1_of_means(found: Sequence[Overlap]) -> float:
    """Of mean precision, to which pages without a text have nothing to say, and mean recall."""
    precision = mean([page.precision for page in found if page.found] or [0.0])
    recall = mean([page.recall for page in found if page.wanted] or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the table."""

    name: str
    of_page: Callable[[Gold, Reading], Overlap | None]
    """None where the page's gold has nothing to compare with."""
    of_all: Callable[[Sequence[Overlap]], float]


MEASURES = (
    Measure("shingles", shingles, f1_of_means),
    Measure("paragraphs", paragraphs, mean_f1),
    Measure("rouge", rouge, mean_f1),
    Measure("snippets", snippets, pooled_f1),
    Measure("headline", headline, mean_f1),
    Measure("date", same_day, mean_f1),
    Measure("authors", authors, pooled_f1),
)


def score(pages: Sequence[tuple[Gold, Reading]]) -> dict[str, float]:
    """Each measure by its name, where any page has what it compares with."""
    scores = {}
    for measure in MEASURES:
        found = [page for gold, reading in pages if (page := measure.of_page(gold, reading)) is not None]
        if found:
            scores[measure.name] = measure.of_all(found)
    return scores


def text_f1(gold: Gold, reading: Reading) -> float | None:
    """One figure for one page's text: its words, else snippets; None where its gold has neither."""
    found = words(gold, reading) or snippets(gold, reading)
    return found.f1 if found is not None else None


def rank_correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Spearman's; None where one of them is the same throughout.

    >>> rank_correlation([1, 2, 3], [1, 4, 9])
    1.0
    """
    if len(set(ones)) < 2 or len(set(others)) < 2:
        return None
    return round(correlation(_ranks(ones), _ranks(others)), 12)


def _ranks(values: Sequence[float]) -> list[float]:
    """Equal values share the mean of their ranks."""
    order = sorted(values)
    below = {value: order.index(value) for value in set(values)}
    times = Counter(values)
    return [below[value] + (times[value] - 1) / 2 for value in values]
