"""Home of the rows behind each figure: a figure is the total of exactly the rows it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xiaowei.base.remembering import remembered
from xiaowei.base.steady import steady
from xiaowei.domain.errors import BadInput
from xiaowei.domain.evaluation import Verdict
from xiaowei.domain.funding import surplus_fen
from xiaowei.domain.money import mean, yuan
from xiaowei.journey.line import Line
from xiaowei.journey.survey import RECORDS, Survey

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """The rows behind a figure: column codes, rows, and the total of the last column."""

    figure: str
    columns: tuple[str, ...]
    rows: list[Row]
    total: Any
    lines: tuple[Line, ...] = ()
    """The projects that the rows belong to, one each, where a row tells about complaints."""


@remembered(*RECORDS, most=64)
@steady()
def rows_behind(figure: str, survey: Survey) -> Rows:
    """Return the rows that a figure of the briefing is made of, and its total.

    :raises BadInput: `unknown_figure`
    """
    if figure.startswith("quantity:"):
        return _quantity(figure, survey, figure.removeprefix("quantity:"))
    if figure.startswith("money."):
        figure = figure.removeprefix("money.")
    if figure not in FIGURES:
        known = ", ".join([*FIGURES, "quantity:<type>"])
        raise BadInput("unknown_figure", value=figure, known=known)
    return FIGURES[figure](figure, survey)


def quantity_types(survey: Survey) -> list[str]:
    """Return the codes of the types with started projects, in the catalogue's order."""
    present = {line.type_code for line in survey.started}
    return [kind.code for kind in survey.catalogue.types if kind.code in present]


def _projects(value: Callable[[Survey, Line], Any], column: str, which: str = "started") -> Any:
    def build(figure: str, survey: Survey) -> Rows:
        lines: list[Line] = getattr(survey, which)
        rows = [(*_head(survey, line), value(survey, line)) for line in lines]
        known = [row[-1] for row in rows if row[-1] is not None]
        return Rows(figure, (*HEAD, column), rows, sum(known, 0))

    return build


def _grounds(kind: str) -> Callable[[str, Survey], Rows]:
    def build(figure: str, survey: Survey) -> Rows:
        lines: Sequence[Line] = getattr(survey.grounds, kind)
        rows = [(*_head(survey, line), line.applied_on, 1) for line in lines]
        return Rows(figure, (*HEAD, "applied_on", "count"), rows, len(rows))

    return build


def _quantity(figure: str, survey: Survey, type_code: str) -> Rows:
    rows = [
        (*_head(survey, line), measured.measured_on, measured.quantity)
        for line in survey.started
        if line.type_code == type_code
        and (measured := survey.measured.get(line.number))
        and measured.quantity is not None
    ]
    total = sum((r[-1] for r in rows), Decimal(0)) if rows else None
    return Rows(figure, (*HEAD, "measured_on", "quantity"), rows, total)


def _parking(figure: str, survey: Survey) -> Rows:
    rows = [
        (*_head(survey, line), measured.measured_on, measured.parking_spaces)
        for line in survey.started
        if (measured := survey.measured.get(line.number)) and measured.parking_spaces
    ]
    total = None if _nobody_counted(survey) else sum(r[-1] for r in rows)
    return Rows(figure, (*HEAD, "measured_on", "parking_spaces"), rows, total)


def _nobody_counted(survey: Survey) -> bool:
    """Tell whether there are projects that make parking spaces, and none was ever counted."""
    types = {line.type_code for line in survey.started}
    kinds = filter(None, map(survey.catalogue.type, types)) if types else ()
    if not any(kind.indicator("parking_spaces") for kind in kinds):
        return False
    numbers = {line.number for line in survey.started}
    known = (found for number, found in survey.measured.items() if number in numbers)
    return all(found.parking_spaces is None for found in known)


def _place_rows(*kinds: str) -> Callable[[str, Survey], Rows]:
    def build(figure: str, survey: Survey) -> Rows:
        rows = _distinct_places(survey, *kinds)
        return Rows(figure, PLACE_COLUMNS, rows, len(rows))

    return build


def _households(figure: str, survey: Survey) -> Rows:
    rows = _distinct_places(survey)
    known = [row[-1] for row in rows if row[-1] is not None]
    return Rows(figure, PLACE_COLUMNS, rows, sum(known))


def _townships(figure: str, survey: Survey) -> Rows:
    counts: dict[str, int] = {}
    for line in survey.started:
        counts[line.town_code] = counts.get(line.town_code, 0) + 1
    rows = [(code, survey.town_name(code), count) for code, count in sorted(counts.items())]
    return Rows(figure, ("town_code", "town", "projects"), rows, len(rows))


def _distinct_places(survey: Survey, *kinds: str) -> list[Row]:
    serving: dict[int, list[str]] = {}
    for line in survey.started:
        for place in line.place_ids:
            serving.setdefault(place, []).append(line.number)
    return [
        (p.code, p.name, survey.town_name(p.town_code), "、".join(numbers), p.households)
        for pk, numbers in serving.items()
        if (p := survey.places[pk]) and (not kinds or p.kind in kinds)
    ]


