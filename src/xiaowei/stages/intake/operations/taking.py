"""Home of taking tickets in: masked, idempotent, in bulk, one transaction per sheet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.operations import require_import
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.intake import CHANGES_SHOWN, UNKNOWN, Change, Report
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.sheets import Rejected, TicketRow
from xiaowei.domain.wording import Note, Sayable
from xiaowei.stages.intake.models import ImportRun, SealedText, Ticket
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.runs import close_run, open_run
from xiaowei.stages.intake.queries import secret_fits
from xiaowei.stages.intake.reading import Incoming, read, too_long
from xiaowei.stages.intake.sealing import seal
from xiaowei.stages.intake.settling import Settler, settler, state_of

Key = tuple[int, str]
"""(place id, topic code): where spots have to be looked at again."""


@dataclass(frozen=True)
class Taken:
    """What came of a ticket sheet, and the places and topics that it touches."""

    report: Report
    keys: frozenset[Key]


@dataclass
class _Work:
    """One import under way."""

    run: ImportRun
    by: Actor
    at: datetime
    settler: Settler
    new: list[Ticket] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    changed: int = 0
    same: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    masked: Counter[str] = field(default_factory=Counter)
    digests: list[str] = field(default_factory=list)

    def reject(self, row: int, column: str, value: str, code: str, **facts: object) -> None:
        """Put a row aside with the reason."""
        error = BadInput(code, row=row, column=column, value=value, **facts)
        self.rejected.append(Rejected(row, column, value, error, ()))

    def touch(self, ticket: Ticket) -> None:
        """Remember where spots have to be looked at again."""
        if ticket.place_id and ticket.topic_code:
            self.keys.add((ticket.place_id, ticket.topic_code))


@transaction.atomic
def take_tickets(
    *,
    rows: Sequence[TicketRow],
    rejected: Sequence[Rejected],
    file_name: str,
    file_digest: str,
    warnings: Sequence[Sayable] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Taken:
    """Take the tickets of a sheet in: new, changed or same by number and content.

    Of two rows with one number the later is taken; the earlier is rejected unless it says the same.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `secret_changed`
    """
    require_import(by, "import_tickets")
    if not secret_fits():
        raise RuleBroken("secret_changed")
    run = open_run(
        kind="tickets", file_name=file_name, file_digest=file_digest, by=by, on=on, at=at
    )
    work = _Work(run, by, at, settler())
    latest = _latest(rows, work)
    for part in saving.batches(latest, 2000):
        _take_part(part, work)
    saving.insert(work.new, work.raws)
    saving.sync_questions(work.settler.asked)
    report = _report(work, rejected, [*warnings, *_warnings(work)])
    close_run(run=run, report=report, rows_digest=_digest(work.digests), by=by, on=on, at=at)
    return Taken(report, frozenset(work.keys))


def _latest(rows: Sequence[TicketRow], work: _Work) -> list[Incoming]:
    """Read the rows without personal data and keep the last of each number."""
    found: dict[str, Incoming] = {}
    for row in rows:
        if too_long(row.number):
            work.reject(row.row, "number", row.number[:60], "ticket_number_long")
            continue
        incoming = read(row)
        work.masked.update(incoming.masked)
        earlier = found.pop(row.number, None)
        if earlier and earlier.digest == incoming.digest:
            work.same += 1
        elif earlier:
            work.reject(earlier.row, "number", row.number, "double_number", other=row.row)
        found[row.number] = incoming
    return list(found.values())


def _take_part(part: list[Incoming], work: _Work) -> None:
    known = _known(part)
    same: list[int] = []
    changed: list[tuple[int, Incoming]] = []
    for incoming in part:
        pk, digest = known.get(incoming.number, (0, ""))
        if not pk:
            _add(incoming, work)
        elif digest == incoming.digest:
            same.append(pk)
        else:
            changed.append((pk, incoming))
        work.digests.append(f"{incoming.number} {incoming.digest}")
    for some in saving.batches(same, 900):
        Ticket.objects.filter(pk__in=some).update(seen_in=work.run)
    work.same += len(same)
    for group in saving.batches(changed):
        _change(group, work)


def _known(part: list[Incoming]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for some in saving.batches(part, 900):
        numbers = [incoming.number for incoming in some]
        rows = Ticket.objects.filter(number__in=numbers)
        for number, pk, digest in rows.values_list("number", "pk", "content_digest"):
            found[number] = (pk, digest)
    return found


def _add(incoming: Incoming, work: _Work) -> None:
    ticket = Ticket(number=incoming.number, run=work.run, seen_in=work.run, **incoming.said)
    work.settler.settle(ticket, work.run.region_code)
    if _within_reach(ticket, incoming, work):
        work.new.append(ticket)
        work.raws.append(incoming.raw)
        work.touch(ticket)


def _within_reach(ticket: Ticket, incoming: Incoming, work: _Work) -> bool:
    """Reject a ticket of somebody else's area; one of an unknown area goes with the importer's."""
    if not ticket.town_code or work.by.holds(SHEET_BRINGERS, ticket.town_code):
        return True
    work.reject(incoming.row, "town", ticket.town_words or ticket.number, "row_out_of_reach")
    return False


def _change(group: list[tuple[int, Incoming]], work: _Work) -> None:
    """Put the newer words on tickets that are known; what was before is kept beside them."""
    tickets = Ticket.objects.select_related("run").in_bulk([pk for pk, _ in group])
    sealed = SealedText.objects.in_bulk(list(tickets))
    written: list[Ticket] = []
    noted: list[tuple[Ticket, str, str, str]] = []
    resealed: list[SealedText] = []
    for pk, incoming in group:
        ticket = tickets[pk]
        if not _within_reach(ticket, incoming, work):
            continue
        before, place, topic = state_of(ticket), ticket.place_id, ticket.topic_code
        if place and topic:
            work.keys.add((place, topic))
        raw = (saving.SEALED, saving.sealed_before(ticket, sealed.get(pk)), "")
        differences = [raw, *saving.apply(ticket, incoming)]
        work.settler.settle(ticket, ticket.run.region_code)
        if not _within_reach(ticket, incoming, work):
            continue
        ticket.seen_in = work.run
        differences += saving.moved(before, ticket, work.settler.finder)
        written.append(ticket)
        resealed.append(SealedText(ticket_id=pk, ciphertext=seal(ticket.number, incoming.raw)))
        noted += [(ticket, *difference) for difference in differences]
        work.changes += saving.shown(incoming.row, incoming.number, differences)
        work.touch(ticket)
    saving.update(written)
    saving.reseal(resealed)
    saving.note(noted, work.run, work.at)
    work.changed += len(written)


def _report(work: _Work, rejected: Sequence[Rejected], warnings: Sequence[Sayable]) -> Report:
    put_aside = sorted([*rejected, *work.rejected], key=lambda one: one.row)
    return Report(
        read=len(work.new) + work.changed + work.same + len(put_aside),
        new=len(work.new),
        changed=work.changed,
        same=work.same,
        rejected=tuple(put_aside),
        warnings=tuple(warnings),
        masked=dict(work.masked),
        changes=tuple(work.changes[:CHANGES_SHOWN]),
        run=work.run.number,
    )


def _warnings(work: _Work) -> list[Sayable]:
    """Say what of the new tickets can't be used in full."""
    new = work.new
    strange = Counter(t.kind_words for t in new if t.kind == UNKNOWN and t.kind_words)
    told: list[Sayable] = []
    if strange:
        words = "、".join(sorted(strange)[:5])
        told.append(Note("warning.unknown_kinds", words=words, count=sum(strange.values())))
    counts = {
        "no_time": sum(1 for t in new if t.received_at is None),
        "no_caller": sum(1 for t in new if not t.caller_hash),
        "places_asked": sum(1 for t in new if t.place_words),
        "topics_asked": sum(1 for t in new if not t.topic_code and t.topic_words),
    }
    return [*told, *(Note(f"warning.{code}", count=n) for code, n in counts.items() if n)]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
