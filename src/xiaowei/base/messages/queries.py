"""Home of reading the channel: a project's thread, whistles, an inbox, how fast answers come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.messages.models import OPEN, Notice, Question, Remark, Sending, Whistle
from xiaowei.base.messages.operations.questions import matter_of
from xiaowei.base.messages.reach import addressed, desks_in, oversees
from xiaowei.base.regions.queries import lying_in, standing, tree
from xiaowei.base.remembering import remembered
from xiaowei.base.trail.queries import days_of
from xiaowei.domain.messages import (
    DESKS,
    OPEN_STATES,
    Matter,
    answer_days,
    may_ask,
    middle,
    share,
    state_on,
)
from xiaowei.domain.zone import day_of

RECENT = timedelta(days=7)
"""How long a notice that nobody has read is still sent out."""


@dataclass(frozen=True)
class Speed:
    """How fast a desk or township answers: median working days, how many in time, still open."""

    name: str
    answered: int
    median_days: float | None
    in_time: float | None
    open: int
    overdue: int


@dataclass(frozen=True)
class Score:
    """How whistles went for a department or township; shares 0..1 of those due or arrived."""

    name: str
    called: int
    in_time: float | None
    concluded: int


@remembered()
def thread(number: str, actor: Actor, as_of: date) -> list[dict[str, Any]]:
    """Return a project's questions as of a day, oldest first, as far as the actor may read them.

    Offices read all; a village, butler or contractor what it asked or is asked.
    """
    found = [
        question
        for question in Question.objects.filter(number=number, asked_on__lte=as_of).order_by("pk")
        if _may_read(question, actor)
    ]
    said: dict[int, list[Remark]] = defaultdict(list)
    for remark in Remark.objects.filter(question__in=found, on__lte=as_of).order_by("pk"):
        said[remark.question_id].append(remark)
    withdrawn = days_of("messages.withdraw", [number], "question")
    return [_row(one, said[one.pk], actor, withdrawn.get(one.pk), as_of) for one in found]


def desks_to_ask(actor: Actor, matter: Matter) -> tuple[str, ...]:
    """Return the desks that the actor may ask in a matter."""
    own = desks_in(actor, matter)
    return tuple(desk for desk in DESKS if any(may_ask(one, desk) for one in own))


def question_with(question_id: int) -> Question | None:
    """Return one question, None where there is none."""
    return Question.objects.filter(pk=question_id).first()


def open_questions() -> QuerySet[Question]:
    """Return every question that waits for its answer."""
    return Question.objects.filter(OPEN).order_by("pk")


def waiting_for(actor: Actor) -> list[Question]:
    """Return the questions that wait for the actor's answer, the most urgent first."""
    open_ones = open_questions().order_by("due_on", "pk")
    return [one for one in open_ones if one.desk in desks_in(actor, matter_of(one))]


@remembered()
def open_at(place_codes: tuple[str, ...], as_of: date) -> dict[str, list[Question]]:
    """Return the open questions to village or butler about projects at some places, by place."""
    asked = open_questions().filter(desk__in=("village", "butler"), asked_on__lte=as_of)
    found: dict[str, list[Question]] = {code: [] for code in place_codes}
    for one in asked.order_by("due_on", "pk"):
        for code in found.keys() & one.place_codes:
            found[code].append(one)
    return found


def answer_speeds(region_code: str, as_of: date, by: str = "desk") -> list[Speed]:
    """Return how fast answers come in a region up to a day, by the asked `desk` or by `town_code`.

    The median is of working days after the question up to its answer; by township only questions
    that the township or its village, butler or contractor was asked are counted.
    """
    asked = Question.objects.filter(
        lying_in("town_code", region_code, as_of), asked_on__lte=as_of
    ).exclude(state="withdrawn")
    if by == "town_code":
        asked = asked.filter(desk__in=("township", "village", "butler", "contractor"))
    groups: dict[str, list[Question]] = defaultdict(list)
    stands = tree().standing
    for one in asked:
        name = str(getattr(one, by))
        groups[stands(name, as_of) if by == "town_code" else name].append(one)
    return [_speed(name, group, as_of) for name, group in sorted(groups.items())]


