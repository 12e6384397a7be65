"""Home of relapses: finished projects whose complaints come back, watched week by week.

What is watched against are the first weeks of use, those of the verdict: whoever was silent then and
rings again has relapsed, and so has who rang a little and rings much more. Every week may be looked at; the
chance of a false alarm is bounded over all of them together (`analysis.relapses`).
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xiaowei.analysis.effects.record import WEEK, Floats
from xiaowei.analysis.relapses import watch
from xiaowei.base.remembering import remembered
from xiaowei.domain.errors import BadInput
from xiaowei.domain.messages import Matter, Telling
from xiaowei.journey.line import Line
from xiaowei.journey.proof import ALPHA, WEEKS, finished
from xiaowei.journey.survey import RECORDS
from xiaowei.stages.evaluation.queries import topic_group
from xiaowei.stages.intake.volumes import heard_where
from xiaowei.stages.selection.queries import programmes

DESKS = ("township", "district")


@dataclass(frozen=True, slots=True)
class Relapse:
    """A project that rings again: complaints in the first weeks of use, and in the weeks since, up to the
    day on which the evidence sufficed; and how many weeks were looked at until today.
    """

    number: str
    used_on: date
    told_on: date
    baseline: int
    since: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Watch:
    """How many finished projects are old enough to be watched, and those that relapsed, newest first."""

    watched: int
    relapses: tuple[Relapse, ...]

    def of(self, number: str) -> Relapse | None:
        """Return a project's relapse; None where there is none."""
        return next((one for one in self.relapses if one.number == number), None)


@remembered(*RECORDS, most=64)
def watch_of(district: str, as_of: date, year: int | None = None) -> Watch:
    """Return the watch over a programme's finished projects, or over all of a district's, as of a day.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    every = heard_where(district, as_of)
    lines = finished(district, year, as_of)
    wanted = {place for line in lines for place in line.place_ids}
    heard: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for day, place, topic in every:
        if place in wanted:
            heard[place].append((day, topic))
    last = every[-1][0] if every else 0
    weeks = {line.number: _weekly(line, heard, last) for line in lines}
    old = [line for line in lines if len(weeks[line.number]) > WEEKS]
    found = [one for line in old if (one := _relapse(line, weeks[line.number]))]
    found.sort(key=lambda one: (one.told_on, one.number), reverse=True)
    return Watch(len(old), tuple(found))


def relapse_of(line: Line, as_of: date) -> Relapse | None:
    """Return a completed project's relapse as of a day; None where there is none."""
    if not line.is_completed:
        return None
    return watch_of(line.district_code, as_of, line.year).of(line.number)


def tellings(as_of: date) -> list[Telling]:
    """Return what is to be told of every relapse: once to the township, once to the district."""
    found = []
    for district in sorted({str(row["district_code"]) for row in programmes()}):
        # One district that cannot be judged, its code being gone, keeps nobody else's night back.
        with suppress(BadInput):
            lines = {line.number: line for line in finished(district, None, as_of)}
            relapses = watch_of(district, as_of).relapses
            found += [_telling(lines[one.number], one) for one in relapses]
    return found


def _weekly(line: Line, heard: dict[int, list[tuple[int, str]]], last: int) -> Floats:
    """Return a project's complaints in each whole week of use that the record holds."""
    first = (line.used_on or date.max).toordinal() + 1
    weeks = max((last + 1 - first) // WEEK, 0)
    topics = topic_group(line.type_code)
    counts = np.zeros(weeks)
    for place in set(line.place_ids):
        for day, topic in heard[place]:
            week = (day - first) // WEEK
            if topic in topics and 0 <= week < weeks:
                counts[week] += 1
    return counts


def _relapse(line: Line, weekly: Floats) -> Relapse | None:
    baseline, seen = weekly[:WEEKS], weekly[WEEKS:]
    at = watch(baseline, seen, ALPHA).at
    if at is None or line.used_on is None:
        return None
    return Relapse(
        line.number,
        line.used_on,
        line.used_on + timedelta(weeks=WEEKS + at),
        int(baseline.sum()),
        int(seen[:at].sum()),
        at,
    )


def _telling(line: Line, one: Relapse) -> Telling:
    """Return a relapse as what is told; the same use of the same project is told once."""
    return Telling(
        key=f"relapse:{line.number}:{one.used_on}",
        kind="relapse",
        matter=Matter(line.number, line.name, line.district_code, line.town_code, ()),
        desks=DESKS,
        facts={"name": line.name, "since": one.since, "weeks": one.weeks, "on": one.told_on},
    )
