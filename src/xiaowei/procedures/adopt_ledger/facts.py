"""Home of what a ledger row says, in the house's own terms: regions, places, types, fen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xiaowei.base.places.coordinates import stored
from xiaowei.base.regions.queries import find_town, tree
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.checking import DAYS
from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen
from xiaowei.domain.regions import full, significant
from xiaowei.domain.row_units import in_unit
from xiaowei.domain.sheets import LedgerRow
from xiaowei.domain.wording import say

NOT_FILED = (
    "酝酿", "征集", "已征集", "拟申报", "申报中", "已申报", "审核中", "已审核", "退回补正", "已审定",
    "已批复",
)  # fmt: skip
FILED = ("已备案", "已拨付", "已委托", "待开工", "未开工", "暂停", "终止")
STARTED = ("施工中", "在建", "实施中", "已开工")
FINISHED = ("完工待验收", "已完工", "完工", "竣工", "已竣工", "已验收", "验收", "已结算", "已办结")
"""Words that a sheet's status column uses."""
MOST_SITES = 2_000
"""No project of small works has more; a larger number is a slip."""
UNDATED_ROUND = "未分批"


@dataclass(frozen=True)
class Facts:
    """One project as the sheet gives it; unknown is None. Amounts in fen, codes with 12 digits."""

    row: LedgerRow
    number: str | None
    key: str
    town_code: str
    district_code: str
    year: int
    type_code: str
    unit: str
    filed_on: date | None
    is_filed: bool
    has_spaces: bool
    """Whether its type counts parking spaces: 0 of them is a count there, and nothing elsewhere."""

    @property
    def applied_fen(self) -> int | None:
        """What was asked for, in fen."""
        return _fen(self.row.applied_yuan)

    @property
    def approved_fen(self) -> int | None:
        """What was approved, in fen."""
        return _fen(self.row.approved_yuan)

    @property
    def asked_fen(self) -> int | None:
        """What was asked for, or else approved, in fen."""
        return self.approved_fen if self.applied_fen is None else self.applied_fen

    @property
    def disbursed_fen(self) -> int | None:
        """What was disbursed, in fen; 0 counts as nothing yet."""
        return _fen(self.row.disbursed_yuan) or None

    @property
    def settled_fen(self) -> int | None:
        """What was settled, in fen; 0 counts as nothing yet."""
        return _fen(self.row.settled_yuan) or None

    @property
    def point(self) -> dict[str, Any]:
        """Where the sheet says the project is, as it is stored; nothing where it says nothing."""
        lon, lat, system = stored(self.row.lon, self.row.lat, self.row.crs)
        return {"longitude": lon, "latitude": lat, "coordinate_system": system} if system else {}

    @property
    def is_applied(self) -> bool:
        """Tell whether the township has applied."""
        known = (self.row.applied_on, self.applied_fen, self.approved_fen, self.row.approved_on)
        return any(value is not None for value in known) or self.is_filed

    @property
    def is_started(self) -> bool:
        """Tell whether works have begun."""
        dated = self.row.started_on or self.row.finished_on or self.row.accepted_on
        return dated is not None or (self.row.status or "").startswith(STARTED)

    @property
    def fund_lines(self) -> tuple[tuple[str, int], ...]:
        """Return (source, fen); sources that the sheet does not split stay one line."""
        if self.row.funds and any(self.row.funds):
            names = ("市级", "区级", "其他")
            pairs = zip(names, self.row.funds, strict=True)
            return tuple((name, _fen(amount) or 0) for name, amount in pairs if amount)
        return ((self.row.fund_source or "", self.asked_fen or 0),)


def read_facts(rows: Sequence[LedgerRow], catalogue: Catalogue, on: date) -> FactReader:
    """Return a reader of rows that knows what the whole sheet says: its district, its columns."""
    return FactReader(rows, catalogue, on)


