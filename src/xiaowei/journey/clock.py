"""Home of the working-day clock as read: each step's days, whose ball it is, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from xiaowei.base.calendars.queries import calendar
from xiaowei.domain.money import mean, yuan
from xiaowei.domain.policy import Policy
from xiaowei.domain.workdays import Calendar
from xiaowei.journey.register import Line

STEPS = (
    "collect", "apply", "review", "file", "disburse", "order", "works", "accept", "settle",
)  # fmt: skip
DESKS = {
    "collect": "town", "apply": "town", "review": "district_office", "file": "district_office",
    "disburse": "finance", "order": "town", "works": "contractor", "accept": "town",
    "settle": "finance",
}  # fmt: skip
LIMITS = {
    "apply": "collect_apply", "review": "review", "file": "filing", "disburse": "disburse",
    "order": "procure", "works": "works", "accept": "acceptance", "settle": "settle",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step on a project's line; `days` are working days, both ends counted."""

    code: str
    desk: str
    done: bool
    on: date | None
    days: int | None
    limit: int | None
    due_on: date | None
    state: str
    """done · run · near · over · none (no date in the sheet) · ahead · open (without a limit)"""
    day: int | None
    """The working days gone since `since_on`, counted as the limit is; None for a step ahead."""
    since_on: date | None = None
    """The day from which the step's desk has the ball; its own working days begin on the next."""
    over: int = 0
    """The working days beyond `due_on`, up to the end or the as-of day."""
    amount_fen: int | None = None
    """What is owed, where the step is a debt."""


def steps_of(line: Line, policy: Policy, as_of: date) -> list[Step]:
    """Return the nine steps of a project as they stand on a day."""
    days = calendar()
    ends = _ends(line)
    reached = _reached(line)
    found: list[Step] = []
    begun: date | None = None
    for code in STEPS:
        is_current = not (reached[code] or line.is_ended) and (not found or found[-1].done)
        found.append(_step(code, ends[code], reached[code], is_current, begun, policy, days, as_of))
        begun = ends[code] if reached[code] and not _says_only_by(line, code) else None
    return found


def mean_days(days: Sequence[int]) -> float | None:
    """Return the mean of working days with two decimals, half up; None of none."""
    found = mean(days)
    return None if found is None else float(found)


def current(steps: list[Step]) -> Step | None:
    """Return the step that is under way, or None where all are done or the project was ended."""
    return next((step for step in steps if not step.done and step.state != "ahead"), None)


def turns(line: Line, steps: list[Step], as_of: date) -> list[Step]:
    """Return what waits for somebody, each with the desk that has the ball; nothing where all is done.

    Mostly the step under way. Settling waits for a first payment, which is the township's to make;
    after settlement the rest may be owed to the contractor, and the surplus to the district.
    """
    now = current(steps)
    if now is None:
        return _debts(line, as_of)
    if now.code == "settle" and line.is_completed and line.paid_fen == 0:
        return [replace(now, code="pay", desk="town")]
    return [now]


def _debts(line: Line, as_of: date) -> list[Step]:
    day = _after(calendar(), line.settled_on, as_of)
    debts = (("pay", "town", line.owed_fen), ("give_back", "finance", line.to_return_fen))
    return [
        Step(
            code, desk, False, None, None, None, None, "open", day or 0, line.settled_on, 0, amount
        )
        for code, desk, amount in debts
        if amount
    ]


def fast(line: Line) -> dict[str, int | None]:
    """Return the four definitions of fast: T1, T2, T4 in working days, T3 in calendar days."""
    days = calendar()
    return {
        "T1": _between(days, line.collected_on, line.finished_on),
        "T2": _between(days, line.started_on, line.used_on),
        "T3": _calendar_days(line.applied_on, line.finished_on),
        "T4": _between(days, line.filed_on, line.disbursed_on),
    }


def building_calendar_days(line: Line) -> int | None:
    """Return the construction period in calendar days, both ends counted."""
    days = _calendar_days(line.started_on, line.finished_on)
    return None if days is None else days + 1


def as_row(step: Step) -> dict[str, Any]:
    """Return a step as a plain row."""
    return {
        "code": step.code, "desk": step.desk, "done": step.done,
        "on": step.on.isoformat() if step.on else None, "days": step.days, "limit": step.limit,
        "due_on": step.due_on.isoformat() if step.due_on else None, "state": step.state,
        "day": step.day, "since_on": step.since_on.isoformat() if step.since_on else None,
        "over": step.over,
        "amount": None if step.amount_fen is None else yuan(step.amount_fen),
    }  # fmt: skip


def _says_only_by(line: Line, code: str) -> bool:
    """Tell whether the day of the next step is only the sheet's own: settled by then, not on it."""
    return code == "accept" and line.basis == "taken_over" and line.settled_fen is not None


def _ends(line: Line) -> dict[str, date | None]:
    return {
        "collect": line.collected_on,
        "apply": line.applied_on,
        "review": line.approved_on,
        "file": line.filed_on,
        "disburse": line.disbursed_on,
        "order": line.ordered_on or line.started_on,
        "works": line.finished_on,
        "accept": line.accepted_on,
        "settle": line.settled_on,
    }


def _reached(line: Line) -> dict[str, bool]:
    return {
        "collect": line.collected_on is not None or line.is_applied,
        "apply": line.is_applied and line.application_state != "returned",
        "review": line.application_state == "approved",
        "file": line.is_filed,
        "disburse": line.disbursed_fen > 0,
        "order": line.works_state != "",
        "works": line.is_finished,
        "accept": line.is_completed,
        "settle": line.settled_fen is not None,
    }


def _step(
    code: str,
    end: date | None,
    done: bool,
    is_current: bool,
    begun: date | None,
    policy: Policy,
    days: Calendar,
    as_of: date,
) -> Step:
    limit = policy.clock(LIMITS[code]) if code in LIMITS else None
    due = days.due(begun, limit) if begun and limit is not None else None
    taken = _between(days, begun, end) if done else None
    until = end if done else as_of
    day = _after(days, begun, until) if done or is_current else None
    state = _state(done, is_current, end, due, days, as_of)
    beyond = _after(days, due, until) if done or is_current else None
    return Step(
        code, DESKS[code], done, end if done else None, taken, limit, due, state, day, begun,
        beyond or 0,
    )  # fmt: skip


def _state(
    done: bool, is_current: bool, end: date | None, due: date | None, days: Calendar, as_of: date
) -> str:
    if done:
        return "none" if end is None else "late" if due and end > due else "done"
    if not is_current:
        return "ahead"
    if due is None:
        return "none"
    if as_of > due:
        return "over"
    return "near" if days.due(as_of, 1) > due or as_of == due else "run"


def _between(days: Calendar, start: date | None, end: date | None) -> int | None:
    return days.days(start, end) if start and end and start <= end else None


def _after(days: Calendar, start: date | None, end: date | None) -> int | None:
    """Return the working days after `start` up to `end`, as a deadline counts them."""
    if not start or not end or end < start:
        return None
    return days.days(start + timedelta(1), end) if end > start else 0


def _calendar_days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None
