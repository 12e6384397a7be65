"""Home of the tests of locating, on an invented town and on the gold sheets."""

from __future__ import annotations

import pytest

from tests.analysis.conftest import BAY, FARM
from xiaowei.analysis.locating import Gazetteer, GazetteerEntry


@pytest.mark.parametrize(
    ("address", "town_name", "code", "how"),
    [
        ("四门楼村", "青禾镇", "V4", "name"),
        ("某省某市某区青禾镇四门楼村3号", "", "V4", "name"),
        ("四门楼", "青禾镇", "V4", "short"),
        ("四闷楼", "青禾镇", "V4", "typo"),
        ("春小苑", "柳湾街道", "E3", "typo"),
        ("枫林金色小区", "柳湾街道", "E4", "nickname"),
        ("金色枫林", "柳湾街道办事处", "E4", "nickname"),
        ("铁路大院5号楼", "柳湾街道", "E4", "alias"),
        ("柳湾东里3号楼", "柳湾街道", "E5", "name"),
        ("柳湾东里南区3号楼", "柳湾街道", "E7", "name"),
        ("东里小区", "柳湾街道", "E8", "name"),
        ("滨河路十二号院", "柳湾街道", "E9", "name"),
        ("滨河路12号院2单元", "柳湾街道", "E9", "name"),
        ("果村", "青禾镇", "V5", "name"),
        ("E3", "", "E3", "code"),
    ],
)
def test_address(town: Gazetteer, address: str, town_name: str, code: str | None, how: str) -> None:
    found = town.locate(address=address, town=town_name)
    assert (found.code, found.how) == (code, how)


@pytest.mark.parametrize(
    "content",
    [
        "结果村里没人管",
        "如果村干部不处理就继续投诉",
        "青禾镇政府门口堵车",
        "中河湾村路灯不亮",
        "家里下水道堵了",
        "滨河路上有坑",
        "和平里小区没有路灯",
        "",
    ],
)
def test_no_place_is_told_where_none_is_sure(town: Gazetteer, content: str) -> None:
    assert town.locate(content=content).code is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("石桥头村往四门楼方向的路坑洼不平,四门楼那段都修好了", "V3"),
        ("市民反映四门楼村道路破损,要求解决", "V4"),
        ("反映金色枫林全小区没水", "E4"),
        ("柳湾东里南区停车难,柳湾西里也一样", "E7"),
        ("昨晚下河湾村停电", "V2"),
        ("上河湾村路灯不亮,靠近石桥头村", "V1"),
    ],
)
def test_content_alone(town: Gazetteer, content: str, code: str) -> None:
    town_name = "柳湾街道" if code.startswith("E") else "青禾镇"
    assert town.locate(content=content, town=town_name).code == code


def test_address_outranks_content(town: Gazetteer) -> None:
    found = town.locate(address="石桥头村", content="四门楼村的路坏了", town="青禾镇")
    assert found.code == "V3"


def test_landmark_in_the_address_gives_way_to_the_content(town: Gazetteer) -> None:
    found = town.locate(address="四门楼附近", content="石桥头村路面塌陷", town="青禾镇")
    assert found.code == "V3"


def test_name_of_two_townships(town: Gazetteer) -> None:
    unsure = town.locate(address="和平里小区")
    assert (unsure.code, unsure.how) == (None, "ambiguous")
    assert {candidate.code for candidate in unsure.candidates} == {"E1", "E2"}
    assert town.locate(address="和平里小区", town="青禾镇").code == "E1"
    assert town.locate(address="和平里小区", town_code=BAY).code == "E2"
    assert town.locate(address="柳湾街道和平里小区").code == "E2"


def test_wrong_township_costs_but_does_not_lose(town: Gazetteer) -> None:
    right = town.locate(address="四门楼村", town="青禾镇")
    wrong = town.locate(address="四门楼村", town="柳湾街道")
    assert right.code == wrong.code == "V4"
    assert wrong.score < right.score


def test_a_slip_in_a_wrong_township_is_only_a_candidate(town: Gazetteer) -> None:
    found = town.locate(address="四闷楼", town="柳湾街道")
    assert found.code is None
    assert [candidate.code for candidate in found.candidates] == ["V4"]


def test_neighbours_are_never_taken_for_slips(town: Gazetteer) -> None:
    for address in ("中河湾村", "大河湾村", "柳湾北里", "柳湾南里", "滨河路11号院"):
        assert town.locate(address=address).code is None, address


def test_township_by_code_of_any_length(town: Gazetteer) -> None:
    assert town.locate(address="和平里小区", town_code=f"{FARM}000").code == "E1"


def test_community_field(town: Gazetteer) -> None:
    assert town.locate(community="四门楼村委会", content="路坏了", town="青禾镇").code == "V4"


def test_empty_gazetteer() -> None:
    found = Gazetteer(()).locate(address="四门楼村", content="四门楼村")
    assert (found.code, found.how, found.candidates) == (None, "unknown", ())


def test_surname_villages_are_not_slips_of_each_other() -> None:
    places = Gazetteer(
        GazetteerEntry(name, name, "村", FARM, "青禾镇") for name in ("高各庄村", "许家营村")
    )
    for address in ("王各庄村", "李家营村"):
        assert places.locate(address=address, town="青禾镇").code is None


def test_gold_addresses(
    gold_rows: list[dict[str, str]], gold_gazetteer: Gazetteer, gold_places: list[dict[str, str]]
) -> None:
    """Every address is a full name but for known slips and nicknames of three places."""
    names = {place["name"]: place["place_id"] for place in gold_places}
    slips = {"李二寺": "里二泗村", "里二泗": "里二泗村", "丽景园": "荔景园小区"}
    for row in gold_rows:
        said = row["诉求地址"]
        real = "东亚印象台湖小区" if "台湖" in said else slips.get(said, said)
        for fields in (
            {"address": said, "content": row["诉求内容"], "town": row["承办单位"]},
            {"content": row["诉求内容"], "town": row["承办单位"]},
            {"content": row["诉求内容"]},
        ):
            assert gold_gazetteer.locate(**fields).code == names[real], fields
