"""Home of the grounds of projects: which rest on tickets, which were begun before anyone called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiaowei.journey.line import Line
from xiaowei.stages.evaluation.queries import topic_group
from xiaowei.stages.intake.queries import complaints


@dataclass(frozen=True)
class Grounds:
    """The projects by what they rest on; those in `none` have neither a ticket nor a lane."""

    tickets: tuple[Line, ...]
    proactive: tuple[Line, ...]
    none: tuple[Line, ...]


def grounds_of(lines: Sequence[Line], as_of: date) -> Grounds:
    """Look for a ticket of the same kind at the same place before each project was applied for."""
    asked = [line for line in lines if not line.proactive]
    groups = {code: topic_group(code) for code in {line.type_code for line in asked}}
    places = {place for line in asked for place in line.place_ids}
    first: dict[tuple[int, str], date] = defaultdict(lambda: date.max)
    for heard in complaints(places, frozenset().union(*groups.values()), until=as_of):
        key = (heard.place_id, heard.topic_code)
        first[key] = min(first[key], heard.received_on)
    backed = {line.number for line in asked if _is_backed(line, groups[line.type_code], first)}
    return Grounds(
        tickets=tuple(line for line in asked if line.number in backed),
        proactive=tuple(line for line in lines if line.proactive),
        none=tuple(line for line in asked if line.number not in backed),
    )


def _is_backed(line: Line, group: frozenset[str], first: dict[tuple[int, str], date]) -> bool:
    until = line.applied_on or line.collected_on or date.max
    return any(first[place, topic] <= until for place in line.place_ids for topic in group)
