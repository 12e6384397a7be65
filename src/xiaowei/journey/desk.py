"""Home of 等我办: what waits for a person's hands, oldest first, with its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import once, steady
from xiaowei.domain import delivery, funding, selection
from xiaowei.domain.flow import Arrow
from xiaowei.domain.funding import payable_fen
from xiaowei.domain.instalments import met, most_allowed_fen
from xiaowei.journey.projects import place_names, row_of
from xiaowei.journey.register import Line, register

NOT_TASKS = frozenset({
    "send_back", "fail_acceptance", "measure", "finish_site", "correct", "correct_verdict",
    "declare_emergency", "confirm_emergency", "judge_emergency", "withdraw", "reject", "merge",
    "be_merged", "split", "ask_opinion", "give_opinion", "visit_site",
    "terminate", "withdraw_filing", "charge", "ask_change", "refuse_change", "file_ahead",
})  # fmt: skip
"""Arrows that are open, but that nobody waits for."""
CHANGEABLE = ("filed", "disbursed")
"""States in which a filing may be changed."""
HANDS = {"settle": funding.FINANCE}
"""Whose turn a step is, where more than these may take it."""


@dataclass(frozen=True)
class Task:
    """A project and the act that waits for this person."""

    action: str
    row: dict[str, Any]


@steady()
def tasks(actor: Actor, district: str, as_of: date) -> list[Task]:
    """Return what waits for `actor` in a region on a day, the longest waiting first."""
    every = register(district, as_of=as_of, ahead=True)
    lines = [line for line in every if not _is_over(line)]
    waiting = [(line, act) for line in lines if (act := next_act(actor, line)) is not None]
    names, types = place_names([line for line, _ in waiting]), catalogue()
    policies = {(x.district_code, x.year) for x, _ in waiting}
    known = {key: policy_for(*key) for key in policies}
    found = [
        Task(act, row_of(line, names, types, known[line.district_code, line.year], as_of))
        for line, act in waiting
    ]
    return sorted(found, key=_age)


def open_arrows(line: Line) -> list[Arrow]:
    """Return every arrow that leaves the project's present state, whoever may take it."""
    if line.is_ended:
        return list(funding.FLOW.actions(line.money_state))
    asked = list(selection.FLOW.actions(line.application_state or selection.NEW))
    if line.money_state == funding.AHEAD:
        return [*asked, *funding.FLOW.actions(funding.AHEAD), *_works(line)]
    if line.application_state != "approved":
        ahead = (a for a in funding.FLOW.actions(funding.UNFILED) if a.target == funding.AHEAD)
        return [*asked, *(ahead if line.application_state else ())]
    if not line.is_filed:
        return list(funding.FLOW.actions(funding.UNFILED))
    changes = funding.CHANGE_FLOW.arrows if line.money_state in CHANGEABLE else ()
    return [*funding.FLOW.actions(line.money_state), *_works(line), *changes]


def next_act(actor: Actor, line: Line) -> str | None:
    """Return the act on the project that waits for `actor`, or None."""
    arrows = [a for a in open_arrows(line) if is_ripe(a, line) and _is_awaited(a, line)]
    own = [a.action for a in arrows if in_hands(actor, HANDS.get(a.action, a.roles), line)]
    return own[0] if own else None


def in_hands(actor: Actor, roles: tuple[str, ...], line: Line) -> bool:
    """Tell whether one of `roles` is held over the project; one narrowed to a place, over that."""
    town = line.town_code
    places = {h.place_code for h in actor.held if h.role in roles and h.reaches(town)}
    if not places or "" in places:
        return bool(places)
    return not _keys_of(frozenset(places)).isdisjoint(line.place_ids)


@once
def _keys_of(codes: frozenset[str]) -> frozenset[int]:
    return frozenset(Place.objects.filter(code__in=codes).values_list("pk", flat=True))


def is_ripe(arrow: Arrow, line: Line) -> bool:
    """Tell whether the project is ready for a step that its state allows.

    Settling waits for acceptance and a first payment, paying and giving back for money that is left.
    """
    ready: dict[str, Callable[[], bool]] = {
        "settle": lambda: line.is_completed and line.paid_fen != 0,
        "pay": lambda: payable(line) > 0,
        "give_back": lambda: line.to_return_fen != 0,
        "disburse": lambda: _is_undisbursed(line),
        "claw_back": lambda: _clawable(line) > 0,
        "terminate": lambda: not line.is_completed,
        "withdraw_filing": lambda: not line.is_started,
        "file": lambda: line.application_state == "approved",
        "file_ahead": lambda: getattr(line, "emergency_confirmed_on", None) is not None,
        "charge": lambda: line.has_envelopes and not line.is_charged,
        "ask_change": lambda: not line.change_waits,
        "agree_change": lambda: line.change_waits,
        "refuse_change": lambda: line.change_waits,
    }
    return ready[arrow.action]() if arrow.action in ready else True


def payable(line: Line) -> int:
    """Return what the conditions met by the project allow to be paid now, in fen."""
    allowed = most_allowed_fen(
        conditions_of(line),
        policy_for(line.district_code, line.year).instalments,
        line.filed_fen or 0,
        line.settled_fen,
    )
    at_hand = line.disbursed_fen - line.back_fen
    return payable_fen(at_hand, line.settled_fen, line.paid_at_least_fen, allowed)


def conditions_of(line: Line) -> tuple[str, ...]:
    """Return the conditions of payment that the project has met by the day it is seen on."""
    works = {
        "start": line.is_started,
        "progress": line.is_finished,
        "acceptance": line.is_completed,
        "settlement": line.settled_fen is not None,
    }
    reached = [code for code, done in works.items() if done]
    return met(reached, line.warranty_to, line.settled_fen is not None, line.seen_on)


def _is_awaited(arrow: Arrow, line: Line) -> bool:
    """Tell whether somebody waits for the step: works wait for money, settling for a payment.

    A contractor waits for a first payment after acceptance, and for the rest after settlement.
    """
    if arrow.action == "pay":
        return line.is_completed and (line.paid_fen == 0 or bool(line.owed_fen))
    if arrow.action == "order":
        return line.disbursed_fen > 0
    if arrow.action == "disburse":
        return line.notice_to is None or line.seen_on is None or line.seen_on > line.notice_to
    if arrow.action == "claw_back":
        return line.is_ended
    return arrow.action not in NOT_TASKS


def _is_over(line: Line) -> bool:
    if line.is_ended:
        return line.paid_fen is not None and _clawable(line) == 0
    return line.to_return_fen == 0 and not line.owed_fen


def _is_undisbursed(line: Line) -> bool:
    return line.disbursed_fen < (line.filed_fen or 0)


def _clawable(line: Line) -> int:
    found = funding.clawable_fen(
        line.disbursed_fen, line.settled_fen, line.paid_fen, line.returned_fen
    )
    return (found or 0) - line.clawed_fen


def _works(line: Line) -> list[Arrow]:
    return list(delivery.FLOW.actions(line.works_state or delivery.UNORDERED))


def _age(task: Task) -> tuple[int, int, str]:
    step = task.row["step"]
    order = {"over": 0, "near": 1, "run": 2}.get(step.state if step else "none", 3)
    return (order, -(step.day or 0) if step else 0, task.row["number"])
