"""Home of a large district in tests: 424 projects at 6,000 sites in 19 townships, drawn from a seed.

Amounts, days and places are invented; only the size is the article's. Mean amount below 40 万元.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from xiaowei.connectors.packs.parse import load

DISTRICT = "110114"
DAY = date(2020, 8, 31)
PROJECTS, SITES, TOWNS, PLACES = 424, 6_000, 19, 118
HEADS = (
    "项目编号", "项目名称", "镇街代码", "镇街", "点位类型", "村(社区)/小区", "项目类型", "数量",
    "单位", "完成数量_20200831", "点位总数", "惠及户数", "申报资金(万元)", "审定资金(万元)",
    "拨付资金(万元)", "结算资金(万元)", "资金来源", "批次", "进度_20200831", "是否未诉先办", "征集日期",
    "申报日期", "审定日期", "拨付日期", "开工日期", "完工日期", "验收日期",
)  # fmt: skip
TYPES = (
    ("破损道路修复", "平方米"), ("屋顶防水", "平方米"), ("小微绿地", "平方米"),
    ("电动自行车车棚", "个"), ("休闲座椅及宣传栏", "套"), ("路灯", "盏"),
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢"


def write(path: Path, seed: int = 2020, projects: int = PROJECTS, sites: int = SITES) -> Path:
    """Write the ledger as a sheet; the same seed gives the same sheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows(seed, projects, sites)])
    return path


def rows(seed: int, projects: int, sites: int) -> Iterator[tuple[object, ...]]:
    """Yield the ledger's rows; sites are shared out so that they add up exactly."""
    chance = random.Random(seed)
    places = _places(chance)
    shares = [1] * projects
    for _ in range(sites - projects):
        shares[chance.randrange(projects)] += 1
    for index, share in enumerate(shares):
        code, name, place = places[index % PLACES]
        yield _row(chance, index, share, code, name, place)


def _places(chance: random.Random) -> list[tuple[str, str, str]]:
    regions = load(["beijing"]).regions.regions
    towns = sorted(
        {
            (r.code[:9], r.name)
            for r in regions
            if r.level == "township" and r.code.startswith(DISTRICT) and r.valid_to is None
        }
    )[:TOWNS]
    names = [f"{a}{b}庄村" for a in SURNAMES for b in "东西南北前后"]
    chance.shuffle(names)
    return [(*towns[index % len(towns)], names[index]) for index in range(PLACES)]


def _row(
    chance: random.Random, index: int, sites: int, code: str, name: str, place: str
) -> tuple[object, ...]:
    kind, unit = chance.choice(TYPES)
    asked = chance.randrange(800, 4_900)
    approved = asked - chance.randrange(0, 300)
    first = date(2019, 4, 1) + timedelta(chance.randrange(0, 480))
    days: list[date | None] = [first]
    for _ in range(6):
        last = days[-1]
        following = last and last + timedelta(chance.randrange(1, 12))
        days.append(following if following and following <= DAY else None)
    settled = f"{(approved - 20) / 100:.2f}" if days[6] else ""
    status = "已完工" if days[6] else "完工待验收" if days[5] else "施工中"
    done = (
        chance.randrange(1, 40) if unit not in ("平方米",) else chance.randrange(50, 90_000) / 100
    )
    return (
        f"CP{first.year}-{index + 1:03d}", f"{place}{kind}项目", code, name, "村", place, kind, done,
        unit, done if days[4] else "", sites, chance.randrange(80, 900), f"{asked / 100:.2f}",
        f"{approved / 100:.2f}" if days[2] else "", f"{approved / 100:.2f}" if days[3] else "",
        settled, "区级引导资金", str(1 + index % 3), status, chance.choice("是否"),
        *(day.isoformat() if day else "" for day in days),
    )  # fmt: skip
