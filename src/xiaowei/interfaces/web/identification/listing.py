"""Home of the list of spots: who sees which, narrowed to a kind, a township, an import; and its map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.places.queries import points_of
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput
from xiaowei.domain.identification import DRAFT_ROLES
from xiaowei.domain.regions import level
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.atlas.frames import map_frame, tile_grid
from xiaowei.interfaces.web.atlas.points import OPEN, PLAIN, Spotted, points_answer
from xiaowei.interfaces.web.guard import (
    OFFICE,
    TICKET_READERS,
    TOWN,
    homes,
    may_open,
    open_to,
    stands_in,
)
from xiaowei.interfaces.web.identification import presenters
from xiaowei.interfaces.web.pages import SIZE, Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language
from xiaowei.journey import spots as journey
from xiaowei.stages.identification import queries
from xiaowei.stages.intake.permissions import require_run
from xiaowei.stages.intake.queries import new_in, run_with

LISTS = ("burst", "repeat", "closed")


@dataclass(frozen=True)
class Asked:
    """What the list was asked for, and the spots that fit: those of all places in `every`."""

    area: str
    kind: str
    every: queries.Pressing
    town: str = ""
    place: str = ""

    @property
    def chosen(self) -> queries.Pressing:
        """The spots of the township and place asked for."""
        return self.every.only(
            lambda one: self.town in ("", one.town_code) and self.place in ("", one.place_code)
        )


@open_to(*TICKET_READERS)
def spot_list(request: Request) -> HttpResponse:
    """Show the problem spots of one's own area, most pressing first, as a list or on a map."""
    asked = _asked(request)
    chosen, number = asked.chosen, page_number(request.GET.get("page"))
    pages = Pages(number, len(chosen))
    page = {
        "run": request.GET.get("run", ""),
        "rows": [
            presenters.spot_list_row(row) for row in chosen.rows(language(), SIZE, pages.offset)
        ],
        "pages": pages,
        "total": len(chosen),
        "unlisted": chosen.unlisted,
        "kind": asked.kind,
        "tabs": presenters.tabs(asked.kind, len(chosen)),
        "may_see": may_open(request.actor, (*OFFICE, *TOWN)),
        "may_propose": may_open(request.actor, DRAFT_ROLES),
        "may_import": may_open(request.actor, SHEET_BRINGERS),
    }
    if request.GET.get("view") == "map":
        known = points_of(asked.area)
        located = sum(head.place_code in known for head in chosen.heads)
        keys = ((OPEN, _("未列项")), (PLAIN, _("已列项")))
        url = f"{reverse('spots-points')}?{request.GET.urlencode()}"
        page["map"] = map_frame(url, located, len(chosen), keys)
        page["tiles"] = _tiles(request, asked)
    return render(request, "identification/spots.html", page)


@open_to(*TICKET_READERS)
def spots_file(request: Request, form: str) -> HttpResponse:
    """Hand the same list out as a sheet."""
    headers, rows = presenters.spot_cells(_asked(request).chosen.rows(language()))
    return table_file(_("问题点位") + f"-{scope_of(request).as_of}", form, headers, rows)


@open_to(*TICKET_READERS)
def spots_points(request: Request) -> HttpResponse:
    """Return the same spots as points for the map; those at places without coordinates are not there."""
    asked = _asked(request)
    known = points_of(asked.area)
    return points_answer(
        Spotted(
            points=[known[head.place_code]],
            title=head.place,
            beside=_("%(topic)s %(n)s 件") % {"topic": head.topic, "n": head.tickets},
            url=reverse("spot", args=[head.id]),
            kind=PLAIN if head.is_listed else OPEN,
            town=name_of(head.town_code),
        )
        for head in asked.chosen.heads
        if head.place_code in known
    )


def _tiles(request: Request, asked: Asked) -> dict[str, Any]:
    """Return the townships of a district as tiles, or the places of what is no wider than one."""
    scope = scope_of(request)
    if asked.area and level(asked.area) != "district":
        names = {head.place_code: head.place for head in asked.every.heads}
        counts = [(head.place_code, not head.is_listed) for head in asked.every.heads]
        return tile_grid(request.GET, "place", names, counts)
    towns = dict(choices.towns(asked.area or scope.district, scope.as_of))
    counts = [(head.town_code, not head.is_listed) for head in asked.every.heads]
    return tile_grid(request.GET, "town", towns, counts)


def _asked(request: Request) -> Asked:
    scope = scope_of(request)
    kind = request.GET["kind"] if request.GET.get("kind") in LISTS else ""
    near = near_spots(request.actor, scope, kind)
    if run := request.GET.get("run", ""):
        touched = _touched(request.actor, run)
        near = near.only(lambda head: head.id in touched)
    area = _area(request.actor, scope)
    return Asked(area, kind, near, request.GET.get("town", ""), request.GET.get("place", ""))


def near_spots(actor: Actor, scope: Scope, kind: str = "") -> queries.Pressing:
    """Return the spots of one of `LISTS`, or all open ones, in the area and at the places of an actor."""
    area = _area(actor, scope)
    if kind == "closed":
        found = journey.closed_spots(area, scope.as_of)
    else:
        found = journey.pressing_spots(area or None, scope.as_of, kind or None)
    own = homes(actor, TICKET_READERS)
    if len(own) == 1 and not own[0][1]:
        return found
    return found.only(lambda one: actor.is_near(TICKET_READERS, one.town_code, (one.place_code,)))


def unlisted(actor: Actor, scope: Scope, most: int) -> dict[str, Any]:
    """Return the most pressing spots without a project near who may apply for one, and how many there are."""
    if not stands_in(actor, DRAFT_ROLES, scope.district):
        return {}
    left = near_spots(actor, scope).only(lambda head: not head.is_listed)
    rows = [presenters.spot_list_row(row) for row in left.rows(language(), most)]
    return {"unlisted": rows, "unlisted_total": len(left)}


def _area(actor: Actor, scope: Scope) -> str:
    """Return the one region over which somebody reads, the district where there are several."""
    regions = {region for region, _place in homes(actor, TICKET_READERS)}
    return (regions.pop() if len(regions) == 1 else "") or scope.district


def _touched(by: Actor, run: str) -> frozenset[str]:
    """Return the spots that an import's tickets made or changed.

    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    found = run_with(run)
    if found is None:
        raise BadInput("not_found", what=_("导入"), number=run)
    require_run(by, found)
    return queries.spots_holding(new_in(run))
