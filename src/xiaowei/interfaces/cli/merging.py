"""Home of `merge`: township sheets into one, with everything that is wrong in them."""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import (
    as_date,
    command,
    is_set_up,
    new_file,
    option,
    start_django,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xiaowei.domain.town_sheets import Known, TownSheet

COLUMNS = ("file", "row", "column", "value", "message", "remedy")
NAME = "汇总表.xlsx"


def register(commands: Any) -> None:
    """Add the command."""
    parser = command(commands, "merge", merge_sheets)
    option(parser, "files", key="merge_files", nargs="+", type=Path, metavar="FILES")
    option(parser, "--round", key="merge_round", metavar="R")
    option(parser, "--as-of", key="merge_as_of", metavar="D")
    option(parser, "--out", key="merge_out", type=new_file, metavar="FILE")


def merge_sheets(args: argparse.Namespace) -> Answer:
    """Merge township sheets; errors and warnings are listed apart, the exit code is 0."""
    start_django()
    from xiaowei.connectors.ledger_sheet.merged_book import write
    from xiaowei.domain.merging import merge
    from xiaowei.domain.town_sheets import ERROR
    from xiaowei.interfaces.clock import today
    from xiaowei.interfaces.merging import finding_shown
    from xiaowei.interfaces.saying import masked

    began = time.perf_counter()
    sheets = _read(args.files)
    known = _known(as_date(args.as_of) if args.as_of else today(), _round(args.round))
    merged = merge(sheets, known)
    output = _output(args)
    write(output, merged, known.round_name, masked)
    found = [finding_shown(finding, language()) for finding in merged.findings]
    errors = [one for one in found if one["level"] == ERROR]
    warnings = [one for one in found if one["level"] != ERROR]
    data = {
        "read": sum(len(sheet.lines) + len(sheet.rejected) for sheet in sheets),
        "merged": len(merged.good),
        "findings": errors,
        "warnings": warnings,
        "output_file": str(output),
        "seconds": round(time.perf_counter() - began, 3),
    }
    counts = {"files": len(sheets), "errors": len(errors), "hints": len(warnings)}
    parts = [say("note.merged", language(), **(data | counts))]
    parts += [_table(some) for some in (errors, warnings) if some]
    return Answer(data, "\n\n".join(parts))


def _output(args: argparse.Namespace) -> Path:
    """Return where the summary goes: as told, else beside the first sheet, else where one stands.

    :raises BadInput: `merge_onto_itself`, `merge_no_room`
    """
    beside = args.files[0].with_name(NAME)
    output: Path = args.out or (beside if os.access(beside.parent, os.W_OK) else Path(NAME))
    if output.resolve() in {file.resolve() for file in args.files}:
        raise BadInput("merge_onto_itself", file=output)
    if not os.access(output if output.exists() else output.absolute().parent, os.W_OK):
        raise BadInput("merge_no_room", file=output)
    return output


def _read(files: Sequence[Path]) -> list[TownSheet]:
    """Read every sheet under a name of its own: the file's, with its folder where two share it.

    :raises BadInput: `no_such_file`, and what a file or its headers refuse, with the file's name
    """
    from xiaowei.connectors.ledger_sheet.town_sheet import read

    names = Counter(file.name for file in files)
    sheets = []
    for file in dict.fromkeys(files):
        if not file.is_file():
            raise BadInput("no_such_file", file=file)
        try:
            sheets.append(read(file, file.name if names[file.name] == 1 else str(file)))
        except BadInput as error:
            reason = error.text(language())
            raise BadInput("merge_unreadable", file=file.name, reason=reason) from error
    return sheets


def _round(said: str | None) -> str | None:
    from xiaowei.domain.rounds import round_key

    return round_key(said) if said else None


def _known(today: date, round_name: str | None) -> Known:
    """Return what the home knows; the packs alone where it was never set up."""
    if is_set_up():
        from xiaowei.journey.merging import known_here

        return known_here(today, round_name)
    from xiaowei.connectors.packs.parse import load
    from xiaowei.domain.town_sheets import Known
    from xiaowei.interfaces.chosen_packs import chosen

    packs = load(chosen())
    parts = (packs.regions, packs.catalogue, packs.policies.of, packs.calendar)
    return Known(*parts, today=today, round_name=round_name)


def _table(found: Sequence[dict[str, Any]]) -> str:
    heads = [say(f"column.{name}", language()) for name in COLUMNS]
    return table(heads, [[one[name] for name in COLUMNS] for one in found])
