"""Home of receiving a sheet at a door: read the file, hand its rows into the house, keep the rejects."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.catalogue.queries import catalogue
from xiaowei.connectors.hotline_sheet.parse import parse as parse_tickets
from xiaowei.connectors.ledger_sheet.parse import parse as parse_projects
from xiaowei.connectors.place_sheet.parse import parse as parse_places
from xiaowei.connectors.tabular.columns import Match, load, some_headers
from xiaowei.connectors.tabular.headers import fingerprint
from xiaowei.connectors.tabular.kinds import FOLDERS, guess_kind
from xiaowei.connectors.tabular.reading import read_any, read_kind
from xiaowei.connectors.tabular.rows import Parsed, Table
from xiaowei.connectors.tabular.values import text as as_shown
from xiaowei.connectors.tabular.writing import write_rejects
from xiaowei.domain.errors import BadInput
from xiaowei.domain.intake import Report
from xiaowei.domain.sheets import FIELD_OF, Rejected, SheetIn
from xiaowei.interfaces.clock import now, today
from xiaowei.procedures.adopt_ledger import adopt_ledger
from xiaowei.procedures.adopt_places import adopt_places
from xiaowei.procedures.receive_tickets import receive_tickets
from xiaowei.stages.intake.queries import mapping_for, mapping_named

KINDS = tuple(FOLDERS)
PREVIEW = "preview-"
DAY = 24 * 3600
PREVIEWS_KEPT, REJECTS_KEPT = 2 * DAY, 180 * DAY
"""Rejected rows hold what the sheet held, personal data too: they are kept to be mended, not longer."""
PARSE: dict[str, Callable[..., Parsed[Any]]] = {
    "tickets": parse_tickets,
    "projects": parse_projects,
    "places": parse_places,
}
HAND_IN: dict[str, Callable[..., Report]] = {
    "tickets": receive_tickets,
    "projects": adopt_ledger,
    "places": adopt_places,
}
"""Each sheet's one call into the house."""


@dataclass(frozen=True)
class Sheet:
    """A file at the door: where it lies, what it is called, what kind of rows it holds."""

    path: Path
    name: str
    kind: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file, as hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Received:
    """What came of a sheet: the counts, and where the rows to mend were put."""

    report: Report
    rejects_file: Path | None


def guess(path: Path, name: str = "") -> str:
    """Return the kind of rows that a sheet's headers tell, or as which a sheet with those headers was read
    before; its name is what a refusal calls it.

    :raises BadInput: what the file refuses; `sheet_kind_unknown`
    """
    table = read_any(path, name=name or path.name)
    known = fingerprint(table.headers)
    read_before = (kind for kind in KINDS if mapping_for(kind, known))
    kind = next(read_before, None) or guess_kind(table)
    if kind is None:
        raise BadInput(
            "sheet_kind_unknown", file=name or path.name, headers=some_headers(table.headers)
        )
    return kind


