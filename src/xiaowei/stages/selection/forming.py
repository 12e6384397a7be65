"""Home of reading what the forms of selection start with: sending, weighing, joining, dividing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import tree
from xiaowei.base.remembering import remembered
from xiaowei.domain.identification import Check
from xiaowei.domain.policy import Policy
from xiaowei.domain.selection import ALIKE
from xiaowei.stages.identification.queries import candidate as candidate_of
from xiaowei.stages.selection.models import Application, RoundLimit
from xiaowei.stages.selection.queries import (
    application,
    asked_in,
    fund_lines_of,
    fund_sources_for,
    funded_before,
    names_open,
    rounds_called,
)

ASKED_AT_FILING = ("root_cause", "maintainer")
"""What filing asks for, besides the money, of what the township told."""


def sending(candidate: Any, place_ids: Collection[int] = ()) -> dict[str, Any]:
    """Return what the form of sending starts with: what was sent before, works paid for before.

    The candidate may not be stored yet; then `place_ids` are its places.
    """
    policy = policy_for(candidate.district_code, candidate.year)
    mine = _application(candidate.pk)
    called = rounds_called(candidate.district_code, candidate.year)
    light = bool(candidate.estimate_fen) and policy.is_tiny(candidate.estimate_fen)
    return {
        "rounds": [one.name for one in reversed(called)],
        "sources": fund_sources_for(candidate.district_code),
        "funds": fund_lines_of(mine) if mine else (),
        "again_reason": mine.again_reason if mine else "",
        "before": funded_before(candidate, policy.refund_years, place_ids),
        "years": policy.refund_years,
        "tiny_fen": policy.tiny_cap_fen if light else None,
        "type_code": candidate.type_code,
    }


@remembered()
def weighing(number: str) -> dict[str, Any]:
    """Return what a verdict weighs: the amount asked for, the estimate's lines, the sources; in fen."""
    found = application(number)
    return {
        "applied_fen": found.applied_fen,
        "lines": _lines(found),
        "funds": fund_lines_of(found),
        "four_eyes": policy_of(number).four_eyes,
        "blanks": [name for name in ASKED_AT_FILING if not getattr(found.candidate, name)],
    }


@remembered()
def dividing(number: str) -> dict[str, Any]:
    """Return what has to be divided: name, places as (id, name), the estimate and its lines in fen."""
    found = application(number)
    candidate = found.candidate
    places = candidate.place_links.order_by("sequence").values_list("place_id", "place__name")
    return {
        "name": candidate.name,
        "unit": candidate.unit,
        "estimate_fen": candidate.estimate_fen or 0,
        "places": list(places),
        "lines": _lines(found),
    }


def _lines(found: Application) -> list[dict[str, Any]]:
    return [
        {
            "item": one.item,
            "quantity": one.quantity,
            "unit": one.unit,
            "price_fen": one.unit_price_fen,
            "amount_fen": one.amount_fen,
            "why": one.why,
        }
        for one in found.candidate.estimate_lines.order_by("sequence")
    ]


@remembered()
def joinable_with(number: str) -> list[dict[str, Any]]:
    """Return the applications that may become one with a project's; amounts in fen."""
    mine = application(number)
    alike = {f"candidate__{f}": getattr(mine.candidate, f) for f in ALIKE}
    rows = Application.objects.filter(state=mine.state, **alike).exclude(pk=mine.pk)
    return [
        {
            "number": one.candidate.number,
            "name": one.candidate.name,
            "estimate_fen": one.candidate.estimate_fen or 0,
        }
        for one in rows.select_related("candidate").order_by("candidate__number")
    ]


@remembered("identification", "policies")
def policy_of(number: str) -> Policy:
    """Return the policy under which a project is weighed.

    :raises BadInput: `not_found`
    """
    found = candidate_of(number)
    return policy_for(found.district_code, found.year)


@remembered()
def is_light(number: str) -> bool:
    """Tell whether a project is so small that talks, visit and opinions are not asked for."""
    return policy_of(number).is_tiny(candidate_of(number).estimate_fen)


@remembered("selection")
def _application(candidate_pk: int | None) -> Application | None:
    rows = Application.objects.all() if candidate_pk else Application.objects.none()
    return rows.filter(candidate_id=candidate_pk or 0).first()


def open_rounds(candidate: Any, on: date) -> tuple[str, ...]:
    """Return the names of the rounds that take a candidate of that district and year on a day."""
    return names_open(rounds_called(candidate.district_code, candidate.year), on)


def submission_checks(candidate: Any, on: date, place_ids: Collection[int] = ()) -> list[Check]:
    """Return what else must hold before a draft is sent: a round, its limit, works paid for before.

    `place_ids` are the places of one that is not stored yet.
    """
    policy = policy_for(candidate.district_code, candidate.year)
    takes = open_rounds(candidate, on)
    before = funded_before(candidate, policy.refund_years, place_ids)
    today = tree().today
    room = [one for one in limits_left(candidate.district_code, candidate.year)
            if today(one["town_code"]) == today(candidate.town_code) and one["round"] in takes]  # fmt: skip
    asked = candidate.estimate_fen or 0
    fits = all(
        (one["projects_left"] is None or one["projects_left"] > 0)
        and (one["fen_left"] is None or one["fen_left"] >= asked)
        for one in room
    )
    mine = _application(candidate.pk)
    return [
        Check("round_open", bool(takes) or bool(mine and mine.round_id)),
        Check("within_round_limit", fits or bool(mine and mine.applied_fen)),
        Check("not_funded_before", not before or bool(mine and mine.again_reason)),
    ]


@remembered()
def limits_left(district_code: str, year: int) -> list[dict[str, Any]]:
    """Return the limits of a year's rounds, each with what its township has asked for; amounts in fen."""
    rows = RoundLimit.objects.filter(
        round__programme__district_code=district_code, round__programme__year=year
    )
    nobody = Application(pk=0)
    found = []
    for one in rows.select_related("round").order_by("round__opens_on", "town_code"):
        projects, asked = asked_in(one.round, one.town_code, without=nobody)
        found.append({
            "round": one.round.name, "town_code": one.town_code, "projects": projects,
            "asked_fen": asked, "most_projects": one.most_projects, "most_fen": one.most_fen,
            "projects_left": _rest(one.most_projects, projects),
            "fen_left": _rest(one.most_fen, asked),
        })  # fmt: skip
    return found


def _rest(most: int | None, used: int) -> int | None:
    return None if most is None else most - used
