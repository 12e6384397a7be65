"""Home of the tests of withholding: columns about people are found, others are left."""

from __future__ import annotations

import random

import pytest

from xiaowei.analysis.withholding import names_somebody, withheld

SURNAMES = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
            "林", "郭", "何", "高", "罗", "于", "方", "万", "安", "欧阳", "司马"]  # fmt: skip
GIVEN = ["伟", "芳", "秀英", "桂兰", "建国", "小明", "志强", "丽", "淑珍", "雪"]


def people(seed: int, many: int = 60) -> list[str]:
    dice = random.Random(seed)
    return [dice.choice(SURNAMES) + dice.choice(GIVEN) for _ in range(many)]


@pytest.mark.parametrize("seed", range(8))
def test_a_column_of_names_is_found_whatever_its_header(seed: int) -> None:
    names = people(seed)
    columns = {
        "列一": names,
        "列二": [f"{name[0]}女士" for name in names],
        "列三": [f"{name[0]}**" for name in names],
        "列四": [f"{name} 1380013{n:04d}" for n, name in enumerate(names)],
        "列五": [f"138****{n:04d}" for n in range(60)],
        "列六": [f"1380013{n:04d}" for n in range(60)],
    }
    assert withheld(columns) == frozenset(columns)


def test_a_few_names_among_other_words_leave_the_column() -> None:
    assert withheld({"列": ["已联系", "王小明", "待办", "转水务站", "退回"]}) == frozenset()


@pytest.mark.parametrize(
    "cells",
    [
        ["石门村", "白石镇", "马驹桥镇", "荷塘小区"],
        ["道路", "供水", "供暖", "停车"],
        ["是", "否"],
        ["一般", "紧急", "特急"],
        ["安全", "平安", "万元", "高层"],
        ["2022-06-01", "2022-06-02"],
        ["GD2020000001", "GD2020000002"],
        ["", " "],
        ["12345热线", "网格上报"],
    ],
)
def test_columns_of_other_things_stay(cells: list[str]) -> None:
    assert withheld({"列": cells}) == frozenset()


@pytest.mark.parametrize(
    "header",
    ["姓名", "联系人", "来电人", "诉求人姓名", "来电人地址", "联系电话", "手机", "身份证号",
     "家庭住址", "经办人", "网格员", "caller_name", "Phone", "微信号", "性别"],
)  # fmt: skip
def test_headers_that_promise_a_person(header: str) -> None:
    assert names_somebody(header)


@pytest.mark.parametrize(
    "header",
    ["备注", "紧急程度", "承办单位", "回访时间", "涉及户数", "诉求人数", "是否联系诉求人",
     "项目名称", "工单来源", "办理部门", "file_name"],
)  # fmt: skip
def test_headers_that_do_not(header: str) -> None:
    assert not names_somebody(header)
