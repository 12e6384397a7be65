"""Home of fetching the list of places: a file or its bytes into a raw table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.connectors.tabular.rows import Table


def fetch(
    source: Path | str | bytes,
    mapping: Mapping[str, str] | None = None,
    *,
    name: str = "",
    sheet: str | None = None,
) -> Table:
    """Read the worksheet whose headers fit best; `mapping` (field -> header) helps to find it.

    :raises BadInput: whatever `tabular.reading.read_kind` refuses
    """
    return read_kind(source, "place_sheet", mapping, name=name, sheet=sheet)
