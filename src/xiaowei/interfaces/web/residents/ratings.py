"""Home of residents' two answers on a finished project, and of what is told of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from xiaowei.domain.errors import XiaoweiError
from xiaowei.domain.evaluation import SATISFIED
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.door import device_of, heard, policy_here, remember
from xiaowei.interfaces.web.shown import words
from xiaowei.stages.evaluation.operations import rate
from xiaowei.stages.evaluation.ratings import ratings_of

FACES = {"good": "smile", "fair": "flat", "poor": "frown"}


@posted_from("project", "number")
@heard("rating")
def rating(request: Request, number: str) -> HttpResponse:
    """Take the two answers of a device on a finished project."""
    told = {"satisfied": request.POST.get("satisfied", "")[:8], "device": device_of(request)}
    solved = request.POST.get("solved") == "yes"
    try:
        rate(number=number, solved=solved, **told, on=today(), at=now())
        messages.success(request, _("收到了,谢谢。"))
    except XiaoweiError as error:
        refuse(request, error)
    back = redirect(resolve_url("project", number) + "?face=public")
    return remember(request, back)


def ratings_page(
    request: Request, number: str, households: int, *, finished: bool
) -> dict[str, Any]:
    """Return what may be tapped and what others tapped, in plain rows."""
    if not finished:
        return {"open": False}
    per = policy_here(request).households_per_answer
    found = ratings_of(number, today(), households, per)
    return {
        "open": True,
        "choices": [
            {"code": code, "label": words(code, "satisfied"), "icon": FACES[code]}
            for code in SATISFIED
        ],
        "per": per,
        "told": found and {
            "answers": found.answers,
            "solved": found.solved,
            "satisfied": [(words(code, "satisfied"), n) for code, n in found.satisfied],
        },
    }  # fmt: skip
