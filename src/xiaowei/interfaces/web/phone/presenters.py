"""Home of the plain rows of the phone's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import Question
from xiaowei.domain.messages import answer_days
from xiaowei.interfaces.web.desk.presenters import project_row
from xiaowei.interfaces.web.messages.presenters import desk_said
from xiaowei.interfaces.web.shown import day, language, quantity
from xiaowei.journey.butlers import Stop


def stop_rows(stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """Return the places to go to today, why, and when somebody was there last."""
    return [
        {
            "place_id": stop.place.pk,
            "place": stop.place.name,
            "why": " · ".join(
                why.text(language()) for why in stop.reasons if why.code != "never"
            ),
            "last": _("上次到场 %(day)s") % {"day": day(stop.last_on)} if stop.last_on else _("没去过"),
        }
        for stop in stops
    ]  # fmt: skip


def reported_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was reported: which works, how much, in whose hands until when."""
    return [_reported(row) for row in rows]


def promised(row: Mapping[str, Any]) -> str:
    """Say who deals with it by when; blank where nothing is promised."""
    step = row["step"]
    if not step or not step.due_on:
        return ""
    told = {"who": project_row(row)["who"], "day": day(step.due_on)}
    return _("%(who)s %(day)s 前办") % told


def _reported(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = project_row(row)
    much = f"{quantity(row['quantity'])} {row['unit']}" if row["quantity"] else ""
    return {
        "number": row["number"],
        "what": f"{shown['type']} {much}".strip(),
        "place": shown["place"],
        "state": shown["state"],
        "done": row["finished_on"] is not None,
        "on": row["finished_on"] or row["collected_on"],
        "due": promised(row),
        "clock": shown["clock"],
    }


def asked_rows(questions: Iterable[Question], today: date) -> list[dict[str, Any]]:
    """Return the questions to answer, each with its clock."""
    days = calendar()
    return [
        {
            "pk": one.pk,
            "text": one.text,
            "about": one.name,
            "from": desk_said(one.asker_desk, one.town_code),
            "due_on": one.due_on,
            "clock": {
                "state": days.pressing(one.due_on, today),
                "day": answer_days(one.asked_on, today, days),
                "limit": one.limit_days,
                "due_on": one.due_on,
                "over": answer_days(one.due_on, today, days),
            },
        }
        for one in questions
    ]
