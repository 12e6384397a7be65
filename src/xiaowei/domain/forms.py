"""Home of the forms that offices hand on: a title, columns under groups, rows, a total, signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

APPLICATION, FILING, DISBURSEMENT = "application", "filing", "disbursement"
FORMS = (APPLICATION, FILING, DISBURSEMENT)
TITLES: Mapping[str, str] = {
    APPLICATION: "项目申报汇总表",
    FILING: "项目区级备案表",
    DISBURSEMENT: "资金拨付明细表",
}
SIGNATURES = ("经办:", "审核:", "负责人:")
UNIT_LINE = "单位:万元"
SERIAL, TEXT, WORD, QUANTITY, COUNT, WAN, DAY = (
    "serial", "text", "word", "quantity", "count", "wan", "day",
)  # fmt: skip
"""Kinds of columns: a word is a short text, shown in the middle; `wan` is money in 万元."""

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class FormColumn:
    """One column: what stands in its own header cell, how it is shown, the group above it."""

    header: str
    kind: str
    width: int
    group: str = ""


@dataclass(frozen=True)
class Form:
    """A form as it is printed; `about` stands under the title, amounts are in 万元, nothing rounded."""

    title: str
    about: str
    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def totals(self) -> tuple[Decimal | None, ...]:
        """Return the sum of each column of money, None of the others."""
        return tuple(
            sum((_amount(row[at]) for row in self.rows), Decimal(0)) if one.kind == WAN else None
            for at, one in enumerate(self.columns)
        )


def title_of(form: str, district: str, programme: str, year: int, round_name: str) -> str:
    """Return a form's title: district, year, programme, form, and the round in brackets."""
    batch = f"({round_shown(round_name)})" if round_name else ""
    return f"{district}{year}年{programme}{TITLES[form]}{batch}"


def round_shown(name: str) -> str:
    """Return a round as it is read: 2 is 第2批, a name of its own stays."""
    return f"第{name}批" if name.isdecimal() else name


def decimals(amount: Decimal, least: int = 2) -> int:
    """Return how many decimals show an amount without loss, two at least."""
    exponent = amount.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else least)


def _amount(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)


def groups_of(columns: Sequence[FormColumn]) -> list[tuple[str, int, int]]:
    """Return (group, first column, last column) of the columns that stand under one group."""
    found: list[tuple[str, int, int]] = []
    for at, one in enumerate(columns):
        if one.group and found and found[-1][0] == one.group and found[-1][2] == at - 1:
            found[-1] = (one.group, found[-1][1], at)
        elif one.group:
            found.append((one.group, at, at))
    return found
