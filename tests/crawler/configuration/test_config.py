"""Settings, read once and checked."""

import pytest
from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.configuration import config
from pipelines.errors import SettingError


def settings(**changes: object) -> Settings:
    values = Settings()
    values.setmodule(defaults)
    values.setdict(changes, priority="cmdline")
    return values


def test_defaults_are_valid() -> None:
    read = config.run_config(settings())
    assert (read.workers, read.synchronous) == (0, "NORMAL")
    assert read.worker_count >= 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COPYDESK_DB", ""),
        ("COPYDESK_WORKERS", "-1"),
        ("COPYDESK_WORKERS", "many"),
        ("COPYDESK_PAGE_DEADLINE_S", "0"),
        ("COPYDESK_PAGE_MEMORY_MB", "1"),
        ("COPYDESK_COMMIT_S", "nan"),
        ("COPYDESK_SYNCHRONOUS", "sometimes"),
        ("COPYDESK_STORY_WINDOW_DAYS", "-3"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        config.run_config(settings(**{name: value}))


def test_user_agent_names_the_contact() -> None:
    assert "desk@example.org" in config.user_agent(settings(COPYDESK_CONTACT="desk@example.org"))
    assert "{" not in config.user_agent(settings(COPYDESK_CONTACT=""))
