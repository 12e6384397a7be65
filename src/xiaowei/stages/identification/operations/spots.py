"""Home of what is done at a spot: stop-gaps, closing on evidence, setting aside, reopening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.masking import mask
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import weigh
from xiaowei.domain.identification import SPOT_FLOW
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.models import Spot, StopGap
from xiaowei.stages.identification.permissions import arrow_at


@transaction.atomic
def log_stop_gap(
    *,
    spot_id: int,
    what: str,
    from_on: date,
    to_on: date | None = None,
    by: Actor,
    on: date,
    at: datetime,
) -> StopGap:
    """Log an emergency measure at an open spot; the spot stays open.

    :raises RuleBroken: `not_in_table`, `stop_gap_backwards`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    if to_on is not None and to_on < from_on:
        raise RuleBroken("stop_gap_backwards", start=from_on, end=to_on)
    what = mask(what.strip()).text[:120]
    facts = {"what": what, "from_on": from_on, "to_on": to_on}
    spot = _step(locked(spot_id), "log_stop_gap", {}, facts, by, on, at)
    return StopGap.objects.create(spot=spot, what=what, from_on=from_on, to_on=to_on)


@transaction.atomic
def resolve_spot(
    *, spot_id: int, evidence: Mapping[str, object], by: Actor, on: date, at: datetime
) -> Spot:
    """Close a spot on evidence (a verified outcome); a complaint after `on` opens it again.

    Verified once more, it stays closed since the first day.

    :raises RuleBroken: `not_in_table`, `outcome_verified`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    spot = locked(spot_id)
    holds = {"outcome_verified": bool(evidence)}
    if spot.state == "open":
        spot.resolved_on = on
    return _step(spot, "resolve", holds, dict(evidence), by, on, at)


@transaction.atomic
def dismiss_spot(*, spot_id: int, reason: str, by: Actor, on: date, at: datetime) -> Spot:
    """Set a spot aside as not ours, with the reason.

    :raises RuleBroken: `not_in_table`, `dismissal_reasoned`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    holds = {"dismissal_reasoned": bool(reason.strip())}
    spot = locked(spot_id)
    spot.reason = kept(reason)
    return _step(spot, "dismiss", holds, {"reason": spot.reason}, by, on, at)


@transaction.atomic
def reopen_spot(*, spot_id: int, reason: str, by: Actor, on: date, at: datetime) -> Spot:
    """Open a spot again that was closed or set aside.

    :raises RuleBroken: `not_in_table`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    spot = locked(spot_id)
    spot.resolved_on, spot.reason = None, kept(reason)
    return _step(spot, "reopen", {}, {"reason": spot.reason}, by, on, at)


def locked(spot_id: int) -> Spot:
    """Return a spot, held until the commit.

    :raises BadInput: `not_found`
    """
    spot = Spot.objects.select_for_update().filter(pk=spot_id).first()
    if spot is None:
        raise BadInput("not_found", what=Note("thing.spot"), number=spot_id)
    return spot


def kept(reason: str) -> str:
    """Return a reason as it is kept: without personal data."""
    return mask(reason.strip()).text[:200]


def _step(
    spot: Spot,
    action: str,
    holds: Mapping[str, bool],
    facts: Mapping[str, object],
    by: Actor,
    on: date,
    at: datetime,
) -> Spot:
    place = spot.place
    arrow = arrow_at(SPOT_FLOW, spot.state, action, str(spot), by, place.town_code, (place.code,))
    weigh(arrow, holds, spot=str(spot))
    spot.state = arrow.target
    spot.save(update_fields=["state", "reason", "resolved_on"])
    record(
        subject=f"spot:{spot}",
        action=f"identification.{action}",
        by=by,
        on=on,
        at=at,
        facts=facts,
    )
    return spot
