"""Home of what township sheets are held against in a home: its regions, rules and paid projects."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import tree
from xiaowei.base.steady import steady
from xiaowei.domain.town_sheets import Funded, Known
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.identification.models import CandidatePlace


@steady()
def known_here(today: date, round_name: str | None = None) -> Known:
    """Return what the home knows, earlier funding included.

    :raises BadInput: `packs_missing`
    """
    return Known(
        regions=tree(),
        catalogue=catalogue(),
        policy=policy_for,
        calendar=calendar(),
        today=today,
        funded=_funded(),
        round_name=round_name,
    )


def _funded() -> tuple[Funded, ...]:
    """Return each place of each project that money was disbursed for, on the day it was."""
    paid = Filing.objects.filter(disbursed_fen__gt=F("clawed_fen"))
    days = {
        candidate: disbursed or filed or approved
        for candidate, disbursed, filed, approved in paid.values_list(
            "application__candidate_id", "disbursed_on", "filed_on", "application__approved_on"
        )
    }
    fields, today = ("number", "town_code", "type_code"), tree().today
    links = CandidatePlace.objects.order_by("candidate__number", "sequence").values_list(
        "candidate_id", "place__name", *(f"candidate__{name}" for name in fields)
    )
    return tuple(
        Funded(number, today(town), place, type_code, day)
        for candidate, place, number, town, type_code in links
        if (day := days.get(candidate))
    )
