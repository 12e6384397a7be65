"""Home of the tests of discovering places in texts."""

from __future__ import annotations

from xiaowei.analysis.discovering import Mention, discover_places


def test_spellings_of_one_place_get_one_name() -> None:
    spellings = ["中铁金色枫林小区"] * 5 + ["金色枫林", "枫林金色小区", "中铁金色枫林"]
    found = discover_places([Mention(address=name, town="柳湾街道") for name in spellings])
    assert len(set(found)) == 1


def test_neighbours_stay_apart() -> None:
    names = ["柳湾东里", "柳湾西里", "柳湾东里南区", "含英园一区", "含英园二区", "滨河路12号院"]
    found = discover_places([Mention(address=name, town="柳湾街道") for name in names * 2])
    assert len(set(found)) == len(names)


def test_district_township_and_house_number_are_passed_over() -> None:
    found = discover_places(
        [
            Mention(address="某市某某区青禾镇四门楼村3号", town="青禾镇"),
            Mention(address="四门楼村", town="青禾镇"),
            Mention(content="市民反映四门楼村道路破损,要求解决", town="青禾镇"),
            Mention(content="路坏了", community="四门楼村委会", town="青禾镇"),
        ]
    )
    assert set(found) == {"4门楼"}


def test_one_name_in_two_townships_is_two_places() -> None:
    mentions = [Mention(address="和平里小区", town=t) for t in ("青禾镇", "柳湾街道") * 3]
    assert len(set(discover_places(mentions))) == 2


def test_no_place_is_none() -> None:
    assert discover_places([Mention(content="没人管")]) == [None]
