"""Home of who may take which step of selection: the roles stand on the arrows of the flow."""

from __future__ import annotations

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Arrow
from xiaowei.domain.selection import FLOW


def steps_open_to(actor: Actor, state: str, region_code: str) -> tuple[Arrow, ...]:
    """Return the arrows leaving `state` that `actor` may take over `region_code`."""
    return tuple(a for a in FLOW.actions(state) if actor.holds(a.roles, region_code))