def _silence(*verdicts: Verdict, complained_before: bool = False) -> Callable[[str, Survey], Rows]:
    def build(figure: str, survey: Survey) -> Rows:
        lines = {line.number: line for line in survey.completed}
        sites = [
            site
            for site in survey.silences
            if site.silence.verdict in verdicts and (not complained_before or site.silence.before)
        ]
        rows = [
            (
                *_head(survey, lines[site.number]),
                site.site,
                site.since,
                site.silence.before,
                site.silence.after,
                "、".join(site.tickets),
                site.silence.verdict,
            )
            for site in sites
        ]
        behind = tuple(lines[site.number] for site in sites)
        return Rows(figure, SITE_COLUMNS, rows, len(rows), behind)

    return build


def _days(which: str, attribute: str) -> Callable[[str, Survey], Rows]:
    def build(figure: str, survey: Survey) -> Rows:
        days: dict[str, int] = getattr(survey, attribute)
        rows = [
            (*_head(survey, line), line.collected_on, line.started_on, line.finished_on,
             line.accepted_on, days[line.number])
            for line in getattr(survey, which)
            if line.number in days
        ]  # fmt: skip
        return Rows(figure, (*HEAD, *DAY_COLUMNS), rows, mean([row[-1] for row in rows]))

    return build


def _silence_rate(figure: str, survey: Survey) -> Rows:
    found = _silence(*OBSERVED)(figure, survey)
    rows = [(*row, int(row[-1] in SILENT)) for row in found.rows]
    total = sum(row[-1] for row in rows) / len(rows) if rows else None
    return Rows(figure, (*found.columns, "silent"), rows, total, found.lines)


def _proactive_share(figure: str, survey: Survey) -> Rows:
    found = FIGURES["proactive"](figure, survey)
    total = found.total / len(found.rows) if found.rows else None
    return Rows(figure, found.columns, found.rows, total)


def _mean_approved(figure: str, survey: Survey) -> Rows:
    found = FIGURES["approved"](figure, survey)
    known = [row for row in found.rows if row[-1] is not None]
    return Rows(figure, found.columns, known, mean([row[-1] for row in known]))


def _head(survey: Survey, line: Line) -> Row:
    return (
        line.number,
        line.name,
        survey.town_name(line.town_code),
        survey.type_name(line.type_code),
    )


def _amount(field: str) -> Callable[[Survey, Line], Decimal | None]:
    def read(_: Survey, line: Line) -> Decimal | None:
        amount = getattr(line, field)
        return None if amount is None else Decimal(yuan(amount))

    return read


def _surplus(_: Survey, line: Line) -> Decimal | None:
    surplus = surplus_fen(line.disbursed_fen, line.settled_fen)
    return None if surplus is None else Decimal(yuan(surplus))


HEAD = ("number", "name", "town", "type")
PLACE_COLUMNS = ("place_code", "place", "town", "numbers", "households")
SITE_COLUMNS = (
    *HEAD,
    "site",
    "since",
    "complaints_before",
    "complaints_after",
    "tickets",
    "verdict",
)
DAY_COLUMNS = ("collected_on", "started_on", "finished_on", "accepted_on", "working_days")
OBSERVED = (Verdict.STOPPED, Verdict.NEVER_COMPLAINED, Verdict.COMES_BACK)
SILENT = (Verdict.STOPPED, Verdict.NEVER_COMPLAINED)

FIGURES: dict[str, Callable[[str, Survey], Rows]] = {
    "projects_started": _projects(lambda s, line: 1, "count"),
    "sites_total": _projects(lambda s, line: line.sites_planned, "sites"),
    "sites_completed": _silence(*Verdict),
    "sites_observed": _silence(*OBSERVED),
    "sites_silent": _silence(*SILENT),
    "sites_too_early": _silence(Verdict.TOO_EARLY),
    "sites_complained_before": _silence(*OBSERVED, complained_before=True),
    "sites_complained_before_silent": _silence(Verdict.STOPPED),
    "sites_never_complained": _silence(Verdict.NEVER_COMPLAINED),
    "sites_not_judged": _silence(Verdict.NOT_JUDGED),
    "sites_comes_back": _silence(Verdict.COMES_BACK),
    "parking_spaces": _parking,
    "villages": _place_rows("village"),
    "estates": _place_rows("estate"),
    "communities": _place_rows("community"),
    "villages_and_communities": _place_rows("village", "community"),
    "households": _households,
    "townships": _townships,
    "proactive": _projects(lambda s, line: int(line.proactive), "proactive"),
    "grounded_on_tickets": _grounds("tickets"),
    "grounded_ahead": _grounds("proactive"),
    "not_grounded": _grounds("none"),
    "working_days": _days("completed", "working_days"),
    "building_days": _days("completed", "building_days"),
    "finished_not_accepted": _days("waiting", "working_days"),
    "applied": _projects(_amount("applied_fen"), "yuan"),
    "approved": _projects(_amount("approved_fen"), "yuan"),
    "disbursed": _projects(_amount("disbursed_fen"), "yuan", "booked"),
    "settled": _projects(_amount("settled_fen"), "yuan", "booked"),
    "surplus": _projects(_surplus, "yuan", "booked"),
    "mean_approved": _mean_approved,
    "silence_rate": _silence_rate,
    "proactive_share": _proactive_share,
}
