"""Home of forms that make something: each carries a token, and is answered once.

A template puts `{% once %}` beside the form's other fields; every guarded page looks for it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xiaowei.base.trail.sending import claim_form, note_answer
from xiaowei.domain.errors import XiaoweiError
from xiaowei.interfaces.clock import now
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import language

FIELD = "once"


def answer_once(request: Request, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a form with a token; the second sending is led to what the first one made.

    Token and step stand in one transaction. What was refused made nothing, and may be sent again.
    """
    token = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not token:
        return answer()
    with transaction.atomic():
        led_to = claim_form(token=token, by=request.actor, at=now())
        if led_to is not None:
            messages.info(request, _("这一步已经办过了,没有再办一次。"))
            return redirect(led_to)
        response = answer()
        if response.status_code != 302 or getattr(request, "refused", False):
            transaction.set_rollback(True)
        else:
            note_answer(token=token, by=request.actor, led_to=response["Location"])
    return response


def refuse(request: Request, error: XiaoweiError) -> None:
    """Say a refusal on the page that follows; its form was not answered."""
    request.refused = True
    messages.warning(request, said(error, language()))
