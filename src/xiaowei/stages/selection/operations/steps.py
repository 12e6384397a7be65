"""Home of what steps on an application do: the arrow taken, who may first, then whether it stands open."""

from __future__ import annotations

from collections.abc import Mapping

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for, take_step
from xiaowei.domain.flow import Arrow, Basis
from xiaowei.domain.selection import FLOW
from xiaowei.stages.selection.models import Application


def arrow_of(
    application: Application, action: str, by: Actor, basis: Basis = Basis.STRAIGHT
) -> Arrow:
    """Return the arrow by which this person takes an application on.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`
    """
    candidate = application.candidate
    where = candidate.town_code
    return arrow_for(FLOW, application.state, action, candidate.number, by, where, basis)


def step(
    application: Application,
    action: str,
    by: Actor,
    holds: Mapping[str, bool] | None = None,
    basis: Basis = Basis.STRAIGHT,
    **facts: object,
) -> Arrow:
    """Return the arrow of a step that this person takes and whose guards hold.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `not_in_table`, the code of the guard that does not hold
    """
    arrow = arrow_of(application, action, by, basis)
    where = application.candidate.town_code
    take_step(arrow, by=by, region_code=where, basis=basis, holds=holds, **facts)
    return arrow
