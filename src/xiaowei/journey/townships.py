"""Home of the township table: what each asked, was filed, paid, has done, and where its days go."""

from __future__ import annotations

from typing import Any

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.money import wan
from xiaowei.journey.clock import LIMITS, STEPS, Step, current, mean_days, steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, Survey
from xiaowei.journey.watch import emergencies

TO_THE_FINISH = tuple(name for name in STEPS[: STEPS.index("works") + 1] if name in LIMITS)
"""The steps within T1, the programme's promise."""


@remembered(*RECORDS, most=64)
@steady()
def township_rows(survey: Survey) -> list[dict[str, Any]]:
    """Return one row a township, those with most projects first."""
    towns: dict[str, list[Line]] = {}
    for line in survey.lines:
        towns.setdefault(line.town_code, []).append(line)
    rows = [_row(code, lines, survey) for code, lines in towns.items()]
    return sorted(rows, key=lambda row: (-row["filed"], -row["applied"], row["town_code"]))


def _row(code: str, lines: list[Line], survey: Survey) -> dict[str, Any]:
    steps = [(line, steps_of(line, survey.policy_of(line), survey.as_of)) for line in lines]
    done = [line for line in lines if line.is_completed]
    days = [survey.working_days[x.number] for x in done if x.number in survey.working_days]
    finished = [own for line, own in steps if line.is_completed]
    stages = {name: _mean_of(name, finished) for name in STEPS}
    return {
        "town_code": code,
        "town": survey.town_name(code),
        "applied": sum(line.is_applied for line in lines),
        "filed": sum(line.is_funded for line in lines),
        "disbursed": sum(line.disbursed_fen > 0 for line in lines),
        "completed": len(done),
        "overdue": sum(_is_over(own) for _, own in steps),
        "approved_wan": wan(sum(line.approved_fen or 0 for line in lines if line.is_funded)),
        "mean_days": mean_days(days),
        "stages": stages,
        "worst": _worst(stages, survey),
        "emergencies": emergencies(lines),
    }


def _is_over(steps: list[Step]) -> bool:
    now = current(steps)
    return now is not None and now.state == "over"


def _mean_of(name: str, every: list[list[Step]]) -> float | None:
    days = [step.days for steps in every for step in steps if step.code == name]
    return mean_days([taken for taken in days if taken is not None])


def _worst(stages: dict[str, float | None], survey: Survey) -> dict[str, Any] | None:
    """Return the step up to the finish that most exceeds its limit on average."""
    over = {
        name: round(mean - survey.policy.clock(LIMITS[name]) - 1, 1)
        for name, mean in stages.items()
        if mean is not None and name in TO_THE_FINISH
    }
    late = {name: days for name, days in over.items() if days > 0}
    if not late:
        return None
    name = max(late, key=lambda step: late[step])
    return {"step": name, "over": late[name]}
