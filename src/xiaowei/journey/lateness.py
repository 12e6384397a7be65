"""Home of the steps that wait for their day: every project's current step with its desk and due day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xiaowei.base.policies.queries import policy_for
from xiaowei.base.steady import steady
from xiaowei.domain.messages import STEP_DESKS, Matter, Waiting
from xiaowei.journey.balls import turns
from xiaowei.journey.clock import Step, steps_of
from xiaowei.journey.line import Line
from xiaowei.journey.register import register
from xiaowei.stages.selection.queries import programmes


@steady()
def waiting_steps(as_of: date) -> list[Waiting]:
    """Return what waits for somebody in every district, where its clock is running."""
    districts = sorted({str(row["district_code"]) for row in programmes()})
    lines = (line for district in districts for line in register(district, as_of=as_of, ahead=True))
    return [found for line in lines for found in _waiting(line, as_of)]


def _waiting(line: Line, as_of: date) -> Iterator[Waiting]:
    policy = policy_for(line.district_code, line.year)
    for step in turns(line, steps_of(line, policy, as_of), policy, as_of):
        if step.due_on is not None and step.since_on is not None and step.desk in STEP_DESKS:
            yield _told(line, step, step.since_on, step.due_on)


def _told(line: Line, step: Step, since_on: date, due_on: date) -> Waiting:
    desk = STEP_DESKS[step.desk]
    return Waiting(
        key=f"step:{line.number}:{step.code}:{since_on}",
        kind="step",
        matter=Matter(
            line.number, line.name, line.district_code, line.town_code, (), line.contractor
        ),
        desk=desk,
        begun_on=since_on,
        due_on=due_on,
        facts={"name": line.name, "step": step.code, "desk": desk, "due_on": due_on},
    )
