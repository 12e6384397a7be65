"""Home of reading applications."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from xiaowei.base.parts import in_parts
from xiaowei.base.regions.queries import lying_in, tree
from xiaowei.base.remembering import remembered
from xiaowei.domain.envelopes import BUDGET, kinds_of
from xiaowei.domain.errors import BadInput
from xiaowei.domain.rounds import round_among
from xiaowei.domain.selection import CLOSED, NEW, is_open
from xiaowei.domain.wording import Note
from xiaowei.stages.identification.queries import places_of_candidates
from xiaowei.stages.selection.models import (
    Application,
    Emergency,
    FundLine,
    Programme,
    Round,
    WeighedApplication,
    Weighing,
)


def application(number: str, *, lock: bool = False) -> Application:
    """Return the application of a project number, locked for writing when asked.

    :raises BadInput: `not_found`
    """
    rows = Application.objects.select_related("candidate", "round")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(candidate__number=number).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.application"), number=number)
    return found


def fund_lines_of(application: Application) -> tuple[tuple[str, int], ...]:
    """Return (source, fen) asked of each source, in the order they were given."""
    rows = sorted(application.fund_lines.all(), key=lambda row: row.pk)
    return tuple((row.source, row.amount_fen) for row in rows)


def approved_lines_of(application: Application) -> tuple[tuple[str, int], ...]:
    """Return (source, fen) approved of each source; empty where a sheet does not split it."""
    rows = application.fund_lines.order_by("pk").values_list("source", "approved_fen")
    lines = tuple((source, amount) for source, amount in rows if amount is not None)
    return lines if len(lines) == len(rows) else ()


def asked_in(round_: Round, town_code: str, *, without: Application) -> tuple[int, int]:
    """Return (projects, fen) that a township asks for in a round, closed ones and `without` left out."""
    own = lying_in("candidate__town_code", tree().today(town_code))
    rows = Application.objects.filter(own, round=round_)
    rows = rows.exclude(pk=without.pk).exclude(state__in=CLOSED)
    found = rows.aggregate(projects=Count("pk"), total=Sum("applied_fen"))
    return found["projects"], found["total"] or 0


def funded_before(candidate: Any, years: int, place_ids: Collection[int] = ()) -> list[str]:
    """Return the projects approved for the same type at one of a candidate's places within years;
    `place_ids` are the places of one that is not stored yet.
    """
    of = (candidate.pk, candidate.type_code, candidate.year - years, candidate.year)
    return list(_funded(*of, () if candidate.pk else tuple(place_ids)))


@remembered("identification", "selection")
def _funded(
    pk: int | None, type_code: str, first: int, last: int, place_ids: tuple[int, ...]
) -> tuple[str, ...]:
    places = [place for _, place in places_of_candidates([pk])] if pk else place_ids
    rows = Application.objects.filter(
        state="approved",
        candidate__type_code=type_code,
        candidate__year__range=(first, last),
        candidate__place_links__place_id__in=places,
    ).exclude(candidate__pk=pk or 0)
    numbers = rows.order_by("candidate__number").values_list("candidate__number", flat=True)
    return tuple(numbers.distinct())


def emergency_of(number: str) -> Emergency | None:
    """Return the emergency flag of a project, None where nobody has declared it."""
    return Emergency.objects.filter(application__candidate__number=number).first()


@remembered()
def is_emergency(number: str, on: date | None = None) -> bool:
    """Tell whether two persons have flagged the project as an emergency, by a day where one is given."""
    found = emergency_of(number)
    confirmed = found.confirmed_on if found else None
    return confirmed is not None and (on is None or confirmed <= on)


def finished() -> QuerySet[Application]:
    """Return the approved applications: what funding may file."""
    return Application.objects.filter(state="approved").select_related("candidate")


def approved_unfiled(district_code: str, year: int) -> QuerySet[Application]:
    """Return a programme-year's applications that are approved and not filed yet, in one order."""
    rows = finished().filter(handed_on=False, candidate__district_code=district_code)
    return rows.filter(candidate__year=year).order_by("pk")


@remembered()
def approved_by_round(district_code: str, year: int) -> dict[str, dict[str, int]]:
    """Return what is approved in each round of a year, and what of it, not filed yet, is asked of the
    budgets, in fen; co-funding is not.
    """
    rows = finished().filter(candidate__district_code=district_code, candidate__year=year)
    summed = rows.order_by().values_list("round__name").annotate(whole=Sum("approved_fen"))
    found = {name or "": {"approved_fen": whole or 0, "unfiled_fen": 0} for name, whole in summed}
    unfiled = approved_unfiled(district_code, year).select_related("round")
    for one in unfiled.prefetch_related("fund_lines"):
        own = found[one.round.name if one.round else ""]
        lines = [(line.source, line.approved_fen) for line in one.fund_lines.all()]
        if any(amount is None for _, amount in lines) or not lines:
            lines = [("", one.approved_fen)]
        own["unfiled_fen"] += sum(amount or 0 for source, amount in lines if _of_budget(source))
    return found


