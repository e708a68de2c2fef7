"""From templates to responses: everything escaped, nothing executed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from datasette import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.browse import formatting as phrasing
from pipelines.language.counted import counted

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of our pages: not even a script that got into them would run."""
HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
MAX_AGE_S = 365 * 24 * 3600
"""Of the style sheet, whose address changes with its bytes."""


@cache
def environment() -> Environment:
    """Our templates, compiled once."""
    env = Environment(
        loader=PackageLoader("pipelines.browse"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        day=phrasing.said_day,
        moment=phrasing.said_time,
        short=phrasing.short_time,
        number=phrasing.number,
        counted=counted,
        lapse=phrasing.lapse,
        web=phrasing.web_address,
        lang=phrasing.language_tag,
    )
    env.globals.update(
        REASONS=phrasing.REASONS, KINDS=phrasing.KINDS, CHANGES=phrasing.CHANGES, OUTCOMES=phrasing.OUTCOMES
    )
    return env


def render(template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page of ours as a response."""
    html = environment().get_template(template).render(values)
    return Response.html(html, status=status, headers=dict(HEADERS))


@cache
def style_sheet() -> tuple[str, str]:
    """The style sheet, and a name for exactly these bytes."""
    text = files("pipelines.browse").joinpath("static", "browse.css").read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def style_response() -> Response:
    text, _ = style_sheet()
    headers = {"Cache-Control": f"max-age={MAX_AGE_S}, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(text, headers=headers, content_type="text/css; charset=utf-8")
