"""Home of reading a sheet in the tray: as the doors receive it, with what was mended on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.connectors.tabular import mending
from xiaowei.connectors.tabular.headers import fingerprint
from xiaowei.connectors.tabular.rows import Parsed, Table
from xiaowei.domain.intake import Report
from xiaowei.interfaces import receiving
from xiaowei.interfaces.receiving import (
    KINDS,
    Sheet,
    find_columns,
    guess,
    parse_rows,
    read_sheet,
)
from xiaowei.interfaces.web.intake.tray import Held
from xiaowei.stages.intake.queries import mapping_for


@dataclass(frozen=True)
class Read:
    """A sheet as read: their table and our rows."""

    table: Table
    parsed: Parsed[Any]


def read(one: Held) -> Read:
    """Read a sheet of a known kind, with its mapping and what was mended on the page.

    :raises BadInput: what the file or its headers refuse; `sheet_kind_unknown`
    """
    if one.kind not in KINDS:
        one.kind = guess(one.path, one.name)
    table, parsed = read_sheet(Sheet(one.path, one.name, one.kind), one.mapping)
    if not one.mends:
        return Read(table, parsed)
    table = mending.mended(table, one.mends)
    known = mapping_for(one.kind, fingerprint(table.headers)) if one.mapping is None else None
    return Read(table, parse_rows(one.kind, table, known or one.mapping))


def unread(one: Held) -> Read:
    """Return the table of a sheet whose needed columns are not found, and those that are.

    :raises BadInput: what the file or its mapping refuse
    """
    table, match, _ = find_columns(Sheet(one.path, one.name, one.kind), one.mapping)
    unmapped = tuple(header for _, header in match.unmapped)
    return Read(table, Parsed((), (), match.mapping, unmapped, headers=table.headers))


def hand_in(one: Held, found: Read, by: Actor, *, dry_run: bool) -> Report:
    """Hand the rows into the house; a dry run tells what would happen and leaves nothing."""
    sheet = Sheet(one.path, one.name, one.kind)
    return receiving.hand_in(
        sheet, found.table, found.parsed, chosen=one.mapping, dry_run=dry_run, by=by
    )
