"""Home of township sheets in tests: the demo's projects split by township, with planted errors.

What is planted, where, and in which form of file is drawn from a seed; each planted error is noted
as (file, row, rule), so that a test can ask for exactly these.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests import gold
from tests.variants import CHINESE
from xiaowei.connectors.tabular.writing import write_table

Cells = dict[str, str]
STAMP = "20200831"
HEADS = {
    "d_approve": "批复时间", "applied_wan": "申报资金(万元)", "village_code": "村(社区)代码",
    "city_wan": "其中:市级(万元)", "district_wan": "其中:区级(万元)", "unit_price": "单价(元)",
}  # fmt: skip


@dataclass
class Sheets:
    """The townships' rows by file, and what was planted."""

    chance: random.Random
    files: dict[str, list[Cells]]
    planted: set[tuple[str, int, str]] = field(default_factory=set)
    wrong_totals: set[str] = field(default_factory=set)

    def any_row(self, least: int = 3) -> tuple[str, int]:
        """Return the file and place of a row that nothing was planted in, in a file large enough."""
        spoilt = {(file, row - 2) for file, row, _ in self.planted}
        free = [
            (file, at)
            for file, rows in self.files.items()
            for at in range(len(rows))
            if len(rows) >= least and (file, at) not in spoilt and file not in self.wrong_totals
        ]
        return self.chance.choice(free)


def draw(seed: int) -> Sheets:
    """Return the demo's projects by township, each row with a unit price and split funds."""
    chance = random.Random(seed)
    files: dict[str, list[Cells]] = {}
    for cells in gold.cells("projects"):
        ending = "xlsx" if len(cells["town"]) % 2 else "csv"
        files.setdefault(f"{cells['town']}.{ending}", []).append(_with_parts(dict(cells), chance))
    return Sheets(chance, files)


def _with_parts(row: Cells, chance: random.Random) -> Cells:
    applied = Decimal(row["applied_wan"])
    city = (applied * chance.randrange(0, 100) / 100).quantize(Decimal("0.01"))
    row["city_wan"], row["district_wan"] = str(city), str(applied - city)
    price = applied * 10_000 / Decimal(row["qty_planned"])
    return row | {"unit_price": f"{price:.2f}", "village_code": ""}


def plant(sheets: Sheets, kinds: list[str]) -> None:
    """Plant one error of each kind."""
    for kind in kinds:
        PLANT[kind](sheets)


def _changed(rule: str, change: Callable[[Sheets, Cells], None]) -> Callable[[Sheets], None]:
    def act(sheets: Sheets) -> None:
        file, at = sheets.any_row()
        change(sheets, sheets.files[file][at])
        sheets.planted.add((file, at + 2, rule))

    return act


def _repeat(rule: str, change: Callable[[Cells], None]) -> Callable[[Sheets], None]:
    def act(sheets: Sheets) -> None:
        file, at = sheets.any_row()
        copy = dict(sheets.files[file][at])
        change(copy)
        sheets.files[file].append(copy)
        sheets.planted |= {(file, len(sheets.files[file]) + 1, rule)}

    return act


def _total(sheets: Sheets) -> None:
    file, _ = sheets.any_row()
    sheets.wrong_totals.add(file)


def _stranger(sheets: Sheets) -> None:
    file, at = sheets.any_row(least=4)
    home, _ = sheets.any_row(least=4)
    while home == file:
        home, _ = sheets.any_row(least=4)
    other = sheets.files[home][0]
    row = sheets.files[file][at]
    row["town"], row["town_code"] = other["town"], other["town_code"]
    sheets.planted.add((file, at + 2, "merge_stranger"))


def _price(sheets: Sheets, row: Cells) -> None:
    wrong = sheets.chance.choice([Decimal("0.8"), Decimal("1.15"), Decimal("10")])
    row["unit_price"] = f"{Decimal(row['unit_price']) * wrong:.2f}"


def _village(sheets: Sheets, row: Cells) -> None:
    codes = {"110112001006": "110112001", "110112105208": "110112105"}
    row["village_code"] = next(code for code, town in codes.items() if town != row["town_code"])


def _cap(sheets: Sheets, row: Cells) -> None:
    over = Decimal(sheets.chance.randrange(5_001, 9_000)) / 100
    row["unit_price"] = f"{over * 10_000 / Decimal(row['qty_planned']):.2f}"
    row["city_wan"], row["district_wan"] = "0.50", str(over - Decimal("0.50"))
    row["applied_wan"] = str(over)


def _put(**cells: str) -> Callable[[Sheets, Cells], None]:
    return lambda sheets, row: row.update(cells)


def _split(sheets: Sheets, row: Cells) -> None:
    off = Decimal(sheets.chance.randrange(2, 300)) / 100
    row["city_wan"] = str(Decimal(row["city_wan"]) + off)


PLANT: dict[str, Callable[[Sheets], None]] = {
    "double number": _repeat(
        "merge_double_number", lambda row: row.update(qty_planned="", unit_price="")
    ),
    "double content": _repeat("merge_double", lambda row: row.update(project_no="TZ2020-900")),
    "town code": _changed("merge_town", _put(town_code="110112777")),
    "village code": _changed("merge_village", _village),
    "type": _changed("unknown_type", _put(type="登月工程")),
    "cap": _changed("merge_over_cap", _cap),
    "total": _total,
    "funds": _changed("merge_funds", _split),
    "price": _changed("merge_price", _price),
    "order": _changed("merge_days", _put(d_collect="2020-03-09", d_apply="2020-03-06")),
    "future": _changed("merge_future", _put(d_collect="2020-09-01", **dict.fromkeys(
        ("d_apply", "d_approve", "d_fund", "d_start", "d_finish", "d_accept"), ""))),
    "amount": _changed("bad_money", _put(settled_wan="约三万")),
    "stranger": _stranger,
}  # fmt: skip


def write(sheets: Sheets, folder: Path) -> list[Path]:
    """Write each township's sheet with Chinese headers in any order and a total row; note the totals."""
    paths = []
    for file, rows in sheets.files.items():
        names = list(rows[0])
        sheets.chance.shuffle(names)
        names.insert(0, names.pop(names.index("project_no")))
        total = {"project_no": "合计"} | {
            name: str(sum(Decimal(row[name] or 0) for row in rows))
            for name in ("applied_wan", "approved_wan", "city_wan")
        }
        if file in sheets.wrong_totals:
            off = Decimal(sheets.chance.randrange(1, 900)) / 100
            total["approved_wan"] = str(Decimal(total["approved_wan"]) + off)
            sheets.planted.add((file, len(rows) + 2, "merge_total"))
        heads = [_head(name) for name in names]
        cells = [[row.get(name, "") for name in names] for row in [*rows, total]]
        paths.append(folder / file)
        if file.endswith(".xlsx"):
            write_table(folder / file, heads, cells)
        else:
            with (folder / file).open("w", encoding="gb18030", newline="") as out:
                csv.writer(out).writerows([heads, *cells])
    return paths


def _head(name: str) -> str:
    plain = name.removesuffix(f"_{STAMP}")
    head = HEADS.get(plain) or CHINESE.get(plain) or plain
    return f"{head}_{STAMP}" if plain != name else head
