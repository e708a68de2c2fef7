"""Bylines in the scripts that write names without spaces in them: Han, kana and Hangul."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.language.wordlists import any_of, word_lists

_WORDS = word_lists(__name__)
_HAN = "\u3005\u3400-\u9fff\uf900-\ufaff"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_HANGUL = "\uac00-\ud7a3"
HAS_CJK = re.compile(f"[{_HAN}{_KANA}{_HANGUL}]")
_PLAIN_KANA = "\u3041-\u3096\u30a1-\u30fa"
_NAME = re.compile(
    "|".join((
        rf"[{_HAN}][{_HAN}{_PLAIN_KANA}]{{1,5}}",  # a Chinese or Japanese name
        rf"[{_HAN}\u3041-\u3096]{{1,4}}[ \u3000][{_HAN}{_PLAIN_KANA}]{{1,4}}",  # a Japanese one in two words
        r"[\u30a1-\u30fa\u30fc]{2,10}(?:[・＝=.\s][\u30a1-\u30fa\u30fc]{2,12}){1,3}",  # one from elsewhere, in katakana
        rf"[{_HAN}]{{1,6}}(?:[·•・][{_HAN}]{{1,8}}){{1,3}}",  # and in Han
        rf"[{_HANGUL}]{{2,4}}",
    ))
)  # fmt: skip
_BRACKETS = "【】［］[]（）()〔〕〈〉《》「」"
_OPEN = re.compile(r"^[【［\[（(〔〈]\s*([^【】［］\[\]（）()〔〕〈〉]{2,60}?)\s*[】］\]）)〕〉]$")


def _alternatives(*kinds: str) -> str:
    words = {word for kind in kinds for word in _WORDS[kind]}
    return any_of(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_LABELS = rf"(?:{_alternatives('labels', 'others')})"
_ITS = rf"(?:[{_HAN}{_KANA}]{{1,8}}(?:{_alternatives('papers')}))?"
_LABEL = re.compile(rf"{_ITS}({_LABELS}(?:\s*[・·,、，/／＆&]\s*{_LABELS}){{0,3}})(\s*[:：=＝/／|｜]\s*|[\s\u3000]+)")
_GLUED = re.compile(
    rf"{_ITS}([{_HAN}]{{0,2}}(?:記者|记者))(?=[{_HAN}]{{3}}(?:$|[、,，/／\s])|[{_HAN}]{{2,3}}[/／\s][{_HAN}]+(?:報導|報道|报道)$)"
)
_OTHERS = re.compile(rf"{_alternatives('others')}")
_WRITES = re.compile(rf"{_alternatives('labels')}")
_JOB = re.compile(rf"\s*(?:{_alternatives('jobs')})$")
_PAPER = re.compile(rf"\S*(?:{_alternatives('papers')})$")
_REPORTS = re.compile(rf"[\s/／|｜]*[{_HAN}]{{0,8}}(?:{_alternatives('reports')})$")
_DESK = re.compile(r".+[部班局室課组組부팀국]")
_BETWEEN = re.compile(rf"\s*[,，、;；/／|｜＆&]\s*|\s*[=＝]\s*|(?<=[{_HANGUL}])\s*[·ㆍ・]\s*(?=[{_HANGUL}])")
_NEXT_LABEL = re.compile(rf"[\s\u3000/／|｜,，、;；]+(?={_LABELS}[\s\u3000:：=＝/／|｜])")
_SHORT_WORD = re.compile(rf"[{_HANGUL}]{{2}}")
"""Behind "기자" and a space it is a word rather than a name: 기자 회견."""
_BETWEEN_CLAIMED = re.compile(r"\s*[,，、;；/／|｜＆&]\s*|\s+(?:and|と)\s+")
_MAIL = re.compile(r"[(（]?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)*\s*[)）]?")
_LONGEST = 60


def names_of_byline(text: str, papers: Iterable[str] = ()) -> tuple[str, ...]:
    """The writers whom a line names, if it is a byline and nothing else; empty where it is none.

    papers: what the site may be called; its name may stand beside the writer's. A line of names alone is no byline: a
    label, a job or a paper makes it one. Editors, translators and photographers are not named.

    >>> names_of_byline("文・写真：港野灯子"), names_of_byline("【新報＝港野灯子】"), names_of_byline("나루온 기자")
    (('港野灯子',), ('港野灯子',), ('나루온',))
    >>> names_of_byline("责任编辑：林望潮"), names_of_byline("港野灯子")
    ((), ())
    """
    if len(text) > _LONGEST or not HAS_CJK.search(text):
        return ()
    line = _MAIL.sub(" ", text).strip()
    bracketed = _OPEN.match(line)
    if bracketed is not None:
        line = bracketed[1]
    if any(bracket in line for bracket in _BRACKETS) or any(map(str.isdigit, line)) or line[-1:] in ("。", "？", "！"):
        return ()
    label = _LABEL.match(line) or _GLUED.match(line)
    if label is not None:
        return _labelled(label, line)
    return _signed(line, frozenset(papers), bracketed=bracketed is not None)


def claimed_names(text: str) -> tuple[str, ...]:
    """The names of a text that stands where a writer's name belongs; whatever is labelled as another's is left out.

    >>> claimed_names("港野灯子（新報）、波岡汐里 記者"), claimed_names("责任编辑：林望潮")
    (('港野灯子', '波岡汐里'), ())
    """
    line = re.sub(r"\s*[(（\[［【〔][^()（）\[\]［］【】〔〕]*[)）\]］】〕]\s*", " ", text).strip() or text.strip(
        _BRACKETS
    )
    label = _LABEL.match(line)
    if label is not None and not _WRITES.match(label[1]):
        return ()
    line = line[label.end() :] if label is not None and label[2].strip() else line
    return tuple(name for part in _BETWEEN_CLAIMED.split(line) if (name := _JOB.sub("", part).strip()))


def _labelled(label: re.Match[str], line: str) -> tuple[str, ...]:
    """The names behind the labels of writers in "文：港野灯子 写真：波岡汐里"."""
    rest = line[label.end() :]
    behind = _NEXT_LABEL.split(rest)
    names: list[str] = []
    spaced = label.lastindex == 2 and not label[2].strip()
    parts = [(label[1], behind[0]), *(_pair(part) for part in behind[1:])]
    for title, who in parts:
        found = _only_names(_REPORTS.sub("", who))
        if not found or (spaced and any(_SHORT_WORD.fullmatch(name) for name in found)):
            return ()
        if _WRITES.match(title):
            names += found
    return tuple(dict.fromkeys(names))


def _pair(part: str) -> tuple[str, str]:
    title = _LABEL.match(part)
    return (title[1], part[title.end() :]) if title else (part, "")


def _signed(line: str, papers: frozenset[str], *, bracketed: bool) -> tuple[str, ...]:
    """The names of "나루온 기자", "[벨모라=나루온 특파원]", "港野灯子記者", "［港野灯子，新報］"."""
    parts = [part for part in _BETWEEN.split(line) if part]
    if not 1 <= len(parts) <= 6:
        return ()
    certain = False
    names: list[str] = []
    for part in parts:
        bare = _JOB.sub("", part)
        words = bare.split()
        if bare != part and words and _is_name(words[-1]):
            # A paper or a place may stand before the name, and a place between it and the job.
            before = words[-2] if len(words) == 2 and part.endswith("특파원") else ""
            names.append(before if _is_name(before) and not _is_paper(before, papers) else words[-1])
            certain = True
        elif _is_paper(part, papers):
            certain = certain or (bracketed and len(parts) > 1)
        elif _is_name(part):
            names.append(part)
        elif not (bracketed and re.fullmatch(rf"[{_HAN}{_KANA}{_HANGUL}]{{2,10}}", part)):
            return ()
    certain = certain or (bracketed and len(parts) > 1 and re.search("[=＝]", line) is not None)
    if not certain:
        return ()
    return tuple(dict.fromkeys(_without_places(line, names)))


def _without_places(line: str, names: list[str]) -> list[str]:
    """Without what stands before "=", which is where the writer is."""
    places = {part.strip() for part in re.split("[=＝]", line)[:-1]}
    return [name for name in names if name not in places]


def _only_names(text: str) -> list[str]:
    """The names that a text consists of; empty where there is anything else."""
    found: list[str] = []
    for part in re.split(r"\s*[,，、;；/／|｜＆&]\s*", text.strip()):
        bare = _JOB.sub("", part)
        if _is_name(bare):
            found.append(bare.replace("\u3000", " "))
        elif all(map(_is_name, words := bare.split())) and words:
            found += words
        elif not _PAPER.match(bare):
            return []
    return found


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not _DESK.fullmatch(text) and not _PAPER.fullmatch(text)


def _is_paper(text: str, papers: frozenset[str]) -> bool:
    return text in papers or _PAPER.fullmatch(text) is not None
