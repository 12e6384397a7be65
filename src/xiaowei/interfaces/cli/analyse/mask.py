"""Home of `analyse mask`: a sheet written again without personal data."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import column_of, heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, new_file, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xiaowei.connectors.tabular.rows import Cell, Table

_KEPT = frozenset({"number", "received_at", "received_on", "closed_at", "deadline"})


def register(methods: Any) -> None:
    """Add `mask`."""
    masking = command(methods, "mask", run_mask)
    option(masking, "file", key="analyse_file", type=Path, metavar="FILE")
    option(masking, "--text", key="analyse_text", required=True, action="append", metavar="COL")
    option(masking, "--out", key="analyse_out", type=new_file, metavar="FILE")


def run_mask(args: argparse.Namespace) -> Answer:
    """Write the sheet again without personal data; `by_kind` counts the text columns alone."""
    from xiaowei.analysis.masking import mask
    from xiaowei.connectors.tabular.reading import read_any
    from xiaowei.connectors.tabular.writing import write_table

    began = time.perf_counter()
    sheet = read_any(args.file, args.text)
    chosen = {column_of(sheet, name) for name in args.text}
    rows, masked, by_kind, elsewhere = _masked(sheet, chosen)
    output = args.out or _beside(args.file)
    headers = [mask(header).text for header in sheet.headers]
    write_table(output, headers, rows)
    data: dict[str, Any] = {
        "read": len(sheet.rows),
        "masked": masked,
        "by_kind": dict(sorted(by_kind.items())),
        "other_columns": {mask(header).text: count for header, count in elsewhere.items()},
        "output_file": str(output),
        "seconds": round(time.perf_counter() - began, 3),
    }
    told = say("told.masked", language(), **data)
    kinds = [(say(f"personal.{kind}", language()), count) for kind, count in by_kind.items()]
    kinds += data["other_columns"].items()
    return Answer(data, told + ("\n" + table(heads("kind", "count"), kinds) if kinds else ""))


def _masked(
    sheet: Table, chosen: set[int]
) -> tuple[list[Sequence[Cell]], int, Counter[str], Counter[str]]:
    """Mask every cell but numbers and dates of the ticket; count rows and kinds of `chosen`.

    In a column that tells who somebody is, a bare name goes too.
    """
    from xiaowei.analysis.calling import name_of_person
    from xiaowei.analysis.masking import LABELS, Masked, mask
    from xiaowei.analysis.text import narrow
    from xiaowei.connectors.tabular.values import text

    spared = _spared(sheet) - chosen
    people = _people(sheet) - chosen
    rows: list[Sequence[Cell]] = []
    by_kind: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    touched = 0
    for row in sheet.rows:
        cells = list(row.cells)
        before = by_kind.total()
        for column, cell in enumerate(cells):
            if column in spared or not isinstance(cell, str | int | float):
                continue
            result = mask(text(cell))
            if column in people and name_of_person(narrow(text(cell)).strip()):
                result = Masked(LABELS["name"], {"name": 1})
            if result.counts:
                cells[column] = result.text
                (by_kind if column in chosen else elsewhere).update(
                    result.counts if column in chosen else [sheet.headers[column]]
                )
        touched += by_kind.total() > before
        rows.append(cells)
    return rows, touched, by_kind, elsewhere


def _people(sheet: Table) -> set[int]:
    """Return the columns that tell who somebody is."""
    from xiaowei.analysis.withholding import withheld
    from xiaowei.connectors.tabular.values import text

    told = {
        header: (text(row.cells[at]) for row in sheet.rows if at < len(row.cells))
        for at, header in enumerate(sheet.headers)
    }
    found = withheld(told)
    return {at for at, header in enumerate(sheet.headers) if header in found}


def _spared(sheet: Table) -> set[int]:
    """Return the columns of a ticket sheet that name or date the ticket."""
    from xiaowei.connectors.tabular.columns import load

    try:
        match = load("hotline_sheet").match(sheet.headers)
    except BadInput:
        return set()
    return {bound.index for bound in match.bound if bound.field in _KEPT}


def _beside(file: Path) -> Path:
    """Name the result beside the sheet; an old .xls becomes an .xlsx."""
    ending = ".csv" if file.suffix.lower() == ".csv" else ".xlsx"
    return file.with_name(f"{file.stem}.masked{ending}")
