"""Home of what a reader should know beside the figures: nothing there, nobody listened."""

from __future__ import annotations

from collections.abc import Iterator

from xiaowei.base.steady import steady
from xiaowei.domain.evaluation import Verdict
from xiaowei.domain.wording import Note, Sayable
from xiaowei.journey.register import register
from xiaowei.journey.survey import Survey


@steady()
def notes_on(survey: Survey) -> list[Sayable]:
    """Return the notes that belong beside a survey's figures."""
    return [*_nothing_there(survey), *_nobody_listened(survey)]


def _nothing_there(survey: Survey) -> Iterator[Sayable]:
    if survey.started:
        return
    every = register(survey.district, as_of=survey.as_of, ahead=True)
    yield Note(
        "warning.no_projects",
        region=survey.town_name(survey.district),
        year=survey.programme_year,
        as_of=survey.as_of,
        known="、".join(map(str, sorted({line.year for line in every}))) or "-",
    )


def _nobody_listened(survey: Survey) -> Iterator[Sayable]:
    sites = sum(site.silence.verdict is Verdict.NOT_JUDGED for site in survey.silences)
    if sites and survey.tickets_until is None:
        yield Note("warning.no_tickets", sites=sites)
    elif sites:
        yield Note("warning.tickets_end", sites=sites, until=survey.tickets_until)
