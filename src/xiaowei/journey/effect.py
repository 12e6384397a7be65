"""Home of the effect of a programme beside what else is known of it: silence, satisfaction, relapses.

Nothing here is added up across kinds: the rate of silence is a count, the verdict is a test, ratings are
what people say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xiaowei.analysis.effects.judging import Verdict
from xiaowei.analysis.effects.record import HISTORY
from xiaowei.base.places.queries import every_place
from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.voices import enough
from xiaowei.journey.briefing import brief
from xiaowei.journey.line import Line
from xiaowei.journey.months import last_whole_month, report
from xiaowei.journey.proof import LENGTHS, WEEKS, ProgrammeProof, Proof, finished, programme_proof
from xiaowei.journey.relapses import Relapse, Watch, watch_of
from xiaowei.journey.survey import RECORDS, survey_of
from xiaowei.stages.evaluation.ratings import Ratings, ratings_in

VERDICTS = tuple(Verdict)
NEVER_SEEN = "never_seen"


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished project: where, since when in use, its verdict, what residents say, whether it rings again.

    `proof` is None where nobody ever complained of its matter in the district; ratings are None where fewer
    answered than the policy asks for; `told_on` is the day from which one that is too early can be told.
    """

    line: Line
    places: tuple[str, ...]
    town: str
    proof: Proof | None
    ratings: Ratings | None
    relapse: Relapse | None
    told_on: date | None
    weeks: int

    @property
    def verdict(self) -> str:
        """Return the verdict; without any complaint nothing can be proven."""
        return self.proof.verdict if self.proof else "not_provable"

    @property
    def reason(self) -> str:
        """Return why nothing can be said; blank where something is."""
        if self.proof is None:
            return NEVER_SEEN
        return str(self.proof.finding.reason or "")


@dataclass(frozen=True, slots=True)
class Silence:
    """The rate of silence, by the article's rule: so many of the observed sites."""

    completed: int
    observed: int
    silent: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """What residents say of all finished projects together, and the hotline's rate of one month."""

    answers: int
    good: int
    solved: int
    month: date
    satisfied_percent: Decimal | None


@dataclass(frozen=True)
class Effect:
    """A programme's effect as of a day: by each length in weeks, by project; and what stands beside it."""

    proofs: Mapping[int, ProgrammeProof]
    weeks: int
    rows: tuple[Finished, ...]
    silence: Silence
    said: Said
    watch: Watch

    @property
    def chosen(self) -> ProgrammeProof:
        """Return the verdicts by the length asked for."""
        return self.proofs[self.weeks]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many projects have which verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def waiting(self) -> int:
        """Return how many have no verdict for want of a record before, and are not so long in use either."""
        proofs = [row.proof for row in self.rows if row.reason == "short_history"]
        return sum(one.seen.over < one.seen.sites for one in proofs if one)

    @property
    def next_on(self) -> date | None:
        """Return the next day on which a verdict that is too early can be told."""
        return min((row.told_on for row in self.rows if row.told_on), default=None)

    @property
    def needed_from(self) -> date | None:
        """Return the day from which complaints have to be imported so that every project has its history;
        None where they are.
        """
        short = [row.line.used_on for row in self.rows if row.reason == "short_history"]
        windows = timedelta(weeks=HISTORY * self.weeks)
        first = min((day for day in short if day), default=None)
        return first and first - windows


@remembered(*RECORDS, "evaluation.Rating", most=32)
@steady()
def effect_of(district: str, year: int, as_of: date, weeks: int = WEEKS) -> Effect:
    """Return the effect of a district's programme as of a day; `weeks` is one of `proof.LENGTHS`.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    proofs = {length: programme_proof(district, year, as_of, length) for length in LENGTHS}
    watch = watch_of(district, as_of, year)
    lines = finished(district, year, as_of)
    ratings = ratings_in([line.works_pk for line in lines if line.works_pk], as_of)
    rows = _rows(district, year, as_of, lines, proofs[weeks], watch, ratings)
    return Effect(proofs, weeks, rows, _silence(district, year, as_of),
                  _said(district, as_of, rows), watch)  # fmt: skip


def _rows(
    district: str,
    year: int,
    as_of: date,
    lines: list[Line],
    told: ProgrammeProof,
    watch: Watch,
    ratings: Mapping[int, Ratings],
) -> tuple[Finished, ...]:
    survey, known = survey_of(district, as_of, year), every_place()
    again = {one.number: one for one in watch.relapses}
    found = []
    for line in lines:
        places = [known[pk] for pk in line.place_ids if pk in known]
        households = sum(place.households or 0 for place in places)
        proof, answers = told.projects.get(line.number), ratings.get(line.works_pk or 0)
        per = survey.policy_of(line).households_per_answer
        found.append(
            Finished(
                line,
                tuple(place.name for place in places),
                survey.town_name(line.town_code),
                proof,
                answers if answers and enough(answers.answers, households, per) else None,
                again.get(line.number),
                _told_on(line, proof, told.weeks),
                told.weeks,
            )
        )
    return tuple(found)


def _told_on(line: Line, proof: Proof | None, weeks: int) -> date | None:
    is_early = proof is not None and proof.verdict == "too_early"
    return line.used_on + timedelta(weeks=weeks, days=1) if is_early and line.used_on else None


def _silence(district: str, year: int, as_of: date) -> Silence:
    told = brief(survey_of(district, as_of, year))
    return Silence(
        told["sites_completed"], told["sites_observed"], told["sites_silent"], told["silence_rate"]
    )


def _said(district: str, as_of: date, rows: Sequence[Finished]) -> Said:
    """Add up what may be told of each: few answers are told of no project, and so not of the sum either."""
    month = last_whole_month(as_of)
    ratings = [row.ratings for row in rows if row.ratings]
    return Said(
        sum(one.answers for one in ratings),
        sum(dict(one.satisfied).get("good", 0) for one in ratings),
        sum(one.solved for one in ratings),
        month,
        report(district, month, as_of).whole.tally.percents[2],
    )