class FactReader:
    """Reads one row at a time; what a row leaves open is settled by the sheet."""

    def __init__(self, rows: Sequence[LedgerRow], catalogue: Catalogue, on: date) -> None:
        self.catalogue = catalogue
        self.on = on
        self.has_filing_dates = any(row.filed_on or row.filing_no for row in rows)
        self.district = _district_of(rows)

    def read(self, row: LedgerRow) -> Facts:
        """Return the facts of a row.

        :raises BadInput: `unknown_town`, `code_not_of_town`, `unknown_type`, `unit_differs`,
            `too_many_sites`, `more_sites_done`, `started_without_amount`, `merge_future`
        """
        year = self._year(row)
        town = self._town(row, date(year, 12, 31))
        kind = self.catalogue.type_named(row.type or "") or self.catalogue.type_named(
            f"{row.name} {row.content or ''}"
        )
        if kind is None:
            known = "、".join(t.name for t in self.catalogue.types)
            value = row.type or row.name
            raise BadInput("unknown_type", row=row.row, column="类型", value=value, known=known)
        _check_sites(row)
        self._check_days(row)
        is_filed = self._is_filed(row)
        facts = Facts(
            row=in_unit(row, kind.unit),
            number=row.number,
            key=_key(row, town, kind.code),
            town_code=town,
            district_code=full(significant(town)[:6]),
            year=year,
            type_code=kind.code,
            unit=kind.unit,
            filed_on=row.filed_on or (None if self.has_filing_dates else row.approved_on),
            is_filed=is_filed,
            has_spaces=kind.indicator("parking_spaces") is not None,
        )
        if facts.is_started and facts.approved_fen is None:
            raise BadInput("started_without_amount", row=row.row, column="审定资金", value=row.name)
        return facts

    def _is_filed(self, row: LedgerRow) -> bool:
        later = (row.filed_on, row.filing_no, row.disbursed_on, row.started_on, row.disbursed_yuan)
        if any(later):
            return True
        # A sheet without filing dates files where it approves, unless its status says otherwise.
        inferred = not self.has_filing_dates and row.approved_on is not None
        return inferred and not (row.status or "").startswith(NOT_FILED)

    def _check_days(self, row: LedgerRow) -> None:
        for field in DAYS:
            day = getattr(row, field)
            if day and day > self.on:
                column = say(f"sheet_column.{field}", "zh")
                raise BadInput("merge_future", row=row.row, column=column, value=day, today=self.on)

    def _year(self, row: LedgerRow) -> int:
        days = (row.collected_on, row.applied_on, row.approved_on, row.filed_on, row.status_on)
        return next((day.year for day in days if day), self.on.year)

    def _town(self, row: LedgerRow, on: date) -> str:
        region = tree().get(row.town_code) if row.town_code else None
        if region and region.level == "township":
            if row.town and tree().contradicts(region.code, row.town):
                facts = {"value": row.town_code, "town": row.town}
                raise BadInput("code_not_of_town", row=row.row, column="镇街代码", **facts)
            return region.code
        found = find_town(row.town, self.district, on) if row.town else None
        if found is None:
            value = row.town or row.town_code or ""
            raise BadInput("unknown_town", row=row.row, column="镇街", value=value)
        return found.code


def _check_sites(row: LedgerRow) -> None:
    if row.sites_total is not None and row.sites_total > MOST_SITES:
        said = str(row.sites_total)
        raise BadInput(
            "too_many_sites", row=row.row, column="点位总数", value=said, most=MOST_SITES
        )
    if row.sites_done and row.sites_total is not None and row.sites_done > row.sites_total:
        raise BadInput(
            "more_sites_done",
            row=row.row,
            column="完工点位",
            value=str(row.sites_done),
            total=row.sites_total,
        )


def _district_of(rows: Sequence[LedgerRow]) -> str | None:
    known: Counter[str] = Counter()
    for row in rows:
        if row.town_code and len(row.town_code) >= 6:
            known[row.town_code[:6]] += 1
        elif row.town and (town := find_town(row.town, None, None)):
            known[town.code[:6]] += 1
    return full(known.most_common(1)[0][0]) if known else None


def _key(row: LedgerRow, town: str, type_code: str) -> str:
    parts = (
        town,
        type_code,
        row.name,
        *sorted(row.places),
        str(row.quantity_planned or ""),
        str(row.applied_yuan if row.applied_yuan is not None else row.approved_yuan or ""),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _fen(amount: Decimal | None) -> int | None:
    return None if amount is None else fen(amount)
