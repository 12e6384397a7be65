"""Home of the working-day clock as read: each step's days, net and gross, and what is due.

Gross is what passed; net leaves out the days on which a step's clock stood still: a review while the
township corrects, works while they are suspended for a listed reason. The total runs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xiaowei.base.calendars.queries import calendar
from xiaowei.domain.money import mean, yuan
from xiaowei.domain.policy import Policy
from xiaowei.domain.workdays import Calendar
from xiaowei.journey.facts import Pause, Returned
from xiaowei.journey.line import Line

STEPS = (
    "collect", "apply", "review", "file", "disburse", "order", "works", "accept", "settle",
)  # fmt: skip
ONE_DAY = timedelta(1)
DESKS = {
    "collect": "town", "apply": "town", "review": "district_office", "file": "district_office",
    "disburse": "finance", "order": "town", "works": "contractor", "accept": "town",
    "settle": "finance", "papers": "town",
}  # fmt: skip
LIMITS = {
    "apply": "collect_apply", "review": "review", "file": "filing", "disburse": "disburse",
    "order": "procure", "works": "works", "accept": "acceptance", "settle": "settle",
    "papers": "emergency_papers",
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
    """done · late · run · near · over · pause (its clock stands still) · none (no date in the sheet) ·
    ahead · open (without a limit)"""
    day: int | None
    """The net working days since `since_on`, counted as the limit is; None for a step ahead."""
    since_on: date | None = None
    """The day from which the step's desk has the ball; its own working days begin on the next."""
    over: int = 0
    """The working days beyond `due_on`, up to the end or the as-of day."""
    amount_fen: int | None = None
    """What is owed, where the step is a debt."""
    paused: int = 0
    """The working days since `since_on` on which its clock stood still; `due_on` lies as much later."""
    after_on: date | None = None
    """The last day of the warranty, after which a retention may be paid."""
    who: str = ""
    """The department whose opinion it is."""
    during: str = ""
    """The one of the nine that waits for it, by its code; blank for what runs beside them."""

    @property
    def gross(self) -> int | None:
        """Return the working days since `since_on`, those on which the clock stood still included."""
        return None if self.day is None else self.day + self.paused

    @property
    def is_running(self) -> bool:
        """Tell whether somebody has the ball."""
        return not self.done and self.state != "ahead"


def steps_of(line: Line, policy: Policy, as_of: date) -> list[Step]:
    """Return the nine steps of a project as they stand on a day.

    Once an emergency's works have begun, its application is the step `papers`, counted from that
    day; works are ordered when the emergency is confirmed. Nothing runs of a project that is over.
    """
    days = calendar()
    ended, reached, pauses = ends(line), _reached(line), _pauses(line)
    found: list[Step] = []
    begun: date | None = None
    for code in STEPS:
        ahead = code == "order" and line.is_emergency
        if code == "apply" and line.is_emergency and line.started_on:
            code, begun = "papers", line.started_on  # noqa: PLW2901
        elif ahead and line.facts.emergency:
            begun = line.facts.emergency.confirmed_on
        now = not reached[code] and (not found or found[-1].done or ahead) and not line.is_over
        span = _Span(begun, ended[code], reached[code], now, tuple(pauses.get(code, ())), as_of)
        found.append(_step(code, span, policy, days))
        begun = ended[code] if reached[code] and not _says_only_by(line, code) else None
    return found


def mean_days(days: Sequence[int]) -> float | None:
    """Return the mean of working days with two decimals, half up; None of none."""
    found = mean(days)
    return None if found is None else float(found)


def current(steps: list[Step]) -> Step | None:
    """Return the step that is under way, or None where all are done."""
    return next((step for step in steps if step.is_running), None)


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


def at_once(line: Line, policy: Policy) -> bool:
    """Tell whether it was done at once 马上办: in use within the policy's few days of its start.

    Only the rule gives the label. Source: article line 29.
    """
    days = fast(line)["T2"]
    return days is not None and days <= policy.fast_days


def net_building_days(line: Line) -> int | None:
    """Return the working days from start to use without those the clock stood still; None unknown."""
    days = calendar()
    gross = _between(days, line.started_on, line.used_on)
    if gross is None or line.started_on is None or line.used_on is None:
        return None
    pauses = _pauses(line)["works"]
    return gross - _paused(days, pauses, line.started_on - ONE_DAY, line.used_on)


