"""Home of the rule on places: a district is data; no name of a pack's place stands in code."""

import csv
import re
from functools import cache

import pytest
from pypinyin import lazy_pinyin

from tools.sources import SOURCE, Module, modules

# How many digits of a code a province, city, district, township and community use.
LEVELS = (2, 4, 6, 9, 12)
DISTRICT, TOWNSHIP = 6, 9
KIND = re.compile(r"(特别行政区|自治区|自治州|自治县|地区|街道|街道办事处|[省市区县州盟旗镇乡])$")
PARTS = re.compile(r"[a-z]+")


@cache
def _names() -> tuple[tuple[str, int], ...]:
    found: dict[tuple[str, int], None] = {}
    for path in sorted((SOURCE / "packs").rglob("*region*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                size = next(size for size in LEVELS if len(row["code"].rstrip("0")) <= size)
                found[row["name"].strip(), size] = None
    return tuple(found)


@cache
def _chinese() -> re.Pattern[str]:
    full = {name for name, size in _names() if size <= TOWNSHIP and len(name) > 2}
    # The bare name of a township may be an everyday word (东方, 新华); a district's is not.
    bare = {KIND.sub("", name) for name, size in _names() if size <= DISTRICT and len(name) > 2}
    return re.compile("|".join(sorted(full | {n for n in bare if len(n) > 1}, key=len)[::-1]))


@cache
def _latin() -> frozenset[str]:
    districts = {KIND.sub("", name) for name, size in _names() if size <= DISTRICT}
    return frozenset("".join(lazy_pinyin(name)) for name in districts if len(name) > 1)


def test_the_packs_have_names_to_look_for() -> None:
    assert _names()


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.place)
def test_no_place_is_named_in_code(module: Module) -> None:
    named = [
        f"line {number}: {found}"
        for number, line in enumerate(module.text.splitlines(), 1)
        for found in [*_chinese().findall(line), *(_latin() & set(PARTS.findall(line.lower())))]
    ]
    assert not named, "\n".join(named)
