"""Home of proof: did a finished project's complaints fall by more than would have come anyway?

Two things that are never mixed: the count of silence (`complaints.silence_of`), and this verdict. A project's
places are held against all others of its district on the same matter, `analysis.effects` telling what
would have come with nothing done. One place alone rarely proves anything, and then that is the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xiaowei.analysis.effects.judging import Finding, judge
from xiaowei.analysis.effects.record import HISTORY, Record
from xiaowei.analysis.effects.sentences import explain
from xiaowei.base.remembering import remembered
from xiaowei.domain.wording import Note
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, survey_of
from xiaowei.stages.evaluation.queries import topic_group
from xiaowei.stages.intake.volumes import heard_where

WEEKS, ALPHA = 13, 0.05


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on a project's places together, and the five sentences that explain it."""

    verdict: str
    finding: Finding
    sentences: tuple[Note, ...]
    weeks: int


@remembered(*RECORDS, most=64)
def proof_of(line: Line, as_of: date) -> Proof | None:
    """Return whether a completed project is proven to have worked; None before, or without complaints."""
    used = line.used_on
    if not line.is_completed or used is None or used > as_of:
        return None
    topics = topic_group(line.type_code)
    others = _worked_elsewhere(line, topics, used, as_of)
    every = heard_where(line.district_code, as_of)
    heard = [(day, place) for day, place, topic in every if topic in topics and place not in others]
    if not heard:
        return None
    days, at = np.array(heard, np.int64).T
    places, index = np.unique(at, return_inverse=True)
    known = {place: number for number, place in enumerate(places.tolist())}
    treated = [known.get(place) for place in line.place_ids]
    record = Record(days, index.astype(np.int64), len(places))
    every_day = np.array([day for day, *_ in every], np.int64)
    whole, day = Record(every_day, np.zeros_like(every_day), 1), used.toordinal()
    outcome = judge(record, treated, day, WEEKS, ALPHA, whole.span(day))
    found = outcome.sites[0] if len(outcome.sites) == 1 else outcome.whole
    return Proof(found.verdict.value, found, explain(outcome, found, WEEKS, ALPHA), WEEKS)


def _worked_elsewhere(line: Line, topics: frozenset[str], used: date, as_of: date) -> set[int]:
    """Return the places of other projects on the same matter whose works touch the windows: they were
    treated too.
    """
    window = timedelta(weeks=WEEKS)
    first, last = used - (HISTORY - 1) * window, used + window
    return {
        place
        for other in survey_of(line.district_code, as_of).lines
        if other.number != line.number
        and other.started_on
        and topic_group(other.type_code) & topics
        if first <= (other.used_on or last) and other.started_on <= last
        for place in other.place_ids
    } - set(line.place_ids)
