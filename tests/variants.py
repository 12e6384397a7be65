"""Home of unseen sheets: other quantities, fewer projects, other columns, and their figures by hand.

Everything is drawn from a seed. `Told` counts the figures from the cells alone, in plain Python.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests import gold
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.tabular.writing import write_table

Cells = dict[str, str]
TOPICS = {
    "破损道路修复": ("道路交通", "道路破损"), "电动自行车车棚": ("小区配合", "电动自行车"),
    "屋顶防水": ("住房", "房屋漏水"), "生态停车场": ("小区配合", "停车管理"),
    "小微绿地": ("环境绿化", "绿化缺失"), "文体活动广场": ("文体", "健身设施"),
    "围墙墙体修复": ("住房", "围墙破损"), "排水沟修复": ("排水", "积水"),
    "路灯": ("市政", "路灯"), "休闲座椅及宣传栏": ("文体", "休闲设施"),
    "晾衣架及便民扶手": ("小区配合", "便民设施"), "应急供水管线": ("供水", "停水"),
}  # fmt: skip
CHINESE = {
    "project_no": "项目编号", "name": "项目名称", "town_code": "镇街代码", "town": "镇街",
    "place_kind": "点位类型", "places": "村(社区)/小区", "type": "项目类型", "class": "项目大类",
    "unit": "单位", "qty_planned": "数量", "qty_done": "完成数量", "parking_spaces": "停车位",
    "sites_total": "点位总数", "sites_done": "完工点位", "households_of_places": "惠及户数",
    "applied_wan": "申报资金(万元)", "approved_wan": "审定资金(万元)",
    "allocated_wan": "拨付资金(万元)", "settled_wan": "结算资金(万元)", "fund_source": "资金来源",
    "batch": "批次", "status": "进度", "proactive": "是否未诉先办", "d_collect": "征集日期",
    "d_apply": "申报日期", "d_approve": "审定日期", "d_fund": "拨付日期", "d_start": "开工日期",
    "d_finish": "完工日期", "d_accept": "验收日期", "note": "备注",
}  # fmt: skip
DAYS = ("d_collect", "d_apply", "d_approve", "d_fund", "d_start", "d_finish", "d_accept")


@dataclass
class Variant:
    """A drawn programme: its sheets as cells, and the day they are asked for."""

    chance: random.Random
    as_of: date
    projects: list[Cells]
    tickets: list[Cells] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """Return the day as headers carry it."""
        return f"{self.as_of:%Y%m%d}"


def draw(seed: int, size: int = 34) -> Variant:
    """Draw a programme out of the demo's: other amounts, quantities and days, and its complaints."""
    chance = random.Random(seed)
    as_of = chance.choice([date(2020, 9, 30), date(2020, 9, 15), date(2020, 8, 31)])
    sheet = chance.sample(gold.cells("projects"), size)
    variant = Variant(chance, as_of, [_changed(dict(row), chance, as_of) for row in sheet])
    variant.tickets = [_ticket(index, variant) for index in range(70)]
    return variant


def _changed(row: Cells, chance: random.Random, as_of: date) -> Cells:
    row["qty_done"] = row.pop("qty_done_20200831")
    row["status"] = row.pop("status_20200831")
    if row["unit"] in ("平方米", "米"):
        row["qty_done"] = f"{chance.randrange(1, 900_000) / 100:.2f}"
    else:
        row["qty_done"] = str(chance.randrange(0, 60))
    row["parking_spaces"] = str(chance.randrange(1, 99)) if row["type"] == "生态停车场" else "0"
    approved = chance.randrange(100, 5000)
    row["applied_wan"] = f"{(approved + chance.randrange(0, 300)) / 100:.2f}"
    row["approved_wan"] = row["allocated_wan"] = f"{approved / 100:.2f}"
    row["proactive"] = chance.choice("是否")
    day = date(2020, 4, 7) + timedelta(chance.randrange(0, 90))
    for name in DAYS:
        known = name not in DAYS[5:] or bool(row["d_finish"]) or chance.random() < 0.2
        row[name] = day.isoformat() if known and day <= as_of and row.get("d_gone") is None else ""
        if not row[name]:
            row["d_gone"] = "yes"
        day += timedelta(chance.randrange(0, 9))
    row.pop("d_gone", None)
    row["settled_wan"] = ""
    if row["d_accept"]:
        row["settled_wan"] = f"{chance.randrange(50, approved + 1) / 100:.2f}"
    row["status"] = "已完工" if row["d_accept"] else "完工待验收" if row["d_finish"] else "施工中"
    return row


def _ticket(index: int, variant: Variant) -> Cells:
    chance = variant.chance
    row = chance.choice(variant.projects)
    place = chance.choice(row["places"].split(";"))
    kind = row["type"] if chance.random() < 0.8 else chance.choice(list(TOPICS))
    first, second = TOPICS[kind]
    day = date(2020, 3, 1) + timedelta(chance.randrange(0, 213))
    if row["d_finish"] and chance.random() < 0.3:
        day = date.fromisoformat(row["d_finish"]) + timedelta(chance.randrange(0, 2))
    return {
        "工单编号": f"V{index:05d}",
        "来电时间": f"{day} {chance.randrange(24):02d}:{chance.randrange(60):02d}",
        "来电号码": f"1000000{chance.randrange(9000, 9020)}",
        "诉求类型": chance.choices(("投诉", "求助", "表扬", "咨询"), (8, 3, 1, 1))[0],
        "一级分类": first,
        "二级分类": second,
        "承办单位": row["town"],
        "诉求地址": place,
        "诉求内容": f"市民反映{place}{second}问题,要求解决。",
    }


