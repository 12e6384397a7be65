"""Home of the emergency lane from an alarm: candidate, township's hands, flag, in one step."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.stages.identification.operations import mint_from_spot, see_alarm
from xiaowei.stages.selection.operations import declare_emergency, prepare


@transaction.atomic
def open_emergency(
    *,
    spot_id: int,
    kind: str,
    reason: str,
    type_code: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> str:
    """Mint a candidate from a burst, take it up in the township and declare it an emergency.

    Whoever does so has taken note of the alarm. Returns the project's number; a second person still
    has to confirm the flag before works start ahead of the papers.

    :raises RuleBroken: `no_burst`, `type_to_choose`, `no_type_for_topic`, `emergency_listed`,
        `reason_said` and those of `mint_candidate`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    see_alarm(spot_id=spot_id, by=by, on=on, at=at)
    candidate = mint_from_spot(spot_id=spot_id, type_code=type_code, by=by, on=on, at=at)
    prepare(number=candidate.number, by=by, on=on, at=at)
    declare_emergency(number=candidate.number, kind=kind, reason=reason, by=by, on=on, at=at)
    return candidate.number
