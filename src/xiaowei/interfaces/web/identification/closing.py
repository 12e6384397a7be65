"""Home of setting a spot aside and of opening it again, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.identification import SPOT_FLOW
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import TICKET_READERS, open_to, posted_from
from xiaowei.interfaces.web.identification.forms import ReasonForm
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.identification import operations, queries

STEPS: dict[str, Callable[..., object]] = {
    "dismiss": operations.dismiss_spot,
    "reopen": operations.reopen_spot,
}


def steps(actor: Actor, state: str, town_code: str) -> list[dict[str, Any]]:
    """Return the steps that lead a spot out of its state, as far as this person may take them."""
    return [
        {"code": arrow.action, "label": words(arrow.action, "action")}
        for arrow in SPOT_FLOW.actions(state)
        if arrow.action in STEPS and actor.holds(arrow.roles, town_code)
    ]


@open_to(*TICKET_READERS)
@posted_from("spot", "number")
def dismiss(request: Request, number: str) -> HttpResponse:
    """Set a spot aside as not ours."""
    return _take(request, number, "dismiss", _("已列为不受理,理由记入痕迹。"))


@open_to(*TICKET_READERS)
@posted_from("spot", "number")
def reopen(request: Request, number: str) -> HttpResponse:
    """Open a spot again."""
    return _take(request, number, "reopen", _("点位重新打开了,理由记入痕迹。"))


def _take(request: Request, number: str, step: str, done: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("没有写理由,没有办。请写两个字以上的理由。"))
        return redirect("spot", number)
    try:
        STEPS[step](
            spot_id=queries.spot_id_of(number),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            on=today(),
            at=now(),
        )
        messages.success(request, done)
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("spot", number)
