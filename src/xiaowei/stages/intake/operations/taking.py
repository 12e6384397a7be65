"""Home of taking tickets in: masked, idempotent, in bulk, one transaction per sheet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.places.operations import require_import
from xiaowei.base.progress import tell_of
from xiaowei.base.regions.queries import name_of, widest_apart
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.intake import CHANGES_SHOWN, UNKNOWN, Change, Report, content_of
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.sheets import Rejected, SheetIn, TicketRow
from xiaowei.domain.wording import Note, Sayable
from xiaowei.stages.intake.models import ImportRun, SealedText, Ticket
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.runs import close_run, open_run
from xiaowei.stages.intake.queries import secret_fits
from xiaowei.stages.intake.reading import Incoming, read, too_long, withheld_of
from xiaowei.stages.intake.sealing import seal
from xiaowei.stages.intake.settling import Settler, settler, state_of

PART = 2000
AREAS_NAMED = 8
FEW_ASKED = 20
"""Up to so many questions are counted one by one; beyond, the whole queue is counted once."""
LACKING = ("no_time", "no_caller", "places_asked", "topics_asked", "topics_unknown")
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
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    masked: Counter[str] = field(default_factory=Counter)
    digests: list[str] = field(default_factory=list)
    lacking: Counter[str] = field(default_factory=Counter)
    """What new tickets lack -> how many."""
    strange: Counter[str] = field(default_factory=Counter)
    """Words for a kind that are not known -> how many new tickets."""
    asked: set[saving.QuestionKey] = field(default_factory=set)
    """The questions for which more or fewer tickets wait than before."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Townships beyond the importer's reach -> how many new tickets went there."""

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
    sheet: SheetIn[TicketRow],
    by: Actor,
    on: date,
    at: datetime,
) -> Taken:
    """Take the tickets of a sheet in: new, changed or same by number and content.

    Of two rows with one number the later is taken; the earlier is rejected unless it says the same.
    Bringing is not reading: a new ticket goes to its own area, also beyond the reach of who brings
    it; a known one is changed only within that reach.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `secret_changed`
    """
    require_import(by, "import_tickets")
    if not secret_fits():
        raise RuleBroken("secret_changed")
    known = settler()  # Before the first write: what is remembered is read anew after it.
    run = open_run(kind="tickets", sheet=sheet, by=by, on=on, at=at)
    work = _Work(run, by, at, known)
    latest = _latest(sheet.rows, work)
    secret = withheld_of(sheet.rows)
    for part in in_parts(tell_of(latest, len(latest)), PART):
        _take_part([read(row, secret) for row in part], work)
    few = work.asked if len(work.asked) <= FEW_ASKED else None
    saving.sync_questions(work.settler.asked, few)
    report = _report(work, sheet.rejected, [*sheet.warnings, *_warnings(work)])
    close_run(
        run=run, sheet=sheet, report=report, rows_digest=_digest(work.digests), by=by, on=on, at=at
    )
    return Taken(report, frozenset(work.keys))


def _latest(rows: Sequence[TicketRow], work: _Work) -> Collection[TicketRow]:
    """Keep the last row of each number."""
    found: dict[str, TicketRow] = {}
    for row in rows:
        if too_long(row.number):
            work.reject(row.row, "number", row.number[:60], "ticket_number_long")
            continue
        earlier = found.pop(row.number, None)
        if earlier and content_of(earlier) == content_of(row):
            work.same += 1
        elif earlier:
            work.reject(earlier.row, "number", row.number, "double_number", other=row.row)
        found[row.number] = row
    return found.values()


def _take_part(part: list[Incoming], work: _Work) -> None:
    known = _known(part)
    new: list[Incoming] = []
    same: list[int] = []
    changed: list[tuple[int, Incoming]] = []
    for incoming in part:
        pk, digest = known.get(incoming.number, (0, ""))
        work.masked.update(incoming.masked)
        if not pk:
            new.append(incoming)
        elif digest == incoming.digest:
            same.append(pk)
        else:
            changed.append((pk, incoming))
        work.digests.append(f"{incoming.number} {incoming.digest}")
    saving.insert([_made(incoming, work) for incoming in new], [one.raw for one in new])
    work.new += len(new)
    for some in in_parts(same):
        Ticket.objects.filter(pk__in=some).update(seen_in=work.run)
    work.same += len(same)
    for group in in_parts(changed):
        _change(group, work)


