"""Archives made by hand, and a reader of their pages."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import lxml.html
from datasette.app import Datasette

from pipelines.clock import Clock
from pipelines.store.store import Store

DAY = "2026-03-14T06:30:00+00:00"
LATER = "2026-03-14T09:00:00+00:00"
SCRIPT_LINK = "javascript:alert(document.domain)"


def probe(name: str) -> str:
    """What would run, or break out of its place, if it were not escaped; recognisable by its name."""
    return f"</title></textarea>\"'><script>alert('{name}')</script><img src=x onerror=alert(1)>{{{{7*7}}}} {name}"


class Reader:
    """A Datasette in this process with one person in front of it."""

    def __init__(self, *paths: Path, **settings: Any) -> None:
        self._runner = asyncio.Runner()
        self.datasette = Datasette([str(path) for path in paths], **settings)

    def get(self, path: str) -> httpx.Response:
        return self._runner.run(self.datasette.client.get(path))

    def page(self, path: str) -> Page:
        response = self.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text[:500]}"
        return Page(response)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for database in self.datasette.databases.values():
            database.close()
        self._runner.close()


class Page:
    """A page as a browser without scripts has it."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.tree = lxml.html.fromstring(response.text)

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    def texts(self, path: str) -> list[str]:
        """The text of each element that the XPath finds."""
        return [" ".join(found.text_content().split()) for found in self.tree.xpath(path)]

    def links(self) -> list[str]:
        return [str(href) for href in self.tree.xpath("//a/@href")]

    def dangers(self) -> list[str]:
        """What would run or load something foreign, if anything does."""
        found = [element.tag for element in self.tree.xpath("//script | //img | //iframe | //object | //style")]
        found += list(self.tree.xpath("//@*[starts-with(name(), 'on') or name() = 'style']"))
        found += [href for href in self.links() if urlsplit(href).scheme not in {"", "http", "https"}]
        return [str(danger) for danger in found]


def make_archive(path: Path, *statements: str | tuple[str, dict[str, Any]]) -> Path:
    """An archive with exactly these rows."""
    with Store.open(path, clock=Clock()) as store:
        for statement in statements:
            sql, params = (statement, {}) if isinstance(statement, str) else statement
            store.writer.execute(sql, params)
    return path


def row(table: str, **values: Any) -> tuple[str, dict[str, Any]]:
    """An INSERT."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})", values


def article_row(number: int, **values: Any) -> tuple[str, dict[str, Any]]:
    """An INSERT of an article of bote.test, the columns that matter given."""
    url = f"https://bote.test/{number}"
    known = {
        "id": number,
        "url": url,
        "url_key": url.removeprefix("https://"),
        "site": "bote.test",
        "headline": f"Headline {number}",
        "article_body": "A first paragraph.\n\nA second paragraph.",
        "date_published": DAY,
        "word_count": 6,
        "story_id": number,
        "first_seen": DAY,
        "last_fetched": DAY,
        "extractor": "trafilatura 2",
        "text_hash": f"hash {number}",
        "page_key": url,
    }
    return row("articles", **{**known, **values})


def story_row(number: int, **values: Any) -> tuple[str, dict[str, Any]]:
    return row("stories", **{"id": number, "first_seen": DAY, **values})


RUN = row("runs", id=1, spider="feeds", started_at=DAY, finished_at=LATER, status="finished", reason="finished")
