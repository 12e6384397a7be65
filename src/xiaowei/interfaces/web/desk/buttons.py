"""Home of the buttons on a project: what this person may do now, and what each of them does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Basis
from xiaowei.domain.funding import to_return_fen
from xiaowei.domain.identification import CANDIDATE_FLOW, DRAFT_ROLES
from xiaowei.domain.money import yuan
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import Act, ActForm
from xiaowei.interfaces.web.clocks import retained
from xiaowei.interfaces.web.delivery.acts import ACTS as WORKS_ACTS
from xiaowei.interfaces.web.desk.story import DRAFTING, desk_name
from xiaowei.interfaces.web.evaluation.acts import ACTS as CHECK_ACTS
from xiaowei.interfaces.web.funding.acts import ACTS as MONEY_ACTS
from xiaowei.interfaces.web.identification.acts import ACTS as DRAFT_ACTS
from xiaowei.interfaces.web.selection.acts import ACTS as SELECTION_ACTS
from xiaowei.interfaces.web.selection.offers import RARE, is_offered
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.journey.desk import (
    in_hands,
    is_ripe,
    may_take,
    next_act,
    open_arrows,
    second_persons,
)
from xiaowei.journey.line import Line
from xiaowei.journey.paying import clawable, payable
from xiaowei.stages.evaluation.permissions import CHECKERS
from xiaowei.stages.selection.forming import ASKED_AT_FILING
from xiaowei.stages.selection.queries import names_open, rounds_called

NAMED = 5
HANDED_ON = ("submitted", "in_review", "approved")
FILLERS = CANDIDATE_FLOW.takers("fill_in", Basis.STRAIGHT)
BLANK = ("note_paid", "refund")
"""Steps of whose amount nothing is known beforehand."""
ACTS = {
    act.code: act for act in (*DRAFT_ACTS, *SELECTION_ACTS, *MONEY_ACTS, *WORKS_ACTS, *CHECK_ACTS)
}


def act_named(code: str) -> Act:
    """Return the act of that code, or the page that says there is none."""
    if code not in ACTS:
        raise Http404
    return ACTS[code]


def buttons(actor: Actor, line: Line, as_of: date) -> list[dict[str, Any]]:
    """Return the steps that this person may take now, the one whose turn it is first."""
    arrows = [a for a in open_arrows(line) if a.action in ACTS and is_ripe(a, line)]
    arrows = [a for a in arrows if is_offered(a.action, line)]
    mine = [a.action for a in arrows if may_take(actor, a, line)]
    open_ones: list[tuple[str, tuple[str, ...]]] = []
    if line.is_completed and line.used_on is not None and line.used_on < as_of:
        open_ones.append(("check", CHECKERS))
    if (line.application_state or "new") in DRAFTING and not line.is_over:
        open_ones.append(("consult", DRAFT_ROLES))
    if line.application_state in HANDED_ON and not line.is_filed and _lacks(line):
        open_ones.append(("fill_in", FILLERS))
    mine += [code for code, roles in open_ones if in_hands(actor, roles, line)]
    first = next_act(actor, line)
    return [
        {
            "code": code,
            "label": words(code, "action"),
            "does": words(code, "does"),
            "main": code == first,
            "at_once": ACTS[code].form is ActForm,
            "rare": code in RARE,
        }
        for code in sorted(mine, key=lambda code: code != first)
    ]


def _lacks(line: Line) -> bool:
    """Tell whether the project lacks what filing asks for and a sheet may have left blank."""
    return not all(getattr(line, name) for name in ASKED_AT_FILING)


def turn_of(actor: Actor, line: Line, told: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return who has the ball, for what, since and until when; None where nothing is left to do."""
    if line.is_closed and not line.is_ended:
        return None
    code = next_act(actor, line)
    step = _step_of(told["clock"]["turns"], code)
    if step is None and code is None:
        return None
    desk = step["desk"] if step else ""
    for_them = code is not None and desk == "contractor" and desk not in actor.roles()
    return {
        "who": desk_name(desk, told["town"], step["code"] if step else ""),
        "mine": code is not None and not for_them,
        "for_them": for_them,
        "second": None if code else _second(actor, line),
        "step": words(code, "action") if code else words(step["code"] if step else "", "step"),
        "since_on": step and step["since_on"],
        "due_on": step and step["due_on"],
        "amount": step and step["amount"],
        "after": step and retained(step),
    }


def _second(actor: Actor, line: Line) -> dict[str, Any] | None:
    """Return the step that somebody else has to take because this person took the one before."""
    found = second_persons(actor, line)
    if found is None:
        return None
    code, names = found
    return {"step": words(code, "action"), "names": listed(names[:NAMED]), "is_known": bool(names)}


def _step_of(turns: Sequence[Mapping[str, Any]], code: str | None) -> Mapping[str, Any] | None:
    """Return the turn that an act of one's own takes, or the first."""
    own = (turn for turn in turns if turn["code"] == code)
    return next(own, next(iter(turns), None))


def starts(line: Line, code: str) -> dict[str, Any]:
    """Return what the form of a step starts with: the amount and words already known."""
    asked = line.applied_fen if line.applied_fen is not None else line.estimate_fen
    known = {
        "applied": _in_yuan(asked),
        "approved": _in_yuan(line.applied_fen),
        "amount": _in_yuan(_amount(line, code) or None),
        "round_name": line.round_name or next(iter(_open_rounds(line)), ""),
        "contractor": line.contractor,
    }
    return {name: value for name, value in known.items() if value}


def _open_rounds(line: Line) -> tuple[str, ...]:
    return names_open(rounds_called(line.district_code, line.year), today())


def _amount(line: Line, code: str) -> int | None:
    """Return the amount a step most likely moves, in fen: what is left to pay, to give back."""
    if code == "pay":
        return payable(line)
    if code == "give_back":
        return to_return_fen(line.disbursed_fen, line.settled_fen, line.returned_fen)
    if code == "claw_back":
        return clawable(line)
    if code == "disburse":
        return line.undisbursed_fen
    return None if code in BLANK else line.approved_fen


def _in_yuan(fen: int | None) -> str:
    """Return yuan, with decimals only where there are any."""
    return "" if fen is None else yuan(fen).removesuffix(".00")
