"""Home of township sheets that are to be merged: their rows in the house's terms, and findings.

An error keeps its row out of the merged sheet, a warning does not. Each finding names file, row and
column; its refusal says what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen, wan
from xiaowei.domain.policy import Policy
from xiaowei.domain.regions import RegionTree
from xiaowei.domain.sheets import LedgerRow, Rejected
from xiaowei.domain.workdays import Calendar

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Total:
    """A total row's amount in yuan, and the sums that it may be: its section's, or all rows'."""

    row: int
    column: str
    stated: Decimal
    sums: tuple[Decimal, ...]


@dataclass(frozen=True)
class Line:
    """A row as its sheet gives it, with what stands in columns that a ledger does not have."""

    row: LedgerRow
    village_code: str | None = None
    unit_price_yuan: Decimal | None = None


@dataclass(frozen=True)
class TownSheet:
    """One township's sheet as read; `headers` maps our fields to its own headers."""

    file: str
    lines: tuple[Line, ...]
    rejected: tuple[Rejected, ...]
    totals: tuple[Total, ...]
    headers: Mapping[str, str]
    warnings: tuple[BadInput, ...] = ()


@dataclass(frozen=True)
class Funded:
    """A place and type that money was paid for, as the home's records have it."""

    number: str
    town_code: str
    place: str
    type_code: str
    on: date


@dataclass(frozen=True)
class Known:
    """What the sheets are held against: regions, types, policies, holidays, the day, earlier funding."""

    regions: RegionTree
    catalogue: Catalogue
    policy: Callable[[str, int], Policy]
    calendar: Calendar
    today: date
    funded: tuple[Funded, ...] = ()
    round_name: str | None = None


@dataclass(frozen=True)
class Finding:
    """What is wrong, or worth a look, at one row of one file."""

    file: str
    level: str
    error: BadInput
    value: str
    field: str = ""
    """Our name of the column, blank where it is none of ours."""
    own: Entry | None = None
    """The row itself, where something stands against it; None of a total."""
    against: Entry | Funded | Total | None = None
    """What it is in conflict with."""


@dataclass(frozen=True)
class Entry:
    """A row of a file in the house's terms; a township or type that is not known is blank."""

    sheet: TownSheet
    line: Line
    town_code: str
    type_code: str
    policy: Policy
    row: LedgerRow
    """The row with its quantities in its type's unit; as read where that can't be told."""
    wrong_unit: BadInput | None = None

    @property
    def amount(self) -> Decimal | None:
        """Return what was asked for, or else approved, in yuan."""
        asked = self.row.applied_yuan
        return self.row.approved_yuan if asked is None else asked

    def error(self, code: str, field: str, value: object, **facts: object) -> Finding:
        """Return an error at one of the row's columns."""
        return self._finding(ERROR, code, field, value, facts)

    def warning(self, code: str, field: str, value: object, **facts: object) -> Finding:
        """Return a warning at one of the row's columns."""
        return self._finding(WARNING, code, field, value, facts)

    def _finding(
        self, level: str, code: str, field: str, value: object, facts: dict[str, object]
    ) -> Finding:
        said = "" if value is None else str(value)
        column = self.sheet.headers.get(field, field)
        error = BadInput(code, row=self.row.row, column=column, value=said, **facts)
        return Finding(self.sheet.file, level, error, said, field)


def in_wan(amount: Decimal) -> str:
    """Return yuan as 万元 with two decimals."""
    return wan(fen(amount))
