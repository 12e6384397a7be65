"""Home of the plain rows of the channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaowei.base.messages.models import Notice, Question
from xiaowei.base.messages.queries import Score, Speed
from xiaowei.base.regions.queries import name_of
from xiaowei.domain.messages import notice_text
from xiaowei.interfaces.web.shown import language, words

LOUD = (
    "question_over", "step_over", "voice_over", "voice_danger", "sighting_danger", "alarm_burst",
    "relapse",
)  # fmt: skip
GLYPHS = {"question_asked": "paper", "call_for_projects": "upload"}


def desk_said(desk: str, town_code: str, addressee: str = "") -> str:
    """Say a desk: the department that is meant, the township by its name."""
    if desk == "township":
        return name_of(town_code)
    return addressee or words(desk, "desk")


def thread_rows(rows: Iterable[Mapping[str, Any]], town_code: str) -> list[dict[str, Any]]:
    """Return a project's questions with whom they ask and their clocks."""
    return [
        {
            **row,
            "from": desk_said(row["asker_desk"], town_code),
            "to": desk_said(row["desk"], town_code, row["addressee"]),
            "clock": {**row["clock"], "of": row["limit"]} if row["clock"] else None,
            "withdrawn": row["state"] == "withdrawn",
            "says": [
                {"who": desk_said(one.desk, town_code), "by": one.by_name, "text": one.text,
                 "on": one.on, "closes": one.closes}
                for one in row["remarks"]
            ],
        }
        for row in rows
    ]  # fmt: skip


def waiting_rows(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Return the questions that wait for the reader."""
    return [
        {
            "number": one.number,
            "name": one.name,
            "from": desk_said(one.asker_desk, one.town_code),
            "text": one.text,
            "due_on": one.due_on,
            "read": one.state == "read",
        }
        for one in questions
    ]


def notice_rows(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Return notices in words."""
    return [
        {
            "id": one.pk,
            "says": notice_text(one.kind, one.facts, language()),
            "subject": one.subject,
            "at": one.created_at,
            "read_at": one.read_at,
            "reader": one.reader_name,
            "loud": one.kind in LOUD,
            "glyph": "alert" if one.kind in LOUD else GLYPHS.get(one.kind, "info"),
        }
        for one in notices
    ]


def subject_page(notice: Notice) -> str:
    """Return the address of what a notice is about."""
    if notice.subject.startswith("programme:"):
        return reverse("propose")
    if notice.kind.startswith("voice_"):
        return reverse("voices") + f"#{notice.subject}"
    if notice.kind == "alarm_burst":
        return reverse("alarms") + f"#{notice.subject}"
    if notice.subject.startswith("sighting:"):
        return reverse("sightings")
    where = reverse("project", args=[notice.subject])
    return f"{where}#thread" if notice.kind.startswith(("question", "whistle")) else where


def speed_rows(speeds: Iterable[Speed], by: str = "desk") -> list[dict[str, Any]]:
    """Return how fast answers come, in plain words."""
    return [
        {
            "name": words(one.name, "desk") if by == "desk" else name_of(one.name),
            "answered": one.answered,
            "median": days_said(one.median_days),
            "in_time": percent(one.in_time),
            "open": one.open,
            "overdue": one.overdue,
        }
        for one in speeds
    ]


def score_rows(scores: Iterable[Score], by: str) -> list[dict[str, Any]]:
    """Return how whistles went, in plain words."""
    return [
        {
            "name": name_of(one.name) if by == "town_code" else one.name,
            "called": one.called,
            "in_time": percent(one.in_time),
            "concluded": one.concluded,
        }
        for one in scores
    ]


def whistle_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return whistles with their township and state in words."""
    return [
        {**row, "town": name_of(row["town_code"]), "state_said": words(row["state"], "state")}
        for row in rows
    ]


def days_said(days: float | None) -> str:
    """Say a median of working days."""
    if days is None:
        return "—"
    return _("%(n)s 个工作日") % {"n": f"{days:g}"} if days else _("当天")


def percent(part: float | None) -> str:
    """Say a share."""
    return "—" if part is None else f"{part:.0%}"
