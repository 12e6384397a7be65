"""Home of the public pages: the programme's figures, the rows behind each, and the method."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.funding import FINANCE
from xiaowei.domain.money import yuan
from xiaowei.interfaces.web.desk.foreseen import average_now
from xiaowei.interfaces.web.desk.presenters import waiting_page
from xiaowei.interfaces.web.funding.presenters import queue_rows
from xiaowei.interfaces.web.guard import EFFECT_READERS, PROJECT_READERS, TICKET_READERS, stands_in
from xiaowei.interfaces.web.identification.listing import near_spots, unlisted
from xiaowei.interfaces.web.portal import presenters
from xiaowei.interfaces.web.portal.paragraph import figures_of
from xiaowei.interfaces.web.portal.rows import drawer, table
from xiaowei.interfaces.web.portal.steps import first_steps
from xiaowei.interfaces.web.portal.townships import township_table
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.briefing import brief
from xiaowei.journey.desk import tasks
from xiaowei.journey.figures import rows_behind
from xiaowei.journey.queue import waiting_for_money
from xiaowei.journey.reach import told_to
from xiaowei.journey.survey import Survey, survey_of
from xiaowei.journey.townships import township_rows

SHOWN_TASKS = 5
SILENCE = (
    "sites_completed",
    "sites_complained_before_silent",
    "sites_never_complained",
    "sites_comes_back",
    "sites_too_early",
    "sites_not_judged",
)


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the programme's public figures; nobody needs to sign in."""
    scope = scope_of(request)
    shown = _home(request, scope) if scope.choices else _inner(request, scope)
    return render(request, "portal/home.html", shown)


@require_safe
def figure(request: Request, code: str) -> HttpResponse:
    """Show the rows behind a figure: beside the paragraph, or the page with them open."""
    scope = scope_of(request)
    survey = _survey(scope)
    rows = drawer(
        told_to(request.actor, rows_behind(code, survey)),
        _title(code, survey),
        carried=scope.carried,
    )
    if request.htmx:
        return render(request, "portal/drawer.html", {"rows": rows, "carry": _carry(scope)})
    return render(
        request, "portal/home.html", _home(request, scope) | {"rows": rows, "figure": code}
    )


@require_safe
def figure_file(request: Request, code: str, form: str) -> HttpResponse:
    """Hand the same rows out as a sheet."""
    survey = _survey(scope_of(request))
    headers, cells = table(told_to(request.actor, rows_behind(code, survey)))
    return table_file(f"{_title(code, survey)}-{survey.as_of}", form, headers, cells)


@require_safe
def method(request: Request) -> HttpResponse:
    """Show what each figure means, and what it does not."""
    scope = scope_of(request)
    policy = policy_for(scope.district, scope.year) if scope.choices else None
    return render(
        request,
        "portal/method.html",
        {"policy": policy, "almost": f"{policy.silence_almost * 100:g}" if policy else ""},
    )


def _home(request: Request, scope: Scope) -> dict[str, Any]:
    survey = _survey(scope)
    told = brief(survey)
    started = survey.started
    amounts = [line.approved_fen for line in started if line.approved_fen is not None]
    days = [
        survey.working_days[line.number]
        for line in survey.completed
        if line.number in survey.working_days
    ]
    return _inner(request, scope) | {
        "brief": told,
        "version": told["policy_version"],
        "paragraph": presenters.paragraph_rows(told, survey.policy.paragraph),
        "silence": presenters.silence_row({c: rows_behind(c, survey).total for c in SILENCE}),
        "small": presenters.small_gauge(told, amounts, survey.policy.cap_fen),
        "fast": presenters.fast_gauge(told, days),
        "exact": presenters.exact_gauge(survey.grounds),
        "towns": township_table(township_rows(survey), request.GET.get("sort", ""), scope.carried),
    }


def _inner(request: Request, scope: Scope) -> dict[str, Any]:
    """Return what only people of the house see: their work first, and the places left out."""
    shown: dict[str, Any] = {"carry": _carry(scope)}
    shown["may_effect"] = stands_in(request.actor, EFFECT_READERS, scope.district)
    shown["steps"] = first_steps(request.actor, scope.as_of)
    if _inside(request):
        waiting = tasks(request.actor, scope.district, scope.as_of)
        if stands_in(request.actor, FINANCE, scope.district):
            lines = waiting_for_money(scope.district, scope.as_of)
            shown["queue"] = queue_rows(lines)
            shown["queue_total"] = yuan(sum(line.undisbursed_fen for line in lines))
            waiting = [task for task in waiting if task.action != "disburse"]
        shown["waiting"] = waiting_page(waiting, "", SHOWN_TASKS) if waiting else None
        shown["average"] = average_now(scope) if scope.choices else None
    if stands_in(request.actor, TICKET_READERS, scope.district):
        shown["uncovered"] = near_spots(request.actor, scope).unlisted
    return shown | unlisted(request.actor, scope, SHOWN_TASKS)


def _survey(scope: Scope) -> Survey:
    return survey_of(scope.district, scope.as_of, scope.year)


def _carry(scope: Scope) -> str:
    return f"?{scope.carried}" if scope.carried else ""


def _inside(request: Request) -> bool:
    return stands_in(request.actor, PROJECT_READERS, scope_of(request).district)


def _title(code: str, survey: Survey) -> str:
    if code.startswith("quantity:"):
        told = brief(survey)
        kind = survey.type_name(code.removeprefix("quantity:"))
        return f"{kind} {dict(figures_of(told, survey.policy.paragraph)).get(code, '')}".strip()
    return words(code, "figure")
