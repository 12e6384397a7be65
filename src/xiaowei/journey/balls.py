"""Home of who has the ball: what waits for which desk, one step or several beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xiaowei.base.calendars.queries import calendar
from xiaowei.domain.policy import Policy
from xiaowei.journey.clock import DESKS, Step, after
from xiaowei.journey.facts import open_one
from xiaowei.journey.line import Line
from xiaowei.journey.paying import clawable, kept_fen

CORRECTING = "collect_apply"
"""The clock that a township has for a correction: the one it has for the application."""


def turns(line: Line, steps: list[Step], policy: Policy, as_of: date) -> list[Step]:
    """Return what waits for somebody, each with the desk that has the ball; nothing where all is done.

    Mostly the step under way; an emergency's papers run beside its works. Beside it stand the
    opinions asked, a flag to confirm or to judge, a suspension to decide, a repair. Settling waits
    for a first payment, which is the township's to make; after settlement the rest may be owed to
    the contractor, and the surplus to the district; the retention is owed when its warranty is over.
    Of an ended project what is not paid goes back, once it is known what was.
    """
    if line.is_ended and (unused := clawable(line)):
        return [_owed("claw_back", "finance", unused, line.ended_on, as_of)]
    if line.is_ended and line.disbursed_fen and line.paid_fen is None:
        return [_open("note_paid", "town", line.ended_on, as_of)]
    if line.is_over:
        return []
    running = [x for x in steps if x.is_running and (x.code != "settle" or line.disbursed_fen)]
    taken = running if line.is_emergency else running[:1]
    held = [replace(_held(line, x, policy, as_of), during=x.code) for x in taken]
    main = held or _debts(line, as_of)
    return [*main, *_beside(line, as_of)]


def _held(line: Line, step: Step, policy: Policy, as_of: date) -> Step:
    """Return the step as the desk holds it that can move it on."""
    if step.code == "settle" and line.is_completed and line.paid_fen == 0:
        return replace(step, code="pay", desk="town")
    if step.code == "review" and line.application_state == "returned":
        since = line.facts.returns[-1].on if line.facts.returns else line.returned_on
        return _timed("mend", "town", since, policy.clock(CORRECTING), as_of)
    return step


def _debts(line: Line, as_of: date) -> list[Step]:
    kept = kept_fen(line)
    debts = (
        ("pay", "town", (line.owed_fen or 0) - kept),
        ("give_back", "finance", line.to_return_fen),
    )
    found = [
        _owed(code, desk, amount, line.settled_on, as_of) for code, desk, amount in debts if amount
    ]
    return [*found, _retention(line, kept, as_of)] if kept else found


def _retention(line: Line, kept: int, as_of: date) -> Step:
    """Return the retention, which waits for nobody before its warranty is over."""
    step = _open("retention", "town", line.settled_on, as_of)
    return replace(step, state="ahead", amount_fen=kept, after_on=line.warranty_to)


def _owed(code: str, desk: str, amount_fen: int, since: date | None, as_of: date) -> Step:
    """Return money that a desk has to move, without a limit."""
    return replace(_open(code, desk, since, as_of), amount_fen=amount_fen)


def _beside(line: Line, as_of: date) -> list[Step]:
    """Return what waits beside the step under way."""
    facts, found = line.facts, []
    if line.application_state == "in_review":
        found += [
            replace(_dated("opinion", "department", x.asked_on, x.due_on, as_of), who=x.department)
            for x in facts.opinions
            if not x.answer
        ]
    found += _flagged(line, as_of)
    found += [
        _open("suspension", "district_office", x.from_on, as_of)
        for x in facts.suspensions
        if x.allowed is None and not line.is_completed
    ]
    repair = open_one(facts.repairs)
    return [*found, _open("repair", DESKS["works"], repair.told_on, as_of)] if repair else found


def _flagged(line: Line, as_of: date) -> list[Step]:
    """Return what an emergency's flag waits for: the second person, later the district's verdict."""
    flag = line.facts.emergency
    if flag is None:
        return []
    if flag.confirmed_on is None:
        waits = line.application_state == "town_review"
        return [_open("confirm", "town", flag.declared_on, as_of)] if waits else []
    judged = flag.judged_on is not None or not line.is_applied
    return [] if judged else [_open("judge", "district_office", line.applied_on, as_of)]


def _open(code: str, desk: str, since: date | None, as_of: date) -> Step:
    """Return a step without a limit."""
    day = after(calendar(), since, as_of)
    return Step(code, desk, False, None, None, None, None, "open", day or 0, since)


def _timed(code: str, desk: str, since: date | None, limit: int, as_of: date) -> Step:
    """Return a step due within so many working days of a day."""
    if since is None:
        return _open(code, desk, since, as_of)
    return replace(_dated(code, desk, since, calendar().due(since, limit), as_of), limit=limit)


def _dated(code: str, desk: str, since: date, due: date, as_of: date) -> Step:
    """Return a step due on a day."""
    days = calendar()
    return replace(
        _open(code, desk, since, as_of),
        limit=after(days, since, due),
        due_on=due,
        state=days.pressing(due, as_of),
        over=after(days, due, as_of) or 0,
    )
