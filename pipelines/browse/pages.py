"""From a request to the page that answers it, for whoever may see the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response
from datasette.utils import tilde_decode, tilde_encode

from pipelines.browse import articles, explaining, feeds, front, searching, sites, stories, versions
from pipelines.browse.archives import Archive, is_current, kind_of
from pipelines.browse.rendering import render, style_response, style_sheet
from pipelines.browse.request_context import Answer, NotHere, RequestContext
from pipelines.store.migrations import MADE_BEFORE

View = Callable[[RequestContext], Awaitable[Answer | Response]]

VIEWS: tuple[tuple[str, View], ...] = (
    ("", front.show),
    (r"article/(?P<id>\d+)", articles.show),
    (r"version/(?P<id>\d+)", versions.show),
    (r"story/(?P<id>\d+)", stories.show),
    (r"feed/(?P<id>\d+)", feeds.show),
    ("feeds", feeds.show_all),
    (r"site/(?P<name>.+)", sites.show),
    ("sites", sites.show_all),
    ("explain", explaining.show),
    ("search", searching.show),
    (r"search\.atom", searching.feed),
)
"""Below /DATABASE/-/."""
SHORT_CUTS = "search|explain|feeds|sites"
"""Pages that are also found at /-/NAME where there is one archive."""


def routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """For Datasette's router, the most special first."""
    return [
        (r"^/-/copydesk/browse\.css$", _style),
        (rf"^/-/(?P<page>{SHORT_CUTS})$", _short_cut),
        *((rf"^/(?P<database>[^/]+)/-/{path}$", _answering(view)) for path, view in VIEWS),
    ]


def address(datasette: Any, database: str, path: str = "") -> str:
    """Where a page of a database is."""
    return str(datasette.urls.path(f"/{tilde_encode(database)}/-/{path}"))


async def archives(datasette: Any) -> list[Archive]:
    """Our databases that are open in this Datasette."""
    return [
        Archive(name, database) for name, database in datasette.databases.items() if await kind_of(database) == "news"
    ]


def lead_from_root(datasette: Any) -> Callable[[Any], Any]:
    """The first page is ours where Datasette shows one archive and nothing is asked of its own first page."""

    def wrap(app: Any) -> Any:
        async def lead(scope: Any, receive: Any, send: Any) -> None:
            root = datasette.urls.path("/")
            if scope["type"] == "http" and scope["path"] == root and not scope.get("query_string"):
                found = await archives(datasette)
                if len(found) == 1:
                    await Response.redirect(address(datasette, found[0].name)).asgi_send(send)
                    return
            await app(scope, receive, send)

        return lead

    return wrap


async def _style() -> Response:
    return style_response()


async def _short_cut(request: Any, datasette: Any) -> Response:
    found = await archives(datasette)
    if len(found) != 1:
        return Response.html("This Datasette does not have exactly one archive.", status=404)
    query = f"?{request.query_string}" if request.query_string else ""
    return Response.redirect(address(datasette, found[0].name, request.url_vars["page"]) + query)


def _answering(view: View) -> Callable[..., Awaitable[Any]]:
    async def answer(request: Any, datasette: Any) -> Response:
        name = tilde_decode(request.url_vars["database"])
        database = datasette.databases.get(name)
        if database is None or await kind_of(database) != "news":
            return Response.html("There is no archive of this name.", status=404)
        if not await _may_see(datasette, request, name):
            return Response.html("This archive is not for you to see.", status=403)
        frame = _frame(datasette, name)
        if not await is_current(database):
            return render("old.html", {**frame, "title": "An older archive", "what": MADE_BEFORE}, status=503)
        visit = RequestContext(archive=Archive(name, database), request=request, base=frame["base"])
        try:
            found = await view(visit)
        except NotHere as error:
            return render("missing.html", {**frame, "title": "Not here", "what": str(error)}, status=404)
        if isinstance(found, Response):
            return found
        return render(found.template, {**frame, **found.values})

    return answer


def _frame(datasette: Any, name: str) -> dict[str, Any]:
    """What every page has around it."""
    _, digest = style_sheet()
    return {
        "database": name,
        "base": address(datasette, name),
        "tables": datasette.urls.database(name),
        "style": datasette.urls.path(f"/-/copydesk/browse.css?{digest}"),
        "query": "",
    }


async def _may_see(datasette: Any, request: Any, name: str) -> bool:
    if hasattr(datasette, "permission_allowed"):
        return bool(await datasette.permission_allowed(request.actor, "view-database", resource=name, default=True))
    from datasette.resources import DatabaseResource  # Datasette 1.0

    return bool(
        await datasette.allowed(action="view-database", resource=DatabaseResource(database=name), actor=request.actor)
    )
