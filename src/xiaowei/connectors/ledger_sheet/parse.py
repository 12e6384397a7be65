"""Home of reading a ledger: the project sheet's columns into ledger rows, form only.

Whether a status fits its dates, or an amount its cap, is the rules' business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from xiaowei.connectors.ledger_sheet.words import read_batch, read_proactive, split_places
from xiaowei.connectors.tabular.amounts import (
    SCALES,
    as_quantity,
    as_yuan,
    find_quantities,
    find_spaces,
    guess_unit,
)
from xiaowei.connectors.tabular.columns import Bound, Match, load
from xiaowei.connectors.tabular.moments import as_date
from xiaowei.connectors.tabular.rows import Parsed, Table
from xiaowei.connectors.tabular.taking import Reader, Values, take
from xiaowei.connectors.tabular.values import (
    as_latitude,
    as_longitude,
    as_region_code,
    as_system,
    as_text,
    as_ticket_number,
    as_whole,
    plain,
    point,
)
from xiaowei.domain.checking import MONEY
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import Funds, LedgerRow
from xiaowei.domain.units import convert, standard_unit

_UNIT = re.compile(r"(?<![填申上]报)单位:\s*(万元|千元|元(?![\u4e00-\u9fff]))")
FUNDS = ("city_yuan", "district_yuan", "other_yuan")
_COUNTS = ("parking_spaces", "sites_total", "sites_done", "households")
_DATES = (
    "collected_on",
    "applied_on",
    "approved_on",
    "filed_on",
    "disbursed_on",
    "started_on",
    "finished_on",
    "in_use_on",
    "accepted_on",
)
_TEXTS = (
    "serial",
    "town_code",
    "town",
    "place_kind",
    "content",
    "fund_source",
    "batch",
    "proactive",
    "filing_no",
    "contractor",
    "maintainer",
    "root_cause",
    "note",
    "number",
)
_READ: dict[str, Any] = {
    "serial": as_ticket_number,
    "number": as_ticket_number,
    "town_code": as_region_code,
    "places": split_places,
    "batch": read_batch,
    "proactive": read_proactive,
    "lon": as_longitude,
    "lat": as_latitude,
    "crs": as_system,
    **dict.fromkeys(_DATES, as_date),
}


def parse(table: Table, mapping: Mapping[str, str] | None = None) -> Parsed[LedgerRow]:
    """Read a table of projects; `mapping` (field -> header) outweighs the known header names.

    A money column without a unit takes the sheet's (单位:万元), else the one its size fits, and
    that is warned of.

    :raises BadInput: sheet_columns_missing, sheet_mapping_field, sheet_mapping_header
    """
    match = load("ledger_sheet").match(table.headers, mapping)
    match, warnings = with_units(match, table)
    readers = [
        Reader(
            f"{b.field}@{b.index}" if b.field in ("measured", "status") else b.field,
            b.index,
            b.header,
            _reader(b),
            _counts_once(b.field),
        )
        for b in match.bound
    ]
    header_unit = next((b.unit for b in match.bound if b.field == "quantity_planned"), None)
    return take(table, match, readers, lambda row, v: _build(row, v, match, header_unit), warnings)


def _reader(bound: Bound) -> Any:
    if bound.field in (*MONEY, *FUNDS):
        return partial(as_yuan, unit=bound.unit)
    if bound.field in ("quantity_planned", "measured"):
        return as_quantity
    if bound.field in _COUNTS:
        return partial(as_whole, unit=bound.unit)
    return _READ.get(bound.field, as_text)


def _counts_once(field: str) -> bool:
    return field in (*MONEY, *FUNDS, *_COUNTS, "quantity_planned", "measured")


def with_units(match: Match, table: Table) -> tuple[Match, list[BadInput]]:
    """Give every money column its unit: its own, else the sheet's, else the one its size fits."""
    stated = next((found[1] for t in table.titles if (found := _UNIT.search(plain(t)))), None)
    bound, warnings = [], []
    for column in match.bound:
        unit = column.unit
        if column.field in (*MONEY, *FUNDS) and unit not in SCALES:
            unit = stated or guess_unit(row.cells[column.index] for row in table.rows)
            if unit and not stated:
                warnings.append(BadInput("sheet_unit_guessed", column=column.header, unit=unit))
        bound.append(replace(column, unit=unit))
    return replace(match, bound=tuple(bound)), warnings


