"""Home of the buttons on a project: what this person may do now, and why not the rest."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.flow import Arrow
from xiaowei.domain.money import wan
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


def starts(line: Line) -> dict[str, Any]:
    """Return what the forms of the next steps start with: the amount and words already known."""
    asked = line.applied_fen if line.applied_fen is not None else line.estimate_fen
    spent = line.settled_fen if line.settled_fen is not None else 0
    known = {
        "applied": _in_wan(asked),
        "approved": _in_wan(line.applied_fen),
        "amount": _in_wan((line.approved_fen or 0) - spent) if line.approved_fen else "",
        "round_name": line.round_name,
        "fund_source": line.fund_source,
        "source": line.fund_source,
        "contractor": line.contractor,
    }
    return {name: value for name, value in known.items() if value}


def _in_wan(fen: int | None) -> str:
    return "" if fen is None else wan(fen)


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
