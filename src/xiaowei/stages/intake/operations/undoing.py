"""Home of taking an import back, as long as nothing was built on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.parts import in_parts
from xiaowei.base.trail.operations import record
from xiaowei.base.turns import take_turn
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import weigh
from xiaowei.domain.intake import ONE_TICKET, RUN_FLOW
from xiaowei.domain.wording import Note
from xiaowei.stages.intake.models import ImportRun, Question, SealedText, Ticket, TicketChange
from xiaowei.stages.intake.operations import saving
from xiaowei.stages.intake.operations.runs import subject_of
from xiaowei.stages.intake.operations.taking import Key
from xiaowei.stages.intake.permissions import require_undo
from xiaowei.stages.intake.settling import settler

_DERIVED = {"place", "topic", saving.SEALED}


@transaction.atomic
def undo_run(
    *, run: str, built_upon: Sequence[str], by: Actor, on: date, at: datetime
) -> frozenset[Key]:
    """Take a ticket import back: its new tickets go, changed ones return to what they were.

    `built_upon` names what later rooms built on its tickets. No ticket goes without trace: numbers
    and digests stay in the trail, the run stays, marked as undone. Who may take a run back is asked
    of the run, wherever its tickets went. Returns what has to be regrouped.

    :raises RuleBroken: `import_built_upon`, `import_already_undone`, `import_not_undoable`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    take_turn("intake")
    found = ImportRun.objects.select_for_update().filter(number=run).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.import"), number=run)
    require_undo(by, found)
    if found.kind != "tickets":
        raise RuleBroken("import_not_undoable", run=run)
    if found.undone_at:
        raise RuleBroken("import_already_undone", run=run)
    built = [*built_upon, *_later_runs(found)]
    arrow = RUN_FLOW.arrow("taken", "undo", run)
    weigh(arrow, {"import_built_upon": not built}, run=run, built="、".join(built[:10]))
    keys = _keys_of(found)
    restored = _restore(found, keys, at)
    removed = _remove(found)
    found.undone_at, found.under_way = at, None
    found.save(update_fields=["undone_at", "under_way"])
    facts = {"removed": removed, "restored": restored}
    record(subject=subject_of(run), action="intake.undo_run", by=by, on=on, at=at, facts=facts)
    return frozenset(keys)


def _later_runs(run: ImportRun) -> list[str]:
    """Return the later imports that hold the same tickets or changed them again."""
    touched = TicketChange.objects.filter(run=run).values("ticket_id")
    held = Ticket.objects.filter(run=run) | Ticket.objects.filter(pk__in=touched)
    later = held.exclude(seen_in=run).values_list("seen_in__number", flat=True)
    return sorted(set(later))


def _keys_of(run: ImportRun) -> set[Key]:
    pairs = Ticket.objects.filter(seen_in=run, place__isnull=False).exclude(topic_code="")
    return {
        (place, topic)
        for place, topic in pairs.values_list("place_id", "topic_code").distinct()
        if place is not None
    }


def _restore(run: ImportRun, keys: set[Key], at: datetime) -> list[str]:
    """Give changed tickets back their words, and settle them anew; that too is kept as a change."""
    by_ticket: dict[int, list[TicketChange]] = {}
    for change in TicketChange.objects.filter(run=run).order_by("pk"):
        by_ticket.setdefault(change.ticket_id, []).append(change)
    known = Ticket.objects.select_related("run").in_bulk(list(by_ticket))
    now = settler()
    sealed = []
    for pk, ticket in known.items():
        old = {change.field: change.old for change in by_ticket[pk]}
        ticket.content_digest, ciphertext = saving.brought_back(old[saving.SEALED])
        sealed.append(SealedText(ticket_id=pk, ciphertext=ciphertext))
        for name in old.keys() - _DERIVED:
            setattr(ticket, name, saving.from_text(name, old[name]))
        now.settle(ticket, ticket.run.region_code)
        if ticket.place_id and ticket.topic_code:
            keys.add((ticket.place_id, ticket.topic_code))
    saving.update(list(known.values()))
    saving.reseal(sealed)
    back = [change for changes in by_ticket.values() for change in changes]
    told = ((known[c.ticket_id], c.field, c.new, c.old) for c in back if c.field != saving.SEALED)
    saving.note(told, None, at)
    _hand_back(run)
    return sorted(ticket.number for ticket in known.values())


def _hand_back(run: ImportRun) -> None:
    """Leave tickets that others brought with the import that most likely held them before.

    Which of the imports between was it is not kept; the newest standing one is named, so that
    none is taken back while a ticket may still rest on a later one.
    """
    standing = ImportRun.objects.filter(kind="tickets", undone_at=None, pk__lt=run.pk)
    before = standing.filter(region_code=run.region_code).order_by("-pk").first()
    held = Ticket.objects.filter(seen_in=run).exclude(run=run)
    if before is not None:
        held.filter(run_id__lt=before.pk).update(seen_in=before)
    held.update(seen_in=F("run"))


def _remove(run: ImportRun) -> list[list[str]]:
    """Take the run's new tickets away; return their numbers and digests."""
    gone = Ticket.objects.filter(run=run)
    kept = [list(row) for row in gone.order_by("number").values_list("number", "content_digest")]
    for part in in_parts([f"{ONE_TICKET}{number}" for number, _ in kept]):
        Question.objects.filter(words__in=part).delete()  # what was told of a ticket goes with it
    gone.delete()
    saving.sync_questions({})
    return kept
