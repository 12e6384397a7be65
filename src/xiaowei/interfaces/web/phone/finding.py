"""Home of 发现问题 on the phone: the page that photographs and keeps, the door that takes what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.butlers import places_held
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.sightings import SIGHTERS, cure_of
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language
from xiaowei.stages.identification.operations import note_sighting
from xiaowei.stages.identification.sightings import batches, spot_names

MILLISECONDS = 1000
REFUSED = 409


class SightingForm(forms.Form):
    """One row as the phone sends it; the moment in milliseconds, as a browser tells it."""

    client_key = forms.CharField(max_length=60)
    batch = forms.CharField(max_length=60)
    sequence = forms.IntegerField(min_value=1, max_value=9999)
    place_id = forms.IntegerField()
    picture = forms.CharField(max_length=40)
    spot_name = forms.CharField(max_length=80, required=False)
    quantity = forms.DecimalField(max_digits=14, decimal_places=3, required=False)
    danger = forms.BooleanField(required=False)
    longitude = forms.FloatField(required=False)
    latitude = forms.FloatField(required=False)
    taken_at = forms.IntegerField(min_value=0, max_value=10**14)
    photo = forms.FileField()

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes."""
        told = dict(self.cleaned_data)
        moment = datetime.fromtimestamp(told["taken_at"] / MILLISECONDS, UTC)
        return told | {"photo": told["photo"].read(), "taken_at": moment}


@open_to(*SIGHTERS)
@ensure_csrf_cookie
def find(request: Request) -> HttpResponse:
    """Show the page; it works on without a connection, so everything it offers is in it."""
    places = places_held(request.actor, SIGHTERS, today())
    names = {place.pk: place.name for place in places}
    spots = [(place.pk, "", place.longitude, place.latitude) for place in places]
    spots += spot_names(list(names))
    known = catalogue()
    pictures = [(one, cure_of(known, one)) for one in known.pictures]
    page = {
        "pictures": [one for one, _ in pictures],
        "known": {
            "at": int(datetime.now(UTC).timestamp() * MILLISECONDS),
            "open": [one.key for one in batches(request.actor.person_id)],
            "worker": reverse("phone-worker"),
            "person": request.actor.person_id,
            "send": reverse("phone-sighting"),
            "home": reverse("phone"),
            "report": reverse("phone-report", args=["BATCH"]),
            "units": {one.code: kind.unit if kind else _("处") for one, kind in pictures},
            "names": {one.code: one.name for one, _ in pictures},
            "spots": [
                {"place": pk, "name": name, "in": names[pk], "lon": lon, "lat": lat}
                for pk, name, lon, lat in spots
            ],
        },
    }
    return render(request, "phone/find.html", page)


@open_to(*SIGHTERS)
@posted_from("phone-find")
def take_sighting(request: Request) -> HttpResponse:
    """Take one row; the phone may send it as often as it likes, and reads what came of it."""
    form = SightingForm(request.POST, request.FILES)
    if not form.is_valid():
        wrong = "、".join(form.errors)
        return _refused(BadInput("form_not_whole", wrong=wrong))
    try:
        kept = note_sighting(**form.facts(), by=request.actor, on=today(), at=now())
    except XiaoweiError as error:
        return _refused(error)
    return JsonResponse({"stored": kept.client_key})


def worker(request: Request) -> FileResponse:
    """Hand out the service worker, which has to stand where it serves."""
    script = Path(str(finders.find("phone-worker.js")))
    response = FileResponse(script.open("rb"), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _refused(error: XiaoweiError) -> JsonResponse:
    told: Mapping[str, str] = {"refused": error.code, "says": said(error, language())}
    return JsonResponse(told, status=REFUSED)
