"""Home of what the analysis tests stand on: a small invented town, and the gold sheets if there."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from xiaowei.analysis.locating import Gazetteer, GazetteerEntry
from xiaowei.analysis.matters import LinkTicket

GOLD = Path(__file__).parents[3] / "shared" / "gold"
FARM, BAY = "990101101", "990101002"
TOWN = (
    GazetteerEntry("V1", "上河湾村", "村", FARM, "青禾镇"),
    GazetteerEntry("V2", "下河湾村", "村", FARM, "青禾镇"),
    GazetteerEntry("V3", "石桥头村", "村", FARM, "青禾镇"),
    GazetteerEntry("V4", "四门楼村", "村", FARM, "青禾镇"),
    GazetteerEntry("V5", "果村", "村", FARM, "青禾镇"),
    GazetteerEntry("V6", "青禾村", "村", FARM, "青禾镇"),
    GazetteerEntry("E1", "和平里小区", "小区", FARM, "青禾镇"),
    GazetteerEntry("E2", "和平里小区", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E3", "春晓苑小区", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E4", "中铁金色枫林小区", "小区", BAY, "柳湾街道", ("铁路大院",)),
    GazetteerEntry("E5", "柳湾东里", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E6", "柳湾西里", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E7", "柳湾东里南区", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E8", "东里小区", "小区", BAY, "柳湾街道"),
    GazetteerEntry("E9", "滨河路12号院", "小区", BAY, "柳湾街道"),
)
KINDS = {"投诉": "complaint", "咨询": "inquiry", "表扬": "praise"}


@pytest.fixture(scope="session")
def town() -> Gazetteer:
    return Gazetteer(TOWN)


def read_gold(name: str) -> list[dict[str, str]]:
    if not GOLD.is_dir():
        pytest.skip("the gold sheets are not beside this checkout (../shared/gold)")
    with open(GOLD / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def gold_places() -> list[dict[str, str]]:
    return read_gold("gold_places.csv")


@pytest.fixture(scope="session")
def gold_rows() -> list[dict[str, str]]:
    return read_gold("gold_tickets.csv")


@pytest.fixture(scope="session")
def gold_gazetteer(gold_places: list[dict[str, str]]) -> Gazetteer:
    return Gazetteer(
        GazetteerEntry(p["place_id"], p["name"], p["kind"], p["town_code"], p["town"])
        for p in gold_places
    )


@pytest.fixture(scope="session")
def gold_tickets(gold_rows: list[dict[str, str]], gold_gazetteer: Gazetteer) -> list[LinkTicket]:
    return [
        LinkTicket(
            number=row["工单编号"],
            place=gold_gazetteer.locate(
                address=row["诉求地址"], content=row["诉求内容"], town=row["承办单位"]
            ).code,
            topic=row["二级分类"],
            caller=row["来电号码"],
            received_at=datetime.fromisoformat(row["来电时间"]),
            text=row["诉求内容"],
            kind=KINDS[row["诉求类型"]],
        )
        for row in gold_rows
    ]


@pytest.fixture(scope="session")
def gold_key() -> dict[str, tuple[str, str]]:
    """Ticket -> (places, type): projects of one place and type count as one."""
    projects = {p["project_no"]: (p["places"], p["type"]) for p in read_gold("gold_projects.csv")}
    key = {}
    for row in read_gold("gold_truth.csv"):
        project = row["project_no"]
        key[row["工单编号"]] = projects.get(project, (project, project))
    return key
