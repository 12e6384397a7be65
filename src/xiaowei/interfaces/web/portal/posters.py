"""Home of what leads back to a project's public page: its QR, a page for paper, a poster to put up."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.base.attachments.queries import path_of, photos_of
from xiaowei.base.places.queries import every_place
from xiaowei.interfaces.web.atlas.sketch import sketch
from xiaowei.interfaces.web.desk.story import story_page
from xiaowei.interfaces.web.photos import PUBLIC_KINDS, pair
from xiaowei.interfaces.web.portal.drawing import Poster, draw
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.sheets import as_file
from xiaowei.interfaces.web.shown import full_day, wan_of_yuan
from xiaowei.journey.reach import public_line
from xiaowei.journey.story import project_story
from xiaowei.journey.where import points_of


@require_safe
def qr(request: Request, number: str) -> HttpResponse:
    """Draw the QR of a project's public page."""
    public_line(number, scope_of(request).as_of)
    out = io.BytesIO()
    segno.make(_address(request, number), error="m").save(out, kind="svg", border=1, xmldecl=False)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def sheet(request: Request, number: str) -> HttpResponse:
    """Show a project on one page of paper: photos, figures, steps, the QR."""
    told, places = _told(request, number)
    page = {
        "story": told,
        "photos": pair(number),
        "places": places,
        "sketch": _sketch(number, scope_of(request).as_of),
        "address": _address(request, number),
        "on": scope_of(request).as_of,
    }
    return render(request, "portal/sheet.html", page)


@require_safe
def poster(request: Request, number: str) -> HttpResponse:
    """Draw the poster of a project as a picture.

    :raises BadInput: `no_font`
    """
    told, _places = _told(request, number)
    facts = [(f["label"], _value(f), f["unit"]) for f in told["facts"]]
    address = _address(request, number)
    picture = draw(
        Poster(
            heading=_("小微项目惠民生"),
            place=told["place"],
            type=told["type"],
            town=f"{told['town']} · {number}",
            facts=facts,
            photos=_photos(number),
            invites=(
                _("扫一扫,看花了多少钱"),
                _("说说满意不满意"),
                _("还没修好,也在这里说"),
            ),
            address=address,
            foot=_("有急事请拨 12345 · 计到 %(day)s") % {"day": full_day(scope_of(request).as_of)},
        )
    )
    return as_file(picture, f"{told['place']}{told['type']}-{number}.png", "image/png")


def _told(request: Request, number: str) -> tuple[dict[str, Any], str]:
    """Return the public story of a project, and its places in words."""
    as_of = scope_of(request).as_of
    raw = project_story(public_line(number, as_of), as_of)
    return story_page(raw, inside=False), "、".join(place["name"] for place in raw["places"])


def _sketch(number: str, as_of: date) -> dict[str, Any] | None:
    """Return where a project lies among the other places of its township; None without coordinates."""
    line = public_line(number, as_of)
    own = set(line.place_ids)
    others = [
        (place.name, (place.longitude, place.latitude))
        for place in every_place().values()
        if place.town_code == line.town_code and place.pk not in own
        if place.longitude is not None and place.latitude is not None
    ]
    return sketch(points_of([line]).get(line.number, ()), others)


def _address(request: Request, number: str) -> str:
    return request.build_absolute_uri(reverse("project", args=[number]) + "?face=public")


def _value(fact: dict[str, Any]) -> str:
    return wan_of_yuan(fact["yuan"]) if fact.get("yuan") else str(fact.get("value") or "—")


def _photos(number: str) -> list[tuple[str, bytes]]:
    """Return the newest picture from before and from after, each under its words."""
    named = {"before": _("修之前"), "after": _("修之后")}
    newest = {p.kind: p for p in reversed(photos_of(number)) if p.kind in PUBLIC_KINDS}
    return [
        (
            named[kind] + (_("(示意)") if newest[kind].illustrative else ""),
            path_of(newest[kind]).read_bytes(),
        )
        for kind in PUBLIC_KINDS
        if kind in newest
    ]
