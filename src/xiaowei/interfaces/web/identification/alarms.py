"""Home of the page of alarms: the open bursts, taken note of, and taken into the emergency lane."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.queries import points_of
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.alarms import STATES, TAKERS
from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.identification import BURST
from xiaowei.domain.roles import OFFICE, TOWN
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.atlas.frames import map_frame
from xiaowei.interfaces.web.atlas.points import OPEN, PLAIN, Spotted, points_answer
from xiaowei.interfaces.web.guard import TICKET_READERS, home_region, may_open, open_to, posted_from
from xiaowei.interfaces.web.identification.listing import near_spots
from xiaowei.interfaces.web.identification.presenters import alarm_row, alarm_tabs
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.shown import language
from xiaowei.journey.alarms import NEWEST, ORDERS, Standing, standing, unseen
from xiaowei.procedures.open_emergency import open_emergency
from xiaowei.stages.identification import queries
from xiaowei.stages.identification.operations import see_alarm

SIZE = 12
WATCHERS = (*TAKERS, *OFFICE)
"""Whose desk counts the alarms that nobody took note of."""


class LaneForm(forms.Form):
    """What cannot wait, by which kind of works, and why; all of it filled from the burst."""

    kind = forms.CharField(max_length=40)
    type_code = forms.CharField(max_length=40, required=False)
    reason = forms.CharField(label=gettext_lazy("为什么不能等"), max_length=2000)


@open_to(*TICKET_READERS)
def alarms(request: Request) -> HttpResponse:
    """Show the alarms of one's own area as of the day: what goes on first, unseen before seen."""
    every, found = _asked(request)
    number = page_number(request.GET.get("page"))
    pages = Pages(number, len(found.states), SIZE)
    order, state = _order(request), _state(request)
    page: dict[str, Any] = {
        "rows": [_row(request.actor, one) for one in found.rows(language(), SIZE, pages.offset)],
        "pages": pages,
        "tabs": alarm_tabs(every.counts(), state),
        "state": state,
        "order": order,
        "may_enter": may_open(request.actor, (*OFFICE, *TOWN)),
    }
    if request.GET.get("view") == "map":
        area = home_region(request.actor, TICKET_READERS) or scope_of(request).district
        known, heads = points_of(area), found.bursts.heads
        located = sum(head.place_code in known for head in heads)
        keys = ((OPEN, _("还没有知悉")), (PLAIN, _("已知悉或已停")))
        url = f"{reverse('alarms-points')}?{request.GET.urlencode()}"
        page["map"] = map_frame(url, located, len(heads), keys)
    return render(request, "identification/alarms.html", page)


@open_to(*TICKET_READERS)
def alarms_points(request: Request) -> HttpResponse:
    """Return the same alarms as points for the map."""
    _every, found = _asked(request)
    area = home_region(request.actor, TICKET_READERS) or scope_of(request).district
    known = points_of(area)
    return points_answer(
        Spotted(
            points=[known[head.place_code]],
            title=head.place,
            beside=_("%(topic)s %(n)s 件") % {"topic": head.topic, "n": head.tickets},
            url=reverse("spot", args=[head.id]),
            kind=OPEN if state == STATES[0] else PLAIN,
            town=name_of(head.town_code),
        )
        for head, state in zip(found.bursts.heads, found.states.values(), strict=True)
        if head.place_code in known
    )


@open_to(*TAKERS)
@posted_from("alarms")
def see(request: Request, number: str) -> HttpResponse:
    """Take note of an alarm."""
    try:
        spot = queries.spot_id_of(number)
        see_alarm(spot_id=spot, by=request.actor, on=today(), at=now())
        messages.success(request, _("已知悉,记在痕迹里。"))
    except XiaoweiError as error:
        refuse(request, error)
    return redirect(f"{reverse('alarms')}#{number}")


@open_to(*TOWN)
@posted_from("alarms")
def lane(request: Request, number: str) -> HttpResponse:
    """Make an emergency project of a burst; it waits for a second person's word."""
    form = LaneForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("没有立项:选一种情况,写明为什么不能等。"))
        return redirect(f"{reverse('alarms')}#{number}")
    try:
        made = open_emergency(
            spot_id=queries.spot_id_of(number),
            **form.cleaned_data,
            by=request.actor,
            on=today(),
            at=now(),
        )
    except XiaoweiError as error:
        refuse(request, error)
        return redirect(f"{reverse('alarms')}#{number}")
    told = _("已立应急项目 %(n)s。还要第二个人确认,确认后可以先开工,手续随后补。")
    messages.success(request, told % {"n": made})
    return redirect("project", made)


def alarms_wait(actor: Actor, scope: Scope) -> int:
    """Count the alarms that wait for somebody who has to act, or to see that others do."""
    if not may_open(actor, WATCHERS):
        return 0
    return unseen(near_spots(actor, scope, BURST))


def _asked(request: Request) -> tuple[Standing, Standing]:
    """Return all alarms near the person, and those asked for."""
    every = standing(near_spots(request.actor, scope_of(request), BURST), _order(request))
    return every, every.only(_state(request))


def _state(request: Request) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in STATES else ""


def _order(request: Request) -> str:
    asked = request.GET.get("sort", NEWEST)
    return asked if asked in ORDERS else NEWEST


def _row(actor: Actor, alarm: Any) -> dict[str, Any]:
    town = alarm.spot["town_code"]
    return alarm_row(alarm) | {
        "may_see": actor.holds(TAKERS, town),
        "may_lane": actor.holds(TOWN, town),
    }
