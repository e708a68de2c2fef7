"""What a desk does to another's report before it prints it: functions over lists of paragraphs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Paragraphs = list[str]

UNSPACED = frozenset({"zh", "ja"})

_SENTENCE = re.compile(r"(?<=[.!?…।؟])[\"”»“’]?\s+(?=\S)|(?<=[。！？])(?=.)")

SYNONYMS = {
    "en": "said/told reporters|about/around|almost/nearly|began/started|because/since|big/large|although/though|"
    "buy/purchase|but/yet|people/residents|shut/closed|whole/entire|took/needed|near/close to|got/received|most/many",
    "de": "sagte/erklärte|rund/etwa|begann/startete|aber/doch|weil/da|viele/zahlreiche|groß/riesig|will/möchte|"
    "bekam/erhielt|nach/im Anschluss an|auch/ebenfalls|jetzt/nun|etwa/circa|immer/stets|bisher/bislang",
    "fr": "a déclaré/a affirmé|environ/près de|mais/toutefois|parce que/car|plusieurs/quelques|grand/vaste|"
    "commencé/débuté|après/à la suite de|aussi/également|presque/quasiment",
    "es": "dijo/aseguró|cerca de/casi|pero/sin embargo|porque/ya que|empezó/comenzó|muchos/numerosos|después/luego|"
    "también/además|solo/únicamente|grande/enorme",
}
NUMERALS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
}
DATE_LINES = {
    "en": "{place} (CN) – |{place}, March {day} (Reuters) - |{place} — |{place}: ",
    "de": "{place} (dpa) – |{place} (dpa/lnw) - |{place}. |{place}/{other} (AFP) – ",
    "fr": "{place} (AFP) — |{place}, le {day} mars. ",
    "es": "{place}, {day} mar (EFE).- |{place} (EFE). ",
    "ar": "{place} - (وكالات) - |{place} - ",
    "zh": "本报{place}三月{day}日电 |（{place}讯）",
    "ja": "【{place}】|【{place}共同】",
    "*": "{place} (AFP) – |{place}. ",
}
CREDITS = {
    "en": "(Reporting by {one}; editing by {two})|With material from the Associated Press.|© Harbour Wire",
    "de": "(dpa)|Mit Material von dpa und AFP.|Quelle: dpa/{one}|Redaktion: {one}",
    "fr": "(avec AFP)|{one}, avec agences",
    "es": "(EFE)|Con información de {one} y agencias.",
    "ar": "المصدر: وكالات",
    "zh": "（来源：综合新闻社）|责任编辑：{one}",
    "ja": "（共同）",
    "*": "(AFP)|AFP, {one}",
}


def sentences(paragraph: str) -> list[str]:
    return [each for each in _SENTENCE.split(paragraph) if each.strip()]


def join(language: str, pieces: Sequence[str]) -> str:
    return ("" if language in UNSPACED else " ").join(pieces)


def length(language: str, paragraphs: Sequence[str]) -> float:
    """In words; a character of a script without spaces is half of one."""
    text = " ".join(paragraphs)
    return len(re.findall(r"\w", text)) / 2 if language in UNSPACED else len(text.split())


def trim(paragraphs: Paragraphs, language: str, share: float) -> Paragraphs:
    """The head, so many of its words; whole sentences go, one stays at least."""
    wanted, kept, have = length(language, paragraphs) * share, [], 0.0
    for paragraph in paragraphs:
        stays = []
        for sentence in sentences(paragraph):
            words = length(language, [sentence])
            if have + words > wanted and (kept or stays):
                return [*kept, join(language, stays)] if stays else kept
            stays.append(sentence)
            have += words
        kept.append(join(language, stays))
    return kept


def reflow(paragraphs: Paragraphs, language: str, rng: random.Random) -> Paragraphs:
    """Other paragraphs of the same sentences."""
    flown: Paragraphs = []
    for paragraph in paragraphs:
        pieces = sentences(paragraph)
        if len(pieces) > 1 and rng.random() < 0.5:
            cut = rng.randint(1, len(pieces) - 1)
            flown += [join(language, pieces[:cut]), join(language, pieces[cut:])]
        elif flown and rng.random() < 0.4:
            flown[-1] = join(language, [flown[-1], paragraph])
        else:
            flown.append(paragraph)
    return flown


def insert(paragraphs: Paragraphs, more: Sequence[str], rng: random.Random) -> Paragraphs:
    """Paragraphs of the house's own, not above the second."""
    mixed = list(paragraphs)
    for each in more:
        mixed.insert(rng.randint(min(2, len(mixed)), len(mixed)), each)
    return mixed


