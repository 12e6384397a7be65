"""Home of tables handed out as files: csv with a BOM for Excel, or xlsx."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse

from xiaowei.connectors.tabular.writing import write_table

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(
    name: str, form: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return a table as a file to keep; `form` is csv or xlsx."""
    if form not in TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{form}"
        write_table(path, headers, rows)
        return as_file(path.read_bytes(), f"{name}.{form}", TYPES[form])


def as_file(body: bytes, name: str, kind: str = TYPES["xlsx"]) -> HttpResponse:
    """Return bytes as a download under a name that may be Chinese."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
