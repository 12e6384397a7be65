"""Home of proof: did complaints at finished projects fall by more than would have come anyway?

Two things that are never mixed: the count of silence (`complaints.silence_of`), and this verdict. Each
project's places are held against all others of its district on the same matter and in the same weeks,
`analysis.effects` telling what would have come with nothing done; the programme's verdict is on all of
them together. One place alone rarely proves anything, and then that is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from xiaowei.analysis.effects.field import Field
from xiaowei.analysis.effects.judging import Finding, Seen
from xiaowei.analysis.effects.programme import Effect
from xiaowei.analysis.effects.record import WEEK, Ints, Record, Span
from xiaowei.analysis.effects.sentences import explain, volume
from xiaowei.analysis.effects.staggered import Judged, Picture, Work, judge_each
from xiaowei.base.remembering import remembered
from xiaowei.domain.wording import Note
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, survey_of
from xiaowei.stages.evaluation.queries import topic_group
from xiaowei.stages.intake.volumes import heard_where

WEEKS, LONG_WEEKS = 13, 26
LENGTHS = (WEEKS, LONG_WEEKS)
ALPHA = 0.05
YEAR = 52
Heard = list[tuple[int, int, str]]
Index = dict[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on a project's places, or on several projects', and the five sentences that explain it;
    `seen` is what the counts rest on.
    """

    verdict: str
    finding: Finding
    effect: Effect | None
    sentences: tuple[Note, ...]
    weeks: int
    seen: Seen


@dataclass(frozen=True)
class ProgrammeProof:
    """The verdicts on a programme's finished projects: each by number, all of a type, all together."""

    weeks: int
    projects: Mapping[str, Proof]
    types: Mapping[str, Proof]
    whole: Proof
    picture: Picture | None
    heard: tuple[date, date] | None
    """The first and the last day of which the district has complaints."""


def proof_of(line: Line, as_of: date) -> Proof | None:
    """Return whether a completed project is proven to have worked; None before, or without complaints."""
    used = line.used_on
    if not line.is_completed or used is None or used > as_of:
        return None
    return programme_proof(line.district_code, line.year, as_of).projects.get(line.number)


@remembered(*RECORDS, most=64)
def programme_proof(
    district: str, year: int | None, as_of: date, weeks: int = WEEKS
) -> ProgrammeProof:
    """Return the verdicts on a district's programme as of a day, by `weeks` before and after each project.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    every = heard_where(district, as_of)
    days = np.array([day for day, *_ in every], np.int64)
    fields = _Fields(every, days, survey_of(district, as_of).lines, as_of)
    lines = finished(district, year, as_of)
    told = [(line, work) for line in lines if (work := fields.work(line)) is not None]
    judged = judge_each([work for _, work in told], weeks, ALPHA)
    year_on = _year_on(days, weeks)
    return ProgrammeProof(
        weeks,
        {line.number: _alone(judged, at) for at, (line, _) in enumerate(told)},
        {
            code: _together(judged, of, year_on)
            for code, of in _grouped((line.type_code, at) for at, (line, _) in enumerate(told))
        },
        _together(judged, range(len(told)), year_on),
        judged.picture(),
        (date.fromordinal(every[0][0]), date.fromordinal(every[-1][0])) if every else None,
    )


def finished(district: str, year: int | None, as_of: date) -> list[Line]:
    """Return the completed projects of a programme that were in use by a day."""
    lines = survey_of(district, as_of, year).completed
    return [line for line in lines if line.used_on and line.used_on <= as_of]


class _Fields:
    """The fields of a district, one for each group of topics; a place on one matter is no other's."""

    def __init__(self, every: Heard, days: Ints, lines: list[Line], as_of: date) -> None:
        self.every, self.as_of = every, as_of
        self.whole = Record(days, np.zeros_like(days), 1)
        self.busy = [line for line in lines if line.started_on]
        self.known: dict[frozenset[str], tuple[Record, Index] | None] = {}
        self.fields: dict[tuple[frozenset[str], Span], Field] = {}
        self.topics = {kind: topic_group(kind) for kind in {line.type_code for line in lines}}

    def work(self, line: Line) -> Work | None:
        """Return a project's works on its field; None where nobody ever complained of the matter."""
        topics = self.topics[line.type_code]
        if topics not in self.known:
            self.known[topics] = _record(self.every, topics)
        found = self.known[topics]
        if found is None or line.used_on is None:
            return None
        record, index = found
        day = line.used_on.toordinal()
        span = self.whole.span(day)
        if (topics, span) not in self.fields:
            self.fields[topics, span] = Field(record, span, self._works(topics, index))
        return Work(self.fields[topics, span], day, tuple(map(index.get, line.place_ids)))

    def _works(self, topics: frozenset[str], index: Index) -> list[tuple[int, int, int]]:
        """Return where works on the matter went on from when to when; those under way, to this day."""
        return [
            (index[place], line.started_on.toordinal(), (line.used_on or self.as_of).toordinal())
            for line in self.busy
            if line.started_on and self.topics[line.type_code] & topics
            for place in line.place_ids
            if place in index
        ]


def _record(every: Heard, topics: frozenset[str]) -> tuple[Record, Index] | None:
    heard = [(day, place) for day, place, topic in every if topic in topics]
    if not heard:
        return None
    days, at = np.array(heard, np.int64).T
    places, index = np.unique(at, return_inverse=True)
    numbered = {place: number for number, place in enumerate(places.tolist())}
    return Record(days, index.astype(np.int64), len(places)), numbered


def _alone(judged: Judged, at: int) -> Proof:
    work, finding = judged.works[at], judged.findings[at]
    now = work.field.round(work.day, judged.weeks)
    heard = volume(int(now.before.sum()), int(now.after.sum()))
    effect = judged.together([at])[1] if len(work.known) > 1 else None
    return _proof(judged, finding, effect, heard, judged.seen([at]))


def _together(judged: Judged, of: Iterable[int], heard: Note) -> Proof:
    of = list(of)
    return _proof(judged, *judged.together(of), heard, judged.seen(of))


def _proof(
    judged: Judged, finding: Finding, effect: Effect | None, heard: Note, seen: Seen
) -> Proof:
    says = explain(finding, effect, heard, judged.weeks, judged.alpha, seen)
    return Proof(finding.verdict.value, finding, effect, says, judged.weeks, seen)


def _grouped(pairs: Iterable[tuple[str, T]]) -> list[tuple[str, list[T]]]:
    found: dict[str, list[T]] = {}
    for code, one in pairs:
        found.setdefault(code, []).append(one)
    return sorted(found.items())


def _year_on(days: Ints, weeks: int) -> Note:
    """Return how much the whole district complained in the last weeks, and in the same a year before."""
    if not len(days):
        return Note("effect.no_volume")
    last = int(days[-1]) + 1
    now, before = (
        int(np.diff(np.searchsorted(days, [end - weeks * WEEK, end]))[0])
        for end in (last, last - YEAR * WEEK)
    )
    if int(days[0]) > last - (YEAR + weeks) * WEEK:
        return Note("effect.volume_now", now=now, weeks=weeks)
    return Note("effect.volume_year", now=now, before=before, weeks=weeks)
