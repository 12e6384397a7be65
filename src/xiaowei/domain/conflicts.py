"""Home of conflicts between merged rows: two sides, the choices there are, and what a choice does.

A row that is not chosen is left out as if its sheet never had it, and everything is held against
the rules anew. A choice holds as long as both sides say what they said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xiaowei.domain.merging import Merged, merge, parted
from xiaowei.domain.town_sheets import Entry, Finding, Funded, Known, Total, TownSheet

FIRST, SECOND, BOTH = "first", "second", "both"
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "merge_double_number": (FIRST, SECOND),
    "merge_double": (FIRST, SECOND),
    "merge_again": (FIRST, SECOND, BOTH),
    "merge_funded": (FIRST, BOTH),
    "merge_total": (SECOND,),
}
"""What may be chosen: the house takes no double in, earlier funding stands, and rows outweigh totals."""
DOUBLES = ("merge_double_number", "merge_double")
NOTE_JOIN = ";"

Place = tuple[str, int]
"""File and row."""


@dataclass(frozen=True)
class Choice:
    """Which side is kept, and why."""

    keep: str
    reason: str


@dataclass(frozen=True)
class Conflict:
    """Two sides that speak of one thing; of a total the second side is the rows above it."""

    key: str
    finding: Finding
    first: Entry | Funded | Total
    second: Entry | None
    choice: Choice | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Return what may be chosen."""
        return OPTIONS[self.finding.error.code]

    @property
    def dropped(self) -> Entry | None:
        """Return the row that the choice leaves out."""
        if self.choice is None or self.choice.keep == BOTH:
            return None
        side = self.second if self.choice.keep == FIRST else self.first
        return side if isinstance(side, Entry) else None


@dataclass(frozen=True)
class Settled:
    """What is merged under the choices made, the rows left out, and the conflicts open and decided."""

    merged: Merged
    left_out: tuple[Entry, ...]
    open: tuple[Conflict, ...]
    decided: tuple[Conflict, ...]


def settle(
    sheets: Sequence[TownSheet], known: Known, choices: Mapping[str, Choice] | None = None
) -> Settled:
    """Merge township sheets under the choices made of their conflicts, by key."""
    choices = choices or {}
    decided: list[Conflict] = []
    left_out: list[Entry] = []
    while True:
        merged = merge(sheets, known)
        found = [_chosen(one, choices) for one in conflicts(merged)]
        gone: dict[Place, Entry] = {}
        for one in found:
            row = one.dropped
            if row is not None and not {_place(s) for s in _rows(one)} & gone.keys():
                gone[_place(row)] = row
                decided.append(one)
        if not gone:
            break
        left_out += gone.values()
        sheets = [_without(sheet, gone.keys()) for sheet in sheets]
    kept = [one for one in found if one.choice]
    accepted = {id(one.finding) for one in kept}
    rest = [finding for finding in merged.findings if id(finding) not in accepted]
    entries = [*merged.good, *merged.bad]
    noted = parted(_noted(entries, [*decided, *kept]), rest, sheets)
    still = tuple(one for one in found if not one.choice)
    return Settled(noted, tuple(left_out), still, (*decided, *kept))


def conflicts(merged: Merged) -> list[Conflict]:
    """Return the findings that have two sides; the same place and type only across two sheets.

    Two rows that are doubles are asked about once: not as the same place and type again.
    """
    found = []
    for finding in merged.findings:
        first, second = finding.against, finding.own
        if first is None or finding.error.code not in OPTIONS:
            continue
        across = isinstance(first, Entry) and second and first.sheet.file != second.sheet.file
        if finding.error.code != "merge_again" or across:
            found.append(Conflict(_key(finding, first, second), finding, first, second))
    doubles = [_pair(one) for one in found if one.finding.error.code in DOUBLES]
    return [x for x in found if x.finding.error.code != "merge_again" or _pair(x) not in doubles]


def _key(finding: Finding, first: object, second: Entry | None) -> str:
    """Name a conflict after what both sides say."""
    sides = [
        (side.sheet.file, side.row) if isinstance(side, Entry) else side for side in (first, second)
    ]
    said = repr((finding.error.code, finding.file, finding.error.row, *sides))
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _chosen(one: Conflict, choices: Mapping[str, Choice]) -> Conflict:
    choice = choices.get(one.key)
    fits = choice is not None and choice.keep in one.options and choice.reason.strip()
    return replace(one, choice=choice) if fits else one


def _rows(one: Conflict) -> list[Entry]:
    return [side for side in (one.first, one.second) if isinstance(side, Entry)]


def _pair(one: Conflict) -> set[Place]:
    return {_place(entry) for entry in _rows(one)}


def _place(entry: Entry) -> Place:
    return entry.sheet.file, entry.row.row


def _without(sheet: TownSheet, gone: Iterable[Place]) -> TownSheet:
    rows = {row for file, row in gone if file == sheet.file}
    return replace(sheet, lines=tuple(line for line in sheet.lines if line.row.row not in rows))


def _noted(entries: Iterable[Entry], decided: Iterable[Conflict]) -> list[Entry]:
    """Write the reason of a choice into the note of the row that stays."""
    reasons: dict[Place, list[str]] = {}
    for one in decided:
        for entry in _rows(one):
            if entry is not one.dropped and one.choice:
                reasons.setdefault(_place(entry), []).append(
                    f"合并取舍:{one.choice.reason.strip()}"
                )
    noted = []
    for entry in entries:
        own = reasons.get(_place(entry))
        said = dict.fromkeys(filter(None, (entry.row.note, *(own or ()))))
        noted.append(
            replace(entry, row=replace(entry.row, note=NOTE_JOIN.join(said))) if own else entry
        )
    return noted
