"""Home of the photos of one's own sightings, on the phone's own addresses."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse

from xiaowei.domain.roles import PHONE
from xiaowei.interfaces.web.guard import open_to
from xiaowei.interfaces.web.photos import photo
from xiaowei.interfaces.web.request import Request


@open_to(*PHONE)
def phone_photo(request: Request, pk: int) -> HttpResponse:
    """Show one photo to who may see it."""
    return cast(HttpResponse, photo(request, pk))
