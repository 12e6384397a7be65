"""Home of the open data: the programme's projects and places as files, with what each column means."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.web.request import Request
from xiaowei.interfaces.web.scope import Scope, scope_of
from xiaowei.interfaces.web.sheets import as_file, table_file
from xiaowei.interfaces.web.shown import words
from xiaowei.journey.localities import places_listed
from xiaowei.journey.opened import opened_projects
from xiaowei.journey.yearly import yearly

PROJECT_COLUMNS = (
    "number", "name", "year", "place_codes", "places", "town", "type", "state", "applied_wan", "approved_wan",
    "collected_on", "finished_on", "accepted_on", "longitude", "latitude",
)  # fmt: skip
PLACE_COLUMNS = ("code", "name", "kind", "town", "households", "projects", "longitude", "latitude")
YEAR_COLUMNS = (
    "year", "applied", "filed", "completed", "approved_wan", "sites", "mean_days", "silent", "observed",
)  # fmt: skip
NEAR_ENOUGH = 3
"""Decimals of a coordinate: about a hundred metres."""
Table = tuple[tuple[str, ...], list[dict[str, Any]]]


@require_safe
def open_data(request: Request) -> HttpResponse:
    """Show which files there are, what each column means, and how they may be used."""
    page = {
        "files": [
            {"name": name, "title": title, "columns": [_column(c) for c in columns]}
            for name, title, columns in (
                ("projects", _("项目"), PROJECT_COLUMNS),
                ("places", _("地方"), PLACE_COLUMNS),
                ("years", _("各年度数字"), YEAR_COLUMNS),
            )
        ],
    }
    return render(request, "portal/open_data.html", page)


@require_safe
def years(request: Request) -> HttpResponse:
    """Show the figures of each programme-year, the newest first."""
    scope = scope_of(request)
    rows = yearly(scope.district, scope.as_of) if scope.district else []
    return render(request, "portal/years.html", {"rows": rows})


@require_safe
def data_file(request: Request, name: str, form: str) -> HttpResponse:
    """Hand one of the tables out, as CSV or as a workbook."""
    scope = scope_of(request)
    if name not in TABLES:
        raise BadInput("no_such_page", path=request.path)
    columns, rows = TABLES[name](scope) if scope.district else ((), [])
    headers = [words(column, "open_column") for column in columns]
    cells = [[_plain(row.get(column)) for column in columns] for row in rows]
    return table_file(f"{name}-{scope.as_of}", form, headers, cells)


@require_safe
def geojson(request: Request) -> HttpResponse:
    """Hand the projects out as GeoJSON; one without a known position has none."""
    scope = scope_of(request)
    columns, rows = _projects(scope) if scope.district else ((), [])
    features = [
        {
            "type": "Feature",
            "geometry": _point(row),
            "properties": {
                c: _plain(row.get(c)) for c in columns if c not in ("longitude", "latitude")
            },
        }
        for row in rows
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return as_file(body.encode(), f"projects-{scope.as_of}.geojson", "application/geo+json")


def _projects(scope: Scope) -> Table:
    rows = opened_projects(scope.district, scope.as_of)
    return PROJECT_COLUMNS, [
        row | {"state": words(row["state"], "state")} | _near(row) for row in rows
    ]


def _places(scope: Scope) -> Table:
    rows = places_listed(scope.district, scope.as_of)
    return PLACE_COLUMNS, [
        row | {"kind": words(row["kind"], "place_kind")} | _near(row) for row in rows
    ]


def _years(scope: Scope) -> Table:
    return YEAR_COLUMNS, yearly(scope.district, scope.as_of)


TABLES: dict[str, Callable[[Scope], Table]] = {
    "projects": _projects, "places": _places, "years": _years,
}  # fmt: skip


def _near(row: dict[str, Any]) -> dict[str, float | None]:
    """Return a position rounded so that it names a neighbourhood, no door."""
    return {
        name: None if row.get(name) is None else round(row[name], NEAR_ENOUGH)
        for name in ("longitude", "latitude")
    }


def _point(row: dict[str, Any]) -> dict[str, Any] | None:
    if row["longitude"] is None or row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _column(code: str) -> dict[str, str]:
    return {"code": code, "name": words(code, "open_column"), "means": words(code, "open_means")}
