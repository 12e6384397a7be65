"""Home of taking a place sheet in: places first, then the tickets that waited for them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import PlacesTaken, take_places
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.intake import CHANGES_SHOWN, Report
from xiaowei.domain.sheets import PlaceRow, SheetIn
from xiaowei.procedures.resettle import resettle
from xiaowei.stages.intake.operations import close_run, open_run


def adopt_places(
    *,
    sheet: SheetIn[PlaceRow],
    dry_run: bool = False,
    by: Actor,
    on: date,
    at: datetime,
) -> Report:
    """Take a place sheet in; tickets are located anew where names are new. Nothing on a dry run.

    read = new + changed + same + rejected.

    :raises NotAllowed: `not_permitted`
    """
    with transaction.atomic():
        run = open_run(kind="places", sheet=sheet, by=by, on=on, at=at)
        cause = f"import:{run.number}"
        taken = take_places(rows=sheet.rows, cause=cause, by=by, on=on, at=at)
        if taken.renamed:
            resettle(cause=cause, by=by, on=on, at=at)
        report = _report(taken, sheet, run.number)
        digest = digest_json(sorted(repr(row) for row in sheet.rows))
        close_run(run=run, sheet=sheet, report=report, rows_digest=digest, by=by, on=on, at=at)
        transaction.set_rollback(dry_run)
    return report


def _report(taken: PlacesTaken, sheet: SheetIn[PlaceRow], run: str) -> Report:
    put_aside = sorted([*sheet.rejected, *taken.rejected], key=lambda one: one.row)
    return Report(
        read=taken.new + taken.changed + taken.same + len(put_aside),
        new=taken.new,
        changed=taken.changed,
        same=taken.same,
        rejected=tuple(put_aside),
        warnings=(*sheet.warnings, *taken.warnings),
        changes=taken.changes[:CHANGES_SHOWN],
        run=run,
    )
