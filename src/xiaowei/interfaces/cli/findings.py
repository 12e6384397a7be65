"""Home of what the operator should mend: each finding says what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.trail.queries import broken_links
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.clock import today
from xiaowei.stages.intake.queries import questions, secret_fits

Found = tuple[str, str, dict[str, Any]]
SMALLEST_DISK = 1_000_000_000
CALENDAR_AHEAD = timedelta(days=60)


def findings(language: str) -> list[dict[str, str]]:
    """Return what is to be mended, worst first; empty when all is well."""
    found = sorted(_all(), key=lambda one: ("error", "warning", "info").index(one[1]))
    return [
        {
            "id": name,
            "level": level,
            "message": say(f"check.{name}.message", language, **facts),
            "hint": say(f"check.{name}.hint", language, **facts),
        }
        for name, level, facts in found
    ]


def _all() -> Iterator[Found]:
    try:
        plan = MigrationExecutor(connection)
        missing = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except OperationalError as error:
        yield "database", "error", {"what": str(error).splitlines()[0]}
        return
    if missing:
        yield "migrations", "error", {"missing": len(missing)}
        return
    yield from _home()
    yield from _packs()
    if not secret_fits():
        yield "secret", "error", {}
    broken = broken_links()
    if broken:
        yield "trail", "error", {"entries": ", ".join(broken)}
    waiting = len(questions())
    if waiting:
        yield "questions", "info", {"waiting": waiting}


def _home() -> Iterator[Found]:
    key = Path(settings.HOME) / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield "key_readable", "error", {"file": key}
    if Path(settings.HOME).stat().st_mode & 0o077:
        yield "home_readable", "error", {"home": settings.HOME}
    free = shutil.disk_usage(settings.HOME).free
    if free < SMALLEST_DISK:
        yield "disk", "warning", {"free": free // 1_000_000}
    if settings.DEBUG:
        yield "debug", "error", {}


def _packs() -> Iterator[Found]:
    try:
        known = calendar()
    except BadInput:
        yield "packs", "error", {}
        return
    if not known.confirmed(today() + CALENDAR_AHEAD):
        yield "calendar", "warning", {"to": known.confirmed_to}
