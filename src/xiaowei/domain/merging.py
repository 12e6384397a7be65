"""Home of merging township sheets: what their rows say twice, and what was paid for before."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xiaowei.domain.checking import check_entry, check_sheet
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import full, significant
from xiaowei.domain.row_units import in_unit
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.town_sheets import ERROR, Entry, Finding, Funded, Known, Line, TownSheet


@dataclass(frozen=True)
class Merged:
    """The entries to merge, those that have errors, and every finding in the order of the files."""

    good: tuple[Entry, ...]
    bad: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def merge(sheets: Sequence[TownSheet], known: Known) -> Merged:
    """Hold township sheets against the rules, against each other and against earlier funding."""
    district = _district_of(sheets, known)
    entries = [_entry(sheet, line, known, district) for sheet in sheets for line in sheet.lines]
    found = [f for sheet in sheets for f in check_sheet(sheet)]
    found += [f for entry in entries for f in check_entry(entry, known)]
    strangers = list(_strangers(entries))
    found += [*strangers, *_outside(entries, district)]
    # A row in another township's sheet repeats the one in its own, not the other way round.
    astray = {(f.file, f.error.row) for f in strangers}
    own_first = sorted(entries, key=lambda one: (one.sheet.file, one.row.row) in astray)
    found += [*_doubles(own_first), *_funded_before(entries, known), *_again(entries)]
    return parted(entries, found, sheets)


def parted(
    entries: Iterable[Entry], found: Iterable[Finding], sheets: Sequence[TownSheet]
) -> Merged:
    """Part rows into good and bad by what was found, all in the order of the files."""
    order = {sheet.file: place for place, sheet in enumerate(sheets)}
    entries = sorted(entries, key=lambda entry: (order[entry.sheet.file], entry.row.row))
    found = sorted(found, key=lambda f: (order[f.file], f.error.row or 0))
    wrong = {(f.file, f.error.row) for f in found if f.level == ERROR}
    bad = [(entry.sheet.file, entry.row.row) in wrong for entry in entries]
    return Merged(
        good=tuple(entry for entry, is_bad in zip(entries, bad, strict=True) if not is_bad),
        bad=tuple(entry for entry, is_bad in zip(entries, bad, strict=True) if is_bad),
        findings=tuple(found),
    )


def _district_of(sheets: Sequence[TownSheet], known: Known) -> str | None:
    """Return the district that most rows name, with 12 digits."""
    seen: Counter[str] = Counter()
    for row in (line.row for sheet in sheets for line in sheet.lines):
        if row.town_code and known.regions.get(row.town_code):
            seen[full(row.town_code)[:6]] += 1
        elif row.town and (town := known.regions.town_named(row.town)):
            seen[town.code[:6]] += 1
    return full(seen.most_common(1)[0][0]) if seen else None


def _entry(sheet: TownSheet, line: Line, known: Known, district: str | None) -> Entry:
    row = line.row
    days = (row.collected_on, row.applied_on, row.approved_on, row.filed_on, row.status_on)
    year = next((day.year for day in days if day), known.today.year)
    kind = known.catalogue.type_named(row.type or f"{row.name} {row.content or ''}")
    town = _town(row, known, district, year)
    policy = known.policy((town or district or "0" * 12)[:6], year)
    if kind is None:
        return Entry(sheet, line, town, "", policy, row)
    try:
        return Entry(sheet, line, town, kind.code, policy, in_unit(row, kind.unit))
    except BadInput as refusal:
        return Entry(sheet, line, town, kind.code, policy, row, refusal)


def _town(row: LedgerRow, known: Known, district: str | None, year: int) -> str:
    if row.town_code:
        region = known.regions.get(row.town_code)
        return region.code if region and region.level == "township" else ""
    named = known.regions.town_named(row.town or "", district, date(year, 12, 31))
    return named.code if named else ""


def _strangers(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield the rows of another township than most of their file's."""
    by_file: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.town_code:
            by_file[entry.sheet.file].append(entry)
    for own in by_file.values():
        town, count = Counter(entry.town_code for entry in own).most_common(1)[0]
        if count * 2 > len(own):
            names = [entry.row.town for entry in own if entry.town_code == town]
            for entry in own:
                if entry.town_code != town:
                    said = entry.row.town or entry.row.town_code
                    field = "town" if entry.row.town else "town_code"
                    yield entry.error("merge_stranger", field, said, town=names[0] or town)


