"""Home of changing a candidate: its details, its consultations, and handing it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.trail.operations import record
from xiaowei.domain.flow import Arrow, Basis, weigh
from xiaowei.domain.identification import CANDIDATE_FLOW, FILLABLE, Line, Option
from xiaowei.stages.identification.models import Candidate, Consultation, ConsultationOption
from xiaowei.stages.identification.operations.details import (
    SiteDraft,
    gather,
    guard,
    put,
    put_nested,
)
from xiaowei.stages.identification.permissions import arrow_at
from xiaowei.stages.identification.queries import candidate as candidate_of


@transaction.atomic
def amend_candidate(
    *,
    number: str,
    changes: Mapping[str, Any] | None = None,
    place_ids: Sequence[int] | None = None,
    lines: Sequence[Line] | None = None,
    sites: Sequence[SiteDraft] | None = None,
    by: Actor,
    on: date | None,
    at: datetime,
    basis: Basis = Basis.STRAIGHT,
) -> Candidate:
    """Change what is given of a draft; what was taken over from a sheet is corrected after it was handed
    on by a sheet alone, which is the basis then.

    `changes` are plain details by name; places, estimate lines and sites are replaced as a whole.

    :raises RuleBroken: `not_in_table`, `type_known`, `town_in_district`, `place_in_town`, `estimate_is_sum`,
        `price_explained`, `quantity_positive`
    :raises BadInput: `not_found`, `no_such_place`
    :raises NotAllowed: `not_permitted`
    """
    candidate = candidate_of(number, lock=True)
    own = Basis(candidate.basis)
    taking_over = own is basis is Basis.TAKEN_OVER and candidate.state == "handed_on"
    arrow = allowed(candidate, "correct" if taking_over else "amend", by, own)
    details = gather(changes, place_ids, lines, sites)
    differs = put(candidate, details)
    missing = guard(arrow, candidate, details, own)
    candidate.save()
    put_nested(candidate, details)
    facts: dict[str, object] = {
        "changes": differs,
        "given": sorted(details),
        "not_in_sheet": missing,
    }
    note(candidate, "amend", facts, by, on, at)
    return candidate


@transaction.atomic
def fill_in(
    *,
    number: str,
    root_cause: str = "",
    maintainer: str = "",
    maintainer_trigger: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Candidate:
    """Tell the root cause and who maintains where that was left blank when it was handed on.

    :raises RuleBroken: `not_in_table`, `something_filled`, `only_blanks_filled`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    candidate = candidate_of(number, lock=True)
    arrow = allowed(candidate, "fill_in", by)
    said = dict(zip(FILLABLE, (root_cause, maintainer, maintainer_trigger), strict=True))
    given = {name: value.strip() for name, value in said.items() if value.strip()}
    holds = {
        "something_filled": bool(given),
        "only_blanks_filled": not any(getattr(candidate, name) for name in given),
    }
    weigh(arrow, holds, number=number)
    differs = put(candidate, gather(given, None, None, None))
    candidate.save(update_fields=list(given))
    note(candidate, "fill_in", {"changes": differs}, by, on, at)
    return candidate


@transaction.atomic
def consult(
    *,
    number: str,
    held_on: date,
    parties: str,
    decision: str,
    options: Sequence[Option] = (),
    by: Actor,
    on: date,
    at: datetime,
) -> Consultation:
    """Record who met, when, what was agreed, and the options that were weighed side by side.

    :raises RuleBroken: `not_in_table`, `option_named`, `one_option_chosen`, `not_in_future`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    require_past(at, held_on)
    candidate = candidate_of(number, lock=True)
    arrow = allowed(candidate, "consult", by)
    chosen = [option.name for option in options if option.chosen]
    holds = {
        "option_named": all(option.name.strip() for option in options),
        "one_option_chosen": len(chosen) <= 1,
    }
    weigh(arrow, holds)
    facts = {"held_on": held_on, "decision": decision, "options": len(options), "chosen": chosen}
    note(candidate, "consult", facts, by, on, at)
    talk = Consultation.objects.create(
        candidate=candidate, held_on=held_on, parties=parties[:200], decision=decision
    )
    ConsultationOption.objects.bulk_create(
        ConsultationOption(
            consultation=talk,
            sequence=index,
            name=option.name.strip()[:60],
            what=option.what.strip()[:200],
            cost_fen=option.cost_fen,
            days=option.days,
            maintainer=option.maintainer.strip()[:120],
            chosen=option.chosen,
        )
        for index, option in enumerate(options, 1)
    )
    return talk


@transaction.atomic
def hand_on(*, number: str, by: Actor, on: date | None, at: datetime) -> Candidate:
    """Lock the candidate: the next room has taken it in.

    :raises RuleBroken: `not_in_table`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    return _move(number, "hand_on", {}, by, on, at)


@transaction.atomic
def take_back(*, number: str, reason: str, by: Actor, on: date, at: datetime) -> Candidate:
    """Unlock the candidate: the next room has sent it back to be mended.

    :raises RuleBroken: `not_in_table`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    return _move(number, "take_back", {"reason": reason}, by, on, at)


def _move(
    number: str, action: str, facts: dict[str, object], by: Actor, on: date | None, at: datetime
) -> Candidate:
    candidate = candidate_of(number, lock=True)
    candidate.state = allowed(candidate, action, by, Basis(candidate.basis)).target
    candidate.save(update_fields=["state"])
    note(candidate, action, facts, by, on, at)
    return candidate


def allowed(candidate: Candidate, action: str, by: Actor, basis: Basis = Basis.STRAIGHT) -> Arrow:
    """Return the arrow of a step that this person may take with the candidate.

    :raises RuleBroken: `not_in_table`
    :raises NotAllowed: `not_permitted`
    """
    codes = tuple(candidate.place_links.values_list("place__code", flat=True))
    number, town = candidate.number, candidate.town_code
    return arrow_at(CANDIDATE_FLOW, candidate.state, action, number, by, town, codes, basis)


def note(
    candidate: Candidate,
    action: str,
    facts: dict[str, object],
    by: Actor,
    on: date | None,
    at: datetime,
) -> None:
    """Leave a trail entry on the candidate's number."""
    record(
        subject=candidate.number,
        action=f"identification.{action}",
        by=by,
        on=on,
        at=at,
        facts=facts,
    )
