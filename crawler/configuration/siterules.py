"""The folder of site rules (COPYDESK_SITE_RULES): one file a host, in the ftr-site-config format."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import SettingError
from pipelines.model import SiteRules
from pipelines.reading.overrides import Ignored, RuleBook, parse_rules

_HOST = re.compile(r"\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What stands in it."""

    book: RuleBook
    ignored: tuple[Ignored, ...] = ()
    """Lines that do nothing here."""
    not_hosts: tuple[str, ...] = ()
    """Text files that are not named for a host: they are not read."""

    @property
    def directives(self) -> Counter[str]:
        """How often each directive is used."""
        return Counter(rule.directive for rules in self.book.by_host.values() for rule in rules.rules)


def read_site_rules(folder: Path) -> Folder:
    """All rules of a folder. Raises SettingError naming file, line and directive."""
    if not folder.is_dir():
        raise SettingError(f"COPYDESK_SITE_RULES: {folder} is no folder; make it, with a file HOST.txt for each site")
    by_host: dict[str, SiteRules] = {}
    ignored: list[Ignored] = []
    not_hosts = []
    for file in sorted(folder.glob("*.txt")):
        host = host_named(file.name)
        if host is None:
            not_hosts.append(file.name)
            continue
        if host in by_host:
            raise SettingError(f"{file}: another file of the folder is for {host} too; leave one")
        parsed = parse_rules(file.name, host, _read(file))
        ignored += parsed.ignored
        if parsed.rules.rules:
            by_host[host] = parsed.rules
    return Folder(book=RuleBook(by_host), ignored=tuple(ignored), not_hosts=tuple(not_hosts))


def host_named(name: str) -> str | None:
    """The host for which a file is; a dot before it stands for the hosts below. None for a name that is none.

    >>> host_named("www.Example.org.txt"), host_named(".example.org.txt"), host_named("global.txt")
    ('example.org', '.example.org', None)
    """
    host = name.lower().removesuffix(".txt").removeprefix("www.")
    return host if _HOST.fullmatch(host) else None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingError(f"{file}, line {line}: not UTF-8 text; save the file as UTF-8") from None
    except OSError as error:
        raise SettingError(f"{file} cannot be read: {error.strerror or error}") from None
