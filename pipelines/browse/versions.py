"""The version page: an edit as a word diff against what came next."""

from __future__ import annotations

from pipelines.browse.articles import lag, paragraphs
from pipelines.browse.request_context import Answer, NotHere, RequestContext
from pipelines.browse.worddiff import diff_paragraphs, diff_words, fold


async def show(visit: RequestContext) -> Answer:
    revision = await visit.archive.ask_one("version", "revision", id=visit.number)
    if revision is None:
        raise NotHere("There is no version of this number.")
    place = {name: revision[name] for name in ("article_id", "seen_at", "id")}
    later = await visit.archive.ask_one("version", "later", **place)
    earlier = await visit.archive.ask_one("version", "earlier", **place)
    after = later or {"headline": revision["headline_now"], "article_body": revision["article_body_now"]}
    old, new = paragraphs(revision["article_body"]), paragraphs(after["article_body"])
    return Answer(
        "version.html",
        {
            "title": f"What changed: {after['headline'] or 'without a headline'}",
            "revision": revision,
            "later": later,
            "earlier": earlier,
            "headline": diff_words(revision["headline"] or "", after["headline"] or ""),
            "headline_changed": revision["headline"] != after["headline"],
            "runs": fold(diff_paragraphs(old, new)),
            "lag": lag(revision["published"], revision["seen_at"]),
        },
    )
