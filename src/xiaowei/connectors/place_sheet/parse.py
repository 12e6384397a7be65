"""Home of reading places: a list of villages and estates into place rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.rows import Parsed, Table
from xiaowei.connectors.tabular.taking import Reader, Values, take
from xiaowei.connectors.tabular.values import (
    as_latitude,
    as_longitude,
    as_parts,
    as_region_code,
    as_system,
    as_text,
    as_ticket_number,
    as_whole,
    point,
)
from xiaowei.domain.errors import BadInput
from xiaowei.domain.sheets import PlaceRow

_READ: dict[str, Any] = {
    "code": as_ticket_number,
    "town_code": as_region_code,
    "aliases": as_parts,
    "households": as_whole,
    "community_code": as_region_code,
    "lon": as_longitude,
    "lat": as_latitude,
    "crs": as_system,
}


def parse(table: Table, mapping: Mapping[str, str] | None = None) -> Parsed[PlaceRow]:
    """Read a table of places; `mapping` (field -> header) outweighs the known header names.

    :raises BadInput: sheet_columns_missing, sheet_mapping_field, sheet_mapping_header
    """
    match = load("place_sheet").match(table.headers, mapping)
    readers = [
        Reader(b.field, b.index, b.header, _READ.get(b.field, as_text), b.field == "households")
        for b in match.bound
    ]
    return take(table, match, readers, _build)


def _build(row: int, v: Values) -> PlaceRow:
    get = v.get
    if "name" not in v:
        raise BadInput("place_unnamed")
    return PlaceRow(
        row=row,
        code=get("code"),
        kind=get("kind"),
        town_code=get("town_code"),
        town=get("town"),
        name=v["name"],
        aliases=tuple(alias for alias in get("aliases", ()) if alias != v["name"]),
        households=get("households"),
        community=get("community"),
        community_code=get("community_code"),
        **point(v),
        note=get("note"),
        extra=v["extra"],
    )
