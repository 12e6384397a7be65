"""Home of the buttons on a project: what this person may do now, and why not the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Arrow
from xiaowei.domain.funding import payable_fen, to_return_fen
from xiaowei.domain.money import FEN_PER_WAN, wan
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.acting import Act
from xiaowei.interfaces.web.delivery.acts import ACTS as WORKS_ACTS
from xiaowei.interfaces.web.evaluation.acts import ACTS as CHECK_ACTS
from xiaowei.interfaces.web.funding.acts import ACTS as MONEY_ACTS
from xiaowei.interfaces.web.identification.acts import ACTS as DRAFT_ACTS
from xiaowei.interfaces.web.selection.acts import ACTS as SELECTION_ACTS
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.desk import next_act, open_arrows
from xiaowei.journey.register import Line
from xiaowei.stages.evaluation.permissions import CHECKERS
from xiaowei.stages.selection.queries import names_open, rounds_called

ACTS = {
    act.code: act for act in (*DRAFT_ACTS, *SELECTION_ACTS, *MONEY_ACTS, *WORKS_ACTS, *CHECK_ACTS)
}


def act_named(code: str) -> Act:
    """Return the act of that code, or the page that says there is none."""
    if code not in ACTS:
        raise Http404
    return ACTS[code]


def buttons(actor: Actor, line: Line) -> list[dict[str, Any]]:
    """Return every step that leaves the project's states: pressable, or with the reason why not."""
    found = [_button(actor, line, arrow) for arrow in open_arrows(line) if arrow.action in ACTS]
    if line.is_completed:
        found.append(_with_roles(actor, line, "check", CHECKERS))
    first = next_act(actor, line)
    return sorted(found, key=lambda button: (not button["may"], button["code"] != first))


def starts(line: Line, code: str) -> dict[str, Any]:
    """Return what the form of a step starts with: the amount and words already known."""
    asked = line.applied_fen if line.applied_fen is not None else line.estimate_fen
    known = {
        "applied": _in_wan(asked),
        "approved": _in_wan(line.applied_fen),
        "amount": _in_wan(_amount(line, code) or None),
        "round_name": line.round_name or next(iter(_open_rounds(line)), ""),
        "fund_source": line.fund_source,
        "source": line.fund_source,
        "contractor": line.contractor,
    }
    return {name: value for name, value in known.items() if value}


def _open_rounds(line: Line) -> tuple[str, ...]:
    return names_open(rounds_called(line.district_code, line.year), today())


def _amount(line: Line, code: str) -> int | None:
    """Return the amount a step most likely moves, in fen: what is left to pay, to give back."""
    if code == "pay":
        return payable_fen(line.disbursed_fen, line.settled_fen, line.paid_fen)
    if code == "give_back":
        return to_return_fen(line.disbursed_fen, line.settled_fen, line.returned_fen)
    return line.approved_fen


def _in_wan(fen: int | None) -> str:
    """Return 万元 with two decimals, with more where two would not be the amount."""
    if fen is None:
        return ""
    exact, short = Decimal(fen) / FEN_PER_WAN, wan(fen)
    return short if Decimal(short) == exact else f"{exact.normalize():f}"


def _button(actor: Actor, line: Line, arrow: Arrow) -> dict[str, Any]:
    button = _with_roles(actor, line, arrow.action, arrow.roles)
    early = arrow.action == "settle" and not line.is_completed
    return button | {"may": False, "why": _("验收之后才能结算")} if early else button


def _with_roles(actor: Actor, line: Line, code: str, roles: tuple[str, ...]) -> dict[str, Any]:
    may = actor.holds(roles, line.town_code)
    who = "、".join(words(role, "role") for role in roles)
    return {
        "code": code,
        "label": words(code, "action"),
        "may": may,
        "why": "" if may else _("由 %(who)s 办理") % {"who": who},
    }
