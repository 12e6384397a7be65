"""Home of what stands on a project's public face only: rating, still broken, number, QR and poster."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.policies.queries import policy_for
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.ratings import ratings_page
from xiaowei.interfaces.web.shown import full_day
from xiaowei.journey.line import Line


def public_page(request: Request, line: Line, told: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the public face beside the story, in plain rows."""
    places = told["places"]
    households = sum(place["households"] or 0 for place in places)
    return {
        "rating": ratings_page(request, line.number, households, finished=line.is_finished),
        "finished": line.is_finished,
        "answer_days": policy_for(line.district_code, line.year).clock("voice_answer"),
        "warranty": _warranty(line),
        "place_code": places[0]["code"] if places else "",
    }


def _warranty(line: Line) -> str:
    if line.warranty_to is None:
        return ""
    return _("质保到 %(day)s。") % {"day": full_day(line.warranty_to)}
