"""Home of receiving a ticket sheet: taken in, then grouped into problem spots."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.intake import Report
from xiaowei.domain.sheets import SheetIn, TicketRow
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.intake.operations import take_tickets


def receive_tickets(
    *,
    sheet: SheetIn[TicketRow],
    dry_run: bool = False,
    by: Actor,
    on: date,
    at: datetime,
) -> Report:
    """Take a ticket sheet in and group what it touches; nothing is stored on a dry run.

    read = new + changed + same + rejected.

    :raises NotAllowed: `not_permitted`
    """
    with transaction.atomic():
        taken = take_tickets(sheet=sheet, by=by, on=on, at=at)
        regroup(keys=taken.keys, cause=f"import:{taken.report.run}", by=by, on=on, at=at)
        transaction.set_rollback(dry_run)
    return taken.report
