"""Home of the preview of a sheet: what would be taken, what would change, what cannot be taken."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from xiaowei.analysis.masking import mask
from xiaowei.analysis.withholding import withheld
from xiaowei.base.accounts.actors import Actor
from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.headers import fingerprint
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.connectors.tabular.rows import Row, Table
from xiaowei.connectors.tabular.values import text
from xiaowei.connectors.tabular.writing import split_advice
from xiaowei.domain.errors import BadInput, XiaoweiError
from xiaowei.domain.intake import Report
from xiaowei.domain.sheets import Fault, Rejected
from xiaowei.domain.wording import LANGUAGES, Note, Sayable
from xiaowei.interfaces.receiving import guess
from xiaowei.interfaces.saying import masked, said
from xiaowei.interfaces.web.intake.reading import Read, hand_in, read, unread
from xiaowei.interfaces.web.intake.settled import said_absent, unsettled
from xiaowei.interfaces.web.intake.tray import Held, save

log = logging.getLogger(__name__)
SHOWN = 60
SAMPLES = 2
SECRET_FIELDS = {"caller", "caller_name"}
ELSEWHERE = "warning.elsewhere"


def look(one: Held, by: Actor) -> dict[str, Any]:
    """Read a sheet and ask the house what it would do with it; the answer is kept beside the sheet."""
    try:
        one.kind = one.kind or guess(one.path, one.name)
        one.preview = _seen(one, by)
    except Exception as error:
        one.preview = {"error": said_of(one, error)}
    save(one)
    return one.preview


def said_of(one: Held, error: Exception) -> dict[str, str]:
    """Return why a sheet could not be worked on, in each language; a bug is logged."""
    if isinstance(error, XiaoweiError):
        return _said(error)
    log.error("a sheet could not be worked on", exc_info=error)
    return _said(BadInput("sheet_left", file=one.name))


def _seen(one: Held, by: Actor) -> dict[str, Any]:
    """Return the preview; of a sheet that lacks a needed column, its columns to choose from."""
    try:
        found = read(one)
    except BadInput as refusal:
        if refusal.code != "sheet_columns_missing":
            raise
        return _told(one, unread(one), Report(0, 0, 0, 0)) | {"refusal": _said(refusal)}
    return _told(one, found, hand_in(one, found, by, dry_run=True))


def _told(one: Held, found: Read, report: Report) -> dict[str, Any]:
    table, mapping = found.table, dict(found.parsed.mapping)
    columns = load(FOLDERS[one.kind])
    bad = [
        {"row": r.row, **_place(r, fault, table), **_parted(fault.error)}
        for r in report.rejected
        for fault in r.faults
    ]
    changes = [
        {
            "row": c.row,
            "number": c.number,
            "field": c.field,
            "old": mask(c.old).text,
            "new": mask(c.new).text,
        }
        for c in report.changes
    ]
    people = _people(table, found.parsed.unmapped)
    secret = _callers(one, mapping) | people
    shown = _rows_to_show(table, {r.row for r in report.rejected}, {c.row for c in report.changes})
    return {
        "headers": list(table.headers),
        "fingerprint": fingerprint(table.headers),
        "sheet": table.sheet_name,
        "mapping": mapping,
        "fields": list(columns.names),
        "missing": list(columns.missing(mapping)),
        "open": unsettled(one, found),
        "absent": said_absent(one, found),
        "people": sorted(people),
        "samples": _samples(table, secret),
        "rows": [_row(row, table, secret) for row in shown],
        "bad": bad[:200],
        "bad_kinds": Counter(b["column"] or "" for b in bad).most_common(12),
        "changes": changes[:200],
        "counts": {
            "read": report.read,
            "new": report.new,
            "changed": report.changed,
            "same": report.same,
            "rejected": len(report.rejected),
        },
        "skipped": len(table.skipped),
        "masked": dict(report.masked),
        "warnings": [_said(note) for note in report.warnings if not _is_elsewhere(note)],
        "elsewhere": [_said(note) for note in report.warnings if _is_elsewhere(note)],
    }


def _callers(one: Held, mapping: dict[str, str]) -> set[str]:
    is_ticket = one.kind == "tickets"
    return {mapping[f] for f in mapping if is_ticket and f.split(".")[0] in SECRET_FIELDS}


def _people(table: Table, unmapped: Iterable[str]) -> set[str]:
    """Return the columns that nobody asked for and that tell who somebody is."""
    places = {header: table.headers.index(header) for header in unmapped}
    return set(withheld({header: _cells(table, index) for header, index in places.items()}))


def _cells(table: Table, index: int) -> Iterator[str]:
    return (text(row.cells[index]) for row in table.rows if index < len(row.cells))


def _is_elsewhere(note: Sayable) -> bool:
    """Whose tickets leave the importer's sight is told before she confirms, not among the rest."""
    return isinstance(note, Note) and note.key == ELSEWHERE


def _place(rejected: Rejected, fault: Fault, table: Table) -> dict[str, str]:
    """Return the header and the value of the cell that cannot be taken."""
    column = fault.column if fault.column in table.headers else ""
    place = table.headers.index(column) if column else -1
    cells = rejected.cells
    return {
        "column": column or "",
        "value": cells[place] if 0 <= place < len(cells) else fault.value,
    }


def _rows_to_show(table: Table, bad: set[int], changed: set[int]) -> list[Row]:
    """Their order; the rows that need eyes, each with a neighbour, and the first ones."""
    wanted = {n + offset for n in sorted(bad | changed)[:SHOWN] for offset in (-1, 0, 1)}
    picked = [row for row in table.rows if row.number in wanted][: SHOWN * 3]
    rest = [row for row in table.rows[:SHOWN] if row.number not in wanted]
    return sorted([*picked, *rest[: max(SHOWN - len(picked), 12)]], key=lambda row: row.number)


def _row(row: Row, table: Table, secret: set[str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "cells": [
            _cell(text(c), header in secret)
            for c, header in zip(row.cells, table.headers, strict=False)
        ],
    }


def _samples(table: Table, secret: set[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for index, header in enumerate(table.headers):
        seen: dict[str, None] = {}
        for row in table.rows[:200]:
            value = text(row.cells[index]).strip() if index < len(row.cells) else ""
            if value:
                seen.setdefault(_cell(value, header in secret)[:24])
            if len(seen) == SAMPLES:
                break
        found.append(list(seen))
    return found


def _cell(value: str, secret: bool) -> str:
    if not value:
        return ""
    if secret:
        return f"{value[0]}{'*' * min(max(len(value) - 1, 1), 10)}"
    return mask(value).text


def _said(error: Sayable) -> dict[str, str]:
    return {language: said(error, language) for language in LANGUAGES}


def _parted(error: XiaoweiError) -> dict[str, dict[str, str]]:
    wrong, remedy = {}, {}
    for language in LANGUAGES:
        wrong[language], remedy[language] = (masked(part) for part in split_advice(error, language))
    return {"wrong": wrong, "remedy": remedy}
