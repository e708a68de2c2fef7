"""What the user adds in Python, named by settings: loaded and checked before anything is fetched."""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable
from typing import cast

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawler.feeds import Dialect
from pipelines.errors import SettingError
from pipelines.model import Article, OtherExtractor, Page, Rejection, SiteRules
from pipelines.workers import WorkersFactory

EXTRACTOR, WORKERS, DIALECTS = "COPYDESK_EXTRACTOR", "COPYDESK_WORKERS_FACTORY", "COPYDESK_FEED_DIALECTS"
PIPELINES = "ITEM_PIPELINES"


def extractor(settings: BaseSettings) -> OtherExtractor | None:
    """What reads pages in the stead of ours; None for ours. Raises SettingError."""
    path = _path(settings, EXTRACTOR)
    if not path:
        return None
    found = _for_workers(EXTRACTOR, path)
    _check_call(EXTRACTOR, path, found, "page", "rules")
    return OtherExtractor(name=path, extract=cast("Callable[[Page, SiteRules | None], Article | Rejection]", found))


def workers_factory(settings: BaseSettings) -> WorkersFactory:
    """What makes the workers of a run. Raises SettingError."""
    path = _path(settings, WORKERS)
    found = _loaded(WORKERS, path)
    _check_call(WORKERS, path, found, workers=1, memory_mb=64, preload=())
    return cast("WorkersFactory", found)


def feed_dialects(settings: BaseSettings) -> tuple[Dialect, ...]:
    """The dialects of feeds that are not ours. Raises SettingError."""
    dialects = []
    for path in _paths(settings, DIALECTS):
        found = _for_workers(DIALECTS, path)
        if not isinstance(found, Dialect):
            raise SettingError(f"{DIALECTS}: {path} is no crawler.feeds.Dialect, but {type(found).__name__}")
        dialects.append(found)
    return tuple(dialects)


def check_pipelines(settings: BaseSettings) -> None:
    """Raises SettingError for an item pipeline that is not there; Scrapy makes them when the crawl begins."""
    try:
        pipelines = settings.getdict(PIPELINES)
    except ValueError as error:
        raise SettingError(f"{PIPELINES}: {settings.get(PIPELINES)!r} is no JSON object: {_line(error)}") from None
    for path, place in pipelines.items():
        if place is not None and isinstance(path, str):
            _loaded(PIPELINES, path)


def modules(settings: BaseSettings) -> tuple[str, ...]:
    """The modules that workers need for it."""
    paths = (_path(settings, EXTRACTOR), *_paths(settings, DIALECTS))
    return tuple(dict.fromkeys(path.rpartition(".")[0] for path in paths if path))


def _path(settings: BaseSettings, name: str) -> str:
    return str(settings.get(name) or "").strip()


def _paths(settings: BaseSettings, name: str) -> tuple[str, ...]:
    """The dotted paths that stand in a setting, a list or separated by commas."""
    return tuple(path for each in settings.getlist(name) if (path := str(each).strip()))


def _loaded(name: str, path: str) -> object:
    """The object at a setting's dotted path. Raises SettingError."""
    try:
        return cast("object", load_object(path))
    except Exception as error:  # noqa: BLE001  importing runs whatever stands there
        raise SettingError(f"{name}: {path or 'nothing'} cannot be imported: {_line(error)}") from None


def _for_workers(name: str, path: str) -> object:
    """The same, where it can be handed to a worker: a worker imports it by its name."""
    found = _loaded(name, path)
    try:
        pickle.dumps(found)
    except Exception as error:  # noqa: BLE001  pickling runs whatever stands there
        raise SettingError(f"{name}: {path} cannot be handed to a worker: {_line(error)}") from None
    return found


def _check_call(name: str, path: str, found: object, *args: object, **kwargs: object) -> None:
    """Raises SettingError for what cannot be called so."""
    try:
        inspect.signature(cast("Callable[..., object]", found)).bind(*args, **kwargs)
    except TypeError as error:
        raise SettingError(f"{name}: {path} cannot be called as docs/how-to/extend.md says: {_line(error)}") from None
    except ValueError:  # written in C: nobody knows what it takes
        return


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
