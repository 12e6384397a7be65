"""Home of a spot: its evidence, and the stop-gaps logged at it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import NotAllowed, RuleBroken
from xiaowei.domain.identification import DECIDERS, DRAFT_ROLES, FIELD_ROLES
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import (
    TICKET_READERS,
    open_to,
    posted_from,
)
from xiaowei.interfaces.web.identification import presenters
from xiaowei.interfaces.web.identification.closing import steps
from xiaowei.interfaces.web.identification.forms import (
    ReasonForm,
    StopGapForm,
)
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.shown import language
from xiaowei.journey import spots as journey
from xiaowei.stages.identification import operations, queries


@open_to(*TICKET_READERS)
def spot_page(request: Request, number: str) -> HttpResponse:
    """Show one spot: who called when, why they belong together, what was done."""
    scope = scope_of(request)
    told = journey.spot(number, scope.as_of, language())
    require_near(request.actor, told.row["town_code"], told.row["place_code"])
    page = {
        "spot": presenters.spot_page(told, scope.as_of),
        "may_apply": request.actor.holds(DRAFT_ROLES, told.row["town_code"]),
        "may_gap": request.actor.holds(FIELD_ROLES, told.row["town_code"]),
        "may_sort": request.actor.holds(DECIDERS, told.row["town_code"]),
        "gap_form": StopGapForm(initial={"from_on": scope.as_of}),
        "steps": steps(request.actor, told.row["state"], told.row["town_code"]),
        "reason_form": ReasonForm(),
        "trail": presenters.trail(story(f"spot:{told.row['id']}")),
        "types": told.types,
    }
    return render(request, "identification/spot.html", page)


@open_to(*FIELD_ROLES)
@posted_from("spot", "number")
def stop_gap(request: Request, number: str) -> HttpResponse:
    """Log an emergency measure; the spot stays open."""
    form = StopGapForm(request.POST)
    if form.is_valid():
        try:
            operations.log_stop_gap(
                spot_id=queries.spot_id_of(number),
                **form.cleaned_data,
                by=request.actor,
                on=today(),
                at=now(),
            )
            messages.success(request, _("记下了;应急处置不算解决,点位仍开着。"))
        except (RuleBroken, NotAllowed) as error:
            refuse(request, error)
    return redirect("spot", number)


def require_near(actor: Actor, town_code: str, place_code: str) -> None:
    """Refuse a spot of another area.

    :raises NotAllowed: `page_not_yours`
    """
    if not actor.is_near(TICKET_READERS, town_code, (place_code,)):
        raise NotAllowed("page_not_yours", who=actor.name, roles=name_of(town_code))
