"""Home of the page 人员: who opens accounts, and who says what their holders may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.operations import end_appointment, open_account
from xiaowei.base.accounts.queries import idle_accounts, is_known, offices
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.roles import SECURITY, SYSTEM
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.administration.forms import AccountForm, AppointmentForm
from xiaowei.interfaces.web.guard import may_open, open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.procedures.appoint import give_role


@open_to(*SYSTEM, *SECURITY)
def people(request: Request) -> HttpResponse:
    """Show who holds what, and the accounts that hold nothing."""
    page = {
        "rows": [
            {
                "one": one,
                "role": words(one.role, "role"),
                "where": name_of(one.region_code) if one.region_code else _("各地"),
            }
            for one in offices(today())
        ],
        "idle": idle_accounts(today()),
        "account_form": AccountForm() if may_open(request.actor, SYSTEM) else None,
        "form": AppointmentForm() if may_open(request.actor, SECURITY) else None,
    }
    return render(request, "administration/people.html", page)


@open_to(*SYSTEM)
@posted_from("people")
def open_one(request: Request) -> HttpResponse:
    """Open an account."""

    def act(**told: Any) -> None:
        if is_known(told["username"]):
            raise BadInput("account_taken", value=told["username"])
        open_account(**told)

    return _answer(request, AccountForm(request.POST), act, "open_account")


@open_to(*SECURITY)
@posted_from("people")
def appoint_one(request: Request) -> HttpResponse:
    """Appoint somebody."""
    return _answer(request, AppointmentForm(request.POST), give_role, "appoint")


@open_to(*SECURITY)
@posted_from("people")
def end_one(request: Request) -> HttpResponse:
    """End what somebody holds, today being the last day."""
    return _answer(request, AppointmentForm(request.POST), end_appointment, "end_appointment")


def _answer(
    request: Request, form: forms.Form, act: Callable[..., object], code: str
) -> HttpResponse:
    """Call the house when the form is whole, and lead back to the page with what came of it."""
    try:
        if not form.is_valid():
            wrong = "、".join(str(error) for errors in form.errors.values() for error in errors)
            raise BadInput("form_not_whole", wrong=wrong)
        act(**form.cleaned_data, by=request.actor, on=today(), at=now())
        messages.success(request, _("已办:%(act)s") % {"act": words(code, "action")})
    except XiaoweiError as error:
        refuse(request, error)
    return redirect("people")
