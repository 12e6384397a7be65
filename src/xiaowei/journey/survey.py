"""Home of the survey: a programme's projects on a day with their places, quantities and silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from xiaowei.base.calendars.queries import calendar
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.parts import in_parts
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import every_place
from xiaowei.base.policies.queries import policy_for
from xiaowei.base.regions.queries import known_region, name_of
from xiaowei.base.remembering import Room, remembered
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.delivery import Measure, Total, totals
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import full, significant, within
from xiaowei.journey.grounds import Grounds, grounds_of
from xiaowei.journey.line import Line
from xiaowei.journey.register import PROJECT_ROOMS, register
from xiaowei.stages.delivery.models import Measurement
from xiaowei.stages.evaluation.queries import SiteSilence, silences
from xiaowei.stages.identification.voices import ever_confirmed
from xiaowei.stages.intake.queries import last_day


@dataclass(frozen=True)
class Measured:
    """What has been measured of a project by a day."""

    quantity: Decimal | None
    parking_spaces: int | None
    measured_on: date | None


RECORDS: tuple[Room, ...] = (
    *PROJECT_ROOMS, "places", "catalogue", "policies", "attachments", "intake", "evaluation.Outcome",
    ever_confirmed,
)  # fmt: skip
"""The apps and tables on which a survey, and what is worked out of it, stands; of residents' voices only
those that a look on site bore out."""


class Survey:
    """The projects of a region on a day; everything else is read when it is first asked for.

    Without a year it covers every programme-year up to the day, told in the words of the last one
    that has started projects; what a policy decides of one project is decided by its own year's.

    `only` are the regions within it to which the projects are narrowed; blank narrows nothing.

    Each is itself only: what is worked out of it is kept for it, not for another of the same question.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """

    def __init__(
        self, district: str, as_of: date, year: int | None = None, only: tuple[str, ...] = ()
    ) -> None:
        self.district, self.as_of, self.only = known_region(district), as_of, only
        self.asked_year = year

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the programme-years of the started projects, or the year asked for."""
        if self.asked_year is not None:
            return (self.asked_year,)
        return tuple(sorted({line.year for line in self.started}))

    @property
    def programme_year(self) -> int:
        """Return the year whose words are used: the last of `years`, the day's where there is none."""
        return self.years[-1] if self.years else self.as_of.year

    @property
    def year(self) -> int | None:
        """Return the one programme-year covered, or None where several are."""
        return None if len(self.years) > 1 else self.programme_year

    @cached_property
    def policy(self) -> Policy:
        """Return the policy whose words are used."""
        return policy_for(full(significant(self.district)[:6]), self.programme_year)

    def policy_of(self, line: Line) -> Policy:
        """Return the policy of a project's own district and programme-year."""
        return policy_for(line.district_code, line.year)

    @cached_property
    def lines(self) -> list[Line]:
        """Return every project known on the day, drafts included."""
        return _within(self.only, register(self.district, self.asked_year, self.as_of))

    @cached_property
    def started(self) -> list[Line]:
        """Return the projects started 启动实施: filed by the day, not withdrawn, not terminated."""
        return [line for line in self.lines if line.is_filed and not line.is_ended]

    @cached_property
    def booked(self) -> list[Line]:
        """Return the projects whose money stands in the books: filed by the day and not withdrawn."""
        return [line for line in self.lines if line.is_filed and line.money_state != "withdrawn"]

    @cached_property
    def grounds(self) -> Grounds:
        """Return what the started projects rest on."""
        return grounds_of(self.started, self.as_of)

    @cached_property
    def completed(self) -> list[Line]:
        """Return the projects completed 已完工: accepted by the day."""
        return [line for line in self.started if line.is_completed]

    @cached_property
    def waiting(self) -> list[Line]:
        """Return the projects finished but not accepted 完工待验收."""
        finished = (line for line in self.started if line.is_finished and line.finished_on)
        return [line for line in finished if not line.is_completed]

    @cached_property
    def places(self) -> Mapping[int, Place]:
        """Return the places that started projects serve, by primary key."""
        known = every_place()
        return {pk: known[pk] for pk in sorted({pk for x in self.started for pk in x.place_ids})}

    @cached_property
    def totals(self) -> dict[str, dict[date | None, Total]]:
        """Return the running totals by day measured, up to the day, by project number."""
        by_works = {line.works_pk: line.number for line in self.started if line.works_pk}
        until = Q(measured_on__lte=self.as_of) | Q(measured_on__isnull=True)
        measures: dict[str, list[Measure]] = defaultdict(list)
        for part in in_parts(sorted(by_works)):
            found = Measurement.objects.filter(until, works_id__in=part).order_by("pk")
            for works, *measure in found.values_list("works_id", *MEASURE):
                measures[by_works[works]].append(tuple(measure))
        return {number: totals(rows) for number, rows in measures.items()}

    @cached_property
    def measured(self) -> dict[str, Measured]:
        """Return what is measured by the day, by project number."""
        return {number: _last(days) for number, days in self.totals.items()}

    @cached_property
    def silences(self) -> list[SiteSilence]:
        """Return the verdict on every finished site of the completed projects."""
        works: dict[int, list[int]] = defaultdict(list)
        for line in self.completed:
            if line.works_pk:
                works[self.policy_of(line).silence_min_days].append(line.works_pk)
        found = (silences(ids, self.as_of, least) for least, ids in works.items())
        return sorted((site for sites in found for site in sites), key=_site)

    @cached_property
    def tickets_until(self) -> date | None:
        """Return the day up to which tickets of the district are known; None where there are none."""
        return last_day(full(significant(self.district)[:6]), until=self.as_of)

    @cached_property
    def working_days(self) -> dict[str, int]:
        """Return the working days from collection to finish (T1), by project number."""
        days = calendar()
        return {
            line.number: days.days(line.collected_on, line.finished_on)
            for line in [*self.completed, *self.waiting]
            if line.collected_on and line.finished_on and line.collected_on <= line.finished_on
        }

    @cached_property
    def building_days(self) -> dict[str, int]:
        """Return the working days from start to use (T2) of completed projects, by number."""
        days = calendar()
        return {
            line.number: days.days(line.started_on, line.used_on)
            for line in self.completed
            if line.started_on and line.used_on and line.started_on <= line.used_on
        }

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the topics and project types in force."""
        return catalogue()

    def type_name(self, code: str) -> str:
        """Return the sheet's name of a project type."""
        kind = self.catalogue.type(code)
        return kind.name if kind else code

    def town_name(self, code: str) -> str:
        """Return the name of a township on the day."""
        return name_of(code, self.as_of)


@remembered(*RECORDS, most=32)
def survey_of(
    district: str, as_of: date, year: int | None = None, only: tuple[str, ...] = ()
) -> Survey:
    """Return the survey of a region on a day, narrowed to `only`, with all that was read of it before.

    :raises BadInput: `bad_region_code`, `unknown_region`
    """
    return Survey(district, as_of, year, only)


def _within(regions: tuple[str, ...], lines: list[Line]) -> list[Line]:
    """Return the projects within some regions; all where none is named."""
    near = [line for line in lines if any(within(line.town_code, code) for code in regions)]
    return near if regions else lines


def _last(days: dict[date | None, Total]) -> Measured:
    day, (quantity, spaces) = list(days.items())[-1]
    return Measured(quantity, spaces, day)


def _site(site: SiteSilence) -> tuple[str, int]:
    return site.number, site.site


MEASURE = ("site_id", "measured_on", "quantity", "parking_spaces")
