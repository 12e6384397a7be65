"""Home of the desk: what waits, the projects, one project's story with the steps to take."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.attachments.operations import ATTACH_ROLES
from xiaowei.domain.errors import BadInput
from xiaowei.domain.roles import CONTRACTOR
from xiaowei.interfaces.web.acting import ActForm, take
from xiaowei.interfaces.web.desk.building import works_page, works_rows
from xiaowei.interfaces.web.desk.buttons import act_named, buttons, starts, turn_of
from xiaowei.interfaces.web.desk.dossier import dossier_page
from xiaowei.interfaces.web.desk.foreseen import average_page, staff_page, waits_page
from xiaowei.interfaces.web.desk.forms import filtered, wish_of
from xiaowei.interfaces.web.desk.mapping import projects_map
from xiaowei.interfaces.web.desk.pace import pace_page, prospects_page
from xiaowei.interfaces.web.desk.presenters import (
    board_page,
    project_cells,
    project_row,
    waiting_page,
)
from xiaowei.interfaces.web.desk.story import ledger_rows, proof_page, story_page, trail_rows
from xiaowei.interfaces.web.guard import (
    AT_PROJECTS,
    PROJECT_READERS,
    TICKET_READERS,
    may_open,
    not_yours,
    open_to,
    own_scope_yet,
    posted_from,
)
from xiaowei.interfaces.web.identification.alarms import alarms_wait
from xiaowei.interfaces.web.identification.listing import unlisted
from xiaowei.interfaces.web.messages.thread import thread_page
from xiaowei.interfaces.web.pages import SIZE, Pages, page_number
from xiaowei.interfaces.web.photos import PhotoForm, gallery, pair
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.residents.story import public_page
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.selection.offers import RARE
from xiaowei.interfaces.web.selection.presenters import flags_of, review_page
from xiaowei.interfaces.web.selection.weighed import last_weighed
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language, words
from xiaowei.interfaces.web.voices.presenters import residents_wait
from xiaowei.journey.board import board
from xiaowei.journey.desk import built_by, in_hands, tasks
from xiaowei.journey.dossier import dossier
from xiaowei.journey.line import Line
from xiaowei.journey.pace import pace
from xiaowei.journey.projects import Wish, in_other_years, project_rows
from xiaowei.journey.proof import proof_of
from xiaowei.journey.prospects import held_before, prospect_of, prospects
from xiaowei.journey.reach import builds, public_line, reads_project, reads_tickets
from xiaowei.journey.register import line as line_of
from xiaowei.journey.relapses import relapse_of
from xiaowei.journey.story import project_story
from xiaowei.journey.survey import survey_of
from xiaowei.journey.watch import watched

WEIGHING = (
    "begin_review", "send_back", "approve", "reject", "ask_opinion", "give_opinion",
    "note_opinion", "visit_site",
)  # fmt: skip
"""Steps for which the whole application has to be read first."""
INNER, WORKS, PUBLIC = "inner", "works", "public"
FACES = {INNER: "desk/story.html", WORKS: "delivery/story.html", PUBLIC: "portal/story.html"}
"""A project's faces: of those at work on it, of who builds it, of everybody."""
SHOWN_TASKS, SHOWN_SPOTS = 100, 5
ON_BOARD = 8
SHOWN_TICKETS = 24


@open_to(*AT_PROJECTS)
def desk(request: Request) -> HttpResponse:
    """Show what waits for the person who signed in, the most urgent first."""
    scope = own_scope_yet(request, AT_PROJECTS)
    waiting = tasks(request.actor, scope.district, scope.as_of) if scope and scope.district else []
    flags = flags_of(tuple(task.row["number"] for task in waiting), scope_of(request).as_of)
    page = waiting_page(waiting, request.GET.get("act", ""), SHOWN_TASKS, flags)
    page["residents"] = residents_wait(request.actor, scope_of(request).as_of)
    page["may_spots"] = may_open(request.actor, TICKET_READERS)
    page["alarms"] = alarms_wait(request.actor, scope_of(request))
    if scope and scope.district:
        page |= unlisted(request.actor, scope, SHOWN_SPOTS)
    if scope and scope.district and may_open(request.actor, CONTRACTOR):
        page["works"] = works_rows(built_by(request.actor, scope.district, scope.as_of))
    return render(request, "desk/desk.html", page)