def as_row(step: Step) -> dict[str, Any]:
    """Return a step as a plain row."""
    return {
        "code": step.code, "desk": step.desk, "done": step.done,
        "on": step.on.isoformat() if step.on else None, "days": step.days, "limit": step.limit,
        "due_on": step.due_on.isoformat() if step.due_on else None, "state": step.state,
        "day": step.day, "since_on": step.since_on.isoformat() if step.since_on else None,
        "over": step.over, "paused": step.paused, "gross": step.gross, "who": step.who,
        "during": step.during,
        "after_on": step.after_on.isoformat() if step.after_on else None,
        "amount": None if step.amount_fen is None else yuan(step.amount_fen),
    }  # fmt: skip


def _says_only_by(line: Line, code: str) -> bool:
    """Tell whether the day of the next step is only the sheet's own: settled by then, not on it."""
    return code == "accept" and line.basis == "taken_over" and line.settled_fen is not None


def ends(line: Line) -> dict[str, date | None]:
    """Return the day on which each step was done, by its code; None where it is not, or nobody knows."""
    return {
        "collect": line.collected_on,
        "apply": line.applied_on,
        "papers": line.applied_on,
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
        "apply": line.is_applied,
        "papers": line.is_applied,
        "review": line.application_state == "approved",
        "file": line.is_filed,
        "disburse": line.disbursed_fen > 0,
        "order": line.works_state != "",
        "works": line.is_finished,
        "accept": line.is_completed,
        "settle": line.settled_fen is not None,
    }


def _pauses(line: Line) -> dict[str, list[Pause]]:
    """Return the days on which the clock of a step stands still, by step."""
    returns = line.facts.returns
    if line.application_state == "returned" and line.returned_on and not returns:
        returns = (Returned(line.returned_on, None),)
    suspensions = (one for one in line.facts.suspensions if one.stops_clock)
    return {"review": [x.pause for x in returns], "works": [x.pause for x in suspensions]}


@dataclass(frozen=True)
class _Span:
    """From when to when a step runs, whether it is done or under way, and when its clock stood still."""

    begun: date | None
    end: date | None
    done: bool
    is_current: bool
    pauses: tuple[Pause, ...]
    as_of: date

    @property
    def until(self) -> date | None:
        return self.end if self.done else self.as_of

    @property
    def stands_still(self) -> bool:
        return self.is_current and any(
            x.last is None and x.first <= self.as_of for x in self.pauses
        )


def _step(code: str, span: _Span, policy: Policy, days: Calendar) -> Step:
    limit = policy.clock(LIMITS[code]) if code in LIMITS else None
    due = _due(days, span, limit)
    runs = span.done or span.is_current
    day = after(days, span.begun, span.until) if runs else None
    still = _paused(days, span.pauses, span.begun, span.until) if day else 0
    return Step(
        code=code,
        desk=DESKS[code],
        done=span.done,
        on=span.end if span.done else None,
        days=_between(days, span.begun, span.end) if span.done else None,
        limit=limit,
        due_on=due,
        state=_state(span, due, days),
        day=None if day is None else day - still,
        since_on=span.begun,
        over=(after(days, due, span.until) if runs else None) or 0,
        paused=still,
    )


def _due(days: Calendar, span: _Span, limit: int | None) -> date | None:
    """Return the day a step is due: each pause that begins in time moves it by its working days."""
    if span.begun is None or limit is None:
        return None
    due = days.due(span.begun, limit)
    for pause in sorted(span.pauses, key=lambda one: one.first):
        if pause.first <= due:
            due = days.due(due, _paused(days, [pause], span.begun, span.as_of))
    return due


def _paused(days: Calendar, pauses: Sequence[Pause], begun: date | None, until: date | None) -> int:
    """Return the working days of pauses after `begun` and up to `until`."""
    if begun is None or until is None:
        return 0
    spans = ((max(x.first, begun + ONE_DAY), min(x.last or until, until)) for x in pauses)
    return sum(days.days(first, last) for first, last in spans if first <= last)


def _done_state(end: date | None, due: date | None) -> str:
    if end is None:
        return "none"
    return "late" if due and end > due else "done"


def _state(span: _Span, due: date | None, days: Calendar) -> str:
    if span.done:
        return _done_state(span.end, due)
    as_of = span.as_of
    if not span.is_current:
        return "ahead"
    if due is None:
        return "none"
    pressing = days.pressing(due, as_of)
    return "pause" if span.stands_still and pressing != "over" else pressing


def _between(days: Calendar, start: date | None, end: date | None) -> int | None:
    return days.days(start, end) if start and end and start <= end else None


def after(days: Calendar, start: date | None, end: date | None) -> int | None:
    """Return the working days after `start` up to `end`, as a deadline counts them."""
    if not start or not end or end < start:
        return None
    return days.days(start + ONE_DAY, end) if end > start else 0


def _calendar_days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None
