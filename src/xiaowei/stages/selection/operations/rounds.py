"""Home of calling for projects: a programme-year and its rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import take_step
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import known_region
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import BadInput
from xiaowei.domain.flow import Basis, in_order
from xiaowei.domain.regions import within
from xiaowei.domain.rounds import round_among
from xiaowei.domain.selection import (
    CALLED,
    ROUND_FLOW,
    UNCALLED,
)
from xiaowei.stages.selection import ROOM
from xiaowei.stages.selection.models import Programme, Round, RoundLimit

Limit = tuple[str, int | None, int | None]
"""(township code, most projects, most fen)"""


@transaction.atomic
def open_round(
    *,
    district_code: str,
    year: int,
    name: str,
    opens_on: date | None,
    closes_on: date | None,
    town_code: str = "",
    limits: Sequence[Limit] = (),
    by: Actor,
    on: date,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Round:
    """Call for projects from one day to another, in a programme-year that opens with its first round.

    A round that is called already in other words, 第五批 for 5, is that round and keeps its name.
    `limits` bounds townships: (code, most projects, most fen), None where there is no bound; one named
    again gets the new bounds. Called again, the district moves the days. A sheet taken over, of
    `town_code`, only widens what sheets told before; the days that a district set stand.

    :raises NotAllowed: `not_permitted`
    :raises BadInput: `bad_region_code`, `unknown_region`, `town_elsewhere`
    :raises RuleBroken: `round_named`, `closes_after_opening`
    """
    programme = _programme(district_code, year, by, on, at)
    round_, name = _called(programme, name)
    action = "note_round" if basis is Basis.TAKEN_OVER else "open_round"
    arrow = ROUND_FLOW.arrow(CALLED if round_ else UNCALLED, action, name)
    holds = {
        "round_named": bool(name),
        "closes_after_opening": in_order(opens_on, closes_on),
    }
    take_step(arrow, by=by, region_code=town_code or district_code, basis=basis, holds=holds)
    _require_own(district_code, limits)
    round_ = round_ or Round(programme=programme, name=name, basis=basis)
    window = (opens_on, closes_on)
    if basis is Basis.TAKEN_OVER:
        window = _widened(round_, opens_on, closes_on)
    same = (*window, basis) == (round_.opens_on, round_.closes_on, round_.basis)
    limits = _moved(round_, limits)
    if round_.pk and same and not limits:
        return round_
    if round_.pk and basis is Basis.TAKEN_OVER and round_.basis == Basis.STRAIGHT:
        return round_
    round_.opens_on, round_.closes_on, round_.basis = *window, basis
    round_.save()
    _put_limits(round_, limits)
    record(
        subject=f"programme:{district_code}:{year}",
        action=f"{ROOM}.{action}",
        by=by,
        on=on,
        at=at,
        facts={
            "round": name, "opens_on": window[0], "closes_on": window[1], "basis": basis,
            "limits": [list(limit) for limit in limits],
        },
    )  # fmt: skip
    return round_


def _programme(district_code: str, year: int, by: Actor, on: date, at: datetime) -> Programme:
    """Return the programme-year of a district; open it under the policy in force if it is new."""
    policy = policy_for(district_code, year)
    programme, new = Programme.objects.get_or_create(
        district_code=district_code,
        year=year,
        defaults={"name": policy.programme_name, "policy_version": policy.version},
    )
    if new:
        subject = f"programme:{district_code}:{year}"
        record(subject=subject, action="selection.open_programme", by=by, on=on, at=at)
    return programme


def _called(programme: Programme, name: str) -> tuple[Round | None, str]:
    """Return the round that is called so, locked, and the name that it is kept under."""
    called = Round.objects.select_for_update().filter(programme=programme)
    found = round_among(called.order_by("opens_on", "name"), name)
    return found, found.name if found else name.strip()


def _require_own(district_code: str, limits: Sequence[Limit]) -> None:
    for town, projects, amount in limits:
        if not within(known_region(town), district_code):
            raise BadInput("town_elsewhere", value=town)
        if min(projects or 0, amount or 0) < 0:
            raise BadInput("negative_amount", value=min(projects or 0, amount or 0))


def _moved(round_: Round, limits: Sequence[Limit]) -> list[Limit]:
    """Return the limits that are new or differ from those that stand."""
    if not round_.pk:
        return list(limits)
    rows = round_.limits.values_list("town_code", "most_projects", "most_fen")
    return [limit for limit in limits if tuple(limit) not in set(rows)]


def _put_limits(round_: Round, limits: Sequence[Limit]) -> None:
    for town, projects, amount in limits:
        bounds = {"most_projects": projects, "most_fen": amount}
        RoundLimit.objects.update_or_create(round=round_, town_code=town, defaults=bounds)


def _widened(
    round_: Round, opens_on: date | None, closes_on: date | None
) -> tuple[date | None, date | None]:
    opens = min(filter(None, (round_.opens_on, opens_on)), default=None)
    return opens, max(filter(None, (round_.closes_on, closes_on)), default=None)
