"""Home of fetching paper ballots: the sheet of ballots and the sheet of projects as raw tables."""

from __future__ import annotations

from pathlib import Path

from xiaowei.connectors.tabular.reading import read_kind
from xiaowei.connectors.tabular.rows import Table


def fetch(ballots: Path | str, projects: Path | str) -> tuple[Table, Table]:
    """Read the two worksheets whose headers fit best.

    :raises BadInput: whatever `tabular.reading.read_kind` refuses
    """
    return read_kind(ballots, "ballot_sheet"), read_kind(projects, "ballot_projects")
