"""Home of correcting what was taken over from a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.base.trail.changes import apply_changes
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import (
    approved_lines,
)
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.operations.lines import approve_lines, put_lines
from xiaowei.stages.selection.operations.steps import arrow_of
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.selection.queries import fund_lines_of
from xiaowei.stages.telling import leave

VERDICT = ("applied_fen", "applied_on", "approved_fen", "approved_on")


@transaction.atomic
def correct(
    *,
    number: str,
    changes: Mapping[str, Any],
    fund_lines: Sequence[tuple[str, int]] | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> dict[str, list[str | None]]:
    """Correct facts taken over from a sheet; return field -> [old, new], also left on the trail.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `approved_within_applied`, `approved_after_applied`
    """
    application = application_of(number, lock=True)
    is_verdict = not changes.keys().isdisjoint(("approved_fen", "approved_on"))
    arrow = arrow_of(
        application, "correct_verdict" if is_verdict else "correct", by, Basis.TAKEN_OVER
    )
    after = {name: changes.get(name, getattr(application, name)) for name in VERDICT}
    asked, approved = after["applied_fen"], after["approved_fen"]
    take_step(
        arrow,
        by=by,
        region_code=application.candidate.town_code,
        basis=Basis.TAKEN_OVER,
        holds={
            "approved_within_applied": asked is None or (approved or 0) <= asked,
            "approved_after_applied": in_order(after["applied_on"], after["approved_on"]),
        },
        approved=yuan(approved or 0),
        applied=yuan(asked or 0),
    )
    found = apply_changes(application, changes)
    if fund_lines is not None:
        put_lines(application, fund_lines)
    if application.approved_fen is not None:
        asked_lines = fund_lines_of(application)
        approve_lines(application, approved_lines(asked_lines, application.approved_fen))
    leave(ROOM, number, arrow, by, on, at, Basis.TAKEN_OVER, changed=found)
    return found
