"""Home of walking a lifecycle's every cell: (state × action × role), allowed or refused with its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests import town
from tests.keeping import undone
from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.flow import Flow
from xiaowei.domain.roles import ROLES

EVERYWHERE = ("operator", "city_office", "system_admin", "security_admin", "audit_admin")
OF_DISTRICT = ("district_office", "department", "finance")
ABSENT = {"not_in_table", "not_found"}
"""The right refusals where the table has no such arrow: by state, or because nothing is there yet."""


@dataclass(frozen=True)
class Try:
    """How an action is taken: the operation, what it says, and what has to stand ready before."""

    act: Callable[..., Any]
    said: Callable[[str], Mapping[str, Any]] = field(default=lambda _: {})
    ready: Callable[[str], Any] = field(default=lambda _: None)
    taken_over: bool = False


def holder(role: str) -> Actor:
    """Return somebody who holds that role, and no other, over the walk's project."""
    region = "" if role in EVERYWHERE else town.WHITESTONE
    region = town.DISTRICT if role in OF_DISTRICT else region
    return town.person(f"只有{role}", (role, region))


def walk(
    flow: Flow,
    build: Mapping[str, Callable[[], str]],
    tries: Mapping[str, Try],
    refusing: str = "",
) -> Counter[str]:
    """Take every action in every state by every role; return how many cells ended how.

    Where all that the table allows is refused for one reason, `refusing` is its code. An allowed cell
    that is refused, or a refused one that goes through, is an assertion error.
    """
    found: Counter[str] = Counter()
    for state, built in build.items():
        with undone():
            number = built()
            for action, one in tries.items():
                for role in ROLES:
                    with undone():
                        found[_cell(flow, state, action, role, one, number, refusing)] += 1
    return found


def _cell(
    flow: Flow, state: str, action: str, role: str, one: Try, number: str, refusing: str
) -> str:
    arrow = next((a for a in flow.arrows if (a.source, a.action) == (state, action)), None)
    where = (flow.name, state, action, role)
    if arrow is None:
        code = _refusal(role, one, number)
        assert code in ABSENT, (*where, code)
        return "absent"
    one.ready(number)
    may = role in (arrow.bringers if one.taken_over else arrow.roles)
    code = _refusal(role, one, number)
    assert code == (refusing if may else "not_permitted"), (*where, code)
    return (refusing or "allowed") if may else "not permitted"


def _refusal(role: str, one: Try, number: str) -> str:
    """Return the code by which the action is refused, blank where it goes through."""
    try:
        one.act(number=number, **town.acting(holder(role)), **one.said(number))
    except (NotAllowed, RuleBroken, BadInput) as refusal:
        return str(refusal.code)
    return ""
