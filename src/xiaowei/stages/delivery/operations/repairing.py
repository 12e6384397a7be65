"""Home of warranty repairs 保修: the same project, no new money, its acceptance kept (S14 → S10 → S14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.domain.flow import Basis, in_order
from xiaowei.stages.delivery import ROOM
from xiaowei.stages.delivery.models import WarrantyRepair, Works
from xiaowei.stages.delivery.operations.steps import step
from xiaowei.stages.delivery.queries import warranty_to
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.telling import leave

STRAIGHT = Basis.STRAIGHT


@transaction.atomic
def open_repair(
    *,
    number: str,
    what: str,
    ticket_numbers: Sequence[str] = (),
    told_on: date | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> WarrantyRepair:
    """Send the contractor back to accepted works that fail within their warranty (S14 → S10).

    What fails after the warranty, or for another cause, is a new lead. The contractor was told on
    `told_on`, the same day where it is left out.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `repair_said`, `repair_closed`, `under_warranty`,
        `repair_after_accepted`, `repair_after_repaired`, `not_in_future`
    """
    require_past(at, told_on)
    works = works_of(number, lock=True)
    end = warranty_to(works)
    told = told_on or on
    before = works.repairs.order_by("-sequence").values_list("done_on", flat=True).first()
    holds = {
        "repair_said": bool(what.strip()),
        "repair_closed": _open(works) is None,
        "under_warranty": end is not None and on <= end,
        "repair_after_accepted": in_order(works.accepted_on, min(told, on)),
        "repair_after_repaired": in_order(before, on),
    }
    arrow, _ = step(works, "open_repair", by, STRAIGHT, holds, end=end or "–")
    said = {"reason": what, "tickets": list(ticket_numbers), "told_on": told}
    said |= {"contractor": works.contractor}
    leave(ROOM, number, arrow, by, on, at, STRAIGHT, (), **said)
    return WarrantyRepair.objects.create(
        works=works,
        sequence=works.repairs.count() + 1,
        what=what,
        ticket_numbers=list(ticket_numbers),
        opened_on=on,
        told_on=told,
    )


@transaction.atomic
def finish_repair(*, number: str, by: Actor, on: date, at: datetime) -> WarrantyRepair:
    """Note the day on which a warranty repair was done (S10 → S14).

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `not_ended`, `repair_open`, `repaired_after_opened`
    """
    works = works_of(number, lock=True)
    found = _open(works) or WarrantyRepair(works=works)
    holds = {
        "repair_open": found.pk is not None,
        "repaired_after_opened": found.pk is None or in_order(found.opened_on, on),
    }
    arrow, _ = step(works, "finish_repair", by, STRAIGHT, holds)
    found.done_on = on
    found.save()
    leave(ROOM, number, arrow, by, on, at, STRAIGHT, repair=found.sequence)
    return found


def _open(works: Works) -> WarrantyRepair | None:
    return works.repairs.filter(done_on__isnull=True).first()
