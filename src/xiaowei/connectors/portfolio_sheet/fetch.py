"""Home of fetching a sheet of projects to choose among: a file into a raw table; and a file of rules."""

from __future__ import annotations

from pathlib import Path

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.connectors.tabular.rows import Table
from xiaowei.connectors.tabular.textfile import decode
from xiaowei.domain.errors import BadInput


def fetch(source: Path) -> Table:
    """Read the worksheet whose headers fit best.

    :raises BadInput: whatever `tabular.reading.read_kind` refuses
    """
    return read_kind(source, "portfolio_sheet", streamed=True)


def fetch_rules(file: Path) -> PackFile:
    """Return the text of a file of rules.

    :raises BadInput: `no_such_file`, and what `tabular.textfile.decode` refuses
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    return PackFile(file.name, decode(file.read_bytes(), file.name))
