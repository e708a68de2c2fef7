"""The clock of a run."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.clock import Clock, from_text, to_text
from pipelines.errors import SettingError

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("", NOON, id="empty is real time"),
        pytest.param("+3600", NOON + timedelta(hours=1), id="plus seconds"),
        pytest.param("-60", NOON - timedelta(minutes=1), id="minus seconds"),
        pytest.param("2026-01-01T00:00:00+02:00", datetime(2025, 12, 31, 22, 0, tzinfo=UTC), id="a zone is honoured"),
        pytest.param("2026-01-01T00:00:00", datetime(2026, 1, 1, tzinfo=UTC), id="no zone is UTC"),
    ],
)
def test_setting_moves_the_clock(setting: str, expected: datetime) -> None:
    assert Clock.from_setting(setting, real=lambda: NOON).now() == expected


@pytest.mark.parametrize("setting", ["soon", "+x", "2026-99-01"])
def test_bad_setting_is_one_clear_line(setting: str) -> None:
    with pytest.raises(SettingError, match="COPYDESK_NOW"):
        Clock.from_setting(setting)


def test_text_of_a_moment_reads_back() -> None:
    assert from_text(to_text(NOON)) == NOON
    assert to_text(NOON.astimezone(UTC)).endswith("+00:00")
