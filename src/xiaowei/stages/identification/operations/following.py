"""Home of candidates that follow their places into another township."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.domain.roles import SYSTEM
from xiaowei.stages.identification.models import Candidate, CandidatePlace


@transaction.atomic
def follow_places(
    *, parts: Mapping[str, str], cause: str, by: Actor, on: date, at: datetime
) -> tuple[dict[str, str], list[str]]:
    """Put candidates under the code that their places stand under; return it by number, and the numbers
    of those that stay: some of their places do.

    `parts` is that code by place; the tree of regions says what it stands for on which day.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "change_boundary")
    links = CandidatePlace.objects.filter(place__code__in=parts)
    touched = Candidate.objects.filter(pk__in=links.values("candidate_id"))
    follow, stay = {}, []
    for one in touched.select_for_update().order_by("number"):
        codes = CandidatePlace.objects.filter(candidate=one).values_list("place__code", flat=True)
        if not set(codes) <= parts.keys():
            stay.append(one.number)
            continue
        one.town_code = follow[one.number] = parts[codes[0]]
        one.save(update_fields=["town_code"])
    facts = {"projects": sorted(follow), "staying": stay}
    record(subject=cause, action="identification.follow_places", by=by, on=on, at=at, facts=facts)
    return follow, stay
