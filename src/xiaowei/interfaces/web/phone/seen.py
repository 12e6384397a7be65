"""Home of the desk's list of what was photographed outside: leads, each with its photo."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from xiaowei.domain.roles import OFFICE, TOWN
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.web.guard import home_region, open_to
from xiaowei.interfaces.web.pages import Pages, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.stages.identification.sightings import sightings

SIZE = 20
READERS = (*OFFICE, *TOWN)


@open_to(*READERS)
def sightings_page(request: Request) -> HttpResponse:
    """Show what was seen in one's area, dangerous and newest first."""
    area = home_region(request.actor, READERS) or scope_of(request).district
    number = page_number(request.GET.get("page"))
    found = sightings(area, today(), SIZE + 1, (number - 1) * SIZE) if area else []
    rows = found[:SIZE]
    pages = Pages(number, size=SIZE, more=len(found) > SIZE, here=len(rows))
    return render(request, "phone/sightings.html", {"rows": rows, "pages": pages})
