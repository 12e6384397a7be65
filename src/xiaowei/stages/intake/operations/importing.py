"""Home of a ticket import's steps: begun, taken part by part, finished; taken up again after a stop.

A small sheet's steps lie in one transaction. A large one's are a transaction each, and until the last
of them its run is under way: it keeps how many rows it has come through and what came of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.places.operations import home_of, require_import
from xiaowei.base.progress import tell
from xiaowei.base.trail.operations import record
from xiaowei.base.trail.queries import begun_by
from xiaowei.base.turns import take_turn
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.intake import CHANGES_SHOWN, Change, Report
from xiaowei.domain.sheets import Rejected, SheetIn, TicketRow
from xiaowei.stages.intake.asked import QuestionKey
from xiaowei.stages.intake.models import ImportRun
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.overlooking import Overview, look_over, refusal
from xiaowei.stages.intake.operations.recollecting import asked_by, touched_by
from xiaowei.stages.intake.operations.runs import close_run, open_run, subject_of
from xiaowei.stages.intake.operations.sums import Sums, warnings_of
from xiaowei.stages.intake.operations.taking import Key, Work, take
from xiaowei.stages.intake.queries import secret_fits, unfinished_runs
from xiaowei.stages.intake.reading import Incoming, read
from xiaowei.stages.intake.settling import Asked, Settler, settler

PART = 5000
"""Rows of a part: a few seconds in which nobody else writes into SQLite."""
IN_ONE = 20_000
"""A sheet of up to so many rows is taken in one transaction."""
BATCH = 1000
FEW_ASKED = 20
"""Up to so many questions are counted one by one; beyond, the whole queue is counted once."""
Sheet = SheetIn[TicketRow]


@dataclass
class Way:
    """A ticket import as far as it has come, known to the process that is at it."""

    overview: Overview
    run: str = ""
    in_parts: bool = False
    sums: Sums = field(default_factory=Sums)
    keys: set[Key] = field(default_factory=set)
    asked: Asked = field(default_factory=dict)
    waiting: set[QuestionKey] = field(default_factory=set)
    """The questions for which more or fewer tickets wait than before."""
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    settler: Settler | None = None

    @property
    def total(self) -> int:
        """Count the rows that are to be taken."""
        return self.overview.rows - len(self.overview.repeated) - len(self.overview.refused)

    def parts(self, rows: Sequence[TicketRow]) -> Iterator[list[TicketRow]]:
        """Yield the rows that were not taken before, in parts; those before only tell their numbers."""
        out_of_reach, left = set(self.sums.out_of_reach), self.overview.taken_of(rows)
        for row in (next(left) for _ in range(self.sums.done)):
            if row.row in out_of_reach:
                self.rejected.append(refusal(row.row, row.number, "change_out_of_reach"))
        yield from in_parts(left, PART)


def look_at_sheet(*, sheet: Sheet, by: Actor) -> Way:
    """Look a sheet over before anything of it is taken.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `secret_changed`
    """
    require_import(by, "import_tickets")
    if not secret_fits():
        raise RuleBroken("secret_changed")
    way = Way(look_over(sheet.rows))
    way.in_parts = way.total > IN_ONE
    return way


@transaction.atomic
def begin_import(*, way: Way, sheet: Sheet, by: Actor, on: date, at: datetime) -> None:
    """Open a run; of a large sheet, take up the one that this person left off, where there is one.

    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    standing = unfinished_runs(sheet.file_digest)
    found = _left_off(standing, sheet, by) if way.in_parts else None
    for older in standing:
        # Its tickets count as the same here, and whoever brought them may never come back to group them.
        way.keys |= touched_by(older)
    if found:
        way.run, way.sums = found.number, Sums.from_kept(found.progress)
        way.asked = asked_by(found)
        return
    if way.settler is None:
        way.settler = settler()  # Before the first write: what is remembered is read anew after it.
    run = open_run(kind="tickets", sheet=sheet, by=by, on=on, at=at)
    way.run = run.number
    if way.in_parts:
        run.under_way = _kept(way, way.sums, sheet.columns)
        run.save(update_fields=["under_way"])
        facts = {"file": run.file_name, "file_digest": run.file_digest, "rows": way.total}
        _record(way, "import.begin", facts, by, on, at)


def take_part(*, way: Way, rows: Sequence[TicketRow], by: Actor, on: date, at: datetime) -> None:
    """Take the next rows of an import; their personal data are masked before anything is locked.

    :raises RuleBroken: `import_taken_over`, `import_already_undone`
    """
    secret = way.overview.secret
    _store_part(way=way, part=[read(row, secret) for row in rows], by=by, on=on, at=at)


