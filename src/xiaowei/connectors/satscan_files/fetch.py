"""Home of fetching a file of blank-parted columns: its lines, each with its number."""

from __future__ import annotations

from pathlib import Path

from xiaowei.connectors.tabular.textfile import decode
from xiaowei.domain.errors import BadInput

Line = tuple[int, tuple[str, ...]]


def fetch(file: Path) -> list[Line]:
    """Return the filled lines of a file as (line number, columns); blanks, tabs and commas part columns.

    :raises BadInput: `no_such_file`, and what `tabular.textfile.decode` refuses
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    text = decode(file.read_bytes(), file.name)
    rows = (
        (number, line.replace(",", " ").split()) for number, line in enumerate(text.splitlines(), 1)
    )
    return [(number, tuple(columns)) for number, columns in rows if columns]
