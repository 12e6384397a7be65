"""Home of reading a pack's calendars: the days that differ from Monday to Friday."""

from __future__ import annotations

import csv
from datetime import date

from xiaowei.connectors.packs.fetch import PackFile, PackFolder
from xiaowei.connectors.packs.sections import Section, bad_cell, read, wrong
from xiaowei.domain.workdays import Calendar

COLUMNS = ("date", "kind")


def parse_calendars(folder: PackFolder) -> dict[str, Calendar]:
    """Return the calendars of a pack by code.

    :raises BadInput: `pack_wrong`
    """
    return dict(_calendar(folder, read(file)) for file in folder.files("calendars", ".yaml"))


def _calendar(folder: PackFolder, top: Section) -> tuple[str, Calendar]:
    code, name = top.text("code"), top.text("days")
    top.text("name")
    first, last = top.day("first"), top.day("confirmed_to")
    top.done()
    if last < first:
        raise top.refuse("confirmed_to", "days_backwards")
    file = folder.file(f"calendars/{name}")
    if file is None:
        raise top.refuse("days", "no_file", value=name)
    days = _days(file)
    off = frozenset(day for day, kind in days.items() if kind == "off")
    return code, Calendar(off, frozenset(days) - off, first, last)


def _days(file: PackFile) -> dict[date, str]:
    rows = csv.reader(file.text.splitlines())
    header = next(rows, [])
    if tuple(header[: len(COLUMNS)]) != COLUMNS:
        raise wrong(
            file.name,
            1,
            "bad_header",
            value=",".join(header) or "-",
            wanted="date,kind,name,source",
        )
    days: dict[date, str] = {}
    for line, row in enumerate(rows, start=2):
        day, kind = _day(file.name, line, row)
        if day in days:
            raise wrong(file.name, line, "twice", value=day)
        days[day] = kind
    return days


def _day(file: str, line: int, row: list[str]) -> tuple[date, str]:
    text, kind = (*row, "", "")[: len(COLUMNS)]
    if kind not in ("off", "on"):
        raise bad_cell(file, line, "kind", kind, "workday")
    try:
        return date.fromisoformat(text), kind
    except ValueError as error:
        raise bad_cell(file, line, "date", text, "day") from error