@transaction.atomic
def _store_part(*, way: Way, part: Sequence[Incoming], by: Actor, on: date, at: datetime) -> None:
    run = _run_of(way)
    # What is known is read anew for each part of its own transaction: an answer may have come.
    now = settler() if way.in_parts or way.settler is None else way.settler
    work = Work(run, by, at, now)
    for some in in_parts(part, BATCH):
        take(some, work)
        work.sums.done += len(some)
        tell(way.sums.done + work.sums.done, way.total)
    sums = way.sums + work.sums
    if run.under_way is not None:
        run.new, run.changed, run.same = sums.new, sums.changed, sums.same
        run.rejected, run.masked = len(sums.out_of_reach), dict(sums.masked)
        run.read = run.new + run.changed + run.same + run.rejected
        run.under_way = _kept(way, sums, run.under_way["columns"])
        run.save()
        facts: dict[str, Any] = {
            "done": sums.done,
            "new": work.sums.new,
            "changed": work.sums.changed,
        }
        facts |= {"same": work.sums.same, "digest": work.sums.rows_digest}
        _record(way, "import.part", facts, by, on, at)
    way.sums, way.settler = sums, now
    way.keys |= work.keys
    way.rejected += work.rejected
    way.asked |= now.asked
    way.waiting |= work.asked
    way.changes += work.changes[: CHANGES_SHOWN - len(way.changes)]


@transaction.atomic
def finish_import(*, way: Way, sheet: Sheet, by: Actor, on: date, at: datetime) -> Report:
    """Close an import with its counts; what was left off of the same file is closed as it stands.

    `way.keys` then holds where that has tickets too: they are to be grouped in the same transaction.

    :raises RuleBroken: `import_taken_over`, `import_already_undone`
    """
    run = _run_of(way)
    few = not way.in_parts and len(way.waiting) <= FEW_ASKED
    saving.sync_questions(way.asked, way.waiting if few else None)
    report = report_of(way, sheet, by)
    run.under_way = None
    digest = way.sums.rows_digest
    close_run(run=run, sheet=sheet, report=report, rows_digest=digest, by=by, on=on, at=at)
    for older in unfinished_runs(run.file_digest):
        way.keys |= touched_by(older)
        older.under_way = None
        older.save(update_fields=["under_way"])
        name, facts = subject_of(older.number), {"finished_by": run.number}
        record(subject=name, action="import.close", by=by, on=on, at=at, facts=facts)
    return report


def report_of(way: Way, sheet: Sheet, by: Actor) -> Report:
    """Return what came of a sheet: read = new + changed + same + rejected."""
    put_aside = [*sheet.rejected, *way.overview.refused.values(), *way.rejected]
    put_aside.sort(key=lambda one: one.row)
    sums = way.sums
    same = sums.same + len(way.overview.repeated)
    return Report(
        read=sums.new + sums.changed + same + len(put_aside),
        new=sums.new,
        changed=sums.changed,
        same=same,
        rejected=tuple(put_aside),
        warnings=(*sheet.warnings, *warnings_of(sums, by)),
        masked=dict(sums.masked),
        changes=tuple(way.changes),
        run=way.run,
    )


def _run_of(way: Way) -> ImportRun:
    """Return the import's run, its turn taken and the run locked, if it stands where it was left.

    :raises RuleBroken: `import_taken_over`, `import_already_undone`
    """
    take_turn("intake")
    run = ImportRun.objects.select_for_update().get(number=way.run)
    if run.undone_at:
        raise RuleBroken("import_already_undone", run=run.number)
    stands = run.under_way["done"] if run.under_way else None
    if way.in_parts and stands != way.sums.done:
        raise RuleBroken("import_taken_over", run=run.number)
    return run


def _left_off(standing: Sequence[ImportRun], sheet: Sheet, by: Actor) -> ImportRun | None:
    """Return which of a file's unfinished runs the same person began, read by the same columns."""
    for run in standing:
        same = run.progress["columns"] == sheet.columns
        own = begun_by(subject_of(run.number)) == by.person_id and run.region_code == home_of(by)
        if same and own:
            return run
    return None


def _kept(way: Way, sums: Sums, columns: str) -> dict[str, Any]:
    return {**sums.kept(), "total": way.total, "columns": columns}


def _record(
    way: Way, action: str, facts: dict[str, Any], by: Actor, on: date, at: datetime
) -> None:
    record(subject=subject_of(way.run), action=action, by=by, on=on, at=at, facts=facts)
