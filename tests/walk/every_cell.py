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
from xiaowei.domain.flow import Arrow, Basis, Flow
from xiaowei.domain.roles import ROLES

EVERYWHERE = ("operator", "city_office", "system_admin", "security_admin", "audit_admin")
OF_DISTRICT = ("district_office", "department", "finance")
ABSENT = frozenset({"not_in_table", "not_found"})
"""The right refusals where the table has no such arrow: by state, or because nothing is there yet."""
HIDDEN = {"not_permitted", "not_found"}
"""Those of a person who may take the action in no state at all: of the state nothing is told."""


@dataclass(frozen=True)
class Try:
    """How an action is taken: the operation, what it says, and what has to stand ready before.

    `key` names what the operation calls its subject. `absent` are the right refusals where the table has
    no arrow; `expects` tells the code by role where more than the role decides. What is `only_there`
    begins something else, or is another action, where the table has no arrow: no cell of this subject.
    """

    act: Callable[..., Any]
    said: Callable[[Any], Mapping[str, Any]] = field(default=lambda _: {})
    ready: Callable[[Any], Any] = field(default=lambda _: None)
    taken_over: bool = False
    key: str = "number"
    absent: frozenset[str] = ABSENT
    expects: Callable[[str], str] | None = None
    only_there: bool = False

    def code(self, arrow: Arrow, role: str) -> str:
        """Return the code by which `role` is refused on an arrow of the table, blank where it may."""
        if self.expects is not None:
            return self.expects(role)
        may = role in (arrow.bringers if self.taken_over else arrow.roles)
        return "" if may else "not_permitted"


def fixed(**said: Any) -> Callable[[Any], dict[str, Any]]:
    """Return what says the same of whatever subject."""
    return lambda _: said


def holder(role: str) -> Actor:
    """Return somebody who holds that role, and no other, over the walk's project."""
    region = "" if role in EVERYWHERE else town.WHITESTONE
    region = town.DISTRICT if role in OF_DISTRICT else region
    return town.person(f"只有{role}", (role, region))


def walk(
    flow: Flow,
    build: Mapping[str, Callable[[], Any]],
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
            subject = built()
            for action, one in tries.items():
                for role in ROLES:
                    with undone():
                        found[_cell(flow, state, action, role, one, subject, refusing)] += 1
    return found


def walk_whole(
    flow: Flow,
    build: Mapping[str, Callable[[], Any]],
    tries: Mapping[str, Try],
    capsys: Any,
    suffered: tuple[str, ...] = (),
) -> Counter[str]:
    """Walk every cell of a flow, all of its states and actions, and print how many there were.

    What is `suffered` has no operation of its own: it happens by an action on another subject.
    """
    assert set(build) == {a.source for a in flow.arrows} | {a.target for a in flow.arrows}
    assert {arrow.action for arrow in flow.arrows} == {*tries, *suffered}
    found = walk(flow, build, tries)
    with capsys.disabled():
        print(f"\n{flow.name}: {found.total()} cells, {dict(found)}")
    assert found["allowed"] > 0
    assert found.total() == len(build) * len(tries) * len(ROLES)
    return found


def _cell(
    flow: Flow, state: str, action: str, role: str, one: Try, subject: Any, refusing: str
) -> str:
    arrow = next((a for a in flow.arrows if (a.source, a.action) == (state, action)), None)
    where = (flow.name, state, action, role)
    basis = Basis.TAKEN_OVER if one.taken_over else Basis.STRAIGHT
    if arrow is None:
        code = "not_in_table" if one.only_there else _refusal(role, one, subject)
        absent = one.absent if role in flow.takers(action, basis) else one.absent | HIDDEN
        assert code in absent, (*where, code)
        return "absent"
    one.ready(subject)
    expected = one.code(arrow, role) or refusing
    code = _refusal(role, one, subject)
    assert code == expected, (*where, code, expected)
    return expected.replace("_", " ") or "allowed"


def _refusal(role: str, one: Try, subject: Any) -> str:
    """Return the code by which the action is refused, blank where it goes through."""
    try:
        one.act(**{one.key: subject}, **town.acting(holder(role)), **one.said(subject))
    except (NotAllowed, RuleBroken, BadInput) as refusal:
        return str(refusal.code)
    return ""