@remembered()
def median_answer(region_code: str, as_of: date) -> float | None:
    """Return the median working days of all answers in a region up to a day, None without any."""
    answered = Question.objects.filter(
        lying_in("town_code", region_code, as_of), answered_on__lte=as_of
    )
    return middle(_days(answered))


@remembered()
def whistles(region_code: str, as_of: date, number: str = "") -> list[dict[str, Any]]:
    """Return the whistles of a region, or of one project in it, as of a day, newest first."""
    rows = Whistle.objects.filter(
        lying_in("town_code", region_code, as_of),
        called_on__lte=as_of,
    )
    rows = rows.filter(number=number) if number else rows
    found = list(rows.order_by("-called_on", "-pk"))
    numbers = {row.number for row in found if row.state == "called_off"}
    off = days_of("messages.call_off", numbers, "whistle")
    return [_whistle(row, off.get(row.pk), as_of) for row in found]


def whistle_with(whistle_id: int) -> Whistle | None:
    """Return one whistle, None where there is none."""
    return Whistle.objects.filter(pk=whistle_id).first()


def open_whistles() -> QuerySet[Whistle]:
    """Return every call that waits for its department."""
    return Whistle.objects.filter(state="called").order_by("pk")


def whistle_scores(rows: Iterable[dict[str, Any]], by: str) -> list[Score]:
    """Return the score of each `department` or `town_code` among whistles as `whistles` returns."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["state"] != "called_off":
            groups[row[by]].append(row)
    return [_score(name, group) for name, group in sorted(groups.items())]


def inbox(actor: Actor, limit: int, unread: bool = False) -> list[Notice]:
    """Return the notices addressed to the actor's desks, unread first, then newest first."""
    mine = Notice.objects.filter(addressed(actor))
    waiting = list(mine.filter(read_at__isnull=True).order_by("-created_at", "-pk")[:limit])
    if unread or len(waiting) >= limit:
        return waiting
    read = mine.filter(read_at__isnull=False).order_by("-created_at", "-pk")
    return [*waiting, *read[: limit - len(waiting)]]


@remembered("channel", "regions")
def unread_count(actor: Actor) -> int:
    """Return how many notices wait to be read by the actor."""
    return Notice.objects.filter(addressed(actor), read_at__isnull=True).count()


def unread_since(on: date) -> list[Notice]:
    """Return the unread notices of the last week, oldest first: what is still sent out."""
    recent = Notice.objects.filter(read_at__isnull=True, created_on__gt=on - RECENT)
    return list(recent.filter(created_on__lte=on).order_by("pk"))


def sent_to(notices: Iterable[Notice], channel: str) -> frozenset[tuple[int, int]]:
    """Return (notice, person) of what a channel has sent already."""
    keys = [notice.pk for notice in notices]
    sent = Sending.objects.filter(notice_id__in=keys, channel=channel, sent_at__isnull=False)
    return frozenset(sent.values_list("notice_id", "person_id"))


@remembered()
def call_reach(prefix: str) -> tuple[int, int]:
    """Return how many places a call went to, and how many have read it."""
    told = Notice.objects.filter(key__startswith=prefix, desk="village")
    places = told.order_by().values_list("place_code", flat=True).distinct()
    return len(places), len(places.filter(read_at__isnull=False))


def _may_read(question: Question, actor: Actor) -> bool:
    matter = matter_of(question)
    if oversees(actor, matter):
        return True
    return bool({question.asker_desk, question.desk} & set(desks_in(actor, matter)))


