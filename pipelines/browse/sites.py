"""The site page: what a site yields, what of it is refused, and what was learned of it, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipelines.browse.archives import Row
from pipelines.browse.charts import chart_days
from pipelines.browse.formatting import KINDS, days_before
from pipelines.browse.request_context import Answer, NotHere, RequestContext, together
from pipelines.language.counted import counted
from pipelines.reading.cleaning.rules import why
from pipelines.reading.profiles.profile import SiteProfile, from_json
from pipelines.web.urls import site_of

CHART_DAYS = 60
EXAMPLES = 5
"""Refused addresses of each reason that are shown."""
PLACES = 4
"""Elements of each kind that are named."""

LEARNED: Mapping[str, str] = {
    "first": "the site had none",
    "doubled": "there were twice as many pages as the last time",
    "redesign": "its pages did not look as they did",
    "rules": "the way of learning has changed",
}
"""site_profiles.reason."""

SIGNALS: Mapping[str, str] = {
    "robots_tag": "an X-Robots-Tag header",
    "robots_meta": "a robots meta tag",
    "tdm_header": "a TDM reservation header",
    "tdm_meta": "a TDM reservation meta tag",
    "content_signal": "a Content-Signal line in robots.txt",
    "robots_agents": "its robots.txt, to the agents of model makers",
}
"""site_opt_outs.signal."""


ELEMENTS: Mapping[str, str] = {
    "p": "paragraphs",
    "h0": "headings",
    "li": "list items",
    "a": "links",
    "blockquote": "quotations",
    "figcaption": "captions of figures",
    "td": "table cells",
    "tr": "table rows",
    "div": "boxes",
    "button": "buttons",
}
"""The last element of a path; the others are named as they are."""

_CUT_SHORT = re.compile("#[0-9a-f]{12}$")
"""Stands for the rest of a long text in a key of SiteProfile.repeats."""


async def show(visit: RequestContext) -> Answer:
    site = visit.name
    ask = visit.archive.ask
    totals, now, before, latest, rejections, profiles, rules, opt_outs = await together(
        *(ask("site", name, site=site)
          for name in ("totals", "now", "before", "latest", "rejections", "profiles", "rules", "opt_outs"))
    )  # fmt: skip
    refused = [row for row in rejections if site_of(row["url"]) == site]
    if not (totals[0]["articles"] or refused or profiles):
        raise NotHere("There is nothing of this site here.")
    last = totals[0]["last_published"]
    per_day = await ask("site", "per_day", site=site, since=days_before(last, CHART_DAYS))
    counts = {row["day"]: row["articles"] for row in per_day}
    return Answer(
        "site.html",
        {
            "title": site,
            "totals": totals[0],
            "now": now[0],
            "before": before[0],
            "latest": latest,
            "refused": count_reasons(refused),
            "refused_count": len(refused),
            "profiles": profiles,
            "learned": LEARNED,
            "words": said_profile(profiles[0]["profile"]) if profiles else [],
            "rules": [{**rule, "why": why(rule["rule"]) or "a rule of an earlier version"} for rule in rules],
            "opt_outs": opt_outs,
            "signals": SIGNALS,
            "chart": chart_days(counts, last[:10] if last else None, days=CHART_DAYS, what="Articles"),
        },
    )


async def show_all(visit: RequestContext) -> Answer:
    return Answer("sites.html", {"title": "Sites", "sites": await visit.archive.ask("site", "sites")})


def count_reasons(rows: Sequence[Row]) -> list[tuple[str, int, list[Row]]]:
    """Reason, how often, and the latest of them; the most frequent first."""
    counts = Counter(row["reason"] for row in rows)
    return [
        (reason, count, [row for row in rows if row["reason"] == reason][:EXAMPLES])
        for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def said_profile(text: str) -> list[tuple[str, list[str]]]:
    """What a profile says, as headings with lines below; [] for one that says nothing, or cannot be read."""
    try:
        profile = from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    if profile is None:
        return []
    said = [
        ("Its texts are", _places(path for path, place in profile.paths.items() if place.body)),
        ("Its standfirsts are", _places(path for path, place in profile.paths.items() if place.standfirst)),
        *_said_cuts(profile),
        ("Its related links and source lines begin with", [f"“{phrase}:”" for phrase in sorted(profile.phrases)[:10]]),
        ("On several pages stands", _said_repeats(profile)),
    ]
    return [(heading, lines) for heading, lines in said if lines]


def said_place(path: str) -> str:
    """
    >>> said_place("main>article.story>p.byline")
    'paragraphs of class byline in main > article.story'
    """
    around, _, last = path.rpartition(">")
    tag, _, classes = last.partition(".")
    of_class = f" of class {classes.replace('.', ' ')}" if classes else ""
    return f"{ELEMENTS.get(tag, tag)}{of_class}" + (f" in {' > '.join(around.split('>'))}" if around else "")


def _said_cuts(profile: SiteProfile) -> list[tuple[str, list[str]]]:
    by_kind: dict[str, list[str]] = {}
    for path, place in profile.paths.items():
        if place.cut:
            by_kind.setdefault(place.cut, []).append(path)
    for path, kind in profile.containers.items():
        by_kind.setdefault(kind, []).append(path)
    return [(f"Cut as “{KINDS.get(kind, kind)}” are", _places(paths)) for kind, paths in sorted(by_kind.items())]


def _said_repeats(profile: SiteProfile) -> list[str]:
    ranked = sorted(profile.repeats.items(), key=lambda item: (-item[1], item[0]))[:8]
    return [
        f"“{_CUT_SHORT.sub('…', key.partition(' ')[2] or key)}”, on {counted(pages, 'page')}" for key, pages in ranked
    ]


def _places(paths: Iterable[str]) -> list[str]:
    """Whole paths before ends of paths, which say the same again."""
    found = sorted(set(paths), key=lambda path: (path.startswith("…"), path))
    whole = [path for path in found if not path.startswith("…")] or found
    said = [said_place(path) for path in whole[:PLACES]]
    more = [f"and {counted(len(whole) - PLACES, 'more place')}"] if len(whole) > PLACES else []
    return [*said, *more]
