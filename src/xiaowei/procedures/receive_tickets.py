"""Home of receiving a ticket sheet: taken in, then grouped into problem spots.

A sheet that is small enough is one transaction. Of a larger one each part is, so that others can write
in between and a process that is killed loses no more than its last part: the same file, brought again
by the same person, goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime

from django.db import OperationalError, transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.progress import tell_of
from xiaowei.base.turns import let_others_in
from xiaowei.domain.errors import Busy
from xiaowei.domain.intake import Report
from xiaowei.domain.sheets import SheetIn, TicketRow
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.intake import lake
from xiaowei.stages.intake.operations import (
    begin_import,
    finish_import,
    look_at_sheet,
    report_of,
    take_part,
)
from xiaowei.stages.intake.operations.importing import Way

PLACES = 200
"""At so many places spots are grouped in one transaction of a large import."""


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
    :raises RuleBroken: `secret_changed`; of a large sheet also `import_taken_over`,
        `import_already_undone`
    :raises Busy: `import_left_off`, where another writer holds a large import up for too long
    """
    way = look_at_sheet(sheet=sheet, by=by)
    if dry_run:
        return _try(way, sheet, by, on, at)
    if not way.in_parts:
        with transaction.atomic():
            report, _ = receive(way, sheet, by, on, at)
        pour(lake.touched_by(report.run))
        return report
    try:
        report, _ = receive(way, sheet, by, on, at)
    except OperationalError as trouble:
        done, total = way.sums.done, way.total
        raise Busy("import_left_off", run=way.run, done=done, total=total) from trouble
    pour(lake.touched_by(report.run))
    return report


def pour(months: set[str] | None = None) -> None:
    """Write months of the lake, or all that do not fit, after the commit; where that fails, `check` tells."""

    def write() -> None:
        try:
            lake.write_months(months)
        except Exception:
            # The tickets are stored: what can't be written beside them is for `check` to tell.
            logging.getLogger(__name__).exception("The lake could not be written.")

    transaction.on_commit(write)


def receive(
    way: Way, sheet: SheetIn[TicketRow], by: Actor, on: date, at: datetime
) -> tuple[Report, frozenset[int]]:
    """Take a sheet in that was looked over; return what came of it and the spots that became bursts.

    :raises RuleBroken: `import_taken_over`, `import_already_undone`
    """
    flagged: frozenset[int] = frozenset()
    begin_import(way=way, sheet=sheet, by=by, on=on, at=at)
    for rows in way.parts(sheet.rows):
        take_part(way=way, rows=rows, by=by, on=on, at=at)
        let_others_in()
    for keys in _in_turns(way):
        flagged |= regroup(keys=keys, cause=f"import:{way.run}", by=by, on=on, at=at)
        let_others_in()
    grouped = frozenset(way.keys)
    with transaction.atomic():
        report = finish_import(way=way, sheet=sheet, by=by, on=on, at=at)
        if late := way.keys - grouped:
            flagged |= regroup(keys=late, cause=f"import:{way.run}", by=by, on=on, at=at)
    return report, flagged


def _try(way: Way, sheet: SheetIn[TicketRow], by: Actor, on: date, at: datetime) -> Report:
    """Take every part as ever, and take it back."""
    way.in_parts = False
    for rows in way.parts(sheet.rows):
        with transaction.atomic():
            begin_import(way=way, sheet=sheet, by=by, on=on, at=at)
            take_part(way=way, rows=rows, by=by, on=on, at=at)
            transaction.set_rollback(True)
    return report_of(way, sheet, by)


def _in_turns(way: Way) -> Iterator[set[tuple[int, str]]]:
    """Yield what is to be grouped: all at once, or some places at a time."""
    if not way.in_parts:
        yield way.keys
        return
    by_place: dict[int, set[tuple[int, str]]] = {}
    for key in way.keys:
        by_place.setdefault(key[0], set()).add(key)
    for places in in_parts(tell_of(sorted(by_place), len(by_place)), PLACES):
        yield {key for place in places for key in by_place[place]}