def _row(
    question: Question,
    said: list[Remark],
    actor: Actor,
    withdrawn_on: date | None,
    as_of: date,
) -> dict[str, Any]:
    own = desks_in(actor, matter_of(question))
    is_open = question.state in OPEN_STATES
    answered_on = question.answered_on if (question.answered_on or as_of) <= as_of else None
    read_on = day_of(question.read_at)
    is_read = read_on is not None and read_on <= as_of
    steps = (
        ("open", question.asked_on),
        ("read", read_on),
        ("answered", question.answered_on),
        ("withdrawn", withdrawn_on),
    )
    state = state_on(steps, as_of)
    return {
        "id": question.pk,
        "asker_desk": question.asker_desk,
        "asker": question.asker_name,
        "desk": question.desk,
        "addressee": question.addressee,
        "text": question.text,
        "asked_on": question.asked_on,
        "due_on": question.due_on,
        "limit": question.limit_days,
        "state": state,
        "read_at": question.read_at if is_read else None,
        "reader": question.reader_name if is_read else "",
        "answered_on": answered_on,
        "in_time": answered_on is not None and answered_on <= question.due_on,
        "clock": _clock(question, answered_on, as_of) if state != "withdrawn" else None,
        "remarks": said,
        "may_read": question.state == "open" and question.desk in own,
        "may_reply": is_open and question.desk in own,
        "may_remark": is_open and bool({question.asker_desk, question.desk} & set(own)),
        "may_withdraw": is_open and question.asker_desk in own,
    }


def _clock(question: Question, answered_on: date | None, as_of: date) -> dict[str, Any]:
    """Return the question's clock, as the steps' clocks are."""
    days, end = calendar(), answered_on or as_of
    day = answer_days(question.asked_on, end, days)
    over = answer_days(question.due_on, end, days) if end > question.due_on else 0
    return {
        "state": "done" if answered_on else days.pressing(question.due_on, as_of),
        "day": day,
        "limit": question.limit_days,
        "due_on": question.due_on,
        "over": over,
    }


def _speed(name: str, group: list[Question], as_of: date) -> Speed:
    answered = [one for one in group if one.answered_on and one.answered_on <= as_of]
    waiting = [one for one in group if one not in answered]
    late = [one for one in waiting if one.due_on < as_of]
    timely = [one for one in answered if one.answered_on and one.answered_on <= one.due_on]
    judged = len(answered) + len(late)
    return Speed(
        name, len(answered), middle(_days(answered)), share(len(timely), judged),
        len(waiting), len(late),
    )  # fmt: skip


def _days(questions: Iterable[Question]) -> list[int]:
    days = calendar()
    return [answer_days(q.asked_on, q.answered_on, days) for q in questions if q.answered_on]


def _whistle(row: Whistle, called_off_on: date | None, as_of: date) -> dict[str, Any]:
    arrived = row.arrived_on if (row.arrived_on or as_of) <= as_of else None
    steps = (
        ("called", row.called_on),
        ("arrived", row.arrived_on),
        ("concluded", row.concluded_on),
        ("called_off", called_off_on),
    )
    state = state_on(steps, as_of)
    is_late = (arrived or as_of) > row.due_on
    return {
        "id": row.pk,
        "number": row.number,
        "name": row.name,
        "town_code": standing(row.town_code, as_of),
        "department": row.department,
        "what": row.what,
        "by": row.by_name,
        "called_on": row.called_on,
        "due_on": row.due_on,
        "limit": row.limit_days,
        "state": state,
        "arrived_on": arrived,
        "late": is_late,
        "judged": arrived is not None or is_late,
        "result": row.result if state == "concluded" else "",
        "concluded_on": row.concluded_on if state == "concluded" else None,
    }


def _score(name: str, rows: list[dict[str, Any]]) -> Score:
    judged = [row for row in rows if row["judged"]]
    timely = [row for row in judged if not row["late"]]
    concluded = sum(row["state"] == "concluded" for row in rows)
    return Score(name, len(rows), share(len(timely), len(judged)), concluded)
