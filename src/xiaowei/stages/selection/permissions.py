"""Home of who may speak for a department; all other roles stand on the flow's arrows."""

from __future__ import annotations

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.selection import DEPARTMENT


def require_department(
    by: Actor, roles: tuple[str, ...], region_code: str, department: str
) -> None:
    """Refuse unless the person speaks for that department; an appointment may be narrowed to one.

    :raises NotAllowed: `not_permitted`
    """
    own = {h.place_code for h in by.held if h.role in roles and h.reaches(region_code)}
    if own.isdisjoint(("", department)):
        raise by.refusal(roles, region_code, "give_opinion")


def departments_of(by: Actor, region_code: str) -> frozenset[str]:
    """Return the departments that a person speaks for over a region; a blank one speaks for any."""
    held = (h.place_code for h in by.held if h.role in DEPARTMENT and h.reaches(region_code))
    return frozenset(held)
