"""Home of a project's photos: showing them, and adding one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaowei.base.attachments.models import Attachment
from xiaowei.base.attachments.operations import ATTACH_ROLES, attach
from xiaowei.base.attachments.queries import path_of, photo_with, photos_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.roles import PROJECT_READERS
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.acting import DayField
from xiaowei.interfaces.web.guard import open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.journey.reach import builds, reads_project
from xiaowei.journey.register import line as line_of
from xiaowei.stages.delivery.queries import contractor_of
from xiaowei.stages.identification.queries import candidate, place_codes
from xiaowei.stages.identification.sightings import town_of_sighting
from xiaowei.stages.identification.visits import town_of_photo

PUBLIC_KINDS = ("before", "after")
KINDS = (
    ("before", gettext_lazy("施工前")),
    ("during", gettext_lazy("施工中")),
    ("after", gettext_lazy("施工后")),
)


class PhotoForm(forms.Form):
    """A photo, whether it shows before, during or after, and who took it when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪个时候"),
        choices=KINDS,
    )
    photo = forms.FileField(
        label=gettext_lazy("照片"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    caption = forms.CharField(label=gettext_lazy("拍的是什么"), required=False, max_length=120)
    credit = forms.CharField(label=gettext_lazy("谁拍的"), required=False, max_length=120)
    taken_on = DayField(label=gettext_lazy("哪天拍的(照片里有就不填)"), required=False)


def pair(number: str) -> list[dict[str, Any]]:
    """Return the newest photo from before and from after, with its address."""
    newest: dict[str, dict[str, Any]] = {}
    for photo in photos_of(number):
        if photo.kind in PUBLIC_KINDS and photo.kind not in newest:
            newest[photo.kind] = {
                "url": reverse("photo", args=[photo.pk]),
                "kind": photo.kind,
                "caption": photo.caption,
                "taken_on": photo.taken_on,
                "illustrative": photo.illustrative,
            }
    return [newest.get(kind, {"kind": kind, "url": ""}) for kind in PUBLIC_KINDS]


def gallery(number: str) -> list[dict[str, Any]]:
    """Return every photo of a project with its address, before, during, after."""
    said = dict(KINDS)
    return [
        {
            "url": reverse("photo", args=[photo.pk]),
            "when": said[photo.kind],
            "caption": photo.caption,
            "taken_on": photo.taken_on,
            "illustrative": photo.illustrative,
        }
        for photo in photos_of(number)
    ]


def photo(request: Request, pk: int) -> FileResponse:
    """Show one photo; those from before and after are public, others are for the desk."""
    found = photo_with(pk)
    if not (_is_public(found) or _may_see(request, found.number)):
        raise BadInput("not_found", what=_("照片"), number=pk)
    response = FileResponse(path_of(found).open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@open_to(*ATTACH_ROLES)
@posted_from("project", "number")
def add_photo(request: Request, number: str) -> HttpResponse:
    """Add a photo to a project."""
    put_photo(request, number)
    return _back(request, number)


def put_photo(request: Request, number: str) -> None:
    """Attach the photo that was sent to a project; what came of it is said on the page that follows."""
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        refuse(request, BadInput("no_file_given"))
        return
    told = form.cleaned_data
    project = candidate(number)
    try:
        attach(
            number=number,
            region_code=project.town_code,
            near=(*place_codes(project), contractor_of(number)),
            kind=told["kind"],
            content=told["photo"].read(),
            caption=told["caption"],
            credit=told["credit"],
            taken_on=told["taken_on"],
            by=request.actor,
            on=today(),
            at=now(),
        )
        messages.success(request, _("照片已存。"))
    except XiaoweiError as error:
        refuse(request, error)


def _back(request: Request, number: str) -> HttpResponse:
    page = "draft" if request.POST.get("back") == "draft" else "project"
    return redirect(resolve_url(page, number) + "#photos")


def _is_public(found: Attachment) -> bool:
    """Tell whether a photo is everybody's to see: from before or after a project that is public."""
    line = line_of(found.number) if found.kind in PUBLIC_KINDS else None
    return line is not None and line.is_public


def _may_see(request: Request, number: str) -> bool:
    """Tell whether a photo of the desk is this person's to see: of a project, a visit or a sighting."""
    line = line_of(number)
    if line is not None:
        return reads_project(request.actor, line) or builds(request.actor, line)
    town = town_of_photo(number) or town_of_sighting(number)
    return bool(town) and request.actor.holds(PROJECT_READERS, town)
