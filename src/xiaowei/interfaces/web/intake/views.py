"""Home of the ticket pages: the masked list, one ticket with why it is where it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.regions.queries import name_of
from xiaowei.base.trail.queries import story as trail_of
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken, XiaoweiError
from xiaowei.domain.intake import ANSWERERS
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web import choices
from xiaowei.interfaces.web.guard import (
    TICKET_READERS,
    homes,
    may_open,
    open_to,
    posted_from,
)
from xiaowei.interfaces.web.intake.forms import RawForm, TicketFilter, TopicForm
from xiaowei.interfaces.web.intake.presenters import ticket_cells
from xiaowei.interfaces.web.pages import SIZE, cut, page_number
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import scope_of
from xiaowei.interfaces.web.sheets import table_file
from xiaowei.interfaces.web.shown import language, words
from xiaowei.procedures.answer_question import tell_topic
from xiaowei.stages.identification.queries import spot_of_ticket
from xiaowei.stages.intake.history import as_it_stood, changes_of
from xiaowei.stages.intake.operations import look_at_raw
from xiaowei.stages.intake.permissions import RAW_ROLES, reads
from xiaowei.stages.intake.queries import (
    TicketLine,
    ticket_rows,
    ticket_with,
)

MOST_ROWS = 20_000
"""More tickets are no list that somebody reads."""


@open_to(*TICKET_READERS)
def tickets(request: Request) -> HttpResponse:
    """Show the tickets of one's own area, masked, newest first."""
    form, asked = _asked(request)
    number = page_number(request.GET.get("page"))
    rows, pages = cut(ticket_rows(**asked, limit=SIZE + 1, offset=(number - 1) * SIZE), number)
    page = {
        "form": form,
        "rows": [_row(t) for t in rows],
        "pages": pages,
        "asked": bool(request.GET),
        "may_enter": may_open(request.actor, SHEET_BRINGERS),
    }
    return render(request, "intake/tickets.html", page)


@open_to(*TICKET_READERS)
def tickets_file(request: Request, form: str) -> HttpResponse:
    """Hand the same list out as a sheet, masked as the page is.

    :raises BadInput: `list_too_long`
    """
    _form, asked = _asked(request)
    rows = ticket_rows(**asked, limit=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise BadInput("list_too_long", most=MOST_ROWS)
    headers, told = ticket_cells(map(_row, rows))
    return table_file(_("诉求") + f"-{scope_of(request).as_of}", form, headers, told)


@open_to(*TICKET_READERS)
def ticket(request: Request, number: str) -> HttpResponse:
    """Show one ticket, masked, with its place, its topic and how each was found."""
    return render(request, "intake/ticket.html", _page(request, number, RawForm()))


@open_to(*RAW_ROLES)
@posted_from("ticket", "number")
def raw(request: Request, number: str) -> HttpResponse:
    """Show the raw words to whoever deals with the ticket; the look is recorded."""
    form = RawForm(request.POST)
    text = ""
    if form.is_valid():
        try:
            text = look_at_raw(
                number=number,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                on=today(),
                at=now(),
            )
        except (RuleBroken, NotAllowed) as error:
            form.add_error(None, said(error, language()))
    page = _page(request, number, form) | {"raw": text}
    return render(request, "intake/ticket.html", page, status=200 if text else 409)


@open_to(*ANSWERERS["topic"])
@posted_from("ticket", "number")
def tell(request: Request, number: str) -> HttpResponse:
    """Tell what a ticket is about; the answer is remembered until a sheet names a category."""
    form = TopicForm(request.POST, topics=choices.topics())
    if form.is_valid():
        told = form.cleaned_data["topic"]
        try:
            tell_topic(number=number, topic=told, by=request.actor, on=today(), at=now())
        except XiaoweiError as error:
            form.add_error(None, said(error, language()))
        else:
            messages.success(request, _("记住了,点位已随之更新。"))
            return redirect("ticket", number)
    page = _page(request, number, RawForm())
    page |= {"topic_form": form} if page["topic_form"] else {"refused": form}
    return render(request, "intake/ticket.html", page, status=409)


def _asked(request: Request) -> tuple[TicketFilter, dict[str, Any]]:
    """Return the form, and what it asks of the tickets of one's own area and places."""
    scope = scope_of(request)
    form = TicketFilter(
        request.GET or None,
        towns=choices.towns(scope.district, scope.as_of),
        topics=choices.topics(),
    )
    told = form.cleaned_data if form.is_valid() else {}
    return form, {
        "region_code": told.get("town") or "",
        "homes": homes(request.actor, TICKET_READERS),
        "topic_codes": [told["topic"]] if told.get("topic") else None,
        "words": told.get("q") or "",
        "since": told.get("since"),
        "until": told.get("until"),
        "lacking": told.get("lacking") or "",
    }


def _page(request: Request, number: str, form: RawForm) -> dict[str, Any]:
    actor, as_of = request.actor, scope_of(request).as_of
    found = ticket_with(number)
    then = found and as_it_stood(found, as_of)
    if as_of >= today():
        then = then or found  # its call is dated after today
    if found is None or then is None or not reads(actor, TICKET_READERS, found):
        raise BadInput("not_found", what=_("工单"), number=number)
    moved = (then.place_id, then.topic_code) != (found.place_id, found.topic_code)
    return {
        "ticket": _row(then)
        | {
            "how": words(then.place_how, "place_how"),
            "topic_how": words(then.topic_how, "topic_how"),
            "topic_model": then.topic_model,
        },
        "spot": None if moved else spot_of_ticket(found.pk, language()),
        "changes": [_change(one) for one in changes_of(number, as_of)],
        "looks": [look for look in trail_of(f"ticket:{number}") if (look["on"] or as_of) <= as_of],
        "may_look": bool(actor.roles() & set(RAW_ROLES)),
        "form": form,
        "topic_form": _topic_form(actor, found),
    }


def _topic_form(actor: Actor, found: TicketLine) -> TopicForm | None:
    """Return the form for a ticket whose category neither its sheet nor a person named."""
    if found.topic_words or not may_open(actor, ANSWERERS["topic"]):
        return None
    return TopicForm(topics=choices.topics(), initial={"topic": found.topic_code})


def _change(change: dict[str, Any]) -> dict[str, Any]:
    """Return a change as people read it: a topic by its name, and what was not there as such."""
    told = {side: change[side] or _("(没有)") for side in ("old", "new")}
    if change["field"] == "topic":
        told = {side: choices.topic_name(change[side]) or _("(没有)") for side in ("old", "new")}
    return change | told


def _row(ticket: TicketLine) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "received_at": ticket.received_at,
        "kind": words(ticket.kind, "kind"),
        "topic": choices.topic_name(ticket.topic_code),
        "topic_words": ticket.topic_words,
        "place": ticket.place_name,
        "town": name_of(ticket.town_code) if ticket.town_code else ticket.town_words,
        "address": ticket.address,
        "title": ticket.title,
        "text": ticket.text,
        "status": ticket.status,
        "excluded": ticket.excluded,
        "repeat": ticket.repeat,
    }