def _known(part: list[Incoming]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for some in in_parts(part):
        numbers = [incoming.number for incoming in some]
        rows = Ticket.objects.filter(number__in=numbers)
        for number, pk, digest in rows.values_list("number", "pk", "content_digest"):
            found[number] = (pk, digest)
    return found


def _made(incoming: Incoming, work: _Work) -> Ticket:
    """Make a new ticket, settle it, and count what it lacks."""
    run = work.run.pk
    ticket = Ticket(number=incoming.number, run_id=run, seen_in_id=run, **incoming.said)
    work.settler.settle(ticket, work.run.region_code)
    work.touch(ticket)
    work.asked.update(saving.questions_of(ticket))
    lacks = {
        "no_time": ticket.received_at is None,
        "no_caller": not ticket.caller_hash,
        "places_asked": bool(ticket.place_words),
        "topics_asked": not ticket.topic_code and bool(ticket.topic_words),
        "topics_unknown": saving.is_topicless(ticket),
    }
    work.lacking.update(what for what, lacking in lacks.items() if lacking)
    if ticket.kind == UNKNOWN and ticket.kind_words:
        work.strange[ticket.kind_words] += 1
    if not _reaches(ticket, work):
        work.elsewhere[ticket.town_code] += 1
    return ticket


def _reaches(ticket: Ticket, work: _Work) -> bool:
    """Tell whether a ticket is the importer's to change; one of an unknown area is."""
    return not ticket.town_code or work.by.holds(SHEET_BRINGERS, ticket.town_code)


def _may_change(ticket: Ticket, incoming: Incoming, work: _Work) -> bool:
    """Reject the row of a ticket in somebody else's area, quoting nothing but the row."""
    if _reaches(ticket, work):
        return True
    work.reject(incoming.row, "number", incoming.number, "change_out_of_reach")
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
        if not _may_change(ticket, incoming, work):
            continue
        before, place, topic = state_of(ticket), ticket.place_id, ticket.topic_code
        if place and topic:
            work.keys.add((place, topic))
        work.asked.update(saving.questions_of(ticket))
        raw = (saving.SEALED, saving.sealed_before(ticket, sealed.get(pk)), "")
        differences = [raw, *saving.apply(ticket, incoming)]
        work.settler.settle(ticket, ticket.run.region_code)
        if not _may_change(ticket, incoming, work):
            continue
        ticket.seen_in = work.run
        differences += saving.moved(before, ticket, work.settler.finder)
        written.append(ticket)
        resealed.append(SealedText(ticket_id=pk, ciphertext=seal(ticket.number, incoming.raw)))
        noted += [(ticket, *difference) for difference in differences]
        work.changes += saving.shown(incoming.row, incoming.number, differences)
        work.touch(ticket)
        work.asked.update(saving.questions_of(ticket))
    saving.update(written)
    saving.reseal(resealed)
    saving.note(noted, work.run, work.at)
    work.changed += len(written)


def _report(work: _Work, rejected: Sequence[Rejected], warnings: Sequence[Sayable]) -> Report:
    put_aside = sorted([*rejected, *work.rejected], key=lambda one: one.row)
    return Report(
        read=work.new + work.changed + work.same + len(put_aside),
        new=work.new,
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
    told: list[Sayable] = _elsewhere(work)
    if work.strange:
        words, count = "、".join(sorted(work.strange)[:5]), work.strange.total()
        told.append(Note("warning.unknown_kinds", words=words, count=count))
    lacking = {code: work.lacking[code] for code in LACKING}
    return [*told, *(Note(f"warning.{code}", count=n) for code, n in lacking.items() if n)]


def _elsewhere(work: _Work) -> list[Sayable]:
    """Say which areas the new tickets went to that lie beyond the importer's reach."""
    if not work.elsewhere:
        return []
    own = {held.region_code for held in work.by.held if held.role in SHEET_BRINGERS}
    areas: Counter[str] = Counter()
    for town, count in work.elsewhere.items():
        areas[name_of(widest_apart(town, own))] += count
    counted = [f"{name}({count})" for name, count in areas.most_common(AREAS_NAMED)]
    named = "、".join(counted) if len(areas) > 1 else next(iter(areas))
    more = "…" if len(areas) > AREAS_NAMED else ""
    return [Note("warning.elsewhere", count=areas.total(), areas=named + more)]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