def date_line(paragraphs: Paragraphs, language: str, rng: random.Random, places: Sequence[str]) -> Paragraphs:
    form = rng.choice((DATE_LINES.get(language) or DATE_LINES["*"]).split("|"))
    place, other = rng.sample(places, 2)
    place = place.upper() if rng.random() < 0.5 else place
    return [form.format(place=place, other=other, day=rng.randint(1, 28)) + paragraphs[0], *paragraphs[1:]]


def credit(paragraphs: Paragraphs, language: str, rng: random.Random, people: Sequence[str]) -> Paragraphs:
    form = rng.choice((CREDITS.get(language) or CREDITS["*"]).split("|"))
    one, two = rng.sample(people, 2)
    line = form.format(one=one, two=two)
    return [line, *paragraphs] if rng.random() < 0.15 else [*paragraphs, line]


def copy_edit(
    paragraphs: Paragraphs, language: str, rate: float, rng: random.Random, vocabulary: Sequence[str]
) -> Paragraphs:
    """About so large a share of the words changed, no name or number of them: the house's spellings first, then words
    left out, exchanged, put in."""
    budget = max(1, round(length(language, paragraphs) * rate))
    if language in UNSPACED:
        return [_edit_characters(paragraph, rate, rng, vocabulary) for paragraph in paragraphs]
    edited, spent = _house_style(paragraphs, language, budget // 2, rng)
    words = [paragraph.split(" ") for paragraph in edited]
    spots = [
        (row, at)
        for row, line in enumerate(words)
        for at in range(1, len(line))
        if line[at].isalpha() and not line[at][0].isupper()
    ]
    rng.shuffle(spots)
    for row, at in spots[: max(0, budget - spent)]:
        _edit_word(words[row], at, rng, vocabulary)
    return [" ".join(" ".join(line).split()) for line in words]


def _edit_word(line: list[str], at: int, rng: random.Random, vocabulary: Sequence[str]) -> None:
    chance = rng.random()
    if chance < 0.35:
        line[at] = ""
    elif chance < 0.5 and at + 1 < len(line) and line[at + 1].isalpha() and line[at + 1].islower():
        line[at], line[at + 1] = line[at + 1], line[at]
    elif chance < 0.8:
        line[at] = rng.choice(vocabulary)
    else:
        line[at] = f"{line[at]} {rng.choice(vocabulary)}"


def _edit_characters(paragraph: str, rate: float, rng: random.Random, vocabulary: Sequence[str]) -> str:
    characters = list(paragraph)
    spots = [at for at, character in enumerate(characters) if character.isalpha() and not character.isascii()]
    for at in rng.sample(spots, min(len(spots), max(1, round(len(spots) * rate)))):
        new = rng.choice(rng.choice(vocabulary))
        characters[at] = rng.choice(("", characters[at] + new, new))
    return "".join(characters)


def _house_style(paragraphs: Paragraphs, language: str, budget: int, rng: random.Random) -> tuple[Paragraphs, int]:
    """Synonyms, figures for numerals, and how figures are written; the number of words that it took."""
    text, spent = "\n".join(paragraphs), 0
    pairs = [tuple(pair.split("/")) for pair in SYNONYMS.get(language, "").split("|") if pair]
    pairs += [
        (word, str(number)) for number, word in enumerate(NUMERALS.get(language, "").split(), 2) if rng.random() < 0.5
    ]
    rng.shuffle(pairs)
    for one, other in pairs:
        if spent >= budget:
            break
        old, new = (one, other) if rng.random() < 0.5 or other.isdigit() else (other, one)
        text, count = re.subn(rf"\b{re.escape(old)}\b", new, text, count=2)
        spent += count
    for form in rng.sample(_FIGURES, 2):
        text = form(text)
    return text.split("\n"), spent


def _no_separators(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)


def _dots_in_times(text: str) -> str:
    return re.sub(r"\b(\d{1,2}):(\d{2})\b", r"\1.\2", text)


def _straight_quotes(text: str) -> str:
    return re.sub("[“”„«»]", '"', text)


_FIGURES: tuple[Callable[[str], str], ...] = (_no_separators, _dots_in_times, _straight_quotes)
