"""类别 may be a ticket's kind or its topic: what stands under it decides, or nobody does."""

from __future__ import annotations

from functools import cache

import pytest

from xiaowei.connectors.hotline_sheet.fetch import fetch
from xiaowei.connectors.hotline_sheet.parse import parse
from xiaowei.connectors.packs.parse import load
from xiaowei.connectors.tabular.rows import Parsed
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.sheets import TicketRow


@cache
def catalogue() -> Catalogue:
    return load(["default"]).catalogue


def read(
    header: str, values: list[str], mapping: dict[str, str] | None = None, more: str = ""
) -> Parsed[TicketRow]:
    lines = [f"N{i},没有水,{value}{',停水' if more else ''}" for i, value in enumerate(values)]
    text = "\n".join([f"编号,内容,{header}{more}", *lines])
    return parse(fetch(text.encode(), mapping), mapping, catalogue())


@pytest.mark.parametrize("header", ["类别", "类型", "诉求类型", "分类"])
@pytest.mark.parametrize(
    ("values", "field"),
    [
        (["投诉", "求助", "咨询", "别的"], "kind"),
        (["停水", "供水", "道路破损", "别的"], "topic_path"),
        (["市容环卫->环境卫生", "城乡建设->物业"], "topic_path"),
    ],
)
def test_the_values_decide(header: str, values: list[str], field: str) -> None:
    parsed = read(header, values)
    assert parsed.mapping[field] == header
    assert len(parsed.mapping) == 3


@pytest.mark.parametrize(
    ("header", "field"), [("类别", None), ("类型", None), ("分类", None), ("诉求类型", "kind")]
)
def test_of_neither_a_vague_header_is_left_to_be_mapped(header: str, field: str | None) -> None:
    parsed = read(header, ["紧急", "一般", "一般"])
    assert next((f for f, h in parsed.mapping.items() if h == header), None) == field
    assert parsed.unmapped == (() if field else (header,))


def test_an_empty_column_stays_what_it_is_called() -> None:
    assert read("类别", ["", ""]).mapping["kind"] == "类别"


def test_what_somebody_chose_outweighs_the_values() -> None:
    assert read("类别", ["停水"], {"kind": "类别"}).mapping["kind"] == "类别"
    assert read("类别", ["停水"], {"topic_path": ""}).unmapped == ("类别",)


def test_a_topic_that_has_its_columns_leaves_the_header_free() -> None:
    parsed = read("类别", ["供水"], more=",一级分类")
    assert (parsed.mapping["topic_1"], parsed.unmapped) == ("一级分类", ("类别",))


def test_without_a_catalogue_the_name_decides() -> None:
    assert parse(fetch("编号,内容,类别\nN1,没有水,停水\n".encode())).mapping["kind"] == "类别"
