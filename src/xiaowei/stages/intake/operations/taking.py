"""Home of taking a part of a sheet's tickets in: masked, idempotent, in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.domain.intake import UNKNOWN, Change
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.sheets import Rejected
from xiaowei.domain.zone import day_of
from xiaowei.stages.intake.asked import QuestionKey, questions_of
from xiaowei.stages.intake.models import ImportRun, SealedText, Ticket
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.overlooking import refusal
from xiaowei.stages.intake.operations.sums import Sums
from xiaowei.stages.intake.reading import Incoming
from xiaowei.stages.intake.sealing import seal
from xiaowei.stages.intake.settling import Settler, state_of

Key = tuple[int, str]
"""(place id, topic code): where spots have to be looked at again."""


@dataclass
class Work:
    """One part of an import under way."""

    run: ImportRun
    by: Actor
    at: datetime
    settler: Settler
    sums: Sums = field(default_factory=Sums)
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)
    asked: set[QuestionKey] = field(default_factory=set)
    """The questions for which more or fewer tickets wait than before."""

    def touch(self, ticket: Ticket) -> None:
        """Remember where spots have to be looked at again."""
        if ticket.place_id and ticket.topic_code:
            self.keys.add((ticket.place_id, ticket.topic_code))


def take(part: Sequence[Incoming], work: Work) -> None:
    """Take rows in: new, changed or same by number and content."""
    known = _known(part)
    new: list[Incoming] = []
    same: list[int] = []
    changed: list[tuple[int, Incoming]] = []
    for incoming in part:
        pk, digest = known.get(incoming.number, (0, ""))
        work.sums.masked.update(incoming.masked)
        if not pk:
            new.append(incoming)
        elif digest == incoming.digest:
            same.append(pk)
        else:
            changed.append((pk, incoming))
        work.sums.say(incoming.number, incoming.digest)
    saving.insert([_made(incoming, work) for incoming in new], [one.raw for one in new])
    work.sums.new += len(new)
    for some in in_parts(same):
        Ticket.objects.filter(pk__in=some).update(seen_in=work.run)
    work.sums.same += len(same)
    for group in in_parts(changed):
        _change(group, work)


def _known(part: Sequence[Incoming]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for some in in_parts(part):
        numbers = [incoming.number for incoming in some]
        rows = Ticket.objects.filter(number__in=numbers)
        for number, pk, digest in rows.values_list("number", "pk", "content_digest"):
            found[number] = (pk, digest)
    return found


def _made(incoming: Incoming, work: Work) -> Ticket:
    """Make a new ticket, settle it, and count what it lacks."""
    run = work.run.pk
    ticket = Ticket(number=incoming.number, run_id=run, seen_in_id=run, **incoming.said)
    work.settler.settle(ticket, work.run.region_code)
    work.touch(ticket)
    questions = set(questions_of(ticket))
    work.asked |= questions
    open_kinds = {key[0] for key in questions if key not in work.settler.answers}
    lacks = {
        "no_time": ticket.received_at is None,
        "ahead": ticket.received_at is not None and day_of(ticket.received_at) > day_of(work.at),
        "no_caller": not ticket.caller_hash,
        "places_asked": "place" in open_kinds,
        "topics_asked": "topic" in open_kinds,
        "topics_unknown": saving.is_topicless(ticket),
    }
    work.sums.lacking.update(what for what, lacking in lacks.items() if lacking)
    if ticket.kind == UNKNOWN and ticket.kind_words:
        work.sums.strange[ticket.kind_words] += 1
    if not _reaches(ticket, work):
        work.sums.elsewhere[ticket.town_code] += 1
    return ticket


def _reaches(ticket: Ticket, work: Work) -> bool:
    """Tell whether a ticket is the importer's to change; one of an unknown area is."""
    return not ticket.town_code or work.by.holds(SHEET_BRINGERS, ticket.town_code)


def _may_change(ticket: Ticket, incoming: Incoming, work: Work) -> bool:
    """Reject the row of a ticket in somebody else's area, quoting nothing but the row."""
    if _reaches(ticket, work):
        return True
    work.sums.out_of_reach.append(incoming.row)
    work.rejected.append(refusal(incoming.row, incoming.number, "change_out_of_reach"))
    return False


def _change(group: list[tuple[int, Incoming]], work: Work) -> None:
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
        work.asked.update(questions_of(ticket))
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
        work.asked.update(questions_of(ticket))
    saving.update(written)
    saving.reseal(resealed)
    saving.note(noted, work.run, work.at)
    work.sums.changed += len(written)
