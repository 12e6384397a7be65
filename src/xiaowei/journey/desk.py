"""Home of 等我办: what waits for a person's hands, oldest first, with its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaowei.base.accounts.actors import Actor, Held
from xiaowei.base.accounts.queries import in_office
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import place_names
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import once, steady
from xiaowei.domain import changes, delivery, funding, selection
from xiaowei.domain.flow import Arrow
from xiaowei.domain.roles import CONTRACTOR
from xiaowei.journey.line import Line
from xiaowei.journey.paying import clawable, payable
from xiaowei.journey.projects import row_of
from xiaowei.journey.register import PROJECT_ROOMS, register

WAITS = (*PROJECT_ROOMS, "places", "catalogue", "policies")
"""The apps on whose tables the tasks stand."""
NOT_TASKS = frozenset({
    "send_back", "fail_acceptance", "measure", "finish_site", "correct", "correct_verdict", "reject",
    "withdraw", "merge", "be_merged", "be_ended", "split", "declare_emergency", "ask_opinion",
    "note_opinion", "suspend", "open_repair", "terminate", "withdraw_filing", "charge", "ask_change",
    "refuse_change", "refund",
})  # fmt: skip
"""Arrows that are open, but that nobody waits for."""
CLOCK_OF = {
    "give_opinion": "opinion", "confirm_emergency": "confirm", "judge_emergency": "judge",
    "decide_suspension": "suspension", "finish_repair": "repair",
}  # fmt: skip
"""The clock of acts that run beside the step under way."""
SECOND = ("confirm_emergency", "file")
"""Steps that ask for another person than the one before."""
RANK = {"confirm_emergency": 0, "judge_emergency": 2}
"""Which act a person is asked for first, of several on one project; 1 is any other, in the table's order."""


@dataclass(frozen=True)
class Task:
    """A project and the act that waits for this person."""

    action: str
    row: dict[str, Any]


@remembered(*WAITS, most=64)
@steady()
def tasks(actor: Actor, district: str, as_of: date) -> list[Task]:
    """Return what waits for `actor` in a region on a day, the longest waiting first."""
    every = register(district, as_of=as_of, ahead=True)
    lines = [line for line in every if not _is_over(line)]
    waiting = [(line, act) for line in lines if (act := next_act(actor, line)) is not None]
    names, types = place_names(), catalogue()
    policies = {(x.district_code, x.year) for x, _ in waiting}
    known = {key: policy_for(*key) for key in policies}
    found = [
        Task(act, row_of(x, names, types, known[x.district_code, x.year], as_of, CLOCK_OF.get(act, "")))
        for x, act in waiting
    ]  # fmt: skip
    return sorted(found, key=_age)


@remembered(*WAITS, most=64)
@steady()
def built_by(actor: Actor, district: str, as_of: date) -> list[dict[str, Any]]:
    """Return the projects in a region whose works a contractor was given, open ones and new ones first."""
    every = register(district, as_of=as_of, ahead=True)
    lines = [line for line in every if line.contractor and in_hands(actor, CONTRACTOR, line)]
    lines.sort(key=lambda line: (_is_over(line), -(line.ordered_on or date.min).toordinal()))
    names, types = place_names(), catalogue()
    return [
        row_of(line, names, types, policy_for(line.district_code, line.year), as_of)
        | {"ordered_on": line.ordered_on, "is_over": _is_over(line), "paid_fen": line.paid_fen,
           "payable_fen": payable(line)}
        for line in lines
    ]  # fmt: skip


def open_arrows(line: Line) -> list[Arrow]:
    """Return every arrow that leaves the project's present state, whoever may take it.

    An emergency's works go on beside its papers, and its money follows; of an ended project money is
    clawed back.
    """
    if line.is_ended:
        stopping = (arrow for arrow in _works(line) if arrow.action == "stop")
        return [*funding.FLOW.actions(line.money_state), *stopping]
    if line.is_closed:
        return []
    state = line.application_state or selection.NEW
    asked = list(selection.FLOW.actions(state))
    if line.filing_state == funding.AHEAD:
        return [*asked, *funding.FLOW.actions(funding.AHEAD), *_works(line)]
    if not line.is_filed:
        return [*asked, *funding.FLOW.actions(funding.UNFILED)]
    judging = [arrow for arrow in asked if arrow.action == "judge_emergency"]
    changing = changes.CHANGE_FLOW.arrows if line.money_state in changes.CHANGEABLE else ()
    return [*funding.FLOW.actions(line.money_state), *_works(line), *changing, *judging]


