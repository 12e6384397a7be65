"""Home of the inbox 消息 and of the list of whistles 吹哨报到."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xiaowei.base.messages import operations, queries
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.clock import now, today
from xiaowei.interfaces.web.guard import (
    INBOX_READERS,
    OFFICE,
    TOWN,
    home_region,
    open_to,
    own_scope,
    posted_from,
)
from xiaowei.interfaces.web.messages.presenters import (
    notice_rows,
    score_rows,
    speed_rows,
    subject_page,
    waiting_rows,
    whistle_rows,
)
from xiaowei.interfaces.web.once import refuse
from xiaowei.interfaces.web.request import Request

SHOWN = 60
WATCHERS = (*OFFICE, *TOWN, "city_office", "department", "finance")
"""Whoever sees how fast answers and arrivals come."""


@open_to(*INBOX_READERS)
def inbox(request: Request) -> HttpResponse:
    """Show what waits for an answer, what was told, and to offices how fast answers come."""
    actor = request.actor
    notices = queries.inbox(actor, SHOWN)
    page = {
        "waiting": waiting_rows(queries.waiting_for(actor)),
        "notices": notice_rows(notices),
        "unread": sum(one.read_at is None for one in notices),
    }
    if actor.roles() & set(WATCHERS):
        area = home_region(actor, WATCHERS) or own_scope(request, WATCHERS).district
        page["desks"] = speed_rows(queries.answer_speeds(area, today())) if area else []
        towns = queries.answer_speeds(area, today(), "town_code") if area else []
        page["towns"] = speed_rows(towns, "town_code")
    return render(request, "messages/inbox.html", page)


@open_to(*INBOX_READERS)
@posted_from("inbox")
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Mark a notice as read and lead to what it is about."""
    try:
        notice = operations.read_notice(notice_id=pk, by=request.actor, on=today(), at=now())
    except BadInput as error:
        refuse(request, error)
        return redirect("inbox")
    return redirect(subject_page(notice))


@open_to(*INBOX_READERS)
@posted_from("inbox")
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    count = operations.read_all(by=request.actor, on=today(), at=now())
    messages.success(request, _("已读 %(n)s 条") % {"n": count})
    return redirect("inbox")


@open_to(*WATCHERS)
def whistles(request: Request) -> HttpResponse:
    """Show every call of one's own area, with both sides' scores."""
    area = home_region(request.actor, WATCHERS) or own_scope(request, WATCHERS).district
    rows = queries.whistles(area, today()) if area else []
    page = {
        "rows": whistle_rows(rows[:SHOWN]),
        "more": max(len(rows) - SHOWN, 0),
        "departments": score_rows(queries.whistle_scores(rows, "department"), "department"),
        "towns": score_rows(queries.whistle_scores(rows, "town_code"), "town_code"),
    }
    return render(request, "messages/whistles.html", page)
