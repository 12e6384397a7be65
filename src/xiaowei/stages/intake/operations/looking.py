"""Home of looking at a ticket's raw words: each look leaves an entry."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.wording import Note
from xiaowei.stages.intake.models import SealedText, Ticket
from xiaowei.stages.intake.permissions import require_raw
from xiaowei.stages.intake.sealing import unseal

_SHORTEST_REASON = 4


@transaction.atomic
def look_at_raw(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> str:
    """Return the raw words of a ticket as lines "field: words"; who looked, and why, is recorded.

    :raises BadInput: `not_found`
    :raises RuleBroken: `raw_needs_reason`, `raw_not_kept`, `raw_unreadable`
    :raises NotAllowed: `not_permitted`
    """
    ticket = Ticket.objects.select_related("place").filter(number=number).first()
    if ticket is None:
        raise BadInput("not_found", what=Note("thing.ticket"), number=number)
    require_raw(by, ticket)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise RuleBroken("raw_needs_reason")
    sealed = SealedText.objects.filter(ticket=ticket).first()
    if sealed is None:
        raise RuleBroken("raw_not_kept", number=number)
    said = json.loads(unseal(number, bytes(sealed.ciphertext)))
    extra = said.pop("extra", {})
    record(
        subject=f"ticket:{number}",
        action="intake.look_at_raw",
        by=by,
        on=on,
        at=at,
        facts={"reason": mask(reason.strip()).text},
    )
    return "\n".join(f"{name}: {words}" for name, words in (said | extra).items())
