"""Home of reading what a review hears: opinions, visits, returns, emergencies, how applications parted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.calendars.queries import calendar
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.remembering import remembered
from xiaowei.domain.money import yuan
from xiaowei.domain.selection import CLOSED, differences, joined
from xiaowei.stages.selection.models import (
    Application,
    Opinion,
)
from xiaowei.stages.selection.permissions import departments_of
from xiaowei.stages.selection.queries import application


@remembered()
def opinions_of(number: str, on: date) -> list[dict[str, Any]]:
    """Return what each department was asked and said, with its clock as of a day.

    :raises BadInput: `not_found`
    """
    found = application(number)
    policy = policy_for(found.candidate.district_code, found.candidate.year)
    rows = found.opinions.filter(asked_on__lte=on)
    return [
        {
            "department": one.department,
            "name": policy.departments.get(one.department, one.department),
            "question": one.question,
            "asked_on": one.asked_on,
            "answer": one.answer,
            "text": one.text,
            "by_name": one.by_name,
            "given_on": one.given_on,
            "clock": _clock(one.asked_on, one.due_on, one.given_on, policy.clock("opinion"), on),
        }
        for one in rows
    ]


@remembered()
def asked_of(by: Actor, number: str, town_code: str) -> bool:
    """Tell whether a department that a person speaks for was asked about a project."""
    own = departments_of(by, town_code)
    rows = Opinion.objects.filter(application__candidate__number=number)
    return bool(own) and (rows if "" in own else rows.filter(department__in=own)).exists()


@remembered()
def open_opinions(number: str, by: Actor | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of the departments that still owe an answer, those of a person if given."""
    found = application(number)
    policy = policy_for(found.candidate.district_code, found.candidate.year)
    codes = found.opinions.filter(answer="").values_list("department", flat=True)
    own = None if by is None else departments_of(by, found.candidate.town_code)
    return [(c, policy.departments.get(c, c)) for c in codes if own is None or own & {"", c}]


@remembered()
def departments_left(number: str) -> list[tuple[str, str]]:
    """Return (code, name) of the departments that were not asked yet."""
    found = application(number)
    policy = policy_for(found.candidate.district_code, found.candidate.year)
    asked = set(found.opinions.values_list("department", flat=True))
    return [(code, name) for code, name in policy.departments.items() if code not in asked]


@remembered()
def returns_left(number: str) -> int:
    """Return how often an application may still be sent back."""
    found = application(number)
    most = policy_for(found.candidate.district_code, found.candidate.year).return_rounds
    return max(most - found.returns.count(), 0)


@remembered()
def returns_of(number: str) -> list[dict[str, Any]]:
    """Return the returns of a project, newest first; none without an application.

    `reason` is what is said of the whole, blank where the return speaks of its items only.
    """
    rows = Application.objects.filter(candidate__number=number).first()
    told = rows.returns.order_by("-sequence") if rows else ()
    return [
        {
            "on": one.on,
            "reason": "" if one.reason == joined(one.items) else one.reason,
            "items": [{"field": field, "text": text} for field, text in one.items],
            "by_name": one.by_name,
            "answered_on": one.answered_on,
        }
        for one in told
    ]


@remembered()
def remarks_of(number: str) -> dict[str, str]:
    """Return what the open return says of each field; of the whole, under a blank one, at first."""
    last = next(iter(returns_of(number)), None)
    if last is None or last["answered_on"]:
        return {}
    told = {item["field"]: item["text"] for item in last["items"]}
    return ({"": last["reason"]} if last["reason"] else {}) | told


@remembered()
def changes_sent(number: str) -> list[tuple[str, str, str]]:
    """Return (field, old, new) of what the last submission says otherwise than the one before."""
    found = application(number)
    last = list(found.submissions.order_by("-sequence")[:2])
    if len(last) < 2:
        return []
    return differences(_readable(last[1].snapshot), _readable(last[0].snapshot))


def _readable(snapshot: dict[str, Any]) -> dict[str, object]:
    """Return a snapshot with its money in yuan, a line of text for each line of the estimate."""
    lines, funds = snapshot.get("estimate") or (), snapshot.get("funds") or ()
    planned = snapshot.get("planned") or ()
    return snapshot | {
        "applied_fen": yuan(snapshot.get("applied_fen") or 0),
        "estimate": [f"{item} {many} {unit} × {yuan(price)}" for item, many, unit, price in lines],
        "planned": [f"{name} {many or ''}".strip() for name, many in planned],
        "funds": [f"{source} {yuan(amount)}" for source, amount in funds],
    }


@remembered()
def visits_of(number: str) -> list[dict[str, Any]]:
    """Return the site visits of a review."""
    return [dict(row) for row in application(number).visits.values("on", "who", "finding")]


@remembered()
def relatives_of(number: str) -> dict[str, Any]:
    """Return how an application ended or came about: why it is closed, merged into, split from, both ways."""
    found = application(number)
    around = Application.objects.select_related("candidate")
    of = {"merged_from": around.filter(merged_into=found), "parts": around.filter(split_from=found)}
    return {
        "closed": found.state in CLOSED, "state": found.state, "closed_on": found.closed_on,
        "code": found.closing_code if found.state == "rejected" else "",
        "reason": found.closing_reason,
        "merged_into": found.merged_into.candidate.number if found.merged_into else "",
        "split_from": found.split_from.candidate.number if found.split_from else "",
        **{name: [one.candidate.number for one in rows] for name, rows in of.items()},
    }  # fmt: skip


def _clock(
    asked_on: date, due_on: date, given_on: date | None, limit: int, on: date
) -> dict[str, Any]:
    """Return a department's clock as the badges read it."""
    days, until = calendar(), min(given_on or on, on)
    gone = days.days(asked_on + timedelta(1), until) if until > asked_on else 0
    over = days.days(due_on + timedelta(1), until) if until > due_on else 0
    state = "done" if given_on and given_on <= on else days.pressing(due_on, on)
    return {"state": state, "day": gone, "limit": limit, "due_on": due_on, "over": over}