def next_act(actor: Actor, line: Line) -> str | None:
    """Return the act on the project that waits for `actor`, or None."""
    arrows = [a for a in open_arrows(line) if _is_due(a, line)]
    own = [a.action for a in arrows if may_take(actor, a, line)]
    return min(own, key=lambda act: RANK.get(act, 1), default=None)


def in_hands(actor: Actor, roles: tuple[str, ...], line: Line) -> bool:
    """Tell whether one of `roles` is held over the project; one narrowed to a place, over that.

    A department's is narrowed to what it was asked, a contractor's to what was ordered from the firm.
    """
    held = [h for h in actor.held if h.role in roles and h.reaches(line.town_code)]
    if any(not h.place_code or _is_asked(h, line) or _is_ordered(h, line) for h in held):
        return True
    places = frozenset(h.place_code for h in held if h.role not in selection.DEPARTMENT)
    return bool(places) and not _keys_of(places).isdisjoint(line.place_ids)


def _is_asked(held: Held, line: Line) -> bool:
    """Tell whether the role is that of a department asked for its opinion on the project."""
    asked = {one.department for one in line.facts.opinions}
    return held.role in selection.DEPARTMENT and held.place_code in asked


def _is_ordered(held: Held, line: Line) -> bool:
    """Tell whether the role is that of the firm from which the project's works were ordered."""
    return held.role in CONTRACTOR and held.place_code == line.contractor


@once
def _keys_of(codes: frozenset[str]) -> frozenset[int]:
    return frozenset(Place.objects.filter(code__in=codes).values_list("pk", flat=True))


def may_take(actor: Actor, arrow: Arrow, line: Line) -> bool:
    """Tell whether `actor` may take an arrow of the project: role, reach, department, second person."""
    if arrow.action == "give_opinion":
        open_ones = {x.department for x in line.facts.opinions if not x.answer}
        return bool(_departments(actor, arrow, line) & {"", *open_ones}) and bool(open_ones)
    return not is_first_person(actor, arrow.action, line) and in_hands(actor, arrow.roles, line)


def is_first_person(actor: Actor, action: str, line: Line) -> bool:
    """Tell whether the step asks for a second person, and `actor` took the one before it."""
    if action == "confirm_emergency":
        flag = line.facts.emergency
        return flag is None or flag.declared_by_id == actor.person_id
    if action != "file" or not _is_heavy(line):
        return False
    four_eyes = policy_for(line.district_code, line.year).four_eyes
    return four_eyes and line.approver_id == actor.person_id


def second_persons(actor: Actor, line: Line) -> tuple[str, tuple[str, ...]] | None:
    """Return the step that waits for somebody beside `actor`, and who may take it; None without one."""
    open_ones = (a for a in open_arrows(line) if a.action in SECOND and is_ripe(a, line))
    own = (a for a in open_ones if in_hands(actor, a.roles, line))
    arrow = next((a for a in own if is_first_person(actor, a.action, line)), None)
    return (arrow.action, _others(actor, arrow, line)) if arrow else None


def _others(actor: Actor, arrow: Arrow, line: Line) -> tuple[str, ...]:
    known = in_office(line.seen_on) if line.seen_on else []
    return tuple(
        one.name
        for one in known
        if one.person_id != actor.person_id
        and any(held.role in arrow.roles and held.reaches(line.town_code) for held in one.held)
    )


def _departments(actor: Actor, arrow: Arrow, line: Line) -> set[str]:
    """Return the departments that `actor` speaks for here; blank is any."""
    town = line.town_code
    return {h.place_code for h in actor.held if h.role in arrow.roles and h.reaches(town)}


def is_ripe(arrow: Arrow, line: Line) -> bool:
    """Tell whether the project is ready for a step that its state allows.

    Settling waits for acceptance and a first payment, paying and giving back for money that is left;
    what answers something waits until it is asked.
    """
    ready = RIPE.get(arrow.action)
    return ready is None or ready(line)


def waits_for(action: str, line: Line) -> bool:
    """Tell whether a project waits for a step, whoever may take it."""
    return any(a.action == action and _is_due(a, line) for a in open_arrows(line))


