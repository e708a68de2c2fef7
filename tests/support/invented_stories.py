"""A labelled set of invented articles: copies of one another as papers make them, and what only looks like copies.

Originals are the stories of data/corpus and of the demo, and prose of drawn words in as many languages. Copies
are made by invented_edits.py. Traps: articles of one template (data/templates.toml), of which some have copies too;
articles that share their background or a quotation, briefings of others' first sentences, stubs, one report in several
languages. The same seed makes the same set.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import invented_edits as edits
from clusterings import Labelled, LabelledSet, traps_of
from invented_corpus import load_sites
from invented_prose import Prose
from invented_templates import Family, lists, load_families

from crawler.demo.stories import COPY, load_stories

Paragraphs = list[str]

PROFILES = {
    "exact": 8, "headline_dateline": 8, "credit": 6, "trim90": 6, "trim70": 8, "trim50": 7, "insert": 9,
    "copyedit_light": 9, "copyedit_heavy": 8, "reflow": 6, "combo_mid": 12, "combo_heavy": 8,
}  # fmt: skip
"""What is done to a copy, and how often."""
OF_TEMPLATES = ("exact", "headline_dateline", "credit", "trim90", "copyedit_light", "reflow")
"""What is done to copies of an article that comes from a template."""
LARGE = {("weather", "en"): 150, ("match", "zh"): 90}
"""Families larger than what is compared with one text."""
START = datetime(2026, 3, 2, 5, tzinfo=UTC)
SHORT = 60
"""Words of the shortest original that is copied."""
BRIEFING_OPENS = {
    "en": "Good morning. Coffee first, then the news: this is what happened while you slept.",
    "de": "Guten Morgen. Erst der Kaffee, dann die Nachrichten: Das ist passiert, während Sie schliefen.",
    "fr": "Bonjour. Un café, puis les nouvelles : voici ce qui s'est passé pendant la nuit.",
    "es": "Buenos días. Primero el café, luego las noticias: esto es lo que pasó mientras dormía.",
    "zh": "早上好。先喝一杯茶，再看新闻：以下是昨夜今晨发生的事情。",
}
STUBS = {
    "en": [
        "See the whole report in the player above. Our channel has the news of the coast every evening at seven.",
        "This picture series is open to all members. Join today and support reporting from your own town.",
    ],
    "de": [
        "Den ganzen Beitrag sehen Sie im Video oben. Unser Programm bringt jeden Abend um sieben Nachrichten.",
        "Diese Bilderstrecke ist für Mitglieder offen. Werden Sie Mitglied und helfen Sie Ihrer Lokalzeitung.",
    ],
}
"""The house's lines under the one sentence of a page that has no text."""
SAID = {"de": "sagte", "fr": "a dit", "es": "dijo", "nl": "zei", "pl": "powiedział", "tr": "dedi", "ru": "сказал"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is written, before it is anybody's article."""

    language: str
    headline: str
    paragraphs: Paragraphs = field(repr=False)


def make_set(seed: int, scale: float = 1.0) -> LabelledSet:
    """The set of a seed. scale: how many articles of what is generated."""
    maker = _Maker(seed, scale)
    maker.add_originals()
    maker.add_briefings()
    maker.add_stubs()
    maker.add_families()
    articles = sorted(maker.articles, key=lambda each: (each.published, each.url))
    return LabelledSet(articles=tuple(articles), traps=traps_of(maker.groups))


# ------------------------------------------------------------------------------------------ what is written


def written_texts() -> list[Text]:
    """The stories of the invented corpus, and those of the demo that are no copies themselves."""
    texts = []
    for site in load_sites():
        for story in site.stories:
            standfirst = [story.standfirst] * bool(story.standfirst)
            body = [*standfirst, *(piece.text for piece in story.pieces if piece.kind in COPY)]
            texts.append(Text(language=site.language, headline=story.headline, paragraphs=body))
    seen: set[str] = set()
    for story in load_stories():
        body = story.article_body.split("\n\n")
        if not seen & set(body):
            texts.append(Text(language="en", headline=story.headline, paragraphs=body))
        seen |= set(body)
    return texts


# ------------------------------------------------------------------------------------------ what becomes of it


class _Maker:
    """The set while it is made."""

    def __init__(self, seed: int, scale: float) -> None:
        self._rng = random.Random(seed)
        self._seed = seed
        self._scale = scale
        self.articles: list[Labelled] = []
        self.groups: list[dict[str, Any]] = []
        """Traps, as truth.json has them."""
        self._clusters = 0
        self._families = load_families()
        self._written = written_texts()
        texts = [(text.language, "\n".join(text.paragraphs)) for text in self._written]
        texts += [(family.language, "\n".join(family.fill(0)[1])) for family in self._families]
        languages = sorted({language for language, _ in texts})
        self._prose = {own: Prose(own, [text for language, text in texts if language == own]) for own in languages}
        people = lists("en")
        self._people = [f"{one} {two}" for one, two in zip(people["first"], people["last"], strict=True)]
        self._originals: list[Labelled] = []

    def _count(self, number: float) -> int:
        return max(1, round(number * self._scale))

    def _trap(self, kind: str, clusters: list[int], **more: int) -> None:
        self.groups.append({"type": kind, "clusters": clusters, **more})

    def _add(self, text: Text, cluster: int | None = None, **what: Any) -> Labelled:
        if cluster is None:
            self._clusters += 1
            cluster = self._clusters
        number = len(self.articles)
        published = what.pop("published", None) or START + timedelta(minutes=self._rng.randint(0, 20 * 1440))
        site = what.pop("site", None) or self._rng.randint(1, 40)
        article = Labelled(
            url=f"https://www.paper-{site}.test/{text.language}/{published:%Y/%m/%d}/{number}",
            headline=text.headline,
            text="\n\n".join(text.paragraphs),
            language=text.language,
            published=published,
            cluster=cluster,
            **what,
        )
        self.articles.append(article)
        return article

    # -------------------------------------------------------------------------------- originals and their copies

    def add_originals(self) -> None:
        texts = list(self._written)
        for language, prose in self._prose.items():
            for _ in range(self._count(14)):
                words = self._rng.choice((50, 90, 150, 250, 350, 500))
                body = prose.paragraphs(self._rng, words)
                texts.append(Text(language=language, headline=prose.headline(self._rng), paragraphs=body))
        for text, shared in self._with_shared_parts(texts):
            original = self._add(text)
            self._originals.append(original)
            if shared is not None:
                shared.append(original.cluster)
            length = edits.length(text.language, text.paragraphs)
            if length >= SHORT and self._rng.random() < 0.7:
                for _ in range(self._rng.choice((1, 1, 2, 2, 3, 4, 6))):
                    self._copy(original, self._rng.choices(list(PROFILES), list(PROFILES.values()))[0])
            if length >= 120 and self._rng.random() < 0.25:
                self._update(original)

    def _with_shared_parts(self, texts: Sequence[Text]) -> list[tuple[Text, list[int] | None]]:
        """Some of them in groups of two to four that share background or a quotation, with the clusters of each."""
        given: list[tuple[Text, list[int] | None]] = []
        left: dict[str, list[Text]] = defaultdict(list)
        for text in texts:
            long_enough = edits.length(text.language, text.paragraphs) >= 120
            if long_enough and self._rng.random() < 0.6:
                left[text.language].append(text)
            else:
                given.append((text, None))
        for language, pool in left.items():
            while pool:
                group = [pool.pop() for _ in range(min(len(pool), self._rng.choice((2, 2, 3, 4))))]
                kind = self._rng.choice(("shared_background", "shared_background", "shared_quote"))
                clusters: list[int] = []
                self._trap(kind, clusters)
                add = self._add_background if kind == "shared_background" else self._add_quotation
                most = 0.5 * min(edits.length(language, text.paragraphs) for text in group)
                part = self._shared_part(language, most)
                given += [(replace(text, paragraphs=add(text, part)), clusters) for text in group]
        return given

    def _shared_part(self, language: str, most: float) -> Paragraphs:
        """One to three paragraphs; not so many words that the texts would be more of it than of their own."""
        part = [self._prose[language].paragraph(self._rng) for _ in range(self._rng.randint(1, 3))]
        while len(part) > 1 and edits.length(language, part) > most:
            part.pop()
        return part

    def _add_background(self, text: Text, part: Paragraphs) -> Paragraphs:
        body = text.paragraphs
        return [*body, *part] if self._rng.random() < 0.7 else [*body[:-1], *part, body[-1]]

    def _add_quotation(self, text: Text, part: Paragraphs) -> Paragraphs:
        at = self._rng.randint(1, min(3, len(text.paragraphs)))
        said = SAID.get(text.language, "said")
        quotation = [f"“{part[0]}” {said} {self._people[len(part[0]) % len(self._people)]}.", *part[1:2]]
        return [*text.paragraphs[:at], *quotation, *text.paragraphs[at:]]

    def _copy(self, of: Labelled, edit: str, *, name: str | None = None) -> Labelled:
        prose = self._prose[of.language]
        body = self._edited(edit, of.text.split("\n\n"), of.language)
        headline = of.headline if edit == "exact" or self._rng.random() < 0.4 else prose.headline(self._rng)
        return self._add(
            Text(language=of.language, headline=headline, paragraphs=body),
            of.cluster,
            published=of.published + timedelta(minutes=self._rng.randint(3, 2880)),
            parent=of.url,
            edit=name or edit,
        )

    def _edited(self, edit: str, body: Paragraphs, language: str) -> Paragraphs:
        rng, prose = self._rng, self._prose[language]
        if edit.startswith("trim"):
            shares = {"trim90": (0.85, 0.93), "trim70": (0.65, 0.78), "trim50": (0.48, 0.58)}
            body = edits.trim(body, language, rng.uniform(*shares[edit]))
        elif edit.startswith("combo"):
            cut, rate, more = {
                "combo_mid": ((0.65, 0.9), (0.03, 0.06), (1, 1)),
                "combo_heavy": ((0.5, 0.65), (0.06, 0.1), (1, 2)),
            }[edit]
            body = edits.trim(body, language, rng.uniform(*cut))
            body = edits.copy_edit(body, language, rng.uniform(*rate), rng, prose.plain)
            body = edits.reflow(edits.insert(body, self._local(language, rng.randint(*more)), rng), language, rng)
        elif edit == "insert":
            body = edits.insert(body, self._local(language, rng.randint(1, 2)), rng)
        elif edit.startswith("copyedit"):
            rate = rng.uniform(0.03, 0.05) if edit == "copyedit_light" else rng.uniform(0.07, 0.1)
            body = edits.copy_edit(body, language, rate, rng, prose.plain)
        elif edit == "reflow":
            body = edits.reflow(body, language, rng)
        places = lists(language)["town"]
        if edit == "headline_dateline" or (edit != "exact" and rng.random() < 0.35):
            body = edits.date_line(body, language, rng, places)
        if edit == "credit" or (edit != "exact" and rng.random() < 0.35):
            body = edits.credit(body, language, rng, self._people)
        return body

    def _local(self, language: str, count: int) -> Paragraphs:
        return [self._prose[language].paragraph(self._rng) for _ in range(count)]

    def _update(self, original: Labelled) -> None:
        """The story goes on: new text above the old, on the same site."""
        body, language = original.text.split("\n\n"), original.language
        wanted = edits.length(language, body) * self._rng.uniform(0.2, 0.5)
        new = self._prose[language].paragraphs(self._rng, round(wanted))
        if self._rng.random() < 0.5:
            body = edits.trim(body, language, self._rng.uniform(0.85, 1))
        self._add(
            Text(language=language, headline=self._prose[language].headline(self._rng), paragraphs=[*new, *body]),
            original.cluster,
            published=original.published + timedelta(minutes=self._rng.randint(20, 700)),
            parent=original.url,
            edit="update",
            site=int(original.url.split("paper-")[1].split(".")[0]),
        )

    # --------------------------------------------------------------------------------------------------- traps

    def add_briefings(self) -> None:
        """Each tells of others in their first two sentences."""
        made = []
        for language, opening in BRIEFING_OPENS.items():
            pool = [
                each
                for each in self._originals
                if each.language == language and edits.length(language, [each.text]) > 140
            ]
            for _ in range(min(self._count(9), len(pool) // 4)):
                items = self._rng.sample(pool, min(len(pool), self._rng.randint(3, 6)))
                body = [
                    edits.join(language, [f"{item.headline}.", *edits.sentences(item.text.replace("\n\n", " "))[:2]])
                    for item in items
                ]
                headline = f"{opening.split('.')[0].split('。')[0]}: {items[0].headline}"
                briefing = self._add(Text(language=language, headline=headline, paragraphs=[opening, *body]))
                self._trap("briefing", [item.cluster for item in items], center=briefing.cluster)
                made.append(briefing.cluster)
        self._trap("briefings", made)

    def add_stubs(self) -> None:
        """A sentence of its own above the house's line."""
        for language, house_lines in STUBS.items():
            made = []
            for _ in range(self._count(20)):
                own = self._prose[language].sentence(self._rng)
                body = [own, self._rng.choice(house_lines)]
                made.append(self._add(Text(language=language, headline=own[:60], paragraphs=body)).cluster)
            self._trap("stub", made)

    def add_families(self) -> None:
        """Articles of each template, with copies of some; what is told in several languages comes from one draw."""
        told: dict[int, list[int]] = defaultdict(list)
        for family in self._families:
            made = []
            for number in range(self._count(LARGE.get((family.kind, family.language), 22))):
                child = self._child(family, number)
                made.append(child.cluster)
                if family.translated:
                    told[number].append(child.cluster)
            self._trap(f"template:{family.kind}", made)
        for clusters in told.values():
            self._trap("translation", clusters)

    def _child(self, family: Family, number: int) -> Labelled:
        seed = f"{self._seed}/{number}" if family.translated else f"{self._seed}/{family.language}/{number}"
        headline, body = family.fill(seed)
        child = self._add(Text(language=family.language, headline=headline, paragraphs=body))
        if self._rng.random() < 0.2:
            for _ in range(self._rng.choice((1, 1, 2))):
                self._copy(child, self._rng.choice(OF_TEMPLATES), name="template_copy")
        return child