def write_projects(variant: Variant, path: Path, encoding: str = "utf-8") -> Path:
    """Write the ledger with Chinese headers in any order: .csv in an encoding, or .xlsx."""
    names = list(CHINESE)
    variant.chance.shuffle(names)
    stamped = {"qty_done", "status"}
    heads = [CHINESE[n] + (f"_{variant.stamp}" if n in stamped else "") for n in names]
    rows = [[row.get(name, "") for name in names] for row in variant.projects]
    if path.suffix == ".xlsx":
        write_table(path, heads, [[_typed(cell) for cell in row] for row in rows])
        return path
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def write_tickets(variant: Variant, path: Path) -> Path:
    """Write the tickets as a hotline exports them, in GBK."""
    with path.open("w", encoding="gbk", newline="") as file:
        writer = csv.DictWriter(file, list(variant.tickets[0]))
        writer.writeheader()
        writer.writerows(variant.tickets)
    return path


def _typed(cell: str) -> Any:
    try:
        return Decimal(cell)
    except ArithmeticError:
        pass
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell or None


class Told:
    """The figures of a variant, counted from its cells without the house."""

    def __init__(self, variant: Variant) -> None:
        self.rows = [row for row in variant.projects if row["d_approve"]]
        self.done = [row for row in self.rows if row["d_accept"]]
        self.variant = variant
        self.places = {row["name"]: row for row in gold.cells("places")}
        self.workdays = load(("default",)).calendar.is_workday

    def counts(self) -> dict[str, Any]:
        """Return the counts by the names of the briefing."""
        names = {place for row in self.rows for place in row["places"].split(";")}
        kinds = [self.places[name]["kind"] for name in names]
        sites = [self._heard(row, places) for row in self.done for places in _at(row)]
        silent = [before for before, after in sites if not after]
        return {
            "projects_started": len(self.rows),
            "sites_total": sum(_sites(row) for row in self.rows),
            "sites_completed": len(sites),
            "sites_observed": len(sites),
            "sites_silent": len(silent),
            "sites_complained_before": sum(before > 0 for before, _ in sites),
            "sites_complained_before_silent": sum(before > 0 for before in silent),
            "villages": kinds.count("村"),
            "estates": kinds.count("小区"),
            "households": sum(int(self.places[name]["households"]) for name in names),
            "townships": len({row["town_code"] for row in self.rows}),
            "parking_spaces": sum(
                int(r["parking_spaces"]) for r in self.rows if r["type"] == "生态停车场"
            ),
        }

    def quantities(self) -> dict[str, Decimal]:
        """Return what is done by the sheet's name of the type."""
        found: dict[str, Decimal] = {}
        for row in self.rows:
            found[row["type"]] = found.get(row["type"], Decimal(0)) + Decimal(row["qty_done"])
        return found

    def money(self) -> dict[str, str | None]:
        """Return the sums in yuan; what nobody knows is None."""
        settled = [row for row in self.rows if row["settled_wan"]]
        surplus = [Decimal(r["allocated_wan"]) - Decimal(r["settled_wan"]) for r in settled]
        funded = [Decimal(row["allocated_wan"]) for row in self.rows]
        return {
            "applied": _yuan([Decimal(row["applied_wan"]) for row in self.rows]),
            "approved": _yuan([Decimal(row["approved_wan"]) for row in self.rows]),
            "disbursed": _yuan(funded),
            "settled": _yuan([Decimal(row["settled_wan"]) for row in settled]),
            "surplus": _yuan(surplus),
        }

    def days(self) -> tuple[int, float | None]:
        """Return how many completed projects tell their working days, and the mean."""
        taken = [self._days(row["d_collect"], row["d_finish"]) for row in self.done]
        if not taken:
            return 0, None
        mean = Decimal(sum(taken)) / len(taken)
        return len(taken), float(mean.quantize(Decimal("0.01"), ROUND_HALF_UP))

    def _days(self, first: str, last: str) -> int:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        return sum(self.workdays(day + timedelta(i)) for i in range((end - day).days + 1))

    def _heard(self, row: Cells, places: list[str]) -> tuple[int, int]:
        """Return the complaints before and after the finish: this place, this matter, these kinds."""
        before = after = 0
        for ticket in self.variant.tickets:
            if (
                ticket["诉求类型"] in ("表扬", "咨询")
                or ticket["二级分类"] != TOPICS[row["type"]][1]
            ):
                continue
            day = ticket["来电时间"][:10]
            if ticket["诉求地址"] in places:
                before += day < row["d_finish"]
                after += row["d_finish"] < day <= self.variant.as_of.isoformat()
        return before, after


def _sites(row: Cells) -> int:
    return int(row["sites_total"])


def _at(row: Cells) -> list[list[str]]:
    """Return each site's places: its own where there are as many sites as places, else all."""
    places = row["places"].split(";")
    return [[name] for name in places] if len(places) == _sites(row) else [places] * _sites(row)


def _yuan(amounts: list[Decimal]) -> str | None:
    return f"{sum(amounts) * 10_000:.2f}" if amounts else None