def _of_budget(source: str) -> bool:
    """Tell whether a budget pays, or may; words that do not say whose money it is leave it open."""
    kinds = kinds_of(source)
    return not kinds or not {*BUDGET, ""}.isdisjoint(kinds)


@remembered("selection")
def rounds_called(district_code: str, year: int) -> list[Round]:
    """Return the rounds of a programme-year in order of opening."""
    called = Round.objects.filter(programme__district_code=district_code, programme__year=year)
    return list(called.order_by("opens_on", "name"))


def round_of(pk: int) -> Round:
    """Return the round with that key.

    :raises BadInput: `not_found`
    """
    found = Round.objects.select_related("programme").filter(pk=pk).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.round"), number=pk)
    return found


def round_named(district_code: str, year: int, name: str) -> Round:
    """Return the round of a programme-year that is called so, in other words too.

    :raises BadInput: `not_found`
    """
    found = round_among(rounds_called(district_code, year), name)
    if found is None:
        raise BadInput("not_found", what=Note("thing.round"), number=name)
    return found


def names_open(rounds: Iterable[Round], on: date | None) -> tuple[str, ...]:
    """Return the names of the rounds that take applications on a day."""
    return tuple(one.name for one in rounds if is_open(one.opens_on, one.closes_on, on))


@remembered()
def rounds(district_code: str) -> list[dict[str, Any]]:
    """Return a district's rounds of all years as plain rows, the newest year first."""
    rows = (
        Round.objects.filter(programme__district_code=district_code)
        .order_by("-programme__year", "opens_on", "name")
        .values("id", "name", "opens_on", "closes_on", "basis", year=F("programme__year"))
    )
    return [dict(row) for row in rows]


@remembered()
def state_of(number: str) -> str:
    """Return where an application stands, `new` where nobody has taken the candidate up."""
    found = Application.objects.filter(candidate__number=number).values_list("state", flat=True)
    return found.first() or NEW


@remembered()
def fund_sources_for(district_code: str) -> list[str]:
    """Return the fund sources that a district has named before, the most frequent first."""
    named = FundLine.objects.filter(application__candidate__district_code=district_code)
    counted = named.values_list("source").annotate(times=Count("pk")).order_by("-times", "source")
    return [source for source, _ in counted if source]


def programmes() -> list[dict[str, Any]]:
    """Return the programme-years of this home as plain rows."""
    return [dict(row) for row in _programmes()]


@remembered("selection")
def _programmes() -> tuple[dict[str, Any], ...]:
    rows = Programme.objects.order_by("district_code", "year")
    fields = ("district_code", "year", "name", "policy_version")
    return tuple(dict(row) for row in rows.values(*fields))


@remembered()
def reviews(number: str) -> list[dict[str, Any]]:
    """Return the verdicts on a project's application as plain rows."""
    rows = (
        application(number)
        .reviews.order_by("pk")
        .values(
            "necessity",
            "plan",
            "investment",
            "cut_reason",
            "cuts",
            "conditions",
            "approved_fen",
            "by_name",
            "on",
        )
    )
    return [dict(row) for row in rows]


def applications_by_number(numbers: Collection[str]) -> dict[str, Application]:
    """Return the applications of many project numbers, a few queries in all."""
    return {
        found.candidate.number: found
        for part in in_parts(numbers)
        for found in Application.objects.filter(candidate__number__in=part)
        .select_related("candidate", "round")
        .prefetch_related("fund_lines")
    }


def weighings(district_code: str, year: int, most: int = 20) -> list[Weighing]:
    """Return the weighings that a programme-year keeps, the latest first."""
    own = Weighing.objects.filter(programme__district_code=district_code, programme__year=year)
    return list(own.select_related("programme").defer("told")[:most])


def last_weighed(number: str, as_of: date) -> WeighedApplication | None:
    """Return what the last weighing by a day said of an application; None if it was in none."""
    rows = WeighedApplication.objects.filter(number=number, weighing__on__lte=as_of)
    rows = rows.order_by("-weighing_id")
    return rows.select_related("weighing__programme").first()


def weighing(key: int) -> Weighing:
    """Return a weighing that was kept.

    :raises BadInput: `not_found`
    """
    found = Weighing.objects.select_related("programme").filter(pk=key).first()
    if found is None:
        raise BadInput("not_found", what=Note("thing.weighing"), number=key)
    return found