@open_to(*PROJECT_READERS)
def where_days_go(request: Request) -> HttpResponse:
    """Show where the days go: by step and desk, by township and type."""
    scope = own_scope_yet(request, PROJECT_READERS)
    told = None
    if scope and scope.district:
        survey = survey_of(scope.district, scope.as_of, scope.year)
        ahead = prospects(scope.district, scope.as_of)
        held = held_before(scope.district, scope.as_of)
        found = pace(survey)
        told = pace_page(found, watched(survey, request.actor), scope.carried)
        told |= {"waits": waits_page(found["waits"]), "staff": staff_page(request, survey)}
        told["average"] = average_page(scope)
        near = {x.number for x in survey.lines if in_hands(request.actor, PROJECT_READERS, x)}
        told |= {"ahead": prospects_page(ahead, held, near, scope.carried)}
    return render(request, "desk/pace.html", {"pace": told})


def projects(request: Request) -> HttpResponse:
    """Show the projects of the programme; everybody may read the list."""
    scope = scope_of(request)
    form = filtered(request)
    number = page_number(request.GET.get("page"))
    wish = wish_of(form, request.actor, limit=SIZE, offset=(number - 1) * SIZE)
    listed = project_rows(scope.district, scope.as_of, wish, scope.year) if scope.district else None
    page = {
        "form": form,
        "rows": _flagged(listed.rows, scope.as_of) if listed else [],
        "pages": Pages(number, listed.total if listed else 0),
        "total": listed.total if listed else 0,
        "elsewhere": _elsewhere(request, wish) if wish.search else [],
        "asked": bool(request.GET),
        "narrowed": any(
            request.GET.get(name) for name in ("town", "type", "state", "round", "sort")
        ),
        "stage": words(wish.stage, "stage"),
        "sort": request.GET.get("sort", ""),
    }
    if request.GET.get("view") == "map" and scope.district:
        page |= projects_map(request, scope, wish)
    if request.GET.get("view") == "board" and scope.district:
        page["board"] = board_page(board(scope.district, scope.as_of, scope.year, wish, ON_BOARD))
    return render(request, "desk/projects.html", page)


def _elsewhere(request: Request, wish: Wish) -> list[dict[str, Any]]:
    """Return how many projects of other years fit what was typed, each year with its address."""
    scope = scope_of(request)
    found = in_other_years(scope.district, scope.as_of, wish, scope.year) if scope.district else {}
    asked = {k: v for k, v in request.GET.items() if k != "page"}
    return [
        {
            "year": year,
            "n": n,
            "asked": urlencode(asked | {"programme": f"{scope.district}:{year}"}),
        }
        for year, n in found.items()
        if (scope.district, year) in scope.choices
    ]


