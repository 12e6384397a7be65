"""Home of which steps beside the way are offered to a person: only those that would not be refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.selection import BESIDE, NEW
from xiaowei.journey.desk import in_hands
from xiaowei.journey.register import Line
from xiaowei.stages.selection import forming, hearing

RARE = frozenset({"reject", "withdraw", "declare_emergency", "merge", "split"})
"""Steps that are needed now and then; the page folds them away."""


def steps_beside(actor: Actor, line: Line, on: date) -> list[str]:
    """Return the steps beside the way that this person may take now."""
    state = line.application_state or NEW
    open_ones = [a for a in BESIDE.actions(state) if a.action != "be_merged"]
    if line.is_filed:
        return []
    return [
        arrow.action
        for arrow in open_ones
        if _in_hands(actor, arrow.action, arrow.roles, line)
        and _is_ripe(actor, arrow.action, line, on)
    ]


def _in_hands(actor: Actor, action: str, roles: tuple[str, ...], line: Line) -> bool:
    if action == "give_opinion":
        return bool(hearing.open_opinions(line.number, actor))
    return in_hands(actor, roles, line)


def _is_ripe(actor: Actor, action: str, line: Line, on: date) -> bool:
    number = line.number
    ready: dict[str, Callable[[], bool]] = {
        "ask_opinion": lambda: bool(hearing.departments_left(number)),
        "merge": lambda: bool(forming.joinable_with(number)),
        "split": lambda: bool(line.estimate_fen),
        "declare_emergency": lambda: not _flag(number, on),
        "confirm_emergency": lambda: _waits_for(actor, number, on),
        "judge_emergency": lambda: _is_unjudged(number, on),
    }
    return ready[action]() if action in ready else True


def _flag(number: str, on: date) -> dict[str, object]:
    return hearing.emergencies_of((number,), on).get(number, {})


def _waits_for(actor: Actor, number: str, on: date) -> bool:
    """Tell whether an emergency was declared by somebody else and not confirmed yet."""
    flag = _flag(number, on)
    is_open = bool(flag) and flag["confirmed_on"] is None
    return is_open and flag["declared_by_id"] != actor.person_id


def _is_unjudged(number: str, on: date) -> bool:
    flag = _flag(number, on)
    return bool(flag) and flag["justified"] is None
