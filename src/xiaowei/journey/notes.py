"""Home of what a reader should know beside the figures: nothing there, nobody listened."""

from __future__ import annotations

from collections.abc import Iterator

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.wording import Note, Sayable
from xiaowei.journey.register import register
from xiaowei.journey.survey import RECORDS, Survey


@remembered(*RECORDS, most=64)
@steady()
def notes_on(survey: Survey) -> list[Sayable]:
    """Return the notes that belong beside a survey's figures."""
    return [*_nothing_there(survey), *_nobody_measured(survey), *_nobody_listened(survey)]


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


def _nobody_measured(survey: Survey) -> Iterator[Sayable]:
    """Say of which projects the finished quantity is unknown: the paragraph is silent on them."""
    measured = {n for n, found in survey.measured.items() if found.quantity is not None}
    lines = [one for one in survey.started if one.is_started and one.number not in measured]
    if lines:
        types = tuple(dict.fromkeys(survey.type_name(line.type_code) for line in lines))
        yield Note(
            "warning.not_measured", count=len(lines), as_of=survey.as_of, types=types,
            column=f"完成数量_{survey.as_of:%Y%m%d}",
        )  # fmt: skip


def _nobody_listened(survey: Survey) -> Iterator[Sayable]:
    until = survey.tickets_until
    if until is None:
        if sites := len(survey.silences):
            yield Note("warning.no_tickets", sites=sites)
        return
    after = sum(
        1 for site in survey.silences if site.silence.silent and site.since and site.since > until
    )
    if after:
        yield Note("warning.tickets_end", sites=after, until=until)
