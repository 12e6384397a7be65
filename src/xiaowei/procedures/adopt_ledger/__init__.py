"""Home of taking a ledger sheet 台账 over: each row becomes a full journey through the rooms.

The rows pass through the same operations as the daily work, with the basis "taken over": books
always hold, papers are noted as not in the sheet. One transaction a file, one savepoint a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DataError, IntegrityError, transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.queries import finder
from xiaowei.base.steady import find_by_index, steady
from xiaowei.base.trail.operations import digest_json
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.flow import Basis
from xiaowei.domain.intake import CHANGES_SHOWN, Change, Report
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.sheets import LedgerRow, Rejected, SheetIn
from xiaowei.domain.wording import Note, Sayable
from xiaowei.procedures.adopt_ledger import corrections, doubles, doubts, places
from xiaowei.procedures.adopt_ledger.facts import Facts, read_facts
from xiaowei.procedures.adopt_ledger.masking import masked_all
from xiaowei.procedures.adopt_ledger.records import Records, Shelf
from xiaowei.procedures.adopt_ledger.steps import Hand, walk
from xiaowei.stages.identification.operations import mint_candidate
from xiaowei.stages.intake.operations import close_run, open_run


@dataclass
class _Tally:
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Sayable] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    taken: list[tuple[Facts, str]] = field(default_factory=list)
    """Every step taken for a row."""
    waiting: list[Facts] = field(default_factory=list)
    """Rows that tell of steps for which their bringer cannot vouch."""

    @property
    def took(self) -> int:
        """Count the rows that were taken."""
        return self.new + self.changed + self.same


def adopt_ledger(
    *,
    sheet: SheetIn[LedgerRow],
    dry_run: bool = False,
    by: Actor,
    on: date,
    at: datetime,
) -> Report:
    """Take a ledger's rows over; nothing is stored on a dry run.

    read = new + changed + same + rejected; a row that breaks the books is rejected alone.

    :raises NotAllowed: `not_permitted`
    """
    hand = Hand(by, on, at)
    with transaction.atomic():
        find_by_index()
        run = open_run(kind="projects", sheet=sheet, by=by, on=on, at=at)
        tally = _Tally(rejected=list(sheet.rejected), warnings=list(sheet.warnings))
        with transaction.atomic():
            _adopt_all(sheet.rows, tally, hand, f"import:{run.number}")
            # where no row was taken, no place that only those rows name stays behind
            transaction.set_rollback(not tally.took)
        report = Report(
            read=len(sheet.rows) + len(sheet.rejected),
            new=tally.new,
            changed=tally.changed,
            same=tally.same,
            rejected=tuple(sorted(tally.rejected, key=lambda one: one.row)),
            warnings=tuple(tally.warnings),
            changes=tuple(tally.changes[:CHANGES_SHOWN]),
            run=run.number,
        )
        digest = digest_json([repr(row) for row in sheet.rows])
        close_run(run=run, sheet=sheet, report=report, rows_digest=digest, by=by, on=on, at=at)
        transaction.set_rollback(dry_run)
    return report


@steady()
def _adopt_all(rows: Sequence[LedgerRow], tally: _Tally, hand: Hand, cause: str) -> None:
    every = _read_all(rows, tally, hand)
    shelf, known = Shelf(every), finder()
    single, twice = doubles.split(every, shelf, known)
    tally.rejected += [_rejected(facts.row, refusal) for facts, refusal in twice]
    tally.warnings += doubts.odd_words(single) + doubts.not_accepted(single)
    tally.warnings += doubts.nothing_settled(single) + doubts.over_cap(single)
    tally.warnings += places.take_unknown(single, known, cause, hand)
    placed = _place_all(single, tally)
    tally.warnings += doubles.same_place_and_type(placed, shelf)
    for facts, found in placed:
        try:
            with transaction.atomic():
                _adopt(facts, found.ids, shelf.find(facts), tally, hand)
        except (XiaoweiError, DataError, IntegrityError) as refusal:
            tally.rejected.append(_rejected(facts.row, refusal))
    tally.warnings += doubts.undated(tally.taken) + doubts.unvouched(tally.waiting)


def _place_all(every: Sequence[Facts], tally: _Tally) -> list[tuple[Facts, places.Found]]:
    known = finder()
    placed: list[tuple[Facts, places.Found]] = []
    for facts in every:
        try:
            found = places.find_all(facts, known)
            placed.append((facts, found))
            tally.warnings += found.warnings
        except BadInput as refusal:
            tally.rejected.append(_rejected(facts.row, refusal))
    return placed


def _read_all(rows: Sequence[LedgerRow], tally: _Tally, hand: Hand) -> list[Facts]:
    rows = masked_all(rows)
    reader = read_facts(rows, catalogue(), hand.on)
    every: list[Facts] = []
    for row in rows:
        try:
            facts = reader.read(row)
            hand.by.require(SHEET_BRINGERS, facts.town_code, "import_projects")
            every.append(facts)
        except XiaoweiError as refusal:
            tally.rejected.append(_rejected(row, refusal))
    return every


def _adopt(
    facts: Facts, place_ids: tuple[int, ...], before: Records | None, tally: _Tally, hand: Hand
) -> None:
    records = before or _mint(facts, place_ids, hand)
    changes = corrections.correct(facts, place_ids, records, hand) if before else []
    taken, waits = walk(facts, records, hand)
    tally.waiting += [facts] if waits else []
    tally.taken += [(facts, step) for step in taken]
    if before is None:
        tally.new += 1
    elif changes or taken:
        tally.changed += 1
        told = [*changes, *(("step", "", step) for step in taken)]
        tally.changes += [Change(facts.row.row, records.number, *change) for change in told]
    else:
        tally.same += 1


def _mint(facts: Facts, place_ids: tuple[int, ...], hand: Hand) -> Records:
    row = facts.row
    candidate = mint_candidate(
        number=facts.number,
        name=row.name,
        town_code=facts.town_code,
        district_code=facts.district_code,
        year=facts.year,
        place_ids=place_ids,
        type_code=facts.type_code,
        quantity=row.quantity_planned,
        unit=facts.unit,
        sites_planned=row.sites_total or max(1, len(place_ids), row.sites_done or 0),
        proactive=bool(row.proactive),
        households_claimed=row.households,
        collected_on=row.collected_on,
        root_cause=row.root_cause or "",
        maintainer=row.maintainer or "",
        note=row.note or "",
        sheet_key=facts.key,
        extra=dict(row.extra),
        **facts.point,
        basis=Basis.TAKEN_OVER,
        by=hand.by,
        on=row.collected_on,
        at=hand.at,
    )
    return Records(number=candidate.number, candidate=candidate, place_ids=place_ids)


def _rejected(row: LedgerRow, refusal: XiaoweiError | DataError | IntegrityError) -> Rejected:
    if isinstance(refusal, (DataError, IntegrityError)):
        why = "constraint" if isinstance(refusal, IntegrityError) else "out_of_range"
        database = str(refusal).splitlines()[0]
        error = BadInput("books_refuse", row=row.row, what=Note(f"books.{why}"), database=database)
    else:
        column = refusal.column if isinstance(refusal, BadInput) else None
        error = BadInput(refusal.code, row=row.row, column=column, **refusal.facts)
    return Rejected(row.row, error.column, str(error.facts.get("value", "")), error, ())