def _is_due(arrow: Arrow, line: Line) -> bool:
    return is_ripe(arrow, line) and _is_awaited(arrow, line)


def _is_awaited(arrow: Arrow, line: Line) -> bool:
    """Tell whether somebody waits for the step: works wait for money, settling for a payment.

    A contractor waits for a first payment after acceptance, and for the rest after settlement.
    """
    if arrow.action == "pay":
        return line.is_completed and (line.paid_fen == 0 or bool(line.owed_fen))
    if arrow.action == "order":
        return line.disbursed_fen > 0 or line.is_emergency
    if arrow.action == "disburse":
        return line.notice_to is None or line.seen_on is None or line.seen_on > line.notice_to
    if arrow.action in ("claw_back", "note_paid"):
        return line.is_ended
    if arrow.action == "visit_site":
        return not line.facts.visits and _is_heavy(line)
    if arrow.action == "approve":
        return not _is_heavy(line) or _is_heard(line)
    return arrow.action not in NOT_TASKS


def _is_heard(line: Line) -> bool:
    """Tell whether the review has seen the site and heard every department, as `approve` weighs it."""
    asked = ((one.answer, one.due_on) for one in line.facts.opinions)
    silence = policy_for(line.district_code, line.year).opinion_silence_agrees
    in_time = selection.opinions_in(asked, line.seen_on, silence_agrees=silence)
    return bool(line.facts.visits) and in_time


def _is_heavy(line: Line) -> bool:
    """Tell whether the approval asks for a site visit and opinions: not of tiny projects."""
    return not policy_for(line.district_code, line.year).is_tiny(line.applied_fen)


def _is_over(line: Line) -> bool:
    if line.is_ended:
        is_stopped = line.works_state not in {arrow.source for arrow in delivery.STOPPING}
        return is_stopped and line.paid_fen is not None and clawable(line) == 0
    settled = line.to_return_fen == 0 and not line.owed_fen and not line.undisbursed_fen
    return line.is_over or (settled and not line.facts.is_repairing)


def _is_confirmable(line: Line) -> bool:
    return line.facts.emergency is not None and not line.is_emergency


def _is_judgeable(line: Line) -> bool:
    flag = line.facts.emergency
    return line.is_emergency and flag is not None and flag.judged_on is None


def _is_undecided(line: Line) -> bool:
    return any(one.allowed is None for one in line.facts.suspensions)


RIPE: dict[str, Callable[[Line], bool]] = {
    "settle": lambda line: line.is_completed and line.paid_fen != 0 and not line.change_waits,
    "pay": lambda line: payable(line) > 0,
    "give_back": lambda line: line.to_return_fen != 0,
    "disburse": lambda line: line.undisbursed_fen > 0 and not line.amount_waits,
    "note_paid": lambda line: line.paid_fen is None,
    "refund": lambda line: bool(line.paid_fen),
    "claw_back": lambda line: clawable(line) > 0,
    "terminate": lambda line: not line.is_completed,
    "withdraw_filing": lambda line: not line.is_started,
    "file": lambda line: line.application_state == "approved",
    "file_ahead": lambda line: line.is_emergency and line.application_state != "approved",
    "charge": lambda line: line.has_envelopes and not line.is_charged,
    "ask_change": lambda line: not line.change_waits,
    "agree_change": lambda line: line.change_waits,
    "refuse_change": lambda line: line.change_waits,
    "confirm_emergency": _is_confirmable,
    "judge_emergency": _is_judgeable,
    "decide_suspension": _is_undecided,
    "give_opinion": lambda line: any(not one.answer for one in line.facts.opinions),
    "note_opinion": lambda line: any(not one.answer for one in line.facts.opinions),
    "finish_repair": lambda line: line.facts.is_repairing,
    "open_repair": lambda line: not line.facts.is_repairing,
    "stop": lambda line: line.is_ended,
}


def _works(line: Line) -> list[Arrow]:
    return list(delivery.FLOW.actions(line.works_state or delivery.UNORDERED))


def _age(task: Task) -> tuple[int, int, str]:
    step = task.row["step"]
    order = {"over": 0, "near": 1, "run": 2}.get(step.state if step else "none", 3)
    return (order, -(step.day or 0) if step else 0, task.row["number"])
