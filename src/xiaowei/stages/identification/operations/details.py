"""Home of a candidate's details: what may be given, what must hold, how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, cast

from xiaowei.base.catalogue.queries import catalogue
from xiaowei.base.places.models import Place
from xiaowei.base.places.queries import outside
from xiaowei.base.regions.queries import tree
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.flow import Arrow, Basis, weigh
from xiaowei.domain.identification import Line, estimate_fen
from xiaowei.domain.money import yuan
from xiaowei.domain.regions import within
from xiaowei.stages.identification.models import (
    Candidate,
    CandidatePlace,
    EstimateLine,
    PlannedSite,
)
from xiaowei.stages.identification.queries import prices_to_explain


class SiteDraft(TypedDict, total=False):
    """A planned site: its name, its place when known, its share of the quantity."""

    name: str
    place_id: int | None
    quantity: Decimal | None


class Details(TypedDict, total=False):
    """What may be said of a candidate; what is not given stays as it is, or blank in a new one."""

    name: str
    type_code: str
    place_ids: Sequence[int]
    spot_id: int | None
    proactive: bool
    lead_source: str
    reason: str
    quantity: Decimal | None
    unit: str
    sites_planned: int
    households_claimed: int | None
    estimate_fen: int | None
    root_cause: str
    maintainer: str
    maintainer_trigger: str
    collected_on: date | None
    longitude: float | None
    latitude: float | None
    coordinate_system: str
    note: str
    extra: Mapping[str, Any]
    sheet_key: str
    lines: Sequence[Line]
    sites: Sequence[SiteDraft]


PLAIN = (
    "name",
    "type_code",
    "spot_id",
    "proactive",
    "lead_source",
    "reason",
    "quantity",
    "unit",
    "sites_planned",
    "households_claimed",
    "estimate_fen",
    "root_cause",
    "maintainer",
    "maintainer_trigger",
    "collected_on",
    "longitude",
    "latitude",
    "coordinate_system",
    "note",
    "extra",
    "sheet_key",
)
_LENGTHS = {
    field.name: field.max_length
    for field in Candidate._meta.fields
    if field.name in ("name", "unit", "root_cause", "maintainer", "maintainer_trigger")
}


def gather(
    changes: Mapping[str, Any] | None,
    place_ids: Sequence[int] | None,
    lines: Sequence[Line] | None,
    sites: Sequence[SiteDraft] | None,
) -> Details:
    """Return what is given as details; what is None stays as it is."""
    unknown = set(changes or ()) - {*PLAIN, "town_code"}
    if unknown:
        raise TypeError(f"a candidate has no {', '.join(sorted(unknown))}")
    nested = {"place_ids": place_ids, "lines": lines, "sites": sites}
    given = {name: value for name, value in nested.items() if value is not None}
    return cast("Details", {**(changes or {}), **given})


def put(candidate: Candidate, details: Details) -> dict[str, list[str]]:
    """Put the plain details on the candidate; return field -> [old, new] for what differs."""
    differs: dict[str, list[str]] = {}
    given: Mapping[str, Any] = details
    if "lines" in given and "estimate_fen" not in given:
        given = {**given, "estimate_fen": estimate_fen(given["lines"]) or None}
    for name in (*PLAIN, "town_code"):
        if name not in given:
            continue
        value = given[name]
        if longest := _LENGTHS.get(name):
            value = value[:longest]
        old = getattr(candidate, name)
        if old != value and not (name == "town_code" and value in tree().trace(old)):
            differs[name] = [str(old), str(value)]
            setattr(candidate, name, value)
    return differs


def put_nested(candidate: Candidate, details: Details) -> None:
    """Replace the places, estimate lines and planned sites that are given."""
    if "place_ids" in details:
        candidate.place_links.all().delete()
        CandidatePlace.objects.bulk_create(
            CandidatePlace(candidate=candidate, place_id=place, sequence=index)
            for index, place in enumerate(dict.fromkeys(details["place_ids"]), 1)
        )
    if "lines" in details:
        candidate.estimate_lines.all().delete()
        EstimateLine.objects.bulk_create(
            EstimateLine(
                candidate=candidate,
                sequence=index,
                item=line.item[:80],
                quantity=line.quantity,
                unit=line.unit,
                unit_price_fen=line.unit_price_fen,
                amount_fen=line.amount_fen,
                why=line.why[:200],
            )
            for index, line in enumerate(details["lines"], 1)
        )
    if "sites" in details:
        _put_sites(candidate, details["sites"])


def _put_sites(candidate: Candidate, sites: Sequence[SiteDraft]) -> None:
    candidate.planned_sites.all().delete()
    PlannedSite.objects.bulk_create(
        PlannedSite(
            candidate=candidate,
            sequence=index,
            name=site.get("name", f"{index}")[:120],
            place_id=site.get("place_id"),
            quantity=site.get("quantity"),
        )
        for index, site in enumerate(sites, 1)
    )


def guard(arrow: Arrow, candidate: Candidate, details: Details, basis: Basis) -> tuple[str, ...]:
    """Weigh the step's guards; return the papers that a sheet taken over lacks.

    :raises RuleBroken: `type_known`, `town_in_district`, `place_in_town`, `estimate_is_sum`,
        `price_explained`, `quantity_positive`
    :raises BadInput: `no_such_place`
    """
    lines = details.get("lines", ())
    for line in lines:
        if line.quantity <= 0 or line.unit_price_fen <= 0:
            raise RuleBroken("quantity_positive", item=line.item)
    stranger = _stranger(candidate, details.get("place_ids", ()))
    unexplained = _unexplained(candidate, lines)
    total = estimate_fen(lines) if lines else candidate.estimate_fen
    holds = {
        "type_known": catalogue().type(candidate.type_code) is not None,
        "town_in_district": within(candidate.town_code, candidate.district_code),
        "place_in_town": stranger is None,
        "estimate_is_sum": not lines or candidate.estimate_fen == total,
        "price_explained": unexplained is None,
    }
    facts: dict[str, object] = {
        "type": candidate.type_code,
        "place": stranger,
        "town": candidate.town_code,
        "district": candidate.district_code,
        "estimate": yuan(candidate.estimate_fen or 0),
        "sum": yuan(total or 0),
    }
    return weigh(arrow, holds, basis, **(facts | (unexplained or {})))


def _stranger(candidate: Candidate, place_ids: Sequence[int]) -> str | None:
    """Return the name of a place outside the candidate's township, if there is one."""
    found = Place.objects.in_bulk(list(place_ids))
    for pk in place_ids:
        if pk not in found:
            raise BadInput("no_such_place", value=pk)
    return next(iter(outside(candidate.town_code, found.values())), None)


def _unexplained(candidate: Candidate, lines: Sequence[Line]) -> dict[str, object] | None:
    for line, price in prices_to_explain(candidate, lines):
        return {
            "item": line.item,
            "price": yuan(line.unit_price_fen),
            "low": yuan(price.low_fen or 0),
            "high": yuan(price.high_fen or 0),
        }
    return None