def _build(row: int, v: Values, match: Match, header_unit: str | None) -> LedgerRow:
    places, content = v.get("places", ()), v.get("content")
    name = v.get("name") or _made_name(v)
    if not name:
        raise BadInput("project_unnamed")
    planned = _quantity(v, header_unit)
    measured, measured_unit = _measured(row, v, match)
    status, status_on = _latest_status(v, match)
    spaces = v.get("parking_spaces")
    rest: dict[str, Any] = {key: v.get(key) for key in (*MONEY, *_DATES, *_TEXTS)}
    return LedgerRow(
        row=row,
        name=name,
        places=places,
        type=v.get("type") or _type_by_class(v, match),
        klass=v.get("klass"),
        **planned,
        measured=measured,
        measured_unit=measured_unit,
        parking_spaces=find_spaces(content) if spaces is None and content else spaces,
        sites_total=v.get("sites_total"),
        sites_done=v.get("sites_done"),
        households=v.get("households"),
        status=status,
        status_on=status_on,
        funds=_funds(v),
        extra=v["extra"],
        **point(v),
        **rest,
    )


def _made_name(v: Values) -> str | None:
    """Name a project after its place and work: 东里小区 + 屋顶防水."""
    place = "、".join(v.get("places", ()))
    work = v.get("type") or v.get("content") or ""
    return f"{place}{work}" if place or v.get("content") else None


def _quantity(v: Values, header_unit: str | None) -> dict[str, Any]:
    """Return the quantity planned, its unit, which column says it, and what a description says."""
    quantity, said = v.get("quantity_planned", (None, None))
    unit = said or v.get("unit") or header_unit
    described: tuple[tuple[Decimal, str], ...] = ()
    if quantity is None and v.get("content"):
        described = find_quantities(v["content"], unit)
        quantity, unit = described[0] if described else (None, unit)
    return {
        "quantity_planned": quantity,
        "unit": standard_unit(unit) if unit else None,
        "described": described,
        "unit_field": "unit" if v.get("unit") and not said else "quantity_planned",
    }


def _measured(
    row: int, v: Values, match: Match
) -> tuple[tuple[tuple[date | None, Decimal], ...], str | None]:
    """Return the quantities done by day, earliest first, in one unit; None where none is said."""
    found = [
        (bound, *v[key])
        for bound in match.all("measured")
        if (key := f"measured@{bound.index}") in v and v[key][0] is not None
    ]
    units = [unit for bound, _, said in found if (unit := said or bound.unit)]
    wanted = units[0] if units else None
    told = [
        (bound.on, _alike(row, bound, quantity, said or bound.unit, wanted))
        for bound, quantity, said in found
    ]
    return tuple(sorted(told, key=lambda pair: pair[0] or date.min)), wanted


def _alike(
    row: int, bound: Bound, quantity: Decimal, said: str | None, wanted: str | None
) -> Decimal:
    if said is None or wanted is None:
        return quantity
    told = convert(quantity, said, wanted)
    if told is None:
        value, known = f"{quantity:f}{said}", wanted
        facts = {"value": value, "unit": wanted, "known": known}
        raise BadInput("unit_differs", row=row, column=bound.header, **facts)
    return told


def _latest_status(v: Values, match: Match) -> tuple[str | None, date | None]:
    found = [
        (bound.on, v[key]) for bound in match.all("status") if (key := f"status@{bound.index}") in v
    ]
    if not found:
        return None, None
    on, status = max(found, key=lambda pair: pair[0] or date.min)
    return status, on


def _funds(v: Values) -> Funds | None:
    city, district, other = (v.get(key) for key in FUNDS)
    return None if city is district is other is None else (city, district, other)


def _type_by_class(v: Values, match: Match) -> str | None:
    """Read a lone 项目类别 as the type, unless it is a class, which ends in 类."""
    klass = v.get("klass")
    return klass if klass and match.of("type") is None and not klass.endswith("类") else None
