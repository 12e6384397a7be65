"""Home of telling whom a step concerns: its trail entry, a notice to each desk that the table names."""

from __future__ import annotations

from datetime import date, datetime

from xiaowei.base.accounts import steps
from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages.operations.notices import notify, settle_notices
from xiaowei.base.messages.reach import sits_at
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.messages import TOLD, Matter, desks_of
from xiaowei.stages.identification.queries import candidate


def leave(
    room: str,
    number: str,
    arrow: Arrow,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis,
    missing: tuple[str, ...] = (),
    **facts: object,
) -> None:
    """Leave the trail entry of a step on the project's number, and tell the desks it concerns.

    What the actor's own desks were told of the project before is read by it. A step taken over from
    an old sheet is told to nobody. The fact `contractor` says which firm builds.

    :raises RuleBroken: `not_in_future`
    """
    sequence = steps.leave(room, number, arrow, by, on, at, basis, missing, **facts)
    if basis is not Basis.STRAIGHT or on is None:
        return
    settle_notices(f"told:{number}:", by, at, desks_of(by.roles()))
    desks = TOLD.get(f"{room}.{arrow.action}", ())
    if not desks:
        return
    found = candidate(number)
    firm = str(facts.get("contractor", ""))
    matter = Matter(number, found.name, found.district_code, found.town_code, (), firm)
    for desk in desks:
        if matter.has(desk) and not sits_at(by, desk, matter):
            notify(
                key=f"told:{number}:{sequence}", kind=f"told_{arrow.action}", desk=desk,
                matter=matter, facts={"name": found.name}, on=on, at=at,
            )  # fmt: skip
