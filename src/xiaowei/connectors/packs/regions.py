"""Home of reading a pack's regions: a CSV of dated codes, and how names are also written."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date

from xiaowei.connectors.packs.fetch import PackFile, PackFolder
from xiaowei.connectors.packs.sections import bad_cell, read, wrong
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import LEVELS, Region, full, level

HEADER = ["code", "name", "valid_from", "valid_to", "successors", "aliases"]
_SHORTEST_STEM = 2

Endings = Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]


def parse_regions(folder: PackFolder) -> tuple[Region, ...]:
    """Return the regions of a pack, none where it brings none.

    :raises BadInput: `pack_wrong`
    """
    file = folder.file("regions.csv")
    if file is None:
        return ()
    return tuple(_regions(file, _endings(folder.file("regions.yaml"))))


def _endings(file: PackFile | None) -> Endings:
    """Return by level which endings of names may be written otherwise, the longest first."""
    if file is None:
        return {}
    top = read(file)
    names = top.section("other_names")
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for known in LEVELS.values():
        rules = [(row.text("ending"), row.texts("also"), row) for row in names.sections(known)]
        for _, _, row in rules:
            row.done()
        rules.sort(key=lambda rule: -len(rule[0]))
        found[known] = tuple((ending, also) for ending, also, _ in rules)
    names.done()
    top.done()
    return found


def _regions(file: PackFile, endings: Endings) -> Iterator[Region]:
    rows = csv.reader(file.text.splitlines())
    header = next(rows, [])
    if header != HEADER:
        raise wrong(
            file.name, 1, "bad_header", value=",".join(header) or "-", wanted=",".join(HEADER)
        )
    days: dict[str, date | None] = {"": None}
    for line, row in enumerate(rows, start=2):
        if len(row) != len(HEADER):
            text = ",".join(row)
            raise wrong(file.name, line, "bad_header", value=text, wanted=",".join(HEADER))
        yield _region(file.name, line, row, days, endings)


def _region(
    file: str, line: int, row: list[str], days: dict[str, date | None], endings: Endings
) -> Region:
    code, name, first, last, successors, aliases = row
    own = _code(file, line, "code", code)
    if not name.strip():
        raise bad_cell(file, line, "name", name, "name")
    started, ended = (_day(file, line, day, days) for day in (first, last))
    if started and ended and ended < started:
        raise wrong(file, line, "days_backwards")
    after = (
        [_code(file, line, "successors", c) for c in successors.split(";")] if successors else ()
    )
    rank = level(own)
    other = _other_names(name, endings.get(rank, ()))
    given = tuple(alias for alias in aliases.split(";") if alias)
    return Region(own, name, rank, started, ended, tuple(after), given + other)


def _other_names(name: str, rules: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    for ending, also in rules:
        if name.endswith(ending):
            stem = name[: -len(ending)]
            if len(stem) >= _SHORTEST_STEM:
                return tuple(stem + tail for tail in also)
    return ()


def _code(file: str, line: int, column: str, code: str) -> str:
    try:
        return full(code)
    except BadInput as error:
        raise bad_cell(file, line, column, code, "region") from error


def _day(file: str, line: int, text: str, days: dict[str, date | None]) -> date | None:
    if text not in days:
        try:
            days[text] = date.fromisoformat(text)
        except ValueError as error:
            raise bad_cell(file, line, "valid_from / valid_to", text, "day") from error
    return days[text]
