"""Home of the steps that wait for their day: every project's current step with its desk and due day."""

from __future__ import annotations

from datetime import date

from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import steady
from xiaowei.domain.messages import STEP_DESKS, Matter, Waiting
from xiaowei.journey.clock import current, steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.register import register
from xiaowei.stages.selection.queries import programmes


@steady()
def waiting_steps(as_of: date) -> list[Waiting]:
    """Return the current step of every project of every district, where its clock is running."""
    districts = sorted({str(row["district_code"]) for row in programmes()})
    lines = (line for district in districts for line in register(district, as_of=as_of, ahead=True))
    return [found for line in lines if (found := _waiting(line, as_of)) is not None]


def _waiting(line: Line, as_of: date) -> Waiting | None:
    step = current(steps_of(line, policy_for(line.district_code, line.year), as_of))
    if step is None or step.due_on is None or step.since_on is None:
        return None
    desk = STEP_DESKS[step.desk]
    return Waiting(
        key=f"step:{line.number}:{step.code}:{step.since_on}",
        kind="step",
        matter=Matter(line.number, line.name, line.district_code, line.town_code, ()),
        desk=desk,
        begun_on=step.since_on,
        due_on=step.due_on,
        facts={"name": line.name, "step": step.code, "desk": desk, "due_on": step.due_on},
    )
