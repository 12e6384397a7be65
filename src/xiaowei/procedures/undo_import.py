"""Home of taking a ticket import back, as long as nothing was built on its tickets."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.procedures.receive_tickets import pour
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.identification.queries import built_on
from xiaowei.stages.intake import lake
from xiaowei.stages.intake.operations import undo_run
from xiaowei.stages.intake.queries import new_in


@transaction.atomic
def undo_import(*, run: str, by: Actor, on: date, at: datetime) -> None:
    """Take a ticket import back: new tickets go, changed ones return to what they were.

    :raises RuleBroken: `import_built_upon` naming what was built, `import_already_undone`,
        `import_not_undoable`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    cause, months = f"import:{run}", lake.touched_by(run)
    keys = undo_run(run=run, built_upon=built_on(new_in(run), cause), by=by, on=on, at=at)
    regroup(keys=keys, cause=cause, by=by, on=on, at=at)
    pour(months)
