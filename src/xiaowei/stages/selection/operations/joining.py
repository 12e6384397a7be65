"""Home of merging applications into one (X6) and splitting one into several (X7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.flow import Basis, weigh
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import ALIKE, FLOW
from xiaowei.stages.identification.operations import (
    Details,
    absorb,
    mint_candidate,
    share_grounds,
    take_back,
)
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Application
from xiaowei.stages.selection.operations.applying import prepare
from xiaowei.stages.selection.operations.closing import close
from xiaowei.stages.selection.operations.steps import step
from xiaowei.stages.selection.queries import application as application_of
from xiaowei.stages.telling import leave


@transaction.atomic
def merge(
    *, number: str, others: Sequence[str], reason: str = "", by: Actor, on: date, at: datetime
) -> Application:
    """Merge other applications of the same township and type into one, to be sent anew (X6).

    Every ticket, place and site goes with it; its clock starts where the oldest began.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `joinable`, `joined_within_cap`, `not_begun`
    """
    kept = application_of(number, lock=True)
    joined = [application_of(other, lock=True) for other in sorted(set(others) - {number})]
    candidate = kept.candidate
    cap = policy_for(candidate.district_code, candidate.year).cap_fen
    total = sum(one.candidate.estimate_fen or 0 for one in (kept, *joined))
    same = bool(joined) and all(_alike(kept, one) for one in joined)
    arrow = step(
        kept,
        "merge",
        by,
        {"joinable": same, "joined_within_cap": total <= cap},
        sum=yuan(total),
        cap=yuan(cap),
    )
    leaving = [FLOW.arrow(one.state, "be_merged", one.candidate.number) for one in joined]
    for one, way in zip(joined, leaving, strict=True):
        weigh(way, {"joinable": same, "not_begun": not one.begun_ahead})
    _back_to_draft(kept, arrow.target, by, on, at)
    names = [one.candidate.number for one in joined]
    absorb(number=number, others=names, by=by, on=on, at=at)
    for one, way in zip(joined, leaving, strict=True):
        one.merged_into = kept
        close(one, way, number, reason, by, on, at)
    leave(ROOM, number, arrow, by, on, at, Basis.STRAIGHT, others=names, reason=reason)
    return kept


@transaction.atomic
def split(
    *, number: str, parts: Sequence[Details], reason: str, by: Actor, on: date, at: datetime
) -> list[Application]:
    """Split an application into parts with numbers of their own, each to be sent (X7).

    Each part names its places and estimate; together they are what was one. Tickets and the clock's
    oldest start go with every part.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, `parts_named`, `parts_add_up`, and those of `mint_candidate`
    """
    application = application_of(number, lock=True)
    candidate = application.candidate
    total = sum(line.amount_fen for part in parts for line in part.get("lines", ()))
    places = {place for part in parts for place in part.get("place_ids", ())}
    own = set(candidate.place_links.values_list("place_id", flat=True))
    arrow = step(
        application,
        "split",
        by,
        {
            "parts_named": len(parts) > 1 and places == own,
            "parts_add_up": total == (candidate.estimate_fen or 0),
            "not_begun": not application.begun_ahead,
        },
        sum=yuan(total),
        estimate=yuan(candidate.estimate_fen or 0),
    )
    made = [_part(application, part, by, on, at) for part in parts]
    names = [one.candidate.number for one in made]
    close(application, arrow, "、".join(names)[:40], reason, by, on, at)
    return made


def _alike(kept: Application, other: Application) -> bool:
    """Tell whether two applications may become one: same township, year, type and state."""
    one, two = kept.candidate, other.candidate
    return kept.state == other.state and all(getattr(one, f) == getattr(two, f) for f in ALIKE)


def _back_to_draft(application: Application, state: str, by: Actor, on: date, at: datetime) -> None:
    number = application.candidate.number
    if application.candidate.state == "handed_on":
        take_back(number=number, reason="merge", by=by, on=on, at=at)
    application.state, application.applied_fen, application.applied_on = state, None, None
    application.save()


def _part(
    application: Application, part: Details, by: Actor, on: date, at: datetime
) -> Application:
    whole = application.candidate
    shared = Details(
        type_code=whole.type_code,
        spot_id=whole.spot_id,
        proactive=whole.proactive,
        lead_source=whole.lead_source,
        reason=whole.reason,
        unit=whole.unit,
        root_cause=whole.root_cause,
        maintainer=whole.maintainer,
        maintainer_trigger=whole.maintainer_trigger,
        collected_on=whole.collected_on,
    )
    where = (whole.town_code, whole.district_code, whole.year)
    details: Details = {**shared, **part}
    minted = mint_candidate(
        town_code=where[0], district_code=where[1], year=where[2], by=by, on=on, at=at, **details
    )
    share_grounds(number=minted.number, of=whole.number)
    made = prepare(number=minted.number, by=by, on=on, at=at)
    made.split_from, made.round = application, application.round
    made.save(update_fields=["split_from", "round"])
    return made
