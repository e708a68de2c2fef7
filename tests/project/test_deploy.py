"""The files in deploy/ name what exists, and systemd understands its units."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from project import ROOT

from crawler.reports.command import IN_USE

DEPLOY = ROOT / "deploy"
SERVICES = ("copydesk.service", "copydesk-continuous.service")


def section(name: str) -> dict[str, list[str]]:
    """The settings of a unit's [Service], each with all its values."""
    found: dict[str, list[str]] = {}
    text = (DEPLOY / name).read_text("utf-8").split("[Service]\n")[1].split("\n[")[0]
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = section(name)
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictNamespaces"):
        assert service[key] == ["yes"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["CapabilityBoundingSet"] == [""]
    assert "MemoryMax" in service
    assert service["SuccessExitStatus"] == [str(IN_USE)]


def test_both_services_are_confined_alike() -> None:
    one, other = map(section, SERVICES)
    own = {"Type", "ExecStart", "TimeoutStartSec", "Restart", "RestartSec", "RestartPreventExitStatus"}
    assert {k: v for k, v in one.items() if k not in own} == {k: v for k, v in other.items() if k not in own}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
@pytest.mark.parametrize("name", [*SERVICES, "copydesk.timer"])
def test_systemd_understands_the_unit(tmp_path: Path, name: str) -> None:
    for unit in (*SERVICES, "copydesk.timer"):
        text = (DEPLOY / unit).read_text("utf-8")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        text = re.sub(r"^(User|Documentation)=.*\n", "", text, flags=re.MULTILINE)
        (tmp_path / unit).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)], check=False, capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or name in line]
    assert said == []


def test_the_timer_spreads_its_starts() -> None:
    timer = configparser.ConfigParser(strict=False)
    timer.read(DEPLOY / "copydesk.timer")
    assert int(timer["Timer"]["RandomizedDelaySec"]) > 0


def test_the_cron_line_is_the_documented_one() -> None:
    line = (DEPLOY / "copydesk.cron").read_text("utf-8").splitlines()[-1]
    assert line in (ROOT / "docs" / "scheduling.md").read_text("utf-8")
    assert f"-eq {IN_USE} ]" in line


def test_the_container_runs_a_crawl_that_stays_and_not_as_root() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert 'CMD ["crawl", "feeds", "--continuous"]' in text
    assert re.search(r"^USER (?!root)\w+$", text, re.MULTILINE)
