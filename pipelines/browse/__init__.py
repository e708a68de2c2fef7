"""Pages for the people who read an archive: a Datasette plugin, found by its entry point."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from pipelines.browse import archives, metadata, pages


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    async def find_archives() -> None:
        archives.reach_files(datasette)
        await metadata.announce(datasette)

    return find_archives


@hookimpl(optionalhook=True)  # Datasette 1.0 has none; see metadata.announce
def get_metadata(datasette: Any) -> dict[str, Any]:
    return metadata.of_instance(datasette)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    return pages.routes()


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    archives.reach_files(datasette)  # a server of its own makes the application before it starts up
    return pages.lead_from_root(datasette)


@hookimpl
def menu_links(datasette: Any) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    async def inner() -> list[dict[str, str]]:
        return [
            {"href": pages.address(datasette, archive.name), "label": f"Read {archive.name}"}
            for archive in await pages.archives(datasette)
        ]

    return inner