def _flagged(rows: list[dict[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """Return projects as the list shows them, emergencies flagged."""
    flags = flags_of(tuple(row["number"] for row in rows), as_of)
    return [project_row(row) | {"flag": flags.get(row["number"])} for row in rows]


def projects_file(request: Request, form: str) -> HttpResponse:
    """Hand the same list out as a sheet."""
    scope = scope_of(request)
    wish = wish_of(filtered(request), request.actor)
    listed = project_rows(scope.district, scope.as_of, wish, scope.year)
    headers, cells = project_cells(listed.rows)
    return table_file(_("项目") + f"-{scope.as_of}", form, headers, cells)


def project(request: Request, number: str) -> HttpResponse:
    """Show a project's story: the desk's face for those who work on it, that of the works for who
    builds, else the public one.
    """
    scope = scope_of(request)
    line = _line(number, scope.as_of)
    face = _face(request, line) if request.GET.get("face") != PUBLIC else PUBLIC
    if face == PUBLIC:
        line = public_line(number, scope.as_of)
    return _story(request, line, face=face, code=request.GET.get("do", ""))


@open_to(*AT_PROJECTS)
@posted_from("project", "number")
def act(request: Request, number: str, code: str) -> HttpResponse:
    """Take a step on a project."""
    chosen = act_named(code)
    line = _line(number, scope_of(request).as_of)
    face = _face(request, line)
    if face == PUBLIC:
        raise not_yours(request.actor, AT_PROJECTS)
    form = chosen.form(request.POST, number=number, by=request.actor)
    if take(chosen, form, request.actor):
        messages.success(request, _("已办:%(act)s") % {"act": words(code, "action")})
        return redirect("project", number)
    return _story(request, line, face=face, code=code, form=form, status=409)


def _story(
    request: Request,
    line: Line,
    *,
    face: str,
    code: str = "",
    form: ActForm | None = None,
    status: int = 200,
) -> HttpResponse:
    scope = scope_of(request)
    told = project_story(line, scope.as_of)
    page: dict[str, Any] = {
        "story": story_page(told, inside=face == INNER),
        "photos": pair(line.number),
        "is_public": line.is_public,
        "may_inside": face != PUBLIC or _face(request, line) != PUBLIC,
    }
    if face != PUBLIC:
        may = buttons(request.actor, line, scope.as_of)
        if form is None and code in {button["code"] for button in may}:
            known: dict[str, Any] = {
                "number": line.number,
                "by": request.actor,
                "initial": starts(line, code),
            }
            form = act_named(code).form(**known)
        page |= {
            "buttons": [one for one in may if not one["rare"]],
            "ledger": ledger_rows(told, request.GET.get("ledger", "")),
            "ledger_open": "ledger" in request.GET,
            "rare": [one for one in may if one["rare"]],
            "turn": turn_of(request.actor, line, told),
            "gallery": gallery(line.number),
            "doing": doing(code),
            "form": form,
            "photo_form": PhotoForm() if in_hands(request.actor, ATTACH_ROLES, line) else None,
            **thread_page(request.actor, line.number, scope.as_of),
        }
    if face == INNER:
        heard = told["complaints"]["ticket_numbers"]
        near = reads_tickets(request.actor, line)
        page |= {
            "review": review_page(line.number, scope.as_of),
            "dossier": dossier_page(dossier(line, scope.as_of, language())),
            "may_spots": near,
            "weighing": form is not None and code in WEIGHING,
            "trail": trail_rows(told),
            "prospect": prospect_of(line, scope.as_of),
            "proof": proof_page(proof_of(line, scope.as_of)),
            "last_weighed": last_weighed(line, scope.as_of),
            "relapse": relapse_of(line, scope.as_of),
            "tickets": heard[:SHOWN_TICKETS] if near else [],
            "heard": len(heard),
        }
    if face == PUBLIC:
        page |= public_page(request, line, told)
    if face == WORKS:
        page["works"] = works_page(line)
    return render(request, FACES[face], page, status=status)


def doing(code: str) -> dict[str, Any]:
    """Return the step whose form is open, in words."""
    return {
        "code": code,
        "label": words(code, "action"),
        "does": words(code, "does"),
        "rare": code in RARE,
    }


def _face(request: Request, line: Line) -> str:
    """Return which face of a project this person works on."""
    if reads_project(request.actor, line):
        return INNER
    return WORKS if builds(request.actor, line) else PUBLIC


def _line(number: str, as_of: Any) -> Line:
    line = line_of(number, as_of)
    if line is None:
        raise BadInput("not_found", what=_("项目"), number=number)
    return line
