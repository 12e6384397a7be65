"""Home of import runs: opened before the rows, closed with the counts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import home_of
from xiaowei.base.trail.operations import record
from xiaowei.domain.intake import Report
from xiaowei.domain.sheets import SheetIn
from xiaowei.domain.wording import LANGUAGES, Sayable
from xiaowei.stages.intake.models import ImportRun
from xiaowei.stages.intake.operations.mapping import remember_mapping


@transaction.atomic
def open_run(*, kind: str, sheet: SheetIn[Any], by: Actor, on: date, at: datetime) -> ImportRun:
    """Open a run for a sheet of `tickets`, `places` or `projects` and give it a number.

    :raises NotAllowed: `not_permitted`
    """
    run = ImportRun.objects.create(
        number=uuid.uuid4().hex,
        kind=kind,
        file_name=mask(sheet.file_name).text[:200],
        file_digest=sheet.file_digest,
        read=0,
        new=0,
        changed=0,
        same=0,
        rejected=0,
        region_code=home_of(by),
        by_name=by.name,
        on=on,
        at=at,
    )
    run.number = f"I{run.pk:06d}"
    run.save(update_fields=["number"])
    return run


@transaction.atomic
def close_run(
    *,
    run: ImportRun,
    sheet: SheetIn[Any],
    report: Report,
    rows_digest: str,
    by: Actor,
    on: date,
    at: datetime,
    more: Mapping[str, object] | None = None,
) -> None:
    """Close a run with its counts; leave one trail entry with them and the digest of its rows.

    A mapping that somebody chose for its columns is remembered, unless no row could be read by it.
    """
    run.read, run.new, run.changed = report.read, report.new, report.changed
    run.same, run.rejected = report.same, len(report.rejected)
    run.warnings, run.masked = in_both(report.warnings), dict(report.masked)
    run.save()
    facts: dict[str, object] = {"file": run.file_name, "file_digest": run.file_digest}
    facts |= {"read": run.read, "new": run.new, "changed": run.changed, "same": run.same}
    facts |= {"rejected": run.rejected, "digest": rows_digest, **(more or {})}
    if sheet.mapping and report.read > len(report.rejected):
        remember_mapping(
            kind=run.kind,
            fingerprint=sheet.fingerprint,
            mapping=sheet.mapping,
            name=run.file_name[:60],
            by=by,
            on=on,
            at=at,
        )
    record(
        subject=subject_of(run.number),
        action=f"import.{run.kind}",
        by=by,
        on=on,
        at=at,
        facts=facts,
    )


def subject_of(run: str) -> str:
    """Return the trail's subject for a run."""
    return f"import:{run}"


def in_both(warnings: Iterable[Sayable]) -> list[dict[str, str]]:
    """Return notes in every language, masked, so that whoever looks later can read them."""
    return [
        {language: mask(note.text(language)).text for language in LANGUAGES} for note in warnings
    ]
