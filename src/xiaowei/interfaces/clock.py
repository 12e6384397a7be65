"""Home of the clock: the only place that asks what day it is; a demo home lives on a day of its own."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from xiaowei.base.steady import once
from xiaowei.domain.zone import ZONE


def today() -> date:
    """Return the day shown: the demo's, else the one `XIAOWEI_TODAY` names, else the calendar's."""
    return demo_day() or _named_day() or datetime.now(ZONE).date()


def now() -> datetime:
    """Return the moment of recording: the day shown at this time of the day, in the house's zone."""
    moment = datetime.now(ZONE)
    return datetime.combine(today(), moment.timetz())


@once
def demo_day() -> date | None:
    """Return the day a demo home lives on; None when this home is no demo."""
    try:
        return date.fromisoformat(_file().read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


def move_demo_day(day: date) -> None:
    """Let the demo live on `day`; makes the home a demo when it was none."""
    _file().write_text(day.isoformat(), encoding="ascii")


def _named_day() -> date | None:
    named = os.environ.get("XIAOWEI_TODAY")
    return date.fromisoformat(named) if named else None


def _file() -> Path:
    return Path(settings.HOME) / "demo-day"
