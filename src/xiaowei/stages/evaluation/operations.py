"""Home of recording effect: dated checks of whether the complaints stopped, residents' ratings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.accounts.steps import require_past
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.trail.operations import digest_json, record
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.evaluation import SATISFIED, WORST_FIRST, Verdict
from xiaowei.domain.policy import Policy
from xiaowei.domain.zone import day_of
from xiaowei.stages.delivery.queries import finished
from xiaowei.stages.delivery.queries import works as works_of
from xiaowei.stages.evaluation.models import Outcome, Rating
from xiaowei.stages.evaluation.permissions import CHECKERS
from xiaowei.stages.evaluation.queries import SiteSilence, silences
from xiaowei.stages.identification.operations import resolve_spot
from xiaowei.stages.identification.operations.voicing import RESIDENT
from xiaowei.stages.identification.queries import spots_of
from xiaowei.stages.identification.voices import unanswered


@transaction.atomic
def check(*, number: str, by: Actor, on: date, at: datetime) -> Outcome:
    """Record whether the complaints stopped at a project's sites; silence resolves its spot, unless a
    complaint has come between that day and the day it is recorded, or a resident who says that it is
    still broken waits for somebody to look.

    A check that sees the same on the same day is the same check; anything else stands beside it.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `nothing_to_check`, `not_in_future`
    """
    require_past(at, on)
    works = works_of(number, lock=True)
    candidate = works.filing.application.candidate
    by.require(CHECKERS, candidate.town_code, "check")
    policy = policy_for(candidate.district_code, candidate.year)
    found = silences([works.pk], on, policy.silence_min_days)
    is_finished = finished().filter(pk=works.pk).exists()
    if not is_finished or not found or found[0].since is None:
        raise RuleBroken("nothing_to_check", number=number)
    worst = min(found, key=lambda site: WORST_FIRST.index(site.silence.verdict))
    seen = _facts(worst, found) | {"checked_on": on, "policy_version": policy.version}
    same = Outcome.objects.filter(works=works, **seen).first()
    if same is not None:
        return same
    outcome = Outcome.objects.create(works=works, **seen)
    is_silent = worst.silence.verdict is Verdict.STOPPED
    if is_silent and not _heard_since(works.pk, on, at, policy) and not _waits(candidate.pk, at):
        evidence = {"outcome": outcome.pk, "digest": outcome.inputs_digest}
        for spot in spots_of(candidate):
            resolve_spot(spot_id=spot, evidence=evidence, by=by, on=on, at=at)
    facts = {"verdict": outcome.verdict, "after": outcome.complaints_after}
    record(subject=number, action="evaluation.check", by=by, on=on, at=at, facts=facts)
    return outcome


@transaction.atomic
def rate(
    *, number: str, satisfied: str, solved: bool, device: str, on: date, at: datetime
) -> Rating:
    """Take a resident's two answers on a finished project; a device answers once a day.

    :raises RuleBroken: `not_finished_yet`, `rated_today`
    :raises BadInput: `rating_known`
    """
    if satisfied not in SATISFIED:
        raise BadInput("rating_known")
    works = works_of(number, lock=True)
    if works.finished_on is None or works.finished_on > on:
        raise RuleBroken("not_finished_yet", number=number)
    said = {"satisfied": satisfied, "solved": solved}
    rating, is_new = Rating.objects.get_or_create(works=works, device=device, on=on, defaults=said)
    if not is_new:
        raise RuleBroken("rated_today")
    record(subject=number, action="evaluation.rate", by=RESIDENT, on=on, at=at, facts=said)
    return rating


def _heard_since(works: int, on: date, at: datetime, policy: Policy) -> bool:
    """Tell whether, between a check's day and the day of `at`, complaints have come back."""
    today = day_of(at)
    found = silences([works], today, policy.silence_min_days) if today > on else ()
    return any(site.silence.verdict is Verdict.COMES_BACK for site in found)


def _waits(candidate: int, at: datetime) -> bool:
    """Tell whether a resident's word that the project is still broken waits for a look on site."""
    return unanswered([candidate], day_of(at))


def _facts(worst: SiteSilence, found: list[SiteSilence]) -> dict[str, Any]:
    tickets = sorted({number for site in found for number in site.tickets})
    return {
        "since_on": worst.since,
        "complaints_before": max(site.silence.before for site in found),
        "complaints_after": len(tickets),
        "verdict": worst.silence.verdict,
        "ticket_numbers": tickets,
        "inputs_digest": digest_json([[s.number, s.site, str(s.since), s.tickets] for s in found]),
    }
