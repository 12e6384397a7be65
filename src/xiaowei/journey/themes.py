"""Home of 每月一题: what the months of a year were about, what was called of it since, what was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.domain.catalogue import Theme, branches
from xiaowei.domain.errors import BadInput
from xiaowei.domain.months import first_of
from xiaowei.domain.rates import Compared
from xiaowei.journey.line import Line
from xiaowei.journey.survey import survey_of
from xiaowei.stages.intake.tallies import called_about, days_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Followed:
    """A theme, its tickets in its own month and in the one told of, and the projects begun since.

    Projects are None without a region.
    """

    theme: Theme
    then: int
    tickets: Compared
    projects: int | None
    completed: int | None


def themes(
    region: str, month: date, as_of: date, by_topic: tuple[Mapping[str, int] | None, ...]
) -> tuple[Followed, ...]:
    """Return the themes of the twelve months up to a month, the newest first.

    `by_topic` tells the month's tickets by topic, those of the month before and of the year before.
    """
    known = catalogue()
    first = first_of(month, 1 - MONTHS)
    near = [theme for theme in known.themes if first <= theme.month <= month]
    return tuple(_followed(theme, region, month, as_of, by_topic) for theme in reversed(near))


def _followed(
    theme: Theme,
    region: str,
    month: date,
    as_of: date,
    by_topic: tuple[Mapping[str, int] | None, ...],
) -> Followed:
    topics = branches(catalogue(), theme.topics)
    then = called_about(region, *days_of(theme.month, as_of))
    now, before, year_ago = (
        None if told is None else sum(told.get(code, 0) for code in topics) for told in by_topic
    )
    cures = {kind.code for code in topics for kind in catalogue().types_for(code)}
    lines = _lines(region, as_of)
    own = lines and [
        line
        for line in lines
        if line.type_code in cures and line.is_started
        if line.started_on is None or line.started_on >= theme.month
    ]
    return Followed(
        theme=theme,
        then=sum(then.get(code, 0) for code in topics),
        tickets=Compared(now or 0, before, year_ago),
        projects=None if own is None else len(own),
        completed=None if own is None else sum(line.is_completed for line in own),
    )


def _lines(region: str, as_of: date) -> list[Line] | None:
    """Return a region's projects; None everywhere, and of a region that no list knows."""
    try:
        return survey_of(region, as_of).lines if region else None
    except BadInput:
        return None
