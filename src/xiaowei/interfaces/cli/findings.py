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

from xiaowei.base.accounts.queries import anybody_signs_in, doubled, who_uses, without_firm
from xiaowei.base.attachments.queries import altered
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.policies.queries import differing
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.counting import disorder
from xiaowei.base.trail.queries import broken_links
from xiaowei.connectors.demo_pack.fetch import fetch as fetch_demo
from xiaowei.connectors.demo_pack.parse import parse as parse_demo
from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.chosen_packs import documents_of, packs_here
from xiaowei.interfaces.clock import demo_day, today
from xiaowei.interfaces.saying import said
from xiaowei.journey.upkeep import districts_without_policy, places_lacking
from xiaowei.stages.funding.queries import unequal_sums
from xiaowei.stages.intake.lake import months
from xiaowei.stages.intake.queries import (
    counts,
    questions,
    secret_fits,
    unfinished_runs,
)
from xiaowei.stages.intake.trained import is_lost, model_in_use

Found = tuple[str, str, dict[str, Any]]
LEVELS = ("error", "warning", "info")
SMALLEST_DISK = 1_000_000_000
CALENDAR_AHEAD = timedelta(days=60)
WAITED_TOO_LONG = timedelta(days=7)
NETWORK_DISKS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "afs")
MOUNTS = Path("/proc/mounts")


def findings(language: str) -> list[dict[str, str]]:
    """Return what is to be mended, worst first; empty when all is well."""
    found = sorted(_all(language), key=lambda one: LEVELS.index(one[1]))
    return [
        {
            "id": name,
            "level": level,
            "message": say(f"check.{name}.message", language, **facts),
            "hint": say(f"check.{name}.hint", language, **facts),
        }
        for name, level, facts in found
    ]


def _all(language: str) -> Iterator[Found]:
    yield from _home()
    try:
        plan = MigrationExecutor(connection)
        missing = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except OperationalError as error:
        yield "database", "error", {"what": str(error).splitlines()[0]}
        return
    if missing:
        yield "migrations", "error", {"missing": len(missing)}
        return
    yield from _people()
    if not secret_fits():
        yield "secret", "error", {}
    yield from _records()
    yield from _waiting()
    yield from _packs(language)


def _records() -> Iterator[Found]:
    """Tell what is not as the house has written it."""
    found = disorder()
    told = {
        "trail": broken_links(),
        "seals": found.edited,
        "tally": found.miscounted,
        "links": found.unlinked,
        "sums": unequal_sums(),
        "photos": altered(),
        "topic_model": [str(now)] if (now := model_in_use()) and is_lost(now.digest) else [],
    }
    for name, rows in told.items():
        if rows:
            yield name, "error", {"rows": ", ".join(rows)}


def _home() -> Iterator[Found]:
    home = Path(settings.HOME)
    key = home / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield "key_readable", "error", {"file": key}
    if home.stat().st_mode & 0o077:
        yield "home_readable", "error", {"home": home}
    free = shutil.disk_usage(home).free
    if free < SMALLEST_DISK:
        yield "disk", "warning", {"free": free // 1_000_000}
    disk = _disk_of(home)
    if connection.vendor == "sqlite" and disk in NETWORK_DISKS:
        yield "network_disk", "error", {"home": home, "disk": disk}
    if settings.DEBUG:
        yield "debug", "error", {}
    day = demo_day()
    if day:
        yield "demo_day", "info", {"day": day}


def _disk_of(home: Path) -> str:
    """Return the kind of file system that a folder lies on; blank where the system doesn't tell."""
    if not MOUNTS.exists():
        return ""
    mounts = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    holding = [(where, kind) for where, kind in mounts if home.is_relative_to(where)]
    return max(holding, key=lambda one: len(one[0]), default=("", ""))[1]


def _people() -> Iterator[Found]:
    if not anybody_signs_in():
        yield "nobody", "info", {}
    if names := doubled(today()):
        yield "doubled", "error", {"names": "、".join(names)}
    if names := without_firm(today()):
        yield "no_firm", "warning", {"names": "、".join(names)}
    if demo_day() is None:
        people = parse_demo(fetch_demo()).people
        published = who_uses({one.username: one.password for one in people})
        if published:
            yield "demo_passwords", "error", {"names": "、".join(published)}


def _waiting() -> Iterator[Found]:
    waiting = questions()
    if waiting:
        yield "questions", "info", {"waiting": len(waiting)}
    old = counts(until=today() - WAITED_TOO_LONG)["without_place"]
    if old and any(question["kind"] == "place" for question in waiting):
        yield "places_unknown", "warning", {"tickets": old, "days": WAITED_TOO_LONG.days}
    if left := unfinished_runs():
        named = (
            f"{r.number} {r.file_name} {r.progress['done']}/{r.progress['total']}" for r in left
        )
        yield "imports_unfinished", "warning", {"runs": ", ".join(named)}
    if stale := [one.month for one in months() if not one.fits]:
        yield "lake_stale", "info", {"months": ", ".join(stale)}
    rejects = len(list((Path(settings.HOME) / "rejects").glob("*.xlsx")))
    if rejects:
        yield "rejects", "info", {"files": rejects}
    lacking = places_lacking(today())
    for name in ("households", "butler"):
        if lacking[name]:
            yield f"no_{name}", "info", {"places": lacking[name]}


def _packs(language: str) -> Iterator[Found]:
    try:
        known = calendar()
        without = districts_without_policy(today().year)
    except BadInput:
        yield "packs", "error", {}
        return
    if not known.confirmed(today() + CALENDAR_AHEAD):
        yield "calendar", "warning", {"to": known.confirmed_to}
    if without:
        names = "、".join(name_of(code) for code in without)
        yield "policy", "warning", {"year": today().year, "districts": names}
    try:
        changed = differing(documents_of(packs_here()))
    except BadInput as error:
        yield "packs_unreadable", "error", {"what": said(error, language)}
        return
    if changed:
        yield "packs_changed", "warning", {"documents": "、".join(changed)}
