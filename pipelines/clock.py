"""The clock of a run: the only source of the time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.errors import SettingError


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Real time plus an offset, so that a run can be asked to take place at another moment."""

    offset: timedelta = timedelta(0)
    real: Callable[[], datetime] = _utc_now

    def now(self) -> datetime:
        """The current moment of the run, aware, in UTC."""
        return self.real() + self.offset

    @classmethod
    def from_setting(cls, text: str, real: Callable[[], datetime] = _utc_now) -> Clock:
        """The clock that COPYDESK_NOW asks for: "" is real time, "+3600" an hour ahead, an ISO time starts there.

        A time without a zone is taken as UTC. Raises SettingError.

        >>> Clock.from_setting("+90").offset
        datetime.timedelta(seconds=90)
        """
        text = text.strip()
        if not text:
            return cls(real=real)
        try:
            if text[0] in "+-":
                return cls(timedelta(seconds=float(text)), real)
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            raise SettingError(f"COPYDESK_NOW: {text!r} is neither an ISO 8601 time nor +SECONDS") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return cls(moment.astimezone(UTC) - real(), real)


def to_text(moment: datetime) -> str:
    """A moment as rows hold it: UTC, ISO 8601, whole seconds, "+00:00".

    >>> to_text(datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
    '2026-03-04T23:30:00+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def from_text(text: str) -> datetime:
    """The inverse of to_text. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