def read_sheet(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> tuple[Table, Parsed[Any]]:
    """Read a sheet with a mapping given, else the one remembered for its headers, else aliases.

    :raises BadInput: what the file or its headers refuse
    """
    table, match, used = find_columns(sheet, mapping)
    load(FOLDERS[sheet.kind]).require(match)
    return table, parse_rows(sheet.kind, table, used)


def find_columns(
    sheet: Sheet, mapping: Mapping[str, str] | None = None
) -> tuple[Table, Match, Mapping[str, str] | None]:
    """Return a sheet's table, its columns as far as they are known, and the mapping they go by.

    :raises BadInput: what the file or its headers refuse, but not what they lack
    """
    folder = FOLDERS[sheet.kind]
    large = sheet.kind == "tickets"
    table = read_kind(sheet.path, folder, mapping, name=sheet.name, streamed=large)
    if mapping is None and (known := mapping_for(sheet.kind, fingerprint(table.headers))):
        return find_columns(sheet, known)
    return table, load(folder).bind(table.headers, mapping), mapping


def parse_rows(kind: str, table: Table, mapping: Mapping[str, str] | None) -> Parsed[Any]:
    """Read a table's rows; the catalogue tells which of a ticket's columns is its kind."""
    more = {"catalogue": catalogue()} if kind == "tickets" else {}
    return PARSE[kind](table, mapping, **more)


def receive(
    sheet: Sheet,
    *,
    by: Actor,
    mapping_name: str | None = None,
    dry_run: bool = False,
    language: str = "zh",
) -> Received:
    """Take a sheet in; its bad rows are kept in the home as a sheet to mend and send back.

    :raises BadInput: what the file, its headers or the mapping refuse
    :raises NotAllowed: `not_permitted`
    """
    mapping = mapping_named(sheet.kind, mapping_name) if mapping_name else None
    table, parsed = read_sheet(sheet, mapping)
    report = hand_in(sheet, table, parsed, dry_run=dry_run, by=by)
    return Received(report, keep_rejects(table, report, dry_run, language))


def hand_in(
    sheet: Sheet,
    table: Table,
    parsed: Parsed[Any],
    *,
    chosen: Mapping[str, str] | None = None,
    dry_run: bool,
    by: Actor,
) -> Report:
    """Hand a sheet's rows into the house; `chosen` is a mapping made by hand, to be remembered.

    :raises NotAllowed: `not_permitted`
    """
    brought = SheetIn(
        rows=parsed.rows,
        rejected=parsed.rejected,
        file_name=sheet.name,
        file_digest=sheet.digest,
        warnings=parsed.warnings,
        fingerprint=fingerprint(table.headers),
        mapping=chosen or {},
        columns=hashlib.sha256(repr(sorted(parsed.mapping.items())).encode()).hexdigest(),
    )
    report = HAND_IN[sheet.kind](sheet=brought, dry_run=dry_run, by=by, on=today(), at=now())
    rejected = _with_cells(report.rejected, table, parsed.mapping)
    return replace(report, rejected=tuple(rejected))


def keep_rejects(table: Table, report: Report, dry_run: bool, language: str) -> Path | None:
    """Put the rows that were not taken aside under the import's number; None where all were."""
    if not report.rejected:
        return None
    name = f"{PREVIEW}{secrets.token_hex(8)}" if dry_run else report.run
    return put_aside(name, table, report.rejected, language)


def _with_cells(
    rejected: Sequence[Rejected], table: Table, mapping: Mapping[str, str]
) -> list[Rejected]:
    """Return the rejected rows with their own cells and headers, also where a rule refused them."""
    bare = {one.row for one in rejected if not one.cells}
    cells = {row.number: row.cells for row in table.rows if row.number in bare} if bare else {}
    return [
        one if one.cells else replace(one, cells=tuple(as_shown(c) for c in cells.get(one.row, ())))
        for one in (_under_their_header(r, table, mapping) for r in rejected)
    ]


def put_aside(name: str, table: Table, rejected: Iterable[Rejected], language: str = "zh") -> Path:
    """Write rejected rows, raw as they came, into the home under `name`, for its owner only."""
    folder = Path(settings.HOME) / "rejects"
    _sweep(folder)
    path = folder / f"{name}.xlsx"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    write_rejects(path, table.headers, rejected, language)
    return path


def _sweep(folder: Path) -> None:
    for file in folder.glob("*.xlsx"):
        kept = PREVIEWS_KEPT if file.name.startswith(PREVIEW) else REJECTS_KEPT
        if time.time() - file.stat().st_mtime > kept:
            file.unlink(missing_ok=True)


def _under_their_header(one: Rejected, table: Table, mapping: Mapping[str, str]) -> Rejected:
    header = mapping.get(one.column or FIELD_OF.get(one.error.code, ""))
    if not header or one.column in table.headers:
        return one
    error = BadInput(one.error.code, row=one.error.row, column=header, **one.error.facts)
    return replace(one, column=header, error=error)
