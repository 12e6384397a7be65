"""Home of the pace 时限: where the days go, by step and desk, by township and type; net and gross.

Told in plain words: half took no more than so many days, nine of ten no more than so many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.money import yuan
from xiaowei.domain.workdays import most_of
from xiaowei.journey.balls import turns
from xiaowei.journey.clock import DESKS, LIMITS, STEPS, Step, at_once, fast, steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, Survey
from xiaowei.journey.waits import waits
from xiaowei.journey.watch import emergencies

TIMED = ("apply", "papers", *(code for code in STEPS if code in LIMITS and code != "apply"))
DEFINITIONS = ("T1", "T2", "T3", "T4")
HALF, NINE_OF_TEN = 50, 90
FEWEST_OF_GROUP = 3
"""Of fewer a township or type has no half: one project is no median."""


@dataclass(frozen=True)
class _Walk:
    """A project with its steps and with what waits for somebody."""

    line: Line
    steps: list[Step]
    turns: list[Step]
    fast: dict[str, int | None]


@remembered(*RECORDS, most=64)
@steady()
def pace(survey: Survey) -> dict[str, Any]:
    """Return where the days of a survey's projects went, as plain values; closed ones left out.

    Days of a step are counted as its limit is; `gross_half` counts those on which its clock stood
    still too. T1, T2 and T4 are working days with both ends, T3 calendar days, as everywhere.
    """
    lines = [line for line in survey.lines if not line.is_closed]
    walks = [_walk(survey, line) for line in lines]
    done = [walk for walk in walks if walk.line.is_completed]
    quick = [x.line.number for x in done if at_once(x.line, survey.policy_of(x.line))]
    return {
        "as_of": survey.as_of.isoformat(),
        "projects": len(lines),
        "completed": len(done),
        "fast": {name: _told([x.fast[name] for x in done]) for name in DEFINITIONS},
        "steps": [_step_row(survey, code, walks) for code in TIMED],
        "desks": _desks(walks),
        "debts": _debts(walks),
        "towns": _groups(walks, lambda x: x.town_code, survey.town_name),
        "types": _groups(walks, lambda x: x.type_code, survey.type_name),
        "at_once": {"projects": len(quick), "of": len(done), "numbers": quick,
                    "within": survey.policy.fast_days},
        "emergencies": emergencies(lines),
        "waits": waits((walk.line, walk.steps) for walk in walks),
    }  # fmt: skip


def _walk(survey: Survey, line: Line) -> _Walk:
    policy = survey.policy_of(line)
    steps = steps_of(line, policy, survey.as_of)
    return _Walk(line, steps, turns(line, steps, policy, survey.as_of), fast(line))


def _told(days: Iterable[int | None]) -> dict[str, int | None]:
    """Return how many durations are known, and what half and nine of ten do not exceed."""
    known = [one for one in days if one is not None]
    return {"n": len(known), "half": most_of(known, HALF), "nine": most_of(known, NINE_OF_TEN)}


def _step_row(survey: Survey, code: str, walks: Sequence[_Walk]) -> dict[str, Any]:
    own = [step for walk in walks for step in walk.steps if step.code == code]
    done = [step for step in own if step.done]
    known = [step.day for step in done if step.day is not None]
    late = [step for step in done if step.state == "late"]
    return {
        "code": code,
        "desk": DESKS[code],
        "limit": survey.policy.clock(LIMITS[code]),
        **_told(known),
        "gross_half": most_of([x.gross for x in done if x.gross is not None], HALF),
        "late": len(late),
        **_waiting(own),
    }


def _waiting(steps: Iterable[Step]) -> dict[str, int]:
    """Return how many steps wait, and how many of them are due soon or overdue."""
    states = [step.state for step in steps if step.is_running]
    soon = {name: states.count(name) for name in ("near", "over", "pause")}
    return {"waiting": len(states), **soon}


def _desks(walks: Sequence[_Walk]) -> list[dict[str, Any]]:
    """Return the working days that each desk had the ball in steps that are done, and what waits there."""
    days: dict[str, int] = {}
    held: dict[str, list[Step]] = {}
    for walk in walks:
        for step in walk.steps:
            if step.done and step.day is not None:
                days[step.desk] = days.get(step.desk, 0) + step.day
        for step in walk.turns:
            held.setdefault(step.desk, []).append(step)
    total = sum(days.values())
    return [
        {
            "desk": desk,
            "days": days.get(desk, 0),
            "share": round(days.get(desk, 0) / total, 4) if total else None,
            **_waiting(held.get(desk, ())),
        }
        for desk in sorted({*days, *held}, key=lambda one: (-days.get(one, 0), one))
    ]


def _debts(walks: Sequence[_Walk]) -> list[dict[str, Any]]:
    """Return the money that waits to be moved, by duty: it has no limit, so that no step tells of it."""
    owed = [step for walk in walks for step in walk.turns if step.amount_fen and step.is_running]
    found = {step.code: [one for one in owed if one.code == step.code] for step in owed}
    return [
        {"code": code, "desk": one[0].desk, "waiting": len(one),
         "amount": yuan(sum(step.amount_fen or 0 for step in one))}
        for code, one in sorted(found.items())
    ]  # fmt: skip


def _groups(walks: Sequence[_Walk], key: Any, name: Any) -> list[dict[str, Any]]:
    groups: dict[str, list[_Walk]] = {}
    for walk in walks:
        groups.setdefault(key(walk.line), []).append(walk)
    rows = [
        {
            "code": code,
            "name": name(code),
            "projects": len(own),
            **_told(walk.fast["T1"] for walk in own if walk.line.is_completed),
            "stages": _stages(own),
            **_waiting(step for walk in own for step in walk.turns),
            "emergencies": emergencies([walk.line for walk in own]),
        }
        for code, own in groups.items()
    ]
    return sorted(rows, key=lambda row: (row["half"] is None, -(row["half"] or 0), row["code"]))


def _stages(walks: Sequence[_Walk]) -> dict[str, int | None]:
    """Return what half of the projects did not exceed in each step, in net working days; None of a few."""
    days: dict[str, list[int]] = {code: [] for code in TIMED}
    for walk in walks:
        for step in walk.steps:
            if step.done and step.day is not None and step.code in days:
                days[step.code].append(step.day)
    return {
        code: most_of(found, HALF) if len(found) >= FEWEST_OF_GROUP else None
        for code, found in days.items()
    }
