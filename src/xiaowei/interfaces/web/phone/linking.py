"""Home of the page 手机链接: a township hands its people outside their links, and ends them."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xiaowei.base.accounts.links import ISSUERS, end_link, is_in_force
from xiaowei.base.places.queries import names_of
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import XiaoweiError
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request, key_posted
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.procedures.phone_links import Outside, hand_link, outside


@open_to(*ISSUERS)
def links(request: Request) -> HttpResponse:
    """Show who works outside in one's township, and how their link stands."""
    people = outside(request.actor, today())
    places = names_of({code for one in people for code in one.places})
    rows = [_row(one, places) for one in people]
    return render(request, "phone/links.html", {"rows": rows})


@open_to(*ISSUERS)
@posted_from("phone-links")
def hand(request: Request) -> HttpResponse:
    """Issue a link and show its card, this once: only its digest is kept."""
    username = request.POST.get("username", "")[:150]
    try:
        link, token, held = hand_link(username=username, by=request.actor, on=today(), at=now())
    except XiaoweiError as error:
        refuse(request, error)
        return redirect("phone-links")
    address = request.build_absolute_uri(reverse("phone-in", args=[token]))
    page = {
        "name": str(link.person),
        "role": words(held.role, "role"),
        "town": name_of(link.town_code),
        "valid_to": link.valid_to,
        "address": address,
        "drawn": _drawn(address),
    }
    return render(request, "phone/card.html", page)


@open_to(*ISSUERS)
@posted_from("phone-links")
def end(request: Request) -> HttpResponse:
    """End a link."""
    try:
        end_link(link_id=key_posted(request, "link"), by=request.actor, on=today(), at=now())
        messages.success(request, _("链接已停用,那部手机打不开了。"))
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("phone-links")


def _row(one: Outside, places: dict[str, str]) -> dict[str, Any]:
    link = one.link if one.link and is_in_force(one.link, today()) else None
    return {
        "username": one.username,
        "name": one.name,
        "role": words(one.role, "role"),
        "town": name_of(one.town_code),
        "places": listed(places.get(code, code) for code in one.places[:4]),
        "more": max(len(one.places) - 4, 0),
        "link": link,
        "over": one.link is not None and link is None,
    }


def _drawn(address: str) -> SafeString:
    """Draw an address as a QR code; its colours are its own, for a camera reads dark on light."""
    code = segno.make(address, error="m").svg_inline(scale=6, light="#fff", svgclass="qr")
    return mark_safe(code)  # noqa: S308  drawn by ourselves