def _outside(entries: Sequence[Entry], district: str | None) -> Iterator[Finding]:
    for entry in entries:
        if district and entry.town_code and not entry.town_code.startswith(significant(district)):
            yield entry.error("merge_outside", "town_code", entry.row.town_code or entry.row.town)


def _doubles(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield each row that repeats an earlier one: its number, or place, type, quantity and amount.

    A township that is not known tells no two rows apart; two townships that ask for a project of one
    name, place, type, quantity and amount ask for one project.
    """
    numbers: dict[str, Entry] = {}
    alike: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        row = entry.row
        likeness = (*sorted(map(_plain, row.places)), entry.type_code or row.type,
                    row.quantity_planned, entry.amount)  # fmt: skip
        first, code, field = numbers.get(row.number or ""), "merge_double_number", "number"
        is_told = row.quantity_planned is not None or entry.amount is not None
        if first is None and row.places and is_told:
            first, code, field = _like(alike[likeness], entry), "merge_double", "places"
        if first is not None:
            value = row.number if field == "number" else "、".join(row.places)
            facts = {"other_file": first.sheet.file, "other": first.row.row}
            yield _against(entry.error(code, field, value, **facts), entry, first)
            continue
        if row.number:
            numbers[row.number] = entry
        alike[likeness].append(entry)


def _like(earlier: Iterable[Entry], entry: Entry) -> Entry | None:
    """Return the earlier row that a row repeats; of another township only by a name that says where."""
    own, row = entry.town_code, entry.row
    name, places = _title(row.name), _plain("、".join(row.places))
    # A name that is no more than place and work was made of them: it tells nothing new.
    is_made = name in {places, *(places + _plain(said or "") for said in (row.type, row.content))}
    says_where = not is_made and any(_plain(place) in name for place in row.places)
    for one in earlier:
        if not own or one.town_code in (own, ""):
            return one
        if says_where and _title(one.row.name) == name:
            return one
    return None


def _funded_before(entries: Sequence[Entry], known: Known) -> Iterator[Finding]:
    """Yield the new rows that ask again for what was paid for; a number known there is no new row."""
    own = {entry.row.number for entry in entries}
    paid = {one.number for one in known.funded}
    earlier: dict[tuple[str, str, str], list[Funded]] = defaultdict(list)
    for one in known.funded:
        if one.number not in own:
            town = known.regions.today(one.town_code)
            earlier[town, _plain(one.place), one.type_code].append(one)
    for entry in (entry for entry in entries if entry.row.number not in paid):
        on = entry.row.collected_on or entry.row.applied_on or known.today
        first = _years_before(on, entry.policy.refund_years)
        for name in entry.row.places:
            for one in earlier[_today(entry, known), _plain(name), entry.type_code]:
                if first <= one.on:
                    facts = {"number": one.number, "on": one.on}
                    years = entry.policy.refund_years
                    error = entry.error("merge_funded", "places", name, years=years, **facts)
                    yield _against(error, entry, one)


def _today(entry: Entry, known: Known) -> str:
    return known.regions.today(entry.town_code) if entry.town_code else ""


def _again(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Warn of each further project of the same place and type."""
    seen: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        for name in entry.row.places:
            first = seen.setdefault((entry.town_code, _plain(name), entry.type_code), entry)
            if first is not entry:
                facts = {"other_file": first.sheet.file, "other": first.row.row}
                warning = entry.warning("merge_again", "places", name, **facts)
                yield _against(warning, entry, first)


def _against(finding: Finding, entry: Entry, other: Entry | Funded) -> Finding:
    return replace(finding, own=entry, against=other)


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last)


def _title(name: str | None) -> str:
    """Return a project's name without what every name may end with."""
    return re.sub(r"(?:改造|建设)?(?:项目|工程)$", "", _plain(name or ""))


def _plain(name: str) -> str:
    return "".join(name.split())
