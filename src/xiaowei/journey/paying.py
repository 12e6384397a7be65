"""Home of what may be paid of a project on a day, and what of it is kept until the warranty is over."""

from __future__ import annotations

from dataclasses import dataclass

from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.funding import clawable_fen, payable_fen
from xiaowei.domain.instalments import CONDITIONS, allowed_fen, met, most_allowed_fen
from xiaowei.journey.line import Line


def payable(line: Line) -> int:
    """Return what the conditions met by the project allow to be paid now, in fen."""
    allowed = most_allowed_fen(
        conditions_of(line),
        policy_for(line.district_code, line.year).instalments,
        line.filed_fen or 0,
        line.settled_fen,
    )
    return payable_fen(line.at_hand_fen, line.settled_fen, line.paid_at_least_fen, allowed)


@dataclass(frozen=True)
class Due:
    """A condition of payment: what may be paid in all once it is met, in fen, and whether it is."""

    condition: str
    up_to_fen: int
    is_met: bool


def plan(line: Line) -> list[Due]:
    """Return the plan of payments of a filed project on a day, in the order the conditions are met."""
    shares = policy_for(line.district_code, line.year).instalments
    conditions = conditions_of(line)
    filed, settled = line.filed_fen or 0, line.settled_fen
    return [Due(c, allowed_fen(c, shares, filed, settled), c in conditions) for c in CONDITIONS]


def kept_fen(line: Line) -> int:
    """Return the retention 质保金 that a settled contractor gets once the warranty is over, in fen."""
    return line.owed_fen - payable(line) if line.owed_fen else 0


def clawable(line: Line) -> int:
    """Return what may be clawed back of an ended project, in fen; 0 where payments are unknown."""
    found = clawable_fen(
        line.disbursed_fen, line.settled_fen, line.paid_fen, line.returned_fen, line.clawed_fen
    )
    return found or 0


def conditions_of(line: Line) -> tuple[str, ...]:
    """Return the conditions of payment that the project has met by the day it is seen on."""
    works = {
        "start": line.is_started,
        "progress": line.is_finished,
        "acceptance": line.is_completed,
        "settlement": line.settled_fen is not None,
    }
    reached = [code for code, done in works.items() if done]
    return met(reached, line.warranty_to, line.settled_fen is not None, line.seen_on)
