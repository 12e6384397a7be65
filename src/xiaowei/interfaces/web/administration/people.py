"""Home of the page 人员: who opens accounts, and who says what their holders may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.operations import end_appointment, open_account
from xiaowei.base.accounts.queries import Office, idle_accounts, is_known, offices
from xiaowei.base.places.queries import every_place
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.roles import APPOINTED, SECURITY, SYSTEM
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.administration.forms import AccountForm, AppointmentForm, EndForm
from xiaowei.interfaces.web.guard import may_open, open_to, posted_from
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.shown import words
from xiaowei.procedures.appoint import give_role


@open_to(*SYSTEM, *SECURITY)
def people(request: Request) -> HttpResponse:
    """Show who holds what, and the accounts that hold nothing."""
    appoints = may_open(request.actor, SECURITY)
    places = {place.code: place.name for place in every_place().values()}
    page = {
        "rows": [
            {
                "one": one,
                "role": words(one.role, "role"),
                "where": name_of(one.region_code) if one.region_code else _("各地"),
                "place": places.get(one.place_code, one.place_code),
                "end": _end_form(one, n) if appoints and one.role in APPOINTED else None,
            }
            for n, one in enumerate(offices(today()))
        ],
        "idle": idle_accounts(today()),
        "account_form": AccountForm() if may_open(request.actor, SYSTEM) else None,
        "form": AppointmentForm() if appoints else None,
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
    """End what somebody holds, on the last day that is said."""

    def act(*, last_on: date, sure: bool, on: date, **told: Any) -> None:
        end_appointment(on=last_on, **told)

    return _answer(request, EndForm(request.POST), act, "end_appointment")


def _end_form(one: Office, n: int) -> EndForm:
    """Return the form that ends an appointment, its fields named apart from those of other rows."""
    held = {name: getattr(one, name) for name in ("username", "role", "region_code", "place_code")}
    return EndForm(initial={**held, "last_on": today()}, auto_id=f"end{n}_%s")


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
