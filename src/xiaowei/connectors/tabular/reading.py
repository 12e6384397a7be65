"""Home of reading a sheet of a known kind: open the file, find the table whose headers fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.fetch import fetch
from xiaowei.connectors.tabular.headers import read_header
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.parse import choose
from xiaowei.connectors.tabular.rows import Table


def read_kind(
    source: Path | str | bytes,
    folder: str,
    mapping: Mapping[str, str] | None = None,
    *,
    name: str = "",
    sheet: str | None = None,
    streamed: bool = False,
) -> Table:
    """Read the table of one kind (its adapter's `folder`) from a file; large ones `streamed` if asked.

    :raises BadInput: whatever `tabular.fetch.fetch` and `tabular.parse.choose` refuse
    """
    return choose(fetch(source, name, streamed=streamed), load(folder).vocabulary(mapping), sheet)


def read_any(source: Path | str | bytes, columns: Sequence[str] = (), *, name: str = "") -> Table:
    """Read any sheet as a table, its headers known by the three kinds or named in `columns`.

    :raises BadInput: whatever `tabular.fetch.fetch` and `tabular.parse.choose` refuse
    """
    known = {name for folder in FOLDERS.values() for name in load(folder).vocabulary()}
    return choose(
        fetch(source, name, streamed=True),
        frozenset(known.union(*(read_header(c).names for c in columns))),
    )
