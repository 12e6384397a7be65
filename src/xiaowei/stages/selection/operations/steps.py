"""Home of the arrow that a step on an application takes: who may, then whether its state allows it."""

from __future__ import annotations

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import arrow_for
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
