"""Home of fetching an event sheet: its table, found by the columns that were named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.rows import Table


def fetch(file: Path, columns: Iterable[str]) -> Table:
    """Return the table of a .csv, .xls or .xlsx whose headers fit the named columns best.

    :raises BadInput: what `tabular.reading.read_any` refuses
    """
    return read_any(file, [name.strip() for name in columns])
